/*
 * expr: conditions and formulas over the columns of a row, as
 * amount >= 1000 and region in ('north', 'south'); crm-format(5) has the
 * grammar. A text is compiled once to a short code over columns by index.
 *
 * Types are settled when compiling: what a column is compared with says how
 * its cells are read, and those of a column and a number added. Two columns
 * compared with each other are numbers where both cells are, else dates where
 * both are, else texts.
 *
 * Numbers  decimals (num/dec.h) as long as that is exact: +, - and * of
 *          decimals are decimals unless they would overflow or round, and
 *          two decimals are compared as decimals; all else is in doubles.
 * Dates    compared by their days unless both have a time of day.
 * Texts    compared as bytes.
 * Missing  An empty or blank cell makes arithmetic empty and comparisons
 *          false, `in` and `between` too, even with a `not` inside them;
 *          `is empty` tells. `and`, `or` and `not` know true and false only.
 *          A division by zero is empty.
 *
 * Where the scope says `decimal`, for ledgers, no double is touched: * and /
 * round once, half to even, to six decimals; dates differ by whole days; a
 * cell that is not a decimal is refused (dec.round rounds what is too fine),
 * and a result beyond int64 millionths makes the row bad.
 */
#ifndef EXPR_EXPR_H
#define EXPR_EXPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/str.h"
#include "num/date.h"
#include "num/dec.h"

/* Parentheses, `not` and signs in one another; a limit of the grammar. */
enum { EXPR_DEPTH = 60 };

enum expr_kind {
	EXPR_EMPTY,
	EXPR_BOOL,
	EXPR_DEC,
	EXPR_REAL,
	EXPR_TEXT,
	EXPR_DATE
};

struct expr_value {
	enum expr_kind kind;
	union {
		bool truth;
		int64_t dec; /* [millionths] */
		double real; /* finite */
		struct str text;
		struct date date;
	} as;
};

/*
 * Names to indices, when compiling: -1 for none, -2 for several.
 *
 *   given  NULL, or asked before column: names of values that the program
 *          has for each row, in expr_row's given; sets their kind. -2 when
 *          a column has this name too
 */
struct expr_scope {
	long (*column)(const void *arg, struct str name);
	const void *arg;
	long (*given)(const void *arg, struct str name, enum expr_kind *kind);
	bool decimal;
};

/* A row, when evaluating; the views must live as long as the value. */
struct expr_row {
	struct str (*cell)(const void *arg, size_t column);
	const void *arg;
	struct dec_form dec;
	const struct date_form *date; /* NULL: ISO 8601 */
	struct zone zone;
	const struct expr_value *given; /* of that kind, or EXPR_EMPTY */
};

struct expr;

/*
 * expr_condition, expr_number: compile a text that must be true or false, or
 * a number.
 *
 *   at   out: where it is wrong, a byte of the text from 1
 *
 * Returns NULL with a FAULT_FORM "at 14: ...", whose value is the piece at
 * fault and whose file, line and column are the caller's.
 */
struct expr *expr_condition(struct str text, const struct expr_scope *scope,
    size_t *at, struct fault *f);
struct expr *expr_number(struct str text, const struct expr_scope *scope,
    size_t *at, struct fault *f);
void expr_delete(struct expr *e);

/* The columns that it reads, each once, in order of appearance. */
size_t expr_columns(const struct expr *e, const size_t **column);

/* Whether it reads that given value. */
bool expr_reads_given(const struct expr *e, size_t given);

/*
 * expr_eval: the value for one row; EXPR_BOOL of a condition.
 *
 * Returns false with a FAULT_ROW without its column when a cell is not what
 * the text needs; *column is its index, or SIZE_MAX when no one cell is at
 * fault: of decimals, a result that is too large.
 * Cost  no allocation; `and` and `or` stop when they know.
 */
bool expr_eval(const struct expr *e, const struct expr_row *row,
    struct expr_value *v, size_t *column, struct fault *f);

/* A condition's answer; false as above with *holds unset. */
bool expr_holds(const struct expr *e, const struct expr_row *row, bool *holds,
    size_t *column, struct fault *f);

#endif
