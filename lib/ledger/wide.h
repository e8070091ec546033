/*
 * wide: whole numbers of at least 0 with up to 512 bits, for products that
 * must be exact until they are rounded once.
 */
#ifndef LEDGER_WIDE_H
#define LEDGER_WIDE_H

#include "base/i128.h"

enum { WIDE_WORDS = 16 };

struct wide {
	uint32_t word[WIDE_WORDS]; /* least first */
	int n;                     /* in use; 0 is 0 */
};

/* v must be at least 0. */
void wide_set(struct wide *w, struct i128 v);

/* Multiplies by a whole number; false, and *w lost, beyond 512 bits. */
bool wide_mul(struct wide *w, uint64_t by);

/* What a division left, against the half of its divisor. */
enum wide_rest { WIDE_EXACT, WIDE_BELOW, WIDE_HALF, WIDE_ABOVE };

/* Divides by 10^places, places at least 1, downwards. */
enum wide_rest wide_shift(struct wide *w, int places);

/* False when it needs more than 63 bits. */
bool wide_to_i64(const struct wide *w, int64_t *v);

#endif
