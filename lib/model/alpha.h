/* alpha: how well the items of a scale hang together. */
#ifndef MODEL_ALPHA_H
#define MODEL_ALPHA_H

#include "model/answers.h"
#include "model/proportion.h"

struct alpha_item {
	double mean, sd;
	double total;   /* correlation with the sum of the other items */
	double dropped; /* alpha of the other items */
};

struct alpha {
	double n;          /* respondents with all items */
	double incomplete; /* others, left out */
	double alpha;
	struct interval at; /* Feldt's */
	double mean, sd;    /* of the sum of the items */
	const char *why;    /* why there is no alpha, or NULL */
};

/*
 * alpha_of: Cronbach's alpha k/(k-1) (1 - sum s_i^2 / s_T^2), with listwise
 * deletion: a respondent with any blank is left out and counted.
 *
 *   level   of the interval, 0 < level < 1
 *   item    out: s->k of them
 *
 * What is not defined is NaN: alpha and dropped of fewer than two items or of
 * a sum without variance, total where item or rest has no variance, all with
 * fewer than two respondents. why says which.
 *
 * Accuracy 1e-12 relative
 * Source   Cronbach (1951), Psychometrika 16, 297-334; Feldt (1965),
 *          Psychometrika 30, 357-370: (1 - alpha) / (1 - a) is F with
 *          n - 1 and (n - 1)(k - 1) degrees of freedom
 */
void alpha_of(const struct sample *s, double level, struct alpha *out,
    struct alpha_item *item);

/*
 * alpha_f_quantile: the x with P(F <= x) = p.
 *
 *   p        0 < p < 1
 *   df1, df2 degrees of freedom, >= 1
 *
 * Accuracy 1e-11 relative
 */
double alpha_f_quantile(double p, double df1, double df2);

#endif
