/*
 * What goes wrong in other programs, a named test each: overflow for heavy
 * buyers, poles that can be removed, NA for large beta, negative values,
 * empty and degenerate histories, results that depend on the order of rows.
 */
#include "check.h"

#include "model/btyd.h"
#include "model/clv.h"
#include "model/gammagamma.h"
#include "num/rng.h"

static const double usual[] = {.5, 8, .8, 2.4};

static void
check_answers(
    const struct btyd_model *m, const double *p, const struct history *h)
{
	double alive = m->alive(p, h), t[] = {1, 30, 1000}, e[3];

	assert_true(alive >= 0 && alive <= 1);
	m->orders(p, h, t, 3, e);
	for (int i = 0; i < 3; i++) {
		assert_true(isfinite(e[i]) && e[i] >= 0);
		assert_true(m->any(p, h, t[i]) >= 0);
		assert_true(m->stays(p, h, t[i]) <= 1);
	}
	assert_true(isfinite(m->dert(p, h, 1e-4)));
	assert_true(m->dert(p, h, 1e-4) > 0);
}

static double
one_loglik(const struct btyd_model *m, const double *p, const struct history *h)
{
	struct cells c = {0};
	double v, by[BTYD_PARAMS];

	(void)cells_add(&c, h->x, h->tx, h->T, 1);
	cells_close(&c);
	v = m->loglik(&c, p, by);
	for (int k = 0; k < BTYD_PARAMS; k++)
		assert_true(isfinite(by[k]));
	cells_free(&c);
	return v;
}

/* lifetimes #405, CLVTools #100, BTYDplus #78: x = 161 to 501 overflowed. */
static void
test_heavy_buyers(void **state)
{
	static const struct history heavy[] = {{161, 90, 100}, {501, 510, 520},
	    {501, 501, 501}, {10000, 10000, 10400}};

	(void)state;
	for (size_t k = 0; btyd_at(k) != NULL; k++)
		for (size_t i = 0; i < sizeof(heavy) / sizeof(*heavy); i++) {
			struct history h = heavy[i];

			h.T = btyd_at(k)->discrete ? fmax(h.T, h.x) : h.T;
			h.tx = btyd_at(k)->discrete ? fmax(h.tx, h.x) : h.tx;
			assert_true(
			    isfinite(one_loglik(btyd_at(k), usual, &h)));
			check_answers(btyd_at(k), usual, &h);
		}
}

/* a = 1, s = 1, gamma = 1: the answer is the limit, not inf or nan. */
static void
test_removable_poles(void **state)
{
	static const struct history h = {3, 20, 40};

	(void)state;
	for (size_t k = 0; btyd_at(k) != NULL; k++) {
		const struct btyd_model *m = btyd_at(k);
		double p[] = {.5, 8, 1, 2.4}, t = 52, at, near[2];

		m->orders(p, &h, &t, 1, &at);
		p[2] = 1 - 1e-7;
		m->orders(p, &h, &t, 1, &near[0]);
		p[2] = 1 + 1e-7;
		m->orders(p, &h, &t, 1, &near[1]);
		check_near(m->name, at, (near[0] + near[1]) / 2, 1e-12, 0);
	}
}

/* CLVTools #163: DERT was NA for large beta, and for a long horizon. */
static void
test_large_beta(void **state)
{
	static const struct history h = {3, 20, 40};
	double p[] = {.5, 8, 2, 0};

	(void)state;
	for (double beta = 1; beta < 1e9; beta *= 10) {
		double t = 1e7, e, dert;

		p[3] = beta;
		btyd_paretonbd.orders(p, &h, &t, 1, &e);
		dert = btyd_paretonbd.dert(p, &h, 1e-9);
		check_answers(&btyd_paretonbd, p, &h);
		assert_true(dert > e * .5);
	}
	/* beyond all horizons nobody leaves: rate/delta */
	check_near(
	    "dert", btyd_paretonbd.dert(p, &h, .01), 3.5 / 48 / .01, 1e-5, 0);
}

/* Without end: the limit of long horizons where time alive has a mean, and
 * else infinite; lifetimes and CLVTools have it for Pareto/NBD alone. */
static void
test_endless_horizon(void **state)
{
	static const struct history h = {3, 20, 40};
	double p[] = {.5, 8, 2.5, 2.4}, t[] = {1e9, HUGE_VAL}, e[2];

	(void)state;
	for (size_t k = 0; btyd_at(k) != NULL; k++) {
		const struct btyd_model *m = btyd_at(k);

		p[2] = 2.5;
		m->orders(p, &h, t, 2, e);
		check_near(m->name, e[1], e[0], 1e-9, 0);
		p[2] = 1;
		m->orders(p, &h, t, 2, e);
		assert_true(isfinite(e[0]) && isinf(e[1]));
		p[2] = 0;
		m->orders(p, &h, t, 2, e);
		assert_true(isfinite(e[0]) && isinf(e[1]));
		assert_true(isfinite(m->dert(p, &h, 1e-4)));
	}
}

/* lifetimes #146, #370: values below zero, from a mean that is not there. */
static void
test_no_negative_value(void **state)
{
	static const double flat[] = {6, .9, 15}, good[] = {6, 3.7, 15};

	(void)state;
	assert_true(isnan(gg_population(flat)) && isnan(gg_mean(flat, 0, 0)));
	for (double x = 1; x < 100; x++)
		assert_true(gg_mean(good, x, 0) > 0);
}

/* lifetimes #172, #211: spend of zero or less is left out of the fit. */
static void
test_zero_and_negative_spend(void **state)
{
	struct cells c = {0};

	(void)state;
	assert_false(gg_add(&c, 3, 0, 1));
	assert_false(gg_add(&c, 3, -1, 1));
	assert_false(gg_add(&c, 3, (double)NAN, 1));
	assert_false(gg_add(&c, 0, 5, 1));
	assert_int_equal(c.keys, 0);
	cells_free(&c);
}

/* T = 0: a customer of today has an empty history, not an infinite one. */
static void
test_age_zero(void **state)
{
	static const struct history h = {0, 0, 0};

	(void)state;
	for (size_t k = 0; btyd_at(k) != NULL; k++) {
		assert_null(btyd_at(k)->row_ok(&h));
		check_near(
		    "certain", one_loglik(btyd_at(k), usual, &h), 0, 0, 1e-15);
		check_answers(btyd_at(k), usual, &h);
	}
}

/* recency beyond T was taken as it came, with P(alive) over 1. */
static void
test_recency_beyond_age(void **state)
{
	static const struct history h = {2, 11, 10};

	(void)state;
	for (size_t k = 0; btyd_at(k) != NULL; k++)
		assert_string_equal(
		    btyd_at(k)->row_ok(&h), "recency is beyond the age");
}

static void
test_nobody_returns(void **state)
{
	struct cells c = {0};
	struct btyd_fit fit;
	struct fault f = {0};

	(void)state;
	for (int i = 1; i < 50; i++)
		(void)cells_add(&c, 0, 0, i, 1);
	cells_close(&c);
	for (size_t k = 0; btyd_at(k) != NULL; k++) {
		assert_false(btyd_fit(btyd_at(k), &c, &fit, &f));
		assert_string_equal(f.what,
		    "no customer has a repeat purchase: nothing to fit");
	}
	cells_free(&c);
}

static void
test_one_customer(void **state)
{
	struct cells c = {0};
	struct btyd_fit fit;
	struct fault f = {0};

	(void)state;
	(void)cells_add(&c, 5, 9, 10, 1);
	cells_close(&c);
	for (size_t k = 0; btyd_at(k) != NULL; k++) {
		assert_true(btyd_fit(btyd_at(k), &c, &fit, &f));
		assert_int_not_equal(fit.verdict, BTYD_OK);
		assert_true(isfinite(fit.p[0]) && fit.p[0] > 0);
	}
	cells_free(&c);
}

/* Customers of BG/NBD, rates with that mean, some very active. */
static void
simulate(struct cells *c, size_t n, double mean, double unit)
{
	for (size_t i = 0; i < n; i++) {
		struct history h = {0, 0, 300};
		double rate, drop, at = 0;
		struct rng r;

		rng_init(&r, 9, i);
		rate = rng_gamma(&r, .5, .5 / mean);
		drop = rng_beta(&r, .8, 20);
		while ((at += rng_exponential(&r, rate)) <= h.T) {
			h.x++;
			h.tx = at;
			if (rng_uniform(&r) < drop)
				break;
		}
		cells_add(c, h.x, h.tx / unit, h.T / unit, 1);
	}
	cells_close(c);
}

/* lifetimes #396, #405, #419: an optimum that was found was refused, as no
 * gradient could meet the test: hundreds of orders each. */
static void
test_active_base(void **state)
{
	struct cells c = {0};
	struct btyd_fit fit;
	struct fault f = {0};

	(void)state;
	simulate(&c, 3000, 1, 1);
	assert_true(c.x_value[c.nx - 1] > 501);
	for (size_t k = 0; k < 3; k++) {
		assert_true(btyd_fit(btyd_at(k), &c, &fit, &f));
		assert_int_equal(fit.verdict, BTYD_OK);
		assert_true(fit.decrement < 1e-8);
	}
	cells_free(&c);
}

/* lifetimes reported errors and the likelihood on a scale of its own: weeks
 * for days change times by 7, a density of x times by 7^x, and no error. */
static void
test_unit_of_time(void **state)
{
	struct cells days = {0}, weeks = {0};
	struct btyd_fit d, w;
	struct fault f = {0};

	(void)state;
	simulate(&days, 2000, .05, 1);
	simulate(&weeks, 2000, .05, 7);
	for (size_t k = 0; k < 3; k++) {
		const struct btyd_model *m = btyd_at(k);

		assert_true(btyd_fit(m, &days, &d, &f));
		assert_true(btyd_fit(m, &weeks, &w, &f));
		check_near("loglik", w.loglik, d.loglik + days.orders * log(7),
		    1e-12, 0);
		for (int i = 0; i < BTYD_PARAMS; i++) {
			double by = m->timed[i] ? 7 : 1;

			check_near(m->param[i], w.p[i] * by, d.p[i], 1e-6, 0);
			check_near(m->param[i], w.std_error[i] * by,
			    d.std_error[i], 1e-5, 0);
		}
	}
	cells_free(&days);
	cells_free(&weeks);
}

/* The same customers in three orders: the same bytes. */
static void
test_order_of_rows(void **state)
{
	enum { N = 500 };
	static struct history h[N];

	(void)state;
	for (size_t i = 0; i < N; i++) {
		struct rng r;

		rng_init(&r, 4, i);
		h[i].T = 20 + (double)rng_below(&r, 20);
		h[i].x = (double)rng_below(&r, 6);
		h[i].tx = h[i].x > 0 ? h[i].x + (double)rng_below(&r,
						    (uint64_t)(h[i].T - h[i].x))
				     : 0;
	}
	for (size_t k = 0; btyd_at(k) != NULL; k++) {
		static const size_t stride[] = {1, 7, N - 1};
		struct btyd_fit fit[3];

		for (int s = 0; s < 3; s++) {
			struct cells c = {0};
			struct fault f = {0};

			for (size_t i = 0, at = 0; i < N; i++) {
				(void)cells_add(
				    &c, h[at].x, h[at].tx, h[at].T, 1);
				at = (at + stride[s]) % N;
			}
			cells_close(&c);
			memset(&fit[s], 0, sizeof(fit[s]));
			assert_true(btyd_fit(btyd_at(k), &c, &fit[s], &f));
			cells_free(&c);
			assert_memory_equal(
			    fit[0].p, fit[s].p, sizeof(fit[s].p));
			assert_memory_equal(
			    fit[0].cov, fit[s].cov, sizeof(fit[s].cov));
			assert_true(fit[0].loglik == fit[s].loglik);
		}
	}
}

/* A prior moves a weak fit off its boundary, and a strong one little. */
static void
test_prior(void **state)
{
	struct cells c = {0};
	struct btyd_fit free, held;
	struct fault f = {0};

	(void)state;
	for (int i = 0; i < 60; i++)
		(void)cells_add(&c, i % 4, i % 4 > 0 ? 20 + i % 9 : 0, 40, 1);
	cells_close(&c);
	assert_true(btyd_fit(&btyd_mbgnbd, &c, &free, &f));
	assert_true(btyd_fit_prior(&btyd_mbgnbd, &c, 1, &held, &f));
	assert_int_equal(held.verdict, BTYD_OK);
	assert_true(held.loglik <= free.loglik + 1e-9);
	for (int k = 0; k < BTYD_PARAMS; k++)
		assert_true(held.std_error[k] > 0);
	cells_free(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_heavy_buyers),
	    cmocka_unit_test(test_removable_poles),
	    cmocka_unit_test(test_large_beta),
	    cmocka_unit_test(test_endless_horizon),
	    cmocka_unit_test(test_no_negative_value),
	    cmocka_unit_test(test_zero_and_negative_spend),
	    cmocka_unit_test(test_age_zero),
	    cmocka_unit_test(test_recency_beyond_age),
	    cmocka_unit_test(test_nobody_returns),
	    cmocka_unit_test(test_one_customer),
	    cmocka_unit_test(test_active_base),
	    cmocka_unit_test(test_unit_of_time),
	    cmocka_unit_test(test_order_of_rows),
	    cmocka_unit_test(test_prior),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
