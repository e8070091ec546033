/*
 * Cronbach's alpha against R: the data set attitude, and csat_likert5.csv of
 * the reference collection; what is not defined; quantiles of F.
 */
#include "sample_helper.h"

#include "model/alpha.h"

static const int all_columns[] = {0, 1, 2, 3, 4, 5, 6};

static void
test_attitude(void **state)
{
	struct answers a;
	struct sample s;
	struct alpha out;
	struct alpha_item item[7];

	(void)state;
	sample_attitude(&a, all_columns, 7);
	s = answers_of(&a, 1);
	alpha_of(&s, .95, &out, item);
	check_near("alpha", out.alpha, .8431428, 0, 5e-8);
	/* psych::alpha prints Feldt's limits with two digits. */
	check_near("low", out.at.low, .74, 0, .005);
	check_near("high", out.at.high, .92, 0, .005);
	assert_int_equal((int)out.n, 30);
	assert_null(out.why);
	answers_free(&a);
}

static void
test_likert5(void **state)
{
	static const double dropped[] = {.931343, .967449, .944015, .943571};
	static const double total[] = {.960638, .871066, .920651, .917518};
	struct answers a;
	struct sample s;
	struct alpha out;
	struct alpha_item item[4];

	(void)state;
	sample_fill(&a, sample_likert5, NULL, 10, 4);
	s = answers_of(&a, 1);
	alpha_of(&s, .95, &out, item);
	check_near("alpha", out.alpha, .960493, 0, 5e-7);
	for (int i = 0; i < 4; i++) {
		check_near("dropped", item[i].dropped, dropped[i], 0, 5e-7);
		check_near("total", item[i].total, total[i], 0, 5e-7);
	}
	answers_free(&a);
}

static const struct {
	const char *name;
	double x[6];
	size_t n, k;
	const char *why;
	double incomplete;
} odd[] = {
    {"one item", {1, 2, 3}, 3, 1, "one item", 0},
    {"no variance", {3, 3, 3, 3, 3, 3}, 3, 2, "no variance", 0},
    {"a sum without variance", {1, 5, 2, 4, 5, 1}, 3, 2, "no variance", 0},
    {"one respondent", {1, 2}, 1, 2, "fewer than 2 respondents", 0},
    {"nobody", {0}, 0, 2, "fewer than 2 respondents", 0},
    {"blanks", {1, BLANK, BLANK, 2, 3, 3}, 3, 2, "fewer than 2 respondents", 2},
};

static void
test_odd(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++) {
		struct answers a;
		struct sample s;
		struct alpha out;
		struct alpha_item item[2];

		sample_fill(&a, odd[i].x, NULL, odd[i].n, odd[i].k);
		s = answers_of(&a, 1);
		s.k = odd[i].k;
		alpha_of(&s, .95, &out, item);
		assert_true(isnan(out.alpha));
		assert_true(isnan(out.at.low) && isnan(out.at.high));
		assert_string_equal(out.why, odd[i].why);
		check_near(
		    odd[i].name, out.incomplete, odd[i].incomplete, 0, 0);
		for (size_t k = 0; k < odd[i].k; k++)
			assert_true(isnan(item[k].dropped));
		answers_free(&a);
	}
}

/* Two items of equal answers: alpha 1; dropping one leaves none. */
static void
test_perfect(void **state)
{
	const double x[] = {1, 1, 2, 2, 5, 5};
	struct answers a;
	struct sample s;
	struct alpha out;
	struct alpha_item item[2];

	(void)state;
	sample_fill(&a, x, NULL, 3, 2);
	s = answers_of(&a, 1);
	alpha_of(&s, .95, &out, item);
	check_near("alpha", out.alpha, 1, 0, 1e-14);
	check_near("total", item[0].total, 1, 0, 1e-14);
	assert_true(isnan(item[0].dropped));
	answers_free(&a);
}

/* Tables of F. */
static const struct {
	double p, df1, df2, want;
} quantiles[] = {
    {.95, 3, 10, 3.708265},
    {.975, 5, 20, 3.289056},
    {.95, 1, 1, 161.4476},
    {.95, 5, 10, 3.325835},
    {.05, 10, 5, .300676},
    {.99, 2, 30, 5.390346},
    {.5, 10, 10, 1},
};

static void
test_quantiles(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(quantiles) / sizeof(*quantiles); i++)
		check_near("F",
		    alpha_f_quantile(
			quantiles[i].p, quantiles[i].df1, quantiles[i].df2),
		    quantiles[i].want, 2e-6, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_attitude),
	    cmocka_unit_test(test_likert5),
	    cmocka_unit_test(test_odd),
	    cmocka_unit_test(test_perfect),
	    cmocka_unit_test(test_quantiles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
