/*
 * print: integers two digits at a time, and doubles correctly rounded.
 *
 * A double is m * 2^-k with m < 2^53. Asked for n digits, x in [10^e, 10^e+1)
 * is round(x * 10^p) * 10^-p with p = n - 1 - e decimals:
 *
 *   1. e is found by comparing x with a table of powers. The doubles nearest
 *      to 1e-5 ... 1e-1 all lie above the powers they stand for, so
 *      x >= table entry means x >= power exactly.
 *   2. m * 10^p is an exact 128-bit integer as long as p <= 18.
 *   3. Its shift by k bits, rounded half to even, is the exact answer; no
 *      error is estimated anywhere.
 *
 * That covers 1e-5 <= x < 1e15, the magnitudes printed without an exponent,
 * but for 17 digits of the smallest. The rest goes through %e.
 */
#include "num/print.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i128.h"

enum { FIXED_MIN = -5, FIXED_END = 15, DECIMALS_MAX = 18 };

const char print_pairs[201] =
    "00010203040506070809101112131415161718192021222324"
    "25262728293031323334353637383940414243444546474849"
    "50515253545556575859606162636465666768697071727374"
    "75767778798081828384858687888990919293949596979899";

static size_t
count_digits(uint64_t v)
{
	size_t n = 1;

	for (; v >= 10000; v /= 10000)
		n += 4;
	return n + (v >= 10) + (v >= 100) + (v >= 1000);
}

size_t
print_u64(char *out, uint64_t v)
{
	size_t n = count_digits(v), at = n;

	if (v < 10) {
		out[0] = (char)('0' + v);
		return 1;
	}
	while (v >= 100) {
		at -= 2;
		print_two(out + at, (int)(v % 100));
		v /= 100;
	}
	if (v >= 10)
		print_two(out, (int)v);
	else
		out[0] = (char)('0' + v);
	return n;
}

size_t
print_i64(char *out, int64_t v)
{
	if (v >= 0)
		return print_u64(out, (uint64_t)v);
	out[0] = '-';
	return 1 + print_u64(out + 1, 0 - (uint64_t)v);
}

static const double power[] = {1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1e0, 1e1, 1e2, 1e3,
    1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

static const int64_t whole_power[DECIMALS_MAX + 1] = {1, 10, 100, 1000, 10000,
    100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000,
    1000000000000, 10000000000000, 100000000000000, 1000000000000000,
    10000000000000000, 100000000000000000, 1000000000000000000};

/* The decimal exponent of 1e-5 <= x < 1e15. */
static int
exponent_of(double x)
{
	int e = x >= 1 ? 0 : FIXED_MIN;

	while (x >= power[e + 1 - FIXED_MIN])
		e++;
	return e;
}

/* v / 10^decimals, without the zeros at the end. */
static size_t
put_scaled(char *out, int64_t v, int decimals, char mark)
{
	uint64_t ten = (uint64_t)whole_power[decimals];
	uint64_t rest = (uint64_t)v % ten;
	size_t n = print_u64(out, (uint64_t)v / ten);
	size_t end;

	if (rest == 0)
		return n;
	/* With a one before them the decimals keep their leading zeros. */
	end = n + print_u64(out + n, rest + ten);
	out[n] = mark;
	while (out[end - 1] == '0')
		end--;
	return end;
}

/* Returns 0 when x is not one that can be done in 128 bits. */
static size_t
put_exact(char *out, double x, int digits, char mark)
{
	uint64_t bits;
	int64_t v;
	int e, p, k;

	if (x < power[0] || x >= power[FIXED_END - FIXED_MIN])
		return 0;
	if (x == (double)(int64_t)x)
		return print_u64(out, (uint64_t)x);
	e = exponent_of(x);
	p = digits - 1 - e;
	if (p > DECIMALS_MAX)
		return 0;
	if (p < 0)
		p = 0;
	memcpy(&bits, &x, sizeof(bits));
	k = 1075 - (int)(bits >> 52);
	bits = (bits & ((UINT64_C(1) << 52) - 1)) | UINT64_C(1) << 52;
	if (!i128_scale(i128_mul((int64_t)bits, whole_power[p]), k, &v))
		return 0;
	/* Rounded up to 1e15, which has an exponent. */
	if (e == FIXED_END - 1 && v / whole_power[p] >= whole_power[FIXED_END])
		return 0;
	return put_scaled(out, v, p, mark);
}

/* n digits d.ddd * 10^e, no zero at the end, as text without an exponent. */
static size_t
put_fixed(char *out, const char *digit, int n, int e, char mark)
{
	size_t at = 0;

	if (e < 0) {
		out[at++] = '0';
		out[at++] = mark;
		for (int i = -1; i > e; i--)
			out[at++] = '0';
	}
	for (int i = 0; i < n || i <= e; i++) {
		if (e >= 0 && i == e + 1)
			out[at++] = mark;
		out[at++] = i < n ? digit[i] : '0';
	}
	return at;
}

static size_t
put_exponent(char *out, const char *digit, int n, int e, char mark)
{
	size_t at = 0;

	out[at++] = digit[0];
	if (n > 1) {
		out[at++] = mark;
		memcpy(out + at, digit + 1, (size_t)n - 1);
		at += (size_t)n - 1;
	}
	out[at++] = 'e';
	out[at++] = e < 0 ? '-' : '+';
	return at + print_u64(out + at, (uint64_t)abs(e));
}

/* By way of printf: d.ddde+xx, the point always a point in the C locale. */
static size_t
put_libc(char *out, double x, int digits, char mark)
{
	char text[40];
	char *exponent;
	int e, n;

	if (x >= 1 && x < power[FIXED_END - FIXED_MIN]) {
		int whole = exponent_of(x) + 1;

		digits = digits < whole ? whole : digits;
	}
	(void)snprintf(text, sizeof(text), "%.*e", digits - 1, x);
	exponent = strchr(text, 'e');
	e = (int)strtol(exponent + 1, NULL, 10);
	/* The first digit takes the point's place: then all are in a row. */
	text[1] = text[0];
	if (digits == 1)
		text[0] = ' ';
	n = digits;
	while (n > 1 && text[n] == '0')
		n--;
	if (e >= FIXED_MIN && e < FIXED_END)
		return put_fixed(out, text + 1, n, e, mark);
	return put_exponent(out, text + 1, n, e, mark);
}

size_t
print_real(char *out, double x, int digits, char decimal)
{
	size_t at = 0, n;

	if (x == 0) {
		out[0] = '0';
		return 1;
	}
	if (x < 0) {
		out[at++] = '-';
		x = -x;
	}
	if (isinf(x)) {
		memcpy(out + at, "inf", 3);
		return at + 3;
	}
	n = put_exact(out + at, x, digits, decimal);
	if (n == 0)
		n = put_libc(out + at, x, digits, decimal);
	return at + n;
}
