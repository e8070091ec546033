#include "ledger/engine_priv.h"

#include "base/mem.h"
#include "ledger/digest.h"

const char *const ledger_status_name[LEDGER_STATUSES] = {"ok", "duplicate",
    "conflict", "out_of_order", "insufficient", "unknown_ref",
    "over_reversal", "over_refund", "not_available", "limit",
    "duplicate_referral", "failed", "changed"};

const char *const movement_name[MOVEMENTS] = {"earn", "redeem", "expire",
    "reverse_earn", "debt", "repay", "reverse_redeem", "adjust",
    "write_off"};

struct ledger *
ledger_new(const struct ledger_form *form)
{
	struct ledger *l = mem_zero(1, sizeof(*l));

	l->form = *form;
	l->lots.fifo = form->fifo;
	l->horizon = INT32_MIN;
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
		n->id = ids_add(&n->l->ids, n->e->id, n->e->id_hash,
		    n->content, n->e->day);
	return n->id;
}

enum ledger_status
now_unknown(struct now *n)
{
	if (n->l->horizon == INT32_MIN)
		return LEDGER_UNKNOWN_REF;
	fault_set(n->f, FAULT_ROW, "refers to an event that is forgotten, or "
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
	uint64_t h = digest_word(DIGEST_START, (uint64_t)e->type |
	    (uint64_t)e->has_points << 8 | (uint64_t)e->has_amount << 9 |
	    (uint64_t)e->has_available << 10 |
	    (uint64_t)e->has_expires << 11);

	h = digest_word(h, (uint64_t)e->us);
	h = digest_word(h, (uint64_t)(e->has_points ? e->points : 0));
	h = digest_word(h, (uint64_t)(e->has_amount ? e->amount : 0));
	h = digest_word(h, (uint64_t)(e->has_available ? e->available : 0));
	h = digest_word(h, (uint64_t)(e->has_expires ? e->expires : 0));
	h = digest_word(h, (uint64_t)e->quantity);
	for (size_t i = 0; i < sizeof(text) / sizeof(*text); i++)
		h = text[i].n == 0 ? digest_word(h, 0)
				   : digest_str(h, text[i]);
	return h;
}

uint32_t
ledger_open(struct ledger *l, uint32_t first, struct str issuer, int64_t us)
{
	uint32_t k = issuer.n == 0 ? 0 : names_add(&l->issuers, issuer);
	uint32_t i;

	if (k > UINT16_MAX)
		return MEMBER_NONE;
	i = members_of(&l->members, first, (uint16_t)k);
	if (i == MEMBER_NONE)
		i = members_add(&l->members, STR(""), 0, first, (uint16_t)k);
	if (i != MEMBER_NONE)
		flow_touch(l, i, us);
	return i;
}

/* --- one event --- */

static enum ledger_status
dispatch(struct now *n)
{
	switch (n->e->type) {
	case EVENT_PURCHASE:
	case EVENT_EARN:
		return manual_earn(n);
	case EVENT_REFUND:
	case EVENT_REVERSE_EARN:
		return manual_reverse_earn(n);
	case EVENT_REDEEM:
		return manual_redeem(n);
	case EVENT_REVERSE_REDEEM:
		return manual_reverse_redeem(n);
	case EVENT_ADJUST:
		return manual_adjust(n);
	case EVENT_ASSERT:
		return manual_assert(n);
	case EVENT_ACTIVITY:
	case EVENT_REFERRAL:
	case EVENT_TIER:
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
		n->account = members_add(&l->members, STR(""), 0, n->first,
		    (uint16_t)k);
	return n->account != MEMBER_NONE;
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
		flow_touch(l, n->account, n->e->us);
		s = dispatch(n);
		if (s == LEDGER_OK)
			flow_settle(l, n->account, n->e->us, n->e->id);
	}
	if (s != LEDGER_BAD && now_id(n) == IDS_NONE)
		return now_bad(n, "more events than fit");
	return s;
}

enum ledger_status
ledger_apply(struct ledger *l, const struct event *e, size_t *column,
    struct fault *f)
{
	struct now n = {.l = l, .e = e, .id = IDS_NONE,
	    .content = digest_event(e), .column = column, .f = f};
	uint32_t seen = ids_find(&l->ids, e->id, e->id_hash);

	*column = SIZE_MAX;
	if (seen != IDS_NONE)
		return ids_same(&l->ids, seen, n.content) ? LEDGER_DUPLICATE
							  : LEDGER_CONFLICT;
	return apply_new(&n);
}

void
ledger_ahead(struct ledger *l, struct event *e, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		e[i].id_hash = slots_hash(e[i].id);
		e[i].member_hash = slots_hash(e[i].member);
		slots_fetch(&l->ids.slots, e[i].id_hash);
		slots_fetch(&l->members.slots, e[i].member_hash);
	}
	for (size_t i = 0; i < n; i++) {
		ids_fetch(&l->ids, e[i].id_hash);
		members_fetch(&l->members, e[i].member_hash);
	}
	for (size_t i = 0; i < n; i++)
		members_fetch_more(&l->members, &l->lots, e[i].member_hash);
}

bool
ledger_close(struct ledger *l, int64_t us, struct fault *f)
{
	(void)f;
	for (uint32_t i = 0; i < l->members.count; i++)
		flow_expire(l, i, us);
	return true;
}
