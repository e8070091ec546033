/* linalg: small symmetric positive definite systems, row by row. */
#ifndef NUM_LINALG_H
#define NUM_LINALG_H

#include <stdbool.h>
#include <stddef.h>

/*
 * linalg_chol: A = L L', L in the lower triangle in place; the upper one is
 * neither read nor written.
 *
 * Returns false when a pivot is not above 1e-13 of its own diagonal entry:
 * A is not positive definite, or not to working precision.
 */
bool linalg_chol(double *a, size_t n);

/* Solves L L' x = b in place of b. */
void linalg_solve(const double *l, size_t n, double *b);

/* The inverse of L L', whole and symmetric; out and l must not overlap. */
void linalg_inverse(const double *l, size_t n, double *out);

#endif
