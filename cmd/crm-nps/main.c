/*
 * crm-nps: answers to "how likely are you to recommend us" -> the net
 * promoter score of each group and period, with its counts, its interval and
 * its difference from another.
 */
#include "nps.h"

#include <math.h>

static const char *const period_names[] = {
    "day", "week", "month", "quarter", "year", NULL};
static const char *const interval_names[] = {"adjusted", "wald", "score", NULL};
static const char *const like_score[] = {
    "nps", "rating", "recommend", "answer", "nps_score", NULL};

struct options o = {
    .common = COMMON_DEFAULTS,
    .date = "date",
    .period = -1,
    .scale = {0, 6, 8, 10},
    .level = .95,
    .min_n = 30,
    .variance = 1,
};

static struct role roles[] = {
    {"score", "score", "scores, whole numbers from 0 to 10", false, like_score,
	NULL},
    {0}};

#define COLUMNS "Columns"
#define SCALE   "Scale"
#define REPORT  "Report"

static const struct opt opts[] = {
    {.name = "weight",
	.type = OPT_TEXT,
	.to = &o.weight,
	.arg = "COL",
	.group = COLUMNS,
	.help = "each answer counts as much as COL says"},
    {.name = "by",
	.type = OPT_CALL,
	.to = &o.by,
	.call = opt_list,
	.arg = "COL,...",
	.group = COLUMNS,
	.help = "a row for each value of these columns"},
    {.name = "date",
	.type = OPT_TEXT,
	.to = &o.date,
	.arg = "COL",
	.dflt = "date",
	.group = COLUMNS,
	.help = "dates of the answers, for --period"},
    {.name = "cuts",
	.type = OPT_CALL,
	.to = &o.scale,
	.call = scale_parse,
	.arg = "A,B,C,D",
	.dflt = "0,6,8,10",
	.group = SCALE,
	.help = "another scale: A to B detract, above to C are passive, "
		"above to D promote"},
    {.name = "strip",
	.type = OPT_FLAG,
	.to = &o.strip,
	.group = SCALE,
	.help = "accept a label behind the number: 10 - Extremely likely"},
    {.name = "na",
	.type = OPT_CALL,
	.to = &o.na,
	.call = opt_list,
	.arg = "TEXT,...",
	.group = SCALE,
	.help = "these texts are no answer, as blanks are"},
    {.name = "period",
	.type = OPT_CHOICE,
	.to = &o.period,
	.arg = "UNIT",
	.choices = period_names,
	.group = REPORT,
	.help = "a row for each day, week, month, quarter or year"},
    {.name = "interval",
	.type = OPT_CHOICE,
	.to = &o.interval,
	.arg = "KIND",
	.dflt = "adjusted",
	.choices = interval_names,
	.group = REPORT,
	.help = "adjusted (Wald, cut to 100), wald, score"},
    {.name = "level",
	.type = OPT_REAL,
	.to = &o.level,
	.arg = "P",
	.dflt = "0.95",
	.min = .01,
	.max = .999999,
	.group = REPORT,
	.help = "confidence level of the intervals"},
    {.name = "versus",
	.type = OPT_CALL,
	.to = &o.versus,
	.call = versus_parse,
	.arg = "WHAT",
	.group = REPORT,
	.help = "compare with: previous, rest, a number of points, a group"},
    {.name = "min-n",
	.type = OPT_INT,
	.to = &o.min_n,
	.arg = "N",
	.dflt = "30",
	.min = 0,
	.max = 1e15,
	.group = REPORT,
	.help = "note groups with fewer answers as thin"},
    {.name = "sample-size",
	.type = OPT_REAL,
	.to = &o.margin,
	.arg = "MARGIN",
	.min = 1e-6,
	.max = 100,
	.group = REPORT,
	.help = "how many answers give +-MARGIN points; reads no input"},
    {.name = "variance",
	.type = OPT_REAL,
	.to = &o.variance,
	.arg = "V",
	.dflt = "1",
	.min = 1e-9,
	.max = 1,
	.group = REPORT,
	.help = "for --sample-size: the variance of one answer"},
    OPTS_INPUT(&o.common), OPTS_DECIMAL(&o.common), OPTS_DATES(&o.common),
    OPTS_OUTPUT(&o.common), OPTS_GENERAL(&o.common), OPTS_END};

static bool
put_sample_size(struct run *r)
{
	struct put put;

	if (r->nfiles > 0)
		return run_usage(r, "--sample-size reads no input");
	if (!run_put(r, NULL, &put))
		return false;
	writer_column(put.w, STR("margin"));
	writer_column(put.w, STR("level"));
	writer_column(put.w, STR("variance"));
	writer_column(put.w, STR("n"));
	writer_begin(put.w);
	put_real(&put, o.margin);
	put_real(&put, o.level);
	put_real(&put, o.variance);
	put_real(&put,
	    sample_size(o.variance, o.margin / 100, proportion_z(o.level)));
	(void)put_end(&put);
	return true;
}

static bool
check_options(struct run *r)
{
	bool grouped = o.by.n > 0 || o.period >= 0;

	if (!grouped && o.versus.kind != VERSUS_NONE &&
	    o.versus.kind != VERSUS_SCORE)
		return run_usage(r, "--versus compares groups: give --by or "
				    "--period");
	return true;
}

/* Blanks are not answers, and a scale may not be the one it seems. */
static void
conclude(const struct table *t, const struct answers *a)
{
	enum { ENOUGH = 10, FIVE = 5 };

	if (!o.cuts && a->n >= ENOUGH && a->most <= FIVE)
		diag_warn("no score is above 5: on a scale from 1 to 5 say "
			  "--cuts 1,3,4,5");
	if (a->blank > 0)
		diag_say("not answered: %llu of %llu rows",
		    (unsigned long long)a->blank,
		    (unsigned long long)table_rows(t));
}

static bool
run(struct run *r)
{
	struct answers a = {.group = NULL};
	struct table *t;
	struct put put;
	bool ok;

	if (o.margin > 0)
		return put_sample_size(r);
	if (!check_options(r))
		return false;
	t = run_table(r);
	ok = answers_read(r, t, &a) && run_put(r, t, &put) &&
	     report(r, t, &a, &put);
	if (ok)
		conclude(t, &a);
	answers_free(&a);
	table_delete(t);
	return ok;
}

static const struct tool tool = {.name = "crm-nps",
    .summary = "answers -> net promoter scores with their intervals",
    .operands = "[FILE...]",
    .about = "A row for each group: counts, shares, the score in points, its "
	     "standard\nerror and interval, and what it differs from.",
    .opts = opts,
    .roles = roles,
    .common = &o.common,
    .run = run};

int
main(int argc, char **argv)
{
	return tool_main(&tool, argc, argv);
}
