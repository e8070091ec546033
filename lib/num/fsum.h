/* fsum: sums and moments that keep their digits whatever the order of size. */
#ifndef NUM_FSUM_H
#define NUM_FSUM_H

#include <math.h>
#include <stddef.h>

/* A running sum and the digits it has lost so far. Zeroed is 0. */
struct fsum {
	double sum;
	double lost;
};

/*
 * fsum_add: adds v, keeping what rounding would drop.
 *
 * Accuracy n terms: 2^-53 of the sum + n 2^-106 of the sum of magnitudes
 * Source   Neumaier (1974), ZAMM 54, 39-51
 */
static inline void
fsum_add(struct fsum *s, double v)
{
	double t = s->sum + v;

	if (fabs(s->sum) >= fabs(v))
		s->lost += (s->sum - t) + v;
	else
		s->lost += (v - t) + s->sum;
	s->sum = t;
}

/* Adds another sum, and what that has lost. */
static inline void
fsum_join(struct fsum *s, const struct fsum *other)
{
	fsum_add(s, other->sum);
	s->lost += other->lost;
}

/* The sum so far; infinities and NaN come out as plain addition has them. */
static inline double
fsum_value(const struct fsum *s)
{
	return isfinite(s->lost) ? s->sum + s->lost : s->sum;
}

double fsum_of(const double *v, size_t n);

/* Count, mean and squared deviations of values seen so far. Zeroed is none. */
struct moments {
	double n;
	double mean;
	double m2;
};

/* Source  Welford (1962), Technometrics 4, 419-420. */
void moments_add(struct moments *m, double v);

/* The unbiased variance, m2/(n-1); NaN below two values. */
double moments_var(const struct moments *m);

/* The same of two columns at once, with their co-moment. Zeroed is none. */
struct comoments {
	double n;
	double mean_x, mean_y;
	double xx, yy, xy;
};

void comoments_add(struct comoments *m, double x, double y);

/* Pearson's r, within [-1, 1]; NaN when a column is constant or n < 2. */
double comoments_corr(const struct comoments *m);

#endif
