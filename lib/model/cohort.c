#include "model/cohort.h"

#include "base/mem.h"

void
cohorts_init(struct cohorts *c, size_t n)
{
	c->periods = n;
	c->at = mem_zero(n, sizeof(*c->at));
}

struct cohort_cell *
cohorts_cell(struct cohorts *c, size_t first, size_t since)
{
	struct cohort *row = &c->at[first];

	if (row->cell == NULL)
		row->cell = mem_zero(c->periods - first, sizeof(*row->cell));
	return &row->cell[since];
}

void
cohorts_free(struct cohorts *c)
{
	for (size_t i = 0; i < c->periods; i++)
		mem_free(c->at[i].cell);
	mem_free(c->at);
	*c = (struct cohorts){0};
}
