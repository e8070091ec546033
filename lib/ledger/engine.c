#include "ledger/engine_priv.h"

#include "base/mem.h"
#include "ledger/digest.h"

const char *const ledger_status_name[LEDGER_STATUSES] = {"ok", "duplicate",
    "conflict", "out_of_order", "insufficient", "unknown_ref", "over_reversal",
    "over_refund", "not_available", "limit", "duplicate_referral", "failed",
    "changed"};

const char *const movement_name[MOVEMENTS] = {"earn", "redeem", "expire",
    "reverse_earn", "debt", "repay", "reverse_redeem", "adjust", "write_off"};

/* Nothing is kept that nobody asks for. */
static bool
needs_standing(const struct ledger_form *form)
{
	static const enum need need[] = {
	    NEED_TIER, NEED_ORDERS, NEED_STREAK, NEED_BIRTHDAY, NEED_GROWTH};

	for (size_t i = 0; i < sizeof(need) / sizeof(*need); i++)
		if ((form->rules != NULL &&
			rules_wants(form->rules, need[i])) ||
		    (form->rewards != NULL &&
			rewards_wants(form->rewards, need[i])))
			return true;
	return form->tiers != NULL;
}

struct ledger *
ledger_new(const struct ledger_form *form)
{
	struct ledger *l = mem_zero(1, sizeof(*l));

	l->form = *form;
	l->lots.fifo = form->fifo;
	l->horizon = INT32_MIN;
	l->standings.tiers = form->tiers;
	l->standing = needs_standing(form);
	(void)names_add(&l->issuers, STR(""));
	return l;
}

void
ledger_delete(struct ledger *l)
{
	if (l == NULL)
		return;
	ids_free(&l->ids);
	members_free(&l->members);
	lots_free(&l->lots);
	pending_free(&l->pending);
	uses_free(&l->uses);
	names_free(&l->issuers);
	names_free(&l->labels);
	counts_free(&l->counts);
	referrals_free(&l->referrals);
	standings_free(&l->standings);
	grants_free(&l->grants);
	grants_free(&l->friends);
	mem_free(l->orders.at);
	mem_free(l->label);
	mem_free(l->touched);
	mem_free(l->change);
	mem_free(l);
}

/* --- what the kinds of event share --- */

enum ledger_status
now_bad(struct now *n, const char *what)
{
	fault_set(n->f, FAULT_ROW, "%s", what);
	return LEDGER_BAD;
}

uint32_t
now_id(struct now *n)
{
	if (n->id == IDS_NONE)
		n->id = ids_add(
		    &n->l->ids, n->e->id, n->e->id_hash, n->content, n->e->day);
	return n->id;
}

enum ledger_status
now_unknown(struct now *n)
{
	if (n->l->horizon == INT32_MIN || n->e->ref.n == 0)
		return LEDGER_UNKNOWN_REF;
	fault_set(n->f, FAULT_ROW,
	    "refers to an event that is forgotten, or "
	    "never was");
	fault_value(n->f, n->e->ref);
	return LEDGER_BAD;
}

static inline uint64_t
digest_some(uint64_t h, uint64_t which, struct str s)
{
	return s.n == 0 ? h : digest_str(digest_word(h, which), s);
}

/* Values, not texts: 007 is 7. Only of what is there, for little is. */
static uint64_t
digest_event(const struct event *e)
{
	uint64_t h = digest_word(
	    DIGEST_START, (uint64_t)e->type | (uint64_t)e->has_points << 8 |
			      (uint64_t)e->has_amount << 9 |
			      (uint64_t)e->has_available << 10 |
			      (uint64_t)e->has_expires << 11);

	h = digest_word(h, (uint64_t)e->us);
	if (e->has_points)
		h = digest_word(h, (uint64_t)e->points);
	if (e->has_amount)
		h = digest_word(h, (uint64_t)e->amount);
	if (e->has_available)
		h = digest_word(h, (uint64_t)e->available);
	if (e->has_expires)
		h = digest_word(h, (uint64_t)e->expires);
	h = digest_str(digest_word(h, (uint64_t)e->quantity), e->member);
	h = digest_some(h, 1, e->ref);
	h = digest_some(h, 2, e->issuer);
	h = digest_some(h, 3, e->reward);
	h = digest_some(h, 4, e->activity);
	h = digest_some(h, 5, e->friend_);
	h = digest_some(h, 6, e->tier);
	h = digest_some(h, 7, e->birthday);
	return digest_some(h, 8, e->enrolled);
}

struct standing *
now_standing(struct now *n, uint32_t account)
{
	return standing_of(&n->l->standings, &n->l->members, account);
}

void
now_facts(struct now *n, struct facts *f)
{
	struct ledger *l = n->l;
	const struct standing *s;
	int32_t month = period_of(PERIOD_MONTH, n->e->day);

	*f = (struct facts){.tier = STR(""),
	    .balance = members_balance(&l->members, n->account)};
	if (!l->standing)
		return;
	f->birthday = now_standing(n, n->first)->birthday;
	s = now_standing(n, n->account);
	f->orders = s->orders;
	f->streak = standing_streak(s, month);
	f->streak_start = s->month != month;
	if (l->standings.tiers != NULL) {
		f->tier_index = s->hold.tier;
		f->tier = tiers_name(l->standings.tiers, s->hold.tier);
		f->multiplier =
		    tiers_multiplier(l->standings.tiers, s->hold.tier);
	}
}

void
now_qualify(struct now *n, uint32_t account, enum qualify by, int64_t value)
{
	struct standings *t = &n->l->standings;
	struct standing *s;

	if (t->tiers == NULL || tiers_plan(t->tiers)->by != by)
		return;
	s = now_standing(n, account);
	if (s->first != INT32_MIN)
		standing_qualify(t, s, n->e->day, value);
}

void
now_reach(struct now *n, uint32_t account)
{
	if (n->l->standings.tiers != NULL)
		standing_reach(
		    &n->l->standings, now_standing(n, account), n->e->day);
}

/* A review is something that happened, at 00:00 of its day. */
static void
review(struct ledger *l, uint32_t i, int64_t us)
{
	struct account *a = &l->members.at[i];
	int32_t day;

	if (l->standings.tiers == NULL || a->standing == STANDING_NONE)
		return;
	day = standing_review(
	    &l->standings, &l->standings.at[a->standing], date_of_instant(us));
	if (day != INT32_MIN && day * DATE_US_PER_DAY > a->last)
		a->last = day * DATE_US_PER_DAY;
}

void
ledger_touch(struct ledger *l, uint32_t i, int64_t us)
{
	flow_touch(l, i, us);
	review(l, i, us);
}

/* --- one event --- */

static enum ledger_status
dispatch(struct now *n)
{
	switch (n->e->type) {
	case EVENT_PURCHASE:
		return buy_purchase(n);
	case EVENT_REFUND:
		return buy_refund(n);
	case EVENT_EARN:
		return manual_earn(n);
	case EVENT_REVERSE_EARN:
		return manual_reverse_earn(n);
	case EVENT_REDEEM:
		return n->e->reward.n != 0 ? favour_redeem(n)
					   : manual_spend(n, n->e->points);
	case EVENT_REVERSE_REDEEM:
		return manual_reverse_redeem(n);
	case EVENT_ADJUST:
		return manual_adjust(n);
	case EVENT_ASSERT:
		return manual_assert(n);
	case EVENT_ACTIVITY:
		return buy_activity(n);
	case EVENT_REFERRAL:
		return buy_referral(n);
	case EVENT_TIER:
		return favour_tier(n);
	case EVENT_TYPES:
		break;
	}
	return LEDGER_OK;
}

/* The event's account, which is new if its member is. */
static bool
find_account(struct now *n)
{
	struct ledger *l = n->l;
	const struct event *e = n->e;
	uint32_t k = e->issuer.n == 0 ? 0 : names_add(&l->issuers, e->issuer);

	if (k > UINT16_MAX)
		return false;
	n->first = members_find(&l->members, e->member, e->member_hash);
	if (n->first == MEMBER_NONE) {
		n->first = n->account = members_add(&l->members, e->member,
		    e->member_hash, MEMBER_NONE, (uint16_t)k);
		return n->first != MEMBER_NONE;
	}
	n->account = members_of(&l->members, n->first, (uint16_t)k);
	if (n->account == MEMBER_NONE)
		n->account =
		    members_add(&l->members, STR(""), 0, n->first, (uint16_t)k);
	return n->account != MEMBER_NONE;
}

/* What the event says of its member, and his first day; all his accounts
 * are judged by the same day of enrolment. */
static void
note_member(struct now *n)
{
	const struct event *e = n->e;
	struct standing *s;
	int32_t enrolled;

	if (!n->l->standing)
		return;
	s = now_standing(n, n->first);
	if (e->birthday.n != 0)
		s->birthday = facts_birthday(e->birthday);
	enrolled = e->enrolled.n != 0 ? e->enrolled_day : s->enrolled;
	for (uint32_t i = n->first; i != MEMBER_NONE;
	     i = members_next(&n->l->members, i))
		now_standing(n, i)->enrolled = enrolled;
	standing_begin(&n->l->standings, now_standing(n, n->account), e->day);
}

/* A new event, of which nothing is known yet. */
static enum ledger_status
apply_new(struct now *n)
{
	struct ledger *l = n->l;
	enum ledger_status s;

	if (n->e->day < l->horizon)
		return now_bad(n, "before the day up to which events are "
				  "forgotten");
	if (!find_account(n))
		return now_bad(n, "more members or issuers than fit");
	if (n->e->us < members_clock(&l->members, n->first)) {
		s = LEDGER_OUT_OF_ORDER;
	} else {
		note_member(n);
		ledger_touch(l, n->account, n->e->us);
		s = dispatch(n);
	}
	if (s == LEDGER_OK) {
		if (members_debt(&l->members, n->account) != 0)
			flow_settle(l, n->account, n->e->us, n->e->id);
		if (n->e->type != EVENT_TIER)
			now_reach(n, n->account);
	}
	if (s != LEDGER_BAD && now_id(n) == IDS_NONE)
		return now_bad(n, "more events than fit");
	return s;
}

/* The same purchase with less: the difference is refunded at the end. */
static bool
note_change(struct now *n, uint32_t id)
{
	struct ledger *l = n->l;
	struct order *o;

	if (!l->form.changed_refund || n->e->type != EVENT_PURCHASE ||
	    !n->e->has_amount || ids_kind(&l->ids, id) != IDS_ORDER)
		return false;
	o = &l->orders.at[ids_index(&l->ids, id)];
	if (n->e->amount >= o->stated ||
	    !str_eq(members_name(&l->members, o->account), n->e->member) ||
	    !str_eq(l->issuers.name[l->members.at[o->account].issuer],
		n->e->issuer))
		return false;
	l->change = mem_grow(
	    l->change, &l->change_room, l->changes + 1, sizeof(*l->change));
	l->change[l->changes++] =
	    (struct change){ids_index(&l->ids, id), o->stated - n->e->amount};
	o->stated = n->e->amount;
	ids_set_content(&l->ids, id, n->content);
	return true;
}

enum ledger_status
ledger_apply(
    struct ledger *l, const struct event *e, size_t *column, struct fault *f)
{
	struct now n = {.l = l,
	    .e = e,
	    .id = IDS_NONE,
	    .content = digest_event(e),
	    .column = column,
	    .f = f};
	uint32_t seen = ids_find(&l->ids, e->id, e->id_hash);

	*column = SIZE_MAX;
	if (seen == IDS_NONE)
		return apply_new(&n);
	if (ids_same(&l->ids, seen, n.content))
		return LEDGER_DUPLICATE;
	return note_change(&n, seen) ? LEDGER_CHANGED : LEDGER_CONFLICT;
}

/* A change is a refund by the purchase itself, at the end. */
static bool
book(struct ledger *l, const struct change *c, int64_t us, struct fault *f)
{
	const struct order *o = &l->orders.at[c->order];
	struct event e = {.type = EVENT_REFUND,
	    .us = us,
	    .day = date_of_instant(us),
	    .id = ids_text(&l->ids, o->id),
	    .member = members_name(&l->members, o->account)};
	size_t column;
	struct now n = {.l = l,
	    .e = &e,
	    .account = o->account,
	    .id = o->id,
	    .column = &column,
	    .f = f};
	int64_t back = c->back < o->net ? c->back : o->net;
	enum ledger_status s;

	n.first = members_find(&l->members, e.member, slots_hash(e.member));
	ledger_touch(l, n.account, us);
	s = buy_take_back(&n, c->order, back);
	if (s == LEDGER_INSUFFICIENT) {
		fault_set(f, FAULT_DATA,
		    "a purchase was lowered, but its "
		    "points are gone (--negative reject)");
		fault_value(f, e.id);
	}
	if (s != LEDGER_OK)
		return false;
	flow_settle(l, n.account, us, e.id);
	now_reach(&n, n.account);
	return true;
}

enum { AHEAD = 16 }; /* accounts, that none waits for its lots alone */

/* Where the first lot of an account is, if it may end. */
static const void *
ending(const struct ledger *l, uint32_t i, int32_t day)
{
	const struct account *a;

	if (i >= l->members.count)
		return NULL;
	a = &l->members.at[i];
	return day < a->due || a->spend.first == LOT_NONE
		   ? NULL
		   : &l->lots.at[a->spend.first];
}

bool
ledger_close(struct ledger *l, int64_t us, struct fault *f)
{
	for (size_t i = 0; i < l->changes; i++)
		if (!book(l, &l->change[i], us, f))
			return false;
	l->changes = 0;
	for (uint32_t i = 0; i < l->members.count; i++) {
		HINT_FETCH(ending(l, i + AHEAD, date_of_instant(us)));
		flow_expire(l, i, us);
		review(l, i, us);
	}
	return true;
}
