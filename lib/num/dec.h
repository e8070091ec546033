/*
 * dec: exact money. A decimal is an int64_t of millionths, so 12.5 is
 * 12500000; sums are 128-bit (base/i128.h). No double touches it.
 */
#ifndef NUM_DEC_H
#define NUM_DEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/i128.h"
#include "base/str.h"

#define DEC_ONE INT64_C(1000000)

/* How numbers are written in the input. Zeroed is the default. */
struct dec_form {
	char decimal; /* '.' (also when 0) or ',' */
	bool money;   /* accept currency signs, thousands, (1.00), 1.00- */
	bool round;   /* round digits beyond six half-even, not refuse them */
};

enum dec_status {
	DEC_OK,
	DEC_EMPTY,     /* nothing, or blanks only */
	DEC_MALFORMED, /* not a number */
	DEC_FINE,      /* a non-zero digit beyond the sixth decimal */
	DEC_RANGE      /* beyond int64 millionths, about 9.2e12 */
};

/*
 * dec_parse: reads [+-]?(d+(.d*)?|.d+), blanks around it allowed.
 *
 *   form   NULL for the default form
 *   *v     out: millionths; unchanged on failure
 *
 * With form->money also: one currency sign ($ also as US$, R$) or ISO 4217
 * code before or behind, thousands marks (the other one of , and . or a
 * blank or an apostrophe, in groups of three), (1.00) and 1.00- as
 * negatives. The decimal mark is form->decimal, never guessed.
 * Cost  one pass; about 7 ns for plain cents.
 */
enum dec_status dec_parse(
    const struct dec_form *form, struct str s, int64_t *v);

/* What is wrong, for a message: "not a number", "more than 6 decimals"... */
const char *dec_problem(enum dec_status status);

/* What to do about it, or NULL: looks at the text for thousands marks etc. */
const char *dec_hint(
    const struct dec_form *form, enum dec_status status, struct str s);

/* Longest text that dec_put or dec_put128 writes. */
enum { DEC_MAX = 48 };

/*
 * dec_put: writes the shortest exact form: 12.5, -0.01, 3; never -0.
 *
 *   out      room for DEC_MAX bytes; not terminated
 *   decimal  the mark: '.' or ','
 *
 * Returns  bytes written
 */
size_t dec_put(char *out, int64_t v, char decimal);
size_t dec_put128(char *out, struct i128 v, char decimal);

/*
 * dec_mul: a x b with one rounding, half to even, to millionths.
 * Returns false on overflow.
 */
bool dec_mul(int64_t a, int64_t b, int64_t *product);

/* dec_div: a / b, b not 0, rounded in the same way; false on overflow. */
bool dec_div(int64_t a, int64_t b, int64_t *quotient);

/* The nearest double, in units. */
double dec_to_double(int64_t v);
double dec_sum_to_double(struct i128 v);

/* The nearest decimal, half to even; false when it does not fit or is NaN. */
bool dec_of_double(double x, int64_t *v);

#endif
