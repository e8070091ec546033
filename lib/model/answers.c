#include "model/answers.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "base/sort.h"

/* A key is the group, the weight and the values, as they are in memory. */
static size_t
key_size(size_t k)
{
	return sizeof(uint32_t) + (k + 1) * sizeof(double);
}

void
answers_init(struct answers *a, size_t k)
{
	*a = (struct answers){.k = k};
}

void
answers_free(struct answers *a)
{
	names_free(&a->names);
	mem_free(a->count);
	mem_free(a->x);
	mem_free(a->w);
	mem_free(a->c);
	mem_free(a->group);
	*a = (struct answers){0};
}

/* One pattern of bits for every blank and for both zeros. */
static double
canonical(double v)
{
	return isnan(v) ? (double)NAN : v + 0.0;
}

void
answers_add(struct answers *a, uint32_t group, const double *x, double weight)
{
	char small[256];
	size_t size = key_size(a->k), known = a->names.count;
	char *key = size <= sizeof(small) ? small : mem_alloc(size), *to = key;
	uint32_t row;

	memcpy(to, &group, sizeof(group));
	to += sizeof(group);
	memcpy(to, &weight, sizeof(weight));
	for (size_t i = 0; i < a->k; i++) {
		double v = canonical(x[i]);

		to += sizeof(v);
		memcpy(to, &v, sizeof(v));
	}
	row = names_add(&a->names, (struct str){key, size});
	if (a->names.count > known) {
		a->count = mem_grow(
		    a->count, &a->room, a->names.count, sizeof(*a->count));
		a->count[row] = 0;
	}
	a->count[row]++;
	if (key != small)
		mem_free(key);
}

/* Blanks last. */
static int
by_value(double a, double b)
{
	if (isnan(a) || isnan(b))
		return isnan(a) - isnan(b);
	return (a > b) - (a < b);
}

static uint32_t
group_at(const char *key)
{
	uint32_t group;

	memcpy(&group, key, sizeof(group));
	return group;
}

static double
double_at(const char *key, size_t i)
{
	double v;

	memcpy(&v, key + sizeof(uint32_t) + i * sizeof(v), sizeof(v));
	return v;
}

/* By group, then by the values, then by the weight. */
static int
by_row(uint32_t i, uint32_t j, void *arg)
{
	const struct answers *a = arg;
	const char *p = a->names.name[i].p, *q = a->names.name[j].p;
	uint32_t g = group_at(p), h = group_at(q);
	int order = (g > h) - (g < h);

	for (size_t k = 1; k <= a->k && order == 0; k++)
		order = by_value(double_at(p, k), double_at(q, k));
	return order != 0 ? order : by_value(double_at(p, 0), double_at(q, 0));
}

void
answers_close(struct answers *a)
{
	size_t n = a->names.count;
	uint32_t *order = mem_resize(NULL, n, sizeof(*order));

	a->n = n;
	a->x = mem_resize(NULL, n * a->k, sizeof(*a->x));
	a->w = mem_resize(NULL, n, sizeof(*a->w));
	a->c = mem_resize(NULL, n, sizeof(*a->c));
	a->group = mem_resize(NULL, n, sizeof(*a->group));
	for (size_t i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	sort_index(order, n, by_row, a);
	for (size_t i = 0; i < n; i++) {
		const char *key = a->names.name[order[i]].p;

		a->group[i] = group_at(key);
		a->w[i] = double_at(key, 0);
		a->c[i] = a->count[order[i]];
		for (size_t k = 0; k < a->k; k++)
			a->x[i * a->k + k] = double_at(key, k + 1);
	}
	mem_free(order);
	names_free(&a->names);
	a->names = (struct names){0};
	mem_free(a->count);
	a->count = NULL;
}

/* The first row whose group is not before this one. */
static size_t
first_of(const struct answers *a, uint64_t group)
{
	size_t low = 0, high = a->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (a->group[mid] < group)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct sample
answers_of(const struct answers *a, uint32_t group)
{
	size_t from = first_of(a, group);
	size_t to = first_of(a, (uint64_t)group + 1);

	if (from == to)
		return (struct sample){.k = a->k};
	return (struct sample){
	    a->x + from * a->k, a->w + from, a->c + from, to - from, a->k};
}

double
sample_count(const struct sample *s)
{
	double n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += s->c[i];
	return n;
}

double
sample_blank(const struct sample *s, size_t k)
{
	double n = 0;

	for (size_t i = 0; i < s->n; i++)
		if (isnan(s->x[i * s->k + k]))
			n += s->c[i];
	return n;
}

double
sample_incomplete(const struct sample *s)
{
	double n = 0;

	for (size_t i = 0; i < s->n; i++) {
		bool blank = false;

		for (size_t k = 0; k < s->k; k++)
			blank |= isnan(s->x[i * s->k + k]) != 0;
		n += blank ? s->c[i] : 0;
	}
	return n;
}

double *
sample_spread(const struct sample *s, size_t k, size_t *n)
{
	size_t all = (size_t)(sample_count(s) - sample_blank(s, k));
	double *v = mem_resize(NULL, all, sizeof(*v));

	*n = 0;
	for (size_t i = 0; i < s->n; i++) {
		double x = s->x[i * s->k + k];

		for (double c = 0; c < s->c[i] && !isnan(x); c++)
			v[(*n)++] = x;
	}
	sort_doubles(v, *n);
	return v;
}
