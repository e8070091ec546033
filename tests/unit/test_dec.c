/* dec: every amt_* case of the bad corpus, money forms, limits, hints. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "num/dec.h"

#define MAX       INT64_MAX
#define UNTOUCHED INT64_C(-424242424242)
#define COUNT(a)  (sizeof(a) / sizeof((a)[0]))

struct row {
	const char *text;
	enum dec_status status;
	int64_t v;
};

static void
check(const struct dec_form *form, const struct row *row, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int64_t v = UNTOUCHED;
		enum dec_status got = dec_parse(form, str_of(row[i].text), &v);
		int64_t want = row[i].status == DEC_OK ? row[i].v : UNTOUCHED;

		if (got != row[i].status || v != want)
			fail_msg("'%.60s': status %d, value %lld", row[i].text,
			    (int)got, (long long)v);
	}
}

static void
test_plain(void **state)
{
	static const struct row rows[] = {
	    {"0", DEC_OK, 0},
	    {"0.00", DEC_OK, 0},
	    {"-0", DEC_OK, 0},
	    {"-0.00", DEC_OK, 0},
	    {"-5.00", DEC_OK, -5000000},
	    {"00012.50", DEC_OK, 12500000},
	    {"010", DEC_OK, 10000000},
	    {"12.5", DEC_OK, 12500000},
	    {"12.500000", DEC_OK, 12500000},
	    {"12.5000000000000000000000000000", DEC_OK, 12500000},
	    {"0.10", DEC_OK, 100000},
	    {"12.345", DEC_OK, 12345000},
	    {"0.001", DEC_OK, 1000},
	    {"0.000001", DEC_OK, 1},
	    {"0.0000001", DEC_FINE, 0},
	    {"-1.2345678", DEC_FINE, 0},
	    {"+5.00", DEC_OK, 5000000},
	    {".5", DEC_OK, 500000},
	    {"-.5", DEC_OK, -500000},
	    {"5.", DEC_OK, 5000000},
	    {" 12.00", DEC_OK, 12000000},
	    {"12.00 ", DEC_OK, 12000000},
	    {"12.00\t", DEC_OK, 12000000},
	    {"123456789012.123456", DEC_OK, 123456789012123456},
	    {"1234567890123", DEC_OK, 1234567890123000000},
	    {"9223372036854.775807", DEC_OK, MAX},
	    {"-9223372036854.775807", DEC_OK, -MAX},
	    {"9223372036854.775808", DEC_RANGE, 0},
	    {"-9223372036854.775808", DEC_RANGE, 0},
	    {"9223372036855", DEC_RANGE, 0},
	    {"92233720368547758.07", DEC_RANGE, 0},
	    {"92233720368547758.08", DEC_RANGE, 0},
	    {"-92233720368547758.08", DEC_RANGE, 0},
	    {"18446744073709551617", DEC_RANGE, 0},
	    {"", DEC_EMPTY, 0},
	    {" ", DEC_EMPTY, 0},
	    {" \t ", DEC_EMPTY, 0},
	};
	static const char *const malformed[] = {".", "-", "+", "-.", "+-5",
	    "--5", "- 5", "1,234.50", "1.234,50", "12,50", "1 234.50",
	    "1'234.50", "1_234",
	    "\xe2\x82\xac"
	    "12",
	    "12\xe2\x82\xac", "$12.00", "USD 12.00", "(12.00)", "12.00-", "12%",
	    "1e3", "1.2E+05", "1e309", "1e-400", "NaN", "nan(0x123)", "inf",
	    "-Infinity", "0x1F", "0x1p3", "0b11", "twelve", "NULL", "\\N",
	    "#REF!", "#DIV/0!", "=1+1", "12.5.0", "5-3", "1/2", "true",
	    "\"5.00\"", "5.00;", "1\n",
	    "\xc2\xa0"
	    "1",
	    "\xd9\xa1"};

	(void)state;
	check(NULL, rows, COUNT(rows));
	for (size_t i = 0; i < COUNT(malformed); i++)
		check(NULL, &(struct row){malformed[i], DEC_MALFORMED, 0}, 1);
}

static void
test_nul_inside(void **state)
{
	int64_t v;

	(void)state;
	assert_int_equal(dec_parse(NULL, STR("1\0002"), &v), DEC_MALFORMED);
	assert_int_equal(dec_parse(NULL, (struct str){NULL, 0}, &v), DEC_EMPTY);
}

static void
test_long(void **state)
{
	static const struct dec_form form = {.round = true};
	char text[1100];
	struct row row = {text, DEC_OK, 12500000};

	(void)state;
	memset(text, '0', sizeof(text));
	strcpy(text + 1000, "12.5");
	check(NULL, &row, 1);
	memset(text, '9', 1000);
	text[1000] = '\0';
	row.status = DEC_RANGE;
	check(NULL, &row, 1);
	memset(text, '3', 1000);
	memcpy(text, "0.", 2);
	row.status = DEC_FINE;
	check(NULL, &row, 1);
	row.status = DEC_OK;
	row.v = 333333;
	check(&form, &row, 1);
	/* A half and a thousand zeros, then with one digit behind them. */
	memset(text, '0', 1000);
	memcpy(text, "0.0000005", 9);
	row.v = 0;
	check(&form, &row, 1);
	text[999] = '1';
	row.v = 1;
	check(&form, &row, 1);
}

static void
test_round(void **state)
{
	static const struct dec_form form = {.round = true};
	static const struct row rows[] = {
	    {"0.0000004", DEC_OK, 0},
	    {"0.0000005", DEC_OK, 0},
	    {"0.0000015", DEC_OK, 2},
	    {"0.0000025", DEC_OK, 2},
	    {"0.00000250000001", DEC_OK, 3},
	    {"0.00000249999999", DEC_OK, 2},
	    {"0.0000026", DEC_OK, 3},
	    {"-0.0000015", DEC_OK, -2},
	    {"-0.0000004", DEC_OK, 0},
	    {"0.9999999", DEC_OK, 1000000},
	    {"9223372036854.7758074", DEC_OK, MAX},
	    {"9223372036854.7758075", DEC_RANGE, 0},
	};

	(void)state;
	check(&form, rows, COUNT(rows));
}

static void
test_comma(void **state)
{
	static const struct dec_form form = {.decimal = ','};
	static const struct row rows[] = {
	    {"12,50", DEC_OK, 12500000},
	    {",5", DEC_OK, 500000},
	    {"5,", DEC_OK, 5000000},
	    {"12.50", DEC_MALFORMED, 0},
	    {"1.234,50", DEC_MALFORMED, 0},
	    {"1,2,3", DEC_MALFORMED, 0},
	};

	(void)state;
	check(&form, rows, COUNT(rows));
}

static void
test_money(void **state)
{
	static const struct dec_form form = {.money = true};
	static const struct row rows[] = {
	    {"12.50", DEC_OK, 12500000},
	    {"$1.00", DEC_OK, 1000000},
	    {"$ 1.00", DEC_OK, 1000000},
	    {"-$1.00", DEC_OK, -1000000},
	    {"$-1.00", DEC_OK, -1000000},
	    {"- $ 1.00", DEC_OK, -1000000},
	    {"+$1.00", DEC_OK, 1000000},
	    {"($5.00)", DEC_OK, -5000000},
	    {"$(5.00)", DEC_OK, -5000000},
	    {"(5.00) \xe2\x82\xac", DEC_OK, -5000000},
	    {"( 5.00 )", DEC_OK, -5000000},
	    {"1.00-", DEC_OK, -1000000},
	    {"$1.00-", DEC_OK, -1000000},
	    {"1.00-$", DEC_OK, -1000000},
	    {"$1,250.00", DEC_OK, 1250000000},
	    {"1,234,567.89", DEC_OK, 1234567890000},
	    {"1'234.50", DEC_OK, 1234500000},
	    {"1\xe2\x80\x99"
	     "234.50",
		DEC_OK, 1234500000},
	    {"1 234.50", DEC_OK, 1234500000},
	    {"1\xc2\xa0"
	     "234.50",
		DEC_OK, 1234500000},
	    {"\xe2\x82\xac"
	     "12",
		DEC_OK, 12000000},
	    {"12\xe2\x82\xac", DEC_OK, 12000000},
	    {"12.00\xc2\xa0\xe2\x82\xac", DEC_OK, 12000000},
	    {"\xc2\xa3"
	     "12",
		DEC_OK, 12000000},
	    {"\xc2\xa5"
	     "12",
		DEC_OK, 12000000},
	    {"\xef\xbf\xa5"
	     "12",
		DEC_OK, 12000000},
	    {"\xe0\xa7\xb3 12", DEC_OK, 12000000},
	    {"\xe2\x82\xb9"
	     "12",
		DEC_OK, 12000000},
	    {"USD 12.00", DEC_OK, 12000000},
	    {"12.00 EUR", DEC_OK, 12000000},
	    {"12.00EUR", DEC_OK, 12000000},
	    {"-USD 12.00", DEC_OK, -12000000},
	    {"US$ 12.00", DEC_OK, 12000000},
	    {"R$12.00", DEC_OK, 12000000},
	    {"$.5", DEC_OK, 500000},
	    {"$5.", DEC_OK, 5000000},
	    {"9,223,372,036,854.775807", DEC_OK, MAX},
	    {"9,223,372,036,854.775808", DEC_RANGE, 0},
	    {"$0.1234567", DEC_FINE, 0},
	    {"", DEC_EMPTY, 0},
	};
	static const char *const malformed[] = {"1,23,4", "1,2345", "12,50",
	    "1234,567", "1,,234", ",123", "1,234,", "1,234'567", "1,23",
	    "1.234,50", "1.5,000", "1.2.3", "$", "()", "(", "USD", "($)", "$$5",
	    "$5$", "$5 USD", "QTY 12", "usd 5", "--5", "-(5)", "(-5)", "-5-",
	    "(5", "5)", "5-3", "5+", "12%", "1_234", "1e3", "NaN", "NAN", "INF",
	    "twelve", "\xe2\x82", "5 \xff", "1\t234", "$ \xc2\xa0", "1  234"};

	(void)state;
	check(&form, rows, COUNT(rows));
	for (size_t i = 0; i < COUNT(malformed); i++)
		check(&form, &(struct row){malformed[i], DEC_MALFORMED, 0}, 1);
}

static void
test_money_comma(void **state)
{
	static const struct dec_form form = {.decimal = ',', .money = true};
	static const struct row rows[] = {
	    {"1.234,50", DEC_OK, 1234500000},
	    {"1 234,50", DEC_OK, 1234500000},
	    {"1\xc2\xa0"
	     "234,50 \xe2\x82\xac",
		DEC_OK, 1234500000},
	    {"1\xe2\x80\xaf"
	     "234,50\xe2\x80\xaf\xe2\x82\xac",
		DEC_OK, 1234500000},
	    {"R$ 1.234,50", DEC_OK, 1234500000},
	    {"-1.234,50 EUR", DEC_OK, -1234500000},
	    {"1,234.50", DEC_MALFORMED, 0},
	    {"1.23", DEC_MALFORMED, 0},
	};

	(void)state;
	check(&form, rows, COUNT(rows));
}

static void
test_hints(void **state)
{
	static const struct {
		const char *text, *has; /* NULL: no hint */
		struct dec_form form;
	} rows[] = {
	    {"1,234.50", "--money", {0}},
	    {"1,234", "--money", {0}},
	    {"1,234", "--decimal ,", {0}},
	    {"12,50", "--decimal ,", {0}},
	    {"12.50", "--decimal .", {.decimal = ','}},
	    {"1.234,50", "--money --decimal ,", {0}},
	    {"1.234,50", "pass --decimal ,", {.money = true}},
	    {"1,234.50", "--money --decimal .", {.decimal = ','}},
	    {"$12.00", "--money", {0}},
	    {"USD 12.00", "--money", {0}},
	    {"(12.00)", "--money", {0}},
	    {"12.00-", "--money", {0}},
	    {"1'234.50", "--money", {0}},
	    {"1.2345678", "--round-amount", {0}},
	    {"1.2E+05", "exponent", {0}},
	    {"", NULL, {0}},
	    {"twelve", NULL, {0}},
	    {"99999999999999", NULL, {0}},
	    {"1,23,4", NULL, {0}},
	    {"%s%n", NULL, {0}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str s = str_of(rows[i].text);
		int64_t v;
		const char *hint =
		    dec_hint(&rows[i].form, dec_parse(&rows[i].form, s, &v), s);
		bool good =
		    rows[i].has == NULL
			? hint == NULL
			: hint != NULL && strstr(hint, rows[i].has) != NULL;

		if (!good)
			fail_msg("'%s': %s", rows[i].text,
			    hint == NULL ? "none" : hint);
	}
}

static void
test_problems(void **state)
{
	(void)state;
	assert_string_equal(dec_problem(DEC_MALFORMED), "not a number");
	assert_string_equal(dec_problem(DEC_FINE), "more than 6 decimals");
	assert_string_equal(dec_problem(DEC_EMPTY), "empty");
	assert_string_equal(dec_problem(DEC_RANGE), "out of range");
	assert_non_null(dec_problem(DEC_OK));
}

static void
test_put(void **state)
{
	static const struct {
		int64_t v;
		const char *text;
	} rows[] = {
	    {0, "0"},
	    {1, "0.000001"},
	    {-1, "-0.000001"},
	    {-10000, "-0.01"},
	    {12500000, "12.5"},
	    {3000000, "3"},
	    {100000000, "100"},
	    {MAX, "9223372036854.775807"},
	    {INT64_MIN, "-9223372036854.775808"},
	};
	char out[DEC_MAX + 1];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		out[dec_put(out, rows[i].v, '.')] = '\0';
		assert_string_equal(out, rows[i].text);
	}
	out[dec_put(out, -1250000, ',')] = '\0';
	assert_string_equal(out, "-1,25");
}

static void
test_put128(void **state)
{
	static const struct {
		struct i128 v;
		const char *text;
	} rows[] = {
	    {{0, 0}, "0"},
	    {{12500000, 0}, "12.5"},
	    {{UINT64_C(1) << 63, 0}, "9223372036854.775808"},
	    {{0, 1}, "18446744073709.551616"},
	    {{0, -1}, "-18446744073709.551616"},
	    /* 10^24, 10^24 + 1 millionths */
	    {{0x1bcecceda1000000, 0xd3c2}, "1000000000000000000"},
	    {{0x1bcecceda1000001, 0xd3c2}, "1000000000000000000.000001"},
	    {{UINT64_MAX, INT64_MAX},
		"170141183460469231731687303715884.105727"},
	    {{0, INT64_MIN}, "-170141183460469231731687303715884.105728"},
	};
	char out[DEC_MAX + 1];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		out[dec_put128(out, rows[i].v, '.')] = '\0';
		assert_string_equal(out, rows[i].text);
	}
}

static void
test_mul(void **state)
{
	static const struct {
		int64_t a, b;
		bool fits;
		int64_t v;
	} rows[] = {
	    {12500000, 2000000, true, 25000000},
	    {1, 500000, true, 0},
	    {3, 500000, true, 2},
	    {5, 500000, true, 2},
	    {-3, 500000, true, -2},
	    {1, 500001, true, 1},
	    {MAX, 1000000, true, MAX},
	    {MAX, -1000000, true, -MAX},
	    {MAX, 1000001, false, 0},
	    {MAX, MAX, false, 0},
	    {INT64_MIN, 1000000, false, 0},
	    {INT64_MIN, INT64_MIN, false, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t v = 0;

		assert_int_equal(
		    dec_mul(rows[i].a, rows[i].b, &v), rows[i].fits);
		assert_true(v == rows[i].v);
	}
}

static void
test_div(void **state)
{
	static const struct {
		int64_t a, b;
		bool fits;
		int64_t v;
	} rows[] = {
	    {1000000, 3000000, true, 333333},
	    {2000000, 3000000, true, 666667},
	    {-2000000, 3000000, true, -666667},
	    {1, 2000000, true, 0},
	    {3, 2000000, true, 2},
	    {-3, -2000000, true, 2},
	    {0, -1, true, 0},
	    {MAX, 1000000, true, MAX},
	    {MAX, -1000000, true, -MAX},
	    {MAX, 999999, false, 0},
	    {MAX, MAX, true, 1000000},
	    {INT64_MIN, INT64_MIN, true, 1000000},
	    {MAX, INT64_MIN, true, -1000000},
	    {INT64_MIN, 1000000, false, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t v = 0;

		assert_int_equal(
		    dec_div(rows[i].a, rows[i].b, &v), rows[i].fits);
		assert_true(v == rows[i].v);
	}
}

static void
test_doubles(void **state)
{
	static const struct {
		double x;
		bool fits;
		int64_t v;
	} rows[] = {
	    {0, true, 0},
	    {-0.0, true, 0},
	    {12.5, true, 12500000},
	    {-0.01, true, -10000},
	    {0.1, true, 100000},
	    {1e-300, true, 0},
	    {5e-324, true, 0},
	    {0x1p-7, true, 7812},  /* 7812.5 */
	    {0x3p-7, true, 23438}, /* 23437.5 */
	    {-0x3p-7, true, -23438},
	    {5e-7, true, 0}, /* the double lies below the half */
	    {5.0000001e-7, true, 1},
	    {9223372036854.775, true, 9223372036854775391},
	    {9223372036854.777, false, 0},
	    {1e300, false, 0},
	    {(double)INFINITY, false, 0},
	    {-(double)INFINITY, false, 0},
	    {(double)NAN, false, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t v = 0;
		bool fits = dec_of_double(rows[i].x, &v);

		if (fits != rows[i].fits || (fits && v != rows[i].v))
			fail_msg(
			    "%.17g: %d %lld", rows[i].x, fits, (long long)v);
	}
	assert_true(dec_to_double(12500000) == 12.5);
	assert_true(dec_to_double(-1) == -1e-6);
	assert_true(dec_to_double(MAX) == 9223372036854.775807);
	assert_true(dec_to_double(INT64_MIN) == -9223372036854.775808);
	assert_true(
	    dec_sum_to_double((struct i128){0, 1}) == 18446744073709.551616);
	assert_true(dec_sum_to_double((struct i128){0, INT64_MIN}) ==
		    -170141183460469231731687303715884.105728);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_plain),
	    cmocka_unit_test(test_nul_inside),
	    cmocka_unit_test(test_long),
	    cmocka_unit_test(test_round),
	    cmocka_unit_test(test_comma),
	    cmocka_unit_test(test_money),
	    cmocka_unit_test(test_money_comma),
	    cmocka_unit_test(test_hints),
	    cmocka_unit_test(test_problems),
	    cmocka_unit_test(test_put),
	    cmocka_unit_test(test_put128),
	    cmocka_unit_test(test_mul),
	    cmocka_unit_test(test_div),
	    cmocka_unit_test(test_doubles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
