/*
 * What must hold for any number: what is printed reads back, and where libc
 * or the compiler's 128 bits can do the same, they agree. Seeds are fixed.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i128.h"
#include "num/date.h"
#include "num/dec.h"
#include "num/parse.h"
#include "num/plain.h"
#include "num/print.h"

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 uwide;

enum { RUNS = 200000 };

static uint64_t seed;

/* SplitMix64. */
static uint64_t
draw(void)
{
	uint64_t z = seed += 0x9e3779b97f4a7c15U;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
	z = (z ^ z >> 27) * 0x94d049bb133111ebU;
	return z ^ z >> 31;
}

static int
below(int n)
{
	return (int)(draw() % (uint64_t)n);
}

/* All lengths of integers are equally likely. */
static int64_t
draw_i64(void)
{
	int64_t v = (int64_t)(draw() >> 1 >> below(63));

	return below(2) ? -v : v;
}

/* Any bits that make a finite double, or one of everyday size. */
static double
draw_double(void)
{
	double x;
	uint64_t bits;

	switch (below(4)) {
	case 0:
		return (double)draw_i64() / 1e6;
	case 1:
		return (double)below(100000) / (double)(1 + below(1000));
	case 2:
		return ldexp((double)(draw() >> below(60)), -below(120));
	default:
		do {
			bits = draw();
			memcpy(&x, &bits, sizeof(x));
		} while (!isfinite(x));
		return x;
	}
}

static struct i128
split(wide v)
{
	return (struct i128){(uint64_t)v, (int64_t)(v >> 64)};
}

static wide
join(struct i128 v)
{
	return (wide)((uwide)(uint64_t)v.hi << 64 | v.lo);
}

static wide
draw_wide(void)
{
	uwide v = (uwide)draw() << 64 | draw();

	return (wide)(v >> 1 >> below(126)) * (below(2) ? -1 : 1);
}

static void
prop_i128(void **state)
{
	(void)state;
	for (int i = 0; i < RUNS; i++) {
		wide a = draw_wide(), b = draw_wide(), half;
		int64_t x = draw_i64(), y = draw_i64(), out = 0;
		uint64_t d = draw() >> below(63) | 1;
		int bits = 1 + below(126);
		struct i128 q;
		bool fits;

		assert_true(join(i128_add(split(a / 2), split(b / 2))) ==
			    a / 2 + b / 2);
		assert_true(join(i128_sub(split(a / 2), split(b / 2))) ==
			    a / 2 - b / 2);
		assert_true(join(i128_neg(split(a))) == -a);
		assert_true(i128_cmp(split(a), split(b)) == (a > b) - (a < b));
		assert_true(i128_sign(split(a)) == (a > 0) - (a < 0));
		assert_true(join(i128_mul(x, y)) == (wide)x * y);
		assert_true(i128_to_double(split(a)) == (double)a);
		assert_true(i128_to_i64(split(a), &out) ==
			    (a >= INT64_MIN && a <= INT64_MAX));
		a = a < 0 ? -a : a;
		q = split(a);
		assert_true(i128_divmod(&q, d) == (uint64_t)(a % d));
		assert_true(join(q) == a / (wide)d);
		half = a >> (bits - 1);
		half = (half >> 1) +
		       ((half & 1) &&
			   ((half >> 1 & 1) || half << (bits - 1) != a));
		fits = i128_scale(split(a), bits, &out);
		assert_true(fits == (half <= INT64_MAX));
		assert_true(!fits || out == half);
	}
}

/* strtod of the quotient in writing rounds once, too. */
static void
prop_quotient(void **state)
{
	(void)state;
	for (int i = 0; i < RUNS; i++) {
		int64_t a = draw_i64();
		int k = below(19);
		char text[48];
		uint64_t d = 1;

		for (int j = 0; j < k; j++)
			d *= 10;
		snprintf(text, sizeof(text), "%llde-%d", (long long)a, k);
		assert_true(i128_quotient(i128_of(a), d) == strtod(text, NULL));
	}
}

static void
prop_dec(void **state)
{
	static const struct dec_form comma = {.decimal = ','};
	static const struct dec_form money = {.money = true};

	(void)state;
	for (int i = 0; i < RUNS; i++) {
		int64_t v = draw_i64(), got = 0;
		char text[DEC_MAX + 1];
		size_t n = dec_put(text, v, '.');
		struct str s = {text, n};

		assert_int_equal(dec_parse(NULL, s, &got), DEC_OK);
		assert_true(got == v);
		assert_int_equal(dec_parse(&money, s, &got), DEC_OK);
		assert_true(got == v);
		text[n] = '\0';
		assert_true(dec_to_double(v) == strtod(text, NULL));
		n = dec_put(text, v, ',');
		assert_int_equal(
		    dec_parse(&comma, (struct str){text, n}, &got), DEC_OK);
		assert_true(got == v);
	}
}

/* Any text is either refused or read as libc reads it, digit for digit. */
static void
prop_dec_text(void **state)
{
	static const char alphabet[] = "0123456789009.+-, ";
	static const struct dec_form round = {.round = true};

	(void)state;
	for (int i = 0; i < RUNS; i++) {
		char text[24];
		int n = 1 + below(22);
		int64_t v, w;
		enum dec_status status;

		for (int k = 0; k < n; k++)
			text[k] = alphabet[below(i % 2 ? 14 : 18)];
		text[n] = '\0';
		status = dec_parse(NULL, str_of(text), &v);
		if (status == DEC_OK)
			assert_true(dec_to_double(v) == strtod(text, NULL));
		if (status == DEC_FINE) {
			status = dec_parse(&round, str_of(text), &w);
			assert_true(status == DEC_OK || status == DEC_RANGE);
			assert_true(
			    status != DEC_OK ||
			    fabs(dec_to_double(w) - strtod(text, NULL)) <=
				5.1e-7 + 1e-15 * fabs(dec_to_double(w)));
		}
	}
}

static void
prop_dec_mul(void **state)
{
	(void)state;
	for (int i = 0; i < RUNS; i++) {
		int64_t a = draw_i64(), b = draw_i64(), got = 0;
		wide p = (wide)a * b, m = p < 0 ? -p : p, q = m / DEC_ONE;
		wide rest = 2 * (m % DEC_ONE) - DEC_ONE;
		bool fits;

		q += rest > 0 || (rest == 0 && (q & 1));
		fits = dec_mul(a, b, &got);
		assert_int_equal(fits, q <= INT64_MAX);
		assert_true(!fits || got == (p < 0 ? -q : q));
	}
}

static void
prop_dec_div(void **state)
{
	(void)state;
	for (int i = 0; i < RUNS; i++) {
		int64_t a = draw_i64(), b = draw_i64(), got = 0;
		wide p = (wide)a * DEC_ONE, m = p < 0 ? -p : p;
		wide d = b < 0 ? -(wide)b : (wide)b, q, rest;
		bool fits;

		if (b == 0)
			continue;
		q = m / d;
		rest = 2 * (m % d) - d;
		q += rest > 0 || (rest == 0 && (q & 1));
		fits = dec_div(a, b, &got);
		assert_int_equal(fits, q <= INT64_MAX);
		assert_true(!fits || got == ((a < 0) != (b < 0) ? -q : q));
	}
}

/* printf rounds the exact expansion, so it says what the nearest is. */
static void
prop_dec_of_double(void **state)
{
	(void)state;
	for (int i = 0; i < RUNS; i++) {
		double x = draw_double();
		int64_t got = 0, want = 0;
		char text[400];

		snprintf(text, sizeof(text), "%.6f", x);
		if (dec_parse(NULL, str_of(text), &want) == DEC_OK) {
			assert_true(dec_of_double(x, &got));
			assert_true(got == want);
		} else {
			assert_false(dec_of_double(x, &got));
		}
	}
}

static void
prop_put128(void **state)
{
	(void)state;
	for (int i = 0; i < RUNS; i++) {
		wide v = draw_wide(), back = 0;
		char text[DEC_MAX + 1];
		size_t n = dec_put128(text, split(v), '.');
		int decimals = -1;

		assert_true(n <= DEC_MAX);
		for (size_t k = v < 0; k < n; k++) {
			if (text[k] == '.') {
				decimals = 0;
				continue;
			}
			back = back * 10 + (text[k] - '0');
			decimals += decimals >= 0;
		}
		for (int k = decimals < 0 ? 0 : decimals; k < 6; k++)
			back *= 10;
		assert_true((v < 0 ? -back : back) == v);
	}
}

static void
prop_days(void **state)
{
	static const int length[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int32_t day = -135140;

	(void)state;
	for (int y = 1600; y <= 9999; y++)
		for (int m = 1; m <= 12; m++) {
			bool leap = y % 4 == 0 && (y % 100 || y % 400 == 0);
			int last = length[m - 1] + (m == 2 && leap);

			assert_false(date_exists(y, m, 0));
			assert_false(date_exists(y, m, last + 1));
			for (int d = 1; d <= last; d++, day++) {
				int yy, mm, dd;

				date_civil(day, &yy, &mm, &dd);
				if (yy != y || mm != m || dd != d ||
				    date_day(y, m, d) != day ||
				    !date_exists(y, m, d))
					fail_msg("%d-%d-%d", y, m, d);
			}
		}
	assert_int_equal(day, 2932897);
}

static void
prop_dates(void **state)
{
	static const struct zone utc;

	(void)state;
	for (int i = 0; i < RUNS; i++) {
		int32_t day = below(135140 + 2932897) - 135140;
		int64_t us = day * DATE_US_PER_DAY +
			     (int64_t)(draw() % (uint64_t)DATE_US_PER_DAY);
		char text[DATE_TIME_MAX];
		struct date d;
		size_t n = date_put(text, day);

		assert_int_equal(
		    date_parse(NULL, &utc, (struct str){text, n}, &d), DATE_OK);
		assert_true(d.day == day && d.written == day);
		if (i % 2)
			us -= us % 1000000;
		n = date_put_time(text, us);
		assert_int_equal(
		    date_parse(NULL, &utc, (struct str){text, n}, &d), DATE_OK);
		assert_true(d.us == us && d.day == day && d.timed);
	}
}

static void
prop_periods(void **state)
{
	(void)state;
	for (int i = 0; i < RUNS; i++) {
		enum period p = (enum period)below(PERIOD_YEAR + 1);
		int32_t day = below(135140 + 2932897) - 135140;
		int32_t k = period_of(p, day);

		assert_true(period_first_day(p, k) <= day);
		assert_true(period_first_day(p, k + 1) > day);
		assert_int_equal(period_of(p, period_first_day(p, k)), k);
	}
}

/* What print_real promises, by way of printf. */
static void
expect(char *out, double x, int digits)
{
	char text[64], digit[40];
	int whole, e, n, at = 0;

	snprintf(text, sizeof(text), "%.17e", fabs(x));
	whole = fabs(x) < 1e15 && fabs(x) >= 1
		    ? snprintf(digit, sizeof(digit), "%lld", (long long)fabs(x))
		    : 1;
	if (digits < whole)
		digits = whole;
	snprintf(text, sizeof(text), "%.*e", digits - 1, fabs(x));
	e = atoi(strchr(text, 'e') + 1);
	digit[0] = text[0];
	memcpy(digit + 1, text + 2, (size_t)digits - 1);
	for (n = digits; n > 1 && digit[n - 1] == '0';)
		n--;
	if (x < 0)
		out[at++] = '-';
	if (e >= 15 || e < -5) {
		sprintf(out + at, "%c%s%.*se%+d", digit[0], n > 1 ? "." : "",
		    n - 1, digit + 1, e);
	} else if (e < 0) {
		sprintf(out + at, "0.%.*s%.*s", -e - 1, "0000", n, digit);
	} else if (n <= e + 1) {
		sprintf(out + at, "%.*s%.*s", n, digit, e + 1 - n,
		    "000000000000000");
	} else {
		sprintf(out + at, "%.*s.%.*s", e + 1, digit, n - e - 1,
		    digit + e + 1);
	}
}

static void
prop_print(void **state)
{
	(void)state;
	for (int i = 0; i < RUNS; i++) {
		double x = draw_double(), back = 0;
		int digits = 1 + below(17);
		char got[PRINT_MAX + 1], want[PRINT_MAX];
		size_t n;

		if (x == 0)
			continue;
		got[print_real(got, x, digits, '.')] = '\0';
		expect(want, x, digits);
		if (strcmp(got, want) != 0)
			fail_msg("%.17g at %d: '%s', not '%s'", x, digits, got,
			    want);
		n = print_real(got, x, 17, '.');
		assert_int_equal(
		    parse_real((struct str){got, n}, '.', &back), PARSE_OK);
		assert_true(back == x);
	}
}

/* Near ties: the printed form of a midpoint, or a digit beside it. */
static void
prop_print_ties(void **state)
{
	(void)state;
	for (int i = 0; i < RUNS; i++) {
		double x =
		    ((double)below(1000000) + 0.5) / (double)(1 << below(20));
		int digits = 1 + below(17);
		char got[PRINT_MAX + 1], want[PRINT_MAX];

		got[print_real(got, x, digits, '.')] = '\0';
		expect(want, x, digits);
		assert_string_equal(got, want);
	}
}

static size_t
draw_real_text(char *out, size_t room)
{
	size_t n = 0;
	int digits = 1 + below(below(4) ? 20 : 60), mark = below(digits + 1);

	if (below(2))
		out[n++] = below(2) ? '-' : '+';
	for (int k = 0; k < digits; k++) {
		if (k == mark)
			out[n++] = '.';
		out[n++] = (char)('0' + below(10));
	}
	if (below(2))
		n += (size_t)snprintf(out + n, room - n, "e%d",
		    below(4) ? below(50) - 25 : below(700) - 350);
	out[n] = '\0';
	return n;
}

static void
prop_parse(void **state)
{
	(void)state;
	for (int i = 0; i < RUNS; i++) {
		char text[100];
		size_t n = draw_real_text(text, sizeof(text));
		double got = 0, want = strtod(text, NULL);
		enum parse_status status =
		    parse_real((struct str){text, n}, '.', &got);

		if (isinf(want) ? status != PARSE_RANGE
				: status != PARSE_OK ||
				      memcmp(&got, &want, sizeof(got)) != 0)
			fail_msg("'%s': %.17g, not %.17g", text, got, want);
	}
}

/* Exact midpoints of doubles, written out in full, and their neighbours. */
static void
prop_parse_midpoints(void **state)
{
	(void)state;
	for (int i = 0; i < RUNS / 20; i++) {
		long double m = (long double)(draw() >> 11) + 0.5L;
		char text[1300];
		int n = snprintf(text, sizeof(text), "%.*Lf", 1 + below(900),
		    ldexpl(m, below(40) - 20));
		double got = 0;

		text[n - 1] = (char)('0' + (below(2) ? 0 : below(10)));
		assert_int_equal(parse_real(str_of(text), '.', &got), PARSE_OK);
		if (got != strtod(text, NULL))
			fail_msg("'%.60s...'", text);
	}
}

static int
reseed(void **state)
{
	(void)state;
	seed = 20240105;
	return 0;
}

/* A byte of it is another one, in half of the cases. */
static void
spoil(char *text, size_t n)
{
	static const char others[] = "0159-.:T t\n\"+e/;";

	if (n > 0 && below(2))
		text[draw() % n] = others[below((int)sizeof(others) - 1)];
}

/*
 * What is plain is what the parsers say; a blank in front keeps them from
 * asking the same functions. Behind the text stands anything.
 */
static void
prop_plain(void **state)
{
	struct date d;
	int64_t got, want;
	int32_t day, second;
	int plain = 0;

	(void)state;
	for (int i = 0; i < RUNS; i++) {
		static const size_t parts[] = {11, 17, 20};
		char text[64];
		size_t n = parts[below(3)];
		struct str s = {text + 1, n - 1};

		snprintf(text, sizeof(text),
		    " %04d-%02d-%02d%c%02d:%02d:%02d:00:00", 1600 + below(8400),
		    1 + below(12), 1 + below(29), "Tt "[below(3)], below(24),
		    below(60), below(60));
		spoil(text + 1, n - 1);
		if (!plain_local(s, &day, &second))
			continue;
		plain++;
		assert_int_equal(
		    date_parse(NULL, NULL, (struct str){text, n}, &d), DATE_OK);
		assert_int_equal(day, d.day);
		assert_true(
		    d.us == day * DATE_US_PER_DAY + second * INT64_C(1000000));
		assert_int_equal(date_of_instant(d.us), day);
		assert_false(d.zoned);
	}
	assert_in_range(plain, RUNS / 2, RUNS);
	for (int i = 0; i < RUNS; i++) {
		static const struct dec_form form = {.decimal = '.'};
		char text[64];
		size_t n = (size_t)snprintf(text, sizeof(text), " %s%d.%0*d",
		    below(4) ? "" : "-", below(1000), 1 + below(3), below(10));
		struct str s = {text + 1, n - 1};

		spoil(text + 1, n - 1);
		text[n] = (char)('0' + below(10));
		if (!plain_dec(s, '.', true, &got))
			continue;
		plain++;
		assert_true(plain_dec(s, '.', false, &want) && got == want);
		assert_int_equal(
		    dec_parse(&form, (struct str){text, n}, &want), DEC_OK);
		assert_true(got == want);
	}
	assert_in_range(plain, RUNS, 2 * RUNS);
	plain = 0;
	for (int i = 0; i < RUNS; i++) {
		char text[64];
		size_t n = (size_t)snprintf(text, sizeof(text), " %s%d",
		    below(4) ? "" : "-",
		    below(10) ? below(10000) : below(2000000000));
		struct str s = {text + 1, n - 1};

		spoil(text + 1, n - 1);
		memset(text + n, '0' + below(10), 10);
		if (!plain_int(s, &got))
			continue;
		plain++;
		assert_int_equal(
		    parse_i64((struct str){text, n}, &want), PARSE_OK);
		assert_true(got == want);
	}
	assert_in_range(plain, RUNS / 2, RUNS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(prop_i128, reseed),
	    cmocka_unit_test_setup(prop_quotient, reseed),
	    cmocka_unit_test_setup(prop_dec, reseed),
	    cmocka_unit_test_setup(prop_dec_text, reseed),
	    cmocka_unit_test_setup(prop_dec_mul, reseed),
	    cmocka_unit_test_setup(prop_dec_div, reseed),
	    cmocka_unit_test_setup(prop_dec_of_double, reseed),
	    cmocka_unit_test_setup(prop_put128, reseed),
	    cmocka_unit_test(prop_days),
	    cmocka_unit_test_setup(prop_dates, reseed),
	    cmocka_unit_test_setup(prop_periods, reseed),
	    cmocka_unit_test_setup(prop_plain, reseed),
	    cmocka_unit_test_setup(prop_print, reseed),
	    cmocka_unit_test_setup(prop_print_ties, reseed),
	    cmocka_unit_test_setup(prop_parse, reseed),
	    cmocka_unit_test_setup(prop_parse_midpoints, reseed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
