/* The functions of num/special, dist and elem against 50-digit values. */
#include "check.h"

#include "num/dist.h"
#include "num/elem.h"
#include "num/special.h"

#define ONE(name, call)                                  \
	static double name(double a, double b, double c) \
	{                                                \
		(void)b;                                 \
		(void)c;                                 \
		return call;                             \
	}
ONE(lgamma_3, special_lgamma(a))
ONE(digamma_3, special_digamma(a))
ONE(trigamma_3, special_trigamma(a))
ONE(softplus_3, special_softplus(a))
ONE(sigmoid_3, special_sigmoid(a))
ONE(exp_3, elem_exp(a))
ONE(log_3, elem_log(a))
ONE(normal_cdf_3, dist_normal_cdf(a))
ONE(normal_quantile_3, dist_normal_quantile(a))
ONE(lbeta_3, special_lbeta(a, b))
ONE(rising_3, special_rising(a, b))
ONE(phi_3, special_phi(a, b))
ONE(t_cdf_3, dist_t_cdf(a, b))
ONE(t_quantile_3, dist_t_quantile(a, b))
ONE(betainc_3, special_betainc(a, b, c))

static struct tested {
	const char *name;
	double (*fn)(double a, double b, double c);
	double rel, abs;
	size_t n;
	double worst;
} tested[] = {
    {"lgamma", lgamma_3, 2e-15, 2e-15, 0, 0},
    {"digamma", digamma_3, 1e-14, 0, 0, 0},
    {"trigamma", trigamma_3, 1e-14, 0, 0, 0},
    {"lbeta", lbeta_3, 1e-12, 1e-13, 0, 0},
    {"rising", rising_3, 1e-12, 1e-14, 0, 0},
    {"betainc", betainc_3, 1e-12, 0, 0, 0},
    {"phi", phi_3, 1e-12, 0, 0, 0},
    {"normal_cdf", normal_cdf_3, 1e-13, 0, 0, 0},
    {"normal_quantile", normal_quantile_3, 1e-14, 0, 0, 0},
    {"t_cdf", t_cdf_3, 1e-12, 0, 0, 0},
    {"t_quantile", t_quantile_3, 1e-12, 0, 0, 0},
    {"exp", exp_3, 2.3e-16, 1e-323, 0, 0},
    {"log", log_3, 2.3e-16, 0, 0, 0},
    {"softplus", softplus_3, 1e-15, 0, 0, 0},
    {"sigmoid", sigmoid_3, 1e-15, 0, 0, 0},
};

enum { TESTED = sizeof(tested) / sizeof(*tested) };

static void
check_row(char *line)
{
	char *rest = line, *name = check_field(&rest), label[400];
	double a = strtod(check_field(&rest), NULL);
	double b = strtod(check_field(&rest), NULL);
	double c = strtod(check_field(&rest), NULL);
	double want = strtod(check_field(&rest), NULL), got;

	snprintf(label, sizeof(label), "%s(%g, %g, %g)", name, a, b, c);
	for (size_t i = 0; i < TESTED; i++)
		if (strcmp(name, tested[i].name) == 0) {
			got = tested[i].fn(a, b, c);
			check_near(
			    label, got, want, tested[i].rel, tested[i].abs);
			tested[i].n++;
			if (want != 0)
				tested[i].worst =
				    fmax(tested[i].worst, fabs(got / want - 1));
			return;
		}
	fail_msg("%s is not tested", name);
}

static void
test_table(void **state)
{
	char line[256];
	FILE *f = check_open("CRM_TESTS", "tests", "oracle/special.csv");

	(void)state;
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	while (fgets(line, sizeof(line), f) != NULL)
		check_row(line);
	fclose(f);
	for (size_t i = 0; i < TESTED; i++)
		print_message("%-16s %4zu values, worst relative %.1e\n",
		    tested[i].name, tested[i].n, tested[i].worst);
}

static void
test_edges(void **state)
{
	double v[] = {-1000, -1000 + log(2)};

	(void)state;
	assert_true(elem_exp(-746) == 0 && elem_exp(0) == 1);
	assert_true(isinf(elem_exp(710)) && isnan(elem_exp((double)NAN)));
	assert_true(elem_log(1) == 0 && isnan(elem_log(-1)));
	assert_true(isinf(elem_log(0)) && isinf(elem_log(HUGE_VAL)));
	assert_true(special_betainc(2, 3, 0) == 0);
	assert_true(special_betainc(2, 3, 1) == 1);
	check_near("logsum", special_logsum(v, 2), log(3) - 1000, 1e-15, 0);
	assert_true(isinf(special_logsum(v, 0)));
	check_near(
	    "logadd", special_logadd(v[0], v[1]), log(3) - 1000, 1e-15, 0);
	assert_true(isinf(special_logadd(-HUGE_VAL, -HUGE_VAL)));
	assert_true(isnan(dist_normal_quantile(1.5)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_table),
	    cmocka_unit_test(test_edges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
