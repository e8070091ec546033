/*
 * crm-cohort: orders -> customers by the period of their first purchase, and
 * what they did in each period since.
 */
#include <math.h>

#include "base/mem.h"
#include "cli/tool.h"
#include "fold/diary.h"
#include "fold/orders.h"
#include "model/cohort.h"
#include "model/proportion.h"
#include "num/dec.h"
#include "tab/group.h"

static const char *const periods[] = {
    "day", "week", "month", "quarter", "year", NULL};
static const char *const shows[] = {
    "customers", "retention", "revenue", "cum-revenue", "average-order", NULL};
enum show { CUSTOMERS, RETENTION, REVENUE, CUMULATIVE, AVERAGE };

static struct {
	struct common common;
	double level;
	int period;
	int show; /* -1: not given */
	bool wide;
} o = {.common = COMMON_DEFAULTS_MEMORY(FOLD_MEMORY),
    .level = 0.95,
    .period = 2,
    .show = -1};

static const struct opt opts[] = {
    {.name = "period",
	.type = OPT_CHOICE,
	.to = &o.period,
	.arg = "day|week|month|quarter|year",
	.dflt = "month",
	.choices = periods,
	.group = "Cohorts",
	.help = "cohorts and columns are periods of the calendar"},
    {.name = "wide",
	.type = OPT_FLAG,
	.to = &o.wide,
	.group = "Cohorts",
	.help = "one row for each cohort, one column for each period since"},
    {.name = "show",
	.type = OPT_CHOICE,
	.to = &o.show,
	.arg = "WHAT",
	.dflt = "customers",
	.choices = shows,
	.group = "Cohorts",
	.help = "what --wide shows: customers, retention, revenue, "
		"cum-revenue, average-order"},
    {.name = "level",
	.type = OPT_REAL,
	.to = &o.level,
	.arg = "P",
	.dflt = "0.95",
	.min = 1e-9,
	.max = 1 - 1e-9,
	.group = "Cohorts",
	.help = "confidence level of the retention's interval"},
    OPTS_ASOF(&o.common), OPTS_INPUT(&o.common), OPTS_MONEY(&o.common),
    OPTS_DATES(&o.common), OPTS_OUTPUT(&o.common), OPTS_FOLD(&o.common),
    OPTS_THREADS(&o.common), OPTS_GENERAL(&o.common), OPTS_END};

enum { CUSTOMER, DATE, AMOUNT };

static const char *const like_customer[] = {
    "customer", "customerid", "user_id", "email", NULL};
static const char *const like_date[] = {"order_date", "created_at", NULL};
static const char *const like_amount[] = {"total", "revenue", "sales", NULL};

static struct role roles[] = {{.option = "customer",
				  .name = "customer_id",
				  .required = true,
				  .help = "column of customer ids",
				  .likely = like_customer},
    {.option = "date",
	.name = "date",
	.required = true,
	.help = "column of order dates",
	.likely = like_date},
    {.option = "amount",
	.name = "amount",
	.help = "column of amounts, negative for refunds; may be missing",
	.likely = like_amount},
    {.option = NULL}};

/* What one run works on. */
struct work {
	struct run *r;
	struct table *t;
	struct put put;
	struct roll *roll;
	struct cohorts cohorts;
	bool money;
	int32_t as_of, first; /* the first period with a purchase */
	bool partial;         /* the last period has not ended */
	uint64_t early;       /* periods of refunds that were left out */
};

static bool
read_orders(struct work *w, int32_t *first)
{
	static const struct orders_columns columns = {CUSTOMER, DATE, AMOUNT};
	const struct opt_date *as_of = &o.common.as_of;
	struct fault *f = &w->r->fault;

	w->money = table_has(w->t, AMOUNT);
	w->roll = roll_new(&(struct fold_form){.period = (enum period)o.period,
			       .has_as_of = as_of->given,
			       .as_of = as_of->day,
			       .days = true},
	    o.common.memory, o.common.tmpdir);
	if (!orders_fold(w->t, &columns, as_of->given ? as_of->day : INT32_MAX,
		w->roll, &w->r->threads, first, f) ||
	    !roll_finish(w->roll, f))
		return false;
	(void)roll_as_of(w->roll, &w->as_of);
	return true;
}

/* Refunds before the first purchase belong to no cohort. */
static void
add_customer(struct work *w, const struct fold_person *p)
{
	struct diary_page page;
	size_t at = 0, first = 0;
	bool any = false;

	while (diary_next(p, &at, &page)) {
		size_t t = (size_t)(page.period - w->first);
		struct cohort_cell *c;

		if (!any && page.orders == 0) {
			w->early++;
			continue;
		}
		first = any ? first : t;
		any = true;
		c = cohorts_cell(&w->cohorts, first, t - first);
		c->customers += page.orders > 0;
		c->orders += page.orders;
		c->bought = i128_add(c->bought, page.bought);
		c->returned = i128_add(c->returned, page.returned);
	}
}

static bool
add_customers(struct work *w)
{
	struct fault *f = &w->r->fault;
	struct fold_person p;

	if (!roll_walk(w->roll, &(struct roll_order){.any = true}, f))
		return false;
	while (roll_next(w->roll, &p, f))
		add_customer(w, &p);
	return f->code == FAULT_NONE;
}

static bool
too_many(struct work *w, int64_t span)
{
	(void)fault_set(&w->r->fault, FAULT_DATA,
	    "%lld periods: no more than "
	    "%d are shown",
	    (long long)span, (int)COHORTS_MAX);
	fault_hint(&w->r->fault, "a longer --period, or a wrong date among "
				 "the orders");
	return false;
}

static bool
count_cohorts(struct work *w)
{
	enum period p = (enum period)o.period;
	int64_t span = 0;
	int32_t day;

	if (!read_orders(w, &day))
		return false;
	if (day != INT32_MAX) {
		int32_t last = period_of(p, w->as_of);

		w->first = period_of(p, day);
		w->partial = period_first_day(p, last + 1) > w->as_of + 1;
		span = (int64_t)last - w->first + 1;
	}
	if (span > COHORTS_MAX)
		return too_many(w, span);
	cohorts_init(&w->cohorts, (size_t)span);
	return add_customers(w);
}

/* Cells up to since of one cohort, in a row. */
struct upto {
	const struct cohort_cell *cell;
	size_t size;     /* customers of the cohort */
	struct i128 cum; /* revenue so far */
};

static struct i128
revenue(const struct cohort_cell *c)
{
	return i128_sub(c->bought, c->returned);
}

static void
put_measure(const struct work *w, enum show what, const struct upto *u)
{
	const struct put *put = &w->put;
	const struct cohort_cell *c = u->cell;
	double none = (double)NAN;

	switch (what) {
	case CUSTOMERS:
		put_int(put, (int64_t)c->customers);
		break;
	case RETENTION:
		put_real(put, (double)c->customers / (double)u->size);
		break;
	case REVENUE:
		if (w->money)
			put_dec128(put, revenue(c));
		else
			put_empty(put);
		break;
	case CUMULATIVE:
		put_real(put, w->money
				  ? dec_sum_to_double(u->cum) / (double)u->size
				  : none);
		break;
	case AVERAGE:
		put_real(
		    put, w->money && c->orders > 0
			     ? dec_sum_to_double(c->bought) / (double)c->orders
			     : none);
		break;
	}
}

static void
put_period(const struct work *w, size_t t)
{
	char text[PERIOD_MAX];

	put_text(
	    &w->put, (struct str){text, period_put(text, (enum period)o.period,
					    w->first + (int32_t)t)});
}

static bool
put_cell(const struct work *w, size_t first, size_t since, const struct upto *u)
{
	const struct put *put = &w->put;
	struct interval at = {1, 1}; /* by definition, where since is 0 */

	if (since > 0)
		at = proportion_wilson((double)u->cell->customers,
		    (double)u->size, proportion_z(o.level));
	put_period(w, first);
	put_int(put, (int64_t)since);
	put_period(w, first + since);
	put_int(put, (int64_t)u->size);
	put_int(put, (int64_t)u->cell->customers);
	put_measure(w, RETENTION, u);
	put_real(put, at.low);
	put_real(put, at.high);
	put_measure(w, REVENUE, u);
	put_measure(w, CUMULATIVE, u);
	put_measure(w, AVERAGE, u);
	put_bool(put, w->partial && first + since + 1 == w->cohorts.periods);
	return put_end(put);
}

static bool
walk(const struct work *w, size_t first)
{
	const struct cohort_cell *cell = w->cohorts.at[first].cell;
	struct upto u = {cell, cell[0].customers, i128_of(0)};
	size_t n = w->cohorts.periods - first;

	if (o.wide) {
		put_period(w, first);
		put_int(&w->put, (int64_t)u.size);
		if (w->partial)
			put_int(&w->put, (int64_t)n - 1);
		else
			put_empty(&w->put);
	}
	for (size_t k = 0; k < n; k++) {
		u.cell = &cell[k];
		u.cum = i128_add(u.cum, revenue(&cell[k]));
		if (o.wide)
			put_measure(
			    w, o.show < 0 ? CUSTOMERS : (enum show)o.show, &u);
		else if (!put_cell(w, first, k, &u))
			return false;
	}
	if (!o.wide)
		return true;
	for (size_t k = 0; k < first; k++)
		put_empty(&w->put);
	return put_end(&w->put);
}

static void
begin(const struct work *w)
{
	static const char *const lengthwise[] = {"cohort", "since", "period",
	    "size", "customers", "retention", "low", "high", "revenue",
	    "cum_revenue_per_customer", "average_order", "partial", NULL};
	static const char *const wide[] = {
	    "cohort", "size", "partial_since", NULL};
	struct buf name = {0};

	for (const char *const *s = o.wide ? wide : lengthwise; *s != NULL; s++)
		writer_column(w->put.w, str_of(*s));
	for (size_t k = 0; o.wide && k < w->cohorts.periods; k++) {
		name.n = 0;
		buf_printf(&name, "%zu", k);
		writer_column(w->put.w, buf_view(&name));
	}
	buf_free(&name);
	writer_begin(w->put.w);
}

static void
say(uint64_t n, const char *what, const char *which)
{
	if (n > 0)
		diag_say("left out: %llu %s%s%s", (unsigned long long)n, what,
		    n == 1 ? "" : "s", which);
}

static bool
write_cohorts(const struct work *w)
{
	const struct fold_count *n = roll_counts(w->roll);
	char day[DATE_MAX];
	bool ok = true;

	begin(w);
	for (size_t i = 0; ok && i < w->cohorts.periods; i++)
		if (w->cohorts.at[i].cell != NULL)
			ok = walk(w, i);
	if (w->cohorts.periods > 0)
		diag_note("as of %.*s%s", (int)date_put(day, w->as_of), day,
		    o.common.as_of.given ? "" : ", the last date of any row");
	if (w->partial)
		diag_say("the last period is not complete: as of %.*s",
		    (int)date_put(day, w->as_of), day);
	say(n->after, "row", " after the as-of date");
	say(n->refund_only, "customer", " with refunds only");
	say(w->early, "period", " of refunds before a first purchase");
	return ok;
}

static bool
run(struct run *r)
{
	struct work w = {.r = r};
	bool ok;

	if (o.show >= 0 && !o.wide)
		return run_usage(r, "--show goes with --wide");
	run_threads(r);
	w.t = run_table(r);
	ok = run_open(r, w.t) && count_cohorts(&w) && run_put(r, w.t, &w.put) &&
	     write_cohorts(&w);
	cohorts_free(&w.cohorts);
	roll_delete(w.roll);
	table_delete(w.t);
	return ok;
}

static const struct tool tool = {.name = "crm-cohort",
    .summary = "orders -> customers by first period and periods since",
    .operands = "[FILE...]",
    .about = "What has not been seen yet is empty, never 0.",
    .opts = opts,
    .roles = roles,
    .common = &o.common,
    .run = run};

int
main(int argc, char **argv)
{
	return tool_main(&tool, argc, argv);
}
