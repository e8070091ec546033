/*
 * tally: a count, a sum and a mean of values that are mostly decimals.
 *
 * As long as each value is a decimal of at most six places and below 1e9 in
 * magnitude the sum is kept exact, and no order of rows can show; the first
 * other value turns it into a compensated sum of reals.
 */
#ifndef MODEL_TALLY_H
#define MODEL_TALLY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/i128.h"
#include "num/dec.h"
#include "num/fsum.h"

/* Zeroed is empty. */
struct tally {
	uint64_t n;
	struct i128 exact; /* millionths; holds while real is false */
	struct fsum sum;
	bool real;
};

/* Adds x, finite. */
void tally_add(struct tally *t, double x);

/* The sum and the mean; the mean of nothing is NaN. */
double tally_sum(const struct tally *t);
double tally_mean(const struct tally *t);

/*
 * tally_bounds: the mean rounded down and up to millionths.
 * Returns false when the sum is not exact, is too large, or n is 0.
 */
bool tally_bounds(const struct tally *t, int64_t *floor, int64_t *ceil);

#endif
