/*
 * The CDNOW sample, fitted: the published and our own reference optima. The
 * data are not ours to ship; without them this test is skipped.
 */
#include "check.h"

#include "model/btyd.h"
#include "model/gammagamma.h"

enum { ROWS_MAX = 4000 };

static struct history row[ROWS_MAX];
static double spend[ROWS_MAX];
static size_t rows;

static bool
load(const char *name)
{
	char line[256];
	FILE *f = check_open("CRM_SHARED", "../shared", name);

	rows = 0;
	if (f == NULL) {
		print_message("skipped: no data/clv in CRM_SHARED\n");
		return false;
	}
	if (fgets(line, sizeof(line), f) == NULL)
		line[0] = '\0';
	while (rows < ROWS_MAX && fgets(line, sizeof(line), f) != NULL) {
		char *rest = line;

		check_field(&rest);
		row[rows].x = strtod(check_field(&rest), NULL);
		row[rows].tx = strtod(check_field(&rest), NULL);
		row[rows].T = strtod(check_field(&rest), NULL);
		spend[rows++] = strtod(check_field(&rest), NULL);
	}
	fclose(f);
	return true;
}

/* Rows in file order, or jumping about by a stride coprime to their number. */
static void
fill(struct cells *c, size_t stride)
{
	*c = (struct cells){0};
	for (size_t i = 0, at = 0; i < rows; i++) {
		cells_add(c, row[at].x, row[at].tx, row[at].T, 1);
		at = (at + stride) % rows;
	}
	cells_close(c);
}

static const struct fitted {
	const char *model;
	double p[4], loglik;
	double se[4]; /* 0: no reference */
} fitted[] = {
    {"bgnbd", {.24259452, 4.41360202, .79292202, 2.42590678}, -9582.429207,
	{.012557, .378221, .185734, .705414}},
    {"mbgnbd", {.52484316, 6.18308528, .89135939, 1.61400224}, -9582.135716,
	{0, .695621, 0, .537495}},
    {"paretonbd", {.55327705, 10.57768346, .60623999, 11.66873529},
	-9594.976179, {.047628, .842724, .187281, 6.211114}},
};

static void
test_fits(void **state)
{
	(void)state;
	if (!load("data/clv/cdnow_sample_cbs_exact.csv"))
		skip();
	for (size_t i = 0; i < sizeof(fitted) / sizeof(*fitted); i++) {
		const struct fitted *want = &fitted[i];
		const struct btyd_model *m = btyd_find(str_of(want->model));
		struct cells c, shuffled;
		struct btyd_fit fit, again;
		struct fault f = {0};

		fill(&c, 1);
		assert_true(btyd_fit(m, &c, &fit, &f));
		assert_int_equal(fit.verdict, BTYD_OK);
		check_near("loglik", fit.loglik, want->loglik, 1e-9, 0);
		for (int k = 0; k < 4; k++) {
			check_near(m->param[k], fit.p[k], want->p[k], 1e-6, 0);
			if (want->se[k] > 0)
				check_near("se", fit.std_error[k], want->se[k],
				    1e-4, 0);
		}
		check_near("nbd r", fit.nbd[0], 0.38476587527, 1e-5, 0);
		check_near("nbd alpha", fit.nbd[1], 12.072013732, 1e-5, 0);
		check_near("nbd", fit.nbd_loglik, -9763.6576, 1e-8, 0);
		print_message("%s: %zu cells, %d iterations, %d evals, "
			      "decrement %g\n",
		    m->name, c.n, fit.iterations, fit.evals, fit.decrement);
		fill(&shuffled, 1009);
		assert_true(btyd_fit(m, &shuffled, &again, &f));
		assert_memory_equal(&fit, &again, sizeof(fit));
		cells_free(&c);
		cells_free(&shuffled);
	}
}

static const struct spent {
	const char *file;
	double p[3], loglik, se[3];
} spent[] = {
    {"data/clv/cdnow_sample_summary_monetary.csv",
	{6.24880249, 3.74458845, 15.44774801}, -4055.923244,
	{1.189687, .290166, 4.159994}},
};

static void
test_spend(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(spent) / sizeof(*spent); i++) {
		static const char *const name[] = {"p", "q", "v"};
		struct cells c = {0};
		struct gg_fit fit;
		struct fault f = {0};

		if (!load(spent[i].file))
			skip();
		for (size_t k = 0; k < rows; k++)
			gg_add(&c, row[k].x, spend[k], 1);
		cells_close(&c);
		assert_true(c.customers == 946);
		assert_true(gg_fit(&c, false, &fit, &f));
		assert_int_equal(fit.verdict, GG_OK);
		check_near("loglik", fit.loglik, spent[i].loglik, 1e-9, 0);
		for (int k = 0; k < 3; k++) {
			check_near(name[k], fit.p[k], spent[i].p[k], 1e-6, 0);
			check_near(
			    "se", fit.std_error[k], spent[i].se[k], 1e-4, 0);
		}
		assert_true(gg_fit(&c, true, &fit, &f));
		check_near("q, mean needed", fit.p[1], spent[i].p[1], 1e-6, 0);
		cells_free(&c);
	}
}

/* What no option prints: the NBD, likelihoods at given parameters, and
 * expected customers of 7 to 29 orders, as R's BTYD counts "7+". */
static void
test_without_option(void **state)
{
	static const double paper[] = {.243, 4.414, .793, 2.426};
	struct cells c;
	struct btyd_fit fit;
	struct fault f;
	double sum = 0;

	(void)state;
	if (!load("data/clv/cdnow_sample_cbs_exact.csv"))
		return;
	fill(&c, 1);
	assert_true(btyd_fit(&btyd_bgnbd, &c, &fit, &f));
	check_near("r", fit.nbd[0], .38476587527, 0, 1e-3);
	check_near("alpha", fit.nbd[1], 12.072013732, 0, 1e-3);
	check_near("loglik", btyd_bgnbd.loglik(&c, paper, NULL), -9582.43047801,
	    0, 1e-6);
	for (size_t i = 0; i < c.nT; i++)
		for (double n = 7; n < 30; n++)
			sum += c.T_weight[i] *
			       btyd_bgnbd.pmf(paper, n, c.T_value[i]);
	check_near("7+", sum, 71.347820141, 1e-5, 0);
	cells_free(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_fits),
	    cmocka_unit_test(test_spend),
	    cmocka_unit_test(test_without_option),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
