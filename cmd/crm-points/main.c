/*
 * crm-points: an exact loyalty ledger in a pipe: events in, movements,
 * balances, what ends when, and what is owed out. Whole points, no double.
 */
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
    .rate = NAN,
    .first_rate = NAN,
    .sales = NAN};

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

static const struct opt opts[] = {
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

static struct role roles[] = {{.option = "ts",
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

/* --- the run --- */

void
points_open_ledger(struct work *w)
{
	const struct programme *p = &w->programme;

	w->l = ledger_new(&(struct ledger_form){.fifo = o.spend_order == 1,
	    .negative = (enum negative)o.negative,
	    .extend = o.extend,
	    .expires = o.expires,
	    .changed_refund = o.changed == 1,
	    .rules = p->rules,
	    .fallback = p->fallback,
	    .terms = p->terms,
	    .tiers = p->tiers,
	    .rewards = p->rewards,
	    .post = w->mode->movement,
	    .arg = w});
}

static bool
open_all(struct work *w)
{
	struct fault *f = &w->r->fault;

	if (!programme_read(&w->programme, w->r))
		return false;
	w->t = run_table(w->r);
	/* Conditions may name any column. */
	if (o.rules != NULL || o.rewards != NULL)
		table_same_columns(w->t);
	if (!run_open(w->r, w->t) || !programme_compile(&w->programme, w->t, f))
		return false;
	w->issuers =
	    table_has(w->t, ISSUER) ||
	    (o.rules != NULL && rules_wants(w->programme.rules, NEED_ISSUER));
	/* What rules ask for is known when their conditions are. */
	points_open_ledger(w);
	if (!run_put(w->r, w->t, &w->put) || !state_open(w))
		return false;
	w->issuers |= ledger_issuers(w->l);
	w->mode->columns(w);
	writer_begin(w->put.w);
	return true;
}

int32_t
points_day(const struct work *w)
{
	return o.common.as_of.given ? o.common.as_of.day : w->last;
}

int64_t
points_end(const struct work *w)
{
	return (points_day(w) + INT64_C(1)) * DATE_US_PER_DAY - 1;
}

static bool
finish(struct work *w)
{
	if ((o.common.as_of.given || w->last != INT32_MIN) &&
	    !ledger_close(w->l, points_end(w), &w->r->fault))
		return false;
	return (w->mode->report == NULL || w->mode->report(w)) && state_save(w);
}

/* What was left out or refused is always said. */
static uint64_t
conclude(const struct work *w)
{
	struct buf refused = {0};
	uint64_t n = 0;

	diag_note("%llu events: %llu applied", (unsigned long long)w->events,
	    (unsigned long long)w->count[LEDGER_OK]);
	if (w->late != 0)
		diag_say("left out: %llu event%s after --as-of",
		    (unsigned long long)w->late, w->late == 1 ? "" : "s");
	if (ledger_fell_back(w->l))
		diag_say("no --rules: purchases give 1 point for 1 of money");
	if (w->count[LEDGER_CHANGED] != 0)
		diag_say("%llu purchase%s changed, refunded in part",
		    (unsigned long long)w->count[LEDGER_CHANGED],
		    w->count[LEDGER_CHANGED] == 1 ? "" : "s");
	if (w->count[LEDGER_DUPLICATE] != 0)
		diag_say("%llu seen before, left out",
		    (unsigned long long)w->count[LEDGER_DUPLICATE]);
	for (int s = LEDGER_CONFLICT; s < LEDGER_CHANGED; s++) {
		if (w->count[s] == 0)
			continue;
		buf_printf(&refused, "%s%llu %s", n == 0 ? "" : ", ",
		    (unsigned long long)w->count[s], ledger_status_name[s]);
		n += w->count[s];
	}
	if (n != 0)
		diag_say("refused: %s", buf_cstr(&refused));
	buf_free(&refused);
	return n;
}

static void
tell_memory(const struct work *w)
{
	struct ledger_memory m;

	ledger_memory(w->l, &m);
	diag_note("memory: %llu accounts %llu, %llu lots (%llu live) %llu, "
		  "%llu ids %llu, %llu orders %llu, other %llu bytes",
	    (unsigned long long)m.accounts, (unsigned long long)m.account_bytes,
	    (unsigned long long)m.lots, (unsigned long long)m.live,
	    (unsigned long long)m.lot_bytes, (unsigned long long)m.ids,
	    (unsigned long long)m.id_bytes, (unsigned long long)m.orders,
	    (unsigned long long)m.order_bytes,
	    (unsigned long long)m.other_bytes);
}

static bool
check_state(struct run *r)
{
	if (o.state == NULL && (o.wait != 0 || o.forget >= 0))
		return run_usage(r, "--%s goes with --state",
		    o.wait != 0 ? "wait" : "forget");
	if (o.check)
		return true;
	if (o.state != NULL && !o.common.as_of.given)
		return run_usage(r, "--state needs --as-of: the day that is "
				    "closed");
	return true;
}

static bool
run_mode(struct work *w)
{
	uint64_t refused;

	if (!check_state(w->r))
		return false;
	if (o.check)
		return check_all(w);
	if (!open_all(w) || !events_all(w) || !finish(w))
		return false;
	refused = conclude(w);
	tell_memory(w);
	if (o.strict && refused != 0)
		return fault_set(&w->r->fault, FAULT_CHECK,
		    "--strict: %llu event%s refused",
		    (unsigned long long)refused, refused == 1 ? "" : "s");
	return true;
}

static bool
check_options(const struct work *w)
{
	bool owes = w->mode == &mode_liability;

	if (owes && o.value == 0)
		return run_usage(w->r, "what is a point worth? --value MONEY");
	if (!owes && (o.value != 0 || !isnan(o.rate) || !isnan(o.sales) ||
			 !isnan(o.first_rate)))
		return run_usage(w->r,
		    "--value, --redemption-rate, --sales "
		    "and --allocation-rate go with -m liability");
	if (!isnan(o.first_rate) && isnan(o.sales))
		return run_usage(w->r, "--allocation-rate goes with --sales");
	if (!isnan(o.sales) && isnan(o.rate))
		return run_usage(w->r, "--sales asks for --redemption-rate");
	return true;
}

static bool
run(struct run *r)
{
	struct work w = {.r = r, .mode = r->method->data, .last = INT32_MIN};
	bool ok = check_options(&w) && run_mode(&w);

	table_delete(w.t);
	ledger_delete(w.l);
	state_free(w.state);
	programme_free(&w.programme);
	buf_free(&w.cell);
	return ok;
}

static const struct method methods[] = {
    {"ledger", "every movement of points", run, &mode_ledger},
    {"balances", "a row for each member: what came in, went out, is left", run,
	&mode_balances},
    {"status", "a row for each event: what became of it", run, &mode_status},
    {"expiring", "what each member loses, at every date", run, &mode_expiring},
    {"tiers", "each member's tier, and what is missing to the next", run,
	&mode_tiers},
    {"liability", "what the programme owes: value, breakage, deferral", run,
	&mode_liability},
    {NULL, NULL, NULL, NULL}};

static const struct tool tool = {
    .name = "crm-points",
    .summary = "events of a loyalty programme -> its ledger",
    .operands = "[FILE...]",
    .about = "Events are ts,event_id,member_id,type and what their type "
	     "needs; types are\npurchase, refund, earn, redeem, "
	     "reverse_earn, reverse_redeem, activity,\nreferral, adjust, "
	     "tier and assert.",
    .opts = opts,
    .roles = roles,
    .methods = methods,
    .method = "ledger",
    .common = &o.common,
    .run = run,
};

int
main(int argc, char **argv)
{
	return tool_main(&tool, argc, argv);
}
