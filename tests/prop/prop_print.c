/*
 * Our printers against printf, and our quick readers against a slow one,
 * over millions of values: integers, decimals, days and reals.
 */
#include "../unit/check.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "num/date.h"
#include "num/dec.h"
#include "num/print.h"

enum { MILLION = 1000000, FIRST_DAY = -135140 };

static uint64_t seed = 20251125;

/* xorshift64*: the same cases on every run. */
static uint64_t
draw(void)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return seed * 2685821657736338717U;
}

static unsigned
below(unsigned n)
{
	return (unsigned)(draw() >> 32) % n;
}

static void
same(const char *got, size_t n, const char *want)
{
	if (n != strlen(want) || memcmp(got, want, n) != 0)
		fail_msg("'%.*s', not '%s'", (int)n, got, want);
}

/* All lengths are equally likely. */
static void
prints_integers(void **state)
{
	char got[PRINT_MAX] = "", want[PRINT_MAX];

	(void)state;
	for (int i = 0; i < 2 * MILLION; i++) {
		uint64_t v = draw() >> below(64);

		snprintf(want, sizeof(want), "%" PRIu64, v);
		same(got, print_u64(got, v), want);
		snprintf(want, sizeof(want), "%" PRId64, (int64_t)v);
		same(got, print_i64(got, (int64_t)v), want);
	}
}

/* Millionths as printf has them, without the zeros at the end. */
static void
expect_dec(char *out, size_t room, int64_t v)
{
	uint64_t m = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
	int n = snprintf(out, room, "%s%" PRIu64 ".%06" PRIu64,
	    v < 0 ? "-" : "", m / 1000000, m % 1000000);

	while (out[n - 1] == '0')
		n--;
	out[n - (out[n - 1] == '.')] = '\0';
}

static void
prints_and_reads_decimals(void **state)
{
	char got[DEC_MAX] = "", want[DEC_MAX];

	(void)state;
	for (int i = 0; i < 2 * MILLION; i++) {
		int64_t v = (int64_t)(draw() >> below(64)), back = 0;

		/* Mostly cents. */
		if (below(4) != 0)
			v = v / 10000 % 10000000 * 10000;
		expect_dec(want, sizeof(want), v);
		same(got, dec_put(got, v, '.'), want);
		assert_int_equal(dec_parse(NULL, str_of(want), &back), DEC_OK);
		assert_true(back == v);
	}
}

/* [+-]?(d+(.d*)?|.d+) of few enough digits, read one by one. */
static bool
read_slowly(const char *p, int64_t *v)
{
	bool negative = *p == '-', digit = false;
	int64_t m = 0, one = 1000000;

	p += *p == '-' || *p == '+';
	for (; isdigit((unsigned char)*p); p++, digit = true)
		m = m * 10 + (*p - '0') * INT64_C(1000000);
	if (*p == '.')
		for (p++; isdigit((unsigned char)*p); p++, digit = true) {
			one /= 10;
			if (one == 0 && *p != '0')
				return false;
			m += (*p - '0') * one;
		}
	*v = negative ? -m : m;
	return digit && *p == '\0';
}

/* No text of up to ten bytes is refused or read that should not be. */
static void
reads_short_texts(void **state)
{
	static const char alphabet[] = "0123456789012345678901234567.-+,/:e";

	(void)state;
	for (int i = 0; i < 3 * MILLION; i++) {
		int n = (int)below(11);
		int64_t got = 0, want = 0;
		char text[16];

		for (int k = 0; k < n; k++)
			text[k] = alphabet[below(below(3) ? 30 : 35)];
		text[n] = '\0';
		if ((dec_parse(NULL, str_of(text), &got) == DEC_OK) !=
			read_slowly(text, &want) ||
		    got != (read_slowly(text, &want) ? want : 0))
			fail_msg(
			    "'%s': %" PRId64 ", not %" PRId64, text, got, want);
	}
}

static bool
is_day(const char *text, int32_t *day)
{
	struct date d;

	if (date_parse(NULL, NULL, str_of(text), &d) != DATE_OK)
		return false;
	*day = d.day;
	return true;
}

static void
prints_and_reads_every_day(void **state)
{
	static const int length[] = {
	    31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int32_t day = FIRST_DAY, back;
	char got[DATE_MAX] = "", want[48];

	(void)state;
	for (int y = 1600; y <= 9999; y++)
		for (int m = 0; m <= 13; m++)
			for (int d = 0; d <= 32; d++) {
				bool leap = y % 4 == 0 &&
					    (y % 100 != 0 || y % 400 == 0);
				bool real =
				    m >= 1 && m <= 12 && d >= 1 &&
				    d <= length[m - 1] - (m == 2 && !leap);

				snprintf(want, sizeof(want), "%04d-%02d-%02d",
				    y, m, d);
				assert_int_equal(is_day(want, &back), real);
				if (!real)
					continue;
				assert_int_equal(back, day);
				same(got, date_put(got, day++), want);
			}
}

/* A byte that is none of a date's, anywhere in one. */
static void
refuses_what_is_no_day(void **state)
{
	int32_t day;

	(void)state;
	for (int at = 0; at < DATE_MAX; at++)
		for (int c = 1; c < 256; c++) {
			char text[] = "2024-11-28";
			bool digit = c >= '0' && c <= '9';

			if (c == text[at] || (digit && at != 4 && at != 7))
				continue;
			text[at] = (char)c;
			assert_false(is_day(text, &day));
		}
}

/* Ten digits, the usual, by way of %.*e; sums by their mean, shares, rates. */
static double
some_real(void)
{
	int64_t v = (int64_t)(draw() >> (8 + below(50)));

	switch (below(3)) {
	case 0:
		return (double)v / 1e6 / (1 + below(50));
	case 1:
		return (double)below(1000000) / (1 + below(1000000));
	default:
		return (double)(int64_t)draw() / (double)(draw() >> 20 | 1);
	}
}

static void
expect_real(char *out, size_t room, double x)
{
	char text[40];
	int e, decimals, n;

	snprintf(text, sizeof(text), "%.9e", x);
	e = (int)strtol(strchr(text, 'e') + 1, NULL, 10);
	decimals = e < 9 ? 9 - e : 0;
	n = snprintf(out, room, "%.*f", decimals, x);
	while (decimals > 0 && out[n - 1] == '0')
		n--;
	out[n - (out[n - 1] == '.')] = '\0';
}

static void
prints_reals(void **state)
{
	char got[PRINT_MAX] = "", want[400];

	(void)state;
	for (int i = 0; i < 2 * MILLION; i++) {
		double x = some_real(), size = x < 0 ? -x : x;

		/* Beyond, there is an exponent: prop_num has those. */
		if (size < 1.00001e-5 || size > 9.9e14)
			continue;
		expect_real(want, sizeof(want), x);
		same(got, print_real(got, x, 10, '.'), want);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(prints_integers),
	    cmocka_unit_test(prints_and_reads_decimals),
	    cmocka_unit_test(reads_short_texts),
	    cmocka_unit_test(prints_and_reads_every_day),
	    cmocka_unit_test(refuses_what_is_no_day),
	    cmocka_unit_test(prints_reals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
