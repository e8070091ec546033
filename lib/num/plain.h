/*
 * plain: what the cells of most files hold, read inline and all bytes at
 * once: dates YYYY-MM-DD, times hh:mm[:ss], and numbers of up to eight bytes.
 * False says nothing but that the parser of that kind is to look at it.
 */
#ifndef NUM_PLAIN_H
#define NUM_PLAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "base/word.h"

enum {
	DATE_EPOCH = 719468,    /* 1970-01-01, counted from 0000-03-01 */
	DATE_CENTURIES = 146097 /* days of four centuries */
};

/* The n digits and mark that are the lowest bytes of x, and 0 above. */
static inline bool
plain_digits(uint64_t x, size_t n, char decimal, int64_t *v)
{
	static const int32_t scale[] = {
	    1000000, 100000, 10000, 1000, 100, 10, 1, 0};
	size_t decimals = 0;
	uint64_t mark;

	/* The lowest bit is that of the first mark. */
	mark = x ^ WORD_OF(decimal);
	mark = (mark - WORD_OF(1)) & ~mark & WORD_OF(0x80);
	if (mark != 0) {
		unsigned at = (unsigned)__builtin_ctzll(mark) & ~7U;
		uint64_t below = (UINT64_C(1) << at) - 1;

		decimals = --n - at / 8;
		x = (x & below) | (x >> 8 & ~below);
	}
	if (n == 0 || decimals > 6)
		return false;
	x = (x ^ WORD_OF('0')) << 8 * (8 - n);
	*v = word_number(x) * (int64_t)scale[decimals];
	return word_is_digits(x);
}

/*
 * plain_dec: [-]d+ or [-]d*.d* with at most six decimals; millionths.
 *
 *   decimal  the mark
 *   spare    eight bytes behind s can be read
 */
static inline bool
plain_dec(struct str s, char decimal, bool spare, int64_t *v)
{
	bool negative = s.n > 0 && *s.p == '-';
	const char *p = negative ? s.p + 1 : s.p;
	size_t n = s.n - negative;
	int64_t m;

	if (n - 1 >= 8 ||
	    !plain_digits(spare ? word_load_first(p, n) : word_load_some(p, n),
		n, decimal, &m))
		return false;
	*v = negative ? -m : m;
	return true;
}

/* plain_int: [-]d+; eight bytes behind s can be read. */
static inline bool
plain_int(struct str s, int64_t *v)
{
	bool negative = s.n > 0 && *s.p == '-';
	const char *p = negative ? s.p + 1 : s.p;
	size_t n = s.n - negative;
	uint64_t x;

	if (n - 1 >= 8)
		return false;
	x = (word_load(p) ^ WORD_OF('0')) << 8 * (8 - n);
	*v = word_number(x);
	if (negative)
		*v = -*v;
	return word_is_digits(x);
}

/*
 * plain_day: YYYY-MM-DD. The days before a month are counted from March, and
 * the century is two digits.
 */
static inline bool
plain_day(struct str s, int32_t *day)
{
	static const unsigned short before[16] = {
	    0, 306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275};
	static const unsigned char length[16] = {
	    0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	/* Bytes 4 and 7 of YYYY-MM-, and the way there from '0'. */
	const uint64_t dashed = UINT64_C(0xff0000ff00000000);
	const uint64_t zeros = WORD_OF('0') ^ (dashed & WORD_OF('0' ^ '-'));
	unsigned a, b, century, year, month, mday, back;
	uint64_t x;

	if (s.n != 10)
		return false;
	x = word_load(s.p) ^ zeros;
	a = (unsigned)s.p[8] - '0';
	b = (unsigned)s.p[9] - '0';
	if (!word_is_digits(x | (x & dashed) << 4) || a > 9 || b > 9)
		return false;
	mday = a * 10 + b;
	/* Pairs of digits, at bytes 0, 2 and 5. */
	x = x * 10 + (x >> 8);
	century = x & 0xff;
	year = x >> 16 & 0xff;
	month = x >> 40 & 0xff;
	if (century < 16 || month > 12 || mday - 1 >= length[month])
		return false;
	/* Years begin in March; no branch would know which it is. */
	year -= month <= 2;
	back = year >> 31;
	century -= back;
	year += back * 100;
	*day = (int32_t)(century * DATE_CENTURIES / 4 + year * 1461 / 4 +
			 before[month] + mday - 1) -
	       DATE_EPOCH;
	return true;
}

/*
 * plain_time: T, t or a blank and hh:mm[:ss], which no zone follows; eight
 * bytes behind s can be read.
 *
 *   second  out: of the day
 */
static inline bool
plain_time(struct str s, int32_t *second)
{
	/* Bytes 2 and 5 of hh:mm:ss, and the way there from '0'. */
	const uint64_t parted = UINT64_C(0x0000ff0000ff0000);
	const uint64_t whole = UINT64_C(0x30303a0000000000); /* :00 */
	const uint64_t zeros = WORD_OF('0') ^ (parted & WORD_OF('0' ^ ':'));
	unsigned hour, minute, sec;
	uint64_t x;

	if ((s.n != 9 && s.n != 6) || (*s.p != ' ' && (*s.p | 0x20) != 't'))
		return false;
	x = word_load(s.p + 1);
	if (s.n == 6)
		x = (x & UINT64_C(0xffffffffff)) | whole;
	x ^= zeros;
	if (!word_is_digits(x | (x & parted) << 4))
		return false;
	/* Pairs of digits, at bytes 0, 3 and 6. */
	x = x * 10 + (x >> 8);
	hour = x & 0xff;
	minute = x >> 24 & 0xff;
	sec = x >> 48 & 0xff;
	*second = (int32_t)(hour * 3600 + minute * 60 + sec);
	return hour < 24 && minute < 60 && sec < 60;
}

/*
 * plain_local: YYYY-MM-DD, or that with a local time behind it.
 *
 *   second  out: of the day; 0 without a time
 */
static inline bool
plain_local(struct str s, int32_t *day, int32_t *second)
{
	*second = 0;
	if (s.n <= 10)
		return plain_day(s, day);
	return plain_day((struct str){s.p, 10}, day) &&
	       plain_time((struct str){s.p + 10, s.n - 10}, second);
}

#endif
