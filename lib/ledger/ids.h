/*
 * ids: the events seen: each id with a digest of what the event said, its
 * day, and what it left behind. A reference (uint32_t) never changes.
 *
 * Memory  14 bytes and the id's own, and 7 to 9 for its slots
 */
#ifndef LEDGER_IDS_H
#define LEDGER_IDS_H

#include "ledger/slots.h"

#define IDS_NONE UINT32_MAX

/* Only a name: of a lot whose event has been forgotten. Not found by it. */
#define IDS_FORGOTTEN INT32_C(-0x800000)

/* What an event left behind; the number is an index of that kind. */
enum ids_kind { IDS_NOTHING, IDS_LOT, IDS_ORDER, IDS_USES };
enum { IDS_INDEX_MAX = 0x3fffffff };
enum { IDS_NINE = 22 }; /* the last byte of an entry with a text of nine */

/* Zeroed is empty. */
struct ids {
	unsigned char *p;
	size_t n, room;
	struct slots slots;
	uint64_t count;    /* remembered, without those forgotten */
	uint64_t expected; /* so many more may come */
};

/* The event of that id, or IDS_NONE. */
uint32_t ids_find(const struct ids *t, struct str id, uint64_t hash);

/*
 * ids_add: remembers an id that is not there yet; with IDS_FORGOTTEN as its
 * day it only keeps the name.
 *
 *   hash     slots_hash(id)
 *   content  digest of the event; 48 bits of it are kept
 *
 * Returns IDS_NONE when there is room for no more: 4 GiB of them.
 */
uint32_t ids_add(
    struct ids *t, struct str id, uint64_t hash, uint64_t content, int32_t day);

struct str ids_text(const struct ids *t, uint32_t ref);
uint64_t ids_content(const struct ids *t, uint32_t ref);
void ids_set_content(struct ids *t, uint32_t ref, uint64_t content);
bool ids_same(const struct ids *t, uint32_t ref, uint64_t content);
int32_t ids_day(const struct ids *t, uint32_t ref);
enum ids_kind ids_kind(const struct ids *t, uint32_t ref);
uint32_t ids_index(const struct ids *t, uint32_t ref);
void ids_link(struct ids *t, uint32_t ref, enum ids_kind kind, uint32_t index);

/* All of them in order of arrival: from 0 on, to IDS_NONE. */
uint32_t ids_first(const struct ids *t);
uint32_t ids_next(const struct ids *t, uint32_t ref);

/* Where an entry begins, and where a short one ends, perhaps in another line
 * of the cache: to be fetched. */
static inline const void *
ids_begin(const struct ids *t, uint32_t ref)
{
	return t->p + ref;
}

static inline const void *
ids_end(const struct ids *t, uint32_t ref)
{
	return t->p + ref + IDS_NINE;
}

/* Fetches what ids_find will look at, once its slots are there. */
static inline void
ids_fetch(const struct ids *t, uint64_t hash)
{
	uint32_t ref = slots_guess(&t->slots, hash);

	if (ref != IDS_NONE)
		HINT_FETCH(ids_begin(t, ref));
}

size_t ids_memory(const struct ids *t);
void ids_free(struct ids *t);

#endif
