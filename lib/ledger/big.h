/*
 * big: whole numbers of at least 0 with up to 512 bits, for products that
 * must be exact until they are rounded once.
 */
#ifndef LEDGER_BIG_H
#define LEDGER_BIG_H

#include "base/i128.h"

enum { BIG_WORDS = 16 };

struct big {
	uint32_t word[BIG_WORDS]; /* least first */
	int n;                    /* in use; 0 is 0 */
};

/* v must be at least 0. */
void big_set(struct big *w, struct i128 v);

/* Multiplies by a whole number; false, and *w lost, beyond 512 bits. */
bool big_mul(struct big *w, uint64_t by);

/* What a division left, against the half of its divisor. */
enum big_rest { BIG_EXACT, BIG_BELOW, BIG_HALF, BIG_ABOVE };

/* Divides by 10^places, places at least 1, downwards. */
enum big_rest big_shift(struct big *w, int places);

/* False when it needs more than 63 bits. */
bool big_to_i64(const struct big *w, int64_t *v);

#endif
