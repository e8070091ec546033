/*
 * cohort: customers by the period of their first purchase, and what they did
 * in each period since.
 */
#ifndef MODEL_COHORT_H
#define MODEL_COHORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/i128.h"

struct cohort_cell {
	uint64_t customers; /* with a purchase in the period */
	uint64_t orders;
	struct i128 bought;
	struct i128 returned; /* >= 0 */
};

/* cell[k]: k periods after the first; NULL when nobody began then. */
struct cohort {
	struct cohort_cell *cell;
};

struct cohorts {
	struct cohort *at; /* of each period */
	size_t periods;
};

/* The most periods: all cells together are some 400 MB then. */
enum { COHORTS_MAX = 4000 };

/* The pair of cohorts_free: periods 0 .. n-1, n <= COHORTS_MAX. */
void cohorts_init(struct cohorts *c, size_t n);
void cohorts_free(struct cohorts *c);

/*
 * cohorts_cell: what the customers who began in period first did since
 * periods later, first + since < n. Cells start at zero.
 */
struct cohort_cell *cohorts_cell(struct cohorts *c, size_t first, size_t since);

#endif
