/*
 * table: one or more files with headers as one stream of typed rows.
 *
 *	t = table_new(&form);
 *	slot = table_role(t, &role) ...         once, before table_open
 *	if (!table_open(t, files, n, &f)) ...
 *	while (table_next(t)) {
 *		if (!table_dec(t, slot, &v))
 *			continue;               the row's fault is recorded
 *		...
 *	}
 *	if (!table_done(t, &f)) ...
 *	table_delete(t);
 *
 * A bad cell makes its row bad: strict tables stop there (table_next returns
 * false and table_done gives the fault), others count the row, write it to
 * the rejects and go on. Views die at the next table_next.
 */
#ifndef TAB_TABLE_H
#define TAB_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/str.h"
#include "io/outfile.h"
#include "io/record.h"
#include "num/date.h"
#include "num/dec.h"
#include "tab/schema.h"

struct table;

/* Zeroed is the default, but for expect_rows. */
struct table_form {
	struct record_form record;
	bool no_header;    /* columns are called 1, 2, ... */
	bool same_columns; /* annotators: every file has the same
	                               set of names, read in the first's order */
	struct dec_form dec;
	const struct date_form *date;
	struct zone zone;
	struct encoding encoding;
	bool skip_bad;           /* --on-bad-row skip */
	struct outfile *rejects; /* where bad rows go, or NULL */
	bool expect;             /* --expect-rows was given */
	uint64_t expect_rows;
	uint64_t *skipped; /* counts bad rows passed over, or NULL */
	int *threads;      /* how many more there may be
	                               (base/thread.h), or NULL */
	/* Called now and then, for progress; or NULL. */
	void (*tick)(void *arg, const struct table *t);
	void *tick_arg;
};

struct table *table_new(const struct table_form *form);
void table_delete(struct table *t);

/*
 * Binding, before table_open. The slots are 0, 1, 2, ... in order of
 * binding. A required role, one named by its option and every table_column
 * must be in each file; an optional role is in all files or in none.
 */
size_t table_role(struct table *t, const struct role *role);

/*
 * table_alias: a role that no option named is called by the first of the
 * names that is there (schema_alias), not by its own. NULL-ended; no names,
 * no column. Borrowed until table_delete.
 */
void table_alias(struct table *t, size_t slot, const char *const *names);

/*
 * table_column: binds a column by name.
 *   option   the option that named it, for messages ("keep"), or NULL
 */
size_t table_column(struct table *t, const char *name, const char *option);

/*
 * table_open: opens the first operand and reads its header; no operand is
 * standard input. The names are borrowed until table_delete.
 */
bool table_open(struct table *t, char *const *files, size_t n, struct fault *f);

/* The same for one file. */
bool table_open_file(struct table *t, const char *path, struct fault *f);

/* Before table_open: its first operand, open already, which is taken over. */
void table_take(struct table *t, struct input *first);

/* Every file after the first must have its set of names (pass.h). */
void table_same_columns(struct table *t);

/*
 * table_at: after table_open: binds column k of the first file by its name,
 * which further files must have, too.
 *
 *   slot   out
 *
 * Errors   FAULT_FORM: two columns bear that name
 */
bool table_at(struct table *t, size_t k, size_t *slot, struct fault *f);

/* Whether an optional role was found. */
bool table_has(const struct table *t, size_t slot);

/* The same, for a role that this run cannot do without: false and the fault
 * of a missing column when it was not found. */
bool table_need(const struct table *t, size_t slot, struct fault *f);

/* The name that the slot's column bears in the first file. */
struct str table_name(const struct table *t, size_t slot);

/* The first file's header and dialect. */
const struct schema *table_schema(const struct table *t);
char table_delimiter(const struct table *t);
bool table_tsv(const struct table *t);

bool table_next(struct table *t);

/* The cell's bytes; "" where an optional role is absent. */
struct str table_text(const struct table *t, size_t slot);

/* Whether the cell is absent, empty or only blanks. */
bool table_blank(const struct table *t, size_t slot);

/* Typed cells; false makes the row bad. An absent role is a bad cell. */
bool table_dec(struct table *t, size_t slot, int64_t *v);
bool table_date(struct table *t, size_t slot, struct date *v);
bool table_day(struct table *t, size_t slot, int32_t *day);
bool table_real(struct table *t, size_t slot, double *v);
bool table_int(struct table *t, size_t slot, int64_t *v);

/* NaN where the cell is absent, empty or blank. */
bool table_real_or_blank(struct table *t, size_t slot, double *v);

/* The cell's text; an empty or blank one makes the row bad. */
bool table_id(struct table *t, size_t slot, struct str *v);

/*
 * table_reject: makes the row bad for a reason of the tool's own.
 *   slot   the column at fault, or TABLE_ROW
 * Returns false.
 */
enum { TABLE_ROW = -1 };
bool table_reject(struct table *t, long slot, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with a fault that says all but where the row stands. */
bool table_reject_row(struct table *t, const struct fault *f);

/* The hint of the bad row just recorded. */
void table_hint(struct table *t, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* All cells of the row in the first file's order; n = schema count. */
void table_cells(const struct table *t, struct str *cells);

/* The same one by one; and a bad cell found so. */
struct str table_cell(const struct table *t, size_t column);
bool table_reject_cell(struct table *t, size_t column, const struct fault *f);

/* The record's bytes, for verbatim copies; false when this file's dialect
 * or order of columns is not the first one's. */
bool table_raw(const struct table *t, struct str *raw);

/* Where the row stands; the number of the file counts from 1. */
size_t table_files(const struct table *t);
const char *table_file(const struct table *t);
uint64_t table_line(const struct table *t);

/* Rows seen so far, bad ones among them, and bytes taken of bytes known. */
uint64_t table_rows(const struct table *t);
uint64_t table_bad(const struct table *t);
uint64_t table_taken(const struct table *t);
uint64_t table_size(const struct table *t);

/*
 * table_done: after table_next has returned false: whether the stream ended
 * well. Fails on the pending fault, when every row was bad, and when
 * expect_rows does not hold.
 */
bool table_done(struct table *t, struct fault *f);

#endif
