/*
 * days: what each customer bought and returned on each day: all that can be
 * told of orders later, whatever the period and the as-of date will be.
 *
 *	days_add(d, customer, day, n, amount) ...
 *	days_finish(d, customers, threads)
 *	n = days_of(d, customer, &sum): sum[0 .. n-1].day ascend
 *
 * Customers lie on shelves of a few thousand, each with a log of its own, so
 * that finishing one stays within the cache and its log can go before the
 * next.
 *
 * Memory  18 bytes for each call, 16 once finished
 * Cost    O(calls + customers), and O(n log n) of a customer whose days did
 *         not ascend
 */
#ifndef FOLD_DAYS_H
#define FOLD_DAYS_H

#include <stddef.h>
#include <stdint.h>

/*
 * The purchases of a day, or its refunds behind them. A day comes again
 * where its sum does not fit, with n 0 unless that does not either.
 */
struct day_sum {
	int32_t day;
	uint32_t n;  /* how many */
	int64_t sum; /* refunds are negative  [millionths] */
};

enum { DAYS_SHELF = 8192 };

/* The calls for DAYS_SHELF customers. */
struct days_shelf {
	struct day_sum *sum; /* once finished: customer by customer */
	uint16_t *who;       /* of each, until then: his place on the shelf */
	size_t n, room;
	size_t *start; /* once finished: of each place, and the end */
};

/* Zeroed is empty. */
struct days {
	struct days_shelf *shelf;
	size_t shelves, room;
	size_t n; /* on all of them */
};

void days_add(struct days *d, uint32_t customer, const struct day_sum *sum);

/*   threads  how many more there may be (base/thread.h); NULL: none */
void days_finish(struct days *d, size_t customers, int *threads);

size_t days_of(
    const struct days *d, uint32_t customer, const struct day_sum **sum);

/* Forgets all, but keeps the memory of the logs. */
void days_clear(struct days *d);

/* What it takes, and what it will take when it is finished [bytes] */
size_t days_memory(const struct days *d);
void days_free(struct days *d);

#endif
