/* The BG/NBD family and Gamma-Gamma against oracles, limits and laws. */
#include "check.h"

#include "model/bgbb.h"
#include "model/bgnbd.h"
#include "model/btyd.h"
#include "model/gammagamma.h"
#include "model/paretonbd.h"
#include "num/rng.h"

/* One line of tests/oracle/clv_models.csv. */
struct asked {
	char *model, *what;
	double p[4];
	struct history h;
	double t, value, rel;
};

static double
one_loglik(const struct btyd_model *m, const double *p, const struct history *h)
{
	struct cells c = {0};
	double v;

	cells_add(&c, h->x, h->tx, h->T, 1);
	cells_close(&c);
	v = m->loglik(&c, p, NULL);
	cells_free(&c);
	return v;
}

static double
answer(const struct asked *q)
{
	const struct btyd_model *m = btyd_find(str_of(q->model));
	double out;

	if (strcmp(q->what, "mean") == 0)
		return gg_mean(q->p, q->h.x, q->t);
	assert_non_null(m);
	if (strcmp(q->what, "alive") == 0)
		return m->alive(q->p, &q->h);
	if (strcmp(q->what, "loglik") == 0)
		return one_loglik(m, q->p, &q->h);
	if (strcmp(q->what, "stays") == 0)
		return m->stays(q->p, &q->h, q->t);
	if (strcmp(q->what, "newcomer") == 0)
		return m->newcomer(q->p, q->t);
	if (strcmp(q->what, "pmf") == 0)
		return m->pmf(q->p, q->h.x, q->t);
	if (strcmp(q->what, "later") == 0)
		return m->alive(q->p, &q->h) * m->stays(q->p, &q->h, q->t);
	if (strcmp(q->what, "any") == 0)
		return m->alive(q->p, &q->h) * m->any(q->p, &q->h, q->t);
	if (strcmp(q->what, "dert") == 0)
		return m->alive(q->p, &q->h) * m->dert(q->p, &q->h, q->t);
	assert_string_equal(q->what, "orders");
	m->orders(q->p, &q->h, &q->t, 1, &out);
	return m->alive(q->p, &q->h) * out;
}

static double
number(char **rest)
{
	const char *s = check_field(rest);

	return s != NULL ? strtod(s, NULL) : (double)NAN;
}

static void
test_oracle(void **state)
{
	char line[512], copy[512], label[600];
	FILE *f = check_open("CRM_TESTS", "tests", "oracle/clv_models.csv");
	size_t n = 0;
	double worst = 0;

	(void)state;
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	while (fgets(line, sizeof(line), f) != NULL) {
		char *rest = memcpy(copy, line, sizeof(line));
		struct asked q;
		double got;

		q.model = check_field(&rest);
		q.what = check_field(&rest);
		for (int i = 0; i < 4; i++)
			q.p[i] = number(&rest);
		q.h.x = number(&rest);
		q.h.tx = number(&rest);
		q.h.T = number(&rest);
		q.t = number(&rest);
		q.value = number(&rest);
		q.rel = number(&rest);
		got = answer(&q);
		snprintf(label, sizeof(label), "line %zu: %s", n + 2, line);
		check_near(label, got, q.value, q.rel, 1e-15);
		if (q.rel < 2e-10)
			worst = fmax(worst, fabs(got / q.value - 1));
		n++;
	}
	fclose(f);
	print_message(
	    "%zu values checked; worst of the 17-digit ones %.1e\n", n, worst);
}

/* Fractional weights, ties, one-time buyers and heavy ones. */
static void
sample(struct cells *c, bool discrete)
{
	*c = (struct cells){0};
	if (discrete) {
		cells_add(c, 0, 0, 12, 3.5);
		cells_add(c, 1, 1, 39, 1);
		cells_add(c, 2, 30, 38, 0.25);
		cells_add(c, 7, 29, 29, 1);
		cells_add(c, 300, 350, 400, 1);
		cells_close(c);
		return;
	}
	cells_add(c, 0, 0, 38.86, 3.5);
	cells_add(c, 0, 0, 12, 1);
	cells_add(c, 1, 1.71, 38.86, 1);
	cells_add(c, 2, 30.43, 38.86, 0.25);
	cells_add(c, 2, 30.43, 38.86, 0.1);
	cells_add(c, 7, 29.43, 38.86, 1);
	cells_add(c, 40, 12, 12, 2);
	cells_add(c, 300, 100, 104, 1);
	cells_close(c);
}

static const double points[][4] = {
    {.243, 4.414, .793, 2.426},
    {.01, .2, .05, .3},
    {5, 10, 20, 3},
    {30, 400, 2, 500},
    {.5, 8, .003, .1},
};

static void
test_gradients(void **state)
{
	struct cells c;

	(void)state;
	sample(&c, false);
	assert_int_equal(c.n, 7);
	check_near("customers", c.customers, 9.85, 1e-15, 0);
	cells_free(&c);
	for (size_t k = 0; btyd_at(k) != NULL; k++) {
		sample(&c, btyd_at(k)->discrete);
		for (size_t i = 0; i < sizeof(points) / sizeof(*points); i++)
			for (int j = 0; j < 4; j++) {
				double p[4], by[4], up, down, h;

				memcpy(p, points[i], sizeof(p));
				btyd_at(k)->loglik(&c, p, by);
				h = p[j] * 1e-5;
				p[j] = points[i][j] + h;
				up = btyd_at(k)->loglik(&c, p, NULL);
				p[j] = points[i][j] - h;
				down = btyd_at(k)->loglik(&c, p, NULL);
				check_near(btyd_at(k)->param[j], by[j],
				    (up - down) / (2 * h), 1e-6,
				    1e-7 / points[i][j]);
			}
		cells_free(&c);
	}
}

static void
check_chain(const struct btyd_model *m)
{
	double theta[4], p[4], by[4], chained[4];
	struct cells c;

	sample(&c, m->discrete);
	m->theta(points[0], 30, theta);
	m->natural(theta, 30, p);
	for (int j = 0; j < 4; j++)
		check_near(m->param[j], p[j], points[0][j], 1e-14, 0);
	m->loglik(&c, p, by);
	m->chain(p, by, chained);
	for (int j = 0; j < 4; j++) {
		double at = theta[j], up, down;

		theta[j] = at + 1e-5;
		m->natural(theta, 30, p);
		up = m->loglik(&c, p, NULL);
		theta[j] = at - 1e-5;
		m->natural(theta, 30, p);
		down = m->loglik(&c, p, NULL);
		theta[j] = at;
		check_near("chain", chained[j], (up - down) / 2e-5, 1e-6, 1e-6);
	}
	cells_free(&c);
}

static void
test_chain(void **state)
{
	(void)state;
	for (size_t k = 0; btyd_at(k) != NULL; k++)
		check_chain(btyd_at(k));
}

/* A third parameter of 0 is the limit of ever smaller ones: no dropout. */
static void
test_no_dropout(void **state)
{
	static const double none[] = {.7, 9, 0, 1}, tiny[] = {.7, 9, 1e-13, 1};
	struct history h = {3, 20, 50};

	(void)state;
	for (size_t k = 0; btyd_at(k) != NULL; k++) {
		const struct btyd_model *m = btyd_at(k);
		double t = 26, a, b, rate = m->discrete ? 3.7 / 59.7 : 3.7 / 59;

		check_near("loglik", one_loglik(m, none, &h),
		    one_loglik(m, tiny, &h), 1e-11, 0);
		assert_true(m->alive(none, &h) == 1);
		m->orders(none, &h, &t, 1, &a);
		m->orders(tiny, &h, &t, 1, &b);
		check_near("orders", a, rate * 26, 1e-14, 0);
		check_near("orders", b, a, 1e-10, 0);
		assert_true(m->stays(none, &h, t) == 1);
		check_near(
		    "any", m->any(none, &h, t), m->any(tiny, &h, t), 1e-10, 0);
		assert_true(m->any(none, &h, HUGE_VAL) > 1 - 1e-10);
		check_near("dert", m->dert(none, &h, .01),
		    rate / (m->discrete ? expm1(.01) : .01), 1e-13, 0);
		check_near("newcomer", m->newcomer(none, t),
		    .7 * 26 / (m->discrete ? 9.7 : 9), 1e-14, 0);
	}
}

static void
test_laws(void **state)
{
	static const double t[] = {1, 5, 20, 100, 1000};
	double total = 0;

	(void)state;
	for (size_t k = 0; btyd_at(k) != NULL; k++)
		for (size_t i = 0; i < sizeof(points) / sizeof(*points); i++) {
			const struct btyd_model *m = btyd_at(k);
			struct history h = {4, 30, 40};
			double e[5], any = 0, stays = 1;

			m->orders(points[i], &h, t, 5, e);
			for (int j = 0; j < 5; j++) {
				double a = m->any(points[i], &h, t[j]);
				double s = m->stays(points[i], &h, t[j]);

				assert_true(a >= any && a <= 1 && a <= e[j]);
				assert_true(s < stays && s > 0);
				assert_true(j == 0 || e[j] > e[j - 1]);
				any = a;
				stays = s;
			}
		}
	for (int n = 0; n < 2000; n++)
		total += bgnbd_pmf(points[0], n, 39);
	check_near("sum of pmf", total, 1, 1e-9, 0);
}

/* Second derivatives against differences of the first. */
static void
test_hessian(void **state)
{
	static const double where[][BTYD_PARAMS] = {
	    {.5, 8, .8, 12}, {2, 90, 1.7, 30}, {.3, 40, .02, 5}, {.6, 9, 0, 1}};
	struct cells c = {0};

	(void)state;
	for (int x = 0; x < 40; x += 3)
		for (int gap = 0; gap < 30; gap += 7)
			cells_add(
			    &c, x, x > 0 ? x + 2 : 0, x + 2 + gap, 1 + gap % 3);
	cells_close(&c);
	for (size_t k = 0; btyd_at(k) != NULL; k++)
		for (size_t t = 0; t < sizeof(where) / sizeof(*where); t++) {
			const struct btyd_model *m = btyd_at(k);
			double p[BTYD_PARAMS], up[BTYD_PARAMS],
			    down[BTYD_PARAMS], h[BTYD_PARAMS][BTYD_PARAMS];
			int free = where[t][2] > 0 ? BTYD_PARAMS : 2;

			if (m->hessian == NULL)
				continue;
			memcpy(p, where[t], sizeof(p));
			m->hessian(&c, p, &h[0][0]);
			for (int i = 0; i < free; i++) {
				double step = 1e-5 * p[i];

				p[i] += step;
				m->loglik(&c, p, up);
				p[i] -= 2 * step;
				m->loglik(&c, p, down);
				p[i] = where[t][i];
				for (int j = 0; j < free; j++)
					check_near(m->param[i], h[i][j],
					    (up[j] - down[j]) / (2 * step),
					    1e-7,
					    1e-7 *
						sqrt(fabs(h[i][i] * h[j][j])));
			}
		}
	cells_free(&c);
}

/* Its sum is 1 and its mean the newcomer's orders, with dropout or without. */
static void
test_pmf(void **state)
{
	(void)state;
	for (size_t k = 0; btyd_at(k) != NULL; k++)
		for (double drop = 0; drop < 3; drop += 1.25) {
			const struct btyd_model *m = btyd_at(k);
			double p[] = {1.2, 9, drop, 4}, sum = 0, mean = 0;

			for (double n = 0; n <= (m->discrete ? 30 : 900); n++) {
				double v = m->pmf(p, n, 30);

				assert_true(v >= 0 && v <= 1);
				sum += v;
				mean += n * v;
			}
			check_near(m->name, sum, 1, 1e-11, 0);
			check_near(m->name, mean, m->newcomer(p, 30), 1e-9, 0);
		}
}

static void
test_gammagamma(void **state)
{
	static const double p[] = {6.25, 3.74, 15.44}, flat[] = {2, .9, 3};
	struct cells c = {0};
	double by[3], q[3];

	(void)state;
	assert_false(gg_add(&c, 0, 5, 1));
	assert_false(gg_add(&c, 1, -5, 1));
	gg_add(&c, 1, 11.77, 1);
	gg_add(&c, 2, 22.35, 2.5);
	gg_add(&c, 30, 250, 1);
	cells_close(&c);
	gg_loglik(&c, p, by);
	for (int j = 0; j < 3; j++) {
		double up, down, h = p[j] * 1e-5;

		memcpy(q, p, sizeof(q));
		q[j] = p[j] + h;
		up = gg_loglik(&c, q, NULL);
		q[j] = p[j] - h;
		down = gg_loglik(&c, q, NULL);
		check_near(
		    "gamma-gamma", by[j], (up - down) / (2 * h), 1e-7, 1e-8);
	}
	check_near("population", gg_population(p), 35.21897810218978, 1e-14, 0);
	assert_true(isnan(gg_population(flat)));
	assert_true(isnan(gg_mean(flat, 0, 0)));
	check_near("one order", gg_mean(flat, 1, 5), 2 * 8 / 1.9, 1e-14, 0);
	cells_free(&c);
}

/* A tail too heavy for a mean is said, and need_mean forces one. */
static void
test_no_mean(void **state)
{
	struct cells c = {0};
	struct gg_fit fit;
	struct fault f = {0};
	struct rng r;

	(void)state;
	rng_init(&r, 3, 0);
	for (int i = 0; i < 2000; i++) {
		double nu = rng_gamma(&r, .7, 10);

		gg_add(&c, 3, rng_gamma(&r, 6, nu) / 3, 1);
	}
	cells_close(&c);
	assert_true(gg_fit(&c, false, &fit, &f));
	assert_int_equal(fit.verdict, GG_NO_MEAN);
	assert_string_equal(fit.weak, "q");
	check_near("q", fit.p[1], .7, 0, 4 * fit.std_error[1]);
	assert_true(isnan(gg_population(fit.p)));
	assert_true(gg_fit(&c, true, &fit, &f));
	assert_true(fit.p[1] > 1 && gg_population(fit.p) > 0);
	assert_int_equal(fit.verdict, GG_BOUNDARY);
	assert_string_equal(fit.weak, "q");
	cells_free(&c);
}

static void
test_rows(void **state)
{
	static const struct {
		struct history h;
		bool ok;
	} rows[] = {
	    {{0, 0, 10}, true},
	    {{0, 0, 0}, true},
	    {{3, 10, 10}, true},
	    {{1.5, 3, 10}, false},
	    {{-1, 3, 10}, false},
	    {{1, 11, 10}, false},
	    {{1, 0, 10}, false},
	    {{0, 1, 10}, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(btyd_row_ok(&rows[i].h) == NULL, rows[i].ok);
}

/* n customers of BG/NBD; nobody drops out when p[2] is 0. */
static void
simulate(const double *p, uint64_t n, struct cells *c)
{
	*c = (struct cells){0};
	for (uint64_t i = 0; i < n; i++) {
		struct rng r;
		double rate, drop, at = 0, last = 0, x = 0, T = 200;

		rng_init(&r, 7, i);
		rate = rng_gamma(&r, p[0], p[1]);
		drop = p[2] > 0 ? rng_beta(&r, p[2], p[3]) : 0;
		T += (double)rng_below(&r, 200);
		while ((at += rng_exponential(&r, rate)) < T) {
			last = at;
			x++;
			if (rng_uniform(&r) < drop)
				break;
		}
		cells_add(c, x, x > 0 ? ceil(last) : 0, T, 1);
	}
	cells_close(c);
}

static void
test_boundary(void **state)
{
	static const double none[] = {.8, 60, 0, 1}, some[] = {.8, 60, .6, 2};
	struct cells c;
	struct btyd_fit fit;
	struct fault f = {0};

	(void)state;
	for (size_t k = 0; btyd_at(k) != NULL; k++) {
		if (btyd_at(k)->discrete)
			continue;
		simulate(none, 4000, &c);
		assert_true(btyd_fit(btyd_at(k), &c, &fit, &f));
		assert_int_equal(fit.verdict, BTYD_BOUNDARY);
		assert_true(fit.no_dropout && fit.p[2] == 0);
		assert_string_equal(fit.weak, btyd_at(k)->param[2]);
		assert_true(fit.std_error[0] > 0 && fit.std_error[1] > 0);
		assert_true(isnan(fit.std_error[2]));
		assert_true(fit.iterations > 1);
		check_near("aic", fit.aic, 4 - 2 * fit.loglik, 1e-15, 0);
		check_near("r", fit.p[0], .8, .1, 0);
		cells_free(&c);
	}
	simulate(some, 4000, &c);
	assert_true(btyd_fit(&btyd_bgnbd, &c, &fit, &f));
	assert_int_equal(fit.verdict, BTYD_OK);
	assert_null(fit.weak);
	for (int j = 0; j < 4; j++)
		check_near(btyd_bgnbd.param[j], fit.p[j], some[j], 0,
		    4 * fit.std_error[j]);
	cells_free(&c);
}

/* Another unit of time moves alpha and the likelihood, and nothing else. */
static void
test_unit(void **state)
{
	static const double some[] = {.8, 60, .6, 2};
	struct cells c, weeks = {0};
	struct btyd_fit a, b;
	struct fault f = {0};

	(void)state;
	simulate(some, 1000, &c);
	for (size_t i = 0; i < c.n; i++)
		cells_add(&weeks, c.x_value[c.x[i]], c.tx_value[c.tx[i]] / 7,
		    c.T_value[c.T[i]] / 7, c.weight[i]);
	cells_close(&weeks);
	for (size_t k = 0; btyd_at(k) != NULL; k++) {
		if (btyd_at(k)->discrete)
			continue;
		assert_true(btyd_fit(btyd_at(k), &c, &a, &f));
		assert_true(btyd_fit(btyd_at(k), &weeks, &b, &f));
		check_near(
		    "loglik", b.loglik, a.loglik + c.orders * log(7), 1e-12, 0);
		for (int j = 0; j < 4; j++)
			check_near(btyd_at(k)->param[j],
			    b.p[j] * (btyd_at(k)->timed[j] ? 7 : 1), a.p[j],
			    1e-6, 0);
	}
	cells_free(&c);
	cells_free(&weeks);
}

static void
test_faults(void **state)
{
	struct cells c = {0};
	struct btyd_fit fit;
	struct gg_fit gg;
	struct fault f = {0};

	(void)state;
	cells_close(&c);
	assert_false(btyd_fit(&btyd_bgnbd, &c, &fit, &f));
	assert_int_equal(f.code, FAULT_DATA);
	assert_false(gg_fit(&c, false, &gg, &f));
	cells_free(&c);
	cells_add(&c, 0, 0, 10, 1);
	cells_close(&c);
	assert_false(btyd_fit(&btyd_bgnbd, &c, &fit, &f));
	assert_string_equal(
	    f.what, "no customer has a repeat purchase: nothing to fit");
	cells_free(&c);
	/* One customer: anything but a crash or a clean verdict. */
	cells_add(&c, 5, 9, 10, 1);
	cells_close(&c);
	assert_true(btyd_fit(&btyd_mbgnbd, &c, &fit, &f));
	assert_int_not_equal(fit.verdict, BTYD_OK);
	assert_true(isfinite(fit.p[0]) && fit.p[0] > 0);
	cells_free(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_oracle),
	    cmocka_unit_test(test_gradients),
	    cmocka_unit_test(test_chain),
	    cmocka_unit_test(test_no_dropout),
	    cmocka_unit_test(test_laws),
	    cmocka_unit_test(test_pmf),
	    cmocka_unit_test(test_hessian),
	    cmocka_unit_test(test_gammagamma),
	    cmocka_unit_test(test_no_mean),
	    cmocka_unit_test(test_rows),
	    cmocka_unit_test(test_boundary),
	    cmocka_unit_test(test_unit),
	    cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
