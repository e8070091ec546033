/*
 * counts: how much of a cap, a limit or a stock is used up, by account and
 * what is capped, in the period at hand.
 *
 * Memory  24 bytes, and 7 to 13 for slots, for an account and what it used
 */
#ifndef LEDGER_COUNTS_H
#define LEDGER_COUNTS_H

#include "ledger/slots.h"

struct count {
	int64_t used;
	uint32_t account; /* MEMBER_NONE: of the whole programme */
	uint32_t what;
	int32_t period;
};

/* Zeroed is empty. */
struct counts {
	struct count *at;
	uint32_t count;
	size_t room;
	struct slots slots;
};

/*
 * counts_find: what is used in that period; of another period nothing is.
 * The pointer dies with the next call; NULL when there is room for no more.
 */
int64_t *counts_find(
    struct counts *t, uint32_t account, uint32_t what, int32_t period);

void counts_free(struct counts *t);

#endif
