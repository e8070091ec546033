/*
 * customers: ids -> dense indices 0, 1, 2, ... in order of appearance, and
 * what is summed up of each.
 *
 * Entries lie side by side; slots of {tag, index} point into them. The place
 * of a slot is the top bits of its tag, so that growing never touches an
 * entry or an id. Ids up to 16 bytes live in their entry, which is a line of
 * the cache: there are no two to wait for.
 *
 * Memory  64 bytes a customer, 11 to 21 for its slots, longer ids on top
 */
#ifndef FOLD_CUSTOMERS_H
#define FOLD_CUSTOMERS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

#define CUSTOMERS_NONE UINT32_MAX

enum { CUSTOMERS_INLINE = 16, CUSTOMERS_BATCH = 128 };

struct customer {
	char id[CUSTOMERS_INLINE]; /* or 8 bytes of it, and a pointer */
	uint32_t size;             /* of the id                [bytes] */
	uint32_t orders;           /* purchases */
	int32_t first, last;       /* purchase days; first > last: none */
	/* Low parts of sums (fold/wide.h)                 [millionths] */
	int64_t bought;   /* purchases */
	int64_t returned; /* refunds, <= 0 */
	int64_t opening;  /* purchases of the first period */
	int64_t held;     /* purchases of the holdout */
};

struct customers_slot {
	uint32_t tag;
	uint32_t index;
};

/* Zeroed is empty. */
struct customers {
	struct customer *at; /* count entries; they move when one is added */
	size_t count, room;
	struct customers_slot *slot;
	unsigned bits; /* there are 2^bits slots */
	struct arena arena;
};

/*
 * customers_add: the index of an id, which is copied when it is new.
 * Returns CUSTOMERS_NONE when there are 2^32 - 2 of them already.
 */
uint32_t customers_add(struct customers *t, struct str id);

/*
 * customers_add_all: the same for n <= CUSTOMERS_BATCH ids in order, a few
 * times faster than one by one where the table is larger than the cache.
 *
 *   index  out: of each id
 */
void customers_add_all(
    struct customers *t, const struct str *id, size_t n, uint32_t *index);

/* The index of an id, or CUSTOMERS_NONE. */
uint32_t customers_find(const struct customers *t, struct str id);

/* The id's bytes: valid until the next customers_add. */
struct str customers_id(const struct customers *t, uint32_t index);

/* Gives the slots back: no id is looked up or added any more. */
void customers_seal(struct customers *t);

/* Forgets all customers, but keeps the memory for others. */
void customers_clear(struct customers *t);

/* What they take, or will take in the next thousands of them [bytes] */
size_t customers_memory(const struct customers *t);

void customers_free(struct customers *t);

#endif
