#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "num/parse.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
test_i64(void **state)
{
	static const struct {
		const char *text;
		enum parse_status status;
		int64_t v;
	} rows[] = {
	    {"0", PARSE_OK, 0},
	    {" 42\t", PARSE_OK, 42},
	    {"+42", PARSE_OK, 42},
	    {"-42", PARSE_OK, -42},
	    {"-0", PARSE_OK, 0},
	    {"010", PARSE_OK, 10},
	    {"9223372036854775807", PARSE_OK, INT64_MAX},
	    {"-9223372036854775808", PARSE_OK, INT64_MIN},
	    {"0000000000000000000000009", PARSE_OK, 9},
	    {"9223372036854775808", PARSE_RANGE, 0},
	    {"-9223372036854775809", PARSE_RANGE, 0},
	    {"99999999999999999999999", PARSE_RANGE, 0},
	    {"99999999999999999999999x", PARSE_MALFORMED, 0},
	    {"", PARSE_EMPTY, 0},
	    {" ", PARSE_EMPTY, 0},
	    {"-", PARSE_MALFORMED, 0},
	    {"--1", PARSE_MALFORMED, 0},
	    {"1.0", PARSE_MALFORMED, 0},
	    {"1 2", PARSE_MALFORMED, 0},
	    {"0x10", PARSE_MALFORMED, 0},
	    {"ten", PARSE_MALFORMED, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t v = 0;

		if (parse_i64(str_of(rows[i].text), &v) != rows[i].status ||
		    v != rows[i].v)
			fail_msg("'%s': %lld", rows[i].text, (long long)v);
	}
}

static void
test_real(void **state)
{
	static const struct {
		const char *text;
		enum parse_status status;
		double v;
	} rows[] = {
	    {"0", PARSE_OK, 0},
	    {"12.5", PARSE_OK, 12.5},
	    {"-12.5", PARSE_OK, -12.5},
	    {"+.5", PARSE_OK, .5},
	    {"5.", PARSE_OK, 5},
	    {"1e3", PARSE_OK, 1000},
	    {"1.2E+05", PARSE_OK, 120000},
	    {" 1e-3 ", PARSE_OK, 1e-3},
	    {"0.1", PARSE_OK, 0.1},
	    {"9007199254740993", PARSE_OK, 9007199254740992.0},
	    {"9007199254740993.0000001", PARSE_OK, 9007199254740994.0},
	    {"0.30000000000000004", PARSE_OK, 0.30000000000000004},
	    {"9223372036854775807", PARSE_OK, 9223372036854775808.0},
	    {"9223372036854775807e18", PARSE_OK, 9223372036854775807e18},
	    {"12345678901234567e-18", PARSE_OK, 12345678901234567e-18},
	    {"1e22", PARSE_OK, 1e22},
	    {"1e23", PARSE_OK, 1e23},
	    {"1.7976931348623157e308", PARSE_OK, 1.7976931348623157e308},
	    {"1.7976931348623159e308", PARSE_RANGE, 0},
	    {"1e309", PARSE_RANGE, 0},
	    {"-1e309", PARSE_RANGE, 0},
	    {"1e99999999999999999999", PARSE_RANGE, 0},
	    {"0e99999999999999999999", PARSE_OK, 0},
	    {"1e-99999999999999999999", PARSE_OK, 0},
	    {"1e-400", PARSE_OK, 0},
	    {"5e-324", PARSE_OK, 0x1p-1074},
	    {"2.4703282292062328e-324", PARSE_OK, 0x1p-1074},
	    {"2.4703282292062327e-324", PARSE_OK, 0},
	    {"2.2250738585072011e-308", PARSE_OK, 0x0.fffffffffffffp-1022},
	    {"1e0000000000000000000005", PARSE_OK, 1e5},
	    {"", PARSE_EMPTY, 0},
	    {" ", PARSE_EMPTY, 0},
	    {".", PARSE_MALFORMED, 0},
	    {"-", PARSE_MALFORMED, 0},
	    {"e5", PARSE_MALFORMED, 0},
	    {".e5", PARSE_MALFORMED, 0},
	    {"1e", PARSE_MALFORMED, 0},
	    {"1e+", PARSE_MALFORMED, 0},
	    {"1e5.5", PARSE_MALFORMED, 0},
	    {"1..2", PARSE_MALFORMED, 0},
	    {"1,5", PARSE_MALFORMED, 0},
	    {"1 5", PARSE_MALFORMED, 0},
	    {"inf", PARSE_MALFORMED, 0},
	    {"NaN", PARSE_MALFORMED, 0},
	    {"nan(0x123)", PARSE_MALFORMED, 0},
	    {"0x1p3", PARSE_MALFORMED, 0},
	    {"0x1F", PARSE_MALFORMED, 0},
	    {"12%", PARSE_MALFORMED, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		double v = 0;

		if (parse_real(str_of(rows[i].text), '.', &v) !=
			rows[i].status ||
		    v != rows[i].v)
			fail_msg("'%s': %.17g", rows[i].text, v);
	}
}

static void
test_real_marks(void **state)
{
	double v = 1;

	(void)state;
	assert_int_equal(parse_real(STR("12,5"), ',', &v), PARSE_OK);
	assert_true(v == 12.5);
	assert_int_equal(parse_real(STR("12.5"), ',', &v), PARSE_MALFORMED);
	/* Slow ways read the comma too. */
	assert_int_equal(
	    parse_real(STR("0,3000000000000000444089"), ',', &v), PARSE_OK);
	assert_true(v == 0.30000000000000004);
	/* What a cell without text is; clang's sanitizer looks at it. */
	assert_int_equal(
	    parse_real((struct str){NULL, 0}, '.', &v), PARSE_EMPTY);
	assert_int_equal(parse_real(STR("-0"), '.', &v), PARSE_OK);
	assert_true(v == 0 && signbit(v));
}

/* A half way between two doubles, decided thousands of digits later. */
static void
test_real_long(void **state)
{
	char text[6000];
	double v = 0;

	(void)state;
	memset(text, '0', sizeof(text));
	memcpy(text, "9007199254740993.", 17);
	assert_int_equal(
	    parse_real((struct str){text, 6000}, '.', &v), PARSE_OK);
	assert_true(v == 9007199254740992.0);
	text[5999] = '1';
	assert_int_equal(
	    parse_real((struct str){text, 6000}, '.', &v), PARSE_OK);
	assert_true(v == 9007199254740994.0);
	memset(text, '0', sizeof(text));
	text[0] = '.';
	memcpy(text + 5994, "25e+5", 5);
	text[5999] = '0';
	/* 5993 zeros, 25, and 50 as the exponent. */
	assert_int_equal(
	    parse_real((struct str){text, 6000}, '.', &v), PARSE_OK);
	assert_true(v == 0);
	memcpy(text + 5993, "5e+5990", 7);
	assert_int_equal(
	    parse_real((struct str){text, 6000}, '.', &v), PARSE_OK);
	assert_true(v == 5e-3);
	memset(text, '7', sizeof(text));
	assert_int_equal(
	    parse_real((struct str){text, 6000}, '.', &v), PARSE_RANGE);
	memcpy(text + 5994, "e-5994", 6);
	assert_int_equal(
	    parse_real((struct str){text, 6000}, '.', &v), PARSE_OK);
	assert_true(v == 7.0 / 9);
}

static void
test_size(void **state)
{
	static const struct {
		const char *text;
		enum parse_status status;
		uint64_t v;
	} rows[] = {
	    {"0", PARSE_OK, 0},
	    {"4096", PARSE_OK, 4096},
	    {"1K", PARSE_OK, 1024},
	    {"1k", PARSE_OK, 1024},
	    {"256M", PARSE_OK, UINT64_C(256) << 20},
	    {"2G", PARSE_OK, UINT64_C(2) << 30},
	    {"1T", PARSE_OK, UINT64_C(1) << 40},
	    {"16MiB", PARSE_OK, UINT64_C(16) << 20},
	    {"1KiB", PARSE_OK, 1024},
	    {"1GiB", PARSE_OK, UINT64_C(1) << 30},
	    {"1TiB", PARSE_OK, UINT64_C(1) << 40},
	    {"18446744073709551615", PARSE_OK, UINT64_MAX},
	    {"18446744073709551616", PARSE_RANGE, 0},
	    {"99999999999999999999999999", PARSE_RANGE, 0},
	    {"16777216T", PARSE_RANGE, 0},
	    {"16777215T", PARSE_OK, UINT64_C(16777215) << 40},
	    {"", PARSE_EMPTY, 0},
	    {"K", PARSE_MALFORMED, 0},
	    {"-1", PARSE_MALFORMED, 0},
	    {"+1", PARSE_MALFORMED, 0},
	    {"1.5G", PARSE_MALFORMED, 0},
	    {"1KB", PARSE_MALFORMED, 0},
	    {"1Ki", PARSE_MALFORMED, 0},
	    {"1 K", PARSE_MALFORMED, 0},
	    {"1P", PARSE_MALFORMED, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint64_t v = 0;

		if (parse_size(str_of(rows[i].text), &v) != rows[i].status ||
		    v != rows[i].v)
			fail_msg(
			    "'%s': %llu", rows[i].text, (unsigned long long)v);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_i64),
	    cmocka_unit_test(test_real),
	    cmocka_unit_test(test_real_marks),
	    cmocka_unit_test(test_real_long),
	    cmocka_unit_test(test_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
