/*
 * record: bytes -> records of fields. The one iterator behind every tool.
 *
 *	while (record_next(r))
 *		use record_field(r, k), 0 <= k < record_fields(r)
 *	if (record_fault(r)->code != FAULT_NONE) ...
 *
 * Grammar: RFC 4180 as libcsv reads it with STRICT and STRICT_FINI and no
 * trimming: LF, CRLF or a lone CR ends a record; quotes only around whole
 * fields, doubled inside. With form.tsv: split at TAB, quotes are text, LF
 * or CRLF end a row, nothing is escaped. With form.blanks the same, but
 * fields stand between runs of blanks, so none is empty. Blank lines (no
 * bytes) are skipped, or are one empty field when the file has one column
 * (record_columns).
 * NUL bytes, stray and unterminated quotes and fields over max_field are
 * FAULT_FORM with the physical line where the record begins.
 *
 * Physical lines end at LF, CRLF or lone CR, inside quotes too; those of TSV
 * at LF or CRLF. A CR as the last byte of all ends a record in both.
 * Views die at the next record_next.
 */
#ifndef IO_RECORD_H
#define IO_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/str.h"
#include "io/input.h"

enum { RECORD_MAX_FIELD = 16 * 1024 * 1024, RECORD_MAX_FIELDS = 65536 };

struct record_form {
	char delimiter; /* 0: found from the header line */
	bool tsv;
	bool blanks;      /* for the delimiter a comma is told then */
	size_t max_field; /* 0: RECORD_MAX_FIELD  [bytes] */
	size_t block;     /* read size, 0: the default; tests use 1.. [bytes] */
};

struct reader;

/*
 * reader_open: takes over the input and closes it in reader_close, also when
 * NULL is returned. Finds the delimiter when form->delimiter is 0: the only
 * one, or by far (twice) the most frequent, of , TAB ; | outside quotes in
 * the first line that is not blank; a comma where there is none; else
 * FAULT_FORM hinting -d.
 */
struct reader *reader_open(
    struct input *in, const struct record_form *form, struct fault *f);
void reader_close(struct reader *r);

/* The next record; false at the end or at a fault. */
bool record_next(struct reader *r);

/* FAULT_NONE at a clean end. */
const struct fault *record_fault(const struct reader *r);

static inline size_t record_fields(const struct reader *r);

/* Field k, quotes undone; k < record_fields(r). Costs nothing until asked. */
static inline struct str record_field(const struct reader *r, size_t k);

/* The same of a field that stands bare in the input; false: ask for it. */
static inline bool record_bare(const struct reader *r, size_t k, struct str *s);

/* The record's bytes as they stand in the input, without the line end. */
struct str record_raw(const struct reader *r);

/*
 * The physical line where the record begins, and the byte of that line
 * (from 1) where field k begins; for a record over several lines the byte
 * counts from the beginning of the record.
 */
uint64_t record_line(const struct reader *r);
size_t record_column(const struct reader *r, size_t k);

/*
 * record_run: the records that come next, as far as each has that many fields
 * and stands in the input by the rules, to be looked at side by side: up to
 * most of them. 0 says nothing but that record_next is to be called.
 *
 * record_skip: the first n of them are done with; record_next goes on behind
 * them, and until then there is no record at hand.
 */
struct record_run {
	const char *base;
	const uint32_t *end; /* of each field, from base; end[-1] + 1 is where
	                        the first one begins, and so on */
	size_t rows;
	int quote; /* as in record_view */
};
void record_run(
    struct reader *r, size_t fields, size_t most, struct record_run *run);
void record_skip(struct reader *r, size_t n, size_t fields);

/* Told once, after the header: how many columns rows are to have. */
void record_columns(struct reader *r, size_t n);

char reader_delimiter(const struct reader *r);
const char *reader_name(const struct reader *r);
const struct input *reader_input(const struct reader *r);

/* --- for the inline functions only --- */

/* The record at hand; every reader begins with it. */
struct record_view {
	const char *base;
	const uint32_t *end; /* of each field, from base; NULL: ask grammar */
	size_t fields;
	int quote; /* a field that begins with it is quoted; 256: none is */
};

struct str record_fed(const struct reader *r, size_t k);
struct str record_unquoted(const struct reader *r, const char *p, size_t n);

static inline size_t
record_fields(const struct reader *r)
{
	return ((const struct record_view *)(const void *)r)->fields;
}

/* Field k of the index, with the quotes that it may have. */
static inline struct str
record_span(const struct record_view *v, size_t k)
{
	/* Behind the end of the field before; the first has one, too. */
	uint32_t from = (v->end + k)[-1] + 1;

	return (struct str){v->base + from, v->end[k] - from};
}

static inline bool
record_bare(const struct reader *r, size_t k, struct str *s)
{
	const struct record_view *v = (const void *)r;

	if (v->end == NULL)
		return false;
	*s = record_span(v, k);
	/* An empty field has its delimiter or line end there. */
	return *s->p != v->quote;
}

static inline struct str
record_field(const struct reader *r, size_t k)
{
	struct str s;

	if (record_bare(r, k, &s))
		return s;
	if (((const struct record_view *)(const void *)r)->end == NULL)
		return record_fed(r, k);
	return record_unquoted(r, s.p, s.n);
}

#endif
