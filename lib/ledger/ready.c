/*
 * What an event will look at, fetched ahead of it. All is a guess, made of
 * what is there by then: nothing depends on it. Functions say where it is, and
 * the fetch is in ledger_ready: compilers take a call for idle, and drop it,
 * that does nothing but fetch.
 */
#include "ledger/engine_priv.h"

enum { PASSED = 3 }; /* lots that are fetched behind the first one */

void
ledger_expect(struct ledger *l, uint64_t events)
{
	l->ids.expected = events;
}

static void
hash_texts(struct event *e)
{
	e->id_hash = slots_hash(e->id);
	e->member_hash = slots_hash(e->member);
	if (e->ref.n != 0)
		e->ref_hash = slots_hash(e->ref);
}

static const void *
lot_at(const struct ledger *l, uint32_t lot)
{
	return lot == LOT_NONE ? NULL : &l->lots.at[lot];
}

/* Whether the account's lots will be looked at from the first one on. */
static bool
takes(const struct ledger *l, const struct event *e)
{
	return (e->type != EVENT_EARN && e->type != EVENT_PURCHASE) ||
	       e->day >= l->members.at[e->account].due;
}

/* What is spent and ends first. */
static uint32_t
first_lot(const struct ledger *l, const struct event *e)
{
	return e->account != MEMBER_NONE && takes(l, e)
		   ? l->members.at[e->account].spend.first
		   : LOT_NONE;
}

/* What a new lot is put behind. */
static uint32_t
last_lot(const struct ledger *l, const struct event *e)
{
	return e->account == MEMBER_NONE || e->type == EVENT_REDEEM
		   ? LOT_NONE
		   : l->members.at[e->account].spend.last;
}

/* The one behind it, if there is one. */
static uint32_t
next_lot(const struct ledger *l, const struct event *e)
{
	if (e->lot == LOT_NONE ||
	    e->lot == l->members.at[e->account].spend.last)
		return LOT_NONE;
	return l->lots.at[e->lot].right;
}

/* What the event that is taken back has left. */
static const void *
referred(const struct ledger *l, const struct event *e)
{
	uint32_t id = slots_guess(&l->ids.slots, e->ref_hash);

	if (id == IDS_NONE)
		return NULL;
	switch (ids_kind(&l->ids, id)) {
	case IDS_LOT:
		return &l->lots.at[ids_index(&l->ids, id)];
	case IDS_ORDER:
		return &l->orders.at[ids_index(&l->ids, id)];
	case IDS_USES:
		return &l->uses.at[ids_index(&l->ids, id)];
	case IDS_NOTHING:
		break;
	}
	return NULL;
}

/* The first lot of the order that is refunded. */
static const void *
order_lot(const struct ledger *l, const struct event *e)
{
	uint32_t id = slots_guess(&l->ids.slots, e->ref_hash);

	if (id == IDS_NONE || ids_kind(&l->ids, id) != IDS_ORDER)
		return NULL;
	return lot_at(l, l->orders.at[ids_index(&l->ids, id)].lot);
}

/* What tells of the lot: its event's id, and where that ends. */
static const void *
name_begin(const struct ledger *l, uint32_t lot)
{
	return lot == LOT_NONE ? NULL : ids_begin(&l->ids, l->lots.at[lot].id);
}

static const void *
name_end(const struct ledger *l, uint32_t lot)
{
	return lot == LOT_NONE ? NULL : ids_end(&l->ids, l->lots.at[lot].id);
}

/*
 * Stage by stage for all events: each stage needs what the one before has
 * fetched, and so near to each other the walks of page tables, which a fetch
 * waits for, overlap. Spread between other work they would not.
 */
void
ledger_ready(struct ledger *l, struct event *e, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		hash_texts(&e[i]);
		slots_fetch(&l->ids.slots, e[i].id_hash);
		slots_fetch(&l->members.slots, e[i].member_hash);
		if (e[i].ref.n != 0)
			slots_fetch(&l->ids.slots, e[i].ref_hash);
	}
	for (size_t i = 0; i < n; i++) {
		ids_fetch(&l->ids, e[i].id_hash);
		e[i].account = members_fetch(&l->members, e[i].member_hash);
		if (e[i].ref.n != 0)
			ids_fetch(&l->ids, e[i].ref_hash);
	}
	for (size_t i = 0; i < n; i++) {
		e[i].lot = first_lot(l, &e[i]);
		HINT_FETCH(lot_at(l, e[i].lot));
		HINT_FETCH(lot_at(l, last_lot(l, &e[i])));
		if (e[i].ref.n != 0)
			HINT_FETCH(referred(l, &e[i]));
	}
	for (size_t i = 0; i < n; i++)
		if (e[i].ref.n != 0)
			HINT_FETCH(order_lot(l, &e[i]));
	/* Lots that end are passed one after the other, and all are named. */
	for (int k = 0; k < PASSED; k++)
		for (size_t i = 0; i < n; i++) {
			HINT_FETCH(name_begin(l, e[i].lot));
			HINT_FETCH(name_end(l, e[i].lot));
			e[i].lot = next_lot(l, &e[i]);
			HINT_FETCH(lot_at(l, e[i].lot));
		}
}
