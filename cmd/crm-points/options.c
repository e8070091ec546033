/* The options and the roles of the columns. */
#include "points.h"

#include <math.h>

#include "num/parse.h"

static const char *const orders[] = {"fefo", "fifo", NULL};
static const char *const rounds[] = {
    "floor", "half-up", "half-even", "ceil", NULL};
static const char *const qualifies[] = {
    "spend", "points", "orders", "growth", NULL};
static const char *const changes[] = {"error", "refund", NULL};
static const char *const negatives[] = {"debt", "clamp", "reject", NULL};

struct options o = {.common = COMMON_DEFAULTS,
    .forget = -1,
    .qualify = -1,
    .rate = (double)NAN,
    .first_rate = (double)NAN,
    .sales = (double)NAN};

/* Money for a point: a decimal above 0. */
static bool
opt_value(void *to, const char *value, struct fault *f)
{
	static const struct dec_form form = {.decimal = '.'};
	int64_t *v = to;

	if (dec_parse(&form, str_of(value), v) == DEC_OK && *v > 0)
		return true;
	fault_set(f, FAULT_USAGE, "--value is an amount above 0");
	fault_value(f, str_of(value));
	return false;
}

static bool
opt_expires(void *to, const char *value, struct fault *f)
{
	const char *what = expiry_parse(str_of(value), to);

	if (what == NULL)
		return true;
	fault_set(f, FAULT_USAGE, "--expires: %s", what);
	fault_value(f, str_of(value));
	fault_hint(f, "%s", expiry_forms);
	return false;
}

/* original, or extend=30d. */
static bool
opt_restore(void *to, const char *value, struct fault *f)
{
	struct str s = str_of(value), head = STR("extend=");
	int32_t *days = to;
	int64_t n = 0;

	*days = 0;
	if (str_is(s, "original"))
		return true;
	if (str_starts(s, head) && str_ends(s, STR("d")) &&
	    parse_i64((struct str){s.p + head.n, s.n - head.n - 1}, &n) ==
		PARSE_OK &&
	    n >= 1 && n <= 36525) {
		*days = (int32_t)n;
		return true;
	}
	fault_set(f, FAULT_USAGE, "--restore is original or extend=30d");
	fault_value(f, s);
	return false;
}

static bool
opt_window(void *to, const char *value, struct fault *f)
{
	if (window_parse(str_of(value), to))
		return true;
	fault_set(f, FAULT_USAGE, "--window is 12m, year or anniversary");
	fault_value(f, str_of(value));
	return false;
}

#define PROGRAMME "Programme"
#define TIERS     "Tiers"
#define STATE     "State"
#define LIABILITY "Liability"

const struct opt points_opts[] = {
    {.name = "rules",
	.type = OPT_TEXT,
	.to = &o.rules,
	.arg = "FILE",
	.dflt = "1 point for 1 of money",
	.group = PROGRAMME,
	.help = "what points are given for: crm-points-rules(5)"},
    {.name = "rewards",
	.type = OPT_TEXT,
	.to = &o.rewards,
	.arg = "FILE",
	.group = PROGRAMME,
	.help = "what they can be turned into"},
    {.name = "round",
	.type = OPT_CHOICE,
	.to = &o.round,
	.arg = "floor|half-up|half-even|ceil",
	.dflt = "floor",
	.choices = rounds,
	.group = PROGRAMME,
	.help = "how points of money are rounded, once an order"},
    {.name = "expires",
	.type = OPT_CALL,
	.to = &o.expires,
	.call = opt_expires,
	.arg = "FORM",
	.dflt = "never",
	.group = PROGRAMME,
	.help = "when points end that do not say: 365d, 12m, end-of-year+1"},
    {.name = "spend-order",
	.type = OPT_CHOICE,
	.to = &o.spend_order,
	.arg = "fefo|fifo",
	.dflt = "fefo",
	.choices = orders,
	.group = PROGRAMME,
	.help = "spend what ends first, or what came first"},
    {.name = "negative",
	.type = OPT_CHOICE,
	.to = &o.negative,
	.arg = "debt|clamp|reject",
	.dflt = "debt",
	.choices = negatives,
	.group = PROGRAMME,
	.help = "a reversal of points that are gone: owed, written off, "
		"refused"},
    {.name = "restore",
	.type = OPT_CALL,
	.to = &o.extend,
	.call = opt_restore,
	.arg = "HOW",
	.dflt = "original",
	.group = PROGRAMME,
	.help = "points given back behind their end: original, extend=30d"},
    {.name = "changed",
	.type = OPT_CHOICE,
	.to = &o.changed,
	.arg = "error|refund",
	.dflt = "error",
	.choices = changes,
	.group = PROGRAMME,
	.help = "a purchase that comes again, lower: the rest is refunded"},
    {.name = "strict",
	.type = OPT_FLAG,
	.to = &o.strict,
	.group = PROGRAMME,
	.help = "status 3 if any event was refused"},
    {.name = "state",
	.type = OPT_TEXT,
	.to = &o.state,
	.arg = "FILE",
	.group = STATE,
	.help = "go on from FILE, and leave the new state there"},
    {.name = "wait",
	.type = OPT_INT,
	.to = &o.wait,
	.arg = "SECONDS",
	.dflt = "0",
	.min = 0,
	.max = 1e6,
	.group = STATE,
	.help = "how long to wait while another run holds it"},
    {.name = "forget",
	.type = OPT_INT,
	.to = &o.forget,
	.arg = "DAYS",
	.min = 1,
	.max = 1e6,
	.group = STATE,
	.help = "keep no event older than DAYS; what refers to it is bad"},
    {.name = "tiers",
	.type = OPT_TEXT,
	.to = &o.tiers,
	.arg = "FILE",
	.group = TIERS,
	.help = "levels of members: crm-points-rules(5)"},
    {.name = "qualify",
	.type = OPT_CHOICE,
	.to = &o.qualify,
	.arg = "spend|points|orders|growth",
	.dflt = "growth if rules give it, else spend",
	.choices = qualifies,
	.group = TIERS,
	.help = "what counts to a tier"},
    {.name = "window",
	.type = OPT_CALL,
	.to = &o.window,
	.call = opt_window,
	.arg = "12m|year|anniversary",
	.dflt = "12m",
	.group = TIERS,
	.help = "in which time, and how long a tier lasts"},
    {.name = "grace",
	.type = OPT_INT,
	.to = &o.grace,
	.arg = "DAYS",
	.dflt = "0",
	.min = 0,
	.max = 366,
	.group = TIERS,
	.help = "days that a tier outlasts its time"},
    {.name = "value",
	.type = OPT_CALL,
	.to = &o.value,
	.call = opt_value,
	.arg = "MONEY",
	.group = LIABILITY,
	.help = "what a point is worth"},
    {.name = "redemption-rate",
	.type = OPT_REAL,
	.to = &o.rate,
	.arg = "R",
	.min = 1e-9,
	.max = 1,
	.group = LIABILITY,
	.help = "the share of issued points that is redeemed in the end"},
    {.name = "sales",
	.type = OPT_REAL,
	.to = &o.sales,
	.arg = "MONEY",
	.min = 1e-6,
	.max = 1e15,
	.group = LIABILITY,
	.help = "of the goods that the points came with: allocate by IFRS 15"},
    {.name = "allocation-rate",
	.type = OPT_REAL,
	.to = &o.first_rate,
	.arg = "R",
	.dflt = "the redemption rate",
	.min = 1e-9,
	.max = 1,
	.group = LIABILITY,
	.help = "the redemption rate that was expected at the sale"},
    {.name = "check",
	.type = OPT_FLAG,
	.to = &o.check,
	.group = STATE,
	.help = "verify the ledger that is read, or --state; apply nothing"},
    OPTS_ASOF(&o.common),
    OPTS_INPUT(&o.common),
    OPTS_MONEY(&o.common),
    OPTS_DATES(&o.common),
    OPTS_OUTPUT(&o.common),
    OPTS_GENERAL(&o.common),
    OPTS_END,
};

static const char *const ts_names[] = {
    "date", "time", "timestamp", "created_at", NULL};
static const char *const event_names[] = {
    "id", "order_id", "transaction_id", NULL};
static const char *const member_names[] = {
    "customer_id", "customer", "user_id", "account_id", NULL};
static const char *const type_names[] = {"kind", "event_type", "event", NULL};
static const char *const amount_names[] = {"total", "revenue", NULL};

struct role points_roles[] = {{.option = "ts",
				  .name = "ts",
				  .required = true,
				  .likely = ts_names,
				  .help = "column of instants"},
    {.option = "event",
	.name = "event_id",
	.required = true,
	.likely = event_names,
	.help = "column of the events' ids"},
    {.option = "member",
	.name = "member_id",
	.required = true,
	.likely = member_names,
	.help = "column of the members' ids"},
    {.option = "type",
	.name = "type",
	.required = true,
	.likely = type_names,
	.help = "column of the types of events"},
    {.option = "points", .name = "points", .help = "column of points"},
    {.option = "amount",
	.name = "amount",
	.likely = amount_names,
	.help = "column of money"},
    {.option = "available",
	.name = "available",
	.help = "column: from when on points can be used"},
    {.option = "ends",
	.name = "expires",
	.help = "column: from when on they cannot"},
    {.option = "ref",
	.name = "ref_event_id",
	.help = "column: the event that is taken back"},
    {.option = "issuer",
	.name = "issuer",
	.help = "column: whose points they are"},
    {.option = "reward",
	.name = "reward",
	.help = "column: what points are turned into"},
    {.option = "quantity",
	.name = "quantity",
	.help = "column: how many of them"},
    {.option = "activity",
	.name = "activity",
	.help = "column: what the member did"},
    {.option = "friend",
	.name = "friend",
	.help = "column: the member that was referred"},
    {.option = "tier",
	.name = "tier",
	.help = "column: the tier that is set by hand"},
    {.option = "birthday",
	.name = "birthday",
	.help = "column of birthdays, YYYY-MM-DD or MM-DD"},
    {.option = "enrolled",
	.name = "enrolled",
	.help = "column of days of enrolment"},
    {.option = NULL}};
