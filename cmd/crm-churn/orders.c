/* -m rate from orders: active is who has a purchase in the period. */
#include "rate.h"

#include "base/mem.h"
#include "fold/diary.h"

/* The order that is read, and the period of the day before it. */
struct reading {
	struct diary diary;
	int32_t day, period, first;
};

static bool
read_orders(struct rate *w, struct reading *x)
{
	bool money = table_has(w->t, AMOUNT);
	struct date date;
	struct str id;

	while (table_next(w->t)) {
		int64_t amount = 0;

		if (!table_id(w->t, CUSTOMER, &id) ||
		    !table_date(w->t, DATE, &date) ||
		    (money && !table_dec(w->t, AMOUNT, &amount)) ||
		    rate_too_late(w, date.day))
			continue;
		if (date.day != x->day)
			x->period = period_of((enum period)o.period, date.day);
		x->day = date.day;
		if (amount >= 0 && x->period < x->first)
			x->first = x->period;
		if (!diary_add(&x->diary, id, x->period, amount,
		    &w->r->fault))
			return false;
	}
	return table_done(w->t, &w->r->fault);
}

/* What counts as bought: money, or orders where there is none. */
static struct i128
bought(const struct rate *w, const struct diary_page *page)
{
	return table_has(w->t, AMOUNT) ? page->bought
				       : i128_of((int64_t)page->orders);
}

static size_t
drop_refunds(struct diary_page *page, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (page[i].orders > 0)
			page[kept++] = page[i];
	return kept;
}

/* The next period knows what was bought in this one. */
static void
add_money(struct churn *c, size_t t, struct i128 v, bool stays)
{
	struct churn_count *to;

	if (t + 1 >= c->n)
		return;
	to = &c->at[t + 1];
	to->bought = i128_add(to->bought, v);
	if (!stays)
		to->lost_bought = i128_add(to->lost_bought, v);
}

/* One customer: his active periods, in runs without a gap. */
static void
add_customer(const struct rate *w, struct churn *c, int32_t first,
    const struct diary_page *page, size_t n)
{
	size_t from = 0;
	bool begins = true, before = false;

	for (size_t i = 0; i < n; i++) {
		size_t t = (size_t)(page[i].period - first);
		bool stays = i + 1 < n &&
		    page[i + 1].period == page[i].period + 1;

		from = begins ? t : from;
		begins = !stays;
		add_money(c, t, bought(w, &page[i]), stays);
		if (stays)
			continue;
		churn_stay(c, from, t, before);
		before = true;
	}
}

static bool
write_periods(struct rate *w, struct reading *x)
{
	int32_t last = period_of((enum period)o.period, w->as_of);
	struct churn c = {.n = (size_t)(last - x->first) + 1};
	size_t n;
	bool ok;

	c.at = mem_zero(c.n, sizeof(*c.at));
	while (diary_next(&x->diary, &n)) {
		n = drop_refunds(x->diary.page, n);
		w->refund_only += n == 0;
		add_customer(w, &c, x->first, x->diary.page, n);
	}
	churn_close(&c);
	ok = rate_periods(w, &c, x->first);
	mem_free(c.at);
	return ok;
}

bool
rate_from_orders(struct rate *w)
{
	struct reading x = {{.at = 0}, INT32_MIN, 0, INT32_MAX};
	bool ok = table_need(w->t, CUSTOMER, &w->r->fault) &&
	    read_orders(w, &x);

	if (ok && o.common.as_of.given)
		w->as_of = o.common.as_of.day;
	if (ok)
		rate_begin(w);
	if (ok && x.first != INT32_MAX)
		ok = write_periods(w, &x);
	diary_free(&x.diary);
	return ok;
}
