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
 * there is no row at hand in between. Others look ahead, and each row is the
 * table's when they come to it:
 *
 *	do {
 *		rows = batch_ahead(b, &at, most), which is 0 for one unseen
 *		for each of them, while ((more = batch_step(b)))
 *			use column[k].to[at++] if that row is plain,
 *			else read the table's
 *	} while (more);
 */
#ifndef TAB_BATCH_H
#define TAB_BATCH_H

#include "tab/table.h"

enum {
	BATCH_ROWS = 256, /* at once: the columns stay in the near cache */
	BATCH_SPARE = 16  /* bytes behind each id that can be read */
};

enum batch_kind {
	BATCH_ID,      /* struct str, as table_id has it */
	BATCH_DAY,     /* int32_t, table_day */
	BATCH_DEC,     /* int64_t, table_dec */
	BATCH_INT,     /* int64_t, table_int */
	BATCH_INSTANT, /* int64_t, table_date's microseconds */
	BATCH_TEXT     /* struct str, table_text trimmed */
};

struct batch_column {
	size_t slot;
	enum batch_kind kind;
	void *to;  /* BATCH_ROWS of them */
	bool *has; /* by row: whether there is one, and the cell is not blank;
		      NULL: there must be. Only for batch_ahead. */
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

/*
 * batch_ahead: looks at the rows that come next, up to most; 0 where none can
 * be looked at before table_next comes to it. Texts die when the last of
 * them has been passed.
 *
 *   at  out: where the first of them stands
 *
 * batch_plain: whether all that was asked of that row is there; of one that
 * is not plain only the texts can be looked at, for what they are worth.
 *
 * batch_step: table_next, for rows looked at and others.
 */
size_t batch_ahead(struct batch *b, size_t *at, size_t most);
bool batch_plain(const struct batch *b, size_t i);
bool batch_step(struct batch *b);

#endif
