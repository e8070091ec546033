/* -m rate from orders: active is who has a purchase in the period. */
#include "rate.h"

#include "base/mem.h"
#include "fold/diary.h"
#include "fold/orders.h"

/* Active periods of the customer at hand that follow each other. */
struct stay {
	bool before; /* there was one that ended */
	size_t from, last;
	struct i128 bought; /* in the last of them */
};

/* What counts as bought: money, or orders where there is none. */
static struct i128
bought(const struct rate *w, const struct diary_page *page)
{
	return table_has(w->t, AMOUNT) ? page->bought
				       : i128_of((int64_t)page->orders);
}

/* The period after t knows what was bought in t. */
static void
add_money(struct churn *c, size_t t, struct i128 v, bool lost)
{
	struct churn_count *to;

	if (t + 1 >= c->n)
		return;
	to = &c->at[t + 1];
	to->bought = i128_add(to->bought, v);
	if (lost)
		to->lost_bought = i128_add(to->lost_bought, v);
}

static void
end_stay(struct churn *c, struct stay *s)
{
	churn_stay(c, s->from, s->last, s->before);
	add_money(c, s->last, s->bought, true);
	s->before = true;
}

static void
add_customer(const struct rate *w, struct churn *c, int32_t first,
    const struct fold_person *p)
{
	struct stay s = {.before = false};
	struct diary_page page;
	size_t at = 0;
	bool any = false;

	while (diary_next(p, &at, &page)) {
		size_t t = (size_t)(page.period - first);

		if (page.orders == 0)
			continue;
		if (any && t == s.last + 1) {
			add_money(c, s.last, s.bought, false);
		} else {
			if (any)
				end_stay(c, &s);
			s.from = t;
		}
		any = true;
		s.last = t;
		s.bought = bought(w, &page);
	}
	if (any)
		end_stay(c, &s);
}

static bool
count(const struct rate *w, struct roll *roll, struct churn *c, int32_t first)
{
	struct fault *f = &w->r->fault;
	struct fold_person p;

	if (!roll_walk(roll, &(struct roll_order){.any = true}, f))
		return false;
	while (roll_next(roll, &p, f))
		add_customer(w, c, first, &p);
	churn_close(c);
	return f->code == FAULT_NONE;
}

static bool
write_periods(struct rate *w, struct roll *roll, int32_t first_day)
{
	enum period p = (enum period)o.period;
	int32_t first = first_day == INT32_MAX ? 0 : period_of(p, first_day);
	struct churn c = {.n = 0};
	bool ok;

	if (first_day != INT32_MAX)
		c.n = (size_t)(period_of(p, w->as_of) - first) + 1;
	c.at = mem_zero(c.n, sizeof(*c.at));
	ok = count(w, roll, &c, first) && rate_periods(w, &c, first);
	mem_free(c.at);
	return ok;
}

bool
rate_from_orders(struct rate *w)
{
	static const struct orders_columns columns = {CUSTOMER, DATE, AMOUNT};
	const struct opt_date *as_of = &o.common.as_of;
	struct fault *f = &w->r->fault;
	struct roll *roll =
	    roll_new(&(struct fold_form){.period = (enum period)o.period,
			 .has_as_of = as_of->given,
			 .as_of = as_of->day,
			 .days = true},
		o.common.memory, o.common.tmpdir);
	int32_t first;
	bool ok =
	    table_need(w->t, CUSTOMER, f) &&
	    orders_fold(w->t, &columns, as_of->given ? as_of->day : INT32_MAX,
		roll, &w->r->threads, &first, f) &&
	    roll_finish(roll, f);

	if (ok) {
		w->any = roll_as_of(roll, &w->as_of);
		rate_begin(w);
		ok = write_periods(w, roll, first);
	}
	w->after = roll_counts(roll)->after;
	w->refund_only = roll_counts(roll)->refund_only;
	roll_delete(roll);
	return ok;
}
