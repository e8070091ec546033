/*
 * instants: instants, each written down once, so that a lot names its end by
 * 32 bits. Day-based ends are few; where every lot ends at an instant of its
 * own they take another 16 to 24 bytes a lot.
 */
#ifndef LEDGER_INSTANTS_H
#define LEDGER_INSTANTS_H

#include "ledger/slots.h"

/* Zeroed is empty. */
struct instants {
	int64_t *at; /* microseconds, by number */
	uint32_t count;
	size_t room;
	uint32_t last; /* asked for */
	struct slots slots;
};

/* The number of an instant: the same for the same one. */
uint32_t instants_add(struct instants *t, int64_t us);

size_t instants_memory(const struct instants *t);
void instants_free(struct instants *t);

#endif
