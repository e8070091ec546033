/*
 * orders: purchases that can be refunded, under the terms of their day.
 *
 * Memory  40 bytes an order
 */
#ifndef LEDGER_ORDERS_H
#define LEDGER_ORDERS_H

#include <stddef.h>
#include <stdint.h>

enum { ORDERS_MAX = 0x3fffffff };

struct order {
	int64_t net;    /* less its refunds                [millionths] */
	int64_t stated; /* as the purchase said it last    [millionths] */
	uint32_t account;
	uint32_t terms;    /* of its own grants (ledger/terms.h); 0: none */
	uint32_t referral; /* of the referrer's; 0: none */
	uint32_t lot;      /* the first of its lots, which stand together */
	uint16_t lots;
	uint16_t own; /* how many of them are not the referrer's */
	uint32_t id;
};

/* Zeroed is empty. */
struct orders {
	struct order *at;
	uint32_t count;
	size_t room;
};

#endif
