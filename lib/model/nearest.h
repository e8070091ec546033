/*
 * nearest: which of k centres each point is nearest to, a block at a time.
 *
 * Distances are squared and summed feature by feature, so every path, of
 * plain words or of the machine's own instructions, gives the same bits.
 * Cost  O(n k d)
 */
#ifndef MODEL_NEAREST_H
#define MODEL_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

/* The points of a block; what is behind the last is not read. */
enum { NEAREST_BLOCK = 256 };

/* The centre of a point is a double, as wide as what it is chosen by. */
struct nearest {
	double square[NEAREST_BLOCK]; /* the distance */
	double centre[NEAREST_BLOCK]; /* 0 to k - 1, the first of equals */
};

/*
 * nearest_block: for the n <= NEAREST_BLOCK points from the given one on.
 *
 *   x       d columns
 *   centre  k x d
 */
void nearest_block(const double *const *x, size_t from, size_t n, size_t d,
    const double *centre, size_t k, struct nearest *out);

/* Only the distances to one centre. */
void nearest_squares(const double *const *x, size_t from, size_t n, size_t d,
    const double *centre, double *square);

/* Whether wide instructions are used where there are any, as they are; for
 * tests. */
void nearest_plain(bool plain);

#endif
