/* table_priv: what table.c, bind.c and cell.c share of a table. */
#ifndef TAB_TABLE_PRIV_H
#define TAB_TABLE_PRIV_H

#include "base/hint.h"
#include "io/writer.h"
#include "tab/table.h"

/* A column that the tool wants, and where this file has it. */
struct slot {
	const char *name;
	const char *option;
	const char *const *likely;
	const char *const *alias;
	bool named; /* by its option */
	bool required;
	bool found;
	size_t at;    /* in this file */
	size_t first; /* in the first file, for its name */
};

struct table {
	struct table_form form;
	const char **file; /* NULL: standard input */
	size_t files, opened;
	struct input *given; /* the first, open already; or NULL */
	struct reader *reader;
	struct slot *slot;
	size_t slots, room;
	struct schema first; /* the first file's header */
	struct schema now;   /* this file's */
	size_t *order;       /* first file's column -> this file's */
	bool permuted;
	bool pending;   /* -H: the first record is a row */
	char delimiter; /* the first file's */
	bool bad_row;   /* this row's fault has been recorded */
	bool stopped;
	uint64_t rows, bad, taken_before;
	struct fault fault; /* of the bad row, or what ended the stream */
	struct writer *rejects;
};

/* The stream ends here, with t->fault; returns false. */
bool table_stop(struct table *t);

/* t->fault becomes this row's, the row is bad; returns false. */
bool table_bad_row(struct table *t);

/* Settles the row before, if it was bad; false when the stream has ended. */
bool table_ready(struct table *t);

/* Counts n rows more. */
void table_count(struct table *t, size_t n);

/* The mark of decimals. */
static inline char
table_decimal(const struct table *t)
{
	return t->form.dec.decimal == ',' ? ',' : '.';
}

/* Finds the bound columns in the header just read, t->now. */
bool table_resolve(struct table *t);

#endif
