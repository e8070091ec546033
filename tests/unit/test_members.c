/* model/members: the textbook's rates, and what is undefined. */
#include "model/members.h"

#include "check.h"
#include "model/proportion.h"

/* Su, Customer Relationship Management, chapter 5: 50 new on 1000, 420 of
 * 1050 active, 60 of 480 lost. The intervals are Wilson's, by hand. */
static void
textbook(void **state)
{
	struct members_count c = {.opening = 1000,
	    .fresh = 50,
	    .active = 420,
	    .was_active = 480,
	    .lost = 60};
	struct members_rates x;
	double z = 1.959963984540054, n = 1050, p = 0.4;
	double half =
	    z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
	double centre = (p + z * z / (2 * n)) / (1 + z * z / n);

	(void)state;
	members_rates(&c, z, &x);
	assert_int_equal(members_all(&c), 1050);
	check_near("fresh", x.fresh, 0.05, 0, 1e-15);
	check_near("active", x.active, 0.4, 0, 1e-15);
	check_near("active_low", x.active_low, centre - half, 0, 1e-12);
	check_near("active_high", x.active_high, centre + half, 0, 1e-12);
	check_near("churn", x.churn, 0.125, 0, 1e-15);
	assert_true(x.churn_low < 0.125 && x.churn_high > 0.125);
}

static void
nobody(void **state)
{
	struct members_count c = {.fresh = 0};
	struct members_rates x;

	(void)state;
	members_rates(&c, proportion_z(0.95), &x);
	assert_true(isnan(x.fresh));
	assert_true(isnan(x.active) && isnan(x.active_low));
	assert_true(isnan(x.churn) && isnan(x.churn_high));
}

/* All of the opening's new: a ratio above 1 stands. */
static void
more_than_all(void **state)
{
	struct members_count c = {.opening = 2, .fresh = 5, .active = 7};
	struct members_rates x;

	(void)state;
	members_rates(&c, proportion_z(0.95), &x);
	check_near("fresh", x.fresh, 2.5, 0, 0);
	check_near("active", x.active, 1, 0, 0);
	assert_true(x.active_high <= 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(textbook),
	    cmocka_unit_test(nobody),
	    cmocka_unit_test(more_than_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
