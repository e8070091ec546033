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

/* Values, not texts: 007 is 7. */
static uint64_t
digest_event(const struct event *e)
{
	const struct str text[] = {e->member, e->ref, e->issuer, e->reward,
	    e->activity, e->friend_, e->tier, e->birthday, e->enrolled};
	uint64_t h = digest_word(
	    DIGEST_START, (uint64_t)e->type | (uint64_t)e->has_points << 8 |
			      (uint64_t)e->has_amount << 9 |
			      (uint64_t)e->has_available << 10 |
			      (uint64_t)e->has_expires << 11);

	h = digest_word(h, (uint64_t)e->us);
	h = digest_word(h, (uint64_t)(e->has_points ? e->points : 0));
	h = digest_word(h, (uint64_t)(e->has_amount ? e->amount : 0));
	h = digest_word(h, (uint64_t)(e->has_available ? e->available : 0));
	h = digest_word(h, (uint64_t)(e->has_expires ? e->expires : 0));
	h = digest_word(h, (uint64_t)e->quantity);
	for (size_t i = 0; i < sizeof(text) / sizeof(*text); i++)
		h = text[i].n == 0 ? digest_word(h, 0) : digest_str(h, text[i]);
	return h;
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
	    .balance = account_balance(&l->members.at[n->account])};
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
	    &l->standings, &l->standings.at[a->standing], flow_day(us));
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
	const struct members *m = &n->l->members;
	struct standing *s;
	int32_t enrolled;

	if (!n->l->standing)
		return;
	s = now_standing(n, n->first);
	if (e->birthday.n != 0)
		s->birthday = facts_birthday(e->birthday);
	enrolled = e->enrolled.n != 0 ? e->enrolled_day : s->enrolled;
	for (uint32_t i = n->first; i != MEMBER_NONE; i = m->at[i].next)
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
		if (account_debt(&l->members.at[n->account]) != 0)
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

/* --- what will be looked at, fetched ahead of it --- */

/*
 * Stage by stage for all events of a batch: each stage needs what the one
 * before has fetched, and so near to each other the walks of page tables,
 * which a fetch waits for, overlap. No function of its own for one fetch:
 * compilers take such calls for idle and drop them.
 */
enum { DEPTH = 3 }; /* of the trees of lots, below the root */

static void
fetch_slots(struct ledger *l, struct event *e)
{
	e->id_hash = slots_hash(e->id);
	e->member_hash = slots_hash(e->member);
	e->ref_hash = slots_hash(e->ref);
	slots_fetch(&l->ids.slots, e->id_hash);
	slots_fetch(&l->members.slots, e->member_hash);
	if (e->ref.n != 0)
		slots_fetch(&l->ids.slots, e->ref_hash);
}

static void
fetch_entries(struct ledger *l, const struct event *e, uint32_t *account)
{
	ids_fetch(&l->ids, e->id_hash);
	if (e->ref.n != 0)
		ids_fetch(&l->ids, e->ref_hash);
	*account = members_fetch(&l->members, e->member_hash);
}

/* The lot of the event that is taken back, if it is where it seems to be. */
static void
fetch_ref(const struct ledger *l, const struct event *e)
{
	uint32_t id = slots_guess(&l->ids.slots, e->ref_hash);

	if (id != IDS_NONE && ids_kind(&l->ids, id) == IDS_LOT)
		SLOTS_PREFETCH(&l->lots.at[ids_index(&l->ids, id)]);
}

/* Whether what is spent and ends first will be looked at. */
static bool
takes(const struct ledger *l, const struct event *e, uint32_t account)
{
	return (e->type != EVENT_EARN && e->type != EVENT_PURCHASE) ||
	       e->day >= l->members.at[account].due;
}

/* The root of an account's lots, of the i-th event. */
static void
fetch_root(struct ledger *l, size_t i, uint32_t account, bool takes)
{
	uint32_t root = l->members.at[account].spend;

	l->ahead[i] = takes ? root : LOT_NONE;
	l->behind[i] = root;
	if (root != LOT_NONE)
		SLOTS_PREFETCH(&l->lots.at[root]);
}

static uint32_t
fetch_next(const struct lot *t)
{
	return t->left != LOT_NONE ? t->left : t->right;
}

/*
 * Steps down both edges of the trees of lots: to the one that is spent and
 * ends first and to the next one, and to where a new one that ends last is
 * put.
 */
static void
fetch_lots(struct ledger *l, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t *first = &l->ahead[i], *last = &l->behind[i];

		if (*first != LOT_NONE)
			*first = fetch_next(&l->lots.at[*first]);
		if (*first != LOT_NONE)
			SLOTS_PREFETCH(&l->lots.at[*first]);
		if (*last != LOT_NONE)
			*last = l->lots.at[*last].right;
		if (*last != LOT_NONE)
			SLOTS_PREFETCH(&l->lots.at[*last]);
	}
}

void
ledger_ready(struct ledger *l, struct event *e, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fetch_slots(l, &e[i]);
	for (size_t i = 0; i < n; i++)
		fetch_entries(l, &e[i], &l->ahead[i]);
	for (size_t i = 0; i < n; i++) {
		uint32_t account = l->ahead[i];

		l->behind[i] = account;
		if (e[i].ref.n != 0)
			fetch_ref(l, &e[i]);
		if (account == MEMBER_NONE)
			continue;
		members_fetch_name(&l->members, account);
		fetch_root(l, i, account, takes(l, &e[i], account));
	}
	for (int depth = 0; depth < DEPTH; depth++)
		fetch_lots(l, n);
}

/* A change is a refund by the purchase itself, at the end. */
static bool
book(struct ledger *l, const struct change *c, int64_t us, struct fault *f)
{
	const struct order *o = &l->orders.at[c->order];
	struct event e = {.type = EVENT_REFUND,
	    .us = us,
	    .day = flow_day(us),
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

/* The lots of the next accounts where some end. */
static void
ready_accounts(struct ledger *l, uint32_t from, int32_t day)
{
	size_t n = 0;

	for (uint32_t i = from; i < l->members.count && i - from < LEDGER_BATCH;
	     i++)
		if (day >= l->members.at[i].due)
			fetch_root(l, n++, i, true);
	for (int depth = 0; depth < DEPTH; depth++)
		fetch_lots(l, n);
}

bool
ledger_close(struct ledger *l, int64_t us, struct fault *f)
{
	for (size_t i = 0; i < l->changes; i++)
		if (!book(l, &l->change[i], us, f))
			return false;
	l->changes = 0;
	for (uint32_t i = 0; i < l->members.count; i++) {
		if (i % LEDGER_BATCH == 0)
			ready_accounts(l, i, flow_day(us));
		flow_expire(l, i, us);
		review(l, i, us);
	}
	return true;
}
