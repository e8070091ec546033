/*
 * sheet: the files of a programme: a header of known columns in any order,
 * and rows of cells. All rows of the header's width; a column that is not
 * there is blank in every row.
 */
#ifndef LEDGER_SHEET_H
#define LEDGER_SHEET_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"

enum { SHEET_COLUMNS = 20 };

struct sheet {
	const char *const *column; /* those that are known */
	size_t columns;            /* at most SHEET_COLUMNS */
	size_t at[SHEET_COLUMNS];  /* in the header; SIZE_MAX for none */
	size_t width;              /* of the header; 0 before it */
};

/*
 * sheet_header: finds the columns.
 *
 *   column  NULL-ended; the first is one that must be there
 *
 * Returns false with a FAULT_FORM: unknown, twice, or the first is missing.
 */
bool sheet_header(struct sheet *s, const char *const *column,
    const struct str *name, size_t n, struct fault *f);

/* A row at hand, and where to tell what is wrong with it. */
struct sheet_row {
	const struct sheet *sheet;
	const struct str *cell;
	size_t *column;
	struct fault *f;
};

/* False with a fault unless there has been a header, and n is its width. */
bool sheet_row(struct sheet_row *row, size_t n);

/* The cell of a known column, without blanks around it. */
struct str sheet_text(const struct sheet_row *row, size_t k);

/* Whether there is one. */
bool sheet_has(const struct sheet_row *row, size_t k);

/* sheet_bad: a fault at that cell, with its value; the hint may be NULL. */
bool sheet_bad(
    const struct sheet_row *row, size_t k, const char *what, const char *hint);

/*
 * Values; a blank cell leaves *v as it is.
 *
 * sheet_dec    a decimal of at least 0          [millionths]
 * sheet_count  a whole number from least
 * sheet_day    a day as 2026-12-31
 * sheet_word   one of NULL-ended words, any case: its index
 */
bool sheet_dec(const struct sheet_row *row, size_t k, int64_t *v);
bool sheet_count(
    const struct sheet_row *row, size_t k, int64_t least, int64_t *v);
bool sheet_day(const struct sheet_row *row, size_t k, int32_t *v);
bool sheet_word(
    const struct sheet_row *row, size_t k, const char *const *words, int *v);

/* Refuses a cell that has no meaning there. */
bool sheet_none(const struct sheet_row *row, size_t k, const char *what);

/*
 * A fingerprint: FNV-1a of 64 bits, the same everywhere. Cells of known
 * columns, in the order of those, each with its length before it.
 */
#define SHEET_DIGEST UINT64_C(14695981039346656037)
uint64_t sheet_digest(uint64_t digest, const struct sheet_row *row);

#endif
