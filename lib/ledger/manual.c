/* Events that say how many points: earned, spent, taken and given back. */
#include "ledger/engine_priv.h"

enum ledger_status
manual_earn(struct now *n)
{
	struct ledger *l = n->l;
	const struct event *e = n->e;
	struct new_lot new = {.account = n->account,
	    .size = e->points,
	    .us = e->us,
	    .available = e->has_available ? e->available : e->us,

	    .kind = e->type == EVENT_ADJUST ? MOVE_ADJUST : MOVE_EARN,
	    .event = e->id};
	const struct expiry *end = &l->form.expires;
	uint32_t lot;

	if (e->has_expires)
		new.expires = e->expires;
	else if (end->form == EXPIRY_INACTIVE)
		new.idle = end->n;
	else
		new.expires = expiry_end(end, date_of_instant(new.available));
	if (new.idle == 0 && new.expires <= new.available)
		return now_bad(n, "the points would end before they can be "
				  "used");
	if (!flow_fits(l, n->account, e->points))
		return now_bad(n, "more points than 63 bits hold");
	new.id = now_id(n);
	if (new.id == IDS_NONE || (lot = flow_lot(l, &new)) == LOT_NONE)
		return now_bad(n, "more events than fit");
	ids_link(&l->ids, new.id, IDS_LOT, lot);
	if (new.kind == MOVE_EARN)
		now_qualify(n, n->account, QUALIFY_POINTS, e->points);
	flow_active(l, n->account, e->day);
	return LEDGER_OK;
}

enum ledger_status
manual_spend(struct now *n, int64_t points)
{
	struct ledger *l = n->l;
	const struct event *e = n->e;
	uint32_t first = l->uses.count, id;

	if (flow_usable(l, n->account) < points)
		return LEDGER_INSUFFICIENT;
	id = now_id(n);
	if (id == IDS_NONE || first > USES_MAX - l->lots.count)
		return now_bad(n, "more events than fit");
	(void)flow_spend(
	    l, n->account, e->us, points, MOVE_REDEEM, e->id, true);
	if (l->uses.count != first) {
		uses_end(&l->uses);
		ids_link(&l->ids, id, IDS_USES, first);
	}
	flow_active(l, n->account, e->day);
	return LEDGER_OK;
}

/* The lot of an order that is called by the purchase alone, or LOT_NONE. */
static uint32_t
order_lot(const struct ledger *l, const struct order *o)
{
	for (uint32_t k = 0; k < o->own; k++)
		if ((l->lots.at[o->lot + k].marks &
			(LOT_GROWTH | LOT_BESIDE)) == 0)
			return o->lot + k;
	return LOT_NONE;
}

/* The lot that bears the id of an event of this account, or LOT_NONE. */
static uint32_t
find_lot(const struct now *n)
{
	const struct ledger *l = n->l;
	uint32_t id = ids_find(&l->ids, n->e->ref, n->e->ref_hash);
	uint32_t lot = LOT_NONE;

	if (id == IDS_NONE)
		return LOT_NONE;
	if (ids_kind(&l->ids, id) == IDS_ORDER)
		lot = order_lot(l, &l->orders.at[ids_index(&l->ids, id)]);
	else if (ids_kind(&l->ids, id) == IDS_LOT)
		lot = ids_index(&l->ids, id);
	return lot != LOT_NONE && l->lots.at[lot].account == n->account
		   ? lot
		   : LOT_NONE;
}

/* Whether a reversal would find all its points. */
static bool
is_covered(const struct ledger *l, uint32_t lot, int64_t points)
{
	int64_t own = (l->lots.at[lot].marks & LOT_PENDING) != 0
			  ? lots_rest(&l->lots, lot)
			  : 0;

	return points <= own ||
	       points - own <= flow_usable(l, l->lots.at[lot].account);
}

enum ledger_status
manual_reverse_earn(struct now *n)
{
	struct ledger *l = n->l;
	const struct event *e = n->e;
	uint32_t lot = find_lot(n);
	int64_t left;

	if (lot == LOT_NONE)
		return now_unknown(n);
	if (e->points > lots_reversible(&l->lots, lot))
		return LEDGER_OVER_REVERSAL;
	if (l->form.negative == NEGATIVE_REJECT &&
	    !is_covered(l, lot, e->points))
		return LEDGER_INSUFFICIENT;
	if (!flow_fits_debt(l, n->account, e->points))
		return now_bad(n, "more debt than 63 bits hold");
	lots_reverse(&l->lots, lot, e->points);
	left = e->points - flow_spend_lot(l, lot, e->us, e->points,
			       MOVE_REVERSE_EARN, e->id);
	left = flow_spend(
	    l, n->account, e->us, left, MOVE_REVERSE_EARN, e->id, false);
	flow_short(l, n->account, e->us, left, e->id);
	now_qualify(n, n->account, QUALIFY_POINTS, -e->points);
	return LEDGER_OK;
}

/* The redemption's uses: the first, behind the last, and what is left. */
struct redemption {
	uint32_t first, end;
	int64_t points;
};

static bool
find_uses(const struct now *n, struct redemption *r)
{
	const struct ledger *l = n->l;
	uint32_t id = ids_find(&l->ids, n->e->ref, n->e->ref_hash);
	uint32_t lot;

	if (id == IDS_NONE || ids_kind(&l->ids, id) != IDS_USES)
		return false;
	r->first = r->end = ids_index(&l->ids, id);
	r->points = 0;
	do
		r->points += uses_points(&l->uses, r->end);
	while (!uses_last(&l->uses, r->end++));
	lot = uses_lot(&l->uses, r->first);
	return l->lots.at[lot].account == n->account;
}

enum ledger_status
manual_reverse_redeem(struct now *n)
{
	struct ledger *l = n->l;
	const struct event *e = n->e;
	struct redemption r;
	int64_t left;

	if (!find_uses(n, &r))
		return now_unknown(n);
	left = e->has_points ? e->points : r.points;
	if (left == 0 || left > r.points)
		return LEDGER_OVER_REVERSAL;
	for (uint32_t i = r.end; left != 0 && i-- > r.first;) {
		int64_t used = uses_points(&l->uses, i);
		int64_t k = used < left ? used : left;

		if (k == 0)
			continue;
		left -= k;
		uses_set(&l->uses, i, used - k);
		flow_restore(l, uses_lot(&l->uses, i), e, k);
	}
	flow_expire_now(l, n->account, e->us, e->id);
	return LEDGER_OK;
}

static enum ledger_status
adjust_down(struct now *n, int64_t points)
{
	struct ledger *l = n->l;
	const struct event *e = n->e;

	if (l->form.negative != NEGATIVE_DEBT &&
	    flow_usable(l, n->account) < points)
		return LEDGER_INSUFFICIENT;
	if (!flow_fits_debt(l, n->account, points))
		return now_bad(n, "more debt than 63 bits hold");
	flow_short(l, n->account, e->us,
	    flow_spend(l, n->account, e->us, points, MOVE_ADJUST, e->id, false),
	    e->id);
	return LEDGER_OK;
}

enum ledger_status
manual_adjust(struct now *n)
{
	if (n->e->points > 0)
		return manual_earn(n);
	return n->e->points == INT64_MIN
		   ? now_bad(n, "more points than 63 bits hold")
		   : adjust_down(n, -n->e->points);
}

enum ledger_status
manual_assert(struct now *n)
{
	return members_balance(&n->l->members, n->account) == n->e->points
		   ? LEDGER_OK
		   : LEDGER_FAILED;
}
