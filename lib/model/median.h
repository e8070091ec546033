/* median: the middle of a sample, with an interval that assumes nothing. */
#ifndef MODEL_MEDIAN_H
#define MODEL_MEDIAN_H

#include <stddef.h>

#include "model/proportion.h"

/*
 * median_interval: values that hold the median of the population with at
 * least that confidence: the r-th from either end, r the greatest with
 * 2 P(B < r) <= 1 - level, B binomial of n and 1/2.
 *
 *   v   n values, ascending
 *
 * Returns  NaN at both ends where n is too small for the level: below 6 of
 *          95 %
 * Source   order statistics: David & Nagaraja (2003), Order Statistics, 7.1
 */
struct interval median_interval(const double *v, size_t n, double level);

#endif
