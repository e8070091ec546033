/* What rules make of purchases, refunds, activities and referrals. */
#include "base/mem.h"
#include "ledger/engine_priv.h"

enum { LOTS_MAX = UINT16_MAX, PARTS_MAX = UINT8_MAX };

/* --- accounts that an event gives to or takes from --- */

/* They are touched once, before anything happens to them. */
static uint32_t
open_account(struct now *n, uint32_t first, struct str issuer)
{
	struct ledger *l = n->l;
	uint32_t k = issuer.n == 0 ? 0 : names_add(&l->issuers, issuer);
	uint32_t i;

	if (k > UINT16_MAX)
		return MEMBER_NONE;
	i = members_of(&l->members, first, (uint16_t)k);
	if (i == MEMBER_NONE)
		i = members_add(&l->members, STR(""), 0, first, (uint16_t)k);
	return i;
}

static void
touch(struct now *n, uint32_t account)
{
	struct ledger *l = n->l;

	if (account == n->account)
		return;
	for (size_t i = 0; i < l->touched_n; i++)
		if (l->touched[i] == account)
			return;
	l->touched = mem_grow(l->touched, &l->touched_room, l->touched_n + 1,
	    sizeof(*l->touched));
	l->touched[l->touched_n++] = account;
	ledger_touch(l, account, n->e->us);
}

/* What follows for the other accounts from what they were given. */
static void
settle_others(struct now *n, size_t from)
{
	struct ledger *l = n->l;

	for (size_t i = from; i < l->touched_n; i++) {
		flow_settle(l, l->touched[i], n->e->us, n->e->id);
		now_reach(n, l->touched[i]);
	}
}

/* --- grants --- */

static uint32_t
label_of(struct ledger *l, uint32_t rule)
{
	uint32_t *label = &l->label[rule];

	if (*label == NAMES_NONE)
		*label = names_add(&l->labels, rules_name(l->now_rules, rule));
	return *label;
}

/* What the grant's cap leaves of it. */
static int64_t
capped(struct now *n, const struct grant *g, uint32_t account)
{
	struct ledger *l = n->l;
	const struct cap *cap = g->cap;
	int64_t *used, points = g->points;

	if (cap == NULL)
		return points;
	used = counts_find(&l->counts, account,
	    label_of(l, g->rule) * COUNT_KINDS +
		(g->unit == UNIT_GROWTH ? COUNT_GROWTH : COUNT_POINTS),
	    cap_period(cap, n->e->day));
	if (used == NULL || *used >= cap->n)
		return 0;
	if (!cap->grants && points > cap->n - *used)
		points = cap->n - *used;
	*used += cap->grants ? 1 : points;
	return points;
}

/* Where one event's grants go: its own, or the referrer's. */
struct giving {
	uint32_t first; /* the member's first account */
	bool beside;    /* all lots are called by event and rule */
	uint32_t lot;   /* the first of them; LOT_NONE */
	uint32_t named; /* the one that is called by the event; LOT_NONE */
	uint32_t lots;
};

static bool
give(struct now *n, struct giving *to, const struct grant *g)
{
	struct ledger *l = n->l;
	uint32_t account = open_account(n, to->first, g->issuer), lot;
	struct new_lot new = {.id = now_id(n),
	    .us = n->e->us,
	    .available = g->available,
	    .expires = g->expires,
	    .idle = g->inactive,
	    .part = (uint8_t)g->part,
	    .growth = g->unit == UNIT_GROWTH,
	    .kind = MOVE_EARN,
	    .event = n->e->id};

	if (account == MEMBER_NONE)
		return false;
	touch(n, account);
	new.account = account;
	new.size = capped(n, g, account);
	if (new.size == 0)
		return true;
	new.label = label_of(l, g->rule);
	new.beside = to->beside;
	lot = flow_lot(l, &new);
	if (lot == LOT_NONE)
		return false;
	if (!new.beside && !new.growth)
		to->named = lot;
	to->beside |= !new.growth;
	if (to->lot == LOT_NONE)
		to->lot = lot;
	to->lots++;
	now_qualify(
	    n, account, new.growth ? QUALIFY_GROWTH : QUALIFY_POINTS, new.size);
	return true;
}

/* Whether all grants fit, judged before the first is given. */
static enum ledger_status
check_grants(struct now *n, uint32_t first, const struct grants *g)
{
	int64_t sum = 0;

	if (g->n > PARTS_MAX)
		return now_bad(n, "more than 255 grants for one event");
	if (n->l->labels.count + g->n > UINT16_MAX)
		return now_bad(n, "more names of rules than fit");
	for (size_t i = 0; i < g->n; i++) {
		uint32_t account = open_account(n, first, g->grant[i].issuer);

		if (account == MEMBER_NONE || now_id(n) == IDS_NONE)
			return now_bad(n, "more accounts or events than fit");
		if (g->grant[i].part > PARTS_MAX)
			return now_bad(n, "more than 255 parts of one event");
		if (g->grant[i].points > INT64_MAX - sum)
			return now_bad(n, "more points than 63 bits hold");
		sum += g->grant[i].points;
		if (!flow_fits(n->l, account, sum) ||
		    (g->grant[i].unit == UNIT_GROWTH &&
			now_standing(n, account)->growth > INT64_MAX - sum))
			return now_bad(n, "more points than 63 bits hold");
	}
	return LEDGER_OK;
}

static enum ledger_status
give_all(struct now *n, struct giving *to, const struct grants *g)
{
	enum ledger_status s = check_grants(n, to->first, g);

	for (size_t i = 0; s == LEDGER_OK && i < g->n; i++)
		if (!give(n, to, &g->grant[i]))
			s = now_bad(n, "more lots than fit");
	return s;
}

/* --- purchase --- */

/* The one who brought the buyer gets his, once. */
static enum ledger_status
refer(struct now *n, const struct facts *facts, struct order *o)
{
	struct ledger *l = n->l;
	const struct account *a = &l->members.at[n->account];
	struct referral *r =
	    referrals_find(&l->referrals, a->issuer, n->e->member);
	struct giving to = {.beside = true, .lot = LOT_NONE, .named = LOT_NONE};
	size_t from = l->touched_n;
	struct str name;
	enum ledger_status s;

	if (r == NULL || r->paid)
		return LEDGER_OK;
	if (!rules_referral(
		l->now_rules, n->e, facts, &l->friends, n->column, n->f))
		return LEDGER_BAD;
	if (l->friends.n == 0)
		return LEDGER_OK;
	name = members_name(&l->members, r->account);
	to.first = members_find(&l->members, name, slots_hash(name));
	s = give_all(n, &to, &l->friends);
	if (s != LEDGER_OK)
		return s;
	r->paid = true;
	o->referral = l->friends.terms;
	if (o->lots == 0)
		o->lot = to.lot;
	o->lots = (uint16_t)(o->lots + to.lots);
	settle_others(n, from);
	return LEDGER_OK;
}

static enum ledger_status
keep_order(struct now *n, const struct order *o)
{
	struct ledger *l = n->l;
	uint32_t i = l->orders.count;

	l->orders.at = mem_grow(l->orders.at, &l->orders.room, (size_t)i + 1,
	    sizeof(*l->orders.at));
	l->orders.at[i] = *o;
	l->orders.count++;
	ids_link(&l->ids, o->id, IDS_ORDER, i);
	return LEDGER_OK;
}

static enum ledger_status
buy(struct now *n)
{
	struct ledger *l = n->l;
	const struct event *e = n->e;
	struct order o = {.net = e->amount,
	    .stated = e->amount,
	    .account = n->account,
	    .lot = LOT_NONE};
	struct giving to = {
	    .first = n->first, .lot = LOT_NONE, .named = LOT_NONE};
	struct facts facts;
	enum ledger_status s;

	now_facts(n, &facts);
	if (!rules_purchase(
		l->now_rules, e, &facts, &l->grants, n->column, n->f))
		return LEDGER_BAD;
	if (l->orders.count >= ORDERS_MAX || now_id(n) == IDS_NONE)
		return now_bad(n, "more events than fit");
	s = give_all(n, &to, &l->grants);
	if (s != LEDGER_OK)
		return s;
	o.id = n->id;
	o.terms = l->grants.terms;
	o.lot = to.lot;
	o.lots = o.own = (uint16_t)to.lots;
	settle_others(n, 0);
	if (l->standing)
		standing_buy(now_standing(n, n->account),
		    period_of(PERIOD_MONTH, e->day));
	flow_active(l, n->account, e->day);
	now_qualify(n, n->account, QUALIFY_SPEND, e->amount);
	now_qualify(n, n->account, QUALIFY_ORDERS, 1);
	s = refer(n, &facts, &o);
	return s == LEDGER_OK ? keep_order(n, &o) : s;
}

/* The programme at hand: that of the file, or one point for one. */
static bool
find_rules(struct now *n)
{
	struct ledger *l = n->l;

	if (l->form.rules == NULL && l->form.fallback != NULL)
		l->fell_back = true;
	l->now_rules = l->form.rules != NULL ? l->form.rules : l->form.fallback;
	if (l->now_rules == NULL)
		return false;
	if (l->label == NULL) {
		size_t count = rules_count(l->now_rules);

		l->label = mem_resize(NULL, count, sizeof(*l->label));
		for (size_t i = 0; i < count; i++)
			l->label[i] = NAMES_NONE;
	}
	l->touched_n = 0;
	return true;
}

enum ledger_status
buy_purchase(struct now *n)
{
	if (n->l->form.rules == NULL && n->e->has_points)
		return manual_earn(n);
	if (!n->e->has_amount)
		return now_bad(n, "a purchase needs an amount");
	if (!find_rules(n))
		return now_bad(n, "a purchase needs points, or rules");
	return buy(n);
}

/* --- refund --- */

/* What is to be taken back of one lot of an order. */
static int64_t
take_of(const struct ledger *l, const struct order *o, uint32_t k, int64_t net)
{
	uint32_t lot = o->lot + k;
	uint32_t terms = k < o->own ? o->terms : o->referral;
	int64_t have = lots_reversible(&l->lots, lot);
	int64_t now = net == 0 ? 0
			       : terms_points(l->form.terms, terms,
				     l->lots.at[lot].part, net);

	return have > now ? have - now : 0;
}

/* Whether an account has what all of its lots are to give back. */
static bool
has_all(const struct ledger *l, const struct order *o, uint32_t account,
    int64_t net)
{
	int64_t have = flow_usable(l, account);

	for (uint32_t k = 0; k < o->lots; k++) {
		const struct lot *t = &l->lots.at[o->lot + k];
		int64_t need = take_of(l, o, k, net);
		int64_t rest = lots_rest(&l->lots, o->lot + k);

		if (t->account != account || (t->marks & LOT_GROWTH) != 0)
			continue;
		if ((t->marks & LOT_PENDING) != 0)
			need -= rest < need ? rest : need;
		if (need > have)
			return false;
		have -= need;
	}
	return true;
}

static enum ledger_status
check_refund(struct now *n, const struct order *o, int64_t net)
{
	const struct ledger *l = n->l;
	int64_t sum = 0;

	for (uint32_t k = 0; k < o->lots; k++) {
		uint32_t account = l->lots.at[o->lot + k].account;
		int64_t take = take_of(l, o, k, net);

		if (l->form.negative == NEGATIVE_REJECT &&
		    !has_all(l, o, account, net))
			return LEDGER_INSUFFICIENT;
		sum = take > INT64_MAX - sum ? INT64_MAX : sum + take;
	}
	for (uint32_t k = 0; sum != 0 && k < o->lots; k++)
		if (!flow_fits_debt(l, l->lots.at[o->lot + k].account, sum))
			return now_bad(n, "more debt than 63 bits hold");
	return LEDGER_OK;
}

static void
take_back(struct now *n, uint32_t lot, int64_t points)
{
	struct ledger *l = n->l;
	const struct event *e = n->e;
	uint32_t account = l->lots.at[lot].account;
	bool growth = (l->lots.at[lot].marks & LOT_GROWTH) != 0;
	int64_t left = points;

	if (points == 0)
		return;
	lots_reverse(&l->lots, lot, points);
	if (growth) {
		now_standing(n, account)->growth -= points;
	} else {
		left -= flow_spend_lot(
		    l, lot, e->us, left, MOVE_REVERSE_EARN, e->id);
		left = flow_spend(
		    l, account, e->us, left, MOVE_REVERSE_EARN, e->id, false);
		flow_short(l, account, e->us, left, e->id);
	}
	now_qualify(
	    n, account, growth ? QUALIFY_GROWTH : QUALIFY_POINTS, -points);
}

enum ledger_status
buy_take_back(struct now *n, uint32_t order, int64_t back)
{
	struct ledger *l = n->l;
	struct order *o = &l->orders.at[order];
	int64_t net = o->net - back;
	enum ledger_status s;

	l->touched_n = 0;
	for (uint32_t k = 0; k < o->lots; k++)
		touch(n, l->lots.at[o->lot + k].account);
	s = check_refund(n, o, net);
	if (s != LEDGER_OK)
		return s;
	/* Every lot is judged by what it was before the first gives back. */
	for (uint32_t k = 0; k < o->lots; k++)
		take_back(n, o->lot + k, take_of(l, o, k, net));
	o->net = net;
	now_qualify(n, n->account, QUALIFY_SPEND, -back);
	if (net == 0)
		now_qualify(n, n->account, QUALIFY_ORDERS, -1);
	for (size_t i = 0; i < l->touched_n; i++)
		flow_settle(l, l->touched[i], n->e->us, n->e->id);
	return LEDGER_OK;
}

enum ledger_status
buy_refund(struct now *n)
{
	struct ledger *l = n->l;
	const struct event *e = n->e;
	uint32_t id;

	if (l->form.rules == NULL && e->has_points)
		return manual_reverse_earn(n);
	if (!e->has_amount || e->amount == 0)
		return now_bad(n, "a refund needs an amount above 0");
	id = ids_find(&l->ids, e->ref, e->ref_hash);
	if (id == IDS_NONE || ids_kind(&l->ids, id) != IDS_ORDER ||
	    l->orders.at[ids_index(&l->ids, id)].account != n->account)
		return now_unknown(n);
	if (e->amount > l->orders.at[ids_index(&l->ids, id)].net)
		return LEDGER_OVER_REFUND;
	return buy_take_back(n, ids_index(&l->ids, id), e->amount);
}

/* --- activity and referral --- */

enum ledger_status
buy_activity(struct now *n)
{
	struct ledger *l = n->l;
	struct giving to = {
	    .first = n->first, .lot = LOT_NONE, .named = LOT_NONE};
	struct facts facts;
	enum ledger_status s;

	if (!find_rules(n))
		return LEDGER_OK;
	now_facts(n, &facts);
	if (!rules_activity(
		l->now_rules, n->e, &facts, &l->grants, n->column, n->f))
		return LEDGER_BAD;
	s = give_all(n, &to, &l->grants);
	if (s != LEDGER_OK)
		return s;
	if (to.named != LOT_NONE)
		ids_link(&l->ids, n->id, IDS_LOT, to.named);
	if (to.lots != 0)
		flow_active(l, n->account, n->e->day);
	settle_others(n, 0);
	return LEDGER_OK;
}

enum ledger_status
buy_referral(struct now *n)
{
	const struct account *a = &n->l->members.at[n->account];

	return referrals_add(
		   &n->l->referrals, a->issuer, n->e->friend_, n->account)
		   ? LEDGER_OK
		   : LEDGER_DUPLICATE_REFERRAL;
}
