/*
 * lots: points that were granted at one time, {event, available, expires,
 * size, rest}, each usable while available <= t < expires. A lot's number is
 * its place in the order of granting, and never changes.
 *
 * The lots of an account that have points left stand in order: in the one in
 * which they are spent and in the one in which they end, which for
 * first-expired-first-out are one. Most come in that order, and wait in a
 * queue; the others stand in a tree, a treap whose priorities are keyed
 * hashes of the lots' numbers: O(log n) whatever the input.
 *
 *	TREE_DATED   by (end, number)
 *	TREE_IDLE    by (months, number): lots that end so many months after
 *	             the account was last active
 *	TREE_AGE     by number: first-in-first-out spends in this order
 *
 * Memory  32 bytes a lot, live or spent; 24 more for one of more than
 *         2^32 - 1 points, of which more than 2^16 - 1 were taken back, or
 *         any of one of another rule than the first; 8 more each for
 *         first-in-first-out
 */
#ifndef LEDGER_LOTS_H
#define LEDGER_LOTS_H

#include "ledger/instants.h"

#define LOT_NONE UINT32_MAX
enum { LOT_MAX = 0x3fffffff };

enum lot_mark {
	LOT_WIDE = 1,    /* its numbers are in wide */
	LOT_PENDING = 2, /* not available yet */
	LOT_IDLE = 4,    /* `expires` is months without activity */
	LOT_GROWTH = 8,  /* no points to spend: they count to tiers */
	LOT_BESIDE = 16, /* called by its event and rule */
	LOT_QUEUED = 32, /* in a queue, not in its tree */
	LOT_BACK = 64,   /* its label is 0, where what was taken back stands */
	LOT_SAID = LOT_PENDING | LOT_IDLE | LOT_GROWTH | LOT_BESIDE
};

struct lot {
	uint32_t id; /* the event's (ledger/ids.h) */
	uint32_t account;
	uint32_t left, right; /* in a queue the one before, the next one */
	uint32_t expires;     /* an instant, or months */
	uint32_t size;        /* or an index of wide */
	uint32_t rest;
	uint16_t label; /* the rule that granted it: ask lots_label */
	uint8_t part;   /* of its order's terms */
	uint8_t marks;
};

struct lot_wide {
	int64_t size, rest, reversed;
};

struct lot_links {
	uint32_t left, right;
};

/* Zeroed is empty. */
struct lots {
	struct lot *at;
	uint32_t count;
	size_t room;
	struct lot_wide *wide;
	size_t nwide, wide_room;
	struct lot_links *more; /* of the tree by end, first-in-first-out */
	size_t more_room;
	bool fifo;
	struct instants instants;
};

enum tree { TREE_DATED, TREE_IDLE, TREE_AGE };

/* Adds one; its links, size and rest are set here. */
uint32_t lots_add(struct lots *t, const struct lot *lot, int64_t size);

static inline int64_t
lots_size(const struct lots *t, uint32_t i)
{
	const struct lot *l = &t->at[i];

	return (l->marks & LOT_WIDE) != 0 ? t->wide[l->size].size : l->size;
}

static inline int64_t
lots_rest(const struct lots *t, uint32_t i)
{
	const struct lot *l = &t->at[i];

	return (l->marks & LOT_WIDE) != 0 ? t->wide[l->size].rest : l->rest;
}

static inline uint16_t
lots_label(const struct lots *t, uint32_t i)
{
	const struct lot *l = &t->at[i];

	return (l->marks & LOT_BACK) != 0 ? 0 : l->label;
}

/* What of it has been taken back (reverse_earn, refunds). */
int64_t lots_reversed(const struct lots *t, uint32_t i);

/* What can still be taken back: size - reversed. */
int64_t lots_reversible(const struct lots *t, uint32_t i);

void lots_set_rest(struct lots *t, uint32_t i, int64_t rest);
void lots_reverse(struct lots *t, uint32_t i, int64_t points);

/* The instant at which it ends; not of LOT_IDLE. */
static inline int64_t
lots_end(const struct lots *t, uint32_t i)
{
	return t->instants.at[t->at[i].expires];
}

/* The trees. A root is a lot, or LOT_NONE. */
void tree_insert(struct lots *t, enum tree tree, uint32_t *root, uint32_t i);
void tree_remove(struct lots *t, enum tree tree, uint32_t *root, uint32_t i);

/* The first in order; LOT_NONE of an empty tree. */
uint32_t tree_first(const struct lots *t, enum tree tree, uint32_t root);

/*
 * A queue: lots in the order of a tree. The links of the first one to the
 * left and of the last one to the right say nothing.
 */
struct queue {
	uint32_t first, last; /* or LOT_NONE, both */
};
#define QUEUE_EMPTY ((struct queue){LOT_NONE, LOT_NONE})

/* queue_put: puts a lot there if it is one of the last by then; false: it
 * belongs into the tree. */
bool queue_put(struct lots *t, enum tree tree, struct queue *q, uint32_t i);
void queue_drop(struct lots *t, struct queue *q, uint32_t i);

/* Whether a lot comes before another. */
static inline bool
tree_before(const struct lots *t, enum tree tree, uint32_t a, uint32_t b)
{
	uint32_t x = t->at[a].expires, y = t->at[b].expires;

	if (tree == TREE_AGE || x == y)
		return a < b;
	return tree == TREE_DATED ? t->instants.at[x] < t->instants.at[y]
				  : x < y;
}

size_t lots_memory(const struct lots *t);
void lots_free(struct lots *t);

#endif
