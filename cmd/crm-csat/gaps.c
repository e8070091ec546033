/* gaps: the report of servqual: overall, dimensions, their items. */
#include "servqual.h"

/* Pairs that were left blank, of the items with a coefficient. */
static double
blanks(const struct sample *a, const double *c, size_t n)
{
	double sum = 0, all = sample_count(a);

	for (size_t k = 0; k < n; k++)
		if (c[k] != 0)
			sum += all - sample_blank(a, 2 * n + k);
	return sum;
}

/* A row of the report: j->a holds the coefficients of the gaps. */
static bool
put_row(struct survey *s, uint32_t group, const struct sample *a,
    struct gaps *j, const char *level, struct str dimension, struct str item,
    double weight)
{
	size_t n = j->items.count;
	struct csat_mean gap, base;

	csat_linear(a, j->a, o.level, &gap);
	for (size_t k = 0; k < n; k++) {
		j->a[n + k] = j->a[k];
		j->a[k] = 0;
	}
	csat_linear(a, j->a, o.level, &base);
	group_put(s->group, &s->put, group);
	put_label(&s->put, level);
	put_text(&s->put, dimension);
	put_text(&s->put, item);
	put_real(&s->put, weight);
	put_count(&s->put, gap.n);
	put_count(&s->put, blanks(a, j->a + n, n));
	put_real(&s->put, base.value);
	put_real(&s->put, base.value + gap.value);
	put_real(&s->put, gap.value);
	put_real(&s->put, gap.se);
	put_interval(&s->put, gap.at);
	put_mean_note(&s->put, &gap);
	for (size_t k = 0; k < 2 * n; k++)
		j->a[k] = 0;
	return put_end(&s->put);
}

static bool
put_items(struct survey *s, uint32_t group, const struct sample *a,
    struct gaps *j, size_t from, size_t to, struct str dimension)
{
	for (size_t k = from; k < to; k++) {
		j->a[k] = 1;
		if (!put_row(s, group, a, j, "item", dimension,
			j->all[j->order[k]].name, 1 / (double)(to - from)))
			return false;
	}
	return true;
}

/* The first item that is not of the dimension of the item at from. */
static size_t
end_of(const struct gaps *j, size_t from)
{
	size_t to = from;

	while (to < j->items.count && j->all[j->order[to]].dimension ==
					  j->all[j->order[from]].dimension)
		to++;
	return to;
}

bool
put_gaps(struct survey *s, uint32_t group, const struct sample *a, void *arg)
{
	struct gaps *j = arg;
	size_t n = j->items.count;

	for (size_t from = 0, to, d = 0; from < n; from = to, d++) {
		to = end_of(j, from);
		for (size_t k = from; k < to; k++)
			j->a[k] = j->weight[d] / (double)(to - from);
	}
	if (!put_row(s, group, a, j, "overall", STR(""), STR(""), 1))
		return false;
	for (size_t from = 0, to, d = 0; from < n; from = to, d++) {
		struct str name = j->dimensions.name[j->dimension_order[d]];

		to = end_of(j, from);
		for (size_t k = from; k < to; k++)
			j->a[k] = 1 / (double)(to - from);
		if (!put_row(s, group, a, j, "dimension", name, STR(""),
			j->weight[d]) ||
		    !put_items(s, group, a, j, from, to, name))
			return false;
	}
	return true;
}
