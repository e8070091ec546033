/* print: integers and reals as text, the same bytes on every machine. */
#ifndef NUM_PRINT_H
#define NUM_PRINT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Longest text that any function here writes. */
enum { PRINT_MAX = 400 };

/* The two digits of 0 <= v < 100. */
extern const char print_pairs[201];
static inline void
print_two(char *out, int v)
{
	memcpy(out, print_pairs + (ptrdiff_t)2 * v, 2);
}

size_t print_i64(char *out, int64_t v);
size_t print_u64(char *out, uint64_t v);

/*
 * print_real: a double with that many significant digits.
 *
 *   out      room for PRINT_MAX bytes; not terminated
 *   digits   1 to 17; whole digits are never cut: 123456 at 3 is 123456
 *   decimal  the mark: '.' or ','
 *
 * Trailing zeros and a trailing mark are cut; no exponent for magnitudes
 * from 1e-5 up to 1e15 (12, 0.00001234), else d.ddde-7, d.ddde+15; -0 is 0;
 * infinities are inf and -inf. NaN must not be passed: the caller prints an
 * empty cell. Correctly rounded, ties to even in the decimal expansion as
 * printf %.*e has it.
 */
size_t print_real(char *out, double x, int digits, char decimal);

#endif
