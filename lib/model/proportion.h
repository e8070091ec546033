/*
 * proportion: intervals and tests for shares, for their differences, for net
 * promoter scores and for means. Everything that prints a rate asks here.
 *
 * Sample sizes are doubles: a weighted sample has kish_n, not its rows. z is
 * proportion_z(level). Shares are fractions; net scores lie in [-1, 1].
 * An interval of nothing (n = 0) is NaN at both ends: an empty cell.
 */
#ifndef MODEL_PROPORTION_H
#define MODEL_PROPORTION_H

#include <stddef.h>

struct interval {
	double low;
	double high;
};

/*
 * proportion_z: the two-sided normal quantile of a confidence level.
 *
 *   level   0 < level < 1: .95 gives 1.959964
 *
 * Accuracy 1e-14 relative
 */
double proportion_z(double level);

/*
 * proportion_wald, _adjusted, _wilson: intervals for k of n.
 *
 *   k   successes, or their weight in units of n: 0 <= k <= n  [count]
 *   n   answers, > 0                                          [count]
 *
 * All are cut to [0, 1]. Wilson's is the score interval; the adjusted Wald
 * interval adds z^2/2 successes and as many failures and is centred there.
 *
 * Accuracy 1e-14 absolute
 * Source   Wilson (1927), JASA 22, 209-212; Agresti & Coull (1998), The
 *          American Statistician 52, 119-126
 */
struct interval proportion_wald(double k, double n, double z);
struct interval proportion_adjusted(double k, double n, double z);
struct interval proportion_wilson(double k, double n, double z);

/*
 * proportion_newcombe: k1/n1 - k2/n2 from the two Wilson intervals; holds
 * the difference and stays within [-1, 1].
 *
 * Source   Newcombe (1998), Statistics in Medicine 17, 873-890, method 10
 */
struct interval proportion_newcombe(double k1, double n1, double k2,
    double n2, double z);

/*
 * proportion_test: z of k1/n1 - k2/n2 against no difference, pooled
 * variance; NaN when that is zero.
 */
double proportion_test(double k1, double n1, double k2, double n2);

/*
 * kish_n: the effective sample size of weights, (sum w)^2 / sum w^2.
 * 0 when both are 0.
 *
 * Source   Kish (1965), Survey Sampling, 11.7
 */
double kish_n(double sum_w, double sum_w2);

/* The variance of one answer that is 1, 0 or -1: p + d - (p - d)^2. */
double nps_variance(double p, double d);

/* Its root by sqrt(n): the standard error of p - d; NaN when n is 0. */
double nps_se(double p, double d, double n);

enum nps_interval {
	NPS_ADJUSTED, /* three more answers, 3/4 3/2 3/4; cut to [-1, 1] */
	NPS_WALD,     /* p - d -+ z se: no width when all agree */
	NPS_SCORE     /* the differences that a score test does not reject */
};

/*
 * nps_interval: the interval of p - d.
 *
 *   p, d   shares of promoters and detractors, p + d <= 1
 *   n      answers, or kish_n                             [count]
 *
 * The adjusted one is stretched to p - d where cutting or shifting would
 * leave it out: the interval holds the score, whatever its kind.
 *
 * Accuracy 1e-12 absolute
 * Source   adjusted: Rocks (2016), The American Statistician 70, 365-372;
 *          score: Tango (1998), Statistics in Medicine 17, 891-908, solved
 *          by bisection
 */
struct interval nps_interval(enum nps_interval kind, double p, double d,
    double n, double z);

/* A difference of two independent estimates. */
struct difference {
	double delta;
	struct interval at; /* delta -+ z_level se */
	double se;
	double z;           /* delta/se; NaN when se is 0 or unknown */
	double p;           /* two-sided; NaN likewise */
};

/*
 * difference_of: a - b with its Wald interval and test. Signed.
 *
 *   se_a, se_b   their standard errors, >= 0, or NaN
 *   z            of the level
 */
struct difference difference_of(double a, double se_a, double b, double se_b,
    double z);

/*
 * p_two_sided: P(|Z| >= |z|), by erfc: digits are kept down to 1e-307.
 * NaN for NaN; below 4.9e-324 it is 0.
 */
double p_two_sided(double z);

/*
 * p_holm: p-values adjusted for n tests at once; the order is kept, ties
 * share one value and none passes 1. NaNs are no tests and stay.
 *
 *   p   n values, replaced
 *
 * Cost   O(n log n)
 * Source Holm (1979), Scandinavian Journal of Statistics 6, 65-70
 */
void p_holm(double *p, size_t n);

/*
 * mean_interval: Student's t interval of a mean.
 *
 *   var   the unbiased variance, >= 0
 *   n     values, or kish_n; under 2 the interval is NaN
 *
 * Accuracy 1e-11 relative
 */
struct interval mean_interval(double mean, double var, double n,
    double level);

/*
 * sample_size: answers for a margin of error: ceil(z^2 v / m^2).
 *
 *   v   variance of one answer: p(1-p) of a share, nps_variance   [1]
 *   m   half the width of the interval, > 0, in the unit of v's root
 *
 * Returns  at least 1, a whole number; may be huge
 */
double sample_size(double v, double m, double z);

#endif
