/* Observed less expected events by group, and their covariance. */
#include <math.h>

#include "base/mem.h"
#include "base/sort.h"
#include "model/km.h"
#include "num/dist.h"
#include "num/linalg.h"

struct work {
	const struct km_data *d;
	const uint32_t *group;
	size_t groups;
	uint32_t *by_time, *by_entry;
	double *risk, *events; /* of each group, now */
	double *gap, *expected, *cov;
};

static int
before(uint32_t a, uint32_t b, void *arg)
{
	const double *v = arg;

	return (v[a] > v[b]) - (v[a] < v[b]);
}

static uint32_t *
sorted(const double *v, size_t n)
{
	uint32_t *order = mem_resize(NULL, n, sizeof(*order));
	double *copy = mem_resize(NULL, n, sizeof(*copy));

	for (size_t i = 0; i < n; i++) {
		order[i] = (uint32_t)i;
		copy[i] = v[i];
	}
	sort_index(order, n, before, copy);
	mem_free(copy);
	return order;
}

/* One time at which events came: the hypergeometric mean and variance. */
static void
add_time(struct work *w)
{
	double n = 0, d = 0, spread;

	for (size_t g = 0; g < w->groups; g++) {
		n += w->risk[g];
		d += w->events[g];
	}
	spread = n > 1 ? d * (n - d) / (n * n * (n - 1)) : 0;
	for (size_t g = 0; g < w->groups; g++) {
		double *row = w->cov + g * w->groups;

		w->expected[g] += d * w->risk[g] / n;
		w->gap[g] += w->events[g] - d * w->risk[g] / n;
		for (size_t h = 0; h < w->groups; h++)
			row[h] += spread * w->risk[g] *
				  ((g == h ? n : 0) - w->risk[h]);
	}
}

static void
walk(struct work *w)
{
	const struct km_data *d = w->d;
	size_t entered = 0;

	for (size_t i = 0, end; i < d->n; i = end) {
		double t = d->time[w->by_time[i]];
		bool any = false;

		for (; entered < d->n && w->by_entry != NULL &&
		       d->entry[w->by_entry[entered]] < t;
		     entered++)
			w->risk[w->group[w->by_entry[entered]]]++;
		for (size_t g = 0; g < w->groups; g++)
			w->events[g] = 0;
		for (end = i; end < d->n && d->time[w->by_time[end]] == t;
		     end++)
			if (d->event[w->by_time[end]]) {
				w->events[w->group[w->by_time[end]]]++;
				any = true;
			}
		if (any)
			add_time(w);
		for (size_t k = i; k < end; k++)
			w->risk[w->group[w->by_time[k]]]--;
	}
}

/* gap' cov^-1 gap over the groups that count, without the last of them. */
static void
solve(struct work *w, struct km_test *out)
{
	size_t *of = mem_resize(NULL, w->groups, sizeof(*of)), n = 0;
	double *a, *x;

	for (size_t g = 0; g < w->groups; g++)
		if (w->expected[g] > 0)
			of[n++] = g;
	*out =
	    (struct km_test){(double)NAN, n > 0 ? (int)n - 1 : 0, (double)NAN};
	n = n > 0 ? n - 1 : 0;
	a = mem_zero(n * n + 1, sizeof(*a));
	x = mem_zero(n + 1, sizeof(*x));
	for (size_t i = 0; i < n; i++) {
		x[i] = w->gap[of[i]];
		for (size_t j = 0; j < n; j++)
			a[i * n + j] = w->cov[of[i] * w->groups + of[j]];
	}
	if (n > 0 && linalg_chol(a, n)) {
		linalg_solve(a, n, x);
		out->chi2 = 0;
		for (size_t i = 0; i < n; i++)
			out->chi2 += x[i] * w->gap[of[i]];
		out->p = dist_chi2_tail(out->chi2, out->df);
	}
	mem_free(a);
	mem_free(x);
	mem_free(of);
}

void
km_logrank(const struct km_data *d, const uint32_t *group, size_t groups,
    struct km_test *out)
{
	struct work w = {.d = d, .group = group, .groups = groups};
	double *memory = mem_zero((4 + groups) * groups, sizeof(*memory));

	w.risk = memory;
	w.events = w.risk + groups;
	w.gap = w.events + groups;
	w.expected = w.gap + groups;
	w.cov = w.expected + groups;
	w.by_time = sorted(d->time, d->n);
	w.by_entry = d->entry == NULL ? NULL : sorted(d->entry, d->n);
	for (size_t i = 0; i < d->n && d->entry == NULL; i++)
		w.risk[group[i]]++;
	walk(&w);
	solve(&w, out);
	mem_free(w.by_time);
	mem_free(w.by_entry);
	mem_free(memory);
}
