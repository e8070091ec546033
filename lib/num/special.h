/* special: functions of the gamma family and their safe companions. */
#ifndef NUM_SPECIAL_H
#define NUM_SPECIAL_H

#include <stddef.h>

/*
 * special_lgamma: log of the gamma function, free of the signgam race.
 *
 * Domain   x > 0
 * Accuracy as lgamma_r: 1e-15 relative, absolute near 1 and 2
 */
double special_lgamma(double x);

/*
 * special_rising: log of Gamma(a+b)/Gamma(a), without the cancellation of
 * two large lgammas.
 *
 * Domain   a > 0, b >= 0
 * Accuracy 1e-12 relative; absolute near its root in a from 1 to 2
 */
double special_rising(double a, double b);

/*
 * special_lbeta: log of Beta(a, b).
 *
 * Domain   a > 0, b > 0
 * Accuracy 1e-12 relative, absolute where Beta(a, b) is near 1
 */
double special_lbeta(double a, double b);

/*
 * special_digamma, special_trigamma: first and second derivative of lgamma.
 *
 * Domain   x > 0
 * Accuracy 1e-14 relative; digamma absolute near its root 1.4616
 */
double special_digamma(double x);
double special_trigamma(double x);

/* log(1 + e^x) and 1/(1 + e^-x): no overflow, full precision on all reals. */
double special_softplus(double x);
double special_sigmoid(double x);

/* log(e^a + e^b) and log of a sum of n exponentials; -inf is an empty sum. */
double special_logadd(double a, double b);
double special_logsum(const double *v, size_t n);

/*
 * special_betainc: the regularised incomplete beta function I_x(a, b).
 *
 * Domain   a, b > 0, 0 <= x <= 1
 * Accuracy 1e-12 relative for a, b <= 1e4, where the result is over 1e-290
 * Source   DLMF 8.17.22 (continued fraction), modified Lentz
 */
double special_betainc(double a, double b, double x);

/*
 * special_phi: e^z E_s(z), the integral of e^(-z u) (1+u)^-s over u >= 0.
 *
 * Domain   z > 0, s > 0
 * Accuracy 5e-15 relative for s from 1e-3 to 1e5, z from 1e-8 to 1e6
 * Source   DLMF 8.19.17 (continued fraction) from z = 1 on; below, the
 *          double exponential rule in y = log(1+u)
 */
double special_phi(double s, double z);

#endif
