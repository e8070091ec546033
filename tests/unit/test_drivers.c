/*
 * Regression and correlation against what R prints for its data set
 * attitude: summary(lm(rating ~ ., attitude)) and cor(attitude).
 */
#include "sample_helper.h"

#include "model/drivers.h"

/* complaints, privileges, learning, raises, critical, advance; rating. */
static const int columns[] = {1, 2, 3, 4, 5, 6, 0};

static void
test_regression(void **state)
{
	static const double p[] = {
	    .000903, .595594, .069925, .715480, .796334, .235577};
	static const int sign[] = {1, -1, 1, 1, 1, -1};
	struct answers a;
	struct sample s;
	struct drivers_fit fit;
	struct drivers_weight w[6];

	(void)state;
	sample_attitude(&a, columns, 7);
	s = answers_of(&a, 1);
	drivers_beta(&s, .95, &fit, w);
	assert_null(fit.why);
	check_near("R squared", fit.r2, .7326, 0, 5e-5);
	/* The coefficient 0.61319, its columns' sd 13.3148 and 12.1726. */
	check_near(
	    "complaints", w[0].value, .61319 * 13.31476 / 12.17256, 0, 1e-5);
	for (int i = 0; i < 6; i++) {
		check_near("p", w[i].p, p[i], 0, 6e-7);
		assert_true(w[i].value * sign[i] > 0);
		assert_true(
		    w[i].at.low < w[i].value && w[i].value < w[i].at.high);
	}
	answers_free(&a);
}

static void
test_correlation(void **state)
{
	static const double r[] = {
	    .8254176, .4261169, .6236782, .5901390, .1564392, .1550863};
	struct answers a;
	struct sample s;
	struct drivers_weight w;

	(void)state;
	sample_attitude(&a, columns, 7);
	s = answers_of(&a, 1);
	for (size_t i = 0; i < 6; i++) {
		drivers_correlation(&s, i, 6, .95, &w);
		check_near("r", w.value, r[i], 0, 5e-8);
	}
	drivers_correlation(&s, 0, 6, .95, &w);
	/* tanh(atanh(r) -+ 1.959964 / sqrt(27)) */
	check_near("low", w.at.low, tanh(atanh(.8254176) - .3771953), 0, 1e-6);
	check_near(
	    "high", w.at.high, tanh(atanh(.8254176) + .3771953), 0, 1e-6);
	answers_free(&a);
}

static const struct {
	const char *name;
	double x[12];
	size_t n;
	const char *why;
} odd[] = {
    {"few", {1, 2, 3, 2, 1, 3, 3, 3, 2}, 3, "too few respondents"},
    {"constant", {1, 2, 3, 1, 4, 3, 1, 3, 2, 1, 5, 5}, 4, "no variance"},
    {"collinear", {1, 2, 3, 2, 4, 3, 3, 6, 2, 4, 8, 5}, 4, "collinear items"},
};

static void
test_odd(void **state)
{
	struct drivers_fit fit;
	struct drivers_weight w[2];

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++) {
		struct answers a;
		struct sample s;

		sample_fill(&a, odd[i].x, NULL, odd[i].n, 3);
		s = answers_of(&a, 1);
		drivers_beta(&s, .95, &fit, w);
		assert_string_equal(fit.why, odd[i].why);
		assert_true(isnan(w[0].value) && isnan(fit.r2));
		answers_free(&a);
	}
}

static void
test_line(void **state)
{
	const double x[] = {1, 2, 2, 4, 3, 6, 4, 8};
	struct answers a;
	struct sample s;
	struct drivers_weight w;

	(void)state;
	sample_fill(&a, x, NULL, 4, 2);
	s = answers_of(&a, 1);
	drivers_correlation(&s, 0, 1, .95, &w);
	check_near("r", w.value, 1, 0, 1e-15);
	check_near("low", w.at.low, 1, 0, 1e-15);
	answers_free(&a);
}

static void
test_quadrants(void **state)
{
	(void)state;
	assert_int_equal(drivers_quadrant(2, 2, 1, 1), DRIVERS_KEEP_UP);
	assert_int_equal(drivers_quadrant(1, 1, 1, 1), DRIVERS_KEEP_UP);
	assert_int_equal(drivers_quadrant(2, 0, 1, 1), DRIVERS_CONCENTRATE);
	assert_int_equal(drivers_quadrant(0, 0, 1, 1), DRIVERS_LOW_PRIORITY);
	assert_int_equal(drivers_quadrant(0, 2, 1, 1), DRIVERS_OVERKILL);
	assert_int_equal(drivers_quadrant(BLANK, 2, 1, 1), DRIVERS_UNKNOWN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_regression),
	    cmocka_unit_test(test_correlation),
	    cmocka_unit_test(test_odd),
	    cmocka_unit_test(test_line),
	    cmocka_unit_test(test_quadrants),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
