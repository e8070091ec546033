/*
 * kmeans: points into k clusters, each point with the nearest centre, the
 * sum of squared distances to it (inertia) as small as can be found.
 *
 * Method   seeded k-means++ starts, for each centre the best of a few points
 *          drawn, then Lloyd's iterations; the least inertia wins and is
 *          iterated until no point moves.
 *          A cluster that loses its last point gets the one that is farthest
 *          from its centre.
 * Order    Points are put in order first, by their first feature, then the
 *          next, so the order that they come in never shows. Sums are made
 *          in pieces of that order, so the number of threads does not either.
 * Cost     O(n k d) an iteration, 2 n d doubles
 * Source   Lloyd (1982), IEEE Trans. Inf. Theory 28(2); Arthur &
 *          Vassilvitskii (2007), SODA, for the starts
 */
#ifndef MODEL_KMEANS_H
#define MODEL_KMEANS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { KMEANS_MAX = 255 };

/* Starts are cut short above this many points, when centres hardly move. */
enum { KMEANS_SMALL = 20000 };

struct kmeans_form {
	size_t k; /* 1 to KMEANS_MAX */
	uint64_t seed;
	size_t restarts;   /* at least 1 */
	size_t threads;    /* at least 1 */
	size_t iterations; /* at most, of each start; 0: 300 */
};

/* Centres ascend by their first feature, then the next. */
struct kmeans {
	size_t k, d;
	double *centre; /* k x d */
	double inertia;
	size_t iterations; /* of the start that won, in all */
	bool settled;      /* no point moved in the last one */
};

/*
 * kmeans_fit: finds the centres.
 *
 *   x    d columns of n finite values each; not changed
 *   fit  out, for kmeans_free
 *
 * Returns false when there are fewer than k distinct points: *distinct says
 * how many.
 */
bool kmeans_fit(const double *const *x, size_t n, size_t d,
    const struct kmeans_form *form, struct kmeans *fit, size_t *distinct);
void kmeans_free(struct kmeans *fit);

/*
 * kmeans_sort: the points in the order that kmeans_fit puts them in.
 *
 *   sorted  out: d new columns of n
 *
 * Returns how many points are distinct.
 */
size_t kmeans_sort(const double *const *x, size_t n, size_t d, double **sorted);

/* The nearest centre of a point of d values, the first of equals; and how
 * far it is, squared, unless NULL. */
size_t kmeans_nearest(
    const struct kmeans *fit, const double *point, double *square);

/* One start from given centres, for measuring: ends like any other. */
void kmeans_lloyd(const double *const *x, size_t n, size_t d,
    const struct kmeans_form *form, struct kmeans *fit);

#endif
