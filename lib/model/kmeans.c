#include "model/kmeans.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

#include "base/mem.h"
#include "base/sort.h"
#include "model/nearest.h"
#include "num/rng.h"

/* Points of a chunk make one partial sum; those of a block stay in cache. */
enum { BLOCK = NEAREST_BLOCK, CHUNK = 16 * BLOCK, USUAL_ITERATIONS = 300 };

struct work {
	const double *const *x; /* in order */
	size_t n, d, k, chunks, threads;
	const double *centre;
	unsigned char *label;
	double *near; /* n squared distances to the nearest centre so far */
	enum { ASSIGN, TRY, ADD } task; /* with centre, TRY and ADD a new one */
	double *partial; /* by chunk two: k of d sums and n, inertia, moved */
	size_t stride;   /* of one */
};

/* Points take turns between two sums, or each would wait for the last. */
static void
sum_block(const struct work *w, size_t from, size_t n,
    const struct nearest *near, double *partial)
{
	double inertia = 0, *sum[2] = {partial, partial + w->stride};
	size_t moved = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned char at = (unsigned char)near->centre[i];
		double *to = sum[i & 1] + at * (w->d + 1);

		moved += at != w->label[from + i];
		w->label[from + i] = at;
		inertia += near->square[i];
		to[w->d]++;
		for (size_t f = 0; f < w->d; f++)
			to[f] += w->x[f][from + i];
	}
	partial[w->k * (w->d + 1)] += inertia;
	partial[w->k * (w->d + 1) + 1] += (double)moved;
}

static void
assign_chunk(const struct work *w, size_t chunk)
{
	struct nearest near;
	double *partial = w->partial + 2 * chunk * w->stride;
	size_t end = (chunk + 1) * CHUNK < w->n ? (chunk + 1) * CHUNK : w->n;

	memset(partial, 0, 2 * w->stride * sizeof(*partial));
	for (size_t at = chunk * CHUNK; at < end; at += BLOCK) {
		size_t n = end - at < BLOCK ? end - at : BLOCK;

		nearest_block(w->x, at, n, w->d, w->centre, w->k, &near);
		sum_block(w, at, n, &near, partial);
	}
}

/* Seeding: how near the nearest centre is, if there is one more. */
static void
near_chunk(const struct work *w, size_t chunk)
{
	double square[BLOCK], sum = 0;
	size_t end = (chunk + 1) * CHUNK < w->n ? (chunk + 1) * CHUNK : w->n;

	for (size_t at = chunk * CHUNK; at < end; at += BLOCK) {
		size_t n = end - at < BLOCK ? end - at : BLOCK;

		nearest_squares(w->x, at, n, w->d, w->centre, square);
		for (size_t i = 0; i < n; i++) {
			double least = w->near[at + i];

			if (square[i] < least)
				least = square[i];
			if (w->task == ADD)
				w->near[at + i] = least;
			sum += least;
		}
	}
	w->partial[2 * chunk * w->stride] = sum;
}

struct thread {
	pthread_t id;
	const struct work *w;
	size_t number;
};

static void
run_chunks(const struct work *w, size_t first, size_t step)
{
	for (size_t c = first; c < w->chunks; c += step)
		if (w->task != ASSIGN)
			near_chunk(w, c);
		else
			assign_chunk(w, c);
}

static void *
run_thread(void *arg)
{
	const struct thread *t = arg;

	run_chunks(t->w, t->number, t->w->threads);
	return NULL;
}

/* Every chunk once. A thread that cannot be had is done without. */
static void
run_all(const struct work *w)
{
	struct thread *t;
	size_t begun = 1;

	if (w->threads == 1) {
		run_chunks(w, 0, 1);
		return;
	}
	t = mem_zero(w->threads, sizeof(*t));
	for (; begun < w->threads; begun++) {
		t[begun] = (struct thread){.w = w, .number = begun};
		if (pthread_create(&t[begun].id, NULL, run_thread, &t[begun]) !=
		    0)
			break;
	}
	run_chunks(w, 0, w->threads);
	for (size_t i = begun; i < w->threads; i++)
		run_chunks(w, i, w->threads);
	for (size_t i = 1; i < begun; i++)
		(void)pthread_join(t[i].id, NULL);
	mem_free(t);
}

/* All partial sums, in order. */
static void
add_up(const struct work *w, double *total)
{
	memset(total, 0, w->stride * sizeof(*total));
	for (size_t c = 0; c < 2 * w->chunks; c++)
		for (size_t i = 0; i < w->stride; i++)
			total[i] += w->partial[c * w->stride + i];
}

/* The point farthest from its centre, of a cluster that can spare it. */
static size_t
farthest(const struct work *w, const double *total)
{
	double most = -1;
	size_t at = 0;

	for (size_t i = 0; i < w->n; i++) {
		const double *c = w->centre + w->label[i] * w->d;
		double square = 0;

		for (size_t f = 0; f < w->d; f++)
			square += (w->x[f][i] - c[f]) * (w->x[f][i] - c[f]);
		if (square > most &&
		    total[(w->label[i] + 1U) * (w->d + 1) - 1] > 1) {
			most = square;
			at = i;
		}
	}
	return at;
}

static void
fill_empty(const struct work *w, double *total)
{
	size_t d = w->d;

	for (size_t j = 0; j < w->k; j++) {
		double *to = total + j * (d + 1), *from;
		size_t i;

		if (to[d] > 0)
			continue;
		i = farthest(w, total);
		from = total + w->label[i] * (d + 1);
		for (size_t f = 0; f < d; f++) {
			from[f] -= w->x[f][i];
			to[f] = w->x[f][i];
		}
		from[d]--;
		to[d] = 1;
		w->label[i] = (unsigned char)j;
		total[w->k * (d + 1) + 1]++; /* a point has moved */
	}
}

/* New centres; returns how far they moved, squared. */
static double
move_centres(const struct work *w, double *centre, const double *total)
{
	double shift = 0;

	for (size_t j = 0; j < w->k; j++) {
		const double *sum = total + j * (w->d + 1);

		for (size_t f = 0; f < w->d; f++) {
			double c = sum[f] / sum[w->d];
			double by = c - centre[j * w->d + f];

			shift += by * by;
			centre[j * w->d + f] = c;
		}
	}
	return shift;
}

/* Lloyd's iterations from fit->centre on, until they move no more than tol. */
static void
iterate(struct work *w, struct kmeans *fit, double tol, size_t most)
{
	double *total = mem_resize(NULL, w->stride, sizeof(*total));
	double shift = (double)INFINITY;

	memset(w->label, 0xff, w->n);
	w->centre = fit->centre;
	w->task = ASSIGN;
	fit->settled = false;
	for (size_t i = 0; i < most && !fit->settled && shift > tol; i++) {
		run_all(w);
		add_up(w, total);
		fill_empty(w, total);
		fit->inertia = total[w->k * (w->d + 1)];
		fit->settled = total[w->k * (w->d + 1) + 1] == 0;
		fit->iterations++;
		if (!fit->settled)
			shift = move_centres(w, fit->centre, total);
		if (!(shift > 0))
			fit->settled = true; /* no label would change */
	}
	mem_free(total);
}

static void
copy_point(const struct work *w, size_t i, double *centre)
{
	for (size_t f = 0; f < w->d; f++)
		centre[f] = w->x[f][i];
}

static double
whole(const struct work *w)
{
	double sum = 0;

	for (size_t k = 0; k < w->chunks; k++)
		sum += w->partial[2 * k * w->stride];
	return sum;
}

/* The point where the running sum of near passes u of the whole. */
static size_t
draw(const struct work *w, const double *sum, double all, double u)
{
	double left = u * all;
	size_t c = 0, i, last;

	while (c + 1 < w->chunks && left >= sum[c])
		left -= sum[c++];
	i = last = c * CHUNK;
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
next_centre(struct work *w, double *sum, double *centre, struct rng *r)
{
	double all = whole(w), least = (double)INFINITY;
	size_t best = 0, tries = 2;

	for (size_t k = w->k; k > 2; k /= 3)
		tries++;
	for (size_t c = 0; c < w->chunks; c++)
		sum[c] = w->partial[2 * c * w->stride];
	w->task = TRY;
	w->centre = centre;
	for (size_t t = 0; t < tries; t++) {
		size_t i = draw(w, sum, all, rng_uniform(r));
		double left;

		copy_point(w, i, centre);
		run_all(w);
		left = whole(w);
		if (left < least) {
			least = left;
			best = i;
		}
	}
	copy_point(w, best, centre);
}

static void
seed(struct work *w, struct kmeans *fit, struct rng *r)
{
	double *sum = mem_resize(NULL, w->chunks, sizeof(*sum));

	for (size_t i = 0; i < w->n; i++)
		w->near[i] = (double)INFINITY;
	copy_point(w, (size_t)rng_below(r, w->n), fit->centre);
	for (size_t j = 1; j < w->k; j++) {
		w->task = ADD;
		w->centre = fit->centre + (j - 1) * w->d;
		run_all(w);
		next_centre(w, sum, fit->centre + j * w->d, r);
	}
	mem_free(sum);
}

static struct work
work_new(
    const double *const *x, size_t n, size_t d, const struct kmeans_form *form)
{
	struct work w = {.x = x, .n = n, .d = d, .k = form->k};

	w.chunks = (n + CHUNK - 1) / CHUNK;
	w.threads = form->threads < w.chunks ? form->threads : w.chunks;
	w.stride = form->k * (d + 1) + 2;
	w.label = mem_alloc(n);
	w.partial = mem_resize(NULL, 2 * w.chunks * w.stride, sizeof(double));
	return w;
}

static void
work_free(struct work *w)
{
	mem_free(w->label);
	mem_free(w->near);
	mem_free(w->partial);
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
	struct work w = work_new(x, n, d, form);
	struct kmeans one = *fit;
	double tol = n > KMEANS_SMALL ? tolerance(x, n, d) : 0;
	size_t most =
	    form->iterations != 0 ? form->iterations : USUAL_ITERATIONS;

	w.near = mem_resize(NULL, n, sizeof(double));
	one.centre = mem_resize(NULL, form->k * d, sizeof(double));
	fit->inertia = (double)INFINITY;
	for (size_t i = 0; i < form->restarts; i++) {
		struct rng r;
		double *spare = fit->centre;

		rng_init(&r, form->seed, i);
		one.iterations = 0;
		seed(&w, &one, &r);
		iterate(&w, &one, tol, most);
		if (one.inertia < fit->inertia) {
			*fit = one;
			one.centre = spare;
		}
	}
	if (!fit->settled)
		iterate(&w, fit, 0, most);
	mem_free(one.centre);
	work_free(&w);
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
	struct work w = work_new(x, n, d, form);

	iterate(&w, fit, 0, form->iterations);
	work_free(&w);
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
