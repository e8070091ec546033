/*
 * bench_recovery [SETS [CUSTOMERS]]: the share of simulated data sets whose
 * 95 % intervals hold the truth, by model: parameters, and total value.
 */
#include <stdio.h>
#include <stdlib.h>

#include "recovery.h"

int
main(int argc, char **argv)
{
	int sets = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 200;
	size_t n = argc > 2 ? strtoul(argv[2], NULL, 10) : 2000;
	int bad = 0;

	printf("%d data sets of %zu customers: %% of 95 %% intervals that "
	       "hold the truth\n",
	    sets, n);
	for (int k = 0; k < RECOVERY_CASES; k++) {
		const struct recovery_case *c = &recovery_cases[k];
		struct recovery r;

		recovery_run(c, sets, n, 1000, &r);
		printf("%-10s", c->m->name);
		for (int i = 0; i < RECOVERY_ALL; i++) {
			double share = 100.0 * r.held[i] / r.sets;

			printf(" %s %.1f",
			    i < RECOVERY_ORDERS ? c->m->param[i]
			    : i == RECOVERY_ALL - 1
				? "total"
				: &"p\0q\0v"[2 * (i - RECOVERY_ORDERS)],
			    share);
			bad += share < 90 || share > 99;
		}
		printf("; %d weak fits\n", r.weak);
		fflush(stdout);
	}
	return bad > 0;
}
