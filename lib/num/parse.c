/*
 * parse_real: the text is read once by our own grammar into an integer m of
 * up to 19 significant digits and an exponent e, then
 *
 *   1. m <= 2^53 and |e| <= 22: m and 10^|e| are exact doubles, so the one
 *      multiplication or division rounds once: correct.
 *   2. m < 2^63 and |e| <= 18: the product is exact in 128 bits, the quotient
 *      is found with a sticky bit; both round once.
 *   3. Otherwise strtod reads a text that we write ourselves: at most 800
 *      digits, and a 1 behind them when anything was left out. No double and
 *      no midpoint between two doubles has more than 768 digits, so the one
 *      digit decides as the whole tail would have.
 */
#include "num/parse.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/i128.h"

enum { EXACT_DIGITS = 19, KEPT_DIGITS = 800, EXPONENT_FAR = 100000 };

/* A real, taken apart: .digits are where they stand in the text. */
struct real {
	bool negative;
	struct str digits; /* with the mark in it, no leading zeros */
	int64_t exponent;  /* of the last digit of digits */
	uint64_t m;        /* the first 19 of them */
	int64_t cut;       /* digits behind those 19 */
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

enum parse_status
parse_i64(struct str s, int64_t *v)
{
	uint64_t m = 0, limit = INT64_MAX;
	bool negative = false;
	size_t i = 0;

	s = str_trim(s);
	if (s.n == 0)
		return PARSE_EMPTY;
	if (s.p[0] == '-' || s.p[0] == '+') {
		negative = s.p[0] == '-';
		limit += negative;
		i = 1;
	}
	if (i == s.n)
		return PARSE_MALFORMED;
	for (size_t k = i; k < s.n; k++)
		if (!is_digit(s.p[k]))
			return PARSE_MALFORMED;
	for (; i < s.n; i++) {
		uint64_t d = (uint64_t)(s.p[i] - '0');

		if (m > (limit - d) / 10)
			return PARSE_RANGE;
		m = m * 10 + d;
	}
	*v = negative ? (int64_t)(0 - m) : (int64_t)m;
	return PARSE_OK;
}

/* [eE][+-]?d+ to the end of the text; far exponents are as good as any. */
static bool
read_exponent(const char *p, const char *end, int64_t *e)
{
	bool negative;

	*e = 0;
	p++;
	negative = p < end && *p == '-';
	if (p < end && (*p == '-' || *p == '+'))
		p++;
	if (p == end)
		return false;
	for (; p < end; p++) {
		if (!is_digit(*p))
			return false;
		if (*e < INT64_C(1000000000000000))
			*e = *e * 10 + (*p - '0');
	}
	*e = negative ? -*e : *e;
	return true;
}

static bool
scan(struct str s, char mark, struct real *r)
{
	const char *p = s.p, *end = p + s.n, *first = NULL;
	bool any = false, fraction = false;
	int64_t exponent = 0;
	int kept = 0;

	*r = (struct real){.negative = *p == '-'};
	if (*p == '-' || *p == '+')
		p++;
	for (; p < end; p++) {
		if (*p == mark && !fraction) {
			fraction = true;
			continue;
		}
		if (!is_digit(*p))
			break;
		any = true;
		r->exponent -= fraction;
		if (first == NULL && *p == '0')
			continue;
		if (first == NULL)
			first = p;
		if (kept < EXACT_DIGITS) {
			r->m = r->m * 10 + (uint64_t)(*p - '0');
			kept++;
		} else {
			r->cut++;
		}
	}
	if (first != NULL)
		r->digits = (struct str){first, (size_t)(p - first)};
	if (!any)
		return false;
	if (p < end &&
	    ((*p != 'e' && *p != 'E') || !read_exponent(p, end, &exponent)))
		return false;
	r->exponent += exponent;
	return true;
}

static bool
exact(const struct real *r, double *v)
{
	static const double ten[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7,
	    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
	    1e19, 1e20, 1e21, 1e22};
	int64_t e = r->exponent;
	struct i128 m;

	if (r->cut != 0 || r->m > INT64_MAX || e < -22 || e > 22)
		return false;
	if (r->m <= UINT64_C(1) << 53) {
		*v = e < 0 ? (double)r->m / ten[-e] : (double)r->m * ten[e];
		return true;
	}
	if (e < -18 || e > 18)
		return false;
	/* ten[18] = 2^18 * 5^18 and 5^18 < 2^53: exact. */
	m = i128_of((int64_t)r->m);
	*v = e < 0 ? i128_quotient(m, (uint64_t)ten[-e])
		   : i128_to_double(i128_mul((int64_t)r->m, (int64_t)ten[e]));
	return true;
}

static double
by_libc(const struct real *r)
{
	char text[KEPT_DIGITS + 32];
	size_t n = 0;
	bool more = false;
	int64_t e = r->exponent;

	for (size_t i = 0; i < r->digits.n; i++) {
		if (!is_digit(r->digits.p[i]))
			continue;
		if (n < KEPT_DIGITS) {
			text[n++] = r->digits.p[i];
		} else {
			more |= r->digits.p[i] != '0';
			e++;
		}
	}
	if (more) {
		text[n++] = '1';
		e--;
	}
	if (e > EXPONENT_FAR)
		e = EXPONENT_FAR;
	if (e < -EXPONENT_FAR)
		e = -EXPONENT_FAR;
	(void)snprintf(text + n, sizeof(text) - n, "e%d", (int)e);
	return strtod(text, NULL);
}

/* Case 1 of most cells: digits and perhaps a mark, without sign, exponent or
 * blanks. */
static bool
plain(struct str s, char mark, double *v)
{
	enum { MOST = 15 };
	static const double ten[MOST + 1] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6,
	    1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
	const char *p = s.p, *end, *point;
	uint64_t m = 0;

	if (s.n == 0 || s.n > MOST)
		return false;
	end = point = p + s.n;
	for (; p < end && is_digit(*p); p++)
		m = m * 10 + (uint64_t)(*p - '0');
	if (p < end && *p == mark)
		for (point = ++p; p < end && is_digit(*p); p++)
			m = m * 10 + (uint64_t)(*p - '0');
	if (p < end || !is_digit(end[-1]))
		return false;
	*v = (double)m / ten[end - point];
	return true;
}

enum parse_status
parse_real(struct str s, char decimal, double *v)
{
	struct real r;
	double x = 0;

	if (plain(s, decimal, v))
		return PARSE_OK;
	s = str_trim(s);
	if (s.n == 0)
		return PARSE_EMPTY;
	if (!scan(s, decimal, &r))
		return PARSE_MALFORMED;
	if (r.m != 0 && !exact(&r, &x))
		x = by_libc(&r);
	if (isinf(x))
		return PARSE_RANGE;
	*v = r.negative ? -x : x;
	return PARSE_OK;
}

/* The factor of two of a unit's name, as a shift; -1: no such unit. */
static int
unit_shift(struct str unit)
{
	static const char letters[] = "KMGT";

	if (unit.n == 0)
		return 0;
	for (int i = 0; i < 4; i++) {
		char name[] = {letters[i], 'i', 'B'};

		if (str_eq_nocase(unit, (struct str){name, 1}) ||
		    str_eq_nocase(unit, (struct str){name, 3}))
			return 10 * (i + 1);
	}
	return -1;
}

enum parse_status
parse_size(struct str s, uint64_t *v)
{
	uint64_t m = 0;
	size_t i = 0;
	bool over = false;
	int shift;

	s = str_trim(s);
	if (s.n == 0)
		return PARSE_EMPTY;
	for (; i < s.n && is_digit(s.p[i]); i++) {
		uint64_t d = (uint64_t)(s.p[i] - '0');

		over |= m > (UINT64_MAX - d) / 10;
		m = m * 10 + d;
	}
	shift = unit_shift((struct str){s.p + i, s.n - i});
	if (i == 0 || shift < 0)
		return PARSE_MALFORMED;
	if (over || m > UINT64_MAX >> shift)
		return PARSE_RANGE;
	*v = m << shift;
	return PARSE_OK;
}
