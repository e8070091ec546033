/* Logistic regression with a penalty, as scikit-learn 1.2 has it. */
#include "check.h"

#include "model/logit.h"

enum { ROWS = 10 };

static const double x[2 * ROWS] = {
    .5, 1, 1.5, 0, -1, 1, 2, 1, 0, 0, -2, 0, 1, 1, .3, 0, -.7, 1, 1.1, 0};
static const unsigned char y[ROWS] = {1, 1, 0, 1, 0, 0, 0, 1, 0, 1};

/* newton-cg, tol 1e-14; the penalty is 1/C. */
static void
test_sklearn(void **state)
{
	static const struct {
		double penalty, w[3];
	} want[] = {
	    {1, {-.17070103, 1.10512711, -.36238476}},
	    {.01, {-.20381655, 2.48042909, -1.61959339}},
	    {100, {-.00807491, .03917791, -.00501269}},
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct logit_end end;
		double w[3];

		logit_fit(&(struct logit_data){x, y, ROWS, 2}, want[i].penalty,
		    w, &end);
		assert_true(end.converged);
		for (size_t j = 0; j < 3; j++)
			check_near("w", w[j], want[i].w[j], 0, 1e-8);
	}
}

/* No feature: the log odds of the share. One of 0 and 1: those of a table,
 * where the penalty is next to nothing. */
static void
test_table(void **state)
{
	static const double column[] = {0, 0, 0, 0, 1, 1, 1, 1, 1, 1};
	static const unsigned char label[] = {1, 0, 0, 0, 1, 1, 1, 1, 0, 0};
	struct logit_end end;
	double w[2];

	(void)state;
	logit_fit(&(struct logit_data){NULL, label, 10, 0}, 1, w, &end);
	assert_true(end.converged);
	check_near("share", w[0], 0, 0, 1e-15);
	check_near("loglik", end.loglik, -10 * log(2), 1e-15, 0);
	logit_fit(&(struct logit_data){column, label, 10, 1}, 1e-9, w, &end);
	check_near("of 0", w[0], log(1. / 3), 1e-7, 0);
	check_near("of 1", w[0] + w[1], log(2), 1e-7, 0);
	check_near("score", logit_score(w, column + 4, 1), log(2), 1e-7, 0);
}

static void
test_hard(void **state)
{
	static const double apart[] = {1, 2, 3, 4, 5, 6};
	static const unsigned char label[] = {0, 0, 0, 1, 1, 1};
	double twice[2 * ROWS], large[2 * ROWS], w[3], v[3];
	struct logit_end end;

	(void)state;
	logit_fit(&(struct logit_data){apart, label, 6, 1}, 1e-6, w, &end);
	assert_true(end.converged);
	assert_true(isfinite(w[0]) && isfinite(w[1]) && w[1] > 1);
	assert_true(end.loglik > -.01);
	/* The same column twice shares the weight. */
	for (size_t i = 0; i < ROWS; i++)
		twice[2 * i] = twice[2 * i + 1] = x[2 * i];
	logit_fit(&(struct logit_data){twice, y, ROWS, 2}, 1, w, &end);
	assert_true(end.converged);
	check_near("shared", w[1], w[2], 1e-9, 0);
	/* A column a million times as large needs hardly any weight. */
	for (size_t i = 0; i < ROWS; i++) {
		large[2 * i] = 1e6 * x[2 * i];
		large[2 * i + 1] = x[2 * i + 1];
	}
	logit_fit(&(struct logit_data){large, y, ROWS, 2}, 1e-6, w, &end);
	assert_true(end.converged);
	logit_fit(&(struct logit_data){x, y, ROWS, 2}, 1e-9, v, &end);
	check_near("scaled", 1e6 * w[1], v[1], 1e-2, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sklearn),
	    cmocka_unit_test(test_table),
	    cmocka_unit_test(test_hard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
