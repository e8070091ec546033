/*
 * crm-clv: customers -> the same rows with P(alive), expected orders,
 * expected spend and lifetime value; closed forms and cash flows beside.
 */
#include "clv.h"

#include <math.h>

/* Files: source reads customers, sample learns, model scores. */

const char *const spend_names[] = {"gamma-gamma", "mean", "none", NULL};
static const char *const timing_names[] = {
    "residual", "ordinary", "immediate", "mid", NULL};
static const char *const compat_names[] = {"lifetimes", NULL};

struct options o = {
    .common = COMMON_DEFAULTS,
    .unit = NOT_GIVEN,
    .spend = NOT_GIVEN,
    .timing = NOT_GIVEN,
    .compat = NOT_GIVEN,
    .opportunity = {1, 'y'},
    .level = 0.95,
    .periods = (double)INFINITY,
};

static const struct method methods[] = {
    {"mbgnbd",
	"MBG/NBD: orders until the customer leaves, perhaps after "
	"the first one",
	run_model, &btyd_mbgnbd},
    {"bgnbd", "BG/NBD: the same, but nobody leaves before a second order",
	run_model, &btyd_bgnbd},
    {"paretonbd", "Pareto/NBD: the customer leaves at any time", run_model,
	&btyd_paretonbd},
    {"bgbb", "BG/BB: orders or not at each opportunity", run_model, &btyd_bgbb},
    {"retention", "closed forms at a constant retention rate", run_retention,
	NULL},
    {"npv", "cash flows -> their discounted sum by customer", run_npv, NULL},
    {"parts", "historic + current + potential value", run_parts, NULL},
    {NULL, NULL, NULL, NULL}};

static const char *const like_frequency[] = {"x", "repeat_purchases", NULL};
static const char *const like_recency[] = {"t_x", "t.x", NULL};
static const char *const like_age[] = {"T_cal", "age", NULL};
static const char *const like_monetary[] = {"zbar", "m.x", "monetary", NULL};
static const char *const like_customer[] = {"id", "cust", "customer", NULL};
static const char *const like_cash[] = {"cash", "flow", "amount", NULL};

static struct role roles[] = {
    {"frequency", "frequency", "repeat purchases", false, like_frequency, NULL},
    {"recency", "recency", "time from the first to the last purchase", false,
	like_recency, NULL},
    {"age", "T", "time from the first purchase to as-of", false, like_age,
	NULL},
    {"monetary", "monetary_value", "mean value of the repeat purchases", false,
	like_monetary, NULL},
    {"customer", "customer_id", "customer ids (npv)", false, like_customer,
	NULL},
    {"cash-flow", "cash_flow", "net cash flow of a period (npv)", false,
	like_cash, NULL},
    {"period", "period", "number of the period (npv); else 1, 2, ...", false,
	NULL, NULL},
    {0}};

#define MODELS "Models"
#define VALUE  "Value"
#define CLOSED "Closed forms"

static const struct opt opts[] = {{.name = "unit",
				      .type = OPT_CHOICE,
				      .to = &o.unit,
				      .arg = "UNIT",
				      .dflt = "day; bgbb: opportunity",
				      .choices = unit_names,
				      .group = MODELS,
				      .help = "the unit of recency and age"},
    {.name = "spend",
	.type = OPT_CHOICE,
	.to = &o.spend,
	.arg = "HOW",
	.dflt = "gamma-gamma where there is a monetary column",
	.choices = spend_names,
	.group = MODELS,
	.help = "spend per order: gamma-gamma, mean (of the customer), none"},
    {.name = "horizon",
	.type = OPT_CALL,
	.to = &o.horizon,
	.arg = "SPAN",
	.dflt = "1y",
	.call = span_horizon,
	.group = MODELS,
	.help = "how far to look ahead: 365d, 52w, 12m, 1y, inf"},
    {.name = "step",
	.type = OPT_CALL,
	.to = &o.step,
	.arg = "SPAN",
	.dflt = "1m",
	.call = span_step,
	.group = MODELS,
	.help = "discount the orders of each SPAN from its middle"},
    {.name = "alive-at",
	.type = OPT_CALL,
	.to = &o.alive_at,
	.arg = "SPAN",
	.call = span_alive_at,
	.group = MODELS,
	.help = "append p_alive_at: P(alive) that far ahead"},
    {.name = "opportunity",
	.type = OPT_CALL,
	.to = &o.opportunity,
	.arg = "SPAN",
	.dflt = "1y",
	.call = span_opportunity,
	.group = MODELS,
	.help = "bgbb: the time between opportunities"},
    {.name = "compat",
	.type = OPT_CHOICE,
	.to = &o.compat,
	.arg = "NAME",
	.choices = compat_names,
	.group = MODELS,
	.help = "lifetimes: its months, end of step, a rate per month"},
    {.name = "by",
	.type = OPT_TEXT,
	.to = &o.by,
	.arg = "COL",
	.group = MODELS,
	.help = "fit the groups of COL apart"},
    {.name = "weight",
	.type = OPT_TEXT,
	.to = &o.weight,
	.arg = "COL",
	.group = MODELS,
	.help = "a row stands for COL customers"},
    {.name = "covariate",
	.type = OPT_CALL,
	.to = &o.covariates,
	.arg = "COL,...",
	.call = opt_list,
	.group = MODELS,
	.help = "let buying and leaving depend on COL; not with bgbb"},
    {.name = "prior",
	.type = OPT_REAL,
	.to = &o.prior,
	.arg = "SD",
	.min = 1e-3,
	.max = 1e3,
	.group = MODELS,
	.help = "a normal prior on log parameters, of that deviation"},
    {.name = "fit",
	.type = OPT_FLAG,
	.to = &o.fit,
	.group = MODELS,
	.help = "print the fitted parameters in place of the rows"},
    {.name = "strict-fit",
	.type = OPT_FLAG,
	.to = &o.strict_fit,
	.group = MODELS,
	.help = "status 3 when the fit is weak: a parameter at its boundary"},
    {.name = "compare",
	.type = OPT_FLAG,
	.to = &o.compare,
	.group = MODELS,
	.help = "print how well each method fits in place of the rows"},
    {.name = "validate",
	.type = OPT_FLAG,
	.to = &o.validate,
	.group = MODELS,
	.help = "print the holdout against the forecast in place of the rows"},
    {.name = "params",
	.type = OPT_TEXT,
	.to = &o.params,
	.arg = "FILE",
	.group = MODELS,
	.help = "score with the parameters in FILE, in one pass"},
    {.name = "params-out",
	.type = OPT_TEXT,
	.to = &o.params_out,
	.arg = "FILE",
	.group = MODELS,
	.help = "keep the fitted parameters in FILE"},
    {.name = "discount",
	.type = OPT_TEXT,
	.to = &o.discount.given,
	.arg = "RATE|COL",
	.dflt = "0.10; retention: the column discount",
	.group = VALUE,
	.help = "discount rate: a year, for retention and npv a period"},
    {.name = "margin",
	.type = OPT_TEXT,
	.to = &o.margin.given,
	.arg = "RATE|COL",
	.dflt = "1",
	.group = VALUE,
	.help = "share of the spend that is profit"},
    {.name = "cac",
	.type = OPT_TEXT,
	.to = &o.cac.given,
	.arg = "X|COL",
	.group = VALUE,
	.help = "acquisition cost: appends clv_net and acquire"},
    {.name = "interval",
	.type = OPT_FLAG,
	.to = &o.interval,
	.group = VALUE,
	.help = "append clv_low and clv_high"},
    {.name = "level",
	.type = OPT_REAL,
	.to = &o.level,
	.arg = "P",
	.dflt = "0.95",
	.min = 0.01,
	.max = 0.9999,
	.group = VALUE,
	.help = "confidence of intervals"},
    {.name = "report",
	.type = OPT_FLAG,
	.to = &o.report,
	.group = VALUE,
	.help = "print customer equity in place of the rows"},
    {.name = "customers",
	.type = OPT_INT,
	.to = &o.customers,
	.arg = "N",
	.min = 1,
	.max = 1e15,
	.group = VALUE,
	.help = "with --report: scale the mean to N customers"},
    {.name = "revenue",
	.type = OPT_TEXT,
	.to = &o.revenue.given,
	.arg = "X|COL",
	.group = CLOSED,
	.help = "revenue of a period"},
    {.name = "retention",
	.type = OPT_TEXT,
	.to = &o.retention.given,
	.arg = "RATE|COL",
	.group = CLOSED,
	.help = "share of customers who stay for the next period"},
    {.name = "timing",
	.type = OPT_CHOICE,
	.to = &o.timing,
	.arg = "WHEN",
	.dflt = "residual",
	.choices = timing_names,
	.group = CLOSED,
	.help = "when customers pay: residual, ordinary, immediate, mid"},
    {.name = "periods",
	.type = OPT_REAL,
	.to = &o.periods,
	.arg = "N",
	.dflt = "no end",
	.min = 1,
	.max = 1e9,
	.group = CLOSED,
	.help = "periods that count"},
    {.name = "cost",
	.type = OPT_TEXT,
	.to = &o.cost.given,
	.arg = "X|COL",
	.dflt = "0",
	.group = CLOSED,
	.help = "cost of the relationship, a period"},
    {.name = "referral",
	.type = OPT_TEXT,
	.to = &o.referral.given,
	.arg = "X|COL",
	.dflt = "0",
	.group = CLOSED,
	.help = "worth of recommendations, a period"},
    {.name = "historic",
	.type = OPT_TEXT,
	.to = &o.historic.given,
	.arg = "X|COL",
	.dflt = "historic",
	.group = CLOSED,
	.help = "value already received (parts)"},
    {.name = "current",
	.type = OPT_TEXT,
	.to = &o.current.given,
	.arg = "X|COL|METHOD",
	.dflt = "current",
	.group = CLOSED,
	.help = "value at today's behaviour (parts), or a model's clv"},
    {.name = "potential",
	.type = OPT_TEXT,
	.to = &o.potential.given,
	.arg = "X|COL",
	.dflt = "potential",
	.group = CLOSED,
	.help = "value that could be gained (parts)"},
    OPTS_INPUT(&o.common), OPTS_DECIMAL(&o.common), OPTS_DATES(&o.common),
    OPTS_OUTPUT(&o.common), OPTS_PREFIX(&o.common), OPTS_SPOOL(&o.common),
    OPTS_THREADS(&o.common), OPTS_GENERAL(&o.common), OPTS_END};

/* An option that the method has no use for, or NULL. */
static const char *
misplaced(bool (*way)(struct run *r))
{
	enum { MODEL = 1, RETENTION = 2, NPV = 4, PARTS = 8 };
	unsigned here = o.parts                ? MODEL | PARTS
			: way == run_model     ? MODEL
			: way == run_retention ? RETENTION
			: way == run_npv       ? NPV
					       : PARTS;
	const struct {
		const char *name;
		bool given;
		unsigned in;
	} all[] = {{"unit", o.unit != NOT_GIVEN, MODEL},
	    {"spend", o.spend != NOT_GIVEN, MODEL},
	    {"horizon", o.horizon.n > 0, MODEL}, {"step", o.step.n > 0, MODEL},
	    {"alive-at", o.alive_at.n > 0, MODEL},
	    {"compat", o.compat != NOT_GIVEN, MODEL},
	    {"by", o.by != NULL, MODEL}, {"weight", o.weight != NULL, MODEL},
	    {"covariate", o.covariates.n > 0, MODEL},
	    {"prior", o.prior > 0, MODEL}, {"compare", o.compare, MODEL},
	    {"validate", o.validate, MODEL}, {"interval", o.interval, MODEL},
	    {"fit", o.fit, MODEL}, {"strict-fit", o.strict_fit, MODEL},
	    {"params", o.params != NULL, MODEL},
	    {"params-out", o.params_out != NULL, MODEL},
	    {"discount", o.discount.given != NULL, MODEL | RETENTION | NPV},
	    {"margin", o.margin.given != NULL, MODEL | RETENTION},
	    {"revenue", o.revenue.given != NULL, RETENTION},
	    {"retention", o.retention.given != NULL, RETENTION},
	    {"timing", o.timing != NOT_GIVEN, RETENTION},
	    {"periods", !isinf(o.periods), RETENTION},
	    {"cost", o.cost.given != NULL, RETENTION},
	    {"referral", o.referral.given != NULL, RETENTION},
	    {"historic", o.historic.given != NULL, PARTS},
	    {"current", o.current.given != NULL, PARTS},
	    {"potential", o.potential.given != NULL, PARTS},
	    {"prefix", o.common.prefix != NULL, MODEL | RETENTION | PARTS}};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (all[i].given && (all[i].in & here) == 0)
			return all[i].name;
	return NULL;
}

static bool
run(struct run *r)
{
	bool (*way)(struct run * r) = r->method->run;
	const char *wrong;

	run_threads(r);
	o.parts = way == run_parts && o.current.given != NULL &&
		  btyd_find(str_of(o.current.given)) != NULL;
	wrong = misplaced(way);
	if (wrong != NULL)
		return run_usage(r, "--%s has no meaning with -m %s", wrong,
		    r->method->name);
	if (o.customers > 0 && !o.report)
		return run_usage(r, "--customers belongs to --report");
	return o.parts ? run_model(r) : way(r);
}

static const struct tool tool = {.name = "crm-clv",
    .summary = "customers -> the same rows with what each customer is worth",
    .operands = "[FILE...]",
    .about = "Appends p_alive, expected_orders, p_order, expected_spend and "
	     "clv.\nThe fit is of the rows in the input, or --params.",
    .opts = opts,
    .roles = roles,
    .methods = methods,
    .method = "mbgnbd",
    .common = &o.common,
    .run = run};

int
main(int argc, char **argv)
{
	return tool_main(&tool, argc, argv);
}
