/*
 * The shifted-beta-geometric: Fader and Hardie's two series, and values that
 * mpmath gives for their parameters.
 */
#include "check.h"

#include "model/sbg.h"

enum { YEARS = 12, FIT = 7 };

static const double high[YEARS + 1] = {
    1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394};
static const double regular[YEARS + 1] = {
    1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173};

static void
steps_of(const double *alive, size_t n, struct sbg_step *step)
{
	for (size_t i = 0; i < n; i++)
		step[i] = (struct sbg_step){alive[i], alive[i] - alive[i + 1]};
}

static void
test_published(void **state)
{
	static const struct {
		const char *name;
		const double *alive;
		double alpha, beta, se_alpha, se_beta, loglik;
	} want[] = {
	    {"high", high, .66808835, 3.80609496, .103735, .785532,
		-1611.158147},
	    {"regular", regular, .7040773, 1.18204303, .065599, .152476,
		-1680.265188},
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct sbg_step step[FIT];
		struct fault f = {0};
		struct sbg_fit s;

		steps_of(want[i].alive, FIT, step);
		assert_true(sbg_fit(step, FIT, &s, &f));
		assert_false(s.boundary);
		check_near(want[i].name, s.alpha, want[i].alpha, 0, 2e-8);
		check_near(want[i].name, s.beta, want[i].beta, 0, 2e-8);
		check_near(want[i].name, s.se_alpha, want[i].se_alpha, 0, 1e-6);
		check_near(want[i].name, s.se_beta, want[i].se_beta, 0, 1e-6);
		check_near(want[i].name, s.loglik, want[i].loglik, 0, 1e-6);
	}
}

/* The paper's own accuracy: the twelfth year within a few per cent. */
static void
test_holdout(void **state)
{
	double survival = 1;

	(void)state;
	for (int t = 1; t <= YEARS; t++)
		survival *= sbg_retention(.668, 3.806, t);
	check_near("S(12)", survival, .378040420182, 1e-11, 0);
	check_near("held out", survival, high[YEARS] / 1000, 0, .02);
	survival = 1;
	for (int t = 1; t <= YEARS; t++)
		survival *= sbg_retention(.704, 1.182, t);
	check_near("S(12)", survival, .170062576806, 1e-11, 0);
	check_near("held out", survival, regular[YEARS] / 1000, 0, .005);
}

static void
test_values(void **state)
{
	static const struct {
		double alpha, beta;
		int n;
		double want;
	} derl[] = {
	    {.668, 3.806, 0, 5.92259640761},
	    {.668, 3.806, 1, 5.41485604837},
	    {.668, 3.806, 2, 5.90175316775},
	    {.668, 3.806, 5, 6.89705739775},
	    {.704, 1.182, 0, 3.69514740557},
	    {.704, 1.182, 1, 2.96466214613},
	    {.704, 1.182, 2, 4.1034586196},
	    {.704, 1.182, 5, 5.89442285984},
	};

	(void)state;
	check_near(
	    "r1", sbg_retention(.668, 3.806, 1), .850692892266, 1e-11, 0);
	check_near(
	    "r7", sbg_retention(.704, 1.182, 7), .910727872179, 1e-11, 0);
	for (size_t i = 0; i < sizeof(derl) / sizeof(*derl); i++)
		check_near("derl",
		    sbg_derl(derl[i].alpha, derl[i].beta, derl[i].n, .1),
		    derl[i].want, 1e-11, 0);
	check_near("no discount", sbg_derl(3, 2, 0, 0), 2, 1e-15, 0);
	check_near("no discount", sbg_derl(3, 2, 4, 0),
	    sbg_retention(3, 2, 4) * 8 / 2, 1e-15, 0);
	check_near("for ever", sbg_derl(1, 2, 0, 0), HUGE_VAL, 0, 0);
}

/* The residual lifetime is the discounted sum of what is defined. */
static void
test_derl_is_its_sum(void **state)
{
	static const double discount[] = {.05, .3, 2};

	(void)state;
	for (size_t k = 0; k < 3; k++)
		for (int n = 0; n < 4; n++) {
			double sum = 0, stay = 1, z = 1;

			if (n == 0)
				sum = 1;
			for (int t = n == 0 ? 1 : n; t < 20000; t++) {
				stay *= sbg_retention(1.3, 2.1, t);
				z = pow(1 + discount[k], n == 0 ? -t : n - t);
				sum += stay * z;
			}
			check_near("derl", sbg_derl(1.3, 2.1, n, discount[k]),
			    sum, 1e-10, 0);
		}
}

/* Two steps give two equations: the fit goes through both of them. */
static void
test_saturated(void **state)
{
	static const struct sbg_step step[] = {{500, 200}, {300, 75}};
	struct fault f = {0};
	struct sbg_fit s;

	(void)state;
	assert_true(sbg_fit(step, 2, &s, &f));
	check_near("first", sbg_retention(s.alpha, s.beta, 1), .6, 1e-7, 0);
	check_near("second", sbg_retention(s.alpha, s.beta, 2), .75, 1e-7, 0);
	check_near("alpha", s.alpha, 2. / 3, 1e-6, 0);
	check_near("beta", s.beta, 1, 1e-6, 0);
}

static void
test_limits(void **state)
{
	static const struct sbg_step same[] = {
	    {1000, 200}, {800, 160}, {640, 128}};
	static const struct sbg_step none[] = {{10, 0}, {10, 0}};
	static const struct sbg_step all[] = {{10, 10}, {0, 0}};
	static const struct sbg_step empty[] = {{0, 0}};
	struct fault f = {0};
	struct sbg_fit s;

	(void)state;
	assert_true(sbg_fit(same, 3, &s, &f));
	assert_true(s.boundary);
	assert_string_equal(s.weak, "how customers differ");
	assert_true(isnan(s.se_alpha) && isnan(s.se_beta));
	check_near("constant", sbg_retention(s.alpha, s.beta, 1), .8, 1e-4, 0);
	check_near("constant", sbg_retention(s.alpha, s.beta, 3), .8, 1e-4, 0);
	assert_false(sbg_fit(none, 2, &s, &f));
	assert_non_null(strstr(f.what, "nobody was lost"));
	assert_false(sbg_fit(all, 2, &s, &f));
	assert_non_null(strstr(f.what, "nobody stayed"));
	assert_false(sbg_fit(empty, 1, &s, &f));
	assert_non_null(strstr(f.what, "no renewal"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_published),
	    cmocka_unit_test(test_holdout),
	    cmocka_unit_test(test_values),
	    cmocka_unit_test(test_derl_is_its_sum),
	    cmocka_unit_test(test_saturated),
	    cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
