/*
 * periods: which periods each customer bought in, each counted once, for
 * purchases in any order.
 *
 *	periods_add(p, customer, period) ...
 *	periods_finish(p, customers, which, threads)
 *	n = periods_of(p, customer, &period): period[0 .. n-1] ascend
 *
 * Domain  PERIODS_LOW <= period < PERIODS_LOW + 2^22: every day of the years
 *         1600 to 9999, and so every longer period (num/date.h)
 * Memory  4 bytes for each call while there are more to come, 4 for each
 *         distinct one afterwards; repeats are squeezed out of long logs
 * Cost    O(calls + customers), and O(n log n) of a customer whose periods
 *         are many and far between
 */
#ifndef FOLD_PERIODS_H
#define FOLD_PERIODS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/hint.h"

/*
 * Customers are logged by shelves of 2^10, so that one of them and a period
 * are one word, and the cache holds what is made of a shelf.
 */
enum {
	PERIODS_BITS = 10,
	PERIODS_SHELF = 1 << PERIODS_BITS,
	PERIODS_SPAN = 32 - PERIODS_BITS,
	PERIODS_LOW = -135140, /* 1600-01-01 */
	PERIODS_CHUNK = 126
};

/* Logs grow by chunks: nothing moves, and hardly any room is left over. */
struct periods_chunk {
	struct periods_chunk *next;
	uint32_t entry[PERIODS_CHUNK]; /* customer of the shelf's, period */
};

struct periods_shelf {
	struct periods_chunk *log; /* the newest first */
	size_t used;               /* of that one; PERIODS_CHUNK: it is full */
	size_t full;               /* entries in the others */
	size_t squeeze_at;         /* entries */
	size_t customers;          /* once finished */
	uint32_t *start;           /* of each one's run */
	int32_t *period;           /* and the runs; NULL: only how many */
};

/* Zeroed is empty. */
struct periods {
	struct periods_shelf *shelf;
	size_t shelves, room;
	struct arena arena;
	struct periods_chunk *spare;
};

/* The shelf, with room for one more entry; it may have been squeezed. */
struct periods_shelf *periods_room(struct periods *p, size_t shelf);

static inline void
periods_add(struct periods *p, uint32_t customer, int32_t period)
{
	size_t at = customer >> PERIODS_BITS;
	struct periods_shelf *s = at < p->shelves ? &p->shelf[at] : NULL;

	if (s == NULL || s->log == NULL || s->used == PERIODS_CHUNK)
		s = periods_room(p, at);
	s->log->entry[s->used++] =
	    customer << PERIODS_SPAN | (uint32_t)(period - PERIODS_LOW);
}

/* Asks for the memory of the customer's next entry, ahead of periods_add. */
static inline void
periods_fetch(const struct periods *p, uint32_t customer)
{
	size_t at = customer >> PERIODS_BITS;
	const struct periods_shelf *s = at < p->shelves ? &p->shelf[at] : NULL;

	if (s != NULL && s->log != NULL)
		HINT_FETCH(&s->log->entry[s->used]);
}

/*
 * periods_finish: sorts by customer and period and drops repeats; nothing is
 * added later. Customers are 0 to customers - 1.
 *
 *   which    keep which they are, not only how many
 *   threads  how many more there may be for it (base/thread.h), or NULL
 */
void periods_finish(
    struct periods *p, size_t customers, bool which, int *threads);

/* How many distinct periods: after periods_finish; and which, ascending. */
size_t periods_count(const struct periods *p, uint32_t customer);
size_t periods_of(
    const struct periods *p, uint32_t customer, const int32_t **period);

/* Forgets all, but keeps the memory of the logs. */
void periods_clear(struct periods *p);

/* What it takes, and what it will take when it is finished [bytes] */
size_t periods_memory(const struct periods *p);

void periods_free(struct periods *p);

#endif
