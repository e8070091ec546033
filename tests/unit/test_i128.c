#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/i128.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
same(struct i128 got, struct i128 want)
{
	if (got.hi != want.hi || got.lo != want.lo)
		fail_msg("%llx:%llx, not %llx:%llx", (long long)got.hi,
		    (long long)got.lo, (long long)want.hi, (long long)want.lo);
}

static void
test_carry(void **state)
{
	struct i128 most = {UINT64_MAX, 0}, sum = i128_of(0);

	(void)state;
	same(i128_of(-1), (struct i128){UINT64_MAX, -1});
	same(i128_add(most, i128_of(1)), (struct i128){0, 1});
	same(i128_sub((struct i128){0, 1}, i128_of(1)), most);
	same(i128_neg(i128_of(0)), i128_of(0));
	same(i128_neg((struct i128){0, 1}), (struct i128){0, -1});
	for (int i = 0; i < 1000; i++)
		sum = i128_add(sum, i128_of(i % 2 ? INT64_MIN : INT64_MAX));
	same(sum, i128_of(-500));
}

static void
test_order(void **state)
{
	static const struct i128 rising[] = {{0, INT64_MIN}, {0, -2}, {0, -1},
	    {UINT64_MAX, -1}, {0, 0}, {1, 0}, {UINT64_MAX, 0}, {0, 1},
	    {UINT64_MAX, INT64_MAX}};

	(void)state;
	for (size_t i = 0; i < COUNT(rising); i++)
		for (size_t j = 0; j < COUNT(rising); j++)
			assert_int_equal(
			    i128_cmp(rising[i], rising[j]), (i > j) - (i < j));
	assert_int_equal(i128_sign(rising[0]), -1);
	assert_int_equal(i128_sign(i128_of(0)), 0);
	assert_int_equal(i128_sign(rising[8]), 1);
}

static void
test_mul(void **state)
{
	(void)state;
	same(i128_mul(0, INT64_MIN), i128_of(0));
	same(i128_mul(-3, 5), i128_of(-15));
	same(i128_mul(INT64_MIN, INT64_MIN), (struct i128){0, 1LL << 62});
	same(i128_mul(INT64_MIN, 1), i128_of(INT64_MIN));
	same(i128_mul(INT64_MAX, INT64_MAX), (struct i128){1, INT64_MAX >> 1});
}

static void
test_divmod(void **state)
{
	struct i128 a = {0, 1};

	(void)state;
	assert_true(i128_divmod(&a, 10) == 6);
	same(a, i128_of(1844674407370955161));
	a = (struct i128){UINT64_MAX, INT64_MAX};
	assert_true(i128_divmod(&a, UINT64_MAX) == INT64_MAX);
	same(a, (struct i128){(uint64_t)INT64_MAX + 1, 0});
	a = i128_of(7);
	assert_true(i128_divmod(&a, 8) == 7);
	same(a, i128_of(0));
}

static void
test_narrow(void **state)
{
	int64_t v = 5;

	(void)state;
	assert_true(i128_to_i64(i128_of(INT64_MIN), &v) && v == INT64_MIN);
	assert_true(i128_to_i64(i128_of(INT64_MAX), &v) && v == INT64_MAX);
	assert_false(i128_to_i64((struct i128){UINT64_C(1) << 63, 0}, &v));
	assert_false(i128_to_i64((struct i128){0, -1}, &v));
	assert_false(i128_to_i64((struct i128){0, 1}, &v));
}

static void
test_double(void **state)
{
	(void)state;
	assert_true(i128_to_double(i128_of(-3)) == -3);
	assert_true(i128_to_double((struct i128){0, 1}) == 0x1p64);
	assert_true(i128_to_double((struct i128){0, INT64_MIN}) == -0x1p127);
	/* 2^117 + 2^64 is a tie, and one more is not. */
	assert_true(
	    i128_to_double((struct i128){0, (1LL << 53) + 1}) == 0x1p117);
	assert_true(i128_to_double((struct i128){1, (1LL << 53) + 1}) ==
		    0x1.0000000000001p117);
}

static void
test_quotient(void **state)
{
	(void)state;
	assert_true(i128_quotient(i128_of(0), 7) == 0);
	assert_true(i128_quotient(i128_of(1), 3) == 1.0 / 3);
	assert_true(i128_quotient(i128_of(-1), 10) == -0.1);
	assert_true(i128_quotient((struct i128){0, 1}, 1) == 0x1p64);
	assert_true(i128_quotient((struct i128){0, INT64_MIN}, 1) == -0x1p127);
	assert_true(i128_quotient((struct i128){0, 1}, UINT64_MAX) == 1);
	assert_true(
	    i128_quotient(i128_of(INT64_MAX), 1000000) == 9223372036854.775807);
}

static void
test_scale(void **state)
{
	static const struct {
		struct i128 a;
		int bits;
		bool fits;
		int64_t v;
	} rows[] = {
	    {{5, 0}, 1, true, 2},
	    {{7, 0}, 1, true, 4},
	    {{6, 0}, 2, true, 2},
	    {{10, 0}, 2, true, 2},
	    {{11, 0}, 2, true, 3},
	    {{UINT64_C(1) << 63, 0}, 64, true, 0},
	    {{(UINT64_C(1) << 63) + 1, 0}, 64, true, 1},
	    {{UINT64_C(1) << 63, 1}, 64, true, 2},
	    {{0, 1}, 65, true, 0},
	    {{1, 1}, 65, true, 1},
	    {{0, 3}, 65, true, 2},
	    {{0, INT64_MAX}, 64, true, INT64_MAX},
	    {{UINT64_MAX, INT64_MAX}, 64, false, 0},
	    {{0, INT64_MAX}, 63, false, 0},
	    {{UINT64_MAX, INT64_MAX}, 126, true, 2},
	    {{0, INT64_MAX}, 1, false, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t v = 0;
		bool fits = i128_scale(rows[i].a, rows[i].bits, &v);

		if (fits != rows[i].fits || (fits && v != rows[i].v))
			fail_msg("row %zu: %d %lld", i, fits, (long long)v);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_carry),
	    cmocka_unit_test(test_order),
	    cmocka_unit_test(test_mul),
	    cmocka_unit_test(test_divmod),
	    cmocka_unit_test(test_narrow),
	    cmocka_unit_test(test_double),
	    cmocka_unit_test(test_quotient),
	    cmocka_unit_test(test_scale),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
