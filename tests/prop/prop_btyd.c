/*
 * What must hold for any parameters and any history: probabilities stay in
 * [0, 1], answers grow with the horizon, the chance of an order is below
 * their mean number, which is below that of a customer who never leaves.
 * $CRM_SEED moves the start.
 */
#include "../unit/check.h"

#include "model/btyd.h"
#include "num/rng.h"

enum { TRIES = 3000, TIMES = 4 };

static double
log_uniform(struct rng *r, double low, double high)
{
	return low * exp(rng_uniform(r) * log(high / low));
}

static void
check_one(const struct btyd_model *m, const double *p, const struct history *h,
    const double *t)
{
	double alive = m->alive(p, h), orders[TIMES], any = 0, stays = 1;
	double rate = (p[0] + h->x) / (p[1] + h->T + (m->discrete ? p[0] : 0));

	assert_true(alive >= 0 && alive <= 1);
	m->orders(p, h, t, TIMES, orders);
	for (int i = 0; i < TIMES; i++) {
		double a = m->any(p, h, t[i]), s = m->stays(p, h, t[i]);

		assert_true(a >= any * (1 - 1e-12) && a <= 1);
		assert_true(s <= stays * (1 + 1e-10) && s >= 0);
		assert_true(orders[i] >= a * (1 - 1e-10));
		assert_true(orders[i] <= rate * t[i] * (1 + 1e-10));
		assert_true(i == 0 || orders[i] >= orders[i - 1] * (1 - 1e-10));
		any = a;
		stays = s;
	}
}

/* The same in whole opportunities, x of them with an order. */
static void
check_discrete(const struct btyd_model *m, const double *p, struct history h)
{
	static const double t[TIMES] = {1, 4, 50, 1000};

	h.T = ceil(h.T);
	h.tx = h.x > 0 ? fmax(ceil(h.tx), 1) : 0;
	h.x = fmin(h.x, h.tx);
	assert_null(m->row_ok(&h));
	check_one(m, p, &h, t);
}

static void
test_any(void **state)
{
	const char *seed = getenv("CRM_SEED");

	(void)state;
	for (uint64_t i = 0; i < TRIES; i++) {
		struct rng r;
		double p[BTYD_PARAMS], t[TIMES], start;
		struct history h;

		rng_init(&r, seed != NULL ? strtoull(seed, NULL, 10) : 1, i);
		for (int k = 0; k < BTYD_PARAMS; k++)
			p[k] = log_uniform(&r, 1e-3, 1e3);
		h.T = log_uniform(&r, .1, 5000);
		h.x = floor(log_uniform(&r, .5, 1000));
		h.tx = h.x > 0 ? h.T * rng_uniform(&r) : 0;
		start = log_uniform(&r, 1e-3, 10);
		for (int k = 0; k < TIMES; k++)
			t[k] = start * pow(20, k);
		for (size_t k = 0; btyd_at(k) != NULL; k++)
			if (btyd_at(k)->discrete)
				check_discrete(btyd_at(k), p, h);
			else
				check_one(btyd_at(k), p, &h, t);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_any),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
