/*
 * drivers: which items an overall answer hangs on, and whether they perform:
 * importance against performance, in four quadrants.
 */
#ifndef MODEL_DRIVERS_H
#define MODEL_DRIVERS_H

#include <stdbool.h>

#include "model/answers.h"
#include "model/proportion.h"

struct drivers_weight {
	double n;     /* respondents it is of */
	double value; /* NaN where it is not defined */
	struct interval at;
	double p; /* two-sided, against 0 */
};

/*
 * drivers_correlation: Pearson's r of two columns, respondents with both.
 *
 *   level   of the interval, by Fisher's z; empty below 4 respondents
 *
 * p is of Student's t with size - 2 degrees of freedom. NaN where a column
 * does not vary. Accuracy 1e-12.
 */
void drivers_correlation(const struct sample *s, size_t x, size_t y,
    double level, struct drivers_weight *out);

/* What a regression says as a whole. */
struct drivers_fit {
	double n;  /* respondents with all columns */
	double r2; /* share of the variance explained; NaN if not defined */
	const char *why; /* why there is no fit, or NULL */
};

/*
 * drivers_beta: standardised coefficients of ordinary least squares of
 * column y on all columns before it, listwise.
 *
 *   y      the last column: s->k - 1
 *   out    y of them; intervals and p by Student's t, n - y - 1 degrees of
 *          freedom, the standard deviations taken as known
 *
 * With R the correlations of the items and r theirs with y: b = R^-1 r,
 * R^2 = b'r, se_i^2 = (1 - R^2) (R^-1)_ii / (n - y - 1).
 *
 * Accuracy 1e-9 relative unless items are all but collinear, which is told
 */
void drivers_beta(const struct sample *s, double level, struct drivers_fit *fit,
    struct drivers_weight *out);

/* The quadrants of importance and performance, each at or above its cut. */
enum drivers_quadrant {
	DRIVERS_KEEP_UP,      /* important, performs */
	DRIVERS_CONCENTRATE,  /* important, does not */
	DRIVERS_LOW_PRIORITY, /* neither */
	DRIVERS_OVERKILL,     /* performs, not important */
	DRIVERS_UNKNOWN       /* one of the two is NaN */
};

enum drivers_quadrant drivers_quadrant(double importance, double performance,
    double cut_importance, double cut_performance);

#endif
