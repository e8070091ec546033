/*
 * crm-csat: answers of customers -> how satisfied they are, as shares, means
 * and indices with their intervals, and what their satisfaction hangs on.
 */
#include "csat.h"

#include <math.h>

#include "base/text.h"
#include "num/parse.h"

static const char *const period_names[] = {
    "day", "week", "month", "quarter", "year", NULL};
static const char *const equal_names[] = {"neutral", "satisfied", NULL};
static const char *const importance_names[] = {
    "correlation", "beta", "stated", NULL};

struct options o = {
    .common = COMMON_DEFAULTS,
    .role = {[COL_OVERALL] = {.option = "overall", .name = "overall"},
	[COL_EXPECTED] = {.option = "expected", .name = "q0"},
	[COL_RECEIVED] = {.option = "received", .name = "q1"},
	[COL_RESPONDENT] = {.option = "respondent", .name = "respondent"},
	[COL_DIMENSION] = {.option = "dimension", .name = "dimension"},
	[COL_ITEM] = {.option = "item", .name = "item"},
	[COL_EXPECTATION] = {.option = "expectation", .name = "expectation"},
	[COL_PERCEPTION] = {.option = "perception", .name = "perception"},
	[COL_SATISFACTION] = {.option = "satisfaction", .name = "satisfaction"},
	[COL_REPURCHASE] = {.option = "repurchase", .name = "repurchase"}},
    .date = "date",
    .period = -1,
    .level = .95,
    .min_n = 30,
    .equal = -1,
    .importance = -1,
};

static const struct mode topbox = {.items = "score",
			     .scale = {1, 5},
			     .boxes = 2},
			 mean = {.items = "score", .scale = {1, 5}},
			 ces = {.items = "score", .scale = {1, 7}, .boxes = 3},
			 acsi = {.items = "satisfaction,expectancy,ideal",
			     .scale = {1, 10}},
			 five = {.scale = {1, 5}}, any = {.scale = {0, 0}},
			 rows = {.scale = {0, 0}, .annotates = true},
			 trap = {.scale = {1, 5}, .boxes = 2};

static const struct method methods[] = {
    {"topbox", "share of the top answers, Wilson's interval", run_topbox,
	&topbox},
    {"mean", "mean answers, Student's interval, index from 0 to 100", run_mean,
	&mean},
    {"ces", "customer effort: mean and share of easy, on a scale of 1-7",
	run_ces, &ces},
    {"acsi", "the score of three answers from 1 to 10", run_acsi, &acsi},
    {"index", "a tree of weighted indices down to the questions", run_index,
	&five},
    {"servqual", "gaps between expectation and perception", run_servqual, &any},
    {"delivered", "appends value less cost to each row", run_delivered, &rows},
    {"expectation", "appends what was received less what was expected",
	run_expectation, &rows},
    {"alpha", "Cronbach's alpha, and what each item does to it", run_alpha,
	&five},
    {"drivers", "importance by performance, in four quadrants", run_drivers,
	&five},
    {"measures", "reputation, designation, repeat, complaint and others",
	run_measures, &any},
    {"trap", "satisfaction up, repurchase not: period after period", run_trap,
	&trap},
    {NULL, NULL, NULL, NULL}};

const struct mode *
mode_of(const struct run *r)
{
	return r->method->data;
}

double
top_bound(const struct run *r)
{
	const struct csat_scale *s =
	    o.has_scale ? &o.scale : &mode_of(r)->scale;

	return s->max - (double)(o.boxes > 0 ? o.boxes : mode_of(r)->boxes) + 1;
}

/* 1-5, 0-10, -2-2 */
static bool
parse_scale(void *to, const char *value, struct fault *f)
{
	struct options *all = to;
	const char *dash = value[0] == '\0' ? NULL : strchr(value + 1, '-');
	struct str low = {value, dash != NULL ? (size_t)(dash - value) : 0};

	all->has_scale =
	    dash != NULL && parse_real(low, '.', &all->scale.min) == PARSE_OK &&
	    parse_real(str_of(dash + 1), '.', &all->scale.max) == PARSE_OK &&
	    all->scale.min < all->scale.max;
	if (all->has_scale)
		return true;
	fault_set(f, FAULT_USAGE, "--scale: not MIN-MAX");
	fault_value(f, str_of(value));
	fault_hint(f, "such as 1-5, 1-7 or 0-10");
	return false;
}

#define COLUMNS "Columns"
#define ANSWERS "Answers"
#define WEIGHTS "Weights"
#define REPORT  "Report"
#define ONE     "Single methods"

static const struct opt opts[] = {{.name = "items",
				      .type = OPT_CALL,
				      .to = &o.items,
				      .call = opt_list,
				      .arg = "COL,...",
				      .dflt = "score; acsi has its own",
				      .group = COLUMNS,
				      .help = "the answers, a column each"},
    {.name = "by",
	.type = OPT_CALL,
	.to = &o.by,
	.call = opt_list,
	.arg = "COL,...",
	.group = COLUMNS,
	.help = "a report for each value of these columns"},
    {.name = "date",
	.type = OPT_TEXT,
	.to = &o.date,
	.arg = "COL",
	.dflt = "date",
	.group = COLUMNS,
	.help = "dates of the answers, for --period"},
    {.name = "weight",
	.type = OPT_TEXT,
	.to = &o.weight,
	.arg = "COL",
	.group = COLUMNS,
	.help = "each row counts as much as COL says"},
    {.name = "overall",
	.type = OPT_TEXT,
	.arg = "COL",
	.to = &o.role[COL_OVERALL].column,
	.dflt = "overall",
	.group = COLUMNS,
	.help = "the answer that drivers explain"},
    {.name = "expected",
	.type = OPT_TEXT,
	.arg = "COL",
	.to = &o.role[COL_EXPECTED].column,
	.dflt = "q0",
	.group = COLUMNS,
	.help = "what was expected (expectation)"},
    {.name = "received",
	.type = OPT_TEXT,
	.arg = "COL",
	.to = &o.role[COL_RECEIVED].column,
	.dflt = "q1",
	.group = COLUMNS,
	.help = "what was received (expectation)"},
    {.name = "respondent",
	.type = OPT_TEXT,
	.arg = "COL",
	.to = &o.role[COL_RESPONDENT].column,
	.dflt = "respondent",
	.group = COLUMNS,
	.help = "who answered (servqual)"},
    {.name = "dimension",
	.type = OPT_TEXT,
	.arg = "COL",
	.to = &o.role[COL_DIMENSION].column,
	.dflt = "dimension",
	.group = COLUMNS,
	.help = "the dimension of an item (servqual)"},
    {.name = "item",
	.type = OPT_TEXT,
	.arg = "COL",
	.to = &o.role[COL_ITEM].column,
	.dflt = "item",
	.group = COLUMNS,
	.help = "name or number of an item (servqual)"},
    {.name = "expectation",
	.type = OPT_TEXT,
	.arg = "COL",
	.to = &o.role[COL_EXPECTATION].column,
	.dflt = "expectation",
	.group = COLUMNS,
	.help = "what was expected of it (servqual)"},
    {.name = "perception",
	.type = OPT_TEXT,
	.arg = "COL",
	.to = &o.role[COL_PERCEPTION].column,
	.dflt = "perception",
	.group = COLUMNS,
	.help = "how it was perceived (servqual)"},
    {.name = "satisfaction",
	.type = OPT_TEXT,
	.arg = "COL",
	.to = &o.role[COL_SATISFACTION].column,
	.dflt = "satisfaction",
	.group = COLUMNS,
	.help = "how satisfied (trap)"},
    {.name = "repurchase",
	.type = OPT_TEXT,
	.arg = "COL",
	.to = &o.role[COL_REPURCHASE].column,
	.dflt = "repurchase",
	.group = COLUMNS,
	.help = "bought again, yes or no (trap)"},
    {.name = "scale",
	.type = OPT_CALL,
	.to = &o,
	.call = parse_scale,
	.arg = "MIN-MAX",
	.dflt = "1-5; ces 1-7, acsi 1-10",
	.group = ANSWERS,
	.help = "worst and best answer"},
    {.name = "labels",
	.type = OPT_TEXT,
	.to = &o.labels,
	.arg = "FILE",
	.group = ANSWERS,
	.help = "more words for answers: label,value"},
    {.name = "show-labels",
	.type = OPT_TEXT,
	.to = &o.show_labels,
	.arg = "NAME",
	.group = ANSWERS,
	.help = "print built-in words: en-5, zh-5, en-7, zh-7, en-2, zh-2"},
    {.name = "na",
	.type = OPT_CALL,
	.to = &o.na,
	.call = opt_list,
	.arg = "TEXT,...",
	.group = ANSWERS,
	.help = "these texts are no answer, as blanks are"},
    {.name = "reverse",
	.type = OPT_CALL,
	.to = &o.reverse,
	.call = opt_list,
	.arg = "COL,...",
	.group = ANSWERS,
	.help = "items asked the other way round: min + max - answer"},
    {.name = "weights",
	.type = OPT_TEXT,
	.to = &o.weights,
	.arg = "LIST|FILE",
	.dflt = "equal",
	.group = WEIGHTS,
	.help = "weights of items or dimensions: .5,.3,.2, "
		"price=.5,service=.5, or a file of indicator,weight"},
    {.name = "tree",
	.type = OPT_TEXT,
	.to = &o.tree,
	.arg = "FILE|NAME",
	.group = WEIGHTS,
	.help = "the tree of index: node,parent,weight,item"},
    {.name = "show-tree",
	.type = OPT_TEXT,
	.to = &o.show_tree,
	.arg = "NAME",
	.group = WEIGHTS,
	.help = "print a sample tree: scsb, acsi, ecsi, ccsi"},
    {.name = "normalise",
	.type = OPT_FLAG,
	.to = &o.normalise,
	.group = WEIGHTS,
	.help = "scale weights that do not sum to 1"},
    {.name = "period",
	.type = OPT_CHOICE,
	.to = &o.period,
	.arg = "UNIT",
	.choices = period_names,
	.group = REPORT,
	.help = "a report for each day, week, month, quarter or year"},
    {.name = "level",
	.type = OPT_REAL,
	.to = &o.level,
	.arg = "P",
	.dflt = "0.95",
	.min = .01,
	.max = .999999,
	.group = REPORT,
	.help = "confidence level of the intervals"},
    {.name = "min-n",
	.type = OPT_INT,
	.to = &o.min_n,
	.arg = "N",
	.dflt = "30",
	.min = 0,
	.max = 1e15,
	.group = REPORT,
	.help = "note rows of fewer answers as thin"},
    {.name = "boxes",
	.type = OPT_INT,
	.to = &o.boxes,
	.arg = "N",
	.dflt = "2; ces 3",
	.min = 1,
	.max = 1000,
	.group = REPORT,
	.help = "how many answers from the top count"},
    {.name = "ordered",
	.type = OPT_FLAG,
	.to = &o.ordered,
	.group = REPORT,
	.help = "topbox: items are stages; note one above the one before"},
    {.name = "report",
	.type = OPT_FLAG,
	.to = &o.report,
	.group = REPORT,
	.help = "delivered, expectation: classes in place of the rows"},
    {.name = "benefits",
	.type = OPT_CALL,
	.to = &o.benefits,
	.call = opt_list,
	.arg = "COL,...",
	.dflt = "product,service,personnel,image",
	.group = ONE,
	.help = "what is valued (delivered)"},
    {.name = "costs",
	.type = OPT_CALL,
	.to = &o.costs,
	.call = opt_list,
	.arg = "COL,...",
	.dflt = "money,time and psychic,physical or energy",
	.group = ONE,
	.help = "what it takes (delivered)"},
    {.name = "equal",
	.type = OPT_CHOICE,
	.to = &o.equal,
	.arg = "WORD",
	.dflt = "neutral",
	.choices = equal_names,
	.group = ONE,
	.help = "what as expected is called: neutral or satisfied "
		"(expectation)"},
    {.name = "names",
	.type = OPT_CALL,
	.to = &o.names,
	.call = opt_list,
	.arg = "NAME,...",
	.group = ONE,
	.help = "other names of the classes (expectation, drivers)"},
    {.name = "importance",
	.type = OPT_CHOICE,
	.to = &o.importance,
	.arg = "HOW",
	.dflt = "correlation; stated with --stated, --weights",
	.choices = importance_names,
	.group = ONE,
	.help = "correlation, beta or stated (drivers)"},
    {.name = "stated",
	.type = OPT_CALL,
	.to = &o.stated,
	.call = opt_list,
	.arg = "COL,...",
	.group = ONE,
	.help = "how important each item is, a column each (drivers)"},
    {.name = "cuts",
	.type = OPT_TEXT,
	.to = &o.cuts,
	.arg = "WHERE",
	.dflt = "means",
	.group = ONE,
	.help = "means, middle, or PERFORMANCE,IMPORTANCE (drivers)"},
    {.name = "counts",
	.type = OPT_CALL,
	.to = &o.counts,
	.call = opt_list,
	.arg = "MEASURE=N/TOTAL,...",
	.group = ONE,
	.help = "rates of these counts; reads no input (measures)"},
    OPTS_INPUT(&o.common), OPTS_DECIMAL(&o.common), OPTS_DATES(&o.common),
    OPTS_OUTPUT(&o.common), OPTS_PREFIX(&o.common), OPTS_GENERAL(&o.common),
    OPTS_END};

/* An option that only some methods know; given tells whether it was said. */
struct only {
	const char *option;
	bool given;
	const char *methods; /* blanks around each */
};

static bool
fits(struct run *r, const struct only *only)
{
	struct buf wanted = {0};
	bool ok;

	buf_printf(&wanted, " %s ", r->method->name);
	ok = !only->given || strstr(only->methods, buf_cstr(&wanted)) != NULL;
	buf_free(&wanted);
	if (!ok)
		run_usage(r, "--%s goes with -m%.*s", only->option,
		    (int)strlen(only->methods) - 1, only->methods);
	return ok;
}

static bool
role_given(enum col col)
{
	return o.role[col].column != NULL;
}

static bool
check_options(struct run *r)
{
	const struct only all[] = {
	    {"items", o.items.n > 0, " topbox mean ces acsi alpha drivers "},
	    {"reverse", o.reverse.n > 0,
		" topbox mean ces acsi index alpha drivers "},
	    {"boxes", o.boxes > 0, " topbox ces trap "},
	    {"ordered", o.ordered, " topbox "},
	    {"weights", o.weights != NULL, " mean acsi servqual drivers "},
	    {"tree", o.tree != NULL, " index "},
	    {"normalise", o.normalise, " mean acsi index servqual drivers "},
	    {"report", o.report, " delivered expectation "},
	    {"prefix", o.common.prefix != NULL, " delivered expectation "},
	    {"benefits", o.benefits.n > 0, " delivered "},
	    {"costs", o.costs.n > 0, " delivered "},
	    {"names", o.names.n > 0, " expectation drivers "},
	    {"stated", o.stated.n > 0, " drivers "},
	    {"importance", o.importance >= 0, " drivers "},
	    {"equal", o.equal >= 0, " expectation "},
	    {"cuts", o.cuts != NULL, " drivers "},
	    {"counts", o.counts.n > 0, " measures "},
	    {"overall", role_given(COL_OVERALL), " drivers "},
	    {"expected", role_given(COL_EXPECTED), " expectation "},
	    {"received", role_given(COL_RECEIVED), " expectation "},
	    {"respondent", role_given(COL_RESPONDENT), " servqual "},
	    {"dimension", role_given(COL_DIMENSION), " servqual "},
	    {"item", role_given(COL_ITEM), " servqual "},
	    {"expectation", role_given(COL_EXPECTATION), " servqual "},
	    {"perception", role_given(COL_PERCEPTION), " servqual "},
	    {"satisfaction", role_given(COL_SATISFACTION), " trap "},
	    {"repurchase", role_given(COL_REPURCHASE), " trap "}};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!fits(r, &all[i]))
			return false;
	return true;
}

/* Boxes that are the whole scale would count every answer. */
static bool
check_boxes(struct run *r)
{
	const struct mode *m = mode_of(r);
	const struct csat_scale *s = o.has_scale ? &o.scale : &m->scale;

	if (m->boxes == 0 || top_bound(r) > s->min)
		return true;
	run_usage(r, "--boxes: the best %g are the whole scale from %g to %g",
	    s->max - top_bound(r) + 1, s->min, s->max);
	fault_hint(&r->fault, "--boxes N of fewer, or another --scale");
	return false;
}

/* A built-in text as it is. */
static bool
show(struct run *r, const char *kind, const char *option, const char *name)
{
	const struct text *t = text_find(kind, str_of(name)), *next = NULL;
	struct outfile *out;

	if (t == NULL) {
		struct buf b = {0};

		while ((next = text_next(kind, next)) != NULL)
			buf_printf(&b, "%s%s", b.n > 0 ? ", " : "", next->name);
		run_usage(r, "--%s: none is called '%s'", option, name);
		fault_hint(&r->fault, "one of %s", buf_cstr(&b));
		buf_free(&b);
		return false;
	}
	out = run_output(r, RUN_OUTPUT, o.common.output);
	if (out == NULL)
		return false;
	if (!outfile_write(out, t->body, t->size))
		r->fault = *outfile_fault(out);
	return r->fault.code == FAULT_NONE;
}

static bool
run(struct run *r)
{
	if (o.show_tree != NULL)
		return show(r, "trees", "show-tree", o.show_tree);
	if (o.show_labels != NULL)
		return show(r, "labels", "show-labels", o.show_labels);
	return check_options(r) && check_boxes(r) && r->method->run(r);
}

static const struct tool tool = {.name = "crm-csat",
    .summary = "answers -> satisfaction as shares, means and indices",
    .operands = "[FILE...]",
    .about = "A row for each item and group, with counts, blanks and "
	     "intervals.\nAnswers are numbers on a scale, or words in English "
	     "or Chinese.",
    .opts = opts,
    .methods = methods,
    .method = "topbox",
    .common = &o.common,
    .run = run};

int
main(int argc, char **argv)
{
	return tool_main(&tool, argc, argv);
}
