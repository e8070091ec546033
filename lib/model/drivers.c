#include "model/drivers.h"

#include <math.h>

#include "base/mem.h"
#include "num/dist.h"
#include "num/fsum.h"
#include "num/linalg.h"

/* Rows in which all the columns wanted are answered. */
static bool
has_all(const struct sample *s, size_t row, const size_t *col, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (isnan(s->x[row * s->k + col[i]]))
			return false;
	return true;
}

/* Means and covariances (sums of weights for a divisor) of some columns. */
struct joint {
	double n, size;
	double *mean, *cov;
};

static double
weigh(const struct sample *s, const size_t *col, size_t n, struct joint *j)
{
	struct fsum w = {0}, w2 = {0};

	for (size_t r = 0; r < s->n; r++)
		if (has_all(s, r, col, n)) {
			j->n += s->c[r];
			fsum_add(&w, s->c[r] * s->w[r]);
			fsum_add(&w2, s->c[r] * s->w[r] * s->w[r]);
		}
	j->size = kish_n(fsum_value(&w), fsum_value(&w2));
	return fsum_value(&w);
}

static double
mean_of(const struct sample *s, const size_t *col, size_t n, size_t k,
    double weight)
{
	struct fsum sum = {0};

	for (size_t r = 0; r < s->n; r++)
		if (has_all(s, r, col, n))
			fsum_add(
			    &sum, s->c[r] * s->w[r] * s->x[r * s->k + col[k]]);
	return fsum_value(&sum) / weight;
}

static double
cov_of(const struct sample *s, const size_t *col, size_t n, size_t a, size_t b,
    const double *mean, double weight)
{
	struct fsum sum = {0};

	for (size_t r = 0; r < s->n; r++) {
		const double *x = s->x + r * s->k;

		if (has_all(s, r, col, n))
			fsum_add(&sum, s->c[r] * s->w[r] *
					   (x[col[a]] - mean[a]) *
					   (x[col[b]] - mean[b]));
	}
	return fsum_value(&sum) / weight;
}

static void
joint_init(struct joint *j, const struct sample *s, const size_t *col, size_t n)
{
	double weight;

	*j = (struct joint){.mean = mem_zero(n, sizeof(double)),
	    .cov = mem_zero(n * n, sizeof(double))};
	weight = weigh(s, col, n, j);
	if (!(weight > 0))
		return;
	for (size_t a = 0; a < n; a++)
		j->mean[a] = mean_of(s, col, n, a, weight);
	for (size_t a = 0; a < n; a++)
		for (size_t b = 0; b <= a; b++) {
			double v = cov_of(s, col, n, a, b, j->mean, weight);

			/* The rounding of the mean is no variance. */
			if (a == b &&
			    v <= 1e-28 * (1 + j->mean[a] * j->mean[a]))
				v = 0;
			j->cov[a * n + b] = j->cov[b * n + a] = v;
		}
}

static void
joint_free(struct joint *j)
{
	mem_free(j->mean);
	mem_free(j->cov);
}

static double
bound(double r)
{
	return r > 1 ? 1 : r < -1 ? -1 : r;
}

static struct interval
fisher(double r, double size, double level)
{
	double half;

	if (size <= 3)
		return (struct interval){(double)NAN, (double)NAN};
	if (fabs(r) == 1)
		return (struct interval){r, r};
	half = proportion_z(level) / sqrt(size - 3);
	return (struct interval){tanh(atanh(r) - half), tanh(atanh(r) + half)};
}

static double
p_of_t(double t, double df)
{
	return df >= 1 ? 2 * dist_t_cdf(-fabs(t), df) : (double)NAN;
}

void
drivers_correlation(const struct sample *s, size_t x, size_t y, double level,
    struct drivers_weight *out)
{
	struct joint j;
	double r, df;

	joint_init(&j, s, (const size_t[]){x, y}, 2);
	*out = (struct drivers_weight){.n = j.n,
	    .value = (double)NAN,
	    .at = {(double)NAN, (double)NAN},
	    .p = (double)NAN};
	if (j.cov[0] > 0 && j.cov[3] > 0) {
		r = bound(j.cov[1] / sqrt(j.cov[0] * j.cov[3]));
		df = j.size - 2;
		out->value = r;
		out->at = fisher(r, j.size, level);
		out->p = fabs(r) < 1 ? p_of_t(r * sqrt(df / (1 - r * r)), df)
			 : df >= 1   ? 0
				     : (double)NAN;
	}
	joint_free(&j);
}

/* Correlations in place of the covariances; false when one is missing. */
static bool
standardise(struct joint *j, size_t n)
{
	double *sd = mem_resize(NULL, n, sizeof(*sd));
	bool ok = true;

	for (size_t a = 0; a < n; a++) {
		sd[a] = sqrt(j->cov[a * n + a]);
		ok &= sd[a] > 0;
	}
	for (size_t a = 0; ok && a < n; a++)
		for (size_t b = 0; b < n; b++)
			j->cov[a * n + b] =
			    a == b ? 1 : j->cov[a * n + b] / (sd[a] * sd[b]);
	mem_free(sd);
	return ok;
}

/* b and (R^-1)_ii; false when the items are collinear. */
static bool
solve(const struct joint *j, size_t items, double *b, double *diagonal)
{
	size_t n = items + 1;
	double *l = mem_resize(NULL, items * items, sizeof(*l));
	double *inverse = mem_resize(NULL, items * items, sizeof(*inverse));
	bool ok;

	for (size_t i = 0; i < items; i++) {
		for (size_t k = 0; k < items; k++)
			l[i * items + k] = j->cov[i * n + k];
		b[i] = j->cov[items * n + i];
	}
	ok = linalg_chol(l, items);
	if (ok) {
		linalg_solve(l, items, b);
		linalg_inverse(l, items, inverse);
		for (size_t i = 0; i < items; i++)
			diagonal[i] = inverse[i * items + i];
	}
	mem_free(l);
	mem_free(inverse);
	return ok;
}

static void
conclude(const struct joint *j, size_t items, double level, const double *b,
    const double *diagonal, struct drivers_fit *fit, struct drivers_weight *out)
{
	double df = j->size - (double)items - 1, r2 = 0;

	for (size_t i = 0; i < items; i++)
		r2 += b[i] * j->cov[items * (items + 1) + i];
	/* An exact fit is exact: what is left over is rounding. */
	fit->r2 = r2 < 0 ? 0 : r2 > 1 - 1e-12 ? 1 : r2;
	for (size_t i = 0; i < items; i++) {
		double se = sqrt((1 - fit->r2) * diagonal[i] / df), half;

		out[i].value = fabs(b[i]) < 1e-12 ? 0 : b[i];
		if (df < 1)
			continue;
		half = dist_t_quantile(1 - (1 - level) / 2, df) * se;
		out[i].at = (struct interval){b[i] - half, b[i] + half};
		out[i].p = se > 0 ? p_of_t(b[i] / se, df) : (double)NAN;
	}
}

void
drivers_beta(const struct sample *s, double level, struct drivers_fit *fit,
    struct drivers_weight *out)
{
	size_t items = s->k - 1;
	size_t *col = mem_resize(NULL, s->k, sizeof(*col));
	double *b = mem_zero(2 * items, sizeof(*b));
	struct joint j;

	for (size_t i = 0; i < s->k; i++)
		col[i] = i;
	joint_init(&j, s, col, s->k);
	*fit = (struct drivers_fit){.n = j.n, .r2 = (double)NAN};
	for (size_t i = 0; i < items; i++)
		out[i] = (struct drivers_weight){.n = j.n,
		    .value = (double)NAN,
		    .at = {(double)NAN, (double)NAN},
		    .p = (double)NAN};
	if (j.size <= (double)items + 1)
		fit->why = "too few respondents";
	else if (!standardise(&j, s->k))
		fit->why = "no variance";
	else if (!solve(&j, items, b, b + items))
		fit->why = "collinear items";
	else
		conclude(&j, items, level, b, b + items, fit, out);
	joint_free(&j);
	mem_free(b);
	mem_free(col);
}

enum drivers_quadrant
drivers_quadrant(double importance, double performance, double cut_importance,
    double cut_performance)
{
	if (isnan(importance) || isnan(performance) || isnan(cut_importance) ||
	    isnan(cut_performance))
		return DRIVERS_UNKNOWN;
	if (importance >= cut_importance)
		return performance >= cut_performance ? DRIVERS_KEEP_UP
						      : DRIVERS_CONCENTRATE;
	return performance >= cut_performance ? DRIVERS_OVERKILL
					      : DRIVERS_LOW_PRIORITY;
}
