#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/str.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
test_compare(void **state)
{
	static const struct str rising[] = {{NULL, 0}, {"\0", 1}, {"A", 1},
	    {"a", 1}, {"a\0", 2}, {"ab", 2}, {"b", 1}, {"\x80", 1}};

	(void)state;
	for (size_t i = 0; i < COUNT(rising); i++)
		for (size_t j = 0; j < COUNT(rising); j++) {
			int c = str_cmp(rising[i], rising[j]);

			assert_int_equal((c > 0) - (c < 0), (i > j) - (i < j));
			assert_int_equal(str_eq(rising[i], rising[j]), i == j);
		}
	assert_true(str_is(STR("abc"), "abc"));
	assert_false(str_is(STR("abc\0"), "abc"));
	assert_true(str_eq((struct str){NULL, 0}, STR("")));
}

static void
test_nocase(void **state)
{
	(void)state;
	assert_true(str_eq_nocase(STR("Amount"), STR("aMOUNT")));
	assert_false(str_eq_nocase(STR("Amount"), STR("Amoun")));
	assert_false(str_eq_nocase(STR("["), STR("{")));
	assert_false(str_eq_nocase(STR("@"), STR("`")));
	assert_false(str_eq_nocase(STR("\xc4"), STR("\xe4")));
}

static void
test_ends(void **state)
{
	(void)state;
	assert_true(str_starts(STR("orders.csv"), STR("ord")));
	assert_true(str_starts(STR("x"), STR("")));
	assert_false(str_starts(STR("or"), STR("ord")));
	assert_true(str_ends(STR("orders.csv"), STR(".csv")));
	assert_true(str_ends(STR("x"), STR("")));
	assert_false(str_ends(STR("csv"), STR(".csv")));
	assert_false(str_ends(STR("orders.csv"), STR(".tsv")));
}

static void
test_trim(void **state)
{
	static const char *const rows[][2] = {
	    {"", ""},
	    {" ", ""},
	    {" \t ", ""},
	    {"a", "a"},
	    {" a", "a"},
	    {"a\t", "a"},
	    {" a b ", "a b"},
	    {"\na", "\na"},
	    {"\xc2\xa0"
	     "a",
		"\xc2\xa0"
		"a"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (!str_is(str_trim(str_of(rows[i][0])), rows[i][1]))
			fail_msg("'%s'", rows[i][0]);
	assert_int_equal(str_trim((struct str){NULL, 0}).n, 0);
}

static void
test_split(void **state)
{
	static const struct {
		const char *text;
		size_t n;
		const char *piece[3];
	} rows[] = {
	    {"", 1, {""}},
	    {"a", 1, {"a"}},
	    {"a,,b", 3, {"a", "", "b"}},
	    {",", 2, {"", ""}},
	    {"a,", 2, {"a", ""}},
	    {",a", 2, {"", "a"}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str rest = str_of(rows[i].text), piece;
		size_t n = 0;

		while (str_split(&rest, ',', &piece)) {
			if (n >= rows[i].n || !str_is(piece, rows[i].piece[n]))
				fail_msg("'%s', piece %zu", rows[i].text, n);
			n++;
		}
		assert_int_equal(n, rows[i].n);
	}
}

static void
test_distance(void **state)
{
	static const struct {
		const char *a, *b;
		size_t n;
	} rows[] = {
	    {"", "", 0},
	    {"", "abc", 3},
	    {"abc", "", 3},
	    {"amount", "Amount", 0},
	    {"amount", "amuont", 2},
	    {"amount", "amounts", 1},
	    {"kitten", "sitting", 3},
	    {"customer", "customer_id", 3},
	};
	char name[66];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str a = str_of(rows[i].a), b = str_of(rows[i].b);

		assert_int_equal(str_distance(a, b), rows[i].n);
		assert_int_equal(str_distance(b, a), rows[i].n);
	}
	memset(name, 'x', sizeof(name));
	assert_int_equal(
	    str_distance((struct str){name, 64}, (struct str){name, 64}), 0);
	assert_true(str_distance((struct str){name, 65}, STR("x")) == SIZE_MAX);
	assert_true(str_distance(STR("x"), (struct str){name, 65}) == SIZE_MAX);
}

static void
test_utf8(void **state)
{
	static const struct {
		const char *text;
		size_t n;
		unsigned code;
	} rows[] = {
	    {"a", 1, 'a'},
	    {"\x7f", 1, 0x7f},
	    {"\xc2\x80", 2, 0x80},
	    {"\xdf\xbf", 2, 0x7ff},
	    {"\xe0\xa0\x80", 3, 0x800},
	    {"\xe2\x82\xac", 3, 0x20ac},
	    {"\xed\x9f\xbf", 3, 0xd7ff},
	    {"\xee\x80\x80", 3, 0xe000},
	    {"\xef\xbf\xbf", 3, 0xffff},
	    {"\xf0\x90\x80\x80", 4, 0x10000},
	    {"\xf4\x8f\xbf\xbf", 4, 0x10ffff},
	    {"\x80", 0, 0},
	    {"\xc0\x80", 0, 0},
	    {"\xc1\xbf", 0, 0},
	    {"\xe0\x9f\xbf", 0, 0},
	    {"\xed\xa0\x80", 0, 0},
	    {"\xed\xbf\xbf", 0, 0},
	    {"\xf0\x8f\xbf\xbf", 0, 0},
	    {"\xf4\x90\x80\x80", 0, 0},
	    {"\xf5\x80\x80\x80", 0, 0},
	    {"\xff", 0, 0},
	    {"\xe2\x82", 0, 0},
	    {"\xc2", 0, 0},
	    {"\xc2"
	     "a",
		0, 0},
	    {"\xe2\x82"
	     "a",
		0, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned code = 0;
		size_t n = utf8_next(rows[i].text, strlen(rows[i].text), &code);

		if (n != rows[i].n || code != rows[i].code)
			fail_msg("row %zu: %zu bytes, U+%04X", i, n, code);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_compare),
	    cmocka_unit_test(test_nocase),
	    cmocka_unit_test(test_ends),
	    cmocka_unit_test(test_trim),
	    cmocka_unit_test(test_split),
	    cmocka_unit_test(test_distance),
	    cmocka_unit_test(test_utf8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
