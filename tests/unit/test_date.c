/* date: every date_* case of the bad corpus, forms, zones, periods, hints. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "num/date.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct row {
	const char *text;
	enum date_status status;
	const char *local;   /* as date_put_time has it */
	const char *written; /* NULL: the same day */
};

static void
check(const struct date_form *form, const struct zone *zone,
    const struct row *row, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct date d = {.us = -1};
		char local[DATE_TIME_MAX + 1] = "", day[DATE_MAX + 1] = "";
		char written[DATE_MAX + 1] = "";
		enum date_status got =
		    date_parse(form, zone, str_of(row[i].text), &d);

		if (got != row[i].status)
			fail_msg("'%.60s': status %d", row[i].text, (int)got);
		if (got != DATE_OK)
			continue;
		local[date_put_time(local, d.us)] = '\0';
		date_put(day, d.day);
		date_put(written, d.written);
		if (strcmp(local, row[i].local) != 0 ||
		    strncmp(day, local, DATE_MAX) != 0)
			fail_msg("'%s': %s, day %s", row[i].text, local, day);
		if (strcmp(written,
			row[i].written == NULL ? day : row[i].written) != 0)
			fail_msg("'%s': written %s", row[i].text, written);
	}
}

static const struct zone utc;

static void
test_iso(void **state)
{
	static const struct row rows[] = {
	    {"2024-02-29", DATE_OK, "2024-02-29T00:00:00", NULL},
	    {"2000-02-29", DATE_OK, "2000-02-29T00:00:00", NULL},
	    {"1900-01-01", DATE_OK, "1900-01-01T00:00:00", NULL},
	    {"2199-12-31", DATE_OK, "2199-12-31T00:00:00", NULL},
	    {"1899-12-30", DATE_OK, "1899-12-30T00:00:00", NULL},
	    {"1600-01-01", DATE_OK, "1600-01-01T00:00:00", NULL},
	    {"9999-12-31", DATE_OK, "9999-12-31T00:00:00", NULL},
	    {"2200-01-01", DATE_OK, "2200-01-01T00:00:00", NULL},
	    {" 2024-01-05", DATE_OK, "2024-01-05T00:00:00", NULL},
	    {"2024-01-05\t ", DATE_OK, "2024-01-05T00:00:00", NULL},
	    {"2024-01-05T23:59:59Z", DATE_OK, "2024-01-05T23:59:59", NULL},
	    {"2024-01-05T23:30:00+02:00", DATE_OK, "2024-01-05T21:30:00", NULL},
	    {"2024-01-05T23:30:00-05:00", DATE_OK, "2024-01-06T04:30:00",
		"2024-01-05"},
	    {"2024-01-05T00:00:00-00:00", DATE_OK, "2024-01-05T00:00:00", NULL},
	    {"2024-01-05T00:00:00+14:00", DATE_OK, "2024-01-04T10:00:00",
		"2024-01-05"},
	    {"2024-01-05T00:00:00+18:00", DATE_OK, "2024-01-04T06:00:00",
		"2024-01-05"},
	    {"2024-01-05 10:00:00", DATE_OK, "2024-01-05T10:00:00", NULL},
	    {"2024-01-05t10:00:00z", DATE_OK, "2024-01-05T10:00:00", NULL},
	    {"2024-01-05T10:00:00.123456789Z", DATE_OK,
		"2024-01-05T10:00:00.123456", NULL},
	    {"2024-01-05T10:00:00.1234567890123Z", DATE_OK,
		"2024-01-05T10:00:00.123456", NULL},
	    {"2024-01-05T10:00:00.5", DATE_OK, "2024-01-05T10:00:00.500000",
		NULL},
	    {"2016-12-31T23:59:60Z", DATE_OK, "2017-01-01T00:00:00",
		"2016-12-31"},
	    {"2017-01-01T00:59:60+01:00", DATE_OK, "2017-01-01T00:00:00", NULL},
	    {"2024-10-27T02:30:00", DATE_OK, "2024-10-27T02:30:00", NULL},
	    {"2024-03-31T02:30:00", DATE_OK, "2024-03-31T02:30:00", NULL},
	    {"2024-01-05T10:00:00+0200", DATE_OK, "2024-01-05T08:00:00", NULL},
	    {"2025-01-31 23:50:26 +0200", DATE_OK, "2025-01-31T21:50:26", NULL},
	    {"2024-01-05 10:00:00 Z", DATE_OK, "2024-01-05T10:00:00", NULL},
	    {"2024-01-05T10:00Z", DATE_OK, "2024-01-05T10:00:00", NULL},
	    {"2024-01-05 10:00", DATE_OK, "2024-01-05T10:00:00", NULL},
	    {"1969-12-31T23:59:59.999999", DATE_OK,
		"1969-12-31T23:59:59.999999", NULL},
	    {"2023-02-29", DATE_NO_DAY, NULL, NULL},
	    {"2024-02-30", DATE_NO_DAY, NULL, NULL},
	    {"2024-04-31", DATE_NO_DAY, NULL, NULL},
	    {"1900-02-29", DATE_NO_DAY, NULL, NULL},
	    {"2100-02-29", DATE_NO_DAY, NULL, NULL},
	    {"0000-00-00", DATE_NO_DAY, NULL, NULL},
	    {"0000-00-00 00:00:00", DATE_NO_DAY, NULL, NULL},
	    {"2024-00-10", DATE_NO_DAY, NULL, NULL},
	    {"2024-13-01", DATE_NO_DAY, NULL, NULL},
	    {"2024-01-00", DATE_NO_DAY, NULL, NULL},
	    {"2024-01-32", DATE_NO_DAY, NULL, NULL},
	    {"2024-01-05T24:00:00Z", DATE_NO_DAY, NULL, NULL},
	    {"2024-01-05T10:60:00Z", DATE_NO_DAY, NULL, NULL},
	    {"2024-01-05T10:00:61Z", DATE_NO_DAY, NULL, NULL},
	    {"2024-01-05T10:00:60Z", DATE_NO_DAY, NULL, NULL},
	    {"1599-12-31", DATE_RANGE, NULL, NULL},
	    {"0001-01-01", DATE_RANGE, NULL, NULL},
	    {"1600-01-01T00:00:00+01:00", DATE_RANGE, NULL, NULL},
	    {"9999-12-31T23:59:60Z", DATE_RANGE, NULL, NULL},
	    {"9999-12-31T23:00:00-02:00", DATE_RANGE, NULL, NULL},
	    {"", DATE_EMPTY, NULL, NULL},
	    {"  ", DATE_EMPTY, NULL, NULL},
	};
	static const char *const malformed[] = {"31/12/2024", "12/31/2024",
	    "01/02/2024", "2024/12/31", "31.12.2024", "20240105", "2024-1-5",
	    "24-01-05", "2024-01-05x", "2024-01-05T10:00:00+25:00",
	    "2024-01-05T10:00:00+18:01", "2024-01-05T10:00:00+02:60",
	    "2024-01-05T10:00:00+02", "2024-01-05T10:00:00 CET", "2024-W01-1",
	    "2024-366", "1704067200", "1704067200000", "1704067200.123",
	    "45292", "10000-01-01", "-2024-01-05", "NULL", "N/A", "today",
	    "5 Jan 2024", "Fri, 05 Jan 2024 10:00:00 +0000",
	    "2024-01-05 10:00 PM",
	    "2024\xe2\x80\x93"
	    "01\xe2\x80\x93"
	    "05",
	    "'2024-01-05", "%s%n%x-01-05", "+002024-01-05", "2024-01-05T",
	    "2024-01-05T10", "2024-01-05T10:", "2024-01-05T1:00",
	    "2024-01-05T10:00:", "2024-01-05T10:00:00.", "2024-01-05  10:00",
	    "2024-01-05T10:00:00  Z", "2024-01-05T10:00:00ZZ", "2024-01-05Z",
	    "2024-01", "2024", "2024-01-0a", "2024-01-05T10:00:00,5",
	    "2024_01_05"};

	(void)state;
	check(NULL, &utc, rows, COUNT(rows));
	for (size_t i = 0; i < COUNT(malformed); i++) {
		enum date_status want = DATE_MALFORMED;
		struct row row = {malformed[i], want, NULL, NULL};

		check(NULL, &utc, &row, 1);
	}
}

static void
test_flags(void **state)
{
	struct date d;

	(void)state;
	date_parse(NULL, &utc, STR("2024-01-05"), &d);
	assert_false(d.timed || d.zoned);
	date_parse(NULL, &utc, STR(" 2024-01-05"), &d);
	assert_false(d.timed || d.zoned);
	date_parse(NULL, &utc, STR("2024-01-05 10:00"), &d);
	assert_true(d.timed && !d.zoned);
	date_parse(NULL, &utc, STR("2024-01-05 10:00Z"), &d);
	assert_true(d.timed && d.zoned);
}

static void
test_long(void **state)
{
	char text[10001];
	struct row row = {text, DATE_MALFORMED, NULL, NULL};

	(void)state;
	for (size_t i = 0; i < 1000; i++)
		memcpy(text + 10 * i, "2024-01-05", 10);
	text[10000] = '\0';
	check(NULL, &utc, &row, 1);
	assert_null(date_hint(DATE_MALFORMED, str_of(text)));
}

static void
test_zone(void **state)
{
	static const struct {
		const char *text;
		bool good;
		int32_t offset;
	} zones[] = {
	    {"UTC", true, 0},
	    {"Z", true, 0},
	    {"+00:00", true, 0},
	    {"+05:30", true, 19800},
	    {"-03:30", true, -12600},
	    {"+18:00", true, 64800},
	    {"+18:01", false, 0},
	    {"+05:60", false, 0},
	    {"+0530", false, 0},
	    {"+5:30", false, 0},
	    {"Z12:34", false, 0},
	    {"05:30", false, 0},
	    {"", false, 0},
	    {"CET", false, 0},
	    {"Europe/Berlin", false, 0},
	};
	static const struct zone berlin = {.offset = 3600};
	static const struct row rows[] = {
	    {"2024-01-05", DATE_OK, "2024-01-05T00:00:00", NULL},
	    {"2024-01-05 10:00", DATE_OK, "2024-01-05T10:00:00", NULL},
	    {"2024-01-05 23:30Z", DATE_OK, "2024-01-06T00:30:00", "2024-01-05"},
	    {"2024-01-05 23:30+01:00", DATE_OK, "2024-01-05T23:30:00", NULL},
	    {"9999-12-31 23:30", DATE_OK, "9999-12-31T23:30:00", NULL},
	    {"1600-01-01 00:00", DATE_OK, "1600-01-01T00:00:00", NULL},
	    {"9999-12-31 23:30Z", DATE_RANGE, NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(zones); i++) {
		struct zone z = {0};

		if (zone_parse(str_of(zones[i].text), &z) != zones[i].good ||
		    z.offset != zones[i].offset)
			fail_msg("'%s': %d", zones[i].text, (int)z.offset);
	}
	check(NULL, &berlin, rows, COUNT(rows));
	assert_true(zone_local(&berlin, 5) == 3600000005);
}

static void
test_forms(void **state)
{
	static const struct {
		const char *form;
		struct row row;
	} rows[] = {
	    {"%d/%m/%Y", {"31/12/2024", DATE_OK, "2024-12-31T00:00:00", 0}},
	    {"%d/%m/%Y", {"1/2/2024", DATE_OK, "2024-02-01T00:00:00", 0}},
	    {"%m/%d/%Y", {"1/2/2024", DATE_OK, "2024-01-02T00:00:00", 0}},
	    {"%m/%d/%Y", {"31/12/2024", DATE_NO_DAY, 0, 0}},
	    {"%m/%d/%Y", {"1/2/24", DATE_MALFORMED, 0, 0}},
	    {"%m/%d/%Y", {"1/2/2024 ", DATE_OK, "2024-01-02T00:00:00", 0}},
	    {"%m/%d/%Y", {"1/2/2024x", DATE_MALFORMED, 0, 0}},
	    {"%m/%d/%Y", {"", DATE_EMPTY, 0, 0}},
	    {"%m/%d/%y", {"1/2/69", DATE_OK, "2069-01-02T00:00:00", 0}},
	    {"%m/%d/%y", {"1/2/70", DATE_OK, "1970-01-02T00:00:00", 0}},
	    {"%Y%m%d", {"20240105", DATE_OK, "2024-01-05T00:00:00", 0}},
	    {"%d.%m.%Y", {"5.1.2024", DATE_OK, "2024-01-05T00:00:00", 0}},
	    {"%d %b %Y", {"5 Jan 2024", DATE_OK, "2024-01-05T00:00:00", 0}},
	    {"%d %b %Y",
		{"5  JANUARY 2024", DATE_OK, "2024-01-05T00:00:00", 0}},
	    {"%d %b %Y", {"5 may 2024", DATE_OK, "2024-05-05T00:00:00", 0}},
	    {"%d %b %Y", {"5 Janu 2024", DATE_MALFORMED, 0, 0}},
	    {"%d %b %Y", {"5 Foo 2024", DATE_MALFORMED, 0, 0}},
	    {"%b %d, %Y %H:%M",
		{"Dec 1, 2024 7:05", DATE_OK, "2024-12-01T07:05:00", 0}},
	    {"%Y-%m-%d %H:%M %p",
		{"2024-01-05 10:00 PM", DATE_OK, "2024-01-05T22:00:00", 0}},
	    {"%Y-%m-%d %H:%M %p",
		{"2024-01-05 12:00 am", DATE_OK, "2024-01-05T00:00:00", 0}},
	    {"%Y-%m-%d %H:%M %p",
		{"2024-01-05 12:00 pm", DATE_OK, "2024-01-05T12:00:00", 0}},
	    {"%Y-%m-%d %H:%M %p", {"2024-01-05 13:00 PM", DATE_NO_DAY, 0, 0}},
	    {"%Y-%m-%d %H:%M %p", {"2024-01-05 0:00 AM", DATE_NO_DAY, 0, 0}},
	    {"%Y-%m-%d %H:%M:%S%z",
		{"2024-01-05 01:00:00.25+02:00", DATE_OK,
		    "2024-01-04T23:00:00.250000", "2024-01-05"}},
	    {"%Y-%m-%d %H:%M:%S %z",
		{"2024-01-05 01:00:00 Z", DATE_OK, "2024-01-05T01:00:00", 0}},
	    {"%Y-%m-%dT%H",
		{"2024-01-05T7", DATE_OK, "2024-01-05T07:00:00", 0}},
	    {"%Y%%%m%d", {"2024%0105", DATE_OK, "2024-01-05T00:00:00", 0}},
	    {" %Y-%m-%d ", {"2024-01-05", DATE_OK, "2024-01-05T00:00:00", 0}},
	    {"epoch", {"1704067200", DATE_OK, "2024-01-01T00:00:00", 0}},
	    {"epoch", {"1704067200.1234567", DATE_OK,
			  "2024-01-01T00:00:00.123456", 0}},
	    {"epoch", {"-1.5", DATE_OK, "1969-12-31T23:59:58.500000", 0}},
	    {"epoch", {"+0", DATE_OK, "1970-01-01T00:00:00", 0}},
	    {"epoch", {"253402300799", DATE_OK, "9999-12-31T23:59:59", 0}},
	    {"epoch", {"253402300800", DATE_RANGE, 0, 0}},
	    {"epoch", {"-11676096000", DATE_OK, "1600-01-01T00:00:00", 0}},
	    {"epoch", {"-11676096001", DATE_RANGE, 0, 0}},
	    {"epoch", {"99999999999999999999999999", DATE_RANGE, 0, 0}},
	    {"epoch", {"-99999999999999999999999999", DATE_RANGE, 0, 0}},
	    {"epoch", {"1.", DATE_OK, "1970-01-01T00:00:01", 0}},
	    {"epoch", {".5", DATE_MALFORMED, 0, 0}},
	    {"epoch", {"-", DATE_MALFORMED, 0, 0}},
	    {"epoch", {"1e9", DATE_MALFORMED, 0, 0}},
	    {"epoch", {"1.2.3", DATE_MALFORMED, 0, 0}},
	    {"epoch", {"2024-01-05", DATE_MALFORMED, 0, 0}},
	    {"epoch-ms",
		{"1704067200123", DATE_OK, "2024-01-01T00:00:00.123000", 0}},
	    {"epoch-ms", {"1704067200123.4567", DATE_OK,
			     "2024-01-01T00:00:00.123456", 0}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *what = NULL;
		struct date_form *form = date_form_new(rows[i].form, &what);

		if (form == NULL)
			fail_msg("'%s': %s", rows[i].form, what);
		check(form, &utc, &rows[i].row, 1);
		date_form_delete(form);
	}
}

static void
test_bad_forms(void **state)
{
	static const char *const forms[] = {"", "%Y", "%Y-%m", "%d/%m",
	    "%Y-%y-%m-%d", "%Y-%m-%b-%d", "%Y-%m-%d-%d", "%Y-%m-%d %M",
	    "%Y-%m-%d %H:%S", "%Y-%m-%d %p", "%Y-%m-%d %z", "%Y-%m-%d %q",
	    "%Y-%m-%d %", "%F", "epochs", "EPOCH"};

	(void)state;
	for (size_t i = 0; i < COUNT(forms); i++) {
		const char *what = NULL;

		if (date_form_new(forms[i], &what) != NULL || what == NULL)
			fail_msg("'%s' was accepted", forms[i]);
	}
	date_form_delete(NULL);
}

static void
test_hints(void **state)
{
	static const struct {
		const char *text, *has, *also; /* NULL: no hint */
	} rows[] = {
	    {"31/12/2024", "%d/%m/%Y", "%m/%d/%Y"},
	    {"12/31/2024", "%d/%m/%Y", "%m/%d/%Y"},
	    {"01/02/2024", "%d/%m/%Y", "%m/%d/%Y"},
	    {"01/02/2024 10:00", "'%d/%m/%Y %H:%M:%S'", "'%m/%d/%Y"},
	    {"1/2/24", "%d/%m/%y", "%m/%d/%y"},
	    {"31-12-2024", "%d-%m-%Y", "%m-%d-%Y"},
	    {"2024/01/05", "%Y/%m/%d", ""},
	    {"20240105", "%Y%m%d", ""},
	    {"20240105103000", "%Y%m%d%H%M%S", ""},
	    {"31.12.2024", "%d.%m.%Y", ""},
	    {"31.12.2024 10:00", "%d.%m.%Y %H", ""},
	    {"2024-1-5", "%Y-%m-%d", ""},
	    {"1704067200", "--date-format epoch ", ""},
	    {"1704067200.123", "--date-format epoch ", ""},
	    {"1704067200000", "--date-format epoch-ms", ""},
	    {"45292", "spreadsheet", ""},
	    {"45292.5", "spreadsheet", ""},
	    {"5 Jan 2024", "%d %b %Y", ""},
	    {"Jan 5, 2024", "%b %d, %Y", ""},
	    {"2024-01-05 10:00 PM", "%p", ""},
	    {"2024-01-05T10:00:00 CET", "+HH:MM", ""},
	    {"0000-00-00", "zero date", ""},
	    {"0000-00-00 00:00:00", "zero date", ""},
	    {"", NULL, NULL},
	    {"N/A", NULL, NULL},
	    {"today", NULL, NULL},
	    {"2023-02-29", NULL, NULL},
	    {"1200-01-01", NULL, NULL},
	    {"%s%n%x-01-05", NULL, NULL},
	    {"2024-01-05x", NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str s = str_of(rows[i].text);
		struct date d;
		const char *hint = date_hint(date_parse(NULL, &utc, s, &d), s);
		bool good = rows[i].has == NULL
				? hint == NULL
				: hint != NULL &&
				      strstr(hint, rows[i].has) != NULL &&
				      strstr(hint, rows[i].also) != NULL;

		if (!good)
			fail_msg("'%s': %s", rows[i].text,
			    hint == NULL ? "none" : hint);
	}
}

static void
test_periods(void **state)
{
	static const struct {
		enum period period;
		const char *day, *first;
	} rows[] = {
	    {PERIOD_DAY, "2024-02-29", "2024-02-29"},
	    {PERIOD_WEEK, "2024-01-01", "2024-01-01"},
	    {PERIOD_WEEK, "2024-01-07", "2024-01-01"},
	    {PERIOD_WEEK, "2024-01-08", "2024-01-08"},
	    {PERIOD_WEEK, "1970-01-01", "1969-12-29"},
	    {PERIOD_WEEK, "1969-12-28", "1969-12-22"},
	    {PERIOD_MONTH, "2024-02-29", "2024-02-01"},
	    {PERIOD_MONTH, "1600-12-31", "1600-12-01"},
	    {PERIOD_QUARTER, "2024-05-31", "2024-04-01"},
	    {PERIOD_QUARTER, "2024-12-31", "2024-10-01"},
	    {PERIOD_QUARTER, "2024-01-01", "2024-01-01"},
	    {PERIOD_YEAR, "9999-12-31", "9999-01-01"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct date day, first;
		int32_t index;

		date_parse(NULL, &utc, str_of(rows[i].day), &day);
		date_parse(NULL, &utc, str_of(rows[i].first), &first);
		index = period_of(rows[i].period, day.day);
		if (period_first_day(rows[i].period, index) != first.day ||
		    period_of(rows[i].period, first.day - 1) != index - 1)
			fail_msg("%s: index %d", rows[i].day, (int)index);
	}
}

static void
test_problems(void **state)
{
	(void)state;
	for (int i = DATE_OK; i <= DATE_RANGE; i++)
		assert_non_null(date_problem((enum date_status)i));
	assert_string_equal(date_problem(DATE_MALFORMED), "not a date");
}

/* Far days are of no use, but must not break. */
static void
test_far(void **state)
{
	int year, month, mday;

	(void)state;
	date_civil(INT32_MIN, &year, &month, &mday);
	assert_true(year < -5000000 && month >= 1 && mday >= 1);
	date_civil(INT32_MAX, &year, &month, &mday);
	assert_true(year > 5000000 && month <= 12 && mday <= 31);
	date_civil(-719468, &year, &month, &mday);
	assert_true(year == 0 && month == 3 && mday == 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_iso),
	    cmocka_unit_test(test_flags),
	    cmocka_unit_test(test_long),
	    cmocka_unit_test(test_zone),
	    cmocka_unit_test(test_forms),
	    cmocka_unit_test(test_bad_forms),
	    cmocka_unit_test(test_hints),
	    cmocka_unit_test(test_periods),
	    cmocka_unit_test(test_problems),
	    cmocka_unit_test(test_far),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
