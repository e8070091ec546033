/* Expressions over values that the program gives, and in decimals only. */
#include "ledger_helper.h"

#include "expr/expr.h"
#include "num/dec.h"

static const struct {
	const char *name;
	enum expr_kind kind;
} given_names[] = {{"level", EXPR_TEXT}, {"count", EXPR_DEC},
    {"open", EXPR_BOOL}, {"joined", EXPR_DATE}, {"none", EXPR_DEC}};

static long
find_given(const void *arg, struct str name, enum expr_kind *kind)
{
	(void)arg;
	for (long i = 0; i < 5; i++)
		if (str_is(name, given_names[i].name)) {
			*kind = given_names[i].kind;
			return i;
		}
	return str_is(name, "both") ? -2 : -1;
}

/* The columns a, b and c hold 7, 2 and blank. */
static struct sample
row_of(bool decimal, struct expr_value value[5])
{
	struct sample s;

	sample_begin(&s, "a|b|c|both|day");
	sample_set(
	    &s, EVENT_PURCHASE, "2025-01-01", 0, "7|2||1|2025-01-01T18:00");
	s.scope.given = find_given;
	s.scope.decimal = decimal;
	value[0] = (struct expr_value){.kind = EXPR_TEXT, .as.text = STR("x")};
	value[1] = (struct expr_value){.kind = EXPR_DEC, .as.dec = 3000000};
	value[2] = (struct expr_value){.kind = EXPR_BOOL, .as.truth = true};
	value[3] = (struct expr_value){.kind = EXPR_DATE,
	    .as.date = {.day = day_at("2024-12-31"),
		.us = day_at("2024-12-31") * DATE_US_PER_DAY,
		.timed = true}};
	value[4] = (struct expr_value){.kind = EXPR_EMPTY};
	return s;
}

static bool
holds(const char *text, bool decimal)
{
	struct expr_value value[5];
	struct sample s = row_of(decimal, value);
	struct fault f;
	size_t at, column;
	bool answer = false;
	struct expr *e;

	s.row.arg = s.scope.arg = &s;
	s.row.given = value;
	e = expr_condition(str_of(text), &s.scope, &at, &f);
	if (e == NULL)
		fail_msg("%s: %s", text, f.what);
	if (!expr_holds(e, &s.row, &answer, &column, &f))
		fail_msg("%s: %s", text, f.what);
	expr_delete(e);
	return answer;
}

static void
given_values(void **state)
{
	static const char *const true_ones[] = {"level = 'x'",
	    "level in ('y', 'x')", "level <> 'y'", "level is not empty",
	    "count + 1 = 4", "count < a", "a > count", "a - count = 4", "open",
	    "not open or a = 7", "open and count = 3", "none is empty",
	    "not (none > 0)", "not (none + 1 > 0)", "joined < 2025-01-01",
	    "day > joined", "joined + 1 = 2025-01-01"};

	(void)state;
	for (size_t i = 0; i < sizeof(true_ones) / sizeof(*true_ones); i++)
		for (int decimal = 0; decimal < 2; decimal++)
			if (!holds(true_ones[i], decimal != 0))
				fail_msg("%s", true_ones[i]);
}

/* One third thrice is one in reals, and not in six decimals. */
static void
decimals(void **state)
{
	static const struct {
		const char *text;
		bool real, decimal;
	} cases[] = {{"1 / 3 * 3 = 1", true, false},
	    {"1 / 3 = 0.333333", false, true},
	    {"b / a = 0.285714", false, true}, {"a / b = 3.5", true, true},
	    {"a / 0 > 0", false, false}, {"a / 0 is empty", true, true},
	    {"0.000001 * 0.5 > 0", true, false},
	    {"0.000003 * 0.5 = 0.000002", false, true},
	    {"day - joined = 1.75", true, false},
	    {"day - joined = 1", false, true}, {"-a / b = -3.5", true, true}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		if (holds(cases[i].text, false) != cases[i].real)
			fail_msg("%s in reals", cases[i].text);
		if (holds(cases[i].text, true) != cases[i].decimal)
			fail_msg("%s in decimals", cases[i].text);
	}
}

static void
reads(void **state)
{
	struct expr_value value[5];
	struct sample s = row_of(true, value);
	struct fault f;
	size_t at;
	const size_t *column;
	struct expr *e;

	(void)state;
	s.scope.arg = &s;
	e = expr_condition(STR("count > 1 and b = 2"), &s.scope, &at, &f);
	assert_non_null(e);
	assert_true(expr_reads_given(e, 1));
	assert_false(expr_reads_given(e, 0));
	assert_int_equal(expr_columns(e, &column), 1);
	assert_int_equal(column[0], 1);
	expr_delete(e);
	assert_null(
	    expr_condition(STR("a > 1 and both = 1"), &s.scope, &at, &f));
	assert_int_equal(at, 11);
	assert_string_equal(
	    f.what, "at 11: a built-in name, and a column's too");
	assert_string_equal(f.value, "both");
	assert_null(expr_condition(STR("level > 1"), &s.scope, &at, &f));
	assert_string_equal(f.what, "at 9: a text in '' is wanted");
}

/* A cell that is too fine is refused, or rounded where that is asked for. */
static void
fine_cells(void **state)
{
	struct expr_value value[5];
	struct sample s = row_of(true, value);
	struct fault f;
	size_t at, column;
	bool answer = false;
	struct expr *e;

	(void)state;
	s.row.arg = s.scope.arg = &s;
	s.cell[0] = STR("1.0000015");
	e = expr_condition(STR("a = 1.000002"), &s.scope, &at, &f);
	assert_false(expr_holds(e, &s.row, &answer, &column, &f));
	assert_int_equal(column, 0);
	assert_string_equal(f.what, "more than 6 decimals");
	s.row.dec.round = true;
	assert_true(expr_holds(e, &s.row, &answer, &column, &f));
	assert_true(answer);
	expr_delete(e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(given_values),
	    cmocka_unit_test(decimals),
	    cmocka_unit_test(reads),
	    cmocka_unit_test(fine_cells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
