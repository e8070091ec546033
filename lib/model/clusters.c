#include "model/clusters.h"

#include <math.h>

#include "base/mem.h"
#include "num/fsum.h"

static double
square_between(const double *a, const double *b, size_t d)
{
	double s = 0;

	for (size_t f = 0; f < d; f++)
		s += (a[f] - b[f]) * (a[f] - b[f]);
	return s;
}

static double
square_to_centre(const struct clusters *c, size_t i, size_t j)
{
	double s = 0;

	for (size_t f = 0; f < c->d; f++) {
		double by = c->x[f][i] - c->centre[j * c->d + f];

		s += by * by;
	}
	return s;
}

static double
between(const struct clusters *c, size_t i, size_t j)
{
	double s = 0;

	for (size_t f = 0; f < c->d; f++)
		s += (c->x[f][i] - c->x[f][j]) * (c->x[f][i] - c->x[f][j]);
	return sqrt(s);
}

static double
silhouette(double a, double b)
{
	double most = a > b ? a : b;

	return most > 0 ? (b - a) / most : 0;
}

static double
simplified(const struct clusters *c, size_t i)
{
	double b = (double)INFINITY;

	for (size_t j = 0; j < c->k; j++)
		if (j != c->label[i])
			b = fmin(b, square_to_centre(c, i, j));
	return silhouette(sqrt(square_to_centre(c, i, c->label[i])), sqrt(b));
}

/* By point and cluster: the sum of distances. */
static double *
distance_sums(const struct clusters *c)
{
	double *sum = mem_zero(c->n * c->k, sizeof(*sum));

	for (size_t i = 0; i < c->n; i++)
		for (size_t j = i + 1; j < c->n; j++) {
			double d = between(c, i, j);

			sum[i * c->k + c->label[j]] += d;
			sum[j * c->k + c->label[i]] += d;
		}
	return sum;
}

static double
exact(const struct clusters *c, const size_t *size, const double *sum, size_t i)
{
	size_t own = c->label[i];
	double b = (double)INFINITY;

	if (size[own] == 1)
		return 0;
	for (size_t j = 0; j < c->k; j++)
		if (j != own && size[j] > 0)
			b = fmin(b, sum[i * c->k + j] / (double)size[j]);
	return silhouette(sum[i * c->k + own] / (double)(size[own] - 1), b);
}

static void
measure_silhouette(const struct clusters *c, struct clusters_quality *q)
{
	struct fsum *part = mem_zero(c->k, sizeof(*part)), all = {0};
	double *sum = q->simplified ? NULL : distance_sums(c);

	for (size_t i = 0; i < c->n; i++) {
		double s = q->simplified ? simplified(c, i)
					 : exact(c, q->size, sum, i);

		fsum_add(&part[c->label[i]], s);
		fsum_add(&all, s);
	}
	for (size_t j = 0; j < c->k; j++)
		if (q->size[j] > 0)
			q->silhouette[j] =
			    fsum_value(&part[j]) / (double)q->size[j];
	q->mean = fsum_value(&all) / (double)c->n;
	mem_free(part);
	mem_free(sum);
}

static void
measure_inertia(
    const struct clusters *c, struct clusters_quality *q, double *spread)
{
	struct fsum *part = mem_zero(c->k, sizeof(*part)), all = {0};
	struct fsum *far = mem_zero(c->k, sizeof(*far));

	for (size_t i = 0; i < c->n; i++) {
		double s = square_to_centre(c, i, c->label[i]);

		q->size[c->label[i]]++;
		fsum_add(&part[c->label[i]], s);
		fsum_add(&far[c->label[i]], sqrt(s));
		fsum_add(&all, s);
	}
	for (size_t j = 0; j < c->k; j++) {
		q->inertia[j] = fsum_value(&part[j]);
		spread[j] = fsum_value(&far[j]) / (double)q->size[j];
	}
	q->total = fsum_value(&all);
	mem_free(part);
	mem_free(far);
}

/* Of all points: what the centres explain, by what they leave. */
static double
calinski_harabasz(const struct clusters *c, const struct clusters_quality *q)
{
	double *mean = mem_zero(c->d, sizeof(*mean)), outer = 0;
	double n = (double)c->n, k = (double)c->k;

	for (size_t f = 0; f < c->d; f++)
		mean[f] = fsum_of(c->x[f], c->n) / n;
	for (size_t j = 0; j < c->k; j++)
		outer += (double)q->size[j] *
			 square_between(c->centre + j * c->d, mean, c->d);
	mem_free(mean);
	return q->total > 0 && n > k ? outer / (k - 1) / (q->total / (n - k))
				     : (double)NAN;
}

static double
davies_bouldin(const struct clusters *c, const double *spread)
{
	double sum = 0;

	for (size_t i = 0; i < c->k; i++) {
		double worst = 0;

		for (size_t j = 0; j < c->k; j++)
			if (j != i)
				worst = fmax(worst,
				    (spread[i] + spread[j]) /
					sqrt(
					    square_between(c->centre + i * c->d,
						c->centre + j * c->d, c->d)));
		sum += worst;
	}
	return sum / (double)c->k;
}

void
clusters_measure(const struct clusters *c, struct clusters_quality *q)
{
	double *spread = mem_zero(c->k, sizeof(*spread));

	*q = (struct clusters_quality){.mean = (double)NAN,
	    .ch = (double)NAN,
	    .db = (double)NAN,
	    .simplified = c->n > CLUSTERS_EXACT};
	q->size = mem_zero(c->k, sizeof(*q->size));
	q->inertia = mem_zero(c->k, sizeof(*q->inertia));
	q->silhouette = mem_zero(c->k, sizeof(*q->silhouette));
	for (size_t j = 0; j < c->k; j++)
		q->silhouette[j] = (double)NAN;
	measure_inertia(c, q, spread);
	if (c->k > 1 && c->n > 0) {
		measure_silhouette(c, q);
		q->ch = calinski_harabasz(c, q);
		q->db = davies_bouldin(c, spread);
	}
	mem_free(spread);
}

void
clusters_free(struct clusters_quality *q)
{
	mem_free(q->size);
	mem_free(q->inertia);
	mem_free(q->silhouette);
}
