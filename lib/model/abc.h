/*
 * abc: customers by their part in the whole value: A for those who make the
 * first 80 %, B up to 95 %, C the rest. And how unequal the whole is.
 *
 * Values are >= 0, ascending in every array here; the largest come first in
 * the cumulation. Equals make a block, which is classed as one.
 */
#ifndef MODEL_ABC_H
#define MODEL_ABC_H

#include <stddef.h>
#include <stdint.h>

enum { ABC_MAX = 20 };

struct abc {
	size_t classes;
	int64_t share[ABC_MAX]; /* [millionths of a per cent], 100 together */
	double floor[ABC_MAX];  /* out: the least value of each class */
};

/*
 * abc_cut: finds the floors. A block belongs to the class that the sum of
 * all larger values has not yet filled: the block that crosses goes up.
 *
 * Exact when the values are decimals (model/tally.h), sums are compared as
 * integers then. Nothing of value (sum 0) is in the last class. An empty
 * class has the floor of the one before; n = 0 makes them infinite.
 */
void abc_cut(struct abc *a, const double *v, size_t n);

/* The class of x, 0 the best. */
size_t abc_class(const struct abc *a, double x);

/*
 * abc_cumulate: what each value and all larger ones make of the whole.
 *
 *   share  out: n fractions, equals alike; NaN when the sum is 0
 */
void abc_cumulate(const double *v, size_t n, double *share);

/*
 * abc_gini: Gini's coefficient, 0 all alike to 1 - 1/n one has all:
 * 2 sum(i x_i) / (n sum(x)) - (n + 1) / n.
 *
 * Returns NaN when n or the sum is 0.
 * Accuracy 1e-14
 * Source   Gini (1912), Variabilita e mutabilita
 */
double abc_gini(const double *v, size_t n);

/* The part of the whole that the top ceil(p n) customers have, 0 <= p <= 1. */
double abc_top(const double *v, size_t n, double p);

#endif
