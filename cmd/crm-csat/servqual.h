/* What reading and reporting of servqual share. */
#ifndef CRM_CSAT_SERVQUAL_H
#define CRM_CSAT_SERVQUAL_H

#include "base/hash.h"
#include "csat.h"
#include "model/servqual.h"

/* A pair of answers. */
struct pair {
	uint32_t person;
	uint32_t item;
	double expectation, gap;
};

struct item {
	uint32_t dimension; /* index in names */
	struct str name;    /* a view in names */
	bool numbered;
	int64_t number;
	size_t column; /* once they are in order */
};

struct person {
	uint32_t group;
	double weight;
};

struct gaps {
	size_t respondent, dimension, item, expectation, perception;
	size_t wide_e[SERVQUAL_ITEMS], wide_p[SERVQUAL_ITEMS];
	bool wide;
	struct names items, dimensions, people;
	struct item *all;
	struct person *person;
	struct pair *pair;
	size_t items_room, people_room, pairs, pairs_room;
	uint32_t *order; /* of the items, dimension by dimension */
	uint32_t *dimension_order;
	double *weight; /* of the dimensions, in their order */
	double *a;      /* coefficients */
};

/*
 * The rows of one group. Its answers are, for each respondent, the gaps of
 * all items in their order, then the expectations, then marks (1) of pairs
 * that were asked but not answered.
 */
bool put_gaps(
    struct survey *s, uint32_t group, const struct sample *a, void *gaps);

#endif
