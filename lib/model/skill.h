/*
 * skill: how well probabilities told beforehand what happened.
 *
 * Arrays of n: p in [0, 1], y 0 or 1. A measure that the data cannot give,
 * as when only one class is there, is NaN.
 */
#ifndef MODEL_SKILL_H
#define MODEL_SKILL_H

#include <stddef.h>

struct skill {
	size_t n;
	double base;     /* share of y = 1 */
	double auc;      /* P(p of a 1 > p of a 0), ties a half */
	double brier;    /* mean of (p - y)^2 */
	double log_loss; /* mean of -log P(y)  [nats]; p cut to 1e-15 */
};

/*
 * skill_of: the measures.
 *
 * Cost     O(n log n)
 * Accuracy 1e-12
 * Source   Hanley & McNeil (1982), Radiology 143; Brier (1950), MWR 78
 */
void skill_of(
    const double *p, const unsigned char *y, size_t n, struct skill *out);

/* A part of the rows, those of like p. */
struct skill_bin {
	size_t n;
	double predicted; /* mean p */
	double observed;  /* share of y = 1 */
	double lift;      /* observed / base */
	double caught;    /* share of all y = 1 in this bin and those before */
};

/*
 * skill_bins: bins of equal counts, the highest p first. Rows of equal p
 * share what happened to them, so that their order does not show: counts and
 * shares are those of a random order, on average.
 *
 *   bins   out: count of them; count >= 1
 */
void skill_bins(const double *p, const unsigned char *y, size_t n,
    struct skill_bin *bins, size_t count);

#endif
