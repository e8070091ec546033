/*
 * crm-summary: orders in, one row per customer out: what he bought, when,
 * and the frequency, recency and T that the models of crm-clv take.
 */
#include "summary.h"

static const char *const periods[] = {"day", "week", "month", NULL};
static const char *const units[] = {"day", "week", NULL};

struct options o = {.common = COMMON_DEFAULTS_MEMORY(FOLD_MEMORY)};

static const struct opt opts[] = {
    {.name = "period",
	.type = OPT_CHOICE,
	.to = &o.period,
	.arg = "day|week|month",
	.dflt = "day",
	.choices = periods,
	.help = "purchases in one calendar period count as one",
	.group = "Summary"},
    {.name = "unit",
	.type = OPT_CHOICE,
	.to = &o.unit,
	.arg = "day|week",
	.dflt = "day",
	.choices = units,
	.help = "unit of recency and T: weeks are days divided by 7",
	.group = "Summary"},
    {.name = "calibrate-until",
	.type = OPT_DATE,
	.to = &o.until,
	.arg = "DATE",
	.help = "summarise up to DATE and append what came after it",
	.group = "Summary"},
    {.name = "by",
	.type = OPT_CALL,
	.to = &o.by,
	.call = opt_list,
	.arg = "COL,...",
	.help = "one row per customer and values of COL",
	.group = "Summary"},
    {.name = "universe",
	.type = OPT_TEXT,
	.to = &o.universe,
	.arg = "FILE",
	.help = "customers to list even when they have no orders",
	.group = "Summary"},
    {.name = "top",
	.type = OPT_INT,
	.to = &o.top,
	.arg = "N",
	.min = 1,
	.max = 4e9,
	.help = "only the N customers with the greatest amount",
	.group = "Summary"},
    {.name = "sort",
	.type = OPT_FLAG,
	.to = &o.sort,
	.help = "in order of the bytes of customer_id, then of --by",
	.group = "Summary"},
    {.name = "report",
	.type = OPT_FLAG,
	.to = &o.report,
	.help = "one row for all customers, or for each value of --by",
	.group = "Summary"},
    {.name = "partial",
	.type = OPT_FLAG,
	.to = &o.partial,
	.help = "write every customer's days, for --merge",
	.group = "Summary"},
    {.name = "merge",
	.type = OPT_FLAG,
	.to = &o.merge,
	.help = "read what --partial wrote: parts of one whole",
	.group = "Summary"},
    {.name = "sorted",
	.type = OPT_FLAG,
	.to = &o.sorted,
	.help = "the input is in order of customer_id: hold one at a time",
	.group = "Summary"},
    OPTS_ASOF(&o.common),
    OPTS_INPUT(&o.common),
    OPTS_MONEY(&o.common),
    OPTS_DATES(&o.common),
    OPTS_OUTPUT(&o.common),
    OPTS_FOLD(&o.common),
    OPTS_THREADS(&o.common),
    OPTS_GENERAL(&o.common),
    OPTS_END,
};

static const char *const customer_names[] = {"customer", "customer id",
    "customerid", "client_id", "user_id", "email", NULL};
static const char *const date_names[] = {
    "order_date", "created_at", "ordered_at", "invoicedate", "timestamp", NULL};
static const char *const amount_names[] = {
    "total", "order_total", "sales", "revenue", "price", "value", NULL};

static struct role roles[] = {
    {.option = "customer",
	.name = "customer_id",
	.required = true,
	.help = "column of customer ids",
	.likely = customer_names},
    {.option = "date",
	.name = "date",
	.required = true,
	.help = "column of order dates",
	.likely = date_names},
    {.option = "amount",
	.name = "amount",
	.help = "column of amounts, negative for refunds; may be missing",
	.likely = amount_names},
    {.option = NULL},
};

/* The option given that does not go with another, or NULL. */
struct clash {
	bool given;
	const char *name;
};

static bool
check_clashes(
    struct run *r, bool given, const char *option, const struct clash *c)
{
	for (; given && c->name != NULL; c++)
		if (c->given)
			return run_usage(r, "--%s and --%s exclude each other",
			    option, c->name);
	return true;
}

/* Parts are text for --merge: what is made of them is said there. */
static bool
check_parts(struct run *r)
{
	const struct common *c = r->common;
	const struct clash partial[] = {{o.universe != NULL, "universe"},
	    {o.top > 0, "top"}, {o.report, "report"},
	    {o.until.given, "calibrate-until"}, {o.unit != 0, "unit"},
	    {c->no_header_out, "no-header-out"}, {false, NULL}};
	const struct clash merge[] = {{o.sorted, "sorted"},
	    {c->on_bad_row == 1, "on-bad-row"}, {c->rejects != NULL, "rejects"},
	    {c->expect_rows >= 0, "expect-rows"}, {c->no_header, "no-header"},
	    {r->tool->roles[DATE].column != NULL, "date"},
	    {r->tool->roles[AMOUNT].column != NULL, "amount"}, {false, NULL}};
	const struct clash sorted[] = {{o.universe != NULL, "universe"},
	    {o.top > 0, "top"}, {o.report, "report"}, {false, NULL}};

	if (!check_clashes(r, o.partial, "partial", partial) ||
	    !check_clashes(r, o.merge, "merge", merge) ||
	    !check_clashes(r, o.sorted, "sorted", sorted))
		return false;
	if (o.partial && c->format > FORMAT_TSV)
		return run_usage(r, "--partial writes csv or tsv");
	if (o.sorted && !o.partial && !c->as_of.given)
		return run_usage(r, "--sorted needs --as-of or --partial: the "
				    "last date is known at the end only");
	return true;
}

static bool
check_options(struct run *r)
{
	const struct opt_date *as_of = &o.common.as_of;
	const struct clash report[] = {{o.universe != NULL, "universe"},
	    {o.top > 0, "top"}, {o.until.given, "calibrate-until"},
	    {false, NULL}};

	if (o.unit != 0 && o.period != 0)
		return run_usage(r, "--unit week divides days: it goes with "
				    "--period day only");
	if (!check_clashes(r, o.report, "report", report) || !check_parts(r))
		return false;
	if (o.until.given && as_of->given && as_of->day <= o.until.day)
		return run_usage(r, "--as-of must be later than "
				    "--calibrate-until");
	return true;
}

static void
tell(struct buf *b, uint64_t n, const char *what, const char *which)
{
	if (n != 0)
		buf_printf(b, "%s%llu %s%s%s", b->n == 0 ? "" : ", ",
		    (unsigned long long)n, what, n == 1 ? "" : "s", which);
}

static void
tell_date(
    struct buf *b, uint64_t n, const char *what, const char *which, int32_t day)
{
	char text[DATE_MAX] = "";
	size_t size = date_put(text, day);

	tell(b, n, what, which);
	if (n != 0)
		buf_put(b, text, size);
}

/* What was used is news only under -v; what was left out is always. */
static bool
last_day(const struct work *w, int32_t *day)
{
	return w->roll != NULL ? roll_as_of(w->roll, day)
			       : fold_as_of(w->fold, day);
}

/* What was used is news only under -v; what was left out is always. */
static void
conclude(const struct work *w)
{
	const struct fold_count *n =
	    w->roll != NULL ? roll_counts(w->roll) : fold_counts(w->fold);
	struct buf out = {0};
	char text[DATE_MAX];
	int32_t day;

	tell(&out, n->purchases, "purchase", "");
	tell(&out, n->refunds, "refund", "");
	tell_date(&out, n->holdout, "row", " after ", o.until.day);
	diag_note("%llu rows: %s", (unsigned long long)table_rows(w->t),
	    out.n == 0 ? "none used" : buf_cstr(&out));
	if (last_day(w, &day))
		diag_note("as of %.*s%s", (int)date_put(text, day), text,
		    o.common.as_of.given ? "" : ", the last date of any row");
	out.n = 0;
	if (!o.partial)
		tell(&out, n->refund_only, "customer", " with refunds only");
	tell_date(&out, n->late, "customer", " who came after ", o.until.day);
	tell_date(&out, n->after, "row", " after ", o.common.as_of.day);
	if (out.n != 0)
		diag_say("left out: %s", buf_cstr(&out));
	buf_free(&out);
}

static bool
run_all(struct work *w)
{
	if (o.sorted)
		return sorted_all(w);
	return read_all(w) && run_put(w->r, w->t, &w->put) &&
	       (o.report ? write_report(w) : write_customers(w));
}

static bool
run(struct run *r)
{
	struct work w = {.r = r};
	bool ok;

	run_threads(r);
	ok = check_options(r) && run_all(&w);
	if (ok)
		conclude(&w);
	table_delete(w.t);
	roll_delete(w.roll);
	fold_delete(w.fold);
	buf_free(&w.key);
	buf_free(&w.cell);
	return ok;
}

static const struct tool tool = {
    .name = "crm-summary",
    .summary = "orders -> one row per customer",
    .operands = "[FILE...]",
    .about = "Writes customer_id,first_date,last_date,orders,amount,"
	     "refund_amount,\nfrequency,recency,T,monetary_value,"
	     "days_since_last. A negative amount\nis a refund.",
    .opts = opts,
    .roles = roles,
    .common = &o.common,
    .run = run,
};

int
main(int argc, char **argv)
{
	return tool_main(&tool, argc, argv);
}
