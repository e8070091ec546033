/* Effects of covariates: identities, known truths, and what has no answer. */
#include "check.h"

#include "model/covariate.h"
#include "num/rng.h"

enum { N = 3000 };

struct one {
	struct history h;
	double z[2];
};

static struct one data[N];

/* Customers of a model: one yes or no, and one number from 20 to 59. */
static void
simulate(const struct btyd_model *m, const double *p, const double *g)
{
	struct covariate_fit truth = {.k = 2, .effects = m->effects};

	memcpy(truth.g, g, m->effects * 2 * sizeof(*g));
	for (size_t i = 0; i < N; i++) {
		double own[BTYD_PARAMS], rate, life = HUGE_VAL, drop = 0,
					       at = 0;
		struct one *c = &data[i];
		struct rng r;

		rng_init(&r, 11, i);
		c->z[0] = (double)(rng_below(&r, 10) < 4);
		c->z[1] = 20 + (double)rng_below(&r, 40);
		c->h = (struct history){0, 0, 26 + (double)rng_below(&r, 27)};
		covariate_params(m, &truth, p, c->z, own);
		rate = rng_gamma(&r, own[0], own[1]);
		if (m == &btyd_paretonbd && own[2] > 0)
			life =
			    rng_exponential(&r, rng_gamma(&r, own[2], own[3]));
		else if (own[2] > 0)
			drop = rng_beta(&r, own[2], own[3]);
		if (m == &btyd_mbgnbd && rng_uniform(&r) < drop)
			continue;
		while (
		    (at += rng_exponential(&r, rate)) <= fmin(c->h.T, life)) {
			c->h.x++;
			c->h.tx = at;
			if (rng_uniform(&r) < drop)
				break;
		}
	}
}

/* What is learnt of the data; z becomes scale * z + shift. */
static bool
fit(const struct btyd_model *m, double scale, double shift, size_t stride,
    double prior, struct btyd_fit *out, struct covariate_fit *more,
    struct fault *f)
{
	struct strata s = {.k = 2};
	struct cells all = {0};
	bool ok;

	for (size_t i = 0, at = 0; i < N; i++) {
		const struct one *c = &data[at];
		double z[2] = {
		    scale * c->z[0] + shift, scale * c->z[1] + shift};
		uint32_t in;

		cells_add(&all, c->h.x, c->h.tx, c->h.T, 1);
		strata_add(&s, z, c->h.x, c->h.tx, c->h.T, 1, &in);
		at = (at + stride) % N;
	}
	cells_close(&all);
	strata_close(&s);
	*f = (struct fault){0};
	memset(out, 0, sizeof(*out));
	memset(more, 0, sizeof(*more));
	ok = covariate_fit(m, &s, &all, prior, out, more, f);
	strata_free(&s);
	cells_free(&all);
	return ok;
}

static const struct {
	const struct btyd_model *m;
	double p[BTYD_PARAMS], g[2 * BTYD_EFFECTS];
} truths[] = {
    {&btyd_paretonbd, {.6, 10, .8, 15}, {.6, .01, -.5, .005}},
    {&btyd_bgnbd, {.6, 10, .8, 2.4}, {.6, .01, -.5, -.01, .3, 0}},
    {&btyd_mbgnbd, {.6, 10, .8, 2.4}, {.6, .01, -.5, -.01, .3, 0}},
};

enum { TRUTHS = sizeof(truths) / sizeof(*truths) };

static void
test_truth_comes_back(void **state)
{
	struct btyd_fit got;
	struct covariate_fit more;
	struct fault f;

	(void)state;
	for (size_t t = 0; t < TRUTHS; t++) {
		const struct btyd_model *m = truths[t].m;

		simulate(m, truths[t].p, truths[t].g);
		assert_true(fit(m, 1, 0, 1, HUGE_VAL, &got, &more, &f));
		assert_int_equal(got.verdict, BTYD_OK);
		for (size_t i = 0; i < m->effects * 2; i++) {
			assert_true(more.std_error[i] > 0);
			assert_true(fabs(more.g[i] - truths[t].g[i]) <
				    3.5 * more.std_error[i]);
		}
		for (size_t i = 0; i < BTYD_PARAMS; i++)
			assert_true(fabs(log(got.p[i] / truths[t].p[i])) <
				    3.5 * got.std_error[i] / got.p[i]);
	}
}

/* In other units, and from another zero, the answer is the same one. */
static void
test_units_of_z(void **state)
{
	struct btyd_fit a, b;
	struct covariate_fit g, h;
	struct fault f;

	(void)state;
	for (size_t t = 0; t < TRUTHS; t++) {
		const struct btyd_model *m = truths[t].m;
		double z[2] = {1, 40}, w[2] = {1003, 40003};
		double p[BTYD_PARAMS], q[BTYD_PARAMS];

		simulate(m, truths[t].p, truths[t].g);
		assert_true(fit(m, 1, 0, 1, HUGE_VAL, &a, &g, &f));
		assert_true(fit(m, 1000, 3, 1, HUGE_VAL, &b, &h, &f));
		check_near("loglik", b.loglik, a.loglik, 1e-12, 0);
		for (size_t i = 0; i < m->effects * 2; i++) {
			check_near("g", h.g[i] * 1000, g.g[i], 1e-6, 1e-8);
			check_near("se", h.std_error[i] * 1000, g.std_error[i],
			    1e-5, 0);
		}
		covariate_params(m, &g, a.p, z, p);
		covariate_params(m, &h, b.p, w, q);
		for (size_t i = 0; i < BTYD_PARAMS; i++)
			check_near(m->param[i], q[i], p[i], 1e-6, 0);
	}
}

/* Each customer once with either value: no effect, and the plain fit. */
static void
test_no_effect(void **state)
{
	struct btyd_fit plain, got;
	struct covariate_fit more;
	struct fault f = {0};

	(void)state;
	for (size_t t = 0; t < TRUTHS; t++) {
		const struct btyd_model *m = truths[t].m;
		struct strata s = {.k = 1};
		struct cells all = {0};

		simulate(m, truths[t].p, truths[t].g);
		for (size_t i = 0; i < 2 * N; i++) {
			const struct history *h = &data[i % N].h;
			double z = i < N;
			uint32_t in;

			cells_add(&all, h->x, h->tx, h->T, 1);
			strata_add(&s, &z, h->x, h->tx, h->T, 1, &in);
		}
		cells_close(&all);
		strata_close(&s);
		assert_int_equal(s.n, 2);
		assert_true(btyd_fit(m, &all, &plain, &f));
		assert_true(
		    covariate_fit(m, &s, &all, HUGE_VAL, &got, &more, &f));
		check_near("loglik", got.loglik, plain.loglik, 1e-10, 0);
		for (size_t i = 0; i < m->effects; i++)
			check_near("g", more.g[i], 0, 0, 1e-6);
		for (size_t i = 0; i < BTYD_PARAMS; i++)
			check_near(m->param[i], got.p[i], plain.p[i], 1e-6, 0);
		strata_free(&s);
		cells_free(&all);
	}
}

static void
test_order_of_rows(void **state)
{
	static const size_t stride[] = {1, 7, N - 1};
	struct btyd_fit got[3];
	struct covariate_fit more[3];
	struct fault f;

	(void)state;
	simulate(&btyd_bgnbd, truths[1].p, truths[1].g);
	for (int i = 0; i < 3; i++)
		assert_true(fit(&btyd_bgnbd, 1, 0, stride[i], HUGE_VAL, &got[i],
		    &more[i], &f));
	for (int i = 1; i < 3; i++) {
		assert_memory_equal(got[i].p, got[0].p, sizeof(got[0].p));
		assert_memory_equal(&more[i], &more[0], sizeof(more[0]));
		assert_true(got[i].loglik == got[0].loglik);
	}
}

/* Nobody leaves: effects on buying stand, there are none on leaving. */
static void
test_no_dropout(void **state)
{
	static const double p[] = {.6, 10, 0, 1}, g[] = {.6, .01, 0, 0, 0, 0};
	struct btyd_fit got;
	struct covariate_fit more;
	struct fault f;

	(void)state;
	for (size_t t = 0; t < TRUTHS; t++) {
		simulate(truths[t].m, p, g);
		assert_true(
		    fit(truths[t].m, 1, 0, 1, HUGE_VAL, &got, &more, &f));
		assert_int_equal(got.verdict, BTYD_BOUNDARY);
		assert_true(got.no_dropout && got.p[2] == 0);
		for (size_t i = 0; i < 2; i++)
			assert_true(
			    fabs(more.g[i] - g[i]) < 3.5 * more.std_error[i]);
		for (size_t i = 2; i < truths[t].m->effects * 2; i++)
			assert_true(more.g[i] == 0 && isnan(more.std_error[i]));
		check_near("aic", got.aic, 8 - 2 * got.loglik, 1e-15, 0);
	}
}

static void
test_constant_covariate(void **state)
{
	struct btyd_fit got;
	struct covariate_fit more;
	struct fault f;

	(void)state;
	simulate(&btyd_bgnbd, truths[1].p, truths[1].g);
	assert_false(fit(&btyd_bgnbd, 0, 5, 1, HUGE_VAL, &got, &more, &f));
	assert_int_equal(more.constant, 0);
	assert_string_equal(
	    f.what, "a covariate is the same for all customers");
}

/* One column twice as large as another: nothing tells their effects apart. */
static void
test_collinear(void **state)
{
	struct btyd_fit got;
	struct covariate_fit more;
	struct fault f;

	(void)state;
	simulate(&btyd_paretonbd, truths[0].p, truths[0].g);
	for (size_t i = 0; i < N; i++)
		data[i].z[1] = 2 * data[i].z[0];
	assert_true(fit(&btyd_paretonbd, 1, 0, 1, HUGE_VAL, &got, &more, &f));
	assert_int_equal(got.verdict, BTYD_SINGULAR);
	/* which a prior settles: half each, as the sd of both are 1 */
	assert_true(fit(&btyd_paretonbd, 1, 0, 1, 1, &got, &more, &f));
	assert_int_equal(got.verdict, BTYD_OK);
	check_near("shared", more.g[0], 2 * more.g[1], 1e-4, 0);
}

static void
test_gradient(void **state)
{
	static const double p[] = {.6, 10, .8, 2.4}, z[] = {1, 3},
			    own[] = {.3, -1.2, .7, 2};
	struct covariate_fit c = {.k = 2, .effects = 3};
	double by[COVARIATE_PARAMS];

	(void)state;
	covariate_gradient(&btyd_bgnbd, &c, z, own, by);
	for (size_t i = 0; i < 6; i++) {
		double up[BTYD_PARAMS], slope = 0;

		c.g[i] = 1e-6;
		covariate_params(&btyd_bgnbd, &c, p, z, up);
		c.g[i] = 0;
		for (int k = 0; k < BTYD_PARAMS; k++)
			slope += own[k] * log(up[k] / p[k]) / 1e-6;
		check_near("effect", by[BTYD_PARAMS + i], slope, 1e-6, 0);
	}
	assert_memory_equal(by, own, sizeof(own));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_truth_comes_back),
	    cmocka_unit_test(test_units_of_z),
	    cmocka_unit_test(test_no_effect),
	    cmocka_unit_test(test_order_of_rows),
	    cmocka_unit_test(test_no_dropout),
	    cmocka_unit_test(test_constant_covariate),
	    cmocka_unit_test(test_collinear),
	    cmocka_unit_test(test_gradient),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
