#include "model/lloyd.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

#include "base/mem.h"

enum { BLOCK = NEAREST_BLOCK };

/* Points take turns between two sums, or each would wait for the last. */
static void
sum_block(const struct lloyd *w, size_t from, size_t n,
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
assign_chunk(const struct lloyd *w, size_t chunk)
{
	struct nearest near;
	double *partial = w->partial + 2 * chunk * w->stride;
	size_t end =
	    (chunk + 1) * LLOYD_CHUNK < w->n ? (chunk + 1) * LLOYD_CHUNK : w->n;

	memset(partial, 0, 2 * w->stride * sizeof(*partial));
	for (size_t at = chunk * LLOYD_CHUNK; at < end; at += BLOCK) {
		size_t n = end - at < BLOCK ? end - at : BLOCK;

		nearest_block(w->x, at, n, w->d, w->centre, w->k, &near);
		sum_block(w, at, n, &near, partial);
	}
}

/* Seeding: how near the nearest centre is, if there is one more. */
static void
near_chunk(const struct lloyd *w, size_t chunk)
{
	double square[BLOCK], sum = 0;
	size_t end =
	    (chunk + 1) * LLOYD_CHUNK < w->n ? (chunk + 1) * LLOYD_CHUNK : w->n;

	for (size_t at = chunk * LLOYD_CHUNK; at < end; at += BLOCK) {
		size_t n = end - at < BLOCK ? end - at : BLOCK;

		nearest_squares(w->x, at, n, w->d, w->centre, square);
		for (size_t i = 0; i < n; i++) {
			double least = w->near[at + i];

			if (square[i] < least)
				least = square[i];
			if (w->task == LLOYD_ADD)
				w->near[at + i] = least;
			sum += least;
		}
	}
	w->partial[2 * chunk * w->stride] = sum;
}

struct thread {
	pthread_t id;
	const struct lloyd *w;
	size_t number;
};

static void
run_chunks(const struct lloyd *w, size_t first, size_t step)
{
	for (size_t c = first; c < w->chunks; c += step)
		if (w->task != LLOYD_ASSIGN)
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
void
lloyd_run(const struct lloyd *w)
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
add_up(const struct lloyd *w, double *total)
{
	memset(total, 0, w->stride * sizeof(*total));
	for (size_t c = 0; c < 2 * w->chunks; c++)
		for (size_t i = 0; i < w->stride; i++)
			total[i] += w->partial[c * w->stride + i];
}

/* The point farthest from its centre, of a cluster that can spare it. */
static size_t
farthest(const struct lloyd *w, const double *total)
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
fill_empty(const struct lloyd *w, double *total)
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
move_centres(const struct lloyd *w, double *centre, const double *total)
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
void
lloyd_iterate(struct lloyd *w, struct kmeans *fit, double tol, size_t most)
{
	double *total = mem_resize(NULL, w->stride, sizeof(*total));
	double shift = (double)INFINITY;

	memset(w->label, 0xff, w->n);
	w->centre = fit->centre;
	w->task = LLOYD_ASSIGN;
	fit->settled = false;
	for (size_t i = 0; i < most && !fit->settled && shift > tol; i++) {
		lloyd_run(w);
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

struct lloyd
lloyd_new(
    const double *const *x, size_t n, size_t d, const struct kmeans_form *form)
{
	struct lloyd w = {.x = x, .n = n, .d = d, .k = form->k};

	w.chunks = (n + LLOYD_CHUNK - 1) / LLOYD_CHUNK;
	w.threads = form->threads < w.chunks ? form->threads : w.chunks;
	w.stride = form->k * (d + 1) + 2;
	w.label = mem_alloc(n);
	w.partial = mem_resize(NULL, 2 * w.chunks * w.stride, sizeof(double));
	return w;
}

void
lloyd_free(struct lloyd *w)
{
	mem_free(w->label);
	mem_free(w->near);
	mem_free(w->partial);
}
