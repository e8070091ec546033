/*
 * A vector is known by its bytes. Strata are numbered as they come; sums go
 * over them in order of z, so that nothing depends on the rows' order.
 */
#include "model/strata.h"

#include <string.h>

#include "base/mem.h"
#include "base/sort.h"

uint32_t
strata_add(struct strata *s, const double *z, double x, double tx, double T,
    double weight, uint32_t *stratum)
{
	double v[COVARIATES_MAX];
	uint32_t at;

	for (size_t j = 0; j < s->k; j++)
		v[j] = z[j] + 0.0; /* -0 is 0 */
	at = names_add(
	    &s->vectors, (struct str){(const char *)v, s->k * sizeof(*v)});
	if (at == s->n) {
		s->cells =
		    mem_grow(s->cells, &s->room, s->n + 1, sizeof(*s->cells));
		s->z = mem_grow(
		    s->z, &s->z_room, (s->n + 1) * s->k, sizeof(*s->z));
		memcpy(s->z + s->n * s->k, v, s->k * sizeof(*v));
		s->cells[s->n++] = (struct cells){0};
	}
	*stratum = at;
	return cells_add(&s->cells[at], x, tx, T, weight);
}

static int
by_z(uint32_t a, uint32_t b, void *arg)
{
	const struct strata *s = arg;
	const double *p = s->z + a * s->k, *q = s->z + b * s->k;

	for (size_t j = 0; j < s->k; j++)
		if (p[j] != q[j])
			return p[j] < q[j] ? -1 : 1;
	return 0;
}

void
strata_close(struct strata *s)
{
	s->order = mem_resize(NULL, s->n, sizeof(*s->order));
	for (size_t i = 0; i < s->n; i++) {
		s->order[i] = (uint32_t)i;
		cells_close(&s->cells[i]);
	}
	sort_index(s->order, s->n, by_z, s);
}

void
strata_free(struct strata *s)
{
	for (size_t i = 0; i < s->n; i++)
		cells_free(&s->cells[i]);
	mem_free(s->cells);
	mem_free(s->z);
	mem_free(s->order);
	names_free(&s->vectors);
	*s = (struct strata){0};
}
