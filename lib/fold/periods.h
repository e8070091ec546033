/*
 * periods: which periods each customer bought in, each counted once, for
 * purchases in any order.
 *
 *	periods_add(p, customer, period) ...
 *	periods_finish(p, customers)
 *	n = periods_of(p, customer, &visit): visit[0 .. n-1].period ascend
 *
 * Memory  8 bytes for each call that is kept, as much again while sorting;
 *         repeats are squeezed out as the log grows
 * Cost    O(calls + customers + span of the periods): counting sorts, so
 *         that no input is worse than another
 */
#ifndef FOLD_PERIODS_H
#define FOLD_PERIODS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct visit {
	uint32_t customer;
	int32_t period;
};

/* Zeroed is empty. */
struct periods {
	struct visit *visit;
	size_t n, room;
	size_t squeeze;   /* at this length repeats are looked for */
	size_t customers; /* the greatest seen, and one */
	bool unordered;   /* a period came after a later one */
	size_t *start;    /* of each customer's visits, once finished */
};

void periods_add(struct periods *p, uint32_t customer, int32_t period);

/* Sorts by customer and period and drops repeats; nothing is added later. */
void periods_finish(struct periods *p, size_t customers);

/* How many distinct periods, and where they begin: after periods_finish. */
size_t periods_of(const struct periods *p, uint32_t customer,
    const struct visit **visit);

void periods_free(struct periods *p);

#endif
