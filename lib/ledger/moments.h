/*
 * moments: instants, each written down once, so that a lot names its end by
 * 32 bits. Day-based ends are few; where every lot ends at an instant of its
 * own they take another 16 to 24 bytes a lot.
 */
#ifndef LEDGER_MOMENTS_H
#define LEDGER_MOMENTS_H

#include "ledger/slots.h"

/* Zeroed is empty. */
struct moments {
	int64_t *at; /* microseconds, by number */
	uint32_t count;
	size_t room;
	struct slots slots;
};

/* The number of an instant: the same for the same one. */
uint32_t moments_add(struct moments *t, int64_t us);

size_t moments_memory(const struct moments *t);
void moments_free(struct moments *t);

#endif
