/*
 * order: what one row of an export says, or what all rows of one order came
 * to. Texts are views: a row's die with the row, a book's with the book.
 */
#ifndef SHOP_ORDER_H
#define SHOP_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum order_mark {
	ORDER_CANCELLED = 1,
	ORDER_UNPAID = 2,
	ORDER_BAD_DEBT = 4,
	ORDER_REFUND = 8,  /* money that came back, not an order */
	ORDER_ALONE = 16,  /* a refund whose order was not seen */
	ORDER_FOREIGN = 32 /* no sale of this shop */
};

struct order {
	struct str customer;    /* the key; empty: a guest */
	struct str id;          /* empty: none */
	struct str currency;    /* empty: not known */
	const struct str *kept; /* cells of --keep */
	int64_t us;             /* local time [microseconds] */
	int64_t amount;         /* before anything came back [millionths] */
	int64_t refunded;       /* what came back of it, >= 0 [millionths] */
	int64_t line_amount;    /* of the row alone, under lines [millionths] */
	int64_t quantity;       /* of the row [millionths]; blank: 0 */
	struct str sku;         /* of the row */
	uint64_t rows;          /* of the input, that are this order */
	uint64_t line;          /* where its first row stands */
	const char *file; /* the operand itself: equal pointers, same file */
	unsigned marks;
	bool moved;         /* the zone changed its day */
	bool dated, priced; /* a row: date and amount were not blank */
	bool counted;       /* a row: its quantity was not blank */
};

/* Why a row cannot be part of its order. */
enum order_flaw {
	FLAW_NONE,
	FLAW_DATE,     /* an order's first row has no date */
	FLAW_AMOUNT,   /* ... no amount */
	FLAW_CUSTOMER, /* not the customer of the rows before */
	FLAW_CURRENCY, /* not their currency */
	FLAW_TOTAL,    /* the order's amount is told twice and differs */
	FLAW_REFUNDED, /* its refunded amount is */
	FLAW_RANGE,    /* the sum is too large */
	FLAW_SOLD,     /* net: a second sale of one order */
	FLAW_TWICE     /* dedupe: the order was there before, otherwise */
};

#endif
