/*
 * sieve: which orders count, and why the others do not. Every order that
 * passes through is counted once: as written or under one reason.
 */
#ifndef SHOP_SIEVE_H
#define SHOP_SIEVE_H

#include "base/buf.h"
#include "base/fault.h"
#include "shop/order.h"

/* Reasons, in the order in which they are looked at. */
enum sieve_reason {
	SIEVE_PASSED,
	SIEVE_GUEST, /* no customer */
	SIEVE_BAD_DEBT,
	SIEVE_FOREIGN, /* no sale of this shop */
	SIEVE_CANCELLED,
	SIEVE_UNPAID,
	SIEVE_CURRENCY, /* not the one that is wanted */
	SIEVE_ALONE,    /* net: a refund whose order is not there */
	SIEVE_REFUNDED, /* net: all of it came back */
	SIEVE_AGAIN,    /* counted by the book, not here */
	SIEVE_REASONS
};

struct sieve_count {
	uint64_t orders, rows;
};

/* Zeroed leaves out guests, cancelled and unpaid orders and bad debts. */
struct sieve {
	bool guests;         /* --include guest */
	unsigned marks;      /* ORDER_CANCELLED, ORDER_UNPAID: included */
	bool net;            /* refunds reduce their order */
	struct str currency; /* keep this one; empty: there is but one */
	bool mixed;          /* several currencies may pass */
	struct sieve_count count[SIEVE_REASONS];
	uint64_t moved;  /* passed, and their day changed by the zone */
	struct buf seen; /* the currency so far */
};

/*
 * sieve_order: judges and counts an order; under net its amount becomes
 * what is left of it, and refunded 0.
 *
 * Returns  the reason; SIEVE_PASSED also with f->code set to FAULT_DATA
 *          when there are several currencies and none was chosen
 */
enum sieve_reason sieve_order(
    struct sieve *s, struct order *o, struct fault *f);

/* "; excluded: guest 3 (7 rows), unpaid 1"; nothing when none are. */
void sieve_say(const struct sieve *s, struct buf *b);

void sieve_free(struct sieve *s);

#endif
