/*
 * parse: integers and reals from text, by our own grammar, the whole text
 * or nothing; blanks around it allowed. No locale, no hexadecimal, no NaN.
 */
#ifndef NUM_PARSE_H
#define NUM_PARSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum parse_status { PARSE_OK, PARSE_EMPTY, PARSE_MALFORMED, PARSE_RANGE };

/* [+-]?d+ */
enum parse_status parse_i64(struct str s, int64_t *v);

/*
 * parse_real: [+-]?(d+(.d*)?|.d+)([eE][+-]?d+)?, correctly rounded.
 *
 *   decimal  '.' or ',': the mark
 *
 * Overflow is PARSE_RANGE; underflow gives the nearest, perhaps 0.
 * Cost  up to 19 significant digits and small exponents without libc.
 */
enum parse_status parse_real(struct str s, char decimal, double *v);

/* d+, then perhaps K, M, G, T or KiB ... TiB: powers of 1024, any case. */
enum parse_status parse_size(struct str s, uint64_t *v);

#endif
