/* sample_helper: small tables of answers, and one read from tests/data. */
#ifndef TESTS_SAMPLE_HELPER_H
#define TESTS_SAMPLE_HELPER_H

#include "check.h"

#include "model/answers.h"

#define BLANK ((double)NAN)

/* n rows of k values in group 1, weights 1 or w; closed. */
static inline void
sample_fill(
    struct answers *a, const double *x, const double *w, size_t n, size_t k)
{
	answers_init(a, k);
	for (size_t i = 0; i < n; i++)
		answers_add(a, 1, x + i * k, w != NULL ? w[i] : 1);
	answers_close(a);
}

/* Columns of R's data set attitude (Chatterjee & Price 1977). */
static inline void
sample_attitude(struct answers *a, const int *column, size_t k)
{
	FILE *f = check_open("CRM_TESTS", "tests", "data/attitude.csv");
	char line[200], *rest, *cell;
	double all[7], x[7];

	assert_non_null(f);
	answers_init(a, k);
	assert_non_null(fgets(line, sizeof(line), f));
	while (fgets(line, sizeof(line), f) != NULL) {
		rest = line;
		for (int i = 0; i < 7 && (cell = check_field(&rest)) != NULL;
		     i++)
			all[i] = strtod(cell, NULL);
		for (size_t i = 0; i < k; i++)
			x[i] = all[column[i]];
		answers_add(a, 1, x, 1);
	}
	(void)fclose(f);
	answers_close(a);
}

/* csat_likert5.csv of the reference collection. */
static const double sample_likert5[] = {5, 4, 5, 4, 4, 4, 4, 3, 3, 3, 2, 3, 5,
    5, 5, 5, 2, 3, 2, 2, 4, 4, 3, 4, 1, 2, 1, 1, 5, 4, 4, 5, 3, 4, 3, 3, 4, 5,
    4, 4};

#endif
