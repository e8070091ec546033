/* groups: customers by what stands behind the id in their keys. */
#ifndef FOLD_GROUPS_H
#define FOLD_GROUPS_H

#include "fold/fold.h"

struct groups {
	uint32_t *row;   /* n numbers of customers, group by group */
	uint32_t *place; /* of each customer's group */
	size_t n;
};

/*
 * groups_init: groups in order of appearance, or of their bytes; customers
 * in order of appearance within each. All of them, without orders too.
 */
void groups_init(struct groups *g, const struct fold *fo, bool sorted);
void groups_free(struct groups *g);

/* Where the group ends whose first customer is row[from]. */
size_t groups_end(const struct groups *g, size_t from);

/* The group of row[at]: the key without the id, p NULL when that is all. */
struct str groups_name(
    const struct fold *fo, const struct groups *g, size_t at);

#endif
