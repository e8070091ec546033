/*
 * pyramid: customers into tiers by value: the best 1 % gold, the next 19 %
 * silver, 30 % bronze, 50 % iron, or other shares.
 */
#ifndef MODEL_PYRAMID_H
#define MODEL_PYRAMID_H

#include <stddef.h>
#include <stdint.h>

enum { PYRAMID_MAX = 20 };

/* All of it, in millionths of a per cent. */
#define PYRAMID_WHOLE INT64_C(100000000)

struct pyramid {
	size_t tiers;
	int64_t share[PYRAMID_MAX]; /* each > 0, PYRAMID_WHOLE together */
	double floor[PYRAMID_MAX];  /* out: the least value of each tier */
};

/*
 * pyramid_cut: finds the floors. Tier k ends at place ceil(c n) from the
 * top, c the shares up to and with k; whoever equals the value there is in
 * it too, so equals share the higher tier.
 *
 *   v   n values, ascending
 *
 * Exact: places are integers. 100 values make 1/19/30/50, 10 make 1/1/3/5,
 * one is gold. With n = 0 the floors are infinite.
 */
void pyramid_cut(struct pyramid *p, const double *v, size_t n);

/* The tier of x, 0 the best; x is none of the values: the nearest below. */
size_t pyramid_tier(const struct pyramid *p, double x);

#endif
