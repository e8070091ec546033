/* AUC, Brier score, log loss and bins, as scikit-learn has them or by hand. */
#include "check.h"

#include "model/skill.h"

enum { ROWS = 10 };

static const double p[ROWS] = {.9, .8, .8, .6, .6, .6, .3, .3, .2, .1};
static const unsigned char y[ROWS] = {1, 1, 0, 1, 0, 0, 0, 1, 0, 0};

static void
test_measures(void **state)
{
	struct skill s;

	(void)state;
	skill_of(p, y, ROWS, &s);
	assert_int_equal(s.n, ROWS);
	check_near("base", s.base, .4, 1e-15, 0);
	check_near("auc", s.auc, .75, 1e-15, 0);
	check_near("brier", s.brier, .22, 1e-14, 0);
	check_near("log loss", s.log_loss, .617050088215714, 1e-14, 0);
}

static void
test_ends(void **state)
{
	static const double sure[] = {0, 1, .5};
	static const unsigned char wrong[] = {1, 0, 1}, ones[] = {1, 1, 1};
	struct skill s;

	(void)state;
	skill_of(sure, wrong, 3, &s);
	check_near("worst", s.auc, 0, 0, 0);
	check_near("brier", s.brier, .75, 1e-15, 0);
	check_near("cut", s.log_loss, (2 * -log(1e-15) + log(2)) / 3, 1e-3, 0);
	skill_of(sure, ones, 3, &s);
	assert_true(isnan(s.auc));
	check_near("one class", s.base, 1, 0, 0);
	skill_of(NULL, NULL, 0, &s);
	assert_true(isnan(s.auc) && isnan(s.brier) && isnan(s.base));
}

/* Ties at .6 lie across the border: each half of them has half of the 1. */
static void
test_bins(void **state)
{
	struct skill_bin b[2];

	(void)state;
	skill_bins(p, y, ROWS, b, 2);
	assert_int_equal(b[0].n, 5);
	check_near("predicted", b[0].predicted, (.9 + .8 + .8 + .6 + .6) / 5,
	    1e-14, 0);
	check_near("observed", b[0].observed, (2 + 2. / 3) / 5, 1e-14, 0);
	check_near("lift", b[0].lift, (2 + 2. / 3) / 5 / .4, 1e-14, 0);
	check_near("caught", b[0].caught, (2 + 2. / 3) / 4, 1e-14, 0);
	check_near("observed", b[1].observed, (4. / 3) / 5, 1e-14, 0);
	check_near("caught", b[1].caught, 1, 1e-14, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_measures),
	    cmocka_unit_test(test_ends),
	    cmocka_unit_test(test_bins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
