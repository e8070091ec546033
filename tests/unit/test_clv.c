/* Discounted orders: limits, conventions of others, and the cache. */
#include "check.h"

#include "model/clv.h"
#include "model/gammagamma.h"
#include "num/rng.h"

static const double paper[] = {.243, 4.414, .793, 2.426};
static const struct history same = {2, 30.4286, 38.86};

static double
discounted(double horizon, double step, double year, double discount)
{
	struct clv_terms t = {horizon, step, year, discount, 0, false};
	struct history h = {2, 30.43, 38.86};
	struct clv_answer a;
	struct fault f = {0};
	struct clv *c = clv_new(&btyd_bgnbd, paper, &t, &f);

	assert_non_null(c);
	clv_score(c, &h, &a);
	clv_delete(c);
	return a.discounted;
}

static void
test_limits(void **state)
{
	double weekly = exp(.0027) - 1, month_rate = pow(1.01, 12) - 1;
	struct clv_terms t = {52.14, 4.345, 52.14, .1, 13, false};
	struct clv_answer a;
	struct fault f = {0};
	struct clv *c = clv_new(&btyd_bgnbd, paper, &t, &f);

	(void)state;
	clv_score(c, &same, &a);
	check_near("alive", a.alive, .7265, 1e-3, 0);
	assert_true(a.discounted < a.orders && a.any < a.alive);
	assert_true(a.alive_at < a.alive && a.alive_at > .5 * a.alive);
	clv_delete(c);
	/* FORMULAS 2.9: continuous, 1.478750058 by fine steps. */
	check_near("continuous",
	    discounted(52.14, 4.345 / 64, 52.14, month_rate), 1.478750058, 1e-6,
	    0);
	check_near("undiscounted", discounted(52.14, 4.345, 52.14, 0), 1.5622,
	    1e-4, 0);
	/* A year of months is twelve steps; a short last step is no jump. */
	check_near("12 steps", discounted(365.25, 365.25 / 12, 365.25, .1),
	    discounted(365.25 + 1e-9, 365.25 / 12, 365.25, .1), 1e-9, 0);
	/* Far ahead the finite sum comes near the infinite one from below. */
	check_near("infinite", discounted(20000, 4, 1, weekly),
	    discounted(HUGE_VAL, 4, 1, weekly), 1e-3, 0);
}

/* lifetimes 0.11.3: 12 months of 4.345 weeks at 1 % a month, end of step. */
static const struct {
	struct history h;
	double spend, want;
} lifetimes[] = {
    {{2, 30.43, 38.86}, 22.35, 36.278496},
    {{1, 1.71, 38.86}, 11.77, 4.637466},
    {{0, 0, 38.86}, 0, 8.344093},
};

static void
test_lifetimes(void **state)
{
	static const double p[] = {
	    .24259291, 4.41353156, .79288615, 2.42575344};
	static const double money[] = {6.24880249, 3.74458845, 15.44774801};
	struct clv_terms t = {
	    12 * 4.345, 4.345, 12 * 4.345, pow(1.01, 12) - 1, 0, true};
	struct fault f = {0};
	struct clv *c = clv_new(&btyd_bgnbd, p, &t, &f);

	(void)state;
	for (size_t i = 0; i < sizeof(lifetimes) / sizeof(*lifetimes); i++) {
		struct clv_answer a;

		clv_score(c, &lifetimes[i].h, &a);
		check_near("lifetimes",
		    a.discounted *
			gg_mean(money, lifetimes[i].h.x, lifetimes[i].spend),
		    lifetimes[i].want, 1e-4, 0);
	}
	clv_delete(c);
}

static void
test_cache(void **state)
{
	struct clv_terms t = {365.25, 365.25 / 12, 365.25, .1, 90, false};
	struct fault f = {0};
	struct clv *c = clv_new(&btyd_mbgnbd, paper, &t, &f);
	struct rng r;

	(void)state;
	rng_init(&r, 1, 0);
	for (int i = 0; i < 300; i++) {
		double x = (double)rng_below(&r, 4);
		double T = (double)(10 + rng_below(&r, 5)), tx = x > 0 ? 5 : 0;
		struct history h = {x, tx, T};
		struct clv *fresh = clv_new(&btyd_mbgnbd, paper, &t, &f);
		struct clv_answer a, b;

		clv_score(c, &h, &a);
		clv_score(fresh, &h, &b);
		assert_memory_equal(&a, &b, sizeof(a));
		clv_delete(fresh);
	}
	clv_delete(c);
}

static void
test_faults(void **state)
{
	static const struct clv_terms bad[] = {
	    {0, 30, 365, .1, 0, false},
	    {(double)NAN, 30, 365, .1, 0, false},
	    {365, 30, 365, -1, 0, false},
	    {365, 0, 365, .1, 0, false},
	    {365, 30, 365, .1, -1, false},
	    {HUGE_VAL, 30, 365, 0, 0, false},
	    {1e9, 1, 365, .1, 0, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct fault f = {0};

		assert_null(clv_new(&btyd_bgnbd, paper, &bad[i], &f));
		assert_int_equal(f.code, FAULT_DATA);
	}
	clv_delete(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_limits),
	    cmocka_unit_test(test_lifetimes),
	    cmocka_unit_test(test_cache),
	    cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
