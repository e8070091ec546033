/*
 * quantity: a number that is the same for every row or stands in a column:
 * --cac 40 or --cac acquisition_cost.
 */
#ifndef TAB_QUANTITY_H
#define TAB_QUANTITY_H

#include "tab/table.h"

struct quantity {
	const char *given; /* the option's text: a number, a column, or NULL */
	/* quantity_bind's own */
	bool fixed;
	double value;
	size_t slot;
};

/*
 * quantity_fixed: whether the option gave a plain number; if so *v.
 */
bool quantity_fixed(const struct quantity *q, double *v);

/*
 * quantity_bind: before table_open. Nothing given means the column called
 * name, where there is one.
 *
 *   option  the long option, for messages
 */
void quantity_bind(
    struct quantity *q, struct table *t, const char *option, const char *name);

/* After table_open: whether there is a value for every row. */
bool quantity_known(const struct quantity *q, const struct table *t);

/* The same, with the fault of a missing column. */
bool quantity_need(
    const struct quantity *q, const struct table *t, struct fault *f);

/* Whether this row's cell is blank. */
bool quantity_blank(const struct quantity *q, const struct table *t);

/* This row's value; false makes the row bad. */
bool quantity_get(const struct quantity *q, struct table *t, double *v);

/* Makes the row bad for this quantity's sake, naming column or option. */
bool quantity_reject(
    const struct quantity *q, struct table *t, const char *what);

#endif
