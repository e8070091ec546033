/*
 * crm-summary: orders in, one row per customer out: what he bought, when,
 * and the frequency, recency and T that the models of crm-clv take.
 */
#include <math.h>

#include "base/mem.h"
#include "base/sort.h"
#include "cli/tool.h"
#include "fold/fold.h"
#include "fold/groups.h"
#include "fold/key.h"
#include "fold/report.h"

static const char *const periods[] = {"day", "week", "month", NULL};
static const char *const units[] = {"day", "week", NULL};

static struct {
	struct common common;
	int period; /* as enum period */
	int unit;
	struct opt_date until;
	struct opt_list by;
	const char *universe;
	int64_t top;
	bool sort, report;
} o = {.common = COMMON_DEFAULTS};

static const struct opt opts[] = {
    {.name = "period", .type = OPT_CHOICE, .to = &o.period,
	.arg = "day|week|month", .dflt = "day", .choices = periods,
	.help = "purchases in one calendar period count as one",
	.group = "Summary"},
    {.name = "unit", .type = OPT_CHOICE, .to = &o.unit, .arg = "day|week",
	.dflt = "day", .choices = units,
	.help = "unit of recency and T: weeks are days divided by 7",
	.group = "Summary"},
    {.name = "calibrate-until", .type = OPT_DATE, .to = &o.until,
	.arg = "DATE",
	.help = "summarise up to DATE and append what came after it",
	.group = "Summary"},
    {.name = "by", .type = OPT_CALL, .to = &o.by, .call = opt_list,
	.arg = "COL,...", .help = "one row per customer and values of COL",
	.group = "Summary"},
    {.name = "universe", .type = OPT_TEXT, .to = &o.universe,
	.arg = "FILE",
	.help = "customers to list even when they have no orders",
	.group = "Summary"},
    {.name = "top", .type = OPT_INT, .to = &o.top, .arg = "N", .min = 1,
	.max = 4e9, .help = "only the N customers with the greatest amount",
	.group = "Summary"},
    {.name = "sort", .type = OPT_FLAG, .to = &o.sort,
	.help = "in order of the bytes of customer_id, then of --by",
	.group = "Summary"},
    {.name = "report", .type = OPT_FLAG, .to = &o.report,
	.help = "one row for all customers, or for each value of --by",
	.group = "Summary"},
    OPTS_ASOF(&o.common),
    OPTS_INPUT(&o.common),
    OPTS_MONEY(&o.common),
    OPTS_DATES(&o.common),
    OPTS_OUTPUT(&o.common),
    OPTS_GENERAL(&o.common),
    OPTS_END,
};

enum { CUSTOMER, DATE, AMOUNT, BY };

static const char *const customer_names[] = {"customer", "customer id",
    "customerid", "client_id", "user_id", "email", NULL};
static const char *const date_names[] = {"order_date", "created_at",
    "ordered_at", "invoicedate", "timestamp", NULL};
static const char *const amount_names[] = {"total", "order_total", "sales",
    "revenue", "price", "value", NULL};

static struct role roles[] = {
    {.option = "customer", .name = "customer_id", .required = true,
	.help = "column of customer ids", .likely = customer_names},
    {.option = "date", .name = "date", .required = true,
	.help = "column of order dates", .likely = date_names},
    {.option = "amount", .name = "amount",
	.help = "column of amounts, negative for refunds; may be missing",
	.likely = amount_names},
    {.option = NULL},
};

static const char *const columns[] = {"first_date", "last_date", "orders",
    "amount", "refund_amount", "frequency", "recency", "T", "monetary_value",
    "days_since_last", NULL};
static const char *const holdout_columns[] = {"frequency_holdout",
    "monetary_value_holdout", "duration_holdout", NULL};
static const char *const report_columns[] = {"customers", "orders", "amount",
    "refund_amount", "repeat_rate", "average_order", "median_gap",
    "refund_rate", "top20_share", NULL};

/* What one run works on. */
struct work {
	struct run *r;
	struct table *t;
	struct fold *fo;
	struct buf key;
	struct put put;
	bool money; /* there is a column of amounts */
};

static bool
check_options(struct run *r)
{
	const struct opt_date *as_of = &o.common.as_of;

	if (o.unit != 0 && o.period != 0)
		return run_usage(r, "--unit week divides days: it goes with "
		    "--period day only");
	if (o.report && (o.universe != NULL || o.top > 0 || o.until.given))
		return run_usage(r, "--report and --%s exclude each other",
		    o.universe != NULL ? "universe"
		    : o.top > 0	       ? "top"
				       : "calibrate-until");
	if (o.until.given && as_of->given && as_of->day <= o.until.day)
		return run_usage(r, "--as-of must be later than "
		    "--calibrate-until");
	return true;
}

static bool
is_ours(struct str name)
{
	const char *const *lists[] = {columns, holdout_columns,
	    report_columns};

	if (str_is(name, "customer_id"))
		return true;
	for (size_t k = 0; k < sizeof(lists) / sizeof(*lists); k++)
		for (size_t i = 0; lists[k][i] != NULL; i++)
			if (str_is(name, lists[k][i]))
				return true;
	return false;
}

/* The names of --by become columns of the output, beside our own. */
static bool
check_by(struct work *w)
{
	for (size_t i = 0; i < o.by.n; i++) {
		struct str name = table_name(w->t, BY + i);

		if (is_ours(name))
			return run_usage(w->r, "--by %s: the output has a "
			    "column of that name", o.by.item[i]);
		for (size_t k = 0; k < i; k++)
			if (str_eq(name, table_name(w->t, BY + k)))
				return run_usage(w->r,
				    "--by names a column twice: '%s'",
				    o.by.item[i]);
	}
	return true;
}

static bool
check_columns(struct work *w)
{
	w->money = table_has(w->t, AMOUNT);
	if (o.top > 0 && !w->money)
		return table_need(w->t, AMOUNT, &w->r->fault);
	return check_by(w);
}

/* The customer's id, and the values of --by behind it. */
static bool
read_key(struct work *w, struct table *t, size_t by, struct str *key)
{
	if (!table_id(t, CUSTOMER, key))
		return false;
	if (o.by.n == 0)
		return true;
	w->key.n = 0;
	buf_str(&w->key, *key);
	for (size_t i = 0; i < o.by.n; i++)
		key_put(&w->key, table_text(t, by + i));
	*key = buf_view(&w->key);
	return true;
}

static bool
read_rows(struct work *w)
{
	struct fold_row row = {0};
	struct date date;

	while (table_next(w->t)) {
		if (!read_key(w, w->t, BY, &row.id) ||
		    !table_date(w->t, DATE, &date))
			continue;
		if (w->money && !table_dec(w->t, AMOUNT, &row.amount))
			continue;
		row.day = date.day;
		if (!fold_add(w->fo, &row, 1, &w->r->fault))
			return false;
	}
	return table_done(w->t, &w->r->fault);
}

static bool
read_orders(struct work *w)
{
	w->t = run_table(w->r);
	for (size_t i = 0; i < o.by.n; i++)
		(void)table_column(w->t, o.by.item[i], "by");
	return run_open(w->r, w->t) && check_columns(w) && read_rows(w);
}

static bool
list_rows(struct work *w, struct table *t, struct fault *f)
{
	struct str key;

	while (table_next(t))
		if (read_key(w, t, 1, &key) && !fold_list(w->fo, key, f))
			return false;
	return table_done(t, f);
}

/*
 * The list of customers has the orders' dialect, but only its ids (and
 * --by) are looked at, and its rows are neither skipped nor expected.
 */
static bool
read_universe(struct work *w)
{
	static char *path;
	struct role only[] = {roles[CUSTOMER], {.option = NULL}};
	struct tool tool = *w->r->tool;
	struct common common = *w->r->common;
	struct run run = *w->r;
	struct table *t;
	bool ok;

	if (o.universe == NULL)
		return true;
	path = mem_dup(o.universe, strlen(o.universe));
	tool.roles = only;
	common.expect_rows = -1;
	common.on_bad_row = 0;
	run.tool = &tool;
	run.common = &common;
	run.output[RUN_REJECTS] = NULL;
	t = run_table(&run);
	for (size_t i = 0; i < o.by.n; i++)
		(void)table_column(t, o.by.item[i], "by");
	ok = table_open(t, &path, 1, &w->r->fault) &&
	    list_rows(w, t, &w->r->fault);
	table_delete(t);
	return ok;
}

static void
put_money(const struct work *w, struct i128 v)
{
	if (w->money)
		put_dec128(&w->put, v);
	else
		put_empty(&w->put);
}

/* The mean of n amounts that sum to v; of none it is 0. */
static void
put_mean(const struct work *w, struct i128 v, int64_t n)
{
	if (!w->money)
		put_empty(&w->put);
	else
		put_real(&w->put, n == 0 ? 0
			: dec_sum_to_double(v) / (double)n);
}

static void
put_length(const struct work *w, int64_t v)
{
	if (o.unit == 0)
		put_int(&w->put, v);
	else
		put_real(&w->put, (double)v / 7);
}

static void
put_ratio(const struct work *w, double a, double b)
{
	put_real(&w->put, b == 0 ? (double)NAN : a / b);
}

static void
begin(struct work *w, bool customer, const char *const *names,
    const char *const *more)
{
	struct writer *out = w->put.w;

	if (customer)
		writer_column(out, STR("customer_id"));
	for (size_t i = 0; i < o.by.n; i++)
		writer_column(out, table_name(w->t, BY + i));
	for (; *names != NULL; names++)
		writer_column(out, str_of(*names));
	for (; more != NULL && *more != NULL; more++)
		writer_column(out, str_of(*more));
	writer_begin(out);
}

static void
put_keys(const struct work *w, struct str key)
{
	struct str value = {NULL, 0};

	while (str_split(&key, KEY_SEPARATOR, &value))
		put_text(&w->put, value);
}

static void
put_blanks(const struct work *w)
{
	for (size_t i = 0; columns[i] != NULL; i++)
		put_empty(&w->put);
	for (size_t i = 0; o.until.given && holdout_columns[i] != NULL; i++)
		put_empty(&w->put);
}

static void
put_person(const struct work *w, const struct fold_person *p)
{
	put_date(&w->put, p->first);
	put_date(&w->put, p->last);
	put_int(&w->put, (int64_t)p->orders);
	put_money(w, p->net);
	put_money(w, p->returned);
	put_int(&w->put, p->frequency);
	put_length(w, p->recency);
	put_length(w, p->age);
	put_mean(w, p->repeat, p->frequency);
	put_int(&w->put, p->since);
	if (!o.until.given)
		return;
	put_int(&w->put, p->later);
	put_mean(w, p->holdout, p->later);
	put_length(w, fold_holdout_length(w->fo));
}

static int
by_id(uint32_t a, uint32_t b, void *arg)
{
	const struct fold *fo = arg;

	return str_cmp(fold_id(fo, a), fold_id(fo, b));
}

static int
by_amount(uint32_t a, uint32_t b, void *arg)
{
	const struct i128 *net = arg;

	return i128_cmp(net[b], net[a]);
}

/* Keeps the o.top customers of greatest amount, the greatest first. */
static size_t
keep_top(const struct work *w, uint32_t *row, size_t n)
{
	struct i128 *net = mem_resize(NULL, fold_count(w->fo), sizeof(*net));
	struct fold_person p;

	for (size_t i = 0; i < n; i++) {
		fold_get(w->fo, row[i], &p);
		net[row[i]] = p.net;
	}
	sort_index(row, n, by_amount, net);
	mem_free(net);
	return n < (uint64_t)o.top ? n : (size_t)o.top;
}

/* The numbers of the customers that get a row, in the rows' order. */
static uint32_t *
choose(const struct work *w, size_t *n)
{
	size_t all = fold_count(w->fo);
	uint32_t *row = mem_resize(NULL, all, sizeof(*row));
	struct fold_person p;

	*n = 0;
	for (size_t i = 0; i < all; i++) {
		fold_get(w->fo, i, &p);
		if (p.orders > 0 || (p.listed && o.top == 0))
			row[(*n)++] = (uint32_t)i;
	}
	if (o.top > 0)
		*n = keep_top(w, row, *n);
	if (o.sort)
		sort_index(row, *n, by_id, w->fo);
	return row;
}

static bool
write_customers(struct work *w)
{
	size_t n;
	uint32_t *row = choose(w, &n);
	struct fold_person p;
	bool ok = true;

	begin(w, true, columns, o.until.given ? holdout_columns : NULL);
	for (size_t i = 0; ok && i < n; i++) {
		fold_get(w->fo, row[i], &p);
		put_keys(w, p.id);
		if (p.orders > 0)
			put_person(w, &p);
		else
			put_blanks(w);
		ok = put_end(&w->put);
	}
	mem_free(row);
	return ok;
}

static bool
put_report(const struct work *w, const uint32_t *row, size_t n)
{
	struct fold_report rep;

	fold_report(w->fo, row, n, &rep);
	put_int(&w->put, (int64_t)rep.customers);
	put_int(&w->put, (int64_t)rep.orders);
	put_money(w, rep.net);
	put_money(w, rep.returned);
	put_ratio(w, (double)rep.repeaters, (double)rep.customers);
	put_ratio(w, w->money ? dec_sum_to_double(rep.bought) : (double)NAN,
	    (double)rep.orders);
	put_real(&w->put, rep.gap);
	put_ratio(w, dec_sum_to_double(rep.returned),
	    dec_sum_to_double(rep.bought));
	put_real(&w->put, rep.top_share);
	return put_end(&w->put);
}

static bool
write_report(struct work *w)
{
	struct groups g;
	bool ok = true;
	size_t end;

	groups_init(&g, w->fo, o.sort);
	begin(w, false, report_columns, NULL);
	for (size_t i = 0; ok && i < g.n; i = end) {
		end = groups_end(&g, i);
		put_keys(w, groups_name(w->fo, &g, i));
		ok = put_report(w, g.row + i, end - i);
	}
	groups_free(&g);
	return ok;
}

static void
tell(struct buf *b, uint64_t n, const char *what, const char *which)
{
	if (n != 0)
		buf_printf(b, "%s%llu %s%s%s", b->n == 0 ? "" : ", ",
		    (unsigned long long)n, what, n == 1 ? "" : "s", which);
}

static void
tell_date(struct buf *b, uint64_t n, const char *what, const char *which,
    int32_t day)
{
	char text[DATE_MAX];

	tell(b, n, what, which);
	if (n != 0)
		buf_put(b, text, date_put(text, day));
}

/* What was used is news only under -v; what was left out is always. */
static void
conclude(const struct work *w)
{
	const struct fold_count *n = fold_counts(w->fo);
	struct buf out = {0};
	char text[DATE_MAX];
	int32_t day;

	tell(&out, n->purchases, "purchase", "");
	tell(&out, n->refunds, "refund", "");
	tell_date(&out, n->holdout, "row", " after ", o.until.day);
	diag_note("%llu rows: %s", (unsigned long long)table_rows(w->t),
	    out.n == 0 ? "none used" : buf_cstr(&out));
	if (fold_as_of(w->fo, &day))
		diag_note("as of %.*s%s", (int)date_put(text, day), text,
		    o.common.as_of.given ? "" : ", the last date of any row");
	out.n = 0;
	tell(&out, n->refund_only, "customer", " with refunds only");
	tell_date(&out, n->late, "customer", " who came after ",
	    o.until.day);
	tell_date(&out, n->after, "row", " after ", o.common.as_of.day);
	tell(&out, table_bad(w->t), "bad row", "");
	if (out.n != 0)
		diag_say("left out: %s", buf_cstr(&out));
	buf_free(&out);
}

static bool
fold_all(struct work *w)
{
	const struct opt_date *as_of = &o.common.as_of;
	struct fold_form form = {.period = (enum period)o.period,
	    .has_as_of = as_of->given, .as_of = as_of->day,
	    .has_until = o.until.given, .until = o.until.day};

	/* Gaps are in days, whatever the period. */
	if (o.report)
		form.period = PERIOD_DAY;
	w->fo = fold_new(&form);
	return read_orders(w) && read_universe(w) &&
	    fold_finish(w->fo, &w->r->fault);
}

static bool
run(struct run *r)
{
	struct work w = {.r = r};
	bool ok = check_options(r) && fold_all(&w) &&
	    run_put(r, w.t, &w.put) &&
	    (o.report ? write_report(&w) : write_customers(&w));

	if (ok)
		conclude(&w);
	table_delete(w.t);
	fold_delete(w.fo);
	buf_free(&w.key);
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
