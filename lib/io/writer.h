/*
 * writer: cells -> rows of CSV, TSV, JSON lines or an aligned table.
 *
 *	writer_column(w, name) for each; writer_begin(w)
 *	cells in order; writer_end(w) after each row
 *	writer_finish(w)
 *
 * Failures are sticky: writer_end returns false from the first one on, and
 * writer_finish fills in the fault. In JSON lines text cells are strings,
 * ours are numbers, an empty number is null and infinities are "inf" and
 * "-inf"; invalid UTF-8 is FAULT_FORM at the row told by writer_at, and so are
 * two columns of one name. TSV refuses fields with TAB, LF or CR that way.
 * With safe, texts and names that begin with = + - @, TAB or CR are written
 * with a ' before them in CSV and TSV, unless they are a sign and digits.
 * Every row has as many cells as there are columns (asserted).
 */
#ifndef IO_WRITER_H
#define IO_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"
#include "base/str.h"
#include "io/outfile.h"

enum format { FORMAT_CSV, FORMAT_TSV, FORMAT_JSONL, FORMAT_TABLE };

struct writer_form {
	enum format format;
	char delimiter; /* of CSV; 0: comma */
	bool no_header;
	bool safe; /* texts that a spreadsheet would run get a ' before them */
};

struct writer;

struct writer *writer_new(struct outfile *out, const struct writer_form *form);
void writer_delete(struct writer *w);

/*
 * writer_branch: another writer of w's rows, to make some of them on another
 * thread: its rows are kept until writer_move appends them to w, with the
 * first fault that there was. For all formats but the table, once a row was
 * written; w's columns are borrowed.
 */
struct writer *writer_branch(const struct writer *w);
bool writer_move(struct writer *w, struct writer *branch);
bool writer_is_table(const struct writer *w);

/* Names are copied. */
void writer_column(struct writer *w, struct str name);
void writer_begin(struct writer *w);

/*
 * Cells. writer_text is a string in JSON; writer_number is text that is a
 * number already (digits, decimal point), a bare number in JSON: a decimal
 * comma becomes a point there. writer_empty is an empty cell, null in JSON.
 */
void writer_text(struct writer *w, struct str s);
void writer_number(struct writer *w, const char *p, size_t n);
void writer_empty(struct writer *w);

/*
 * writer_open, writer_close: a cell of ours that is printed where it will
 * stand: room for WRITER_ROOM bytes, of which n were used.
 *
 *   comma  there may be a comma in it: a decimal one
 *   text   it is a string in JSON
 */
enum { WRITER_ROOM = 400 };
char *writer_open(struct writer *w, bool comma);
void writer_close(struct writer *w, size_t n, bool text);

/* Ends the row; false once anything has failed. */
bool writer_end(struct writer *w);

/*
 * Passed-through cells, for rows that are kept and written later.
 *
 * writer_render puts n text cells into b in the writer's own encoding;
 * writer_replay starts a row with bytes so made. writer_copy appends a
 * record's bytes verbatim to b as rendered cells: only for CSV and TSV, when
 * dialect and order of columns did not change (writer_can_copy).
 * A failure of rendering (JSON, TSV) sets the sticky fault. The columns that
 * are passed through are told (writer_column) before any is rendered; n is
 * the same in all calls.
 */
void writer_render(
    struct writer *w, struct buf *b, const struct str *cells, size_t n);
bool writer_can_copy(const struct writer *w, char delimiter, bool tsv);
void writer_copy(struct writer *w, struct buf *b, struct str raw, size_t n);
void writer_replay(struct writer *w, struct str rendered);

/*
 * Cells of ours that come again: what the row has got since it had n bytes,
 * borrowed until the next cell; and so many cells of it in another row, from
 * the same column on.
 */
size_t writer_bytes(const struct writer *w);
struct str writer_since(const struct writer *w, size_t n);
void writer_paste(struct writer *w, struct str bytes, size_t cells);

/* Where the cells that follow come from, for faults. */
void writer_at(struct writer *w, const char *file, uint64_t line);

/* Writes out what is still held (the table format holds all rows). */
bool writer_finish(struct writer *w, struct fault *f);

#endif
