/* Kano's categories: the evaluation table, and judgements by hand. */
#include "check.h"

#include "model/kano.h"

/* Rows with the feature, columns without it: L M N W D. */
static void
test_table(void **state)
{
	static const char *const want[] = {
	    "QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"};

	(void)state;
	for (int f = 0; f < KANO_ANSWERS; f++)
		for (int d = 0; d < KANO_ANSWERS; d++)
			assert_int_equal(
			    kano_letters[kano_category(
				(enum kano_answer)f, (enum kano_answer)d)],
			    want[f][d]);
}

/* What is reverse for a feature is not for its absence, and conversely. */
static void
test_mirror(void **state)
{
	(void)state;
	for (int f = 0; f < KANO_ANSWERS; f++)
		for (int d = 0; d < KANO_ANSWERS; d++) {
			enum kano a = kano_category(
			    (enum kano_answer)f, (enum kano_answer)d);
			enum kano b = kano_category(
			    (enum kano_answer)d, (enum kano_answer)f);

			assert_true((a == KANO_QUESTIONABLE) ==
				    (b == KANO_QUESTIONABLE));
			if (a == KANO_REVERSE)
				assert_int_not_equal(b, KANO_REVERSE);
		}
}

/* Counts in order M O A I R Q. */
static const struct {
	const char *name;
	double count[KANO_CATEGORIES];
	char mode, second, berger;
	double better, worse, strength, total;
	double fong; /* (a+b)(2n-a-b)/(2n) */
	bool clear;
} rows[] = {
    /* kano_answers.csv */
    {"loyalty_card", {10, 25, 40, 20, 3, 2}, 'A', 'O', 'A', 65 / 95., -35 / 95.,
	.15, .75, 65 * 135 / 200., true},
    {"on_time", {55, 30, 5, 8, 1, 1}, 'M', 'O', 'M', 35 / 98., -85 / 98., .25,
	.9, 85 * 115 / 200., true},
    {"gift_wrap", {8, 10, 20, 58, 3, 1}, 'I', 'A', 'I', 30 / 96., -18 / 96.,
	.38, .38, 78 * 122 / 200., true},
    {"chat_bot", {12, 10, 12, 30, 34, 2}, 'R', 'I', 'R', 22 / 64., -22 / 64.,
	.04, .34, 64 * 136 / 200., false},
    /* ties, the rules at their edges */
    {"all tied", {1, 1, 1, 1, 1, 1}, 'M', 'O', 'I', .5, -.5, 0, .5,
	2 * 10 / 12., false},
    {"spread wants", {0, 3, 2, 4, 0, 0}, 'I', 'O', 'O', 5 / 9., -3 / 9., 1 / 9.,
	5 / 9., 7 * 11 / 18., false},
    {"halves", {0, 0, 2, 1, 1, 0}, 'A', 'I', 'I', 2 / 3., 0, .25, .5,
	3 * 5 / 8., false},
    {"one voice", {4, 0, 0, 0, 0, 0}, 'M', 'O', 'M', 0, -1, 1, 1, 2, true},
    {"no quality", {0, 0, 0, 0, 1, 1}, 'R', 'Q', 'R', (double)NAN, (double)NAN,
	0, 0, 1, false},
};

static void
test_judge(void **state)
{
	struct kano_result k;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		kano_judge(rows[i].count, &k);
		if (kano_letters[k.mode] != rows[i].mode ||
		    kano_letters[k.second] != rows[i].second ||
		    kano_letters[k.berger] != rows[i].berger)
			fail_msg("%s: %c %c %c", rows[i].name,
			    kano_letters[k.mode], kano_letters[k.second],
			    kano_letters[k.berger]);
		check_near(rows[i].name, k.better, rows[i].better, 1e-15, 0);
		check_near(rows[i].name, k.worse, rows[i].worse, 1e-15, 0);
		check_near(
		    rows[i].name, k.strength, rows[i].strength, 1e-15, 0);
		check_near(rows[i].name, k.total, rows[i].total, 1e-15, 0);
		check_near(rows[i].name, k.gap_needed,
		    1.65 * sqrt(rows[i].fong), 1e-15, 0);
		assert_true(k.clear == rows[i].clear);
	}
}

static void
test_scores(void **state)
{
	static const double with[] = {4, 2, 0, -1, -2};
	static const double without[] = {-2, -1, 0, 2, 4};

	(void)state;
	for (int a = 0; a < KANO_ANSWERS; a++) {
		check_near("with", kano_functional_score((enum kano_answer)a),
		    with[a], 0, 0);
		check_near("without",
		    kano_dysfunctional_score((enum kano_answer)a), without[a],
		    0, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_table),
	    cmocka_unit_test(test_mirror), cmocka_unit_test(test_judge),
	    cmocka_unit_test(test_scores)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
