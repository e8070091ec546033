/*
 * periods: which periods each customer bought in, each counted once, for
 * purchases in any order.
 *
 *	periods_add(p, customer, period) ...
 *	periods_finish(p, customers)
 *	n = periods_of(p, customer, &period): period[0 .. n-1] ascend
 *
 * Memory  8 bytes for each call while there are more to come, 4 for each
 *         distinct one afterwards; where most must be repeats they are
 *         squeezed out as the log grows
 * Cost    O(calls + customers), and O(n log n) of a customer whose periods
 *         are many and far between
 */
#ifndef FOLD_PERIODS_H
#define FOLD_PERIODS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

/* Customers are logged by shelves, which the cache holds one at a time. */
enum { PERIODS_BITS = 14, PERIODS_SHELF = 1 << PERIODS_BITS };

struct visit {
	uint32_t customer; /* of the shelf's */
	int32_t period;
};

struct periods_shelf {
	struct visit *log;
	size_t n, room;
	size_t seen;      /* entries that what follows tells of */
	size_t customers; /* the greatest, and one */
	int32_t low, high;
	int32_t *period; /* once finished: customer by customer */
	size_t *start;   /* of each of customers */
};

/* Zeroed is empty. */
struct periods {
	struct periods_shelf *shelf;
	size_t shelves, room;
};

/* The shelf, with room for one more entry; it may have been squeezed. */
struct periods_shelf *periods_room(struct periods *p, size_t shelf);

static inline void
periods_add(struct periods *p, uint32_t customer, int32_t period)
{
	size_t at = customer >> PERIODS_BITS;
	struct periods_shelf *s = at < p->shelves ? &p->shelf[at] : NULL;

	if (s == NULL || s->n == s->room)
		s = periods_room(p, at);
	s->log[s->n++] = (struct visit){customer % PERIODS_SHELF, period};
}

/*
 * periods_finish: sorts by customer and period and drops repeats; nothing is
 * added later.
 *
 *   threads  how many more there may be for it (base/thread.h), or NULL
 */
void periods_finish(struct periods *p, size_t customers, int *threads);

/* How many distinct periods, and which, ascending: after periods_finish. */
size_t periods_of(
    const struct periods *p, uint32_t customer, const int32_t **period);

/* Forgets all, but keeps the memory of the logs. */
void periods_clear(struct periods *p);

/* What it takes, and what it will take when it is finished [bytes] */
size_t periods_memory(const struct periods *p);

void periods_free(struct periods *p);

#endif
