#include "ledger_helper.h"

#include "ledger/calendar.h"
#include "ledger/cap.h"
#include "ledger/expiry.h"

static const char *
day_text(int32_t day)
{
	static char out[DATE_MAX + 1];

	out[date_put(out, day)] = '\0';
	return out;
}

static void
months_end_where_the_month_does(void **state)
{
	static const struct {
		const char *from;
		int months;
		const char *to;
	} cases[] = {{"2025-01-31", 1, "2025-02-28"},
	    {"2024-01-31", 1, "2024-02-29"}, {"2024-01-31", 3, "2024-04-30"},
	    {"2024-02-29", 12, "2025-02-28"}, {"2024-02-29", 48, "2028-02-29"},
	    {"2024-12-31", 2, "2025-02-28"}, {"2024-03-31", -1, "2024-02-29"},
	    {"2024-01-15", -1, "2023-12-15"}, {"2024-01-15", 0, "2024-01-15"},
	    {"1900-01-31", 1, "1900-02-28"}, {"2000-01-31", 1, "2000-02-29"},
	    {"9999-11-30", 1, "9999-12-30"}, {"9999-12-01", 1, "9999-12-31"},
	    {"1600-01-15", -1, "1600-01-01"},
	    {"2024-01-31", INT32_MAX, "9999-12-31"},
	    {"2024-01-31", INT32_MIN, "1600-01-01"}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_string_equal(
		    day_text(calendar_add_months(
			day_at(cases[i].from), cases[i].months)),
		    cases[i].to);
}

static void
days_stay_in_the_calendar(void **state)
{
	(void)state;
	assert_int_equal(CALENDAR_FIRST, day_at("1600-01-01"));
	assert_int_equal(CALENDAR_LAST, day_at("9999-12-31"));
	assert_int_equal(calendar_add_days(10, 5), 15);
	assert_int_equal(calendar_add_days(10, -5), 5);
	assert_int_equal(calendar_add_days(10, INT64_MAX), CALENDAR_LAST);
	assert_int_equal(calendar_add_days(10, INT64_MIN), CALENDAR_FIRST);
	assert_int_equal(calendar_month_day(day_at("2024-02-29")), 229);
}

static void
windows(void **state)
{
	static const struct {
		const char *window, *enrolled, *day, *first, *until;
	} cases[] = {
	    {"12m", "2020-01-01", "2025-03-15", "2024-03-16", "2026-03-15"},
	    {"12m", "2020-01-01", "2024-02-29", "2023-03-01", "2025-02-28"},
	    {"6m", "2020-01-01", "2025-08-31", "2025-03-01", "2026-02-28"},
	    {"1m", "2020-01-01", "2025-03-31", "2025-03-01", "2025-04-30"},
	    {"year", "2020-01-01", "2025-03-15", "2025-01-01", "2026-12-31"},
	    {"year", "2020-01-01", "2025-12-31", "2025-01-01", "2026-12-31"},
	    {"anniversary", "2020-05-10", "2025-05-09", "2024-05-10",
		"2026-05-09"},
	    {"anniversary", "2020-05-10", "2025-05-10", "2025-05-10",
		"2027-05-09"},
	    {"anniversary", "2024-02-29", "2025-02-27", "2024-02-29",
		"2026-02-27"},
	    {"anniversary", "2024-02-29", "2025-02-28", "2025-02-28",
		"2027-02-27"},
	    {"anniversary", "2024-02-29", "2028-02-28", "2027-02-28",
		"2029-02-27"},
	    {"anniversary", "2024-02-29", "2028-02-29", "2028-02-29",
		"2030-02-27"},
	    {"anniversary", "2025-05-10", "2025-05-01", "1600-01-01",
		"2027-05-09"}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct window w;
		char text[WINDOW_MAX];
		int32_t day = day_at(cases[i].day);
		int32_t enrolled = day_at(cases[i].enrolled);

		assert_true(window_parse(str_of(cases[i].window), &w));
		assert_true(str_eq((struct str){text, window_put(text, &w)},
		    str_of(cases[i].window)));
		assert_string_equal(
		    day_text(window_first(&w, day, enrolled)), cases[i].first);
		assert_string_equal(
		    day_text(window_until(&w, day, enrolled)), cases[i].until);
	}
}

/* The window of every day begins at most a window before it. */
static void
windows_join(void **state)
{
	struct window w = {WINDOW_ANNIVERSARY, 0};
	int32_t enrolled = day_at("2024-02-29");

	(void)state;
	for (int32_t day = enrolled; day < enrolled + 4000; day++) {
		int32_t first = window_first(&w, day, enrolled);
		int32_t next = window_first(&w, day + 1, enrolled);

		assert_true(first <= day && day - first < 366);
		assert_true(next == first || next == day + 1);
	}
}

static void
windows_refused(void **state)
{
	static const char *const bad[] = {"", "m", "0m", "121m", "-1m", "+1m",
	    "12", "12 m", "years", "12d", "1.5m", "99999999999999999999m"};
	struct window w = {WINDOW_YEAR, 7};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(window_parse(str_of(bad[i]), &w));
	assert_int_equal(w.form, WINDOW_YEAR);
	assert_true(window_parse(STR(" 120M "), &w));
	assert_int_equal(w.months, 120);
	assert_true(window_parse(STR("Year"), &w));
}

/* MISSION 105: validity, by day, month's end, period's end and date. */
static void
expiry_ends(void **state)
{
	static const struct {
		const char *form, *day, *end; /* "": never */
	} cases[] = {{"never", "2025-01-01", ""},
	    {"1d", "2025-01-31", "2025-02-01"},
	    {"30d", "2025-01-01", "2025-01-31"},
	    {"365d", "2024-01-01", "2024-12-31"},
	    {"1m", "2025-01-31", "2025-02-28"},
	    {"12m", "2024-02-29", "2025-02-28"},
	    {"9m", "2025-01-01", "2025-10-01"},
	    {"end-of-month", "2025-01-15", "2025-02-01"},
	    {"end-of-month", "2025-01-31", "2025-02-01"},
	    {"end-of-month+1", "2025-01-15", "2025-03-01"},
	    {"end-of-month+12", "2025-01-15", "2026-02-01"},
	    {"end-of-quarter", "2025-03-31", "2025-04-01"},
	    {"end-of-quarter+1", "2025-12-31", "2026-04-01"},
	    {"end-of-year", "2025-01-01", "2026-01-01"},
	    {"end-of-year+1", "2025-06-30", "2027-01-01"},
	    {"2026-12-31", "2025-06-30", "2027-01-01"},
	    {"2024-12-31", "2025-06-30", "2025-01-01"},
	    {"inactive 12m", "2024-02-29", "2025-02-28"},
	    {"end-of-year+1200", "9000-01-01", ""},
	    {"36525d", "9950-01-01", ""}, {"1200m", "9950-01-01", ""}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct expiry e;
		char text[EXPIRY_MAX];
		int64_t end;

		assert_null(expiry_parse(str_of(cases[i].form), &e));
		assert_true(str_eq((struct str){text, expiry_put(text, &e)},
		    str_of(cases[i].form)));
		end = expiry_end(&e, day_at(cases[i].day));
		if (cases[i].end[0] == '\0')
			assert_true(end == EVENT_NEVER);
		else
			assert_true(
			    end == day_at(cases[i].end) * DATE_US_PER_DAY);
	}
}

static void
expiry_refused(void **state)
{
	static const char none[] = "not a form of expiry";
	static const struct {
		const char *form, *what;
	} cases[] = {{"", none}, {"d", none}, {"12", none}, {"12 m", none},
	    {"-1d", none}, {"+1d", none}, {"1.5m", none}, {"12w", none},
	    {"end-of-week", none}, {"end-of-month1", none},
	    {"end-of-month+", none}, {"end-of-month+x", none},
	    {"inactive", none}, {"inactive12m", none}, {"inactive m", none},
	    {"0d", "days are 1 to 36525"}, {"36526d", "days are 1 to 36525"},
	    {"99999999999999999999d", "days are 1 to 36525"},
	    {"0m", "months and periods are 1 to 1200"},
	    {"1201m", "months and periods are 1 to 1200"},
	    {"end-of-year+0", "months and periods are 1 to 1200"},
	    {"inactive 30d", "inactivity is in months"},
	    {"inactive 0m", "months and periods are 1 to 1200"},
	    {"2025-02-30", "no such day or time"},
	    {"2025-01-01T10:00", "a day is wanted, without a time"}};
	struct expiry e = {EXPIRY_DAYS, 7};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *what = expiry_parse(str_of(cases[i].form), &e);

		assert_non_null(what);
		assert_string_equal(what, cases[i].what);
	}
	assert_int_equal(e.form, EXPIRY_DAYS);
	assert_int_equal(e.n, 7);
	assert_null(expiry_parse(STR(" Inactive  12M "), &e));
	assert_null(expiry_parse(STR("END-OF-YEAR+2"), &e));
	assert_int_equal(e.n, 2);
}

static void
caps(void **state)
{
	static const struct {
		const char *text, *canonical;
		bool times;
	} good[] = {{"500 per month", "500 per month", false},
	    {" 3x  PER week ", "3x per week", false},
	    {"1 per day", "1x per day", true},
	    {"1X per year", "1x per year", true},
	    {"100 ever", "100 per ever", false},
	    {"100 per ever", "100 per ever", false}};
	static const char *const bad[] = {"", "500", "500 month", "per month",
	    "0 per day", "-1 per day", "+1 per day", "1.5 per day", "x per day",
	    "1 per", "1 per decade", "1 per day or so", "1 xper day",
	    "99999999999999999999 per day"};
	struct cap c = {7, false, CAP_YEAR};
	char text[CAP_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(cap_parse(str_of(bad[i]), false, &c));
	assert_int_equal(c.n, 7);
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_true(cap_parse(str_of(good[i].text), good[i].times, &c));
		assert_true(str_eq((struct str){text, cap_put(text, &c)},
		    str_of(good[i].canonical)));
	}
}

/* Weeks begin on Mondays; 2024-01-01 is one. */
static void
cap_periods(void **state)
{
	struct cap c = {1, false, CAP_WEEK};
	int32_t monday = day_at("2024-01-01");

	(void)state;
	assert_true(cap_period(&c, monday - 1) != cap_period(&c, monday));
	assert_true(cap_period(&c, monday + 6) == cap_period(&c, monday));
	c.per = CAP_DAY;
	assert_true(cap_period(&c, monday + 1) != cap_period(&c, monday));
	c.per = CAP_MONTH;
	assert_true(cap_period(&c, monday + 30) == cap_period(&c, monday));
	assert_true(cap_period(&c, monday + 31) != cap_period(&c, monday));
	c.per = CAP_YEAR;
	assert_true(cap_period(&c, monday - 1) != cap_period(&c, monday));
	assert_true(cap_period(&c, monday + 365) == cap_period(&c, monday));
	c.per = CAP_EVER;
	assert_true(cap_period(&c, monday - 9999) == cap_period(&c, monday));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(months_end_where_the_month_does),
	    cmocka_unit_test(days_stay_in_the_calendar),
	    cmocka_unit_test(windows),
	    cmocka_unit_test(windows_join),
	    cmocka_unit_test(windows_refused),
	    cmocka_unit_test(expiry_ends),
	    cmocka_unit_test(expiry_refused),
	    cmocka_unit_test(caps),
	    cmocka_unit_test(cap_periods),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
