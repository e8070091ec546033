/*
 * Parameters and values come back from simulated data, and their intervals
 * hold the truth about as often as they say: a small version, with fixed
 * seeds, of bench_recovery.
 */
#include "../unit/check.h"

#include "../bench/recovery.h"

enum { SETS = 20, CUSTOMERS = 600, LEAST = 15 };

static void
test_recovery(void **state)
{
	(void)state;
	for (int k = 0; k < RECOVERY_CASES; k++) {
		const struct recovery_case *c = &recovery_cases[k];
		struct recovery r;

		recovery_run(c, SETS, CUSTOMERS, 7, &r);
		print_message(
		    "%s: %d fits, intervals that hold:", c->m->name, r.sets);
		for (int i = 0; i < RECOVERY_ALL; i++)
			print_message(" %d", r.held[i]);
		print_message("\n");
		assert_true(r.sets >= SETS - 3);
		for (int i = 0; i < RECOVERY_ALL; i++)
			assert_true(r.held[i] * SETS >= LEAST * r.sets);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_recovery),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
