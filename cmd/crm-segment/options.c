/* The option table, and which method each option belongs to. */
#include "options.h"

#include "segment.h"

#define NOTHING_GIVEN                                                 \
	{                                                             \
		.ties = -1, .restarts = -1, .seed = -1, .period = -1, \
		.volume = -1, .loyal_orders = -1, .lost_days = -1,    \
		.loyal_days = -1, .preset = -1                        \
	}

struct segment_opts given = NOTHING_GIVEN;
static const struct segment_opts nothing = NOTHING_GIVEN;
struct common segment_common = COMMON_DEFAULTS;

static const char *const likely_days[] = {
    "days", "recency_days", "days_since_last_order", NULL};
static const char *const likely_orders[] = {
    "order_count", "orders_count", "total_orders", "purchases", NULL};
static const char *const likely_amount[] = {
    "total", "total_spent", "revenue", "spend", "monetary", "clv", NULL};
static const char *const likely_customer[] = {
    "customer", "id", "email", "member_id", "CustomerID", NULL};

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
	.help = "column that pyramid and abc grade by, and whose sums "
		"--report has",
	.likely = likely_amount},
    [ROLE_CUSTOMER] = {.option = "customer",
	.name = "customer_id",
	.help = "column of customer ids, for lifecycle and --previous",
	.likely = likely_customer},
};

const char *const rfm_ties[] = {"rank", "ntile", "quantile", NULL};
const char *const lifecycle_periods[] = {
    "day", "week", "month", "quarter", "year", NULL};
const char *const lifecycle_volumes[] = {"amount", "orders", NULL};
const char *const matrix_presets[] = {
    "loyalty", "satisfaction", "value-risk", "relationship", NULL};

#define GROUP_TIERS     "Methods pyramid and abc"
#define GROUP_KMEANS    "Method kmeans"
#define GROUP_LIFECYCLE "Method lifecycle"
#define GROUP_STATUS    "Method status"
#define GROUP_MATRIX    "Method matrix"
#define GROUP_RATIO     "Method ratio"

const struct opt segment_options[] = {
    {.name = "bins",
	.type = OPT_INT,
	.to = &given.bins,
	.arg = "N",
	.dflt = "as many as the map has: 5",
	.min = 2,
	.max = 10,
	.help = "score from 1 to N, 2 to 10",
	.group = "Method rfm"},
    {.name = "ties",
	.type = OPT_CHOICE,
	.to = &given.ties,
	.arg = "rank|ntile|quantile",
	.dflt = "rank",
	.choices = rfm_ties,
	.help = "equals share the lowest rank's score; are split by their "
		"order, as in SQL; quantiles as in the R package rfm",
	.group = "Method rfm"},
    {.name = "breaks",
	.type = OPT_CALL,
	.to = given.breaks,
	.arg = "COL=X,X,...",
	.call = rfm_breaks_opt,
	.help = "cut COL, which is r, f or m, at X, X, ...; once for each",
	.group = "Method rfm"},
    {.name = "map",
	.type = OPT_TEXT,
	.to = &given.map,
	.arg = "MAP",
	.dflt = "classic",
	.help = "name segments by classic, rfm-r, rfm-r-old, eight, "
		"./FILE.csv or none",
	.group = "Method rfm"},
    {.name = "check",
	.type = OPT_FLAG,
	.to = &given.check,
	.help = "status 3 if the map leaves cells out or has names that "
		"never match",
	.group = "Method rfm"},
    {.name = "shares",
	.type = OPT_CALL,
	.to = &given.shares,
	.arg = "X,X,...",
	.dflt = "1,19,30,50 of customers; abc: 80,15,5 of value",
	.call = opt_list,
	.help = "per cent in each tier, the best first",
	.group = GROUP_TIERS},
    {.name = "names",
	.type = OPT_CALL,
	.to = &given.names,
	.arg = "NAME,...",
	.dflt = "gold,silver,bronze,iron; A,B,C",
	.call = opt_list,
	.help = "names of the tiers, the best first",
	.group = GROUP_TIERS},
    {.name = "clip",
	.type = OPT_FLAG,
	.to = &given.clip,
	.help = "abc takes values below 0 as 0",
	.group = GROUP_TIERS},
    {.name = "clusters",
	.letter = 'k',
	.type = OPT_INT,
	.to = &given.k,
	.arg = "N",
	.min = 1,
	.max = 255,
	.help = "number of clusters",
	.group = GROUP_KMEANS},
    {.name = "k-range",
	.type = OPT_TEXT,
	.to = &given.k_range,
	.arg = "LOW-HIGH",
	.help = "the number in this range with the best silhouette",
	.group = GROUP_KMEANS},
    {.name = "features",
	.type = OPT_CALL,
	.to = &given.features,
	.arg = "COL,...",
	.dflt = "the columns of recency, frequency and money",
	.call = opt_list,
	.help = "columns that customers are compared by",
	.group = GROUP_KMEANS},
    {.name = "log",
	.type = OPT_FLAG,
	.to = &given.log,
	.help = "take log(1 + x) of each feature first",
	.group = GROUP_KMEANS},
    {.name = "raw",
	.type = OPT_FLAG,
	.to = &given.raw,
	.help = "leave features as they are, not mean 0 and deviation 1",
	.group = GROUP_KMEANS},
    {.name = "distance",
	.type = OPT_FLAG,
	.to = &given.distance,
	.help = "append the distance to the cluster's centre",
	.group = GROUP_KMEANS},
    {.name = "restarts",
	.type = OPT_INT,
	.to = &given.restarts,
	.arg = "N",
	.dflt = "10",
	.min = 1,
	.max = 10000,
	.help = "starts that the best one is taken of",
	.group = GROUP_KMEANS},
    {.name = "seed",
	.type = OPT_INT,
	.to = &given.seed,
	.arg = "N",
	.dflt = "1",
	.min = 0,
	.max = 9e15,
	.help = "seed of the random starts",
	.group = GROUP_KMEANS},
    {.name = "orders",
	.type = OPT_TEXT,
	.to = &given.orders,
	.arg = "FILE",
	.help = "orders with customer_id, date and amount",
	.group = GROUP_LIFECYCLE},
    {.name = "period",
	.type = OPT_CHOICE,
	.to = &given.period,
	.arg = "day|week|month|quarter|year",
	.dflt = "month",
	.choices = lifecycle_periods,
	.help = "what volumes are summed by",
	.group = GROUP_LIFECYCLE},
    {.name = "volume",
	.type = OPT_CHOICE,
	.to = &given.volume,
	.arg = "amount|orders",
	.dflt = "amount",
	.choices = lifecycle_volumes,
	.help = "what a period's volume is",
	.group = GROUP_LIFECYCLE},
    {.name = "growth",
	.type = OPT_REAL,
	.to = &given.growth,
	.arg = "X",
	.dflt = "1.25",
	.min = 1e-6,
	.max = 1e6,
	.help = "formation: at least X times the period before",
	.group = GROUP_LIFECYCLE},
    {.name = "decline",
	.type = OPT_REAL,
	.to = &given.decline,
	.arg = "X",
	.dflt = "0.75",
	.min = 1e-6,
	.max = 1e6,
	.help = "decline: at most X times the best period so far",
	.group = GROUP_LIFECYCLE},
    {.name = "loyal-orders",
	.type = OPT_INT,
	.to = &given.loyal_orders,
	.arg = "N",
	.dflt = "5",
	.min = 2,
	.max = 1e9,
	.help = "loyal from N orders on",
	.group = GROUP_STATUS},
    {.name = "lost-days",
	.type = OPT_INT,
	.to = &given.lost_days,
	.arg = "N",
	.dflt = "365",
	.min = 0,
	.max = 1e6,
	.help = "lost when the last order is more than N days ago",
	.group = GROUP_STATUS},
    {.name = "loyal-days",
	.type = OPT_INT,
	.to = &given.loyal_days,
	.arg = "N",
	.dflt = "as --lost-days",
	.min = 0,
	.max = 1e6,
	.help = "loyal only within N days of the last order",
	.group = GROUP_STATUS},
    {.name = "targeted",
	.type = OPT_TEXT,
	.to = &given.targeted,
	.arg = "COL",
	.help = "column of yes or no: aimed at, though not a customer yet",
	.group = GROUP_STATUS},
    {.name = "excluded",
	.type = OPT_TEXT,
	.to = &given.excluded,
	.arg = "COL",
	.help = "column of yes or no: not wanted as a customer",
	.group = GROUP_STATUS},
    {.name = "preset",
	.type = OPT_CHOICE,
	.to = &given.preset,
	.arg = "PRESET",
	.choices = matrix_presets,
	.help = "loyalty, satisfaction, value-risk or relationship (3 x 3)",
	.group = GROUP_MATRIX},
    {.name = "x",
	.type = OPT_TEXT,
	.to = &given.x,
	.arg = "COL",
	.help = "first column",
	.group = GROUP_MATRIX},
    {.name = "y",
	.type = OPT_TEXT,
	.to = &given.y,
	.arg = "COL",
	.help = "second column",
	.group = GROUP_MATRIX},
    {.name = "x-cut",
	.type = OPT_TEXT,
	.to = &given.x_cut,
	.arg = "X[,X]",
	.dflt = "median; of three, terciles",
	.help = "from here on it is high; a number, mean or median",
	.group = GROUP_MATRIX},
    {.name = "y-cut",
	.type = OPT_TEXT,
	.to = &given.y_cut,
	.arg = "Y[,Y]",
	.dflt = "median; of three, terciles",
	.help = "the same for the second column",
	.group = GROUP_MATRIX},
    {.name = "quadrants",
	.type = OPT_CALL,
	.to = &given.quadrants,
	.arg = "HH,HL,LH,LL",
	.dflt = "the preset's; else high-high, ...",
	.call = opt_list,
	.help = "names: both high, only the first, only the second, none",
	.group = GROUP_MATRIX},
    {.name = "rules",
	.type = OPT_TEXT,
	.to = &given.rules,
	.arg = "FILE",
	.help = "CSV of name,condition; the first that holds names the "
		"segment",
	.group = "Method rules"},
    {.name = "num",
	.type = OPT_CALL,
	.to = &given.num,
	.arg = "COL",
	.call = opt_list,
	.help = "what is divided, or what --den is taken from",
	.group = GROUP_RATIO},
    {.name = "den",
	.type = OPT_CALL,
	.to = &given.den,
	.arg = "COL",
	.call = opt_list,
	.help = "what it is divided by, or what is taken away",
	.group = GROUP_RATIO},
    {.name = "minus",
	.type = OPT_FLAG,
	.to = &given.minus,
	.help = "the difference, exact, in place of the ratio",
	.group = GROUP_RATIO},
    {.name = "elasticity",
	.type = OPT_FLAG,
	.to = &given.elasticity,
	.help = "--num Q0,Q1 --den P0,P1: relative change by relative change",
	.group = GROUP_RATIO},
    {.name = "weights",
	.type = OPT_TEXT,
	.to = &given.weights,
	.arg = "FILE",
	.help = "CSV of indicator,weight, as crm-weights writes",
	.group = "Method composite"},
    {.name = "scale",
	.type = OPT_TEXT,
	.to = &given.scale,
	.arg = "minmax|z|none|LOW,HIGH",
	.dflt = "minmax",
	.help = "bring each column to 0..100 by its range or by LOW,HIGH, "
		"to z scores, or leave it",
	.group = "Method composite"},
    OPTS_DECIMAL(&segment_common),
    OPTS_DATES(&segment_common),
    OPTS_ASOF(&segment_common),
    OPTS_INPUT(&segment_common),
    {.name = "report",
	.type = OPT_FLAG,
	.to = &given.report,
	.help = "write one row per class, not the customers",
	.group = OPT_GROUP_OUTPUT},
    {.name = "previous",
	.type = OPT_TEXT,
	.to = &given.previous,
	.arg = "FILE",
	.help = "with --report: who moved from which class of FILE to which",
	.group = OPT_GROUP_OUTPUT},
    {.name = "explain",
	.type = OPT_FLAG,
	.to = &given.explain,
	.help = "write thresholds, exclusions and conventions, not the "
		"customers",
	.group = OPT_GROUP_OUTPUT},
    {.name = "save",
	.type = OPT_TEXT,
	.to = &given.save,
	.arg = "FILE",
	.help = "keep cuts and centroids in FILE",
	.group = OPT_GROUP_OUTPUT},
    {.name = "use",
	.type = OPT_TEXT,
	.to = &given.use,
	.arg = "FILE",
	.help = "class by the cuts and centroids in FILE",
	.group = OPT_GROUP_INPUT},
    {.name = "labels",
	.type = OPT_CHOICE,
	.to = &given.labels,
	.arg = "en|zh",
	.dflt = "en",
	.choices = label_sets,
	.help = "language of the names of classes",
	.group = OPT_GROUP_OUTPUT},
    OPTS_OUTPUT(&segment_common),
    OPTS_PREFIX(&segment_common),
    OPTS_SPOOL(&segment_common),
    OPTS_THREADS(&segment_common),
    OPTS_GENERAL(&segment_common),
    OPTS_END,
};

/* Whom an option belongs to: names of methods. */
#define OPTION(option, field, methods)                                 \
	{                                                              \
		option, methods, offsetof(struct segment_opts, field), \
		    sizeof(given.field)                                \
	}
static const struct owner {
	const char *option;
	const char *methods; /* "pyramid abc" */
	size_t at, size;
} owners[] = {
    OPTION("bins", bins, "rfm"),
    OPTION("ties", ties, "rfm"),
    OPTION("breaks", breaks, "rfm"),
    OPTION("map", map, "rfm"),
    OPTION("check", check, "rfm"),
    OPTION("shares", shares, "pyramid abc"),
    OPTION("names", names, "pyramid abc"),
    OPTION("clip", clip, "abc"),
    OPTION("clusters", k, "kmeans"),
    OPTION("k-range", k_range, "kmeans"),
    OPTION("features", features, "kmeans"),
    OPTION("log", log, "kmeans"),
    OPTION("raw", raw, "kmeans"),
    OPTION("distance", distance, "kmeans"),
    OPTION("restarts", restarts, "kmeans"),
    OPTION("seed", seed, "kmeans"),
    OPTION("orders", orders, "lifecycle"),
    OPTION("period", period, "lifecycle"),
    OPTION("volume", volume, "lifecycle"),
    OPTION("growth", growth, "lifecycle"),
    OPTION("decline", decline, "lifecycle"),
    OPTION("loyal-orders", loyal_orders, "status"),
    OPTION("lost-days", lost_days, "status"),
    OPTION("loyal-days", loyal_days, "status"),
    OPTION("targeted", targeted, "status"),
    OPTION("excluded", excluded, "status"),
    OPTION("preset", preset, "matrix"),
    OPTION("x", x, "matrix"),
    OPTION("y", y, "matrix"),
    OPTION("x-cut", x_cut, "matrix"),
    OPTION("y-cut", y_cut, "matrix"),
    OPTION("quadrants", quadrants, "matrix"),
    OPTION("rules", rules, "rules"),
    OPTION("num", num, "ratio"),
    OPTION("den", den, "ratio"),
    OPTION("minus", minus, "ratio"),
    OPTION("elasticity", elasticity, "ratio"),
    OPTION("weights", weights, "composite"),
    OPTION("scale", scale, "composite"),
};

static bool
is_given(const struct owner *o)
{
	return memcmp((const char *)&given + o->at,
		   (const char *)&nothing + o->at, o->size) != 0;
}

static bool
owns(const struct owner *o, const char *method)
{
	struct str rest = str_of(o->methods), name;

	while (str_split(&rest, ' ', &name))
		if (str_is(name, method))
			return true;
	return false;
}

/* -m pyramid, -m pyramid or abc */
static bool
misplaced(struct run *r, const char *option, const char *methods)
{
	const char *blank = strchr(methods, ' ');
	int n = blank == NULL ? (int)strlen(methods) : (int)(blank - methods);

	return run_usage(r, "--%s goes with -m %.*s%s%s, not -m %s", option, n,
	    methods, blank == NULL ? "" : " or ",
	    blank == NULL ? "" : blank + 1, r->method->name);
}

bool
options_check(struct run *r)
{
	for (size_t i = 0; i < sizeof(owners) / sizeof(*owners); i++)
		if (is_given(&owners[i]) && !owns(&owners[i], r->method->name))
			return misplaced(
			    r, owners[i].option, owners[i].methods);
	if (segment_common.as_of.given &&
	    strcmp(r->method->name, "lifecycle") != 0)
		return misplaced(r, "as-of", "lifecycle");
	return true;
}
