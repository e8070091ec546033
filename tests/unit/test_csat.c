/*
 * Shares, means and composites against the reference collection (Wilson and
 * means computed in R) and figures worked out by hand.
 */
#include "sample_helper.h"

#include "model/csat.h"
#include "model/median.h"
#include "model/servqual.h"
#include "model/trap.h"

static const struct {
	const char *name;
	int hits, n;
	double share, low, high;
} shares[] = {
    {"7 of 10", 7, 10, .7, .396778, .892209},
    {"80 of 100", 80, 100, .8, .711171, .866633},
    {"none of 10", 0, 10, 0, 0, .277533},
    {"1 of 1", 1, 1, 1, .206549, 1},
    {"row 87", 80, 100, .8, .7112, .8666},
    {"row 67", 120, 400, .3, .257168, .346637},
};

static void
test_shares(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(shares) / sizeof(*shares); i++) {
		struct answers a;
		struct sample s;
		struct csat_share out;

		answers_init(&a, 1);
		for (int k = 0; k < shares[i].n; k++)
			answers_add(
			    &a, 1, &(double){k < shares[i].hits ? 4 : 3}, 1);
		answers_close(&a);
		s = answers_of(&a, 1);
		csat_share(&s, 0, 4, proportion_z(.95), &out);
		check_near(
		    shares[i].name, out.share, shares[i].share, 0, 1e-12);
		check_near(shares[i].name, out.at.low, shares[i].low, 0, 5e-5);
		check_near(
		    shares[i].name, out.at.high, shares[i].high, 0, 5e-5);
		assert_int_equal((int)out.hits, shares[i].hits);
		answers_free(&a);
	}
}

static void
test_weighted_share(void **state)
{
	const double x[] = {5, 4, 2, BLANK}, w[] = {2, 1, 1, 9};
	struct answers a;
	struct sample s;
	struct csat_share out;

	(void)state;
	sample_fill(&a, x, w, 4, 1);
	s = answers_of(&a, 1);
	csat_share(&s, 0, 4, 1.96, &out);
	check_near("share", out.share, .75, 0, 1e-15);
	check_near("Kish", out.size, 16.0 / 6, 1e-15, 0);
	assert_int_equal((int)out.n, 3);
	assert_int_equal((int)sample_blank(&s, 0), 1);
	csat_share(&(struct sample){.k = 1}, 0, 4, 1.96, &out);
	assert_true(isnan(out.share) && isnan(out.at.low));
	answers_free(&a);
}

/* t(.975, 9) = 2.2621571628 */
static const struct {
	const char *name;
	double a[4];
	double value, se;
} means[] = {
    {"q1", {1, 0, 0, 0}, 3.6, .4268749492},
    {"q2", {0, 1, 0, 0}, 3.8, .2905932629},
    {"q3", {0, 0, 1, 0}, 3.3, .4229525847},
    {"q4", {0, 0, 0, 1}, 3.4, .4},
    {"overall", {.25, .25, .25, .25}, 3.525, .3678956676},
    {"difference", {1, -1, 0, 0}, -.2, .2494438258},
};

static void
test_means(void **state)
{
	struct answers a;
	struct sample s;
	struct csat_mean out;
	struct csat_scale scale = {1, 5};

	(void)state;
	sample_fill(&a, sample_likert5, NULL, 10, 4);
	s = answers_of(&a, 1);
	for (size_t i = 0; i < sizeof(means) / sizeof(*means); i++) {
		const char *name = means[i].name;

		csat_linear(&s, means[i].a, .95, &out);
		check_near(name, out.value, means[i].value, 0, 1e-12);
		check_near(name, out.se, means[i].se, 0, 1e-9);
		check_near(name, out.at.high - out.value,
		    2.2621571628 * means[i].se, 0, 1e-8);
		assert_int_equal((int)out.n, 10);
	}
	check_near("index", csat_rescale(&scale, 3.525), 63.125, 0, 1e-12);
	check_near("sd", csat_deviation(&s, 0), 1.349897115, 0, 1e-9);
	answers_free(&a);
}

/* A blank of one item leaves the others' answers in. */
static void
test_blanks(void **state)
{
	const double x[] = {4, 2, 5, BLANK, BLANK, 3, BLANK, BLANK};
	const double half[] = {.5, .5};
	/* residuals / 2n: -.125 -.125, .125, .125; m = 3 */
	const double se = sqrt(1.5 * (.25 * .25 + 2 * .125 * .125));
	struct answers a;
	struct sample s;
	struct csat_mean out;

	(void)state;
	sample_fill(&a, x, NULL, 4, 2);
	s = answers_of(&a, 1);
	csat_linear(&s, half, .95, &out);
	check_near("value", out.value, (4.5 + 2.5) / 2, 0, 1e-15);
	check_near("se", out.se, se, 1e-14, 0);
	assert_int_equal((int)out.n, 3);
	assert_int_equal((int)sample_incomplete(&s), 3);
	answers_free(&a);
}

static const struct {
	const char *name;
	double x[3], w[3], want;
} acsi[] = {
    {"equal", {8, 7, 7}, {1, 1, 1}, 70.370370},
    {"Ohio", {8, 7, 7}, {.3885, .3190, .2925}, 70.983333},
    {"all worst", {1, 1, 1}, {1, 1, 1}, 0},
    {"all best", {10, 10, 10}, {1, 1, 1}, 100},
    {"all worst, Ohio", {1, 1, 1}, {.3885, .3190, .2925}, 0},
    {"all best, Ohio", {10, 10, 10}, {.3885, .3190, .2925}, 100},
};

static void
test_acsi(void **state)
{
	struct csat_scale ten = {1, 10};

	(void)state;
	for (size_t i = 0; i < sizeof(acsi) / sizeof(*acsi); i++) {
		struct answers a;
		struct sample s;
		struct csat_mean out;
		double w[3], sum;

		memcpy(w, acsi[i].w, sizeof(w));
		assert_true(csat_weights(w, 3, true, &sum));
		sample_fill(&a, acsi[i].x, NULL, 1, 3);
		s = answers_of(&a, 1);
		csat_linear(&s, w, .95, &out);
		check_near(acsi[i].name, csat_rescale(&ten, out.value),
		    acsi[i].want, 0, 5e-7);
		assert_true(isnan(out.se) && isnan(out.at.low));
		answers_free(&a);
	}
}

static void
test_weights(void **state)
{
	static const struct {
		double w[3];
		bool normalise, fit;
	} rows[] = {
	    {{.5, .3, .2}, false, true},
	    {{50, 30, 20}, false, true},
	    {{.5, .3, .2000000005}, false, true},
	    {{.5, .3, .20000001}, false, false},
	    {{.5, .3, .1}, false, false},
	    {{.5, .3, .1}, true, true},
	    {{0, 0, 0}, true, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		double w[3], sum;

		memcpy(w, rows[i].w, sizeof(w));
		assert_int_equal(
		    csat_weights(w, 3, rows[i].normalise, &sum), rows[i].fit);
		if (rows[i].fit)
			check_near("sum", w[0] + w[1] + w[2], 1, 0, 1e-15);
	}
}

/* Sign test limits: r = 1 of 6, 2 of 10, 6 of 20, 40 of 100 at 95 %. */
static void
test_median(void **state)
{
	static const struct {
		size_t n, r;
	} rows[] = {{0, 0}, {5, 0}, {6, 1}, {10, 2}, {20, 6}, {100, 40}};
	double v[100];

	(void)state;
	for (size_t i = 0; i < 100; i++)
		v[i] = (double)i + 1;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct interval at = median_interval(v, rows[i].n, .95);

		if (rows[i].r == 0) {
			assert_true(isnan(at.low) && isnan(at.high));
			continue;
		}
		check_near("low", at.low, (double)rows[i].r, 0, 0);
		check_near(
		    "high", at.high, (double)(rows[i].n - rows[i].r + 1), 0, 0);
	}
}

static void
test_trap(void **state)
{
	static const struct {
		struct trap_share was, is;
		struct trap_share did, does;
		enum trap_verdict want;
		bool certain;
	} rows[] = {
	    {{.7, 1000}, {.8, 1000}, {.3, 1000}, {.3, 1000}, TRAP_TRAP, true},
	    {{.7, 100}, {.8, 100}, {.3, 100}, {.3, 100}, TRAP_TRAP, false},
	    {{.7, 100}, {.8, 100}, {.3, 100}, {.4, 100}, TRAP_GROWTH, false},
	    {{.7, 100}, {.7, 100}, {.3, 100}, {.4, 100}, TRAP_REPURCHASE,
		false},
	    {{.7, 100}, {.6, 100}, {.3, 100}, {.2, 100}, TRAP_NONE, false},
	    {{BLANK, 0}, {.6, 100}, {.3, 100}, {.2, 100}, TRAP_UNKNOWN, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		double z = proportion_z(.95);
		struct trap_change s =
		    trap_change(&rows[i].was, &rows[i].is, z);
		struct trap_change r =
		    trap_change(&rows[i].did, &rows[i].does, z);

		assert_int_equal(trap_verdict(&s, &r), rows[i].want);
		assert_int_equal(s.certain, rows[i].certain);
	}
}

static void
test_servqual(void **state)
{
	static const struct {
		int item;
		const char *name;
	} rows[] = {{1, "tangibles"}, {4, "tangibles"}, {5, "reliability"},
	    {9, "reliability"}, {10, "responsiveness"}, {13, "responsiveness"},
	    {14, "assurance"}, {17, "assurance"}, {18, "empathy"},
	    {22, "empathy"}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_string_equal(
		    servqual_dimension(rows[i].item), rows[i].name);
	assert_null(servqual_dimension(0));
	assert_null(servqual_dimension(23));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_shares),
	    cmocka_unit_test(test_weighted_share),
	    cmocka_unit_test(test_means),
	    cmocka_unit_test(test_blanks),
	    cmocka_unit_test(test_acsi),
	    cmocka_unit_test(test_weights),
	    cmocka_unit_test(test_median),
	    cmocka_unit_test(test_trap),
	    cmocka_unit_test(test_servqual),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
