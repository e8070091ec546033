/* weights: how much each indicator matters, from what people say of them. */
#ifndef MODEL_WEIGHTS_H
#define MODEL_WEIGHTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One thing that somebody said about i, or about i next to j. */
struct opinion {
	uint32_t i, j;
	double v;
};

/*
 * opinions_sort: by i, j, v: sums taken in this order do not depend on the
 * order of rows.
 */
void opinions_sort(struct opinion *o, size_t n);

/*
 * opinions_mean: the mean of opinions about each pair, from both sides.
 *
 *   o      n opinions, sorted; i, j < k
 *   flip   what v of (i, j) is for (j, i): 1 - v, or -v
 *   mean   out, k x k; NaN for a pair that nobody compared, 0 on the
 *          diagonal
 *   count  out, k x k: how many opinions stand behind it, or NULL
 */
enum flip { FLIP_COMPLEMENT, FLIP_SIGN };
void opinions_mean(const struct opinion *o, size_t n, size_t k, enum flip flip,
    double *mean, uint64_t *count);

/*
 * weights_of: values in proportion to their sum.
 * Returns false, and NaNs, when the sum is not above 0.
 */
bool weights_of(const double *value, size_t k, double *weight);

/* What an analytic hierarchy process says of one matrix. */
struct ahp {
	double lambda; /* its principal eigenvalue, >= k */
	double ci;     /* (lambda - k)/(k - 1); 0 for k = 1 */
	double ri;     /* Saaty's random index; NaN for k > 9 */
	double cr;     /* ci/ri, 0 for k <= 2; good below 0.1 */
};

enum { AHP_INDEX = 9 };

/*
 * ahp_solve: weights from ratios.
 *
 *   ratio      logarithms of a_ij, k x k, with -a_ij at (j, i)
 *   geometric  out, k: by the geometric means of the rows
 *   eigen      out, k: the principal eigenvector; the same for k <= 3
 *
 * Accuracy 1e-12 relative
 * Source   Saaty (1980), The Analytic Hierarchy Process; Crawford & Williams
 *          (1985), J. Mathematical Psychology 29, 387-405
 */
void ahp_solve(const double *ratio, size_t k, double *geometric, double *eigen,
    struct ahp *out);

struct concord {
	double w; /* 0 no agreement, 1 the same order; NaN: all tied */
	double p; /* that so much comes by chance; NaN likewise */
};

/*
 * kendall_w: how far m judges rank k things alike, ties corrected.
 *
 *   v   m x k, judge by judge; only the order of a judge's values counts
 *
 * p is that of a beta distribution with (k - 1)/2 - 1/m and m - 1 times as
 * much for its parameters: near enough from m = 3, k = 3 on; never below
 * k!^(1 - m), the chance that all agree.
 *
 * Errors   NaN when m < 2 or k < 2
 * Source   Kendall & Babington Smith (1939), Annals of Mathematical
 *          Statistics 10, 275-287
 */
struct concord kendall_w(const double *v, size_t m, size_t k);

#endif
