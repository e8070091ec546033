/*
 * diary: what each customer bought in which period, for orders in any order.
 *
 *	diary_add(d, id, period, amount, &f) ...
 *	while (diary_next(d, &n))           customers in order of appearance
 *		d->page[0 .. n-1], the periods ascending
 *
 * A purchase is a row whose amount is not negative, as everywhere. Sums are
 * exact, and no page depends on the order of rows.
 *
 * Memory  64 bytes a customer (fold/customers.h) and 24 for each run of rows
 *         of one customer, period and kind; orders by date make one a period
 */
#ifndef FOLD_DIARY_H
#define FOLD_DIARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/i128.h"
#include "fold/customers.h"
#include "fold/wide.h"

/* One customer's period. */
struct diary_page {
	int32_t period;
	uint64_t orders;      /* purchases; 0: refunds only */
	struct i128 bought;   /* [millionths] */
	struct i128 returned; /* >= 0 */
};

struct diary_note {
	int64_t amount;
	int32_t period;
	uint32_t orders; /* 0: a refund */
	uint32_t next;   /* the same customer's note before this one */
};

/* Zeroed is empty. */
struct diary {
	struct customers customers;
	struct diary_note *note;
	size_t notes, room;
	uint32_t *last; /* of each customer */
	size_t last_room;
	struct wide wide;
	/* while reading */
	size_t at;
	struct diary_page *page;
	size_t page_room;
};

/*
 * diary_add: one order, or a refund where amount < 0.
 * Errors  FAULT_DATA past 2^32 - 2 customers or notes
 */
bool diary_add(struct diary *d, struct str id, int32_t period, int64_t amount,
    struct fault *f);

/*
 * diary_next: the next customer's pages in d->page.
 *
 *   n   out: how many there are, at least 1
 *
 * Returns false behind the last customer.
 */
bool diary_next(struct diary *d, size_t *n);

void diary_free(struct diary *d);

#endif
