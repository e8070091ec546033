/*
 * alpha: all figures come from one covariance matrix of the items, whose
 * entries are sums over centred values: with T the sum of all items,
 * var(T - x_i) = var(T) - 2 cov(x_i, T) + var(x_i).
 */
#include "model/alpha.h"

#include <math.h>
#include <stdbool.h>

#include "base/mem.h"
#include "num/fsum.h"
#include "num/special.h"

double
alpha_f_quantile(double p, double df1, double df2)
{
	double low = 0, high = 1, u;

	/* F = df2 u / (df1 (1 - u)), u beta distributed. */
	for (int i = 0; i < 200 && low < high; i++) {
		u = low + (high - low) / 2;
		if (u <= low || u >= high)
			break;
		if (special_betainc(df1 / 2, df2 / 2, u) < p)
			low = u;
		else
			high = u;
	}
	return df2 * high / (df1 * (1 - high));
}

/* Complete rows: their weights' sums, the means, and the covariances. */
struct matrix {
	size_t k;
	double n, size;
	double *mean; /* k */
	double *cov;  /* k x k */
	double *with; /* k: covariance of each item with the sum */
	double total; /* variance of the sum */
};

static bool
is_complete(const struct sample *s, size_t row)
{
	for (size_t k = 0; k < s->k; k++)
		if (isnan(s->x[row * s->k + k]))
			return false;
	return true;
}

static double
sum_weights(const struct sample *s, struct matrix *m)
{
	struct fsum w = {0}, w2 = {0};

	for (size_t i = 0; i < s->n; i++) {
		if (!is_complete(s, i))
			continue;
		m->n += s->c[i];
		fsum_add(&w, s->c[i] * s->w[i]);
		fsum_add(&w2, s->c[i] * s->w[i] * s->w[i]);
	}
	m->size = kish_n(fsum_value(&w), fsum_value(&w2));
	return fsum_value(&w);
}

static double
mean_of(const struct sample *s, size_t k, double weight)
{
	struct fsum sum = {0};

	for (size_t i = 0; i < s->n; i++)
		if (is_complete(s, i))
			fsum_add(&sum, s->c[i] * s->w[i] * s->x[i * s->k + k]);
	return fsum_value(&sum) / weight;
}

static double
cov_of(const struct sample *s, const struct matrix *m, size_t i, size_t j,
    double weight)
{
	struct fsum sum = {0};

	for (size_t r = 0; r < s->n; r++) {
		const double *x = s->x + r * s->k;

		if (is_complete(s, r))
			fsum_add(&sum, s->c[r] * s->w[r] * (x[i] - m->mean[i]) *
					   (x[j] - m->mean[j]));
	}
	return fsum_value(&sum) / weight * m->size / (m->size - 1);
}

/* A variance that is only the rounding of the mean is none. */
static double
clean(double variance, double mean)
{
	return variance > 1e-28 * (1 + mean * mean) ? variance : 0;
}

static void
matrix_init(struct matrix *m, const struct sample *s)
{
	double weight;

	*m = (struct matrix){.k = s->k};
	m->mean = mem_zero(s->k, sizeof(*m->mean));
	m->cov = mem_zero(s->k * s->k, sizeof(*m->cov));
	m->with = mem_zero(s->k, sizeof(*m->with));
	weight = sum_weights(s, m);
	for (size_t i = 0; i < s->k; i++)
		m->mean[i] = mean_of(s, i, weight);
	if (!(m->size > 1))
		return;
	for (size_t i = 0; i < s->k; i++)
		for (size_t j = 0; j <= i; j++) {
			double v = cov_of(s, m, i, j, weight);

			if (i == j)
				v = clean(v, m->mean[i]);
			m->cov[i * s->k + j] = m->cov[j * s->k + i] = v;
		}
	for (size_t i = 0; i < s->k; i++) {
		m->with[i] = fsum_of(m->cov + i * s->k, s->k);
		m->total += m->with[i];
	}
	m->total = clean(m->total, fsum_of(m->mean, s->k));
}

static void
matrix_free(struct matrix *m)
{
	mem_free(m->mean);
	mem_free(m->cov);
	mem_free(m->with);
}

static double
cronbach(double k, double items, double total)
{
	double alpha = k / (k - 1) * (1 - items / total);

	if (!(k >= 2 && total > 0))
		return (double)NAN;
	/* Items that do not correlate: what is left is rounding. */
	return fabs(alpha) < 1e-13 ? 0 : alpha;
}

static void
one_item(const struct matrix *m, size_t i, double items, struct alpha_item *out)
{
	double own = m->cov[i * m->k + i];
	double rest = clean(m->total - 2 * m->with[i] + own, m->mean[i]);

	*out = (struct alpha_item){.mean = m->n > 0 ? m->mean[i] : (double)NAN,
	    .sd = (double)NAN,
	    .total = (double)NAN,
	    .dropped = (double)NAN};
	if (!(m->size > 1))
		return;
	out->sd = sqrt(own);
	out->dropped = cronbach((double)m->k - 1, items - own, rest);
	if (own > 0 && rest > 0)
		out->total = (m->with[i] - own) / sqrt(own * rest);
}

static const char *
problem(const struct matrix *m)
{
	if (!(m->size > 1))
		return "fewer than 2 respondents";
	if (m->k < 2)
		return "one item";
	return m->total > 0 ? NULL : "no variance";
}

static struct interval
feldt(double alpha, double n, double k, double level)
{
	double df1 = n - 1, df2 = (n - 1) * (k - 1), p = (1 - level) / 2;

	if (isnan(alpha) || df1 < 1)
		return (struct interval){(double)NAN, (double)NAN};
	return (struct interval){
	    1 - (1 - alpha) * alpha_f_quantile(1 - p, df1, df2),
	    1 - (1 - alpha) * alpha_f_quantile(p, df1, df2)};
}

void
alpha_of(const struct sample *s, double level, struct alpha *out,
    struct alpha_item *item)
{
	struct matrix m;
	struct fsum items = {0};

	matrix_init(&m, s);
	for (size_t i = 0; i < s->k; i++)
		fsum_add(&items, m.cov[i * s->k + i]);
	*out = (struct alpha){.n = m.n,
	    .incomplete = sample_incomplete(s),
	    .mean = m.n > 0 ? fsum_of(m.mean, s->k) : (double)NAN,
	    .sd = m.size > 1 ? sqrt(m.total) : (double)NAN,
	    .alpha = (double)NAN,
	    .why = problem(&m)};
	if (m.size > 1)
		out->alpha =
		    cronbach((double)s->k, fsum_value(&items), m.total);
	out->at = feldt(out->alpha, m.size, (double)s->k, level);
	for (size_t i = 0; i < s->k; i++)
		one_item(&m, i, fsum_value(&items), &item[i]);
	matrix_free(&m);
}
