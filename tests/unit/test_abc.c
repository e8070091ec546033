#include "check.h"

#include "base/sort.h"
#include "model/abc.h"
#include "num/rng.h"

static struct abc
cut(const double *v, size_t n)
{
	struct abc a = {.classes = 3, .share = {80000000, 15000000, 5000000}};

	abc_cut(&a, v, n);
	return a;
}

static void
crossing_goes_up(void **state)
{
	/* 800 is 80 %, with 100 and 50 95 %, with 30 and 20 all. */
	static const double v[] = {20, 30, 50, 100, 800};
	static const size_t want[] = {2, 2, 1, 1, 0};
	struct abc a = cut(v, 5);

	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(abc_class(&a, v[i]), want[i]);
	check_near("A", a.floor[0], 800, 0, 0);
	check_near("B", a.floor[1], 50, 0, 0);
}

/* Sums of cents are compared as integers: ten times .1 is 1, not less. */
static void
decimals_are_exact(void **state)
{
	static const double v[] = {.1, .1, .1, .1, .1, .1, .1, .1, .1, .1};
	static const double w[] = {.2, 0.3, 0.3, .7, .7, .8, 1, 4};
	struct abc a = cut(v, 10);

	(void)state;
	for (int i = 0; i < 10; i++)
		assert_int_equal(abc_class(&a, v[i]), 0);
	/* 8 in all; 4 + 1 + .8 + .7 x 2 = 7.2 pass 80 % = 6.4; 95 % = 7.6 */
	a = cut(w, 8);
	assert_int_equal(abc_class(&a, .7), 0);
	assert_int_equal(abc_class(&a, .3), 1);
	assert_int_equal(abc_class(&a, .2), 2);
}

static void
nothing_of_value(void **state)
{
	static const double zero[] = {0, 0, 0};
	double share[3];
	struct abc a = cut(zero, 3);

	(void)state;
	assert_int_equal(abc_class(&a, 0), 2);
	abc_cumulate(zero, 3, share);
	assert_true(isnan(share[0]));
	assert_true(isnan(abc_gini(zero, 3)));
	assert_true(isnan(abc_gini(zero, 0)));
	a = cut(zero, 0);
	assert_int_equal(abc_class(&a, 5), 2);
}

static void
gini_of_the_reference(void **state)
{
	static const double rising[] = {1, 2, 3, 4}, one[] = {0, 0, 0, 1},
			    equal[] = {5, 5, 5};

	(void)state;
	check_near("1 2 3 4", abc_gini(rising, 4), .25, 1e-15, 0);
	check_near("0 0 0 1", abc_gini(one, 4), .75, 1e-15, 0);
	check_near("5 5 5", abc_gini(equal, 3), 0, 0, 1e-15);
}

static void
tops(void **state)
{
	static const double v[] = {1, 2, 3, 4};

	(void)state;
	check_near("none", abc_top(v, 4, 0), 0, 0, 0);
	check_near("a quarter", abc_top(v, 4, .25), .4, 1e-15, 0);
	check_near("more than a quarter", abc_top(v, 4, .26), .7, 1e-15, 0);
	check_near("all", abc_top(v, 4, 1), 1, 0, 0);
}

/* Of any values: classes fall with the value, shares rise to 1, scaling by a
 * power of 2 changes no class, and Gini is that of all pairs. */
static void
any_values(void **state)
{
	enum { TRIES = 500, MOST = 50 };

	(void)state;
	for (uint64_t t = 0; t < TRIES; t++) {
		struct rng r;
		double v[MOST], big[MOST], share[MOST], pairs = 0, sum = 0;
		size_t n;
		struct abc a, b;

		rng_init(&r, 5, t);
		n = 1 + (size_t)rng_below(&r, MOST);
		for (size_t i = 0; i < n; i++)
			v[i] = (double)rng_below(&r, 12) / 4;
		sort_doubles(v, n);
		for (size_t i = 0; i < n; i++) {
			big[i] = 1024 * v[i];
			sum += v[i];
			for (size_t j = 0; j < n; j++)
				pairs += fabs(v[i] - v[j]);
		}
		a = cut(v, n);
		b = cut(big, n);
		abc_cumulate(v, n, share);
		for (size_t i = 0; i < n; i++) {
			assert_int_equal(
			    abc_class(&a, v[i]), abc_class(&b, big[i]));
			if (i == 0)
				continue;
			assert_true(
			    abc_class(&a, v[i]) <= abc_class(&a, v[i - 1]));
			assert_true(sum <= 0 || share[i] <= share[i - 1]);
		}
		if (sum <= 0)
			continue;
		check_near("least", share[0], 1, 1e-15, 0);
		check_near("gini", abc_gini(v, n),
		    pairs / (2 * (double)n * sum), 1e-13, 1e-13);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(crossing_goes_up),
	    cmocka_unit_test(decimals_are_exact),
	    cmocka_unit_test(nothing_of_value),
	    cmocka_unit_test(gini_of_the_reference),
	    cmocka_unit_test(tops),
	    cmocka_unit_test(any_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
