#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <string.h>

#include "num/print.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
test_integers(void **state)
{
	static const struct {
		int64_t v;
		const char *text;
	} rows[] = {
	    {0, "0"},
	    {9, "9"},
	    {10, "10"},
	    {99, "99"},
	    {100, "100"},
	    {-1, "-1"},
	    {1234567, "1234567"},
	    {INT64_MAX, "9223372036854775807"},
	    {INT64_MIN, "-9223372036854775808"},
	};
	char out[PRINT_MAX + 1];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		out[print_i64(out, rows[i].v)] = '\0';
		assert_string_equal(out, rows[i].text);
	}
	out[print_u64(out, UINT64_MAX)] = '\0';
	assert_string_equal(out, "18446744073709551615");
}

static void
test_reals(void **state)
{
	static const struct {
		double x;
		int digits;
		const char *text;
	} rows[] = {
	    {0, 10, "0"},
	    {-0.0, 10, "0"},
	    {12, 10, "12"},
	    {-12.5, 10, "-12.5"},
	    {0.1, 10, "0.1"},
	    {0.1, 17, "0.10000000000000001"},
	    {1.0 / 3, 10, "0.3333333333"},
	    {2.0 / 3, 3, "0.667"},
	    {2.0 / 3, 1, "0.7"},
	    {123456, 3, "123456"},
	    {123456.5, 3, "123456"},
	    {123457.5, 3, "123458"},
	    {123456.7, 3, "123457"},
	    {999999.7, 3, "1000000"},
	    {9.9996, 4, "10"},
	    {0.25, 1, "0.2"},
	    {0.75, 1, "0.8"},
	    {2.5, 1, "2"},
	    {3.5, 1, "4"},
	    {1e-5, 10, "0.00001"},
	    {0.00001234, 10, "0.00001234"},
	    {9.99999999996e-6, 10, "0.00001"},
	    {9.999e-6, 10, "9.999e-6"},
	    {1.2345e-7, 3, "1.23e-7"},
	    {1e-7, 1, "1e-7"},
	    {1e14, 3, "100000000000000"},
	    {999999999999999, 3, "999999999999999"},
	    {999999999999999.5, 10, "1e+15"},
	    {999999999999998.5, 10, "999999999999998"},
	    {1e15, 10, "1e+15"},
	    {1234567890123456, 10, "1.23456789e+15"},
	    {1e100, 10, "1e+100"},
	    {DBL_MAX, 17, "1.7976931348623157e+308"},
	    {DBL_MIN, 17, "2.2250738585072014e-308"},
	    {0x1p-1074, 17, "4.9406564584124654e-324"},
	    {(double)INFINITY, 10, "inf"},
	    {-(double)INFINITY, 10, "-inf"},
	};
	char out[PRINT_MAX + 1];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		out[print_real(out, rows[i].x, rows[i].digits, '.')] = '\0';
		if (strcmp(out, rows[i].text) != 0)
			fail_msg("%.17g at %d: '%s', not '%s'", rows[i].x,
			    rows[i].digits, out, rows[i].text);
	}
}

static void
test_comma(void **state)
{
	char out[PRINT_MAX + 1];

	(void)state;
	out[print_real(out, 12.5, 10, ',')] = '\0';
	assert_string_equal(out, "12,5");
	out[print_real(out, 1.25e-9, 10, ',')] = '\0';
	assert_string_equal(out, "1,25e-9");
	out[print_real(out, 0.000012345678901234567, 17, ',')] = '\0';
	assert_string_equal(out, "0,000012345678901234568");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_integers),
	    cmocka_unit_test(test_reals),
	    cmocka_unit_test(test_comma),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
