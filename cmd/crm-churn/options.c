/* options: what crm-churn can be told, and which way takes what. */
#include <math.h>

#include "churn.h"

static const char *const periods[] = {
    "day", "week", "month", "quarter", "year", NULL};
static const char *const bases[] = {"opening", "buyers", NULL};
static const char *const intervals[] = {"log-log", "log", "plain", NULL};
static const char *const groups[] = {"reason", "side", "type", NULL};

/* Before the command line was read. */
#define DEFAULTS                                                             \
	{                                                                    \
		.common = COMMON_DEFAULTS, .level = 0.95, .period = 2,       \
		.tau = (double)NAN, .fit_until = -1, .discount = 0.10,       \
		.penalty = 1, .folds = 10, .seed = 1, .repeats = 3,          \
		.window = (double)NAN, .overdue = 1.5, .silent = (double)NAN \
	}

struct options o = DEFAULTS;
static const struct options nothing = DEFAULTS;

#define RATE     "Rate"
#define SURVIVAL "Survival"
#define SBG      "Contracts (sbg)"
#define RISK     "Risk"
#define WINBACK  "Win-back and reasons"

const struct opt opts[] = {
    /* The level is other ways' as well. */
    {.name = "level",
	.type = OPT_REAL,
	.to = &o.level,
	.arg = "P",
	.dflt = "0.95",
	.min = 1e-9,
	.max = 1 - 1e-9,
	.group = RATE,
	.help = "confidence level of the intervals"},
    {.name = "period",
	.type = OPT_CHOICE,
	.to = &o.period,
	.arg = "day|week|month|quarter|year",
	.dflt = "month",
	.choices = periods,
	.group = RATE,
	.help = "one row for each period"},
    {.name = "base",
	.type = OPT_CHOICE,
	.to = &o.base,
	.arg = "opening|buyers",
	.dflt = "opening",
	.choices = bases,
	.group = RATE,
	.help = "what the lost are a share of: opening, or all who bought"},
    {.name = "event",
	.type = OPT_TEXT,
	.to = &o.event,
	.arg = "COL[=VALUE]",
	.dflt = "event",
	.group = SURVIVAL,
	.help = "whether the end was seen: 1, or VALUE; second-order"},
    {.name = "interval",
	.type = OPT_CHOICE,
	.to = &o.interval,
	.arg = "log-log|log|plain",
	.dflt = "log-log",
	.choices = intervals,
	.group = SURVIVAL,
	.help = "the kind of confidence interval"},
    {.name = "by",
	.type = OPT_CALL,
	.to = &o.by,
	.call = opt_list,
	.arg = "COL,...",
	.group = SURVIVAL,
	.help = "one curve for each value of COL"},
    {.name = "at",
	.type = OPT_CALL,
	.to = &o.at,
	.call = opt_list,
	.arg = "TIME,...",
	.dflt = "every time in the data",
	.group = SURVIVAL,
	.help = "rows for these times only"},
    {.name = "report",
	.type = OPT_FLAG,
	.to = &o.report,
	.group = SURVIVAL,
	.help = "median, restricted mean and log-rank test, no curve"},
    {.name = "tau",
	.type = OPT_REAL,
	.to = &o.tau,
	.arg = "TIME",
	.dflt = "the smallest maximum of a group",
	.min = 0,
	.max = 1e300,
	.group = SURVIVAL,
	.help = "where the restricted mean ends"},
    {.name = "fit",
	.type = OPT_FLAG,
	.to = &o.fit,
	.group = SBG,
	.help = "print the parameters (sbg, risk) in place of the rows"},
    {.name = "fit-until",
	.type = OPT_INT,
	.to = &o.fit_until,
	.arg = "PERIOD",
	.dflt = "the last",
	.min = 1,
	.max = 1e6,
	.group = SBG,
	.help = "learn from periods up to PERIOD only"},
    {.name = "project",
	.type = OPT_INT,
	.to = &o.project,
	.arg = "N",
	.dflt = "0",
	.min = 0,
	.max = 1e5,
	.group = SBG,
	.help = "N periods beyond the last one observed"},
    {.name = "discount",
	.type = OPT_REAL,
	.to = &o.discount,
	.arg = "RATE",
	.dflt = "0.10",
	.min = 0,
	.max = 1e6,
	.group = SBG,
	.help = "discount rate of a period, for derl"},
    {.name = "customers",
	.type = OPT_REAL,
	.to = &o.customers,
	.arg = "N",
	.min = 1,
	.max = 1e15,
	.group = SBG,
	.help = "alive is a share: the first of a cohort stands for N"},
    {.name = "label",
	.type = OPT_TEXT,
	.to = &o.label,
	.arg = "COL[=VALUE]",
	.group = RISK,
	.help = "who has churned: learn from COL 1, or VALUE"},
    {.name = "features",
	.type = OPT_CALL,
	.to = &o.features,
	.call = opt_list,
	.arg = "COL,...",
	.group = RISK,
	.help = "columns to learn from, numbers and words"},
    {.name = "categorical",
	.type = OPT_CALL,
	.to = &o.categorical,
	.call = opt_list,
	.arg = "COL,...",
	.group = RISK,
	.help = "features whose numbers are names"},
    {.name = "penalty",
	.type = OPT_REAL,
	.to = &o.penalty,
	.arg = "L",
	.dflt = "1",
	.min = 1e-6,
	.max = 1e12,
	.group = RISK,
	.help = "L2 penalty of the coefficients (1/C of other programs)"},
    {.name = "cv",
	.type = OPT_FLAG,
	.to = &o.cv,
	.group = RISK,
	.help = "choose the penalty by cross-validation"},
    {.name = "folds",
	.type = OPT_INT,
	.to = &o.folds,
	.arg = "K",
	.dflt = "10",
	.min = 2,
	.max = 1000,
	.group = RISK,
	.help = "parts for --cv and --evaluate"},
    {.name = "seed",
	.type = OPT_INT,
	.to = &o.seed,
	.arg = "N",
	.dflt = "1",
	.min = 0,
	.max = 9e15,
	.group = RISK,
	.help = "seed of the parts"},
    {.name = "evaluate",
	.type = OPT_FLAG,
	.to = &o.evaluate,
	.group = RISK,
	.help = "AUC, Brier score, calibration, lift on rows not learned"},
    {.name = "split",
	.type = OPT_DATE,
	.to = &o.split,
	.arg = "DATE",
	.group = RISK,
	.help = "with --evaluate: learn up to DATE, judge on later rows"},
    {.name = "window",
	.type = OPT_REAL,
	.to = &o.window,
	.arg = "DAYS",
	.dflt = "column duration_holdout, else 0",
	.min = 0,
	.max = 1e7,
	.group = RISK,
	.help = "days until a row's label is known"},
    {.name = "explain",
	.type = OPT_FLAG,
	.to = &o.explain,
	.group = RISK,
	.help = "every contribution to every row's score"},
    {.name = "params",
	.type = OPT_TEXT,
	.to = &o.params,
	.arg = "FILE",
	.group = RISK,
	.help = "score with the fit in FILE, in one pass"},
    {.name = "params-out",
	.type = OPT_TEXT,
	.to = &o.params_out,
	.arg = "FILE",
	.group = RISK,
	.help = "keep the fit in FILE"},
    {.name = "overdue-from",
	.type = OPT_REAL,
	.to = &o.overdue,
	.arg = "K",
	.dflt = "1.5",
	.min = 0,
	.max = 1e9,
	.group = RISK,
	.help = "not learned: overdue from K mean gaps on is a reason"},
    {.name = "silent",
	.type = OPT_REAL,
	.to = &o.silent,
	.arg = "DAYS",
	.min = 0,
	.max = 1e9,
	.group = RISK,
	.help = "not learned: no order for DAYS is a reason"},
    {.name = "repeats",
	.type = OPT_INT,
	.to = &o.repeats,
	.arg = "N",
	.dflt = "3",
	.min = 0,
	.max = 1e9,
	.group = RISK,
	.help = "with --silent: of customers with N repeat purchases"},
    {.name = "p",
	.type = OPT_TEXT,
	.to = &o.p.given,
	.arg = "P|COL",
	.dflt = "p_winback",
	.group = WINBACK,
	.help = "chance to win a lost customer back"},
    {.name = "value",
	.type = OPT_TEXT,
	.to = &o.value.given,
	.arg = "X|COL",
	.dflt = "clv",
	.group = WINBACK,
	.help = "what a customer is worth; reasons: a column to add up"},
    {.name = "cost",
	.type = OPT_TEXT,
	.to = &o.cost.given,
	.arg = "X|COL",
	.dflt = "winback_cost",
	.group = WINBACK,
	.help = "cost of trying to win a customer back"},
    {.name = "group",
	.type = OPT_CHOICE,
	.to = &o.group,
	.arg = "reason|side|type",
	.dflt = "reason",
	.choices = groups,
	.group = WINBACK,
	.help = "what one row of reasons is"},
    {.name = "map",
	.type = OPT_TEXT,
	.to = &o.map,
	.arg = "FILE",
	.group = WINBACK,
	.help = "reason codes: a CSV of code,reason,side,type"},
    OPTS_ASOF(&o.common), OPTS_INPUT(&o.common), OPTS_MONEY(&o.common),
    OPTS_DATES(&o.common), OPTS_OUTPUT(&o.common), OPTS_PREFIX(&o.common),
    OPTS_SPOOL(&o.common), OPTS_THREADS(&o.common), OPTS_GENERAL(&o.common),
    OPTS_END};

/* The ways that take an option, where not all do. */
struct owner {
	const char *option;
	size_t at, size;
	const char *methods;
};

#define OWNED(member, option, methods)                             \
	{                                                          \
		option, offsetof(struct options, member),          \
		    sizeof(((struct options *)0)->member), methods \
	}

static const struct owner owners[] = {
    OWNED(level, "level", "rate survival sbg"),
    OWNED(period, "period", "rate"),
    OWNED(base, "base", "rate"),
    OWNED(event, "event", "survival"),
    OWNED(interval, "interval", "survival"),
    OWNED(by, "by", "survival"),
    OWNED(at, "at", "survival"),
    OWNED(report, "report", "survival risk winback"),
    OWNED(tau, "tau", "survival"),
    OWNED(fit, "fit", "sbg risk"),
    OWNED(fit_until, "fit-until", "sbg"),
    OWNED(project, "project", "sbg"),
    OWNED(discount, "discount", "sbg"),
    OWNED(customers, "customers", "sbg"),
    OWNED(label, "label", "risk"),
    OWNED(features, "features", "risk"),
    OWNED(categorical, "categorical", "risk"),
    OWNED(penalty, "penalty", "risk"),
    OWNED(cv, "cv", "risk"),
    OWNED(folds, "folds", "risk"),
    OWNED(seed, "seed", "risk"),
    OWNED(evaluate, "evaluate", "risk"),
    OWNED(split, "split", "risk"),
    OWNED(window, "window", "risk"),
    OWNED(explain, "explain", "risk"),
    OWNED(params, "params", "risk"),
    OWNED(params_out, "params-out", "risk"),
    OWNED(overdue, "overdue-from", "risk"),
    OWNED(silent, "silent", "risk"),
    OWNED(repeats, "repeats", "risk"),
    OWNED(p, "p", "winback"),
    OWNED(value, "value", "winback reasons"),
    OWNED(cost, "cost", "winback"),
    OWNED(group, "group", "reasons"),
    OWNED(map, "map", "reasons"),
    OWNED(common.as_of, "as-of", "rate survival"),
    OWNED(common.prefix, "prefix", "risk winback"),
};

static bool
is_given(const struct owner *w)
{
	return memcmp((const char *)&o + w->at, (const char *)&nothing + w->at,
		   w->size) != 0;
}

static bool
owns(const struct owner *w, const char *method)
{
	struct str rest = str_of(w->methods), name;

	while (str_split(&rest, ' ', &name))
		if (str_is(name, method))
			return true;
	return false;
}

bool
options_check(struct run *r)
{
	const char *method = r->method->name;

	for (size_t i = 0; i < sizeof(owners) / sizeof(*owners); i++)
		if (is_given(&owners[i]) && !owns(&owners[i], method))
			return run_usage(r, "--%s has no meaning with -m %s",
			    owners[i].option, method);
	return true;
}
