/* Kaplan-Meier and log-rank: Freireich's remissions, as R survival has them. */
#include "check.h"

#include "model/km.h"
#include "model/proportion.h"

#define NONE ((double)NAN)

enum { EACH = 21, BOTH = 42 };

/* Weeks of remission, 6-MP before the placebo; see model: Freireich (1963). */
static const double weeks[BOTH] = {6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19,
    20, 22, 23, 25, 32, 32, 34, 35, 1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11,
    11, 12, 12, 15, 17, 22, 23};
static const unsigned char came[BOTH] = {1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0,
    0, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1};

static void
test_curve(void **state)
{
	static const struct {
		double time, survival, std_error;
		uint64_t at_risk, events, censored;
	} want[] = {
	    {6, .85714285714286, .076360354832121, 21, 3, 1},
	    {7, .80672268907563, .086935285180057, 17, 1, 0},
	    {9, .80672268907563, .086935285180057, 16, 0, 1},
	    {10, .75294117647059, .096349652994320, 15, 1, 1},
	    {11, .75294117647059, .096349652994320, 13, 0, 1},
	    {13, .69019607843137, .106814707775010, 12, 1, 0},
	    {16, .62745098039216, .114053865256753, 11, 1, 0},
	};
	struct km k;

	(void)state;
	km_fit(&(struct km_data){weeks, NULL, came, EACH}, &k);
	assert_int_equal(k.n, 16);
	assert_int_equal(k.subjects, 21);
	assert_int_equal(k.events, 9);
	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
		check_near("time", k.row[i].time, want[i].time, 0, 0);
		check_near("S", k.row[i].survival, want[i].survival, 1e-11, 0);
		check_near(
		    "se", k.row[i].std_error, want[i].std_error, 1e-13, 0);
		assert_int_equal(k.row[i].at_risk, want[i].at_risk);
		assert_int_equal(k.row[i].events, want[i].events);
		assert_int_equal(k.row[i].censored, want[i].censored);
	}
	assert_null(km_at(&k, 5.9));
	assert_int_equal(km_at(&k, 12)->time, 11);
	assert_int_equal(km_at(&k, 99)->time, 35);
	km_free(&k);
}

static void
test_bands(void **state)
{
	static const struct {
		enum km_interval kind;
		double low, high;
	} want[] = {{KM_PLAIN, .564, .942}, {KM_LOG, .586, .968},
	    {KM_LOG_LOG, .503, .889}};
	struct km k;

	(void)state;
	km_fit(&(struct km_data){weeks, NULL, came, EACH}, &k);
	for (size_t i = 0; i < 3; i++) {
		km_band(&k, want[i].kind, proportion_z(.95));
		check_near("low", km_at(&k, 10)->low, want[i].low, 0, 5e-4);
		check_near("high", km_at(&k, 10)->high, want[i].high, 0, 5e-4);
		for (size_t r = 0; r < k.n; r++) {
			assert_true(k.row[r].low >= 0);
			assert_true(k.row[r].high <= 1);
		}
	}
	km_free(&k);
}

static void
test_median_and_mean(void **state)
{
	static const struct {
		const char *name;
		size_t from, n;
		double tau, median, low, high, mean, std_error;
	} want[] = {
	    {"6-MP", 0, EACH, 23, 23, 13, NONE, 17.9092437, 1.55319},
	    {"placebo", EACH, EACH, 23, 8, 4, 11, 8.6666667, 1.37739},
	    {"both", 0, BOTH, 35, 12, 8, 17, 15.339334, 1.8602181},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
		struct km_data d = {
		    weeks + want[i].from, NULL, came + want[i].from, want[i].n};
		struct km_median m;
		struct km k;
		double mean, se;

		km_fit(&d, &k);
		km_band(&k, KM_LOG_LOG, proportion_z(.95));
		km_median(&k, &m);
		mean = km_mean(&k, want[i].tau, &se);
		check_near(want[i].name, m.median, want[i].median, 0, 0);
		check_near(want[i].name, m.low, want[i].low, 0, 0);
		check_near(want[i].name, m.high, want[i].high, 0, 0);
		check_near(want[i].name, mean, want[i].mean, 1e-7, 0);
		check_near(want[i].name, se, want[i].std_error, 1e-6, 0);
		km_free(&k);
	}
}

/* Late entry, one subject twice: R's survfit(Surv(entry, time, event)). */
static void
test_entry(void **state)
{
	static const double entry[] = {-(double)INFINITY, 2, 3, 6, 0};
	static const double time[] = {5, 5, 8, 9, 4};
	static const unsigned char event[] = {1, 0, 1, 1, 0};
	static const double want[] = {1, 2. / 3, 1. / 3, 0};
	static const uint64_t risk[] = {4, 3, 2, 1};
	struct km k;
	double se;

	(void)state;
	km_fit(&(struct km_data){time, entry, event, 5}, &k);
	assert_int_equal(k.n, 4);
	for (size_t i = 0; i < 4; i++) {
		check_near("S", k.row[i].survival, want[i], 1e-15, 0);
		assert_int_equal(k.row[i].at_risk, risk[i]);
	}
	check_near("mean", km_mean(&k, 9, &se), 22. / 3, 1e-15, 0);
	check_near("se", se, .98130676, 1e-7, 0);
	km_free(&k);
}

static void
test_edges(void **state)
{
	static const double time[] = {2, 2}, zero[] = {0, 0};
	static const unsigned char no[] = {0, 0}, yes[] = {1, 1};
	struct km_median m;
	struct km k;
	double se;

	(void)state;
	km_fit(&(struct km_data){time, NULL, no, 2}, &k);
	km_band(&k, KM_LOG_LOG, 1.96);
	km_median(&k, &m);
	check_near("never", k.row[0].survival, 1, 0, 0);
	check_near("never", k.row[0].low, 1, 0, 0);
	assert_true(isnan(m.median) && isnan(m.low) && isnan(m.high));
	check_near("never", km_mean(&k, 2, &se), 2, 0, 0);
	km_free(&k);

	km_fit(&(struct km_data){time, NULL, yes, 2}, &k);
	km_band(&k, KM_LOG, 1.96);
	km_median(&k, &m);
	check_near("at once", k.row[0].survival, 0, 0, 0);
	assert_true(isnan(k.row[0].low) && isnan(k.row[0].std_error));
	check_near("at once", m.median, 2, 0, 0);
	check_near("at once", km_mean(&k, 5, &se), 2, 0, 0);
	km_free(&k);

	km_fit(&(struct km_data){zero, NULL, yes, 2}, &k);
	check_near("time 0", km_mean(&k, 5, &se), 0, 0, 0);
	km_free(&k);

	km_fit(&(struct km_data){NULL, NULL, NULL, 0}, &k);
	assert_int_equal(k.n, 0);
	assert_null(km_at(&k, 1));
	km_free(&k);
}

static void
test_logrank(void **state)
{
	uint32_t group[BOTH], thirds[BOTH], wide[BOTH];
	struct km_test t;
	struct km_data d = {weeks, NULL, came, BOTH};

	(void)state;
	for (uint32_t i = 0; i < BOTH; i++) {
		group[i] = i >= EACH;
		thirds[i] = i % 3;
		wide[i] = group[i] * 4 + 1; /* groups 0, 2, 3 are empty */
	}
	km_logrank(&d, group, 2, &t);
	check_near("two", t.chi2, 16.7929409892, 1e-11, 0);
	assert_int_equal(t.df, 1);
	check_near("two", t.p, 4.168809109e-5, 1e-8, 0);
	km_logrank(&d, wide, 6, &t);
	check_near("empty ones", t.chi2, 16.7929409892, 1e-11, 0);
	assert_int_equal(t.df, 1);
	km_logrank(&d, thirds, 3, &t);
	check_near("three", t.chi2, .716380589169, 1e-11, 0);
	assert_int_equal(t.df, 2);
	for (uint32_t i = 0; i < BOTH; i++)
		group[i] = 0;
	km_logrank(&d, group, 1, &t);
	assert_true(isnan(t.chi2) && isnan(t.p));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_curve),
	    cmocka_unit_test(test_bands),
	    cmocka_unit_test(test_median_and_mean),
	    cmocka_unit_test(test_entry),
	    cmocka_unit_test(test_edges),
	    cmocka_unit_test(test_logrank),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
