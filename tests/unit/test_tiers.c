#include "ledger_helper.h"

#include "num/dec.h"

LOADER(tiers);

static const char four[] = "name|at|multiplier|keep\n"
			   "base|0||\nsilver|1000|1.25|\n"
			   "gold|5000|1.5|4000\nblack|20000|2|\n";

static struct tiers *
make(const char *file, enum qualify by, const char *window, int32_t grace)
{
	struct tier_plan plan = {.by = by, .grace = grace};
	struct tiers *t;
	struct fault f;

	assert_true(window_parse(str_of(window), &plan.window));
	t = tiers_new(&plan);
	if (!load(&tiers_sheet, t, file, &f))
		fail_msg("%s", said(&f));
	return t;
}

static void
reading(void **state)
{
	struct tiers *t = make(four, QUALIFY_SPEND, "12m", 0);
	int64_t missing;

	(void)state;
	assert_int_equal(tiers_count(t), 4);
	assert_true(str_is(tiers_name(t, 2), "gold"));
	assert_int_equal(tiers_multiplier(t, 0), DEC_ONE);
	assert_int_equal(tiers_multiplier(t, 2), 1500000);
	assert_int_equal(tiers_find(t, STR("black")), 3);
	assert_true(tiers_find(t, STR("Black")) == TIERS_NONE);
	assert_int_equal(tiers_at(t, 0), 0);
	assert_int_equal(tiers_at(t, -5), 0);
	assert_int_equal(tiers_at(t, 1000 * DEC_ONE - 1), 0);
	assert_int_equal(tiers_at(t, 1000 * DEC_ONE), 1);
	assert_int_equal(tiers_at(t, INT64_MAX), 3);
	assert_true(tiers_keeps(t, 2, 4000 * DEC_ONE));
	assert_false(tiers_keeps(t, 2, 4000 * DEC_ONE - 1));
	assert_true(tiers_keeps(t, 1, 1000 * DEC_ONE));
	assert_true(tiers_to_next(t, 1, 1200 * DEC_ONE, &missing));
	assert_int_equal(missing, 3800 * DEC_ONE);
	assert_true(tiers_to_next(t, 0, 6000 * DEC_ONE, &missing));
	assert_int_equal(missing, 0);
	assert_false(tiers_to_next(t, 3, 0, &missing));
	assert_false(tiers_by_share(t));
	assert_int_equal(tiers_plan(t)->by, QUALIFY_SPEND);
	tiers_delete(t);
	t = make(four, QUALIFY_POINTS, "12m", 0);
	assert_int_equal(tiers_at(t, 1000), 1);
	tiers_delete(t);
	tiers_delete(NULL);
}

/* MISSION 107: target shares, 1/19/30/50. */
static void
shares(void **state)
{
	struct tiers *t = make("name|share\niron|0.5\ntin|0.3\nlead|0.19\n"
			       "gold|0.01\n",
	    QUALIFY_SPEND, "12m", 0);

	(void)state;
	assert_true(tiers_by_share(t));
	assert_int_equal(tiers_share(t, 2), 190000);
	tiers_delete(t);
}

static void
hold_is(const struct tiers *t, const struct tier_hold *h, const char *tier,
    const char *since, const char *until)
{
	assert_true(str_is(tiers_name(t, h->tier), tier));
	assert_int_equal(h->since, day_at(since));
	assert_int_equal(
	    h->until, *until == '\0' ? TIER_FOREVER : day_at(until));
}

/* MISSION 107: reviews after 12 months, then down to what is earned. */
static void
rolling(void **state)
{
	struct tiers *t = make(four, QUALIFY_SPEND, "12m", 0);
	struct tier_hold h;
	int32_t enrolled = day_at("2024-01-10");

	(void)state;
	tiers_begin(t, &h, enrolled);
	hold_is(t, &h, "base", "2024-01-10", "");
	assert_false(tiers_due(&h, CALENDAR_LAST));
	assert_false(
	    tiers_reach(t, &h, day_at("2024-02-01"), enrolled, 999 * DEC_ONE));
	hold_is(t, &h, "base", "2024-01-10", "");
	assert_true(
	    tiers_reach(t, &h, day_at("2024-02-29"), enrolled, 6000 * DEC_ONE));
	hold_is(t, &h, "gold", "2024-02-29", "2025-02-28");
	/* What keeps gold renews it; less does nothing. */
	assert_false(
	    tiers_reach(t, &h, day_at("2024-06-01"), enrolled, 4000 * DEC_ONE));
	hold_is(t, &h, "gold", "2024-02-29", "2025-06-01");
	assert_false(
	    tiers_reach(t, &h, day_at("2024-07-01"), enrolled, 3999 * DEC_ONE));
	hold_is(t, &h, "gold", "2024-02-29", "2025-06-01");
	assert_int_equal(h.judged, day_at("2025-06-01"));
	assert_false(tiers_due(&h, day_at("2025-06-01")));
	assert_true(tiers_due(&h, day_at("2025-06-02")));
	assert_true(tiers_review(t, &h, enrolled, 1500 * DEC_ONE));
	hold_is(t, &h, "silver", "2025-06-02", "2026-06-01");
	assert_true(tiers_review(t, &h, enrolled, 0));
	hold_is(t, &h, "base", "2026-06-02", "");
	tiers_delete(t);
}

static void
by_year(void **state)
{
	struct tiers *t = make(four, QUALIFY_SPEND, "year", 60);
	struct tier_hold h;
	int32_t enrolled = day_at("2024-01-10");

	(void)state;
	tiers_begin(t, &h, enrolled);
	assert_true(
	    tiers_reach(t, &h, day_at("2024-03-01"), enrolled, 5000 * DEC_ONE));
	/* To the end of the next year, and 60 days: 1 March 2026. */
	hold_is(t, &h, "gold", "2024-03-01", "2026-03-01");
	assert_int_equal(h.judged, day_at("2025-12-31"));
	/* Grace only delays: what is kept then is kept by 2025's total. */
	assert_false(tiers_review(t, &h, enrolled, 4000 * DEC_ONE));
	hold_is(t, &h, "gold", "2024-03-01", "2027-03-01");
	assert_int_equal(h.judged, day_at("2026-12-31"));
	/* Reached within the grace, a tier is renewed. */
	assert_false(
	    tiers_reach(t, &h, day_at("2027-02-01"), enrolled, 4500 * DEC_ONE));
	hold_is(t, &h, "gold", "2024-03-01", "2029-03-01");
	tiers_delete(t);
}

static void
by_membership(void **state)
{
	struct tiers *t = make(four, QUALIFY_SPEND, "anniversary", 0);
	struct tier_hold h;
	int32_t enrolled = day_at("2024-05-10");

	(void)state;
	tiers_begin(t, &h, enrolled);
	assert_true(
	    tiers_reach(t, &h, day_at("2025-05-09"), enrolled, 1000 * DEC_ONE));
	hold_is(t, &h, "silver", "2025-05-09", "2026-05-09");
	assert_true(tiers_reach(
	    t, &h, day_at("2025-05-10"), enrolled, 20000 * DEC_ONE));
	hold_is(t, &h, "black", "2025-05-10", "2027-05-09");
	assert_true(tiers_review(t, &h, enrolled, 4100 * DEC_ONE));
	hold_is(t, &h, "silver", "2027-05-10", "2028-05-09");
	tiers_delete(t);
}

/* MISSION 102: a tier by right, as long as one that was earned. */
static void
by_hand(void **state)
{
	struct tiers *t = make(four, QUALIFY_SPEND, "6m", 10);
	struct tier_hold h;
	int32_t enrolled = day_at("2024-01-10");

	(void)state;
	tiers_begin(t, &h, enrolled);
	tiers_set(t, &h, 2, day_at("2024-08-31"), enrolled);
	hold_is(t, &h, "gold", "2024-08-31", "2025-03-10");
	tiers_set(t, &h, 2, day_at("2024-09-30"), enrolled);
	hold_is(t, &h, "gold", "2024-08-31", "2025-04-09");
	/* Not demoted by a total; put down by hand. */
	assert_false(tiers_reach(t, &h, day_at("2024-10-01"), enrolled, 0));
	tiers_set(t, &h, 0, day_at("2024-10-02"), enrolled);
	hold_is(t, &h, "base", "2024-10-02", "");
	tiers_delete(t);
}

static void
refused(void **state)
{
	static const struct {
		enum qualify by;
		const char *file, *said;
	} cases[] = {
	    {QUALIFY_SPEND, "name|at\n", "0: a file of tiers without rows"},
	    {QUALIFY_SPEND, "name|level\n",
		"1: unknown column: 'level' (the columns are: name, at, "
		"share, multiplier, keep)"},
	    {QUALIFY_SPEND, "at\n0\n",
		"1: no column 'name' (the first line names the columns)"},
	    {QUALIFY_SPEND, "name|at\na|0|1\n",
		"2: 3 fields, the header has 2"},
	    {QUALIFY_SPEND, "name|at|keep\na|0|\nb|5|x\n",
		"3: column 'keep': not a number: 'x'"},
	    {QUALIFY_SPEND, "name|at\n|0\n",
		"2: column 'name': a tier without a name"},
	    {QUALIFY_SPEND, "name|at\na|0\na|5\n",
		"3: column 'name': a name twice: 'a'"},
	    {QUALIFY_SPEND, "name|at\na|\n", "2: column 'at': at which total?"},
	    {QUALIFY_SPEND, "name|at\na|5\n",
		"2: column 'at': the first tier is not at 0: '5' (everybody "
		"is in it: name it, as base)"},
	    {QUALIFY_SPEND, "name|at\na|0\nb|5\nc|5\n",
		"4: column 'at': not above the tier before it: '5'"},
	    {QUALIFY_SPEND, "name|at\na|0\nb|x\n",
		"3: column 'at': not a number: 'x'"},
	    {QUALIFY_ORDERS, "name|at\na|0\nb|1.5\n",
		"3: column 'at': not a whole number: '1.5'"},
	    {QUALIFY_GROWTH, "name|at\na|0\nb|-1\n",
		"3: column 'at': below 0: '-1'"},
	    {QUALIFY_SPEND, "name|at|keep\na|0|\nb|5|6\n",
		"3: column 'keep': above its 'at': '6' (what keeps a tier is "
		"at most what gets it)"},
	    {QUALIFY_SPEND, "name|at|multiplier\na|0|0\n",
		"2: column 'multiplier': not above 0: '0'"},
	    {QUALIFY_SPEND, "name|at|multiplier\na|0|x\n",
		"2: column 'multiplier': not a number: 'x'"},
	    {QUALIFY_SPEND, "name|at|share\na|0|\nb|5|0.1\n",
		"3: column 'share': a share and an 'at' in one file: '0.1'"},
	    {QUALIFY_SPEND, "name|at|share\na||0.5\nb|5|0.5\n",
		"3: column 'at': a share and an 'at' in one file: '5'"},
	    {QUALIFY_SPEND, "name|share|keep\na|0.5|3\n",
		"2: column 'keep': a share and a 'keep' in one file: '3'"},
	    {QUALIFY_SPEND, "name|share\na|1.5\n",
		"2: column 'share': not a share above 0 up to 1: '1.5' (0.3 "
		"is three in ten)"},
	    {QUALIFY_SPEND, "name|share\na|0.5\nb|0.6\n",
		"3: column 'share': the shares are more than 1: '0.6'"},
	    {QUALIFY_SPEND, "name|share\na|0.5\nb|0.4\n",
		"0: column 'share': the shares do not add up to 1"}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct tier_plan plan = {.by = cases[i].by};
		struct tiers *t = tiers_new(&plan);
		struct fault f = {0};

		assert_false(load(&tiers_sheet, t, cases[i].file, &f));
		assert_int_equal(f.code, FAULT_FORM);
		assert_string_equal(said(&f), cases[i].said);
		tiers_delete(t);
	}
}

/* A digest tells files apart, and asks for no order of columns. */
static void
digests(void **state)
{
	static const char *const files[] = {"name|at\na|0\nb|5\n",
	    "at|name|keep\n0|a|\n 5|b|\n", "name|at\na|0\nb|6\n",
	    "name|share\na|0.5\nb|0.5\n"};
	uint64_t seen[4];

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct tiers *t = make(files[i], QUALIFY_SPEND, "12m", 0);

		seen[i] = tiers_digest(t);
		tiers_delete(t);
	}
	assert_true(seen[0] == seen[1]);
	assert_true(seen[0] != seen[2] && seen[0] != seen[3]);
	assert_true(seen[2] != seen[3]);
}

static void
words(void **state)
{
	enum qualify q;

	(void)state;
	assert_true(qualify_parse(STR(" Growth "), &q));
	assert_int_equal(q, QUALIFY_GROWTH);
	assert_string_equal(qualify_name(QUALIFY_ORDERS), "orders");
	assert_false(qualify_parse(STR("visits"), &q));
	assert_true(qualify_parse(STR("spend"), &q));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reading),
	    cmocka_unit_test(shares),
	    cmocka_unit_test(rolling),
	    cmocka_unit_test(by_year),
	    cmocka_unit_test(by_membership),
	    cmocka_unit_test(by_hand),
	    cmocka_unit_test(refused),
	    cmocka_unit_test(digests),
	    cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
