/*
 * batch: the rows of a table some at a time, and column by column: what is
 * plain is read in loops that do nothing else, and the rest row by row, as
 * table_next does. Rows, faults and their order are the same.
 *
 *	b = batch_new(t, column, n);
 *	while ((rows = batch_next(b, &at)) > 0)
 *		use column[k].to[at .. at + rows - 1]
 *	batch_delete(b);
 *	if (!table_done(t, &f)) ...
 *
 * For tools that have no more to say of a row than that a cell of it is bad:
 * there is no row at hand in between.
 */
#ifndef TAB_BATCH_H
#define TAB_BATCH_H

#include "tab/table.h"

enum {
	BATCH_ROWS = 256, /* at once: the columns stay in the near cache */
	BATCH_SPARE = 16  /* bytes behind each id that can be read */
};

enum batch_kind {
	BATCH_ID,  /* struct str, as table_id has it */
	BATCH_DAY, /* int32_t, table_day */
	BATCH_DEC  /* int64_t, table_dec */
};

struct batch_column {
	size_t slot;
	enum batch_kind kind;
	void *to; /* BATCH_ROWS of them */
};

struct batch;

/* The columns are borrowed; t is open. */
struct batch *batch_new(
    struct table *t, const struct batch_column *column, size_t n);
void batch_delete(struct batch *b);

/*
 * batch_next: the next good rows; 0 when there are none. The ids die at the
 * next call.
 *
 *   at  out: where the first of them stands
 */
size_t batch_next(struct batch *b, size_t *at);

#endif
