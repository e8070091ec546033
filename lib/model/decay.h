/*
 * decay: integrals of (alpha+u)^-i (beta+u)^-j, as Pareto/NBD has them.
 *
 * With m the smaller of alpha and beta, M the larger one, z = log((m+u)/m),
 * f = m/M and q = (M+u)/M = 1 + f (e^z - 1), the integral over u from 0 on is
 * m^(1-i) M^-j times that over z of e^-((i-1) z) q^-j, a function that is
 * smooth on the scale of 1 and of 1/(i-1+j f).
 */
#ifndef MODEL_DECAY_H
#define MODEL_DECAY_H

#include <stdbool.h>

/* e^(-i z) q^-j for z from 0 to end; i is one less than m+u's exponent. */
struct decay {
	double i, j, f, end;
};

/* Its integral, and those of it times z, e^-z, log q and 1/q. */
struct integrals {
	double one, z, back, log_q, by_q;
};

/* Means of products of these four, in that order, under the density. */
enum { DECAY_PARTS = 4 };

struct decay_means {
	struct integrals first;
	double second[DECAY_PARTS][DECAY_PARTS]; /* the lower triangle */
};

/*
 * decay_of: u from 0 to length, by_alpha and by_beta being the exponents.
 *   swapped  out: beta is the smaller one, so that z is of beta+u
 */
struct decay decay_of(double by_alpha, double alpha, double by_beta,
    double beta, double length, bool *swapped);

/*
 * decay_integrate: by panels of Gauss nodes as wide as the decay allows.
 * Cost     1 us, more for rare customers with long gaps
 * Accuracy 3e-13 relative
 */
void decay_integrate(const struct decay *d, struct integrals *out);

/* The same with second moments; first is then of means, but for its one. */
void decay_moments(const struct decay *d, struct decay_means *out);

#endif
