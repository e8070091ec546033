#include "check.h"

#include "expr_helper.h"

static const struct expr_table row = {
    .name = {"amount", "orders", "blank", "region", "since", "seen", "text",
	"Total amount", "a]b", "twice", "twice", NULL},
    .cell = {"12.50", " 3 ", "  ", "north", "2024-01-31", "2024-02-01 06:00",
	"x1", "100", "1e3", "1", "1"},
};

/* The condition's answer; fails the test when it has none. */
static bool
holds(const char *text)
{
	struct expr_scope scope = expr_table_scope(&row);
	struct expr_row r = expr_table_row(&row);
	struct fault f = {0};
	size_t at, column;
	struct expr *e = expr_condition(str_of(text), &scope, &at, &f);
	bool answer;

	if (e == NULL)
		fail_msg("%s: %s", text, f.what);
	if (!expr_holds(e, &r, &answer, &column, &f))
		fail_msg("%s: %s", text, f.what);
	expr_delete(e);
	return answer;
}

static void
all_hold(const char *const *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!holds(text[i]))
			fail_msg("does not hold: %s", text[i]);
}

static void
none_holds(const char *const *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (holds(text[i]))
			fail_msg("holds: %s", text[i]);
}

#define ALL(text)  all_hold(text, sizeof(text) / sizeof(*text))
#define NONE(text) none_holds(text, sizeof(text) / sizeof(*text))

static void
comparisons(void **state)
{
	static const char *const yes[] = {"amount = 12.5", "amount == 12.50",
	    "amount != 12", "amount <> 12", "amount < 13", "amount <= 12.5",
	    "amount > 12", "amount >= 12.5", "12 < amount", "amount > orders",
	    "orders <= amount", "region = 'north'", "region < 'south'",
	    "'north' = region", "region <> 'North'", "text > amount",
	    "since < seen", "[a]]b] = 1000", "\"Total amount\" = 100",
	    "[Total amount] > amount"};
	static const char *const no[] = {"amount = 12.51", "amount != 12.5",
	    "amount < 12.5", "amount > 12.5", "amount >= orders * 5",
	    "region = 'north '", "region > 'south'", "since >= seen"};

	(void)state;
	ALL(yes);
	NONE(no);
}

static void
joined(void **state)
{
	static const char *const yes[] = {"true", "not false",
	    "amount > 1 and orders > 1", "amount > 100 or orders > 1",
	    "true or false and false", "not false and true",
	    "not (true and false)", "NOT False And TRUE",
	    "(true or true) and not not true", "not amount > 100",
	    "((amount) > ((1)))", "not amount + 1 = 2"};
	static const char *const no[] = {"false", "(true or false) and false",
	    "not true or false", "true and true and false",
	    "false or false or false", "not (true or text = 'x1')"};

	(void)state;
	ALL(yes);
	NONE(no);
}

/* The operand that decides ends it: what follows is not even read. */
static void
known_early(void **state)
{
	static const char *const yes[] = {"true or text > 5"};
	static const char *const no[] = {"false and text > 5"};

	(void)state;
	ALL(yes);
	NONE(no);
}

static void
arithmetic(void **state)
{
	static const char *const yes[] = {"1 + 2 * 3 = 7", "(1 + 2) * 3 = 9",
	    "7 - 2 - 1 = 4", "8 / 2 / 2 = 2", "-orders = -3", "- -3 = 3",
	    "+3 = 3", "-2 * -3 = 6", "2 * -3 = -6", ".5 + .25 = .75",
	    "0.1 + 0.2 = 0.3", "1.1 * 1.1 = 1.21", "1e3 = 1000", "1E-1 = .1",
	    "amount / orders > 4.16", "amount * 2 = 25", "0.0000001 < 0.000001",
	    "1 / 3 * 3 = 1", "9000000000000 + 9000000000000 = 18000000000000",
	    "3000000 * 4000000 = 12000000000000"};

	(void)state;
	ALL(yes);
}

static void
lists_and_ranges(void **state)
{
	static const char *const yes[] = {"region in ('south', 'north')",
	    "orders in (1, 2, 3)", "orders not in (1, 2, 4)", "-orders in (-3)",
	    "amount between 12.5 and 13", "amount between 12 and 12.5",
	    "amount not between 13 and 14", "region between 'a' and 'o'",
	    "since in (2024-01-31)", "since between 2024-01-01 and 2024-01-31",
	    "orders between 1 and 5 and amount > 1",
	    "amount between orders and orders * 5",
	    "amount + 0.5 in (1e0, 13)"};
	static const char *const no[] = {"region in ('nort')",
	    "amount between 13 and 12", "orders not between 3 and 3"};

	(void)state;
	ALL(yes);
	NONE(no);
}

static void
dates(void **state)
{
	static const char *const yes[] = {"since = 2024-01-31",
	    "since < 2024-02-01", "2024-03-01 - since = 30",
	    "since + 1 = 2024-02-01", "since - 31 = 2023-12-31",
	    "1 + since > 2024-01-31", "since + 1.9 = 2024-02-01",
	    "since - 0.5 = 2024-01-30", "since + 1 - 2 + 1 = 2024-01-31",
	    "since + 1 in (2024-02-01)", "2024-02-01 = 1 + since",
	    "since + 1 between 2024-02-01 and seen",
	    "2024-02-02 - (1 + since) = 1", "amount + 1 < orders + 20",
	    "orders + 1 = 4", "1 + orders - 1 is not empty",
	    "amount + 1 in (13.5)", "seen = 2024-02-01",
	    "seen = 2024-02-01T06:00", "seen < 2024-02-01T06:00:01",
	    "seen - since = 1", "2024-02-02 - seen = 1",
	    "seen - 2024-02-01T00:00 = 0.25"};
	/* Without a time of day it is the whole day, on both sides. */
	static const char *const no[] = {"seen > 2024-02-01",
	    "seen < 2024-02-01", "since + 99999999 > 2024-01-31"};

	(void)state;
	ALL(yes);
	NONE(no);
}

/* An empty cell is like nothing, and what comes of it is empty. */
static void
empties(void **state)
{
	static const char *const yes[] = {"blank is empty",
	    "amount is not empty", "blank + 1 is empty", "-blank is empty",
	    "1 / 0 is empty", "amount / (orders - 3) is empty", "not blank = 1",
	    "not (blank <> 1)", "not (blank between 1 and 2)",
	    "text is not empty", "9e300 * 9e300 is empty",
	    "blank is empty or text > 1", "9999-12-31 + 1 is empty",
	    "blank - since is empty"};
	static const char *const no[] = {"blank = 1", "blank <> 1", "blank < 1",
	    "blank >= 1", "blank in (1)", "blank not in (1)",
	    "blank between 0 and 9", "blank not between 0 and 9",
	    "amount not between blank and 1", "blank = blank", "blank = region",
	    "amount is empty", "1 / 0 = 1 / 0"};

	(void)state;
	ALL(yes);
	NONE(no);
}

static void
numbers(void **state)
{
	static const struct {
		const char *text;
		double want;
	} rows[] = {{"amount", 12.5}, {"amount * orders - 1", 36.5},
	    {"seen - since", 1}, {"2 + 3 * 4 - -1", 15},
	    {"amount / orders", 12.5 / 3}, {"[Total amount] / 3", 100. / 3},
	    {"0 - 9223372036854.775807 - 0.000001", -9223372036854.775808}};
	struct expr_scope scope = expr_table_scope(&row);
	struct expr_row r = expr_table_row(&row);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct fault f = {0};
		size_t at, column;
		struct expr_value v;
		struct expr *e =
		    expr_number(str_of(rows[i].text), &scope, &at, &f);

		assert_non_null(e);
		assert_true(expr_eval(e, &r, &v, &column, &f));
		check_near(rows[i].text,
		    v.kind == EXPR_DEC ? dec_to_double(v.as.dec) : v.as.real,
		    rows[i].want, 1e-15, 0);
		expr_delete(e);
	}
}

/* Decimals stay decimals: what is money is still exact. */
static void
sums_are_exact(void **state)
{
	struct expr_scope scope = expr_table_scope(&row);
	struct expr_row r = expr_table_row(&row);
	struct fault f = {0};
	size_t at, column;
	struct expr_value v;
	struct expr *e =
	    expr_number(STR("1000000000000.1 + 0.000001"), &scope, &at, &f);

	(void)state;
	assert_true(expr_eval(e, &r, &v, &column, &f));
	assert_int_equal(v.kind, EXPR_DEC);
	assert_int_equal(v.as.dec, 1000000000000100001);
	expr_delete(e);
}

static void
columns_once_in_order(void **state)
{
	struct expr_scope scope = expr_table_scope(&row);
	struct fault f = {0};
	size_t at, n;
	const size_t *column;
	struct expr *e = expr_condition(
	    STR("orders > 1 and amount > orders and region is empty"), &scope,
	    &at, &f);

	(void)state;
	n = expr_columns(e, &column);
	assert_int_equal(n, 3);
	assert_int_equal(column[0], 1);
	assert_int_equal(column[1], 0);
	assert_int_equal(column[2], 3);
	expr_delete(e);
}

/* Where each text is wrong, and what is said. */
static void
errors_point(void **state)
{
	static const struct {
		const char *text;
		size_t at;
		const char *what, *value;
	} rows[] = {
	    {"", 1, "a column, number, date, text or ( is wanted", ""},
	    {"amount >", 9, "a column, number, date, text or ( is wanted", ""},
	    {"amount > > 1", 10, "a column, number, date, text or ( is wanted",
		">"},
	    {"amount", 1, "a condition is wanted, not a column alone",
		"amount"},
	    {"1 + 1", 1, "a condition is wanted, not a value alone", "1 + 1"},
	    {"nosuch > 1", 1, "no column of this name", "nosuch"},
	    {"1 < twice", 5, "several columns of this name", "twice"},
	    {"amount > 1 orders", 12, "an operator is wanted", "orders"},
	    {"amount > 1,000", 11, "an operator is wanted", ","},
	    {"(amount > 1", 12, "a closing parenthesis is wanted", ""},
	    {"amount > 1)", 11, "nothing is open to be closed", ")"},
	    {"amount > 1 and", 15,
		"a column, number, date, text or ( is wanted", ""},
	    {"amount & 1", 8, "this has no meaning here", "&"},
	    {"region = 'north", 10, "the text does not end", "\\'north"},
	    {"[amount > 1", 1, "the name does not end", "[amount > 1"},
	    {"region = ''", 10, "an empty text: write 'is empty'", "\\'\\'"},
	    {"region = \"\"", 10, "a name without letters", "\"\""},
	    {"amount > 12x", 10, "not a number", "12"},
	    {"amount > 1.2.3", 10, "not a number", "1.2"},
	    {"amount > 1e999", 10, "not a number, or out of range", "1e999"},
	    {"since > 2024-02-30", 9, "no such day", "2024-02-30"},
	    {"amount > 1 > 0", 12, "a second comparison: join them with 'and'",
		">"},
	    {"amount between 1", 17, "'and' and the upper bound are wanted",
		""},
	    {"amount in 1", 11, "a list in parentheses is wanted", "1"},
	    {"amount in (1 2)", 14,
		"a comma or a closing parenthesis is wanted", "2"},
	    {"amount in ()", 12, "a number, date or text is wanted in a list",
		")"},
	    {"amount in (1, 'a')", 15, "a number is wanted", "\\'a\\'"},
	    {"amount not 1", 12, "'in' or 'between' is wanted", "1"},
	    {"amount is 1", 11, "'empty' or 'not empty' is wanted", "1"},
	    {"amount > 1 + 'a'", 14, "a number is wanted", "\\'a\\'"},
	    {"region = 'a' + 1", 10, "a number is wanted", "\\'a\\' + 1"},
	    {"amount = 1 and region", 16,
		"a condition is wanted, not a column alone", "region"},
	    {"amount + (orders > 1) = 2", 10,
		"a value is wanted, not a condition", "(orders > 1)"},
	    {"true = true", 1, "a value is wanted, not a condition",
		"true = true"},
	    {"since + 1 = 'a'", 1, "a text in '' is wanted",
		"since + 1 = \\'a\\'"},
	    {"since + 1 in ('a')", 15, "a number is wanted", "\\'a\\'"},
	    {"since + 1", 1, "a condition is wanted, not a column alone",
		"since + 1"},
	    {"-region = 'a'", 11, "a number is wanted", "\\'a\\'"},
	    {"2024-01-01 * 2 = 1", 1, "a number is wanted", "2024-01-01"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct expr_scope scope = expr_table_scope(&row);
		struct fault f = {0};
		char want[200];
		size_t at = 0;

		assert_null(
		    expr_condition(str_of(rows[i].text), &scope, &at, &f));
		snprintf(
		    want, sizeof(want), "at %zu: %s", rows[i].at, rows[i].what);
		if (at != rows[i].at ||
		    strncmp(f.what, want, strlen(want)) != 0 ||
		    strcmp(f.value, rows[i].value) != 0)
			fail_msg("%s: at %zu: %s: '%s'", rows[i].text, at,
			    f.what, f.value);
		assert_int_equal(f.code, FAULT_FORM);
	}
}

/* A cell that is not what the text needs is named by its column. */
static void
bad_cells(void **state)
{
	static const struct {
		const char *text;
		size_t column;
		const char *what;
	} rows[] = {{"text > 1", 6, "not a number"},
	    {"since = 2024-01-31 and text > 2024-01-01", 6, "not a date"},
	    {"amount > 1 and text - amount = 1", 6, "not a number"},
	    {"amount - text = 1", 6, "not a number"},
	    {"region between 1 and 2", 3, "not a number"}};
	struct expr_scope scope = expr_table_scope(&row);
	struct expr_row r = expr_table_row(&row);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct fault f = {0};
		size_t at, column = 99;
		bool answer;
		struct expr *e =
		    expr_condition(str_of(rows[i].text), &scope, &at, &f);

		assert_non_null(e);
		assert_false(expr_holds(e, &r, &answer, &column, &f));
		assert_int_equal(f.code, FAULT_ROW);
		if (column != rows[i].column ||
		    strncmp(f.what, rows[i].what, strlen(rows[i].what)) != 0)
			fail_msg(
			    "%s: column %zu: %s", rows[i].text, column, f.what);
		expr_delete(e);
	}
}

static char *
nest(const char *open, const char *inside, const char *close, int depth)
{
	static char text[4000];
	char *p = text;

	for (int i = 0; i < depth; i++)
		p += sprintf(p, "%s", open);
	p += sprintf(p, "%s", inside);
	for (int i = 0; i < depth; i++)
		p += sprintf(p, "%s", close);
	return text;
}

static void
depth_is_bounded(void **state)
{
	static const char *const open[] = {
	    "(", "not ", "1 + (", "1 between 0 and 2 * (1 + ("};
	static const char *const close[] = {")", "", ")", "))"};
	struct expr_scope scope = expr_table_scope(&row);

	(void)state;
	assert_true(holds(nest("(", "true", ")", EXPR_DEPTH)));
	assert_true(holds(nest("not ", "true", "", EXPR_DEPTH)));
	assert_true(holds(nest("(1 = 1 and ", "true", ")", EXPR_DEPTH)));
	for (int i = 0; i < 4; i++) {
		struct fault f = {0};
		size_t at;

		assert_null(expr_condition(
		    str_of(nest(open[i], "1 = 1", close[i], EXPR_DEPTH + 1)),
		    &scope, &at, &f));
		if (i < 3)
			assert_non_null(strstr(f.what, "nested too deeply"));
	}
}

/* The decimal mark and the form of dates are those of the table's cells. */
static void
forms_are_of_the_cells(void **state)
{
	static const struct expr_table table = {
	    .name = {"amount", "since", NULL},
	    .cell = {"1.234,5", "31.01.2024"}};
	const char *what;
	struct date_form *form = date_form_new("%d.%m.%Y", &what);
	struct expr_scope scope = expr_table_scope(&table);
	struct expr_row r = expr_table_row(&table);
	struct fault f = {0};
	size_t at, column;
	bool answer;
	struct expr *e = expr_condition(
	    STR("amount = 1234.5 and since = 2024-01-31"), &scope, &at, &f);

	(void)state;
	r.dec.decimal = ',';
	r.dec.money = true;
	r.date = form;
	assert_true(expr_holds(e, &r, &answer, &column, &f));
	assert_true(answer);
	expr_delete(e);
	date_form_delete(form);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(comparisons),
	    cmocka_unit_test(joined),
	    cmocka_unit_test(known_early),
	    cmocka_unit_test(arithmetic),
	    cmocka_unit_test(lists_and_ranges),
	    cmocka_unit_test(dates),
	    cmocka_unit_test(empties),
	    cmocka_unit_test(numbers),
	    cmocka_unit_test(sums_are_exact),
	    cmocka_unit_test(columns_once_in_order),
	    cmocka_unit_test(errors_point),
	    cmocka_unit_test(bad_cells),
	    cmocka_unit_test(depth_is_bounded),
	    cmocka_unit_test(forms_are_of_the_cells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
