/* Weights of indicators: the textbooks' exercises, and theory. */
#include "check.h"

#include "model/weights.h"

/* A 1-3-5 matrix: published weights, eigenvalue and ratio. */
static void
test_ahp_three(void **state)
{
	const double a = log(3), b = log(5);
	const double ratio[] = {0, a, b, -a, 0, a, -b, -a, 0};
	static const double want[] = {.636986, .258285, .104729};
	double geometric[3], eigen[3];
	struct ahp out;

	(void)state;
	ahp_solve(ratio, 3, geometric, eigen, &out);
	for (int i = 0; i < 3; i++) {
		check_near("weight", geometric[i], want[i], 0, 5e-7);
		check_near("eigen", eigen[i], geometric[i], 1e-12, 0);
	}
	check_near("lambda", out.lambda, 3.038511, 0, 5e-7);
	check_near("ri", out.ri, .58, 0, 0);
	check_near("cr", out.cr, .033199, 0, 5e-7);
}

/* By power iteration in another language. */
static void
test_ahp_four(void **state)
{
	static const double a[] = {1, 2, 4, 7, .5, 1, 3, 4, 1 / 4., 1 / 3., 1,
	    3, 1 / 7., 1 / 4., 1 / 3., 1};
	static const double want_g[] = {
	    0.5124630185, 0.2931928230, 0.1324648140, 0.0618793440};
	double ratio[16], g[4], e[4];
	struct ahp out;

	(void)state;
	for (int i = 0; i < 16; i++)
		ratio[i] = log(a[i]);
	ahp_solve(ratio, 4, g, e, &out);
	for (int i = 0; i < 4; i++) {
		double image = 0;

		check_near("geometric", g[i], want_g[i], 0, 1e-8);
		for (int j = 0; j < 4; j++)
			image += a[4 * i + j] * e[j];
		check_near("eigenvector", image, out.lambda * e[i], 1e-12, 0);
	}
	check_near("lambda", out.lambda, 4.0713494, 0, 1e-7);
	check_near("ci", out.ci, (out.lambda - 4) / 3, 1e-12, 0);
}

/* Ratios of given weights give these weights, at any size. */
static void
test_ahp_consistent(void **state)
{
	double ratio[144], g[12], e[12];
	struct ahp out;

	(void)state;
	for (size_t k = 1; k <= 12; k++) {
		double sum = (double)(k * (k + 1)) / 2;

		for (size_t i = 0; i < k; i++)
			for (size_t j = 0; j < k; j++)
				ratio[i * k + j] =
				    log((double)(i + 1)) - log((double)(j + 1));
		ahp_solve(ratio, k, g, e, &out);
		for (size_t i = 0; i < k; i++) {
			check_near("g", g[i], (double)(i + 1) / sum, 1e-12, 0);
			check_near("e", e[i], (double)(i + 1) / sum, 1e-12, 0);
		}
		check_near("lambda", out.lambda, (double)k, 1e-13, 0);
		if (k <= AHP_INDEX)
			check_near("cr", out.cr, 0, 0, 1e-13);
		else
			assert_true(isnan(out.cr));
	}
}

/* Close to a cycle: the slowest to converge, and the worst consistency. */
static void
test_ahp_cycle(void **state)
{
	const double a = log(9);
	const double ratio[] = {0, a, -a, -a, 0, a, a, -a, 0};
	double g[3], e[3];
	struct ahp out;

	(void)state;
	ahp_solve(ratio, 3, g, e, &out);
	check_near("even", e[0], 1 / 3., 1e-12, 0);
	check_near("lambda", out.lambda, 1 + 9 + 1 / 9., 1e-12, 0);
}

static void
test_pairs(void **state)
{
	/* A > B, A > C, B > C; A and B once more, the other way round. */
	struct opinion o[] = {{1, 0, 0}, {0, 2, 1}, {1, 2, 1}, {0, 1, 1}};
	double mean[9], points[3], weight[3];
	uint64_t count[9] = {0};

	(void)state;
	opinions_sort(o, 4);
	assert_int_equal(o[0].i, 0);
	opinions_mean(o, 4, 3, FLIP_COMPLEMENT, mean, count);
	for (int i = 0; i < 3; i++)
		points[i] = mean[3 * i] + mean[3 * i + 1] + mean[3 * i + 2];
	assert_true(weights_of(points, 3, weight));
	check_near("A", weight[0], 2 / 3., 1e-15, 0);
	check_near("B", weight[1], 1 / 3., 1e-15, 0);
	check_near("C", weight[2], 0, 0, 0);
	assert_int_equal(count[1], 2);
	opinions_mean(o, 2, 3, FLIP_SIGN, mean, NULL);
	assert_true(isnan(mean[5]) && isnan(mean[7]));
	points[0] = points[1] = 0;
	assert_false(weights_of(points, 3, weight));
	assert_true(isnan(weight[0]));
}

static void
test_kendall(void **state)
{
	static const double same[] = {1, 2, 3, 10, 20, 30, 5, 6, 7};
	static const double cycle[] = {1, 2, 3, 2, 3, 1, 3, 1, 2};
	static const double tied[] = {50, 30, 20, 60, 20, 20, 40, 40, 20};
	static const double four[] = {1, 2, 3, 4, 2, 1, 4, 3, 1, 3, 2, 4};
	static const double flat[] = {1, 1, 2, 2};
	struct concord c = kendall_w(same, 3, 3);

	(void)state;
	check_near("same", c.w, 1, 0, 0);
	check_near("same, by chance", c.p, 1 / 36., 1e-12, 0);
	c = kendall_w(cycle, 3, 3);
	check_near("cycle", c.w, 0, 0, 0);
	check_near("cycle, by chance", c.p, 1, 0, 0);
	check_near("tied", kendall_w(tied, 3, 3).w, 5 / 6., 1e-14, 0);
	check_near("four", kendall_w(four, 3, 4).w, 29 / 45., 1e-14, 0);
	assert_true(isnan(kendall_w(flat, 2, 2).w));
	assert_true(isnan(kendall_w(same, 1, 3).w));
	assert_true(isnan(kendall_w(same, 3, 1).w));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_ahp_three),
	    cmocka_unit_test(test_ahp_four),
	    cmocka_unit_test(test_ahp_consistent),
	    cmocka_unit_test(test_ahp_cycle), cmocka_unit_test(test_pairs),
	    cmocka_unit_test(test_kendall)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
