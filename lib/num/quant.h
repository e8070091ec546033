/* quant: quantiles, medians and ranks of data that are already in order. */
#ifndef NUM_QUANT_H
#define NUM_QUANT_H

#include <stddef.h>
#include <stdint.h>

/* Hyndman & Fan (1996), The American Statistician 50, 361-365: numbers. */
enum quant_type {
	QUANT_STEP = 1,     /* inverse of the empirical distribution */
	QUANT_AVERAGED = 2, /* the same, averaged at its jumps (SAS) */
	QUANT_WEIBULL = 6,  /* h = (n+1) p (Minitab, SPSS) */
	QUANT_LINEAR = 7,   /* h = (n-1) p + 1 (R, NumPy, Excel) */
	QUANT_UNBIASED = 8, /* h = (n+1/3) p + 1/3 */
};

/*
 * quant: the p-quantile of n ascending values.
 *
 *   v   ascending, no NaN
 *   p   0 <= p <= 1
 *
 * Returns  a value within [v[0], v[n-1]]; NaN when n is 0
 * Cost     O(1)
 */
double quant(const double *v, size_t n, double p, enum quant_type type);

/* The middle value, or the mean of the two middle ones. */
double quant_median(const double *v, size_t n);

/*
 * quant_ranks: ranks from 1; equals share one rank.
 *
 *   v      n values, in any order
 *   order  their indices, ascending by value (base/sort)
 *   min    out, n: the least rank of the equals ("1 2 2 4"), or NULL
 *   mid    out, n: their mean rank ("1 2.5 2.5 4"), or NULL
 *
 * Returns  the sum of t^3 - t over groups of t equals, for tie corrections
 */
double quant_ranks(const double *v, const uint32_t *order, size_t n,
    uint32_t *min, double *mid);

#endif
