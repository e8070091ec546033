/*
 * hyp2f1: Gauss' series where it is safe, expectations over a beta variable
 * where it is not. Series report how many digits they lost; the caller then
 * takes the quadrature, whose terms are all positive.
 */
#ifndef NUM_HYP2F1_H
#define NUM_HYP2F1_H

#include <stdbool.h>

/* A sum, and the sum of its terms' magnitudes: mass/|sum| is the loss. */
struct hyp {
	double sum;
	double mass;
};

/*
 * hyp_series: first (1 + q_1 + q_1 q_2 + ...), where
 * q_n = (a+n)(b+n)/((c+n)(d+n)) z.
 *
 *   z     0 <= z < 1; c + n and d + n > 0 for n >= 1
 *   q_n   as above from n = 1 on
 *
 * Returns  false when 3000 terms are not enough
 * Accuracy mass times 1e-15, plus a tail below mass times 1e-17
 */
bool hyp_series(double a, double b, double c, double d, double z, double first,
    struct hyp *out);

/*
 * hyp_beta_mean: the mean of g(p), p ~ Beta(a, b).
 *
 *   g     positive and smooth in log p and log(1-p), with at most
 *         polynomial growth at either end
 *
 * Accuracy 1e-13 relative for a from 1e-6 to 1e8, b likewise
 * Cost     100 to 2000 calls of g
 */
double hyp_beta_mean(double a, double b, double (*g)(double p, const void *arg),
    const void *arg);

#endif
