/* Groups of rows: keys, order, periods. */
#include "check.h"

#include "io_helper.h"
#include "tab/group.h"

static const struct {
	int year, month, day;
	const char *week, *month_name, *quarter;
} dates[] = {
    /* ISO 8601: the year of a week is that of its Thursday */
    {2024, 12, 30, "2025-W01", "2024-12", "2024-Q4"},
    {2026, 1, 1, "2026-W01", "2026-01", "2026-Q1"},
    {2021, 1, 3, "2020-W53", "2021-01", "2021-Q1"},
    {2020, 12, 31, "2020-W53", "2020-12", "2020-Q4"},
    {2027, 1, 1, "2026-W53", "2027-01", "2027-Q1"},
    {2023, 1, 1, "2022-W52", "2023-01", "2023-Q1"},
    {1970, 1, 1, "1970-W01", "1970-01", "1970-Q1"},
    {1600, 1, 3, "1600-W01", "1600-01", "1600-Q1"},
    {1968, 9, 30, "1968-W40", "1968-09", "1968-Q3"},
    {9999, 12, 26, "9999-W51", "9999-12", "9999-Q4"},
};

static void
check_period(enum period p, int32_t day, const char *want)
{
	char text[PERIOD_MAX];
	struct str s = {text, period_put(text, p, period_of(p, day))};

	if (!str_is(s, want))
		fail_msg("got %.*s, want %s", (int)s.n, s.p, want);
}

static void
test_periods(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(dates) / sizeof(*dates); i++) {
		int32_t day =
		    date_day(dates[i].year, dates[i].month, dates[i].day);
		char year[8];

		snprintf(year, sizeof(year), "%04d", dates[i].year);
		check_period(PERIOD_WEEK, day, dates[i].week);
		check_period(PERIOD_MONTH, day, dates[i].month_name);
		check_period(PERIOD_QUARTER, day, dates[i].quarter);
		check_period(PERIOD_YEAR, day, year);
	}
	check_period(PERIOD_DAY, date_day(2026, 2, 28), "2026-02-28");
}

/* Groups of a text by the columns a and b, and by month. */
struct grouping {
	struct table *t;
	struct group *g;
	uint64_t *count;
	size_t room;
};

static void
group_text(struct grouping *s, const char *text)
{
	static const char *const by[] = {"a", "b"};
	char *file = io_path;
	struct table_form form = {.expect = false};
	struct fault f = {0};
	uint32_t i;

	(void)io_file(text, strlen(text));
	*s = (struct grouping){.g = group_new()};
	s->t = table_new(&form);
	group_by(s->g, s->t, by, 2);
	group_period(s->g, table_column(s->t, "d", "date"), PERIOD_MONTH);
	assert_true(table_open(s->t, &file, 1, &f));
	while (table_next(s->t))
		if (group_find(s->g, s->t, &i)) {
			s->count = group_cell(
			    s->count, &s->room, i, sizeof(*s->count));
			s->count[i]++;
		}
	assert_true(table_done(s->t, &f));
}

static void
group_end(struct grouping *s)
{
	group_delete(s->g);
	table_delete(s->t);
	mem_free(s->count);
}

static void
test_keys(void **state)
{
	static const struct {
		const char *a, *b;
		uint64_t count;
	} want[] = {{"", "", 1}, {"x", "", 2}, {"x", "y", 1}, {"x", "y", 2},
	    {"xy", "", 1}};
	struct grouping s;
	struct buf one = {0}, two = {0};
	uint32_t *order;

	(void)state;
	group_text(&s, "d,b,a\n2026-02-01,y,x\n1969-12-31,y,x\n2026-02-28,y,x\n"
		       "2026-02-03,,x\n2026-02-03,,xy\n2026-02-03,,\n"
		       "2026-02-09,,x\n");
	assert_int_equal(group_count(s.g), 5);
	assert_int_equal(group_width(s.g), 3);
	order = group_order(s.g);
	for (size_t i = 0; i < 5; i++) {
		assert_true(str_is(group_value(s.g, order[i], 0), want[i].a));
		assert_true(str_is(group_value(s.g, order[i], 1), want[i].b));
		assert_int_equal(s.count[order[i]], want[i].count);
	}
	assert_true(
	    group_period_of(s.g, order[2]) < group_period_of(s.g, order[3]));
	group_name(s.g, order[2], 2, &one);
	group_name(s.g, order[3], 2, &two);
	assert_true(str_eq(buf_view(&one), buf_view(&two)));
	group_name(s.g, order[2], 3, &one);
	group_name(s.g, order[3], 3, &two);
	assert_false(str_eq(buf_view(&one), buf_view(&two)));
	group_name(s.g, order[1], 0, &one);
	group_name(s.g, order[4], 0, &two);
	assert_true(str_eq(buf_view(&one), buf_view(&two)));
	buf_free(&one);
	buf_free(&two);
	mem_free(order);
	group_end(&s);
}

static void
test_names(void **state)
{
	static const char *const ours[] = {"n", "b", NULL};
	static const char *const none[] = {NULL};
	struct fault f = {0};
	struct grouping s;

	(void)state;
	group_text(&s, "d,b,a\n");
	assert_int_equal(group_count(s.g), 0);
	assert_true(group_check(s.g, s.t, none, &f));
	assert_false(group_check(s.g, s.t, ours, &f));
	assert_int_equal(f.code, FAULT_USAGE);
	assert_string_equal(f.value, "b");
	group_end(&s);
}

/* A column found after opening: by name, also where a file moves it. */
static void
test_late(void **state)
{
	const char text[] = "a,b,a\n1,2,3\n";
	char *file = io_path;
	struct table_form form = {.expect = false};
	struct table *t = table_new(&form);
	struct fault f = {0};
	size_t slot;

	(void)state;
	(void)io_file(text, sizeof(text) - 1);
	assert_true(table_open(t, &file, 1, &f));
	assert_false(table_at(t, 0, &slot, &f));
	assert_int_equal(f.code, FAULT_FORM);
	assert_true(table_at(t, 1, &slot, &f));
	assert_true(table_next(t));
	assert_true(str_is(table_text(t, slot), "2"));
	table_delete(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_periods),
	    cmocka_unit_test(test_keys), cmocka_unit_test(test_names),
	    cmocka_unit_test(test_late)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
