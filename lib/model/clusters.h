/*
 * clusters: how well points are clustered, whoever clustered them.
 *
 * Silhouette of a point: (b - a) / max(a, b), a its mean distance to the
 * others of its cluster, b that to the nearest other cluster; 0 when it is
 * alone. Above CLUSTERS_EXACT points the simplified one, with the distances
 * to the centres in place of the means: O(n k), not O(n^2).
 *
 * Accuracy 1e-12 relative
 * Source   Rousseeuw (1987), J. Comput. Appl. Math. 20, 53-65; Hruschka et
 *          al. (2004) for the simplified one; Calinski & Harabasz (1974);
 *          Davies & Bouldin (1979)
 */
#ifndef MODEL_CLUSTERS_H
#define MODEL_CLUSTERS_H

#include <stdbool.h>
#include <stddef.h>

enum { CLUSTERS_EXACT = 10000 };

/* Points, their clusters, and the clusters' centres. */
struct clusters {
	const double *const *x; /* d columns of n */
	size_t n, d, k;
	const unsigned char *label; /* n, 0 to k - 1 */
	const double *centre;       /* k x d */
};

struct clusters_quality {
	size_t *size;       /* k */
	double *inertia;    /* k: sums of squared distances to the centre */
	double *silhouette; /* k: means; NaN where there is none */
	double total, mean; /* of all points */
	double ch, db;      /* NaN where they make no sense */
	bool simplified;    /* the silhouette */
};

/* The quality, for clusters_free. */
void clusters_measure(const struct clusters *c, struct clusters_quality *q);
void clusters_free(struct clusters_quality *q);

#endif
