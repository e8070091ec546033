/* Closed forms, cash flows and lifetimes: the textbook's own exercises. */
#include "check.h"

#include "model/retention.h"

#define INF (HUGE_VAL)

static const struct {
	const char *name;
	struct retention in;
	double want;
} rows[] = {
    {"fader immediate", {100, 1, 0, 0, .8, .1, INF, RETENTION_IMMEDIATE},
	366.6666666666667},
    {"fader ordinary", {100, 1, 0, 0, .8, .1, INF, RETENTION_ORDINARY},
	333.3333333333333},
    {"fader residual", {100, 1, 0, 0, .8, .1, INF, RETENTION_RESIDUAL},
	266.6666666666667},
    {"5 periods now", {100, 1, 0, 0, .8, .1, 5, RETENTION_IMMEDIATE},
	292.0633836487},
    {"5 periods later", {100, 1, 0, 0, .8, .1, 5, RETENTION_RESIDUAL},
	212.4097335627},
    {"5 periods mid", {100, 1, 0, 0, .8, .1, 5, RETENTION_MID}, 278.4715099975},
    {"exercise 1", {2000, .5, 0, 0, .8, .08, INF, RETENTION_RESIDUAL},
	2857.142857142857},
    {"exercise 1", {2000, .5, 0, 0, .8, .08, INF, RETENTION_ORDINARY},
	3571.428571428571},
    {"exercise 1", {2000, .5, 0, 0, .8, .08, INF, RETENTION_IMMEDIATE},
	3857.142857142857},
    {"exercise 1, undiscounted",
	{2000, .5, 0, 0, .8, 0, INF, RETENTION_IMMEDIATE}, 5000},
    {"exercise 2", {5000, .25, 0, 0, .7, .06, INF, RETENTION_RESIDUAL},
	2430.555555555556},
    {"exercise 2", {5000, .25, 0, 0, .7, .06, INF, RETENTION_ORDINARY},
	3472.222222222222},
    {"exercise 2", {5000, .25, 0, 0, .7, .06, INF, RETENTION_IMMEDIATE},
	3680.555555555556},
    {"exercise 2, undiscounted",
	{5000, .25, 0, 0, .7, 0, INF, RETENTION_IMMEDIATE}, 4166.666666666667},
    {"cost and referral", {100, .5, 10, 5, .5, 0, INF, RETENTION_IMMEDIATE},
	90},
    {"for ever", {100, 1, 0, 0, 1, 0, INF, RETENTION_IMMEDIATE}, INF},
    {"a loss for ever", {0, 1, 3, 0, 1, 0, INF, RETENTION_MID}, -INF},
    {"nothing for ever", {0, 1, 0, 0, 1, 0, INF, RETENTION_MID}, 0},
    {"12 certain periods", {100, 1, 0, 0, 1, 0, 12, RETENTION_ORDINARY}, 1200},
    {"an annuity", {1000, 1, 0, 0, 1, .08, 5, RETENTION_ORDINARY},
	3992.710037078},
    {"tiny discount", {1, 1, 0, 0, 1, 1e-13, 10, RETENTION_ORDINARY},
	10 - 55e-13},
    {"leaves at once", {100, 1, 0, 0, 0, .1, INF, RETENTION_IMMEDIATE}, 100},
    {"leaves at once", {100, 1, 0, 0, 0, .1, INF, RETENTION_RESIDUAL}, 0},
};

static void
test_values(void **state)
{
	struct fault f = {0};
	double v;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_true(retention_value(&rows[i].in, &v, &f));
		check_near(rows[i].name, v, rows[i].want, 1e-12, 0);
	}
}

/* One input up; the sign of what must follow. */
static void
test_directions(void **state)
{
	static const struct retention base = {
	    2000, .5, 100, 20, .8, .08, 10, RETENTION_RESIDUAL};
	struct retention moved[7];
	static const int sign[] = {1, 1, -1, 1, 1, -1, 1};
	double from, to;
	struct fault f = {0};

	(void)state;
	for (int i = 0; i < 7; i++)
		moved[i] = base;
	moved[0].revenue += 1;
	moved[1].margin += .01;
	moved[2].cost += 1;
	moved[3].referral += 1;
	moved[4].retention += .01;
	moved[5].discount += .01;
	moved[6].periods += 1;
	assert_true(retention_value(&base, &from, &f));
	for (int i = 0; i < 7; i++) {
		assert_true(retention_value(&moved[i], &to, &f));
		assert_true((to - from) * sign[i] > 0);
	}
}

static const struct {
	struct retention in;
	const char *what;
} bad[] = {
    {{100, 1, 0, 0, 1.2, .1, 5, RETENTION_MID},
	"retention is not between 0 and 1"},
    {{100, 1, 0, 0, (double)NAN, .1, 5, RETENTION_MID},
	"retention is not between 0 and 1"},
    {{100, 1, 0, 0, .8, -1, 5, RETENTION_MID},
	"the discount rate is not over -1"},
    {{100, 1, 0, 0, .8, .1, 0, RETENTION_MID},
	"periods is not a whole number from 1 on"},
    {{100, 1, 0, 0, .8, .1, 2.5, RETENTION_MID},
	"periods is not a whole number from 1 on"},
    {{INF, 1, 0, 0, .8, .1, 2, RETENTION_MID},
	"revenue, margin, cost and referral must be numbers"},
};

static void
test_faults(void **state)
{
	double v;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct fault f = {0};

		assert_false(retention_value(&bad[i].in, &v, &f));
		assert_int_equal(f.code, FAULT_DATA);
		assert_string_equal(f.what, bad[i].what);
	}
}

static void
test_small(void **state)
{
	struct npv n = {0, 0};
	enum retention_timing t;

	(void)state;
	for (int i = 1; i <= 3; i++)
		npv_add(&n, 100, i, .1);
	check_near("npv", npv_value(&n), 248.68519909842, 1e-13, 0);
	check_near("5", retention_lifetime(.2), 5, 1e-15, 0);
	check_near("20", retention_lifetime(.05), 20, 1e-15, 0);
	assert_true(isinf(retention_lifetime(0)));
	assert_true(isinf(retention_lifetime(-0.0)));
	assert_true(retention_lifetime(-0.0) > 0);
	assert_true(isnan(retention_lifetime(-.1)));
	assert_true(retention_find(STR("mid"), &t));
	assert_int_equal(t, RETENTION_MID);
	assert_false(retention_find(STR("middle"), &t));
	assert_string_equal(retention_name(RETENTION_ORDINARY), "ordinary");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_values),
	    cmocka_unit_test(test_directions),
	    cmocka_unit_test(test_faults),
	    cmocka_unit_test(test_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
