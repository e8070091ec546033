/* model/deferral: IFRS 15, Illustrative Example 52, and the edges. */
#include "model/deferral.h"

#include "check.h"

/* The standard's figures are rounded to whole units. */
static void
example_52(void **state)
{
	double points = deferral_allocated(100000, 100000, 9500);
	double one = deferral_recognised(points, 4500, 9500);
	double two = deferral_recognised(points, 8500, 9700);

	(void)state;
	check_near("points", points, 8676, 0, 0.5);
	check_near("goods", 100000 - points, 91324, 0, 0.5);
	check_near("year 1", one, 4110, 0, 0.5);
	check_near("year 2", two - one, 3493, 0, 0.5);
	check_near("left", points - two, 1073, 0, 0.5);
}

/* KPMG's handbook, example 10A, before its ratio is rounded to 91 : 9. */
static void
handbook(void **state)
{
	double points = deferral_allocated(100000, 100000, 9700);

	(void)state;
	check_near("goods", 100000 - points, 91157.70, 0, 0.005);
	check_near("points", points, 8842.30, 0, 0.005);
}

static void
edges(void **state)
{
	(void)state;
	check_near("no points", deferral_allocated(100, 100, 0), 0, 0, 0);
	check_near("nothing yet", deferral_recognised(80, 0, 50), 0, 0, 0);
	check_near("all", deferral_recognised(80, 50, 50), 80, 0, 0);
	check_near("beyond", deferral_recognised(80, 51, 50), 80, 0, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(example_52),
	    cmocka_unit_test(handbook),
	    cmocka_unit_test(edges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
