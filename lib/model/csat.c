#include "model/csat.h"

#include <math.h>

#include "base/mem.h"
#include "num/fsum.h"

void
csat_share(const struct sample *s, size_t item, double from, double z,
    struct csat_share *out)
{
	struct fsum all = {0}, squares = {0}, top = {0};

	*out = (struct csat_share){
	    .share = (double)NAN, .at = {(double)NAN, (double)NAN}};
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
	if (!(fsum_value(&all) > 0))
		return;
	out->size = kish_n(fsum_value(&all), fsum_value(&squares));
	out->share =
	    out->hits == out->n ? 1 : fsum_value(&top) / fsum_value(&all);
	out->at = proportion_wilson(out->share * out->size, out->size, z);
}

/* What there is of an item. */
struct part {
	double n, weight, mean;
};

static struct part
item_part(const struct sample *s, size_t item)
{
	struct fsum sum = {0}, all = {0};
	struct part out = {.mean = (double)NAN};

	for (size_t i = 0; i < s->n; i++) {
		double x = s->x[i * s->k + item], w = s->c[i] * s->w[i];

		if (isnan(x))
			continue;
		out.n += s->c[i];
		fsum_add(&sum, w * x);
		fsum_add(&all, w);
	}
	out.weight = fsum_value(&all);
	if (out.weight > 0)
		out.mean = fsum_value(&sum) / out.weight;
	return out;
}

double
csat_average(const struct sample *s, size_t item)
{
	return item_part(s, item).mean;
}

/* What a row adds to the error of the result, but for its weight. */
static double
contribution(const struct sample *s, size_t row, const double *a,
    const struct part *part)
{
	const double *x = s->x + row * s->k;
	double sum = 0;

	for (size_t k = 0; k < s->k; k++)
		if (a[k] != 0 && !isnan(x[k]))
			sum += a[k] * (x[k] - part[k].mean) / part[k].weight;
	return sum;
}

/* How many respondents it is of, and their effective number. */
static void
count(const struct sample *s, const double *a, struct csat_mean *out)
{
	struct fsum sum_w = {0}, sum_w2 = {0};

	for (size_t i = 0; i < s->n; i++) {
		double c = s->c[i], w = s->w[i];
		bool any = false;

		for (size_t k = 0; k < s->k; k++)
			any |= a[k] != 0 && !isnan(s->x[i * s->k + k]);
		if (!any)
			continue;
		out->n += c;
		fsum_add(&sum_w, c * w);
		fsum_add(&sum_w2, c * w * w);
	}
	out->size = kish_n(fsum_value(&sum_w), fsum_value(&sum_w2));
}

static void
spread(const struct sample *s, const double *a, const struct part *part,
    double level, struct csat_mean *out)
{
	struct fsum square = {0};

	for (size_t i = 0; i < s->n; i++) {
		double e = s->w[i] * contribution(s, i, a, part);

		fsum_add(&square, s->c[i] * e * e);
	}
	if (out->n < 2 || !(out->size > 1))
		return;
	out->se = sqrt(fsum_value(&square) * out->size / (out->size - 1));
	/* The rounding of a mean is no spread. */
	if (out->se < 1e-14 * (1 + fabs(out->value)))
		out->se = 0;
	out->at = mean_interval(
	    out->value, out->se * out->se * out->size, out->size, level);
}

void
csat_linear(const struct sample *s, const double *a, double level,
    struct csat_mean *out)
{
	struct part *part = mem_zero(s->k, sizeof(*part));
	struct fsum value = {0};
	bool known = false, spreads = true;

	*out = (struct csat_mean){.value = (double)NAN,
	    .se = (double)NAN,
	    .at = {(double)NAN, (double)NAN}};
	for (size_t k = 0; k < s->k; k++) {
		if (a[k] == 0)
			continue;
		part[k] = item_part(s, k);
		known = true;
		spreads &= part[k].n >= 2;
		fsum_add(&value, a[k] * part[k].mean);
	}
	if (known)
		out->value = fsum_value(&value);
	count(s, a, out);
	if (spreads && !isnan(out->value))
		spread(s, a, part, level, out);
	mem_free(part);
}

void
csat_item(
    const struct sample *s, size_t item, double level, struct csat_mean *out)
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
		return (double)NAN;
	return sqrt(
	    fsum_value(&square) / fsum_value(&sum_w) * size / (size - 1));
}

double
csat_rescale(const struct csat_scale *scale, double x)
{
	return (x - scale->min) / (scale->max - scale->min) * 100;
}

struct interval
csat_rescaled(const struct csat_scale *scale, struct interval at)
{
	return (struct interval){
	    csat_rescale(scale, at.low), csat_rescale(scale, at.high)};
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
