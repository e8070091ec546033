/*
 * crm-points: an exact loyalty ledger in a pipe: events in, movements,
 * balances, what ends when, and what is owed out. Whole points, no double.
 */
#include "points.h"

#include <math.h>

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
	if (o.common.verbose)
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

	if (w->mode == &mode_tiers && o.tiers == NULL)
		return run_usage(w->r, "which tiers are there? --tiers FILE");
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
    .opts = points_opts,
    .roles = points_roles,
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
