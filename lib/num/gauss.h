/* gauss: Gauss-Legendre rules on [0, 1]. */
#ifndef NUM_GAUSS_H
#define NUM_GAUSS_H

#include <stddef.h>

/* A node and its weight; the weights of a rule sum to 1. */
struct gauss_node {
	double x, w;
};

struct gauss {
	size_t n;
	const struct gauss_node *node;
};

/*
 * Exact for polynomials of degree 15 and 31. e^(-c x) comes out within
 * 1e-16 of itself up to c = 2.5, and up to c = 16.
 * Source   DLMF 3.5(v); the roots by Newton's method with 40 digits
 */
extern const struct gauss gauss_8, gauss_16;

#endif
