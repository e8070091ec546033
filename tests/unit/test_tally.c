#include "check.h"

#include "model/tally.h"

static struct tally
tally_of(const double *v, size_t n)
{
	struct tally t = {0};

	for (size_t i = 0; i < n; i++)
		tally_add(&t, v[i]);
	return t;
}

static void
cents_are_exact(void **state)
{
	static const double v[] = {.1, .2, .3, -.6, 1e8, .000001};
	struct tally t = tally_of(v, 6);

	(void)state;
	assert_false(t.real);
	assert_int_equal(i128_cmp(t.exact, i128_of(100000000000001)), 0);
	check_near("sum", tally_sum(&t), 100000000.000001, 0, 0);
}

static void
reals_keep_their_digits(void **state)
{
	static const double v[] = {1e15, .1234567, -1e15};
	struct tally t = tally_of(v, 3);

	(void)state;
	assert_true(t.real);
	check_near("sum", tally_sum(&t), .1234567, 0, 0);
	check_near("mean", tally_mean(&t), .1234567 / 3, 1e-15, 0);
}

static void
bounds_round_both_ways(void **state)
{
	static const double plus[] = {0, 0, 1}, minus[] = {0, 0, -1};
	static const double even[] = {1, 3};
	struct tally t = tally_of(plus, 3);
	int64_t low, high;

	(void)state;
	assert_true(tally_bounds(&t, &low, &high));
	assert_int_equal(low, 333333);
	assert_int_equal(high, 333334);
	t = tally_of(minus, 3);
	assert_true(tally_bounds(&t, &low, &high));
	assert_int_equal(low, -333334);
	assert_int_equal(high, -333333);
	t = tally_of(even, 2);
	assert_true(tally_bounds(&t, &low, &high));
	assert_int_equal(low, 2000000);
	assert_int_equal(high, 2000000);
	t = tally_of(NULL, 0);
	assert_false(tally_bounds(&t, &low, &high));
	assert_true(isnan(tally_mean(&t)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cents_are_exact),
	    cmocka_unit_test(reals_keep_their_digits),
	    cmocka_unit_test(bounds_round_both_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
