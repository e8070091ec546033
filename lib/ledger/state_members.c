/* Lines of a state about members: accounts, standings, counts, referrals. */
#include "ledger/state_priv.h"

/* The account that the line tells of, new. */
static uint32_t
add_account(struct state_reader *r, uint16_t issuer)
{
	struct members *m = &r->l->members;
	uint64_t hash = slots_hash(state_text(r));
	uint32_t first = members_find(m, state_text(r), hash);

	if (first != MEMBER_NONE && members_of(m, first, issuer) != MEMBER_NONE)
		return MEMBER_NONE;
	return members_add(m, state_text(r), hash, first, issuer);
}

static bool
get_active(struct state_reader *r, uint32_t i, struct str *rest)
{
	int32_t day;

	if (rest->p == NULL)
		return true;
	if (!state_get_day(rest, &day) || rest->p != NULL)
		return false;
	members_follow(&r->l->members, i)->active = day;
	return true;
}

bool
state_get_account(struct state_reader *r, struct str rest)
{
	int64_t issuer, v[SUMS], last;
	uint32_t i;

	if (!state_get_text(&rest, &r->text) || state_text(r).n == 0 ||
	    !state_get_int(
		&rest, 0, (int64_t)r->l->issuers.count - 1, &issuer) ||
	    !state_get_time(&rest, &last) || last == EVENT_NEVER)
		return false;
	for (int k = 0; k < SUMS; k++)
		if (!state_get_int(&rest,
			state_sums[k] == SUM_ADJUSTED ? INT64_MIN : 0,
			INT64_MAX, &v[k]))
			return false;
	i = add_account(r, (uint16_t)issuer);
	if (i == MEMBER_NONE)
		return false;
	r->l->members.at[i].last = last;
	for (int k = 0; k < SUMS; k++)
		members_add_sum(&r->l->members, i, state_sums[k], v[k]);
	return get_active(r, i, &rest);
}

/* A day, or none. */
static bool
get_some_day(struct str *rest, int32_t none, int32_t *day)
{
	struct str cell, before = *rest;

	if (!str_split(rest, '\t', &cell))
		return false;
	*day = none;
	if (str_is(cell, "-"))
		return true;
	*rest = before;
	return state_get_day(rest, day);
}

static bool
get_hold(struct state_reader *r, struct str *rest, struct tier_hold *h)
{
	const struct tiers *t = r->l->standings.tiers;

	if (!state_get_text(rest, &r->text) ||
	    !state_get_day(rest, &h->since) ||
	    !get_some_day(rest, TIER_FOREVER, &h->until) ||
	    !get_some_day(rest, h->since, &h->judged))
		return false;
	h->tier = t == NULL ? TIERS_NONE : tiers_find(t, state_text(r));
	if (h->tier == TIERS_NONE)
		r->why =
		    t == NULL
			? "this state has tiers: --tiers FILE"
			: "this state has a tier that the file of tiers lacks";
	return h->tier != TIERS_NONE;
}

bool
state_get_standing(struct state_reader *r, struct str rest)
{
	struct ledger *l = r->l;
	struct standing s = {.hold = {.until = TIER_FOREVER},
	    .head = STANDING_NONE,
	    .tail = STANDING_NONE};
	int64_t orders, streak, birthday;
	int32_t month;
	uint32_t i;

	if (!state_get_index(r, &rest, &i) ||
	    l->members.at[i].standing != STANDING_NONE ||
	    !state_get_int(&rest, 0, INT64_MAX, &s.growth) ||
	    !state_get_int(&rest, 0, UINT32_MAX - 1, &orders) ||
	    !state_get_int(&rest, 0, UINT32_MAX - 1, &streak) ||
	    !get_some_day(&rest, INT32_MIN, &month) ||
	    !get_some_day(&rest, INT32_MIN, &s.first) ||
	    !get_some_day(&rest, INT32_MIN, &s.enrolled) ||
	    !state_get_int(&rest, 0, 1231, &birthday))
		return false;
	s.month = month == INT32_MIN ? month : period_of(PERIOD_MONTH, month);
	s.orders = (uint32_t)orders;
	s.streak = (uint32_t)streak;
	s.birthday = (int32_t)birthday;
	if (rest.p != NULL && (!get_hold(r, &rest, &s.hold) ||
				  s.first == INT32_MIN || rest.p != NULL))
		return false;
	/* Who had no tier until now has everybody's from his first day on. */
	if (l->standings.tiers != NULL && s.first != INT32_MIN &&
	    s.hold.since == 0 && s.hold.until == TIER_FOREVER)
		tiers_begin(l->standings.tiers, &s.hold, s.first);
	*standing_of(&l->standings, &l->members, i) = s;
	l->standing = true;
	return true;
}

bool
state_get_days(struct state_reader *r, struct str rest)
{
	struct ledger *l = r->l;
	struct standing *s;
	int32_t day, last = INT32_MIN;
	int64_t value;
	uint32_t i;

	if (!state_get_index(r, &rest, &i) ||
	    l->members.at[i].standing == STANDING_NONE)
		return false;
	s = &l->standings.at[l->members.at[i].standing];
	if (s->head != STANDING_NONE)
		return false;
	do {
		if (!state_get_day(&rest, &day) || day <= last ||
		    !state_get_int(&rest, INT64_MIN, INT64_MAX, &value))
			return false;
		standing_put(&l->standings, s, day, value);
		last = day;
	} while (rest.p != NULL);
	return true;
}

bool
state_get_count(struct state_reader *r, struct str rest)
{
	struct ledger *l = r->l;
	int64_t account, label, kind, period, used, *to;
	uint32_t n = l->counts.count;

	if (!state_get_int(
		&rest, -1, (int64_t)l->members.count - 1, &account) ||
	    !state_get_int(&rest, 0, (int64_t)l->labels.count - 1, &label) ||
	    !state_get_int(&rest, 0, COUNT_KINDS - 1, &kind) ||
	    !state_get_int(&rest, INT32_MIN, INT32_MAX, &period) ||
	    !state_get_int(&rest, 0, INT64_MAX, &used) || rest.p != NULL)
		return false;
	to = counts_find(&l->counts,
	    account < 0 ? MEMBER_NONE : (uint32_t)account,
	    (uint32_t)(label * COUNT_KINDS + kind), (int32_t)period);
	if (to == NULL || l->counts.count == n)
		return false;
	*to = used;
	return true;
}

bool
state_get_referral(struct state_reader *r, struct str rest)
{
	struct ledger *l = r->l;
	int64_t issuer, paid;
	uint32_t account;

	if (!state_get_int(&rest, 0, (int64_t)l->issuers.count - 1, &issuer) ||
	    !state_get_text(&rest, &r->text) ||
	    !state_get_index(r, &rest, &account) ||
	    !state_get_int(&rest, 0, 1, &paid) || rest.p != NULL ||
	    !referrals_add(
		&l->referrals, (uint16_t)issuer, state_text(r), account))
		return false;
	referrals_find(&l->referrals, (uint16_t)issuer, state_text(r))->paid =
	    paid != 0;
	return true;
}
