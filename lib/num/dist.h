/* dist: distribution functions and their inverses. */
#ifndef NUM_DIST_H
#define NUM_DIST_H

/* P(Z <= x), Z standard normal. Accuracy 1e-15 relative, 1e-13 at -38. */
double dist_normal_cdf(double x);

/*
 * dist_normal_quantile: the x with P(Z <= x) = p.
 *
 * Domain   0 < p < 1; -inf at 0, inf at 1, NaN outside
 * Accuracy 1e-14 relative
 * Source   Abramowitz & Stegun 26.2.23, then Halley steps on dist_normal_cdf
 */
double dist_normal_quantile(double p);

/* P(t <= x) with df > 0 degrees of freedom. Accuracy 1e-12. */
double dist_t_cdf(double x, double df);

/* The x with P(t <= x) = p. Domain df >= 1, 0 < p < 1. Accuracy 1e-11. */
double dist_t_quantile(double p, double df);

/*
 * dist_chi2_tail: P(X > x), X chi-square with df degrees of freedom.
 *
 * Domain   x >= 0, df >= 1 whole; 0 below 4.9e-324
 * Accuracy 1e-13 relative for df <= 100
 * Source   Abramowitz & Stegun 26.4.4, 26.4.5 (finite sums)
 */
double dist_chi2_tail(double x, int df);

#endif
