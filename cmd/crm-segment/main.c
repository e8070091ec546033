/*
 * crm-segment: customers -> the same rows with a class appended. Every way
 * of classing sees all rows first, so rows are spooled and read twice.
 */
#include "base/mem.h"
#include "base/sort.h"
#include "segment.h"
#include "tab/pass.h"

static struct common common = COMMON_DEFAULTS;
static bool report, explain;

static const char *const likely_days[] = {
    "days", "recency_days", "days_since_last_order", NULL};
static const char *const likely_orders[] = {
    "order_count", "orders_count", "total_orders", "purchases", NULL};
static const char *const likely_amount[] = {
    "total", "total_spent", "revenue", "spend", "monetary", "clv", NULL};

struct role segment_roles[ROLES + 1] = {
    [ROLE_R] = {.option = "recency",
	.name = "days_since_last",
	.help = "column of days since the last order, fewer is better",
	.likely = likely_days},
    [ROLE_F] = {.option = "frequency",
	.name = "orders",
	.help = "column of numbers of orders",
	.likely = likely_orders},
    [ROLE_M] = {.option = "monetary",
	.name = "amount",
	.help = "column of money spent",
	.likely = likely_amount},
    [ROLE_VALUE] = {.option = "value",
	.name = "amount",
	.help = "column that pyramid grades by, and whose sums --report has",
	.likely = likely_amount},
};

static const struct opt opts[] = {
    {.name = "bins",
	.type = OPT_INT,
	.to = &rfm_opts.bins,
	.arg = "N",
	.dflt = "as many as the map has: 5",
	.min = 2,
	.max = 10,
	.help = "score from 1 to N, 2 to 10",
	.group = "Method rfm"},
    {.name = "ties",
	.type = OPT_CHOICE,
	.to = &rfm_opts.ties,
	.arg = "rank|ntile|quantile",
	.dflt = "rank",
	.choices = rfm_ties,
	.help = "equals share the lowest rank's score; are split by their "
		"order, as in SQL; quantiles as in the R package rfm",
	.group = "Method rfm"},
    {.name = "breaks",
	.type = OPT_CALL,
	.to = rfm_opts.breaks,
	.arg = "COL=X,X,...",
	.call = rfm_breaks_opt,
	.help = "cut COL, which is r, f or m, at X, X, ...; once for each",
	.group = "Method rfm"},
    {.name = "map",
	.type = OPT_TEXT,
	.to = &rfm_opts.map,
	.arg = "MAP",
	.dflt = "classic",
	.help = "name segments by classic, rfm-r, rfm-r-old, eight, "
		"./FILE.csv or none",
	.group = "Method rfm"},
    {.name = "shares",
	.type = OPT_CALL,
	.to = &pyramid_opts.shares,
	.arg = "X,X,...",
	.dflt = "1,19,30,50",
	.call = opt_list,
	.help = "per cent of customers in each tier, the best first",
	.group = "Method pyramid"},
    {.name = "names",
	.type = OPT_CALL,
	.to = &pyramid_opts.names,
	.arg = "NAME,...",
	.dflt = "gold,silver,bronze,iron",
	.call = opt_list,
	.help = "names of the tiers, the best first",
	.group = "Method pyramid"},
    OPTS_DECIMAL(&common),
    OPTS_INPUT(&common),
    {.name = "report",
	.type = OPT_FLAG,
	.to = &report,
	.help = "write one row per class, not the customers",
	.group = OPT_GROUP_OUTPUT},
    {.name = "explain",
	.type = OPT_FLAG,
	.to = &explain,
	.help = "write thresholds, exclusions and conventions, not the "
		"customers",
	.group = OPT_GROUP_OUTPUT},
    OPTS_OUTPUT(&common),
    OPTS_PREFIX(&common),
    OPTS_SPOOL(&common),
    OPTS_GENERAL(&common),
    OPTS_END,
};

static const struct method methods[] = {
    {.name = "rfm",
	.help = "scores of recency, frequency and money, and "
		"a segment by name",
	.data = &rfm_way},
    {.name = "pyramid",
	.help = "gold, silver, bronze, iron: 1, 19, 30 and "
		"50 % by value",
	.data = &pyramid_way},
    {.name = NULL},
};

/* An option that the chosen method would silently do nothing with. */
static bool
check_options(struct run *r)
{
	for (const struct method *m = methods; m->name != NULL; m++) {
		const struct way *way = m->data;
		const char *given = way->given();

		if (m != r->method && given != NULL)
			return run_usage(r, "--%s goes with -m %s, not -m %s",
			    given, m->name, r->method->name);
	}
	if (report && explain)
		return run_usage(r, "--report and --explain: choose one");
	return true;
}

static bool
open_input(struct segment *s)
{
	struct run *r = s->run;

	s->table = run_table(r);
	if (!run_open(r, s->table))
		return false;
	for (size_t k = 0; k < ROLES; k++)
		if ((s->way->needs & 1U << k) != 0 &&
		    !table_need(s->table, k, &r->fault))
			return false;
	return s->way->check == NULL || s->way->check(s);
}

/* Days and counts of orders have no sign. */
static bool
read_cell(struct segment *s, size_t k, double *x)
{
	*x = (double)NAN;
	if (table_blank(s->table, k))
		return true;
	if (!table_real(s->table, k, x))
		return false;
	if (*x < 0 && (k == ROLE_R || k == ROLE_F))
		return table_reject(s->table, (long)k, "less than 0");
	return true;
}

static bool
wanted(const struct segment *s, size_t k)
{
	return (s->way->needs & 1U << k) != 0 ||
	       (report && table_has(s->table, k));
}

static bool
take_row(struct segment *s)
{
	double x[ROLES];
	bool whole = true;

	for (size_t k = 0; k < ROLES; k++)
		if (wanted(s, k) && !read_cell(s, k, &x[k]))
			return false;
	for (size_t k = 0; k < ROLES; k++)
		if (wanted(s, k) && isnan(x[k])) {
			s->blank[k]++;
			whole = whole && (s->way->needs & 1U << k) == 0;
		}
	for (size_t k = 0; k < ROLES; k++) {
		if (!wanted(s, k))
			continue;
		s->v[k] =
		    mem_grow(s->v[k], &s->room[k], s->rows + 1, sizeof(double));
		s->v[k][s->rows] = whole || (s->way->needs & 1U << k) == 0
				       ? x[k]
				       : (double)NAN;
	}
	s->rows++;
	s->counted += whole;
	return true;
}

/* Rows are numbered in 32 bits by the sorts. */
static bool
read_rows(struct segment *s, struct pass *pass)
{
	struct fault *f = &s->run->fault;

	while (table_next(s->table)) {
		if (!take_row(s))
			continue;
		if (s->rows == UINT32_MAX)
			return fault_set(
			    f, FAULT_DATA, "more than 4294967294 rows");
		if (pass != NULL && !pass_keep(pass, f))
			return false;
	}
	return table_done(s->table, f);
}

static void
say_blanks(const struct segment *s)
{
	if (s->counted < s->rows)
		diag_say("%zu of %zu rows have blanks where a value is "
			 "needed: they are in no class",
		    s->rows - s->counted, s->rows);
}

static bool
write_rows(struct segment *s, struct pass *pass)
{
	struct fault *f = &s->run->fault;
	const char *const *columns = s->way->columns(s);
	size_t row = 0;

	if (!pass_rewind(pass, f))
		return false;
	while (pass_next(pass, f)) {
		if (segment_counts(s, row++))
			s->way->cells(s, row - 1);
		else
			for (size_t i = 0; columns[i] != NULL; i++)
				put_empty(&s->put);
		if (!put_end(&s->put))
			break;
	}
	return f->code == FAULT_NONE;
}

static struct pass *
begin_rows(struct segment *s)
{
	const struct pass_form form = {
	    common.prefix, common.memory, common.tmpdir};
	const char *const *columns = s->way->columns(s);
	struct pass *pass = pass_new(s->table, &s->put, &form);

	for (size_t i = 0; columns[i] != NULL; i++)
		if (!pass_append(pass, columns[i], &s->run->fault)) {
			pass_delete(pass);
			return NULL;
		}
	pass_begin(pass);
	return pass;
}

static bool
annotate(struct segment *s)
{
	struct pass *pass = begin_rows(s);
	bool ok = pass != NULL && read_rows(s, pass);

	if (ok) {
		s->way->solve(s);
		say_blanks(s);
		ok = write_rows(s, pass);
	}
	pass_delete(pass);
	return ok;
}

static bool
summarise(struct segment *s)
{
	if (!read_rows(s, NULL))
		return false;
	s->way->solve(s);
	say_blanks(s);
	return report ? report_write(s) : explain_write(s);
}

double *
segment_sorted(const struct segment *s, enum role_slot k)
{
	double *v = mem_resize(NULL, s->counted, sizeof(*v));
	size_t n = 0;

	for (size_t i = 0; i < s->rows; i++)
		if (!isnan(s->v[k][i]))
			v[n++] = s->v[k][i];
	sort_doubles(v, n);
	return v;
}

static bool
run(struct run *r)
{
	struct segment s = {.run = r, .way = r->method->data};
	bool ok = check_options(r) && s.way->begin(&s) && open_input(&s) &&
		  run_put(r, s.table, &s.put) &&
		  (report || explain ? summarise(&s) : annotate(&s));

	s.way->end(&s);
	if (s.table != NULL)
		table_delete(s.table);
	for (size_t k = 0; k < ROLES; k++)
		mem_free(s.v[k]);
	return ok;
}

static const struct tool tool = {
    .name = "crm-segment",
    .summary = "customers -> the same rows with a class appended",
    .operands = "[FILE...]",
    .about = "rfm appends r,f,m,rfm,segment; pyramid appends tier.",
    .opts = opts,
    .roles = segment_roles,
    .methods = methods,
    .common = &common,
    .run = run,
};

int
main(int argc, char **argv)
{
	return tool_main(&tool, argc, argv);
}
