/*
 * periods: which periods each customer bought in, each counted once, for
 * purchases in any order.
 *
 *	periods_add(p, customer, period) ...
 *	periods_finish(p, customers)
 *	n = periods_of(p, customer, &period): period[0 .. n-1] ascend
 *
 * Memory  8 bytes for each call while there are more to come, 4 for each
 *         distinct one afterwards, and both for a moment between; where most
 *         must be repeats they are squeezed out as the log grows
 * Cost    O(calls + customers), and O(n log n) of a customer whose periods
 *         are many and far between
 */
#ifndef FOLD_PERIODS_H
#define FOLD_PERIODS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

struct visit {
	uint32_t customer;
	int32_t period;
};

/* Zeroed is empty. */
struct periods {
	struct visit *log;
	size_t n, room;
	size_t customers;  /* the greatest seen, and one */
	int32_t low, high; /* seen */
	int32_t *period;   /* once finished: customer by customer */
	size_t *start;     /* of each customer's */
};

/* Makes room for one more, or squeezes. */
void periods_grow(struct periods *p);

static inline void
periods_add(struct periods *p, uint32_t customer, int32_t period)
{
	if (p->n == p->room)
		periods_grow(p);
	if (customer >= p->customers)
		p->customers = (size_t)customer + 1;
	p->low = period < p->low ? period : p->low;
	p->high = period > p->high ? period : p->high;
	p->log[p->n++] = (struct visit){customer, period};
}

/* Sorts by customer and period and drops repeats; nothing is added later. */
void periods_finish(struct periods *p, size_t customers);

/* How many distinct periods, and which, ascending: after periods_finish. */
size_t periods_of(const struct periods *p, uint32_t customer,
    const int32_t **period);

/* Forgets all, but keeps the memory of the log. */
void periods_clear(struct periods *p);

/* What it takes, and what it will take when it is finished [bytes] */
size_t periods_memory(const struct periods *p);

void periods_free(struct periods *p);

#endif
