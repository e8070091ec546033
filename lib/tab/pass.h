/*
 * pass: an annotating filter's rows: the input's columns, then ours.
 *
 *	p = pass_new(table, &put, &form);          after table_open
 *	pass_append(p, "p_alive", &f) ...
 *	pass_begin(p);
 *
 * In one pass:  while (table_next(t)) { pass_row(p); put_...; put_end }
 * In two:       while (table_next(t)) pass_keep(p, &f);
 *               pass_rewind(p, &f);
 *               while (pass_next(p, &f)) { put_...; put_end }
 */
#ifndef TAB_PASS_H
#define TAB_PASS_H

#include "tab/put.h"
#include "tab/table.h"

struct pass;

struct pass_form {
	const char *prefix; /* before each name of ours, or NULL */
	uint64_t memory;    /* rows kept in memory  [bytes] */
	const char *tmpdir;
};

struct pass *pass_new(
    struct table *t, const struct put *put, const struct pass_form *form);
void pass_delete(struct pass *p);

/* One more column of ours; a name that exists is FAULT_USAGE (--prefix). */
bool pass_append(struct pass *p, const char *name, struct fault *f);

/* Writes the header: after the last pass_append. */
void pass_begin(struct pass *p);

/* Starts an output row with the current input row. */
void pass_row(struct pass *p);

/* Keeps the current input row; rows come back in this order. */
bool pass_keep(struct pass *p, struct fault *f);
uint64_t pass_kept(const struct pass *p);
bool pass_rewind(struct pass *p, struct fault *f);

/* Starts an output row with the next kept row; false at the end or fault. */
bool pass_next(struct pass *p, struct fault *f);

#endif
