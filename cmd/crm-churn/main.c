/*
 * crm-churn: who leaves, when, why and who next: churn rates by period,
 * survival curves, contracts, risk by customer, win-back and reasons.
 */
#include "churn.h"

#include <math.h>

#include "base/hash.h"
#include "base/mem.h"

static const char *const periods[] = {
    "day", "week", "month", "quarter", "year", NULL};
static const char *const bases[] = {"opening", "buyers", NULL};
static const char *const intervals[] = {"log-log", "log", "plain", NULL};
static const char *const groups[] = {"reason", "side", "type", NULL};

struct options o = {
    .common = COMMON_DEFAULTS,
    .level = 0.95,
    .period = 2,
    .tau = NAN,
    .fit_until = -1,
    .discount = 0.10,
    .penalty = 1,
    .folds = 10,
    .seed = 1,
    .repeats = 3,
    .window = NAN,
    .overdue = 1.5,
    .silent = NAN,
};

#define RATE	 "Rate"
#define SURVIVAL "Survival"
#define SBG	 "Contracts (sbg)"
#define RISK	 "Risk"
#define WINBACK	 "Win-back and reasons"

static const struct opt opts[] = {
    {.name = "level", .type = OPT_REAL, .to = &o.level, .arg = "P",
	.dflt = "0.95", .min = 1e-9, .max = 1 - 1e-9, .group = RATE,
	.help = "confidence level of the intervals"},
    {.name = "period", .type = OPT_CHOICE, .to = &o.period,
	.arg = "day|week|month|quarter|year", .dflt = "month",
	.choices = periods, .group = RATE, .help = "one row for each period"},
    {.name = "base", .type = OPT_CHOICE, .to = &o.base,
	.arg = "opening|buyers", .dflt = "opening", .choices = bases,
	.group = RATE,
	.help = "what the lost are a share of: opening, or all who bought"},
    {.name = "event", .type = OPT_TEXT, .to = &o.event,
	.arg = "COL[=VALUE]", .dflt = "event", .group = SURVIVAL,
	.help = "whether the end was seen: 1, or VALUE; second-order"},
    {.name = "interval", .type = OPT_CHOICE, .to = &o.interval,
	.arg = "log-log|log|plain", .dflt = "log-log", .choices = intervals,
	.group = SURVIVAL, .help = "the kind of confidence interval"},
    {.name = "by", .type = OPT_CALL, .to = &o.by, .call = opt_list,
	.arg = "COL,...", .group = SURVIVAL,
	.help = "one curve for each value of COL"},
    {.name = "at", .type = OPT_CALL, .to = &o.at, .call = opt_list,
	.arg = "TIME,...", .dflt = "every time in the data",
	.group = SURVIVAL, .help = "rows for these times only"},
    {.name = "report", .type = OPT_FLAG, .to = &o.report, .group = SURVIVAL,
	.help = "median, restricted mean and log-rank test, no curve"},
    {.name = "tau", .type = OPT_REAL, .to = &o.tau, .arg = "TIME",
	.dflt = "the smallest maximum of a group", .min = 0, .max = 1e300,
	.group = SURVIVAL, .help = "where the restricted mean ends"},
    {.name = "fit", .type = OPT_FLAG, .to = &o.fit, .group = SBG,
	.help = "print the parameters (sbg, risk) in place of the rows"},
    {.name = "fit-until", .type = OPT_INT, .to = &o.fit_until,
	.arg = "PERIOD", .dflt = "the last", .min = 1, .max = 1e6,
	.group = SBG, .help = "learn from periods up to PERIOD only"},
    {.name = "project", .type = OPT_INT, .to = &o.project, .arg = "N",
	.dflt = "0", .min = 0, .max = 1e5, .group = SBG,
	.help = "N periods beyond the last one observed"},
    {.name = "discount", .type = OPT_REAL, .to = &o.discount, .arg = "RATE",
	.dflt = "0.10", .min = 0, .max = 1e6, .group = SBG,
	.help = "discount rate of a period, for derl"},
    {.name = "customers", .type = OPT_REAL, .to = &o.customers, .arg = "N",
	.min = 1, .max = 1e15, .group = SBG,
	.help = "alive is a share: the first of a cohort stands for N"},
    {.name = "label", .type = OPT_TEXT, .to = &o.label,
	.arg = "COL[=VALUE]", .group = RISK,
	.help = "who has churned: learn from COL 1, or VALUE"},
    {.name = "features", .type = OPT_CALL, .to = &o.features,
	.call = opt_list, .arg = "COL,...", .group = RISK,
	.help = "columns to learn from, numbers and words"},
    {.name = "categorical", .type = OPT_CALL, .to = &o.categorical,
	.call = opt_list, .arg = "COL,...", .group = RISK,
	.help = "features whose numbers are names"},
    {.name = "penalty", .type = OPT_REAL, .to = &o.penalty, .arg = "L",
	.dflt = "1", .min = 1e-6, .max = 1e12, .group = RISK,
	.help = "L2 penalty of the coefficients (1/C of other programs)"},
    {.name = "cv", .type = OPT_FLAG, .to = &o.cv, .group = RISK,
	.help = "choose the penalty by cross-validation"},
    {.name = "folds", .type = OPT_INT, .to = &o.folds, .arg = "K",
	.dflt = "10", .min = 2, .max = 1000, .group = RISK,
	.help = "parts for --cv and --evaluate"},
    {.name = "seed", .type = OPT_INT, .to = &o.seed, .arg = "N",
	.dflt = "1", .min = 0, .max = 9e15, .group = RISK,
	.help = "seed of the parts"},
    {.name = "evaluate", .type = OPT_FLAG, .to = &o.evaluate, .group = RISK,
	.help = "AUC, Brier score, calibration, lift on rows not learned"},
    {.name = "split", .type = OPT_DATE, .to = &o.split, .arg = "DATE",
	.group = RISK,
	.help = "with --evaluate: learn up to DATE, judge on later rows"},
    {.name = "window", .type = OPT_REAL, .to = &o.window, .arg = "DAYS",
	.dflt = "column duration_holdout, else 0", .min = 0, .max = 1e7,
	.group = RISK, .help = "days until a row's label is known"},
    {.name = "explain", .type = OPT_FLAG, .to = &o.explain, .group = RISK,
	.help = "every contribution to every row's score"},
    {.name = "params", .type = OPT_TEXT, .to = &o.params, .arg = "FILE",
	.group = RISK, .help = "score with the fit in FILE, in one pass"},
    {.name = "params-out", .type = OPT_TEXT, .to = &o.params_out,
	.arg = "FILE", .group = RISK, .help = "keep the fit in FILE"},
    {.name = "overdue-from", .type = OPT_REAL, .to = &o.overdue, .arg = "K",
	.dflt = "1.5", .min = 0, .max = 1e9, .group = RISK,
	.help = "not learned: overdue from K mean gaps on is a reason"},
    {.name = "silent", .type = OPT_REAL, .to = &o.silent, .arg = "DAYS",
	.min = 0, .max = 1e9, .group = RISK,
	.help = "not learned: no order for DAYS is a reason"},
    {.name = "repeats", .type = OPT_INT, .to = &o.repeats, .arg = "N",
	.dflt = "3", .min = 0, .max = 1e9, .group = RISK,
	.help = "with --silent: of customers with N repeat purchases"},
    {.name = "p", .type = OPT_TEXT, .to = &o.p.given, .arg = "P|COL",
	.dflt = "p_winback", .group = WINBACK,
	.help = "chance to win a lost customer back"},
    {.name = "value", .type = OPT_TEXT, .to = &o.value.given,
	.arg = "X|COL", .dflt = "clv", .group = WINBACK,
	.help = "what a customer is worth; reasons: a column to add up"},
    {.name = "cost", .type = OPT_TEXT, .to = &o.cost.given, .arg = "X|COL",
	.dflt = "winback_cost", .group = WINBACK,
	.help = "cost of trying to win a customer back"},
    {.name = "group", .type = OPT_CHOICE, .to = &o.group,
	.arg = "reason|side|type", .dflt = "reason", .choices = groups,
	.group = WINBACK, .help = "what one row of reasons is"},
    {.name = "map", .type = OPT_TEXT, .to = &o.map, .arg = "FILE",
	.group = WINBACK,
	.help = "reason codes: a CSV of code,reason,side,type"},
    OPTS_ASOF(&o.common),
    OPTS_INPUT(&o.common),
    OPTS_MONEY(&o.common),
    OPTS_DATES(&o.common),
    OPTS_OUTPUT(&o.common),
    OPTS_PREFIX(&o.common),
    OPTS_SPOOL(&o.common),
    OPTS_GENERAL(&o.common),
    OPTS_END};

static const char *const like_customer[] = {"customerid", "customer", "id",
    "user_id", NULL};
static const char *const like_date[] = {"order_date", "created_at", NULL};
static const char *const like_duration[] = {"tenure", "time", NULL};

struct role roles[] = {
    [CUSTOMER] = {.option = "customer", .name = "customer_id",
	.help = "column of customer ids", .likely = like_customer},
    [DATE] = {.option = "date", .name = "date",
	.help = "column of dates", .likely = like_date},
    [AMOUNT] = {.option = "amount", .name = "amount",
	.help = "column of amounts, negative for refunds"},
    [START] = {.option = "start", .name = "start",
	.help = "column of the days customers begin"},
    [END] = {.option = "end", .name = "end",
	.help = "column of the days they leave; blank: not yet"},
    [OPENING] = {.option = "opening", .name = "opening",
	.help = "column of customers at the start (rate from counts)"},
    [FRESH] = {.option = "new", .name = "new",
	.help = "column of new customers (rate from counts)"},
    [RETURNED] = {.option = "returned", .name = "returned",
	.help = "column of returned customers (rate from counts)"},
    [LOST] = {.option = "lost", .name = "lost",
	.help = "column of lost customers, or 1 for a lost customer"},
    [CLOSING] = {.option = "closing", .name = "closing",
	.help = "column of customers at the end (rate from counts)"},
    [PURCHASES] = {.option = "purchases", .name = "purchases",
	.help = "column of what customers bought before"},
    [LOST_PURCHASES] = {.option = "lost-purchases",
	.name = "lost_purchases",
	.help = "column of what the lost ones of them bought"},
    [PERIOD] = {.option = "period-column", .name = "period",
	.help = "column of periods (sbg, rate from counts)"},
    [COHORT] = {.option = "cohort", .name = "cohort",
	.help = "column of cohorts (sbg)"},
    [ALIVE] = {.option = "alive", .name = "alive",
	.help = "column of customers still there (sbg)"},
    [DURATION] = {.option = "duration", .name = "duration",
	.help = "column of times until the event (survival)",
	.likely = like_duration},
    [ENTRY] = {.option = "entry", .name = "entry",
	.help = "column of times from which they were watched (survival)"},
    [P_ALIVE] = {.option = "p-alive", .name = "p_alive",
	.help = "column of P(alive) (risk)"},
    [SINCE] = {.option = "since", .name = "days_since_last",
	.help = "column of days since the last order (risk)"},
    [FIRST_DATE] = {.option = "first-date", .name = "first_date",
	.help = "column of first orders (risk)"},
    [LAST_DATE] = {.option = "last-date", .name = "last_date",
	.help = "column of last orders (risk)"},
    [FREQUENCY] = {.option = "frequency", .name = "frequency",
	.help = "column of repeat purchases (risk)"},
    [RECENCY] = {.option = "recency", .name = "recency",
	.help = "column of days from first to last, without dates (risk)"},
    [WINDOW] = {.option = "window-column", .name = "duration_holdout",
	.help = "column of days until the label is known (risk)"},
    [STATUS] = {.option = "status", .name = "status",
	.help = "column of customer status: lost (winback)"},
    [OVERDUE] = {.option = "overdue", .name = "overdue",
	.help = "column of mean gaps since the last order (winback)"},
    [TIER] = {.option = "tier", .name = "tier",
	.help = "column of tiers: gold, silver, bronze, iron (winback)"},
    [REASON] = {.option = "reason", .name = "reason",
	.help = "column of reason codes (reasons)"},
    [TYPE] = {.option = "type", .name = "type",
	.help = "column of types of loss (reasons)"},
    [ROLES] = {.option = NULL}};

static const struct method methods[] = {
    {"rate", "customers lost by period, as a share of a stated base",
	run_rate, NULL},
    {"survival", "time to an event: Kaplan-Meier, median, log-rank",
	run_survival, NULL},
    {"sbg", "renewals of contracts: shifted-beta-geometric", run_sbg, NULL},
    {"risk", "customers -> the same rows with their risk and why",
	run_risk, NULL},
    {"winback", "customers -> the same rows with what to do when lost",
	run_winback, NULL},
    {"reasons", "why customers were lost, the most frequent first",
	run_reasons, NULL},
    {NULL, NULL, NULL, NULL}};

/* Options that only some ways take. */
static bool
foreign(struct run *r, const char *option, bool given, const char *ways)
{
	if (!given || strstr(ways, r->method->name) != NULL)
		return true;
	return run_usage(r, "--%s goes with -m %s", option, ways);
}

static bool
check_options(struct run *r)
{
	return foreign(r, "base", o.base != 0, "rate") &&
	    foreign(r, "event", o.event != NULL, "survival") &&
	    foreign(r, "interval", o.interval != 0, "survival") &&
	    foreign(r, "by", o.by.n > 0, "survival") &&
	    foreign(r, "at", o.at.n > 0, "survival") &&
	    foreign(r, "report", o.report, "survival") &&
	    foreign(r, "tau", !isnan(o.tau), "survival") &&
	    foreign(r, "fit", o.fit, "sbg or risk") &&
	    foreign(r, "fit-until", o.fit_until >= 0, "sbg") &&
	    foreign(r, "project", o.project > 0, "sbg") &&
	    foreign(r, "customers", o.customers > 0, "sbg") &&
	    foreign(r, "label", o.label != NULL, "risk") &&
	    foreign(r, "features", o.features.n > 0, "risk") &&
	    foreign(r, "categorical", o.categorical.n > 0, "risk") &&
	    foreign(r, "cv", o.cv, "risk") &&
	    foreign(r, "evaluate", o.evaluate, "risk") &&
	    foreign(r, "split", o.split.given, "risk") &&
	    foreign(r, "explain", o.explain, "risk") &&
	    foreign(r, "params", o.params != NULL, "risk") &&
	    foreign(r, "params-out", o.params_out != NULL, "risk") &&
	    foreign(r, "silent", !isnan(o.silent), "risk") &&
	    foreign(r, "p", o.p.given != NULL, "winback") &&
	    foreign(r, "cost", o.cost.given != NULL, "winback") &&
	    foreign(r, "value", o.value.given != NULL,
		"winback or reasons") &&
	    foreign(r, "group", o.group != 0, "reasons") &&
	    foreign(r, "map", o.map != NULL, "reasons");
}

static bool
run(struct run *r)
{
	return check_options(r) && r->method->run(r);
}

static const struct tool tool = {
    .name = "crm-churn",
    .summary = "who leaves, when, why, and who next",
    .operands = "[FILE...]",
    .about = "rate, survival, sbg and reasons report; risk and winback "
	     "append\ncolumns to customers.",
    .opts = opts,
    .roles = roles,
    .methods = methods,
    .method = "rate",
    .common = &o.common,
    .run = run};

int
main(int argc, char **argv)
{
	return tool_main(&tool, argc, argv);
}
