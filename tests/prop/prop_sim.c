/*
 * Properties of the simulation: the first customers do not change when more
 * are asked for; orders come by day, customer and number; means are what the
 * models' theory says, within a few standard errors.
 */
#include "../unit/check.h"

#include "model/btyd.h"
#include "model/sim.h"

enum { DAYS = 300, MANY = 40000 };

static const struct sim_form forms[] = {
    {SIM_BGNBD, {.8, 20, .8, 2.5}, {6.25, 3.74, 15.44}, DAYS, 7},
    {SIM_MBGNBD, {.8, 20, .8, 2.5}, {2, 5, 10}, DAYS, 8},
    {SIM_PARETONBD, {.8, 20, .6, 50}, {1, 6, 1}, DAYS, 9},
};
enum { FORMS = sizeof(forms) / sizeof(*forms) };

static void
first_customers_stay_as_they_are(void **state)
{
	struct sim_orders few, more;
	struct fault f = {0};

	(void)state;
	for (size_t k = 0; k < FORMS; k++) {
		size_t at = 0;

		assert_true(sim_orders(&forms[k], 100, &few, &f));
		assert_true(sim_orders(&forms[k], 1000, &more, &f));
		for (size_t i = 0; i < more.start[DAYS]; i++) {
			if (more.at[i].customer >= 100)
				continue;
			assert_memory_equal(
			    &few.at[at++], &more.at[i], sizeof(*few.at));
		}
		assert_int_equal(at, few.start[DAYS]);
		sim_orders_free(&few);
		sim_orders_free(&more);
	}
}

static void
comes_by_day_customer_and_number(void **state)
{
	struct sim_orders o;
	struct fault f = {0};
	uint32_t number[1000] = {0};

	(void)state;
	assert_true(sim_orders(&forms[0], 1000, &o, &f));
	for (int32_t d = 0; d < DAYS; d++)
		for (size_t i = o.start[d]; i < o.start[d + 1]; i++) {
			const struct sim_order *a = &o.at[i];

			assert_true(i == o.start[d] ||
				    a[-1].customer < a->customer ||
				    (a[-1].customer == a->customer &&
					a[-1].number + 1 == a->number));
			assert_int_equal(a->number, ++number[a->customer]);
			assert_true(a->cents >= 1);
		}
	for (size_t i = 0; i < 1000; i++)
		assert_true(number[i] >= 1);
	sim_orders_free(&o);
}

/* E[X(t)] of the Pareto/NBD, s != 1: Schmittlein et al. (1987), eq. 17. */
static double
pareto_mean(const double *p, double t)
{
	return p[0] * p[3] / (p[1] * (p[2] - 1)) *
	       (1 - pow(p[3] / (p[3] + t), p[2] - 1));
}

static double
mean_by(const struct sim_form *form, double t)
{
	if (form->kind == SIM_PARETONBD)
		return pareto_mean(form->p, t);
	return (form->kind == SIM_BGNBD ? &btyd_bgnbd : &btyd_mbgnbd)
	    ->newcomer(form->p, t);
}

/* One order, and the repeats of a window whose length is uniform. */
static double
theory(const struct sim_form *form)
{
	enum { PANELS = 600 };
	double sum = 0, h = (double)DAYS / PANELS;

	for (int i = 0; i <= PANELS; i++)
		sum += (i == 0 || i == PANELS ? 1
			   : i % 2            ? 4
					      : 2) *
		       mean_by(form, i * h);
	return 1 + sum * h / 3 / DAYS;
}

static void
means_are_the_models(void **state)
{
	(void)state;
	for (size_t k = 0; k < FORMS; k++) {
		const struct sim_form *form = &forms[k];
		double orders = 0, squares = 0, money = 0, money2 = 0, n = 0;
		struct sim s;
		int32_t day;
		double spend;

		for (uint64_t i = 0; i < MANY; i++) {
			double x = 0, m = 0;

			sim_start(&s, form, i);
			for (; sim_next(&s, &day, &spend); x++)
				m = x == 0 ? spend : m;
			orders += x;
			squares += x * x;
			money += m;
			money2 += m * m;
			n++;
		}
		orders /= n;
		money /= n;
		check_near("orders", orders, theory(form), 0,
		    4 * sqrt((squares / n - orders * orders) / n));
		check_near("spend", money,
		    form->spend[0] * form->spend[2] / (form->spend[1] - 1), 0,
		    4 * sqrt((money2 / n - money * money) / n));
	}
}

/* First orders fall evenly over the window. */
static void
customers_arrive_evenly(void **state)
{
	size_t early = 0;
	struct sim s;
	int32_t day;
	double spend;

	(void)state;
	for (uint64_t i = 0; i < MANY; i++) {
		sim_start(&s, &forms[0], i);
		assert_true(sim_next(&s, &day, &spend));
		assert_true(day >= 0 && day < DAYS);
		early += day < DAYS / 4;
	}
	check_near(
	    "early", (double)early / MANY, .25, 0, 4 * sqrt(.25 * .75 / MANY));
}

static void
refuses_amounts_that_do_not_fit(void **state)
{
	struct sim_form form = forms[0];
	struct sim_orders o = {0};
	struct fault f = {0};

	(void)state;
	form.spend[2] = 1e300;
	assert_false(sim_orders(&form, 10, &o, &f));
	assert_int_equal(f.code, FAULT_DATA);
	sim_orders_free(&o);
	form.spend[2] = 1e-300;
	assert_true(sim_orders(&form, 10, &o, &f));
	assert_int_equal(o.at[0].cents, 1);
	sim_orders_free(&o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(first_customers_stay_as_they_are),
	    cmocka_unit_test(comes_by_day_customer_and_number),
	    cmocka_unit_test(means_are_the_models),
	    cmocka_unit_test(customers_arrive_evenly),
	    cmocka_unit_test(refuses_amounts_that_do_not_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
