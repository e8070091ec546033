#include "model/kmeans.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "base/sort.h"
#include "model/lloyd.h"
#include "num/rng.h"

static void
copy_point(const struct lloyd *w, size_t i, double *centre)
{
	for (size_t f = 0; f < w->d; f++)
		centre[f] = w->x[f][i];
}

static double
whole(const struct lloyd *w)
{
	double sum = 0;

	for (size_t k = 0; k < w->chunks; k++)
		sum += w->partial[2 * k * w->stride];
	return sum;
}

/* The point where the running sum of near passes u of the whole. */
static size_t
draw(const struct lloyd *w, const double *sum, double all, double u)
{
	double left = u * all;
	size_t c = 0, i, last;

	while (c + 1 < w->chunks && left >= sum[c])
		left -= sum[c++];
	i = last = c * LLOYD_CHUNK;
	for (; i < w->n; i++) {
		if (w->near[i] > 0)
			last = i;
		if (w->near[i] > 0 && left < w->near[i])
			return i;
		left -= w->near[i];
	}
	/* Rounding: the last point before that is on no centre. */
	while (last > 0 && !(w->near[last] > 0))
		last--;
	return last;
}

/* Of some points drawn the one that leaves least to be done. */
static void
next_centre(struct lloyd *w, double *sum, double *centre, struct rng *r)
{
	double all = whole(w), least = (double)INFINITY;
	size_t best = 0, tries = 2;

	for (size_t k = w->k; k > 2; k /= 3)
		tries++;
	for (size_t c = 0; c < w->chunks; c++)
		sum[c] = w->partial[2 * c * w->stride];
	w->task = LLOYD_TRY;
	w->centre = centre;
	for (size_t t = 0; t < tries; t++) {
		size_t i = draw(w, sum, all, rng_uniform(r));
		double left;

		copy_point(w, i, centre);
		lloyd_run(w);
		left = whole(w);
		if (left < least) {
			least = left;
			best = i;
		}
	}
	copy_point(w, best, centre);
}

static void
seed(struct lloyd *w, struct kmeans *fit, struct rng *r)
{
	double *sum = mem_resize(NULL, w->chunks, sizeof(*sum));

	for (size_t i = 0; i < w->n; i++)
		w->near[i] = (double)INFINITY;
	copy_point(w, (size_t)rng_below(r, w->n), fit->centre);
	for (size_t j = 1; j < w->k; j++) {
		w->task = LLOYD_ADD;
		w->centre = fit->centre + (j - 1) * w->d;
		lloyd_run(w);
		next_centre(w, sum, fit->centre + j * w->d, r);
	}
	mem_free(sum);
}

/* What scikit-learn stops at: 1e-4 of the mean variance of a feature. */
static double
tolerance(const double *const *x, size_t n, size_t d)
{
	double sum = 0;

	for (size_t f = 0; f < d; f++) {
		double mean = 0, square = 0;

		for (size_t i = 0; i < n; i++)
			mean += x[f][i];
		mean /= (double)n;
		for (size_t i = 0; i < n; i++)
			square += (x[f][i] - mean) * (x[f][i] - mean);
		sum += square / (double)n;
	}
	return 1e-4 * sum / (double)d;
}

static int
centre_order(const double *a, const double *b, size_t d)
{
	for (size_t f = 0; f < d; f++)
		if (a[f] != b[f])
			return a[f] < b[f] ? -1 : 1;
	return 0;
}

static void
sort_centres(struct kmeans *fit)
{
	size_t bytes = fit->d * sizeof(double);
	double *one = mem_alloc(bytes);

	for (size_t i = 1; i < fit->k; i++) {
		size_t j = i;

		memcpy(one, fit->centre + i * fit->d, bytes);
		for (; j > 0 && centre_order(fit->centre + (j - 1) * fit->d,
				    one, fit->d) > 0;
		     j--)
			memcpy(fit->centre + j * fit->d,
			    fit->centre + (j - 1) * fit->d, bytes);
		memcpy(fit->centre + j * fit->d, one, bytes);
	}
	mem_free(one);
}

static void
fit_sorted(const double *const *x, size_t n, size_t d,
    const struct kmeans_form *form, struct kmeans *fit)
{
	struct lloyd w = lloyd_new(x, n, d, form);
	struct kmeans one = *fit;
	double tol = n > KMEANS_SMALL ? tolerance(x, n, d) : 0;
	size_t most = form->iterations != 0 ? form->iterations : LLOYD_USUAL;

	w.near = mem_resize(NULL, n, sizeof(double));
	one.centre = mem_resize(NULL, form->k * d, sizeof(double));
	fit->inertia = (double)INFINITY;
	for (size_t i = 0; i < form->restarts; i++) {
		struct rng r;
		double *spare = fit->centre;

		rng_init(&r, form->seed, i);
		one.iterations = 0;
		seed(&w, &one, &r);
		lloyd_iterate(&w, &one, tol, most);
		if (one.inertia < fit->inertia) {
			*fit = one;
			one.centre = spare;
		}
	}
	if (!fit->settled)
		lloyd_iterate(&w, fit, 0, most);
	mem_free(one.centre);
	lloyd_free(&w);
}

struct columns {
	const double *const *x;
	size_t d;
};

static int
point_order(uint32_t a, uint32_t b, void *arg)
{
	const struct columns *c = arg;

	for (size_t f = 0; f < c->d; f++)
		if (c->x[f][a] != c->x[f][b])
			return c->x[f][a] < c->x[f][b] ? -1 : 1;
	return 0;
}

size_t
kmeans_sort(const double *const *x, size_t n, size_t d, double **sorted)
{
	uint32_t *index = mem_resize(NULL, n, sizeof(*index));
	struct columns c = {x, d};
	size_t distinct = n > 0;

	for (size_t i = 0; i < n; i++)
		index[i] = (uint32_t)i;
	sort_index(index, n, point_order, &c);
	for (size_t i = 1; i < n; i++)
		distinct += point_order(index[i - 1], index[i], &c) != 0;
	for (size_t f = 0; f < d; f++) {
		sorted[f] = mem_resize(NULL, n, sizeof(double));
		for (size_t i = 0; i < n; i++)
			sorted[f][i] = x[f][index[i]];
	}
	mem_free(index);
	return distinct;
}

bool
kmeans_fit(const double *const *x, size_t n, size_t d,
    const struct kmeans_form *form, struct kmeans *fit, size_t *distinct)
{
	double **sorted = mem_zero(d, sizeof(*sorted));
	bool ok;

	*fit = (struct kmeans){.k = form->k, .d = d};
	*distinct = kmeans_sort(x, n, d, sorted);
	ok = *distinct >= form->k;
	if (ok) {
		fit->centre = mem_resize(NULL, form->k * d, sizeof(double));
		fit_sorted((const double *const *)sorted, n, d, form, fit);
		sort_centres(fit);
	}
	for (size_t f = 0; f < d; f++)
		mem_free(sorted[f]);
	mem_free(sorted);
	return ok;
}

void
kmeans_lloyd(const double *const *x, size_t n, size_t d,
    const struct kmeans_form *form, struct kmeans *fit)
{
	struct lloyd w = lloyd_new(x, n, d, form);

	lloyd_iterate(&w, fit, 0, form->iterations);
	lloyd_free(&w);
}

void
kmeans_free(struct kmeans *fit)
{
	mem_free(fit->centre);
	fit->centre = NULL;
}

size_t
kmeans_nearest(const struct kmeans *fit, const double *point, double *square)
{
	double least = (double)INFINITY;
	size_t best = 0;

	for (size_t j = 0; j < fit->k; j++) {
		const double *c = fit->centre + j * fit->d;
		double s = 0;

		for (size_t f = 0; f < fit->d; f++)
			s += (point[f] - c[f]) * (point[f] - c[f]);
		if (s < least) {
			least = s;
			best = j;
		}
	}
	if (square != NULL)
		*square = least;
	return best;
}
