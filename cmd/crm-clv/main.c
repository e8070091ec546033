/*
 * crm-clv: customers -> the same rows with P(alive), expected orders,
 * expected spend and lifetime value; closed forms and cash flows beside.
 */
#include "clv.h"

#include <math.h>

#include "num/parse.h"

/* Files: source reads customers, sample learns, model scores. */

const char *const unit_names[] = {"day", "week", NULL};
const char *const spend_names[] = {"gamma-gamma", "mean", "none", NULL};
static const char *const timing_names[] = {
    "residual", "ordinary", "immediate", "mid", NULL};

struct options o = {
    .common = COMMON_DEFAULTS,
    .unit = NOT_GIVEN,
    .spend = NOT_GIVEN,
    .timing = NOT_GIVEN,
    .periods = (double)INFINITY,
};

double
unit_days(int unit)
{
	return unit == UNIT_WEEK ? 7 : 1;
}

bool
discount_rate(struct run *r, double *rate)
{
	*rate = 0.10;
	if (o.discount.given == NULL)
		return true;
	if (!quantity_fixed(&o.discount, rate))
		return run_usage(r, "--discount: not a number: '%s'",
		    o.discount.given);
	return *rate > -1 || run_usage(r, "--discount: not above -1: '%s'",
	    o.discount.given);
}

/* 365d, 52w, 12m or 1y: a year is 365.25 days, a month a twelfth of it. */
static bool
parse_span(void *to, const char *value, struct fault *f)
{
	static const char letters[] = "dwmy";
	static const double days[] = {1, 7, 365.25 / 12, 365.25};
	struct str s = str_of(value);
	const char *unit =
	    s.n == 0 ? NULL : strchr(letters, s.p[s.n - 1]);
	double n;

	if (str_is(s, "inf")) {
		*(double *)to = (double)INFINITY;
		return true;
	}
	s.n -= s.n > 0;
	if (unit == NULL || parse_real(s, '.', &n) != PARSE_OK || !(n > 0)) {
		fault_set(f, FAULT_USAGE, "--horizon: not a span of time");
		fault_value(f, str_of(value));
		fault_hint(f, "such as 365d, 52w, 12m, 1y or inf");
		return false;
	}
	*(double *)to = n * days[unit - letters];
	return true;
}

static const struct method methods[] = {
    {"mbgnbd", "MBG/NBD: orders until the customer leaves, perhaps after "
	"the first one", run_model, &btyd_mbgnbd},
    {"bgnbd", "BG/NBD: the same, but nobody leaves before a second order",
	run_model, &btyd_bgnbd},
    {"retention", "closed forms at a constant retention rate",
	run_retention, NULL},
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
    {"frequency", "frequency", "repeat purchases", false, like_frequency,
	NULL},
    {"recency", "recency", "time from the first to the last purchase", false,
	like_recency, NULL},
    {"age", "T", "time from the first purchase to as-of", false, like_age,
	NULL},
    {"monetary", "monetary_value", "mean value of the repeat purchases",
	false, like_monetary, NULL},
    {"customer", "customer_id", "customer ids (npv)", false, like_customer,
	NULL},
    {"cash-flow", "cash_flow", "net cash flow of a period (npv)", false,
	like_cash, NULL},
    {"period", "period", "number of the period (npv); else 1, 2, ...",
	false, NULL, NULL},
    {0}};

#define MODELS "Models"
#define VALUE  "Value"
#define CLOSED "Closed forms"

static const struct opt opts[] = {
    {.name = "unit", .type = OPT_CHOICE, .to = &o.unit, .arg = "day|week",
	.dflt = "day", .choices = unit_names, .group = MODELS,
	.help = "the unit of recency and age"},
    {.name = "spend", .type = OPT_CHOICE, .to = &o.spend, .arg = "HOW",
	.dflt = "gamma-gamma where there is a monetary column",
	.choices = spend_names, .group = MODELS,
	.help = "spend per order: gamma-gamma, mean (of the customer), none"},
    {.name = "horizon", .type = OPT_CALL, .to = &o.horizon, .arg = "SPAN",
	.dflt = "1y", .call = parse_span, .group = MODELS,
	.help = "how far to look ahead: 365d, 52w, 12m, 1y, inf"},
    {.name = "fit", .type = OPT_FLAG, .to = &o.fit, .group = MODELS,
	.help = "print the fitted parameters in place of the rows"},
    {.name = "strict-fit", .type = OPT_FLAG, .to = &o.strict_fit,
	.group = MODELS,
	.help = "status 3 when the fit is weak: a parameter at its boundary"},
    {.name = "params", .type = OPT_TEXT, .to = &o.params, .arg = "FILE",
	.group = MODELS,
	.help = "score with the parameters in FILE, in one pass"},
    {.name = "params-out", .type = OPT_TEXT, .to = &o.params_out,
	.arg = "FILE", .group = MODELS,
	.help = "keep the fitted parameters in FILE"},
    {.name = "discount", .type = OPT_TEXT, .to = &o.discount.given,
	.arg = "RATE|COL", .dflt = "0.10; retention: the column discount",
	.group = VALUE,
	.help = "discount rate: a year, for retention and npv a period"},
    {.name = "margin", .type = OPT_TEXT, .to = &o.margin.given,
	.arg = "RATE|COL", .dflt = "1", .group = VALUE,
	.help = "share of the spend that is profit"},
    {.name = "cac", .type = OPT_TEXT, .to = &o.cac.given, .arg = "X|COL",
	.group = VALUE,
	.help = "acquisition cost: appends clv_net and acquire"},
    {.name = "report", .type = OPT_FLAG, .to = &o.report, .group = VALUE,
	.help = "print customer equity in place of the rows"},
    {.name = "customers", .type = OPT_INT, .to = &o.customers, .arg = "N",
	.min = 1, .max = 1e15, .group = VALUE,
	.help = "with --report: scale the mean to N customers"},
    {.name = "revenue", .type = OPT_TEXT, .to = &o.revenue.given,
	.arg = "X|COL", .group = CLOSED, .help = "revenue of a period"},
    {.name = "retention", .type = OPT_TEXT, .to = &o.retention.given,
	.arg = "RATE|COL", .group = CLOSED,
	.help = "share of customers who stay for the next period"},
    {.name = "timing", .type = OPT_CHOICE, .to = &o.timing, .arg = "WHEN",
	.dflt = "residual", .choices = timing_names, .group = CLOSED,
	.help = "when customers pay: residual, ordinary, immediate, mid"},
    {.name = "periods", .type = OPT_REAL, .to = &o.periods, .arg = "N",
	.dflt = "no end", .min = 1, .max = 1e9, .group = CLOSED,
	.help = "periods that count"},
    {.name = "cost", .type = OPT_TEXT, .to = &o.cost.given, .arg = "X|COL",
	.dflt = "0", .group = CLOSED,
	.help = "cost of the relationship, a period"},
    {.name = "referral", .type = OPT_TEXT, .to = &o.referral.given,
	.arg = "X|COL", .dflt = "0", .group = CLOSED,
	.help = "worth of recommendations, a period"},
    {.name = "historic", .type = OPT_TEXT, .to = &o.historic.given,
	.arg = "X|COL", .dflt = "historic", .group = CLOSED,
	.help = "value already received (parts)"},
    {.name = "current", .type = OPT_TEXT, .to = &o.current.given,
	.arg = "X|COL", .dflt = "current", .group = CLOSED,
	.help = "value at today's behaviour (parts)"},
    {.name = "potential", .type = OPT_TEXT, .to = &o.potential.given,
	.arg = "X|COL", .dflt = "potential", .group = CLOSED,
	.help = "value that could be gained (parts)"},
    OPTS_INPUT(&o.common),
    OPTS_DECIMAL(&o.common),
    OPTS_DATES(&o.common),
    OPTS_OUTPUT(&o.common),
    OPTS_PREFIX(&o.common),
    OPTS_SPOOL(&o.common),
    OPTS_GENERAL(&o.common),
    OPTS_END};

/* An option that the method has no use for, or NULL. */
static const char *
misplaced(bool (*way)(struct run *r))
{
	enum { MODEL = 1, RETENTION = 2, NPV = 4, PARTS = 8 };
	unsigned here = way == run_model ? MODEL
	    : way == run_retention	 ? RETENTION
	    : way == run_npv		 ? NPV
					 : PARTS;
	const struct {
		const char *name;
		bool given;
		unsigned in;
	} all[] = {
	    {"unit", o.unit != NOT_GIVEN, MODEL},
	    {"spend", o.spend != NOT_GIVEN, MODEL},
	    {"horizon", o.horizon > 0, MODEL},
	    {"fit", o.fit, MODEL},
	    {"strict-fit", o.strict_fit, MODEL},
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
	const char *wrong = misplaced(r->method->run);

	if (wrong != NULL)
		return run_usage(r, "--%s has no meaning with -m %s", wrong,
		    r->method->name);
	if (o.customers > 0 && !o.report)
		return run_usage(r, "--customers belongs to --report");
	return r->method->run(r);
}

static const struct tool tool = {
    .name = "crm-clv",
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
