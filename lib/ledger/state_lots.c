/* Lines of a state about events and what they left behind. */
#include "base/mem.h"
#include "ledger/state_priv.h"

bool
state_get_event(struct state_reader *r, struct str rest)
{
	struct ids *t = &r->l->ids;
	int32_t day;
	uint64_t content, hash;

	if (!state_get_text(&rest, &r->text) || state_text(r).n == 0 ||
	    !state_get_day(&rest, &day) || day < r->head.horizon ||
	    !state_get_hex(&rest, &content) || rest.p != NULL)
		return false;
	hash = slots_hash(state_text(r));
	return ids_find(t, state_text(r), hash) == IDS_NONE &&
	       ids_add(t, state_text(r), hash, content, day) != IDS_NONE;
}

/* The id of a lot's event; only a name if it is forgotten. */
static uint32_t
lot_id(struct state_reader *r)
{
	struct ledger *l = r->l;
	uint32_t id =
	    ids_find(&l->ids, state_text(r), slots_hash(state_text(r)));

	if (id != IDS_NONE)
		return id;
	if (l->lots.count != 0) {
		id = l->lots.at[l->lots.count - 1].id;
		if (str_eq(ids_text(&l->ids, id), state_text(r)))
			return id;
	}
	return ids_add(&l->ids, state_text(r), 0, 0, IDS_FORGOTTEN);
}

struct lot_line {
	struct lot lot;
	int64_t size, rest, reversed, available;
};

static bool
get_end(struct state_reader *r, struct str *rest, struct lot *lot)
{
	struct ledger *l = r->l;
	int64_t v;

	if ((lot->marks & LOT_IDLE) != 0) {
		if (!state_get_int(rest, 1, 1200, &v) ||
		    l->members.at[lot->account].side == MEMBER_NONE ||
		    members_side(&l->members, lot->account)->active ==
			INT32_MIN)
			return false;
		lot->expires = (uint32_t)v;
		return true;
	}
	if (!state_get_time(rest, &v) || v == INT64_MIN)
		return false;
	lot->expires = instants_add(&l->lots.instants, v);
	return true;
}

static bool
get_lot_line(struct state_reader *r, struct str *rest, struct lot_line *n)
{
	const struct ledger *l = r->l;
	int64_t account, marks, label, part;

	*n = (struct lot_line){.available = 0};
	if (!state_get_text(rest, &r->text) || state_text(r).n == 0 ||
	    !state_get_int(rest, 0, (int64_t)l->members.count - 1, &account) ||
	    !state_get_int(rest, 0, LOT_SAID, &marks))
		return false;
	n->lot.account = (uint32_t)account;
	n->lot.marks = (uint8_t)marks;
	if ((marks & ~LOT_SAID) != 0 || !get_end(r, rest, &n->lot) ||
	    !state_get_int(rest, 1, INT64_MAX, &n->size) ||
	    !state_get_int(rest, 0, n->size, &n->rest) ||
	    !state_get_int(rest, 0, n->size, &n->reversed) ||
	    !state_get_int(rest, 0, UINT16_MAX, &label) ||
	    !state_get_int(rest, 0, UINT8_MAX, &part))
		return false;
	n->lot.label = (uint16_t)label;
	n->lot.part = (uint8_t)part;
	return (marks & LOT_BESIDE) == 0 || (size_t)label < l->labels.count;
}

/* Into its tree or heap. */
static void
place_lot(struct ledger *l, uint32_t i, const struct lot_line *n)
{
	if ((n->lot.marks & LOT_PENDING) != 0)
		flow_wait(l, i, n->available);
	else if (n->rest != 0)
		flow_enter(l, i);
}

bool
state_get_lot(struct state_reader *r, struct str rest)
{
	struct ledger *l = r->l;
	struct lot_line n;
	uint32_t i;

	if (!get_lot_line(r, &rest, &n))
		return false;
	if ((n.lot.marks & LOT_PENDING) != 0 &&
	    (!state_get_time(&rest, &n.available) || n.available == INT64_MIN ||
		n.rest > INT64_MAX -
			     members_side(&l->members, n.lot.account)->pending))
		return false;
	n.lot.id = lot_id(r);
	if (rest.p != NULL || n.lot.id == IDS_NONE ||
	    (i = lots_add(&l->lots, &n.lot, n.size)) == LOT_NONE)
		return false;
	if (n.reversed != 0)
		lots_reverse(&l->lots, i, n.reversed);
	lots_set_rest(&l->lots, i, n.rest);
	if (ids_day(&l->ids, n.lot.id) != IDS_FORGOTTEN &&
	    (n.lot.marks & (LOT_GROWTH | LOT_BESIDE)) == 0 &&
	    ids_kind(&l->ids, n.lot.id) == IDS_NOTHING)
		ids_link(&l->ids, n.lot.id, IDS_LOT, i);
	place_lot(l, i, &n);
	return true;
}

static bool
get_use(struct state_reader *r, struct str *rest, uint32_t first)
{
	struct ledger *l = r->l;
	int64_t lot, points;

	if (!state_get_int(rest, 0, (int64_t)l->lots.count - 1, &lot) ||
	    !state_get_int(
		rest, 0, lots_size(&l->lots, (uint32_t)lot), &points))
		return false;
	return (l->uses.count == first ||
		   l->lots.at[lot].account ==
		       l->lots.at[uses_lot(&l->uses, first)].account) &&
	       uses_add(&l->uses, (uint32_t)lot, points);
}

bool
state_get_uses(struct state_reader *r, struct str rest)
{
	struct ledger *l = r->l;
	uint32_t first = l->uses.count, id;

	if (!state_get_text(&rest, &r->text))
		return false;
	id = ids_find(&l->ids, state_text(r), slots_hash(state_text(r)));
	if (id == IDS_NONE || ids_kind(&l->ids, id) != IDS_NOTHING)
		return false;
	do
		if (!get_use(r, &rest, first))
			return false;
	while (rest.p != NULL);
	uses_end(&l->uses);
	ids_link(&l->ids, id, IDS_USES, first);
	return true;
}

/* A number of terms, 0 for none. */
static bool
get_order_terms(struct state_reader *r, struct str *rest, uint32_t *terms)
{
	int64_t v;

	if (!state_get_int(rest, 0, (int64_t)r->nterms, &v))
		return false;
	*terms = v == 0 ? 0 : r->terms[v];
	return true;
}

/* Every lot is the order's, and has its part of the terms. */
static bool
check_order(const struct state_reader *r, const struct order *o)
{
	const struct ledger *l = r->l;

	for (uint32_t k = 0; k < o->lots; k++) {
		const struct lot *t = &l->lots.at[o->lot + k];
		uint32_t terms = k < o->own ? o->terms : o->referral;

		if (t->id != o->id || terms == 0 ||
		    t->part >= terms_parts(l->form.terms, terms))
			return false;
	}
	return true;
}

static bool
get_order_lots(struct state_reader *r, struct str *rest, struct order *o)
{
	int64_t lots, own, first = 0;

	if (!state_get_int(rest, 0, UINT16_MAX, &lots) ||
	    !state_get_int(rest, 0, lots, &own))
		return false;
	if (lots != 0 &&
	    !state_get_int(rest, 0, (int64_t)r->l->lots.count - lots, &first))
		return false;
	o->lot = lots == 0 ? LOT_NONE : (uint32_t)first;
	o->lots = (uint16_t)lots;
	o->own = (uint16_t)own;
	return rest->p == NULL && check_order(r, o);
}

bool
state_get_order(struct state_reader *r, struct str rest)
{
	struct ledger *l = r->l;
	struct order o = {.net = 0};
	uint32_t i = l->orders.count;

	if (!state_get_text(&rest, &r->text))
		return false;
	o.id = ids_find(&l->ids, state_text(r), slots_hash(state_text(r)));
	if (o.id == IDS_NONE || ids_kind(&l->ids, o.id) >= IDS_ORDER ||
	    i >= ORDERS_MAX || !state_get_index(r, &rest, &o.account) ||
	    !state_get_int(&rest, 0, INT64_MAX, &o.net) ||
	    !state_get_int(&rest, 0, INT64_MAX, &o.stated) ||
	    !get_order_terms(r, &rest, &o.terms) ||
	    !get_order_terms(r, &rest, &o.referral) ||
	    !get_order_lots(r, &rest, &o))
		return false;
	l->orders.at = mem_grow(l->orders.at, &l->orders.room, (size_t)i + 1,
	    sizeof(*l->orders.at));
	l->orders.at[l->orders.count++] = o;
	ids_link(&l->ids, o.id, IDS_ORDER, i);
	return true;
}
