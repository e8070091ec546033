/*
 * Intervals and tests against published values: "R" rows are the NPS package
 * for R, others name their paper.
 */
#include "check.h"

#include "model/proportion.h"

static const struct {
	double d, n, p; /* detractors, passives, promoters */
	double score, se;
	struct interval wald, adjusted, by_score;
} scores[] = {
    {30, 40, 30, 0, .077460, {-.151818, .151818}, {-.149227, .149227},
	{-.150809, .150809}},
    {60, 80, 60, 0, .054772, {-.107352, .107352}, {-.106424, .106424},
	{-.107001, .107001}},
    {20, 40, 40, .2, .074833, {.053330, .346670}, {.049736, .338614},
	{.049131, .341023}},
    {1, 2, 3, .333333, .304290, {-.263065, .929731}, {-.267433, .711877},
	{-.311074, .753957}},
    {0, 0, 5, 1, 0, {1, 1}, {.174915, 1}, {.131035, 1}},
    {0, 5, 0, 0, 0, {0, 0}, {-.300057, .300057}, {-.434482, .434482}},
};

static void
check_interval(const char *name, struct interval got, struct interval want)
{
	check_near(name, got.low, want.low, 0, 1e-6);
	check_near(name, got.high, want.high, 0, 1e-6);
}

static void
test_nps(void **state)
{
	double z = proportion_z(.95);

	(void)state;
	for (size_t i = 0; i < sizeof(scores) / sizeof(*scores); i++) {
		double n = scores[i].d + scores[i].n + scores[i].p;
		double p = scores[i].p / n, d = scores[i].d / n;

		check_near("score", p - d, scores[i].score, 0, 1e-6);
		check_near("se", nps_se(p, d, n), scores[i].se, 0, 1e-6);
		check_interval(
		    "Wald", nps_interval(NPS_WALD, p, d, n, z), scores[i].wald);
		check_interval("adjusted",
		    nps_interval(NPS_ADJUSTED, p, d, n, z), scores[i].adjusted);
		check_interval("score", nps_interval(NPS_SCORE, p, d, n, z),
		    scores[i].by_score);
	}
}

static void
test_nps_variance(void **state)
{
	(void)state;
	check_near("1,2,3", nps_variance(3 / 6., 1 / 6.), 5 / 9., 1e-15, 0);
	check_near("1,0,1", nps_variance(.5, .5), 1, 1e-15, 0);
	check_near("0,1,1", nps_variance(.5, 0), .25, 1e-15, 0);
	check_near("1,1,1", nps_variance(1 / 3., 1 / 3.), 2 / 3., 1e-15, 0);
	check_near(
	    "1:15 cut at 6, 8", nps_variance(7 / 15., 6 / 15.), .8622, 0, 5e-5);
	check_near("all promote", nps_variance(1, 0), 0, 0, 0);
	check_near(
	    "all but one in 1e12", nps_variance(1 - 1e-12, 0), 1e-12, 1e-4, 0);
}

/* Roots of the score test in closed form: (0,0,5) and (0,5,0). */
static void
test_nps_score_closed(void **state)
{
	double z = proportion_z(.95), q = z * z / 5;
	struct interval at = nps_interval(NPS_SCORE, 1, 0, 5, z);

	(void)state;
	check_near("all promote", at.low, (1 - q) / (1 + q), 1e-13, 0);
	at = nps_interval(NPS_SCORE, 0, 0, 5, z);
	check_near("all passive", at.high, z * z / (5 + z * z), 1e-13, 0);
}

static void
test_shares(void **state)
{
	static const struct {
		double k, n;
		struct interval wilson;
	} rows[] = {
	    {7, 10, {.396778, .892209}},
	    {80, 100, {.711171, .866633}},
	    {0, 10, {0, .277533}},
	    {1, 1, {.206549, 1}},
	    /* Newcombe (1998), Statistics in Medicine 17, 857-872, table I */
	    {81, 263, {.2553, .3662}},
	    {15, 148, {.0624, .1605}},
	    {0, 20, {0, .1611}},
	    {1, 29, {.0061, .1718}},
	};
	double z = proportion_z(.95);
	struct interval at;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		double to = i < 4 ? 1e-6 : 5e-5;

		at = proportion_wilson(rows[i].k, rows[i].n, z);
		check_near("low", at.low, rows[i].wilson.low, 0, to);
		check_near("high", at.high, rows[i].wilson.high, 0, to);
	}
	/* The same table, method 1: 81/263. */
	at = proportion_wald(81, 263, z);
	check_near("Wald", at.low, .2522, 0, 5e-5);
	check_near("Wald", at.high, .3638, 0, 5e-5);
	at = proportion_wald(0, 20, z);
	check_near("Wald of none", at.high, 0, 0, 0);
	/* Agresti & Coull: Wilson's centre. */
	at = proportion_adjusted(7, 10, z);
	check_near("centre", (at.low + at.high) / 2,
	    (7 + z * z / 2) / (10 + z * z), 1e-14, 0);
}

/* Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10. */
static void
test_newcombe(void **state)
{
	static const struct {
		double a, m, b, n, low, high;
	} rows[] = {
	    {56, 70, 48, 80, .0524, .3339},
	    {9, 10, 3, 10, .1705, .8090},
	    {6, 7, 2, 7, .0582, .8062},
	    {5, 56, 0, 29, -.0381, .1926},
	    {0, 10, 0, 20, -.1611, .2775},
	    {0, 10, 0, 10, -.2775, .2775},
	    {10, 10, 0, 20, .6791, 1},
	    {10, 10, 0, 10, .6075, 1},
	};
	double z = proportion_z(.95);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct interval at = proportion_newcombe(
		    rows[i].a, rows[i].m, rows[i].b, rows[i].n, z);

		check_near("low", at.low, rows[i].low, 0, 5.1e-5);
		check_near("high", at.high, rows[i].high, 0, 5.1e-5);
	}
}

static void
test_differences(void **state)
{
	double z = proportion_z(.95);
	struct difference d =
	    difference_of(.2, nps_se(.4, .2, 100), 0, nps_se(.3, .3, 100), z);

	(void)state;
	check_near("delta", d.delta, .2, 1e-15, 0);
	check_near("se", d.se, .107703, 0, 1e-6);
	check_near("z", d.z, 1.856953, 0, 1e-6);
	check_near("p", d.p, .0633178, 0, 1e-7);
	/* Detractors, passives, promoters 150,250,600 -> 200,250,550. */
	d = difference_of(
	    .35, nps_se(.55, .2, 1000), .45, nps_se(.6, .15, 1000), z);
	check_near("delta", d.delta, -.1, 1e-14, 0);
	check_near("z, signed", d.z, -2.917300, 0, 1e-6);
	check_near("p", d.p, .00353076, 0, 1e-8);
	d = difference_of(1, 0, -1, 0, z);
	assert_true(isnan(d.z) && isnan(d.p));
	check_near("no variance", d.at.low, 2, 0, 0);
}

static void
test_p(void **state)
{
	double p[] = {.01, .04, (double)NAN, .03, .005};
	double same[] = {.2, .2}, most[] = {.9, .6};

	(void)state;
	check_near("1.96", p_two_sided(-1.959963984540054), .05, 1e-14, 0);
	/* DLMF 7.12.1 at z = 38: the first terms of the expansion. */
	check_near("38", p_two_sided(37.5),
	    exp(-37.5 * 37.5 / 2) / 37.5 * sqrt(2 / acos(-1)) *
		(1 - 1 / (37.5 * 37.5) + 3 / pow(37.5, 4)),
	    1e-8, 0);
	assert_true(p_two_sided(37.5) > 0 && p_two_sided(37.5) < 1e-300);
	p_holm(p, 5);
	check_near("holm", p[4], .02, 1e-15, 0);
	check_near("holm", p[0], .03, 1e-15, 0);
	check_near("holm", p[3], .06, 1e-15, 0);
	check_near("holm", p[1], .06, 1e-15, 0);
	assert_true(isnan(p[2]));
	p_holm(same, 2);
	check_near("ties", same[0], same[1], 0, 0);
	p_holm(most, 2);
	check_near("no more than 1", most[0], 1, 0, 0);
	p_holm(most, 0);
}

static void
test_sizes(void **state)
{
	static const struct {
		double margin, worst, mixed;
	} rows[] = {{.1, 385, 231}, {.05, 1537, 922}, {.03, 4269, 2561}};
	double z = proportion_z(.95);

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		check_near("worst", sample_size(1, rows[i].margin, z),
		    rows[i].worst, 0, 0);
		check_near("30/40/30", sample_size(.6, rows[i].margin, z),
		    rows[i].mixed, 0, 0);
	}
	check_near("at least 1", sample_size(1e-9, 1, z), 1, 0, 0);
}

static void
test_means(void **state)
{
	/* Two degrees of freedom have a closed form: 4.302653. */
	struct interval at = mean_interval(12, 4, 3, .95);

	(void)state;
	check_near(
	    "low", at.low, 12 - .95 * sqrt(2 / .0975) * sqrt(4 / 3.), 1e-11, 0);
	check_near("high", at.high, 12 + .95 * sqrt(2 / .0975) * sqrt(4 / 3.),
	    1e-11, 0);
	assert_true(isnan(mean_interval(1, 0, 1, .95).low));
	assert_true(isnan(mean_interval(1, (double)NAN, 3, .95).low));
}

static void
test_kish(void **state)
{
	(void)state;
	check_near("equal", kish_n(100, 100), 100, 0, 0);
	check_near("2, 1, 1.5, .5, 0", kish_n(5, 7.5), 10 / 3., 1e-15, 0);
	check_near("nothing", kish_n(0, 0), 0, 0, 0);
	assert_true(isnan(nps_interval(NPS_SCORE, 0, 0, 0, 2).low));
	assert_true(isnan(nps_se(0, 0, 0)));
	assert_true(isnan(proportion_wilson(0, 0, 2).low));
	assert_true(isnan(proportion_newcombe(0, 0, 1, 1, 2).high));
	assert_true(isnan(proportion_test(0, 3, 0, 3)));
	check_near("pooled", proportion_test(30, 100, 20, 100),
	    .1 / sqrt(.25 * .75 * .02), 1e-14, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_nps),
	    cmocka_unit_test(test_nps_variance),
	    cmocka_unit_test(test_nps_score_closed),
	    cmocka_unit_test(test_shares), cmocka_unit_test(test_newcombe),
	    cmocka_unit_test(test_differences), cmocka_unit_test(test_p),
	    cmocka_unit_test(test_sizes), cmocka_unit_test(test_means),
	    cmocka_unit_test(test_kish)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
