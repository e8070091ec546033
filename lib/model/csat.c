#include "model/csat.h"

#include <math.h>

#include "base/mem.h"
#include "num/fsum.h"

void
csat_share(const struct sample *s, size_t item, double from, double z,
    struct csat_share *out)
{
	struct fsum all = {0}, squares = {0}, top = {0};

	*out = (struct csat_share){.share = NAN, .at = {NAN, NAN}};
	for (size_t i = 0; i < s->n; i++) {
		double x = s->x[i * s->k + item], w = s->w[i], c = s->c[i];

		if (isnan(x))
			continue;
		out->n += c;
		fsum_add(&all, c * w);
		fsum_add(&squares, c * w * w);
		if (x >= from) {
			out->hits += c;
			fsum_add(&top, c * w);
		}
	}
	if (out->n == 0)
		return;
	out->size = kish_n(fsum_value(&all), fsum_value(&squares));
	out->share = out->hits == out->n ? 1
	    : fsum_value(&top) / fsum_value(&all);
	out->at = proportion_wilson(out->share * out->size, out->size, z);
}

/* The weight of the answers to an item, and their mean. */
static double
item_mean(const struct sample *s, size_t item, double *weight)
{
	struct fsum sum = {0}, all = {0};

	for (size_t i = 0; i < s->n; i++) {
		double x = s->x[i * s->k + item], w = s->c[i] * s->w[i];

		if (isnan(x))
			continue;
		fsum_add(&sum, w * x);
		fsum_add(&all, w);
	}
	*weight = fsum_value(&all);
	return *weight > 0 ? fsum_value(&sum) / *weight : (double)NAN;
}

double
csat_average(const struct sample *s, size_t item)
{
	double weight;

	return item_mean(s, item, &weight);
}

/* How many of a row's items with a coefficient were answered, and what the
 * row adds to the error of the result, but for its weight. */
static double
contribution(const struct sample *s, size_t row, const double *a,
    const double *mean, const double *weight, bool *any)
{
	const double *x = s->x + row * s->k;
	double sum = 0;

	*any = false;
	for (size_t k = 0; k < s->k; k++)
		if (a[k] != 0 && !isnan(x[k])) {
			*any = true;
			sum += a[k] * (x[k] - mean[k]) / weight[k];
		}
	return sum;
}

static void
spread(const struct sample *s, const double *a, const double *mean,
    const double *weight, struct csat_mean *out)
{
	struct fsum square = {0}, sum_w = {0}, sum_w2 = {0};
	bool any;

	for (size_t i = 0; i < s->n; i++) {
		double c = s->c[i], w = s->w[i];
		double e = w * contribution(s, i, a, mean, weight, &any);

		if (!any)
			continue;
		out->n += c;
		fsum_add(&square, c * e * e);
		fsum_add(&sum_w, c * w);
		fsum_add(&sum_w2, c * w * w);
	}
	out->size = kish_n(fsum_value(&sum_w), fsum_value(&sum_w2));
	if (out->n < 2 || !(out->size > 1))
		return;
	out->se = sqrt(fsum_value(&square) * out->size / (out->size - 1));
}

void
csat_linear(const struct sample *s, const double *a, double level,
    struct csat_mean *out)
{
	double *mean = mem_resize(NULL, 2 * s->k, sizeof(*mean));
	double *weight = mean + s->k;
	struct fsum value = {0};
	bool known = true;

	*out = (struct csat_mean){.value = NAN, .se = NAN, .at = {NAN, NAN}};
	for (size_t k = 0; k < s->k; k++) {
		if (a[k] == 0)
			continue;
		mean[k] = item_mean(s, k, &weight[k]);
		known &= !isnan(mean[k]);
		if (known)
			fsum_add(&value, a[k] * mean[k]);
	}
	spread(s, a, mean, weight, out);
	if (known && out->n > 0) {
		out->value = fsum_value(&value);
		if (!isnan(out->se))
			out->at = mean_interval(out->value,
			    out->se * out->se * out->size, out->size, level);
	} else {
		out->se = NAN;
	}
	mem_free(mean);
}

void
csat_item(const struct sample *s, size_t item, double level,
    struct csat_mean *out)
{
	double *a = mem_zero(s->k, sizeof(*a));

	a[item] = 1;
	csat_linear(s, a, level, out);
	mem_free(a);
}

double
csat_deviation(const struct sample *s, size_t item)
{
	struct fsum square = {0}, sum_w = {0}, sum_w2 = {0};
	double mean = csat_average(s, item), size;

	for (size_t i = 0; i < s->n; i++) {
		double d = s->x[i * s->k + item] - mean;

		if (isnan(d))
			continue;
		fsum_add(&square, s->c[i] * s->w[i] * d * d);
		fsum_add(&sum_w, s->c[i] * s->w[i]);
		fsum_add(&sum_w2, s->c[i] * s->w[i] * s->w[i]);
	}
	size = kish_n(fsum_value(&sum_w), fsum_value(&sum_w2));
	if (!(size > 1))
		return NAN;
	return sqrt(fsum_value(&square) / fsum_value(&sum_w) * size /
	    (size - 1));
}

double
csat_rescale(const struct csat_scale *scale, double x)
{
	return (x - scale->min) / (scale->max - scale->min) * 100;
}

struct interval
csat_rescaled(const struct csat_scale *scale, struct interval at)
{
	return (struct interval){csat_rescale(scale, at.low),
	    csat_rescale(scale, at.high)};
}

bool
csat_weights(double *w, size_t n, bool normalise, double *sum)
{
	double total = fsum_of(w, n);

	*sum = total;
	if (normalise ? !(total > 0) || isinf(total)
		: fabs(total - 1) > 1e-9 && fabs(total - 100) > 1e-7)
		return false;
	for (size_t i = 0; i < n; i++)
		w[i] /= total;
	return true;
}
