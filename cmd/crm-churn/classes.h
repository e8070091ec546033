/* classes: --report of the annotating ways: a row for each class of rows. */
#ifndef CHURN_CLASSES_H
#define CHURN_CLASSES_H

#include "base/hash.h"
#include "churn.h"
#include "model/tally.h"

enum { CLASSES_VALUES = 3 };

struct class
{
	uint64_t n;
	struct tally value[CLASSES_VALUES];
};

/* Zeroed is empty. */
struct classes {
	struct names names;
	struct class *at;
	size_t room;
};

/* A class that comes before those not seen yet. */
void classes_name(struct classes *c, const char *name);

/* A row of the class; no name is none. Values that are NaN do not count. */
void classes_add(
    struct classes *c, struct str name, const double value[CLASSES_VALUES]);

/*
 * The classes with rows, those of no name last: in the order of their names'
 * first use, or those with the most rows first. The caller frees it.
 */
uint32_t *classes_order(const struct classes *c, bool by_size, size_t *n);

void classes_free(struct classes *c);

#endif
