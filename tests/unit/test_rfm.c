#include "check.h"

#include "model/rfm.h"

enum { TIED = 20 };

/* 14 ones, 3 twos, 3 fives: what tells the rules apart. */
static const double tied[TIED] = {
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 5, 5, 5};

static void
assert_scores(
    const struct rfm_scale *s, const double *v, size_t n, const char *want)
{
	for (size_t i = 0; i < n; i++)
		assert_int_equal(rfm_score(s, v[i]), want[i] - '0');
}

static void
rank_keeps_equals_together(void **state)
{
	struct rfm_scale s = {.bins = 5};

	(void)state;
	rfm_rank(&s, tied, TIED);
	assert_scores(&s, tied, TIED, "11111111111111444555");
	s.fewer = true;
	rfm_rank(&s, tied, TIED);
	assert_scores(&s, tied, TIED, "22222222222222111111");
}

/* The definition, one value after the other. */
static int
by_definition(const double *v, size_t n, double x, int q, bool fewer)
{
	size_t worse = 0;

	for (size_t i = 0; i < n; i++)
		worse += fewer ? v[i] > x : v[i] < x;
	return (int)(worse * (size_t)q / n) + 1;
}

static void
rank_is_its_definition(void **state)
{
	(void)state;
	for (int q = RFM_BINS_MIN; q <= RFM_BINS_MAX; q++)
		for (size_t n = 1; n <= TIED; n++)
			for (int fewer = 0; fewer < 2; fewer++) {
				struct rfm_scale s = {
				    .bins = q, .fewer = fewer};

				rfm_rank(&s, tied, n);
				for (size_t i = 0; i < n; i++)
					assert_int_equal(rfm_score(&s, tied[i]),
					    by_definition(
						tied, n, tied[i], q, fewer));
			}
}

static void
quantile_is_the_package(void **state)
{
	static const double want[] = {2, 2, 2, 3};
	static const double days[] = {1, 2, 4, 8, 16, 32};
	struct rfm_scale s = {.bins = 5};

	(void)state;
	rfm_quantile(&s, tied, TIED);
	for (int i = 0; i < 4; i++)
		check_near("tied", s.cut[i], i == 3 ? 3 : want[i], 0, 0);
	assert_scores(&s, tied, TIED, "11111111111111444555");
	s.fewer = true;
	rfm_quantile(&s, days, 6);
	check_near("cut 1", s.cut[0], 3, 0, 0);
	check_near("cut 4", s.cut[3], 17, 0, 0);
	assert_scores(&s, days, 6, "554321");
}

static void
ntile_splits_by_order(void **state)
{
	static const unsigned char want[] = {
	    1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5};
	double v[TIED], gaps[] = {3, (double)NAN, 1, 2, (double)NAN, 0};
	unsigned char got[TIED];

	(void)state;
	memcpy(v, tied, sizeof(v));
	rfm_ntile(5, false, v, TIED, got);
	assert_memory_equal(got, want, TIED);
	/* Four values in three parts: the first part has the odd one. */
	rfm_ntile(3, false, gaps, 6, got);
	assert_memory_equal(got, "\3\0\1\2\0\1", 6);
	rfm_ntile(3, true, gaps, 6, got);
	assert_memory_equal(got, "\1\0\3\2\0\3", 6);
}

static void
mean_is_exact_for_decimals(void **state)
{
	static const double cents[] = {.1, .2, .3};
	static const double same[] = {1. / 3, 1. / 3, 1. / 3};
	static const double minus[] = {-2, -1, -1};
	struct rfm_scale s = {.bins = 2};

	(void)state;
	rfm_mean(&s, cents, 3);
	assert_scores(&s, cents, 3, "112");
	rfm_mean(&s, same, 3);
	assert_scores(&s, same, 3, "111");
	rfm_mean(&s, minus, 3);
	assert_scores(&s, minus, 3, "122");
	s.fewer = true;
	rfm_mean(&s, cents, 3);
	assert_scores(&s, cents, 3, "211");
	rfm_mean(&s, same, 3);
	assert_scores(&s, same, 3, "111");
	rfm_mean(&s, minus, 3);
	assert_scores(&s, minus, 3, "211");
}

static void
breaks_favour_the_customer(void **state)
{
	static const double cut[] = {30, 90};
	static const double x[] = {29, 30, 31, 90, 91};
	struct rfm_scale s = {.bins = 3, .fewer = true};

	(void)state;
	rfm_breaks(&s, cut);
	assert_scores(&s, x, 5, "33221");
	s.fewer = false;
	rfm_breaks(&s, cut);
	assert_scores(&s, x, 5, "12233");
}

static void
nothing_is_no_trouble(void **state)
{
	struct rfm_scale s = {.bins = 5};
	double mode = 7;

	(void)state;
	rfm_rank(&s, NULL, 0);
	assert_int_equal(rfm_score(&s, 1), 1);
	rfm_quantile(&s, NULL, 0);
	assert_int_equal(rfm_score(&s, 1), 1);
	rfm_mean(&s, NULL, 0);
	assert_int_equal(rfm_score(&s, 1), 1);
	assert_int_equal(rfm_most(5, NULL, 0, &mode), 0);
	assert_int_equal(rfm_most(5, tied, TIED, &mode), 14);
	check_near("mode", mode, 1, 0, 0);
	/* 14 of 20 are more than 1/2; none of the others covers 1/5. */
	assert_int_equal(rfm_most(2, tied, TIED, &mode), 14);
	assert_int_equal(rfm_most(5, tied + 14, 6, &mode), 3);
	check_near("the smaller of two", mode, 2, 0, 0);
	assert_int_equal(rfm_most(2, tied + 14, 6, &mode), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rank_keeps_equals_together),
	    cmocka_unit_test(rank_is_its_definition),
	    cmocka_unit_test(quantile_is_the_package),
	    cmocka_unit_test(ntile_splits_by_order),
	    cmocka_unit_test(mean_is_exact_for_decimals),
	    cmocka_unit_test(breaks_favour_the_customer),
	    cmocka_unit_test(nothing_is_no_trouble),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
