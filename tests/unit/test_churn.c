/* Counts of customers by period, their rates, and cohorts. */
#include "check.h"

#include "base/mem.h"
#include "model/churn.h"
#include "model/cohort.h"
#include "model/proportion.h"

/* a: 0-1, 3; b: 0; c: 2-3 (the end). */
static void
test_stays(void **state)
{
	struct churn_count at[4] = {{0}};
	struct churn c = {4, at};
	static const struct {
		uint64_t opening, fresh, returned, lost, closing;
	} want[] = {
	    {0, 2, 0, 0, 2}, {2, 0, 0, 1, 1}, {1, 1, 0, 1, 1}, {1, 0, 1, 0, 2}};

	(void)state;
	churn_stay(&c, 0, 1, false);
	churn_stay(&c, 3, 3, true);
	churn_stay(&c, 0, 0, false);
	churn_stay(&c, 2, 3, false);
	churn_close(&c);
	for (size_t t = 0; t < 4; t++) {
		assert_int_equal(at[t].opening, want[t].opening);
		assert_int_equal(at[t].fresh, want[t].fresh);
		assert_int_equal(at[t].returned, want[t].returned);
		assert_int_equal(at[t].lost, want[t].lost);
		assert_int_equal(churn_closing(&at[t]), want[t].closing);
	}
}

static void
test_rates(void **state)
{
	struct churn_count c = {500, 40, 10, 25, i128_of(500), i128_of(75)};
	struct churn_rates x;

	(void)state;
	churn_rates(&c, CHURN_OPENING, proportion_z(.95), &x);
	check_near("base", x.base, 500, 0, 0);
	check_near("rate", x.rate, .05, 1e-15, 0);
	check_near("retention", x.retention, .95, 1e-15, 0);
	check_near("lifetime", x.lifetime, 20, 1e-15, 0);
	check_near("relative", x.relative, .15, 1e-15, 0);
	/* Wilson by hand: (k + z2/2 -+ z sqrt(k(n-k)/n + z2/4)) / (n + z2) */
	check_near("low", x.low, .03409374524, 1e-9, 0);
	check_near("high", x.high, .07276816117, 1e-9, 0);
	churn_rates(&c, CHURN_BUYERS, proportion_z(.95), &x);
	check_near("buyers", x.base, 550, 0, 0);
	check_near("buyers", x.rate, 25. / 550, 1e-15, 0);
	check_near("buyers", x.lifetime, 22, 1e-15, 0);
}

static void
test_edges(void **state)
{
	struct churn_count none = {0},
			   all = {7, 0, 0, 7, i128_of(0), i128_of(0)},
			   stay = {7, 0, 0, 0, i128_of(3), i128_of(0)};
	struct churn_rates x;

	(void)state;
	churn_rates(&none, CHURN_OPENING, 2, &x);
	assert_true(isnan(x.rate) && isnan(x.low) && isnan(x.high));
	assert_true(isnan(x.retention) && isnan(x.lifetime));
	assert_true(isnan(x.relative));
	churn_rates(&all, CHURN_OPENING, 2, &x);
	check_near("all", x.rate, 1, 0, 0);
	check_near("all", x.high, 1, 0, 0);
	check_near("all", x.lifetime, 1, 0, 0);
	assert_true(isnan(x.relative));
	churn_rates(&stay, CHURN_OPENING, 2, &x);
	check_near("stay", x.rate, 0, 0, 0);
	check_near("stay", x.low, 0, 0, 0);
	check_near("stay", x.lifetime, HUGE_VAL, 0, 0);
	check_near("stay", x.relative, 0, 0, 0);
}

static void
test_cohorts(void **state)
{
	struct cohorts c;
	struct cohort_cell *cell;

	(void)state;
	cohorts_init(&c, 3);
	cell = cohorts_cell(&c, 1, 1);
	assert_int_equal(cell->customers, 0);
	cell->customers = 5;
	assert_int_equal(cohorts_cell(&c, 1, 1)->customers, 5);
	assert_int_equal(cohorts_cell(&c, 1, 0)->customers, 0);
	assert_null(c.at[0].cell);
	assert_null(c.at[2].cell);
	assert_ptr_equal(cell, &c.at[1].cell[1]);
	cohorts_free(&c);
	assert_int_equal(c.periods, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_stays),
	    cmocka_unit_test(test_rates),
	    cmocka_unit_test(test_edges),
	    cmocka_unit_test(test_cohorts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
