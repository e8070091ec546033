/* -m kmeans: scaling the features, fitting, choosing k, measuring. */
#include "base/mem.h"
#include "kmeans.h"
#include "num/fsum.h"

/* The counted rows as points, in the order that hides that of the rows. */
struct points {
	double **x; /* d columns of n */
	size_t n, d;
};

/* In ascending order, so that the order of rows does not show. */
static void
scale(const struct segment *s, struct feature *f, bool take_log, bool raw)
{
	double *v = segment_sorted(s, f->col);
	struct moments m = {0};

	for (size_t i = 0; i < s->counted; i++)
		moments_add(&m, take_log ? log1p(v[i]) : v[i]);
	f->dropped = v[0] == v[s->counted - 1];
	f->mean = raw ? 0 : m.mean;
	f->sd = raw ? 1 : sqrt(m.m2 / (double)s->counted);
	mem_free(v);
}

static bool
scale_all(struct segment *s)
{
	struct kmeans_state *st = s->state;
	char name[136];

	for (size_t i = 0; i < st->features; i++) {
		struct feature *f = &st->feature[i];

		if (!s->fixed)
			scale(s, f, st->log, st->raw);
		st->d += !f->dropped;
		fault_escape(name, sizeof(name), str_of(f->name));
		if (f->dropped)
			diag_say("column '%s' is the same in all rows: it is "
				 "left out",
			    name);
	}
	return st->d > 0 || fault_set(&s->run->fault, FAULT_DATA,
				"every feature is the same in all rows");
}

static void
points_free(struct points *p)
{
	for (size_t f = 0; f < p->d; f++)
		mem_free(p->x[f]);
	mem_free(p->x);
}

static struct points
points_of(const struct segment *s)
{
	const struct kmeans_state *st = s->state;
	struct points p = {.n = 0, .d = st->d}, sorted = {.d = st->d};
	double *one = mem_resize(NULL, st->d, sizeof(*one));

	p.x = mem_zero(st->d, sizeof(*p.x));
	for (size_t f = 0; f < st->d; f++)
		p.x[f] = mem_resize(NULL, s->counted, sizeof(double));
	for (size_t i = 0; i < s->rows; i++) {
		if (!segment_counts(s, i))
			continue;
		kmeans_point(s, i, one);
		for (size_t f = 0; f < st->d; f++)
			p.x[f][p.n] = one[f];
		p.n++;
	}
	mem_free(one);
	sorted.n = p.n;
	sorted.x = mem_zero(st->d, sizeof(*sorted.x));
	(void)kmeans_sort((const double *const *)p.x, p.n, p.d, sorted.x);
	points_free(&p);
	return sorted;
}

static void
measure(const struct points *p, const struct kmeans *fit,
    struct clusters_quality *q)
{
	unsigned char *label = mem_alloc(p->n);
	double *one = mem_resize(NULL, p->d, sizeof(*one));
	const struct clusters c = {(const double *const *)p->x, p->n, p->d,
	    fit->k, label, fit->centre};

	for (size_t i = 0; i < p->n; i++) {
		for (size_t f = 0; f < p->d; f++)
			one[f] = p->x[f][i];
		label[i] = (unsigned char)kmeans_nearest(fit, one, NULL);
	}
	clusters_measure(&c, q);
	mem_free(one);
	mem_free(label);
}

static bool
fit_one(struct segment *s, const struct points *p, size_t k, struct kmeans *fit)
{
	const struct kmeans_form form = {.k = k,
	    .seed = given.seed >= 0 ? (uint64_t)given.seed : 1,
	    .restarts = given.restarts > 0 ? (size_t)given.restarts : 10,
	    .threads = s->threads};
	size_t distinct;

	if (!kmeans_fit(
		(const double *const *)p->x, p->n, p->d, &form, fit, &distinct))
		return fault_set(&s->run->fault, FAULT_DATA,
		    "%zu clusters of %zu distinct customers", k, distinct);
	if (!fit->settled)
		diag_warn("%zu clusters: after %zu iterations customers still "
			  "move",
		    k, fit->iterations);
	diag_note("%zu clusters: inertia %.10g after %zu iterations", k,
	    fit->inertia, fit->iterations);
	return true;
}

/* Fits k, and keeps it when its silhouette is the best so far. */
static bool
try_one(struct segment *s, const struct points *p, size_t k)
{
	struct kmeans_state *st = s->state;
	struct clusters_quality q = {0};
	struct kmeans fit;
	bool better;

	if (!fit_one(s, p, k, &fit)) {
		kmeans_free(&fit);
		return false;
	}
	if (st->low == st->high && !given.report && !given.explain) {
		st->fit = fit;
		return true;
	}
	measure(p, &fit, &q);
	better = !st->measured || q.mean > st->quality.mean;
	st->tried[st->tries++] = (struct tried){k, q.total, q.mean, q.ch, q.db};
	if (better) {
		struct kmeans other = st->fit;
		struct clusters_quality worse = st->quality;

		st->fit = fit;
		st->quality = q;
		fit = other;
		q = worse;
		st->measured = true;
	}
	kmeans_free(&fit);
	clusters_free(&q);
	return true;
}

static void
say_choice(const struct kmeans_state *st)
{
	if (st->low < st->high)
		diag_say("%zu clusters have the best silhouette of %zu to %zu",
		    st->fit.k, st->low, st->high);
	if (st->measured && st->quality.simplified)
		diag_say("more than %d customers: the silhouette is the "
			 "simplified one, by distances to centres",
		    CLUSTERS_EXACT);
}

static bool
solve_points(struct segment *s, const struct points *p)
{
	struct kmeans_state *st = s->state;

	if (s->fixed) {
		measure(p, &st->fit, &st->quality);
		st->measured = true;
		return true;
	}
	st->tried = mem_zero(st->high - st->low + 1, sizeof(*st->tried));
	for (size_t k = st->low; k <= st->high; k++)
		if (!try_one(s, p, k))
			return false;
	return true;
}

bool
kmeans_solve(struct segment *s)
{
	struct kmeans_state *st = s->state;
	struct points p;
	bool ok;

	if (s->counted == 0)
		return fault_set(&s->run->fault, FAULT_DATA,
		    "no row has all the features: there is nothing to "
		    "cluster");
	if (!s->fixed && !scale_all(s))
		return false;
	p = points_of(s);
	ok = solve_points(s, &p);
	points_free(&p);
	if (ok)
		say_choice(st);
	return ok;
}
