/*
 * csat: satisfaction scores as shares and means, with their intervals.
 *
 * Means are of the answers there are: a respondent who left an item out does
 * not count for it. A composite score is a linear function of item means; its
 * standard error comes from the respondents' own contributions, so answers of
 * one respondent may depend on each other in any way. For complete answers of
 * equal weight it is the usual s / sqrt(n).
 */
#ifndef MODEL_CSAT_H
#define MODEL_CSAT_H

#include <stdbool.h>

#include "model/answers.h"
#include "model/proportion.h"

/* A share of the answers to one item. */
struct csat_share {
	double n;           /* answers                          [respondents] */
	double hits;        /* answers from the bound on        [respondents] */
	double size;        /* n, or Kish's of the weights      [respondents] */
	double share;       /* of the weights; NaN when n is 0 */
	struct interval at; /* Wilson's */
};

/*
 * csat_share: the share of answers at or above a bound: the top boxes.
 *
 *   item   which column
 *   from   the least answer that counts
 *   z      proportion_z(level)
 */
void csat_share(const struct sample *s, size_t item, double from, double z,
    struct csat_share *out);

/* A mean, or a linear function of means. */
struct csat_mean {
	double n;           /* respondents who answered any of its items */
	double size;        /* the same, or Kish's of their weights */
	double value;       /* NaN when an item has no answer at all */
	double se;          /* NaN when an item has fewer than two answers */
	struct interval at; /* Student's, size - 1 degrees of freedom */
};

/*
 * csat_linear: the sum of a_k mean_k over items.
 *
 *   a       s->k coefficients; items with 0 are left out
 *   level   0 < level < 1
 *
 * With contributions c_r = w_r sum_k a_k (x_rk - mean_k) / W_k, W_k the
 * weight of the answers to item k, se^2 = m/(m-1) sum c_r^2, m the size.
 *
 * Accuracy 1e-13 relative of the largest term
 * Source   linearisation of a ratio: Woodruff (1971), JASA 66, 411-414
 */
void csat_linear(const struct sample *s, const double *a, double level,
    struct csat_mean *out);

/* The same of one item. */
void csat_item(
    const struct sample *s, size_t item, double level, struct csat_mean *out);

/* The weighted mean of an item; NaN without answers. */
double csat_average(const struct sample *s, size_t item);

/* Standard deviation of the answers to an item, m - 1 in its divisor. */
double csat_deviation(const struct sample *s, size_t item);

/* What a scale is: answers from min to max. */
struct csat_scale {
	double min;
	double max;
};

/* (x - min) / (max - min) * 100: 0 at the worst answer, 100 at the best. */
double csat_rescale(const struct csat_scale *scale, double x);

/* The same of an interval. */
struct interval csat_rescaled(
    const struct csat_scale *scale, struct interval at);

/*
 * csat_weights: whether weights are fit to be used; they then sum to 1.
 *
 *   w          n weights, each finite; scaled in place
 *   normalise  scale any sum, which must be above 0
 *
 * Sums of 1 and of 100 (points) pass, both within 1e-9 of themselves.
 *
 *   sum        out: what they sum to
 */
bool csat_weights(double *w, size_t n, bool normalise, double *sum);

#endif
