/*
 * -m rate: the customers of each period, from orders, from spans of being a
 * customer, from counts, or from one mark per customer.
 */
#include "rate.h"

#include <math.h>

#include "base/hash.h"
#include "model/proportion.h"

static const char *const columns[] = {"period", "opening", "new", "returned",
    "lost", "closing", "churn_rate", "low", "high", "retention_rate",
    "lifetime", "relative_churn", NULL};

void
rate_begin(const struct rate *w)
{
	put_columns(&w->put, columns);
	writer_begin(w->put.w);
}

static void
put_counts(
    const struct put *put, struct str period, const struct churn_count *c)
{
	put_text(put, period);
	put_int(put, (int64_t)c->opening);
	put_int(put, (int64_t)c->fresh);
	put_int(put, (int64_t)c->returned);
	put_int(put, (int64_t)c->lost);
	put_int(put, (int64_t)churn_closing(c));
}

bool
rate_row(const struct rate *w, struct str period, const struct churn_count *c)
{
	const struct put *put = &w->put;
	struct churn_rates x;

	churn_rates(c, (enum churn_base)o.base, proportion_z(o.level), &x);
	put_counts(put, period, c);
	put_real(put, x.rate);
	put_real(put, x.low);
	put_real(put, x.high);
	put_real(put, x.retention);
	put_real(put, x.lifetime);
	put_real(put, x.relative);
	return put_end(put);
}

/* Who was there before the first period is not known, nor who was lost. */
static bool
first_row(const struct rate *w, struct str period, const struct churn_count *c)
{
	put_counts(&w->put, period, c);
	for (size_t i = 6; columns[i] != NULL; i++)
		put_empty(&w->put);
	return put_end(&w->put);
}

/* Of a period that has not ended only its opening is known. */
static bool
unfinished(const struct rate *w, struct str period, const struct churn_count *c)
{
	char day[DATE_MAX];

	put_text(&w->put, period);
	put_int(&w->put, (int64_t)c->opening);
	for (size_t i = 2; columns[i] != NULL; i++)
		put_empty(&w->put);
	diag_say("%.*s is not complete: as of %.*s", (int)period.n, period.p,
	    (int)date_put(day, w->as_of), day);
	return put_end(&w->put);
}

bool
rate_periods(struct rate *w, const struct churn *c, int32_t first)
{
	enum period p = (enum period)o.period;
	char text[PERIOD_MAX];
	bool ok = true;

	for (size_t t = 0; ok && t < c->n; t++) {
		int32_t at = first + (int32_t)t;
		size_t n = period_put(text, p, at);
		struct str name = {text, n};

		if (period_first_day(p, at + 1) > w->as_of + 1)
			ok = unfinished(w, name, &c->at[t]);
		else if (t == 0)
			ok = first_row(w, name, &c->at[t]);
		else
			ok = rate_row(w, name, &c->at[t]);
	}
	return ok;
}

bool
rate_too_late(struct rate *w, int32_t day)
{
	const struct opt_date *as_of = &o.common.as_of;

	if (as_of->given && day > as_of->day) {
		w->after++;
		return true;
	}
	if (!w->any || day > w->as_of)
		w->as_of = day;
	w->any = true;
	return false;
}

static struct i128
money(int64_t v)
{
	return i128_of(v);
}

static bool
get_optional(struct table *t, size_t slot, uint64_t *v)
{
	int64_t n = 0;

	if (table_has(t, slot) && !get_count(t, slot, &n))
		return false;
	*v = (uint64_t)n;
	return true;
}

static bool
get_purchases(struct table *t, size_t slot, struct i128 *v)
{
	int64_t x = 0;

	if (table_has(t, slot) && !table_dec(t, slot, &x))
		return false;
	if (x < 0)
		return table_reject(t, (long)slot, "less than 0");
	*v = money(x);
	return true;
}

static bool
read_counts(struct table *t, struct churn_count *c)
{
	uint64_t closing;

	*c = (struct churn_count){0};
	if (!get_optional(t, OPENING, &c->opening) ||
	    !get_optional(t, FRESH, &c->fresh) ||
	    !get_optional(t, RETURNED, &c->returned) ||
	    !get_optional(t, LOST, &c->lost) ||
	    !get_purchases(t, PURCHASES, &c->bought) ||
	    !get_purchases(t, LOST_PURCHASES, &c->lost_bought) ||
	    !get_optional(t, CLOSING, &closing))
		return false;
	if (!table_has(t, LOST_PURCHASES))
		c->bought = i128_of(0);
	if (c->lost > c->opening)
		return table_reject(t, LOST, "more than the opening");
	if (i128_cmp(c->lost_bought, c->bought) > 0)
		return table_reject(t, LOST_PURCHASES, "more than purchases");
	if (table_has(t, CLOSING) && closing != churn_closing(c))
		return table_reject(t, CLOSING,
		    "not opening - lost + new + "
		    "returned");
	return true;
}

static bool
from_counts(struct rate *w)
{
	struct churn_count c;

	if (!table_need(w->t, LOST, &w->r->fault))
		return false;
	rate_begin(w);
	while (table_next(w->t))
		if (read_counts(w->t, &c) &&
		    !rate_row(w, table_text(w->t, PERIOD), &c))
			return false;
	return table_done(w->t, &w->r->fault);
}

static bool
take_mark(struct rate *w, const struct test *lost, struct names *names,
    struct churn_count *c)
{
	struct i128 bought = {0, 0};
	struct str id;
	bool gone;

	if (table_has(w->t, CUSTOMER) &&
	    (!table_id(w->t, CUSTOMER, &id) || !seen_before(names, w->t, id)))
		return false;
	if (!test_get(lost, w->t, &gone) ||
	    !get_purchases(w->t, PURCHASES, &bought))
		return false;
	c->opening++;
	c->lost += gone;
	c->bought = i128_add(c->bought, bought);
	if (gone)
		c->lost_bought = i128_add(c->lost_bought, bought);
	return true;
}

/* One row per customer, lost or not: one period, without a name. */
static bool
from_marks(struct rate *w)
{
	struct churn_count c = {0};
	struct names names = {0};
	struct test lost = {.slot = LOST};
	bool ok;

	while (table_next(w->t))
		(void)take_mark(w, &lost, &names, &c);
	names_free(&names);
	ok = table_done(w->t, &w->r->fault);
	if (ok)
		rate_begin(w);
	return ok && (c.opening == 0 || rate_row(w, STR(""), &c));
}

/* A column that an option names decides; else the columns there are do. */
static bool
from_what_is_there(struct rate *w)
{
	bool named = roles[START].column != NULL;

	if (table_has(w->t, OPENING))
		return from_counts(w);
	if (table_has(w->t, DATE) && !named)
		return rate_from_orders(w);
	if (table_has(w->t, START))
		return rate_from_spans(w);
	if (table_has(w->t, LOST))
		return from_marks(w);
	return table_need(w->t, DATE, &w->r->fault);
}

static void
tell(const struct rate *w)
{
	char day[DATE_MAX];

	if (w->any || o.common.as_of.given)
		diag_note("as of %.*s%s", (int)date_put(day, w->as_of), day,
		    o.common.as_of.given ? "" : ", the last date of any row");
	diag_note("churn_rate is a share of %s",
	    o.base == CHURN_OPENING ? "the opening: who was active before"
				    : "all who were active before or now");
	say_count(w->after, "row", " after the as-of date");
	say_count(w->refund_only, "customer", " with refunds only");
	say_count(w->brief, "span", " within one period");
}

bool
run_rate(struct run *r)
{
	struct rate w = {.r = r, .t = run_table(r)};
	bool ok = run_open(r, w.t) && run_put(r, w.t, &w.put) &&
		  from_what_is_there(&w);

	if (ok)
		tell(&w);
	table_delete(w.t);
	return ok;
}
