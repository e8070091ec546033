/* zone: files by hand, rules against Python's zoneinfo, names, local times. */
#include "check.h"

#include "base/text.h"
#include "num/date.h"
#include "num/zonefile.h"
#include "tab/zones.h"
#include "zone_helper.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define US       INT64_C(1000000)

static const char berlin_rule[] = "CET-1CEST,M3.5.0,M10.5.0/3";

/* --- rules --- */

/* tests/oracle/zone_rules.csv: rule (blanks for commas),from,at,gives */
static void
test_oracle(void **state)
{
	FILE *f = check_open("CRM_TESTS", "tests", "oracle/zone_rules.csv");
	char line[200], now[200] = "";
	struct zone z = {0};
	size_t rows = 0;

	(void)state;
	if (f == NULL)
		skip();
	assert_non_null(fgets(line, sizeof(line), f));
	while (fgets(line, sizeof(line), f) != NULL) {
		char *rest = line, *rule = check_field(&rest);
		bool local = strcmp(check_field(&rest), "local") == 0;
		int64_t at = strtoll(check_field(&rest), NULL, 10);
		int64_t want = strtoll(check_field(&rest), NULL, 10), got;

		if (strcmp(rule, now) != 0) {
			snprintf(now, sizeof(now), "%s", rule);
			for (char *p = rule; *p != '\0'; p++)
				*p = *p == ' ' ? ',' : *p;
			zone_free(&z);
			z = zone_of_rule(rule);
		}
		got = local ? zone_utc(&z, at * US) : zone_local(&z, at * US);
		if (got != want * US)
			fail_msg("%s: from %s %lld: got %lld, wanted %lld", now,
			    local ? "local" : "utc", (long long)at,
			    (long long)(got / US), (long long)want);
		rows++;
	}
	fclose(f);
	zone_free(&z);
	assert_true(rows > 1500);
}

static void
test_bad_rules(void **state)
{
	static const char *const bad[] = {"", "CET", "CE-1", "CET-1CEST",
	    "CET-1CEST,", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,",
	    "CET-1CEST,M3.5.0,M10.5.0/3x", "CET-1CEST,M13.5.0,M10.5.0",
	    "CET-1CEST,M0.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
	    "CET-1CEST,M3.0.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0",
	    "CET-1CEST,J0,J1", "CET-1CEST,J366,J1", "CET-1CEST,366,1",
	    "CET-1CEST,M3.5.0/168,M10.5.0", "CET-25", "CET-1:60", "CET-1:00:60",
	    "<CET-1", "<>-1", "<A>-1", "CET--1", "CET-1 ", "CET-1,J1,J2",
	    "CET-1CEST,M3.5,M10.5.0", "CET-1:", "C1T-1", "CET-1CEST-25,J1,J2",
	    "CET-1CEST,J1/,J2"};
	struct zone_rule rule;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		if (zone_rule_parse(str_of(bad[i]), &rule))
			fail_msg("taken: %s", bad[i]);
	assert_true(zone_rule_parse(STR("<-03>3"), &rule));
	assert_true(!rule.dst && rule.offset == -3 * 3600);
	assert_true(zone_rule_parse(STR("CET-1CEST-2,J1/-1:30,0"), &rule));
	assert_true(rule.dst && rule.dst_offset == 7200);
	assert_true(rule.start.time == -5400 && rule.end.time == 7200);
}

/* --- files --- */

/* UTC+1 from 100, UTC+2 from 200, UTC+1 again from 300; UTC before. */
static const struct zone_part three = {.at = {100, 200, 300},
    .of = {1, 2, 1},
    .changes = 3,
    .offset = {0, 3600, 7200},
    .types = 3};

static void
check_three(char version, const char *rule, int32_t later)
{
	static const struct {
		int64_t at;
		int32_t offset;
	} want[] = {{INT64_C(-12000000000), 0}, {99, 0}, {100, 3600},
	    {199, 3600}, {200, 7200}, {299, 7200}, {300, 3600}};
	struct buf b = {0};
	struct zone z;
	const char *what;

	zone_put_file(&b, version, &three, rule);
	if (!zone_read(buf_view(&b), &z, &what))
		fail_msg("%c: %s", version, what);
	for (size_t i = 0; i < COUNT(want); i++)
		assert_int_equal(zone_offset(&z, want[i].at), want[i].offset);
	/* 2024-07-01, and in 400, 4,000 and 7,600 years. */
	for (int64_t years = 0; years <= 7600; years += 400)
		assert_int_equal(
		    zone_offset(&z, 1719792000 + years / 400 * 146097 * 86400),
		    later);
	/* A microsecond before the change counts. */
	assert_true(zone_local(&z, 200 * US - 1) == 3800 * US - 1);
	assert_true(zone_local(&z, 200 * US) == 7400 * US);
	zone_free(&z);
	assert_null(z.table);
	buf_free(&b);
}

static void
test_files(void **state)
{
	(void)state;
	check_three('\0', NULL, 3600);
	check_three('2', "CET-1", 3600);
	check_three('2', "", 3600);
	check_three('3', berlin_rule, 7200);
	check_three('4', berlin_rule, 7200);
}

/* What changes nothing, and a beginning before the universe. */
static void
test_odd_files(void **state)
{
	struct zone_part odd = {.at = {-(INT64_C(1) << 59), 50, 60},
	    .of = {0, 1, 0},
	    .changes = 3,
	    .offset = {3600, 3600},
	    .types = 2};
	struct buf b = {0};
	struct zone z;
	const char *what;

	(void)state;
	zone_put_file(&b, '2', &odd, berlin_rule);
	assert_true(zone_read(buf_view(&b), &z, &what));
	assert_int_equal(zone_offset(&z, INT64_C(-11000000000)), 3600);
	assert_int_equal(zone_offset(&z, 55), 3600);
	assert_int_equal(zone_offset(&z, 1719792000), 7200);
	zone_free(&z);
	buf_free(&b);
}

static void
refused(const char *name, struct buf *b, const char *why)
{
	struct zone z;
	const char *what = "nothing";

	if (zone_read(buf_view(b), &z, &what))
		fail_msg("%s: taken", name);
	if (strstr(what, why) == NULL)
		fail_msg("%s: got '%s', wanted '%s'", name, what, why);
	buf_free(b);
}

static void
test_broken(void **state)
{
	struct zone_part odd;
	struct buf b = {0};

	(void)state;
	refused("nothing", &b, "not a time zone file");
	buf_put(&b, "TZig", 4);
	zone_put(&b, 0, 60);
	refused("another magic", &b, "not a time zone file");
	zone_put_file(&b, '\0', &three, NULL);
	for (size_t n = b.n - 1; n > 0; n--) {
		struct buf part = {0};

		buf_put(&part, b.p, n);
		refused("cut, version 1", &part, n < 44 ? "not a" : "short");
	}
	b.n = 0;
	zone_put_file(&b, '2', &three, berlin_rule);
	for (size_t n = b.n - 1; n > 0; n--) {
		struct buf part = {0};

		buf_put(&part, b.p, n);
		refused("cut, version 2", &part, "time zone file");
	}
	b.n = 0;
	zone_put_file(&b, '2', &three, "CET-1CEST");
	refused("half a rule", &b, "unknown rule");
	odd = three;
	odd.of[1] = 3;
	zone_put_file(&b, '2', &odd, "");
	refused("type 3 of 3", &b, "unknown type");
	odd = three;
	odd.at[2] = 200;
	zone_put_file(&b, '2', &odd, "");
	refused("twice at once", &b, "out of order");
	odd = three;
	odd.offset[2] = 93600;
	zone_put_file(&b, '2', &odd, "");
	refused("26 hours", &b, "beyond a day");
	odd = three;
	odd.leaps = 1;
	zone_put_file(&b, '\0', &odd, NULL);
	refused("leap seconds", &b, "leap seconds");
	odd = three;
	odd.types = 0;
	odd.changes = 0;
	zone_put_file(&b, '2', &odd, "");
	refused("no types", &b, "without types");
	odd = three;
	odd.at[2] = INT64_MAX;
	zone_put_file(&b, '2', &odd, "");
	refused("too late", &b, "beyond all calendars");
	/* A count of which the size would overflow 32 bits. */
	zone_put_file(&b, '\0', &three, NULL);
	memset(b.p + 32, 0xff, 4);
	refused("4294967295 changes", &b, "short");
}

/* --- local times --- */

static void
test_turn(void **state)
{
	static const struct {
		const char *local, *want;
	} rows[] = {
	    {"2024-01-15 12:00", "2024-01-15T11:00:00"},
	    {"2024-07-15 12:00", "2024-07-15T10:00:00"},
	    /* Left out: 02:30 is 03:30 of the new time. */
	    {"2024-03-31 01:59:59.999999", "2024-03-31T00:59:59.999999"},
	    {"2024-03-31 02:00", "2024-03-31T01:00:00"},
	    {"2024-03-31 02:30", "2024-03-31T01:30:00"},
	    {"2024-03-31 03:00", "2024-03-31T01:00:00"},
	    /* Twice: the first. */
	    {"2024-10-27 02:00", "2024-10-27T00:00:00"},
	    {"2024-10-27 02:59:59", "2024-10-27T00:59:59"},
	    {"2024-10-27 03:00", "2024-10-27T02:00:00"},
	    /* Over a midnight; and what is not to be turned. */
	    {"2024-01-01 00:30", "2023-12-31T23:30:00"},
	    {"2024-01-01", "2024-01-01T00:00:00"},
	    {"2024-01-01 00:30Z", "2024-01-01T00:30:00"},
	};
	static const struct zone utc;
	struct zone z = zone_of_rule(berlin_rule);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct date d;
		char text[DATE_TIME_MAX + 1];

		assert_int_equal(
		    date_parse(NULL, &utc, str_of(rows[i].local), &d), DATE_OK);
		assert_int_equal(date_turn(&d, &z, &utc), DATE_OK);
		text[date_put_time(text, d.us)] = '\0';
		if (strcmp(text, rows[i].want) != 0)
			fail_msg("%s: got %s, wanted %s", rows[i].local, text,
			    rows[i].want);
		assert_int_equal(d.day,
		    d.us / DATE_US_PER_DAY - (d.us % DATE_US_PER_DAY < 0));
	}
	zone_free(&z);
}

/* Times that are not in any year of ours once turned. */
static void
test_turn_range(void **state)
{
	static const struct zone utc, east = {.offset = 3600};
	struct date d;

	(void)state;
	assert_int_equal(
	    date_parse(NULL, &utc, STR("9999-12-31 23:30"), &d), DATE_OK);
	assert_int_equal(date_turn(&d, &utc, &east), DATE_RANGE);
	assert_int_equal(
	    date_parse(NULL, &utc, STR("1600-01-01 00:30"), &d), DATE_OK);
	assert_int_equal(date_turn(&d, &east, &utc), DATE_RANGE);
	assert_int_equal(
	    date_parse(NULL, &east, STR("9999-12-31T23:30Z"), &d), DATE_RANGE);
	assert_int_equal(
	    date_parse(NULL, &east, STR("9999-12-31T23:30"), &d), DATE_OK);
}

/* --- names --- */

static bool
have_tzdata(void)
{
	struct zone z;
	struct fault f;
	bool ok = zones_load(STR("Europe/Berlin"), &z, &f);

	if (ok)
		zone_free(&z);
	return ok;
}

static void
test_names(void **state)
{
	static const char *const bad[] = {"", "/", "/etc/passwd", "..",
	    "../zoneinfo/UTC", "Europe/../Europe/Berlin", "Europe//Berlin",
	    "Europe/Berlin/", ".", "Europe", "localtime", "posixrules",
	    "Factory", "right/UTC", "tzdata.zi ", "zone.tab", "+8", "8",
	    "Europe/Ber lin", "Mars/Olympus", "+24:00", "utc\n",
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "a"};
	struct zone z;
	struct fault f;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		if (zones_load(str_of(bad[i]), &z, &f))
			fail_msg("known: %s", bad[i]);
		assert_int_equal(f.code, FAULT_USAGE);
		assert_string_equal(f.what, "unknown zone");
		assert_true(f.has_value && f.hint[0] != '\0');
	}
	assert_true(zones_load(STR("+08:00"), &z, &f));
	assert_int_equal(z.offset, 8 * 3600);
	if (!have_tzdata())
		skip();
	assert_true(zones_load(STR("America/Argentina/Buenos_Aires"), &z, &f));
	assert_int_equal(zone_offset(&z, 1719792000), -3 * 3600);
	zone_free(&z);
	assert_true(zones_load(STR("Etc/GMT+5"), &z, &f));
	assert_int_equal(zone_offset(&z, 1719792000), -5 * 3600);
	zone_free(&z);
}

/* Every line of a list is a name and a zone that there is. */
static void
test_lists(void **state)
{
	const struct text *t = NULL;
	bool tzdata = have_tzdata();
	size_t lines = 0;

	(void)state;
	while ((t = text_next("zones", t)) != NULL) {
		struct zones *z = zones_new(t->name);
		struct str rest = text_view(t), line, name, zone;

		assert_true(str_split(&rest, '\n', &line));
		assert_true(str_is(line, "name,zone"));
		while (str_split(&rest, '\n', &line) && line.n > 0) {
			struct fault f = {0};
			struct zone fixed;

			lines++;
			assert_true(str_split(&line, ',', &name));
			assert_true(str_split(&line, ',', &zone));
			assert_null(line.p);
			assert_null(memchr(name.p, '"', name.n));
			if (!tzdata && !zone_parse(zone, &fixed))
				continue;
			if (zones_find(z, name, &f) == NULL)
				fail_msg(
				    "%.*s: %s", (int)name.n, name.p, f.what);
		}
		zones_delete(z);
	}
	assert_true(lines > 40);
}

static void
test_find(void **state)
{
	struct zones *z = zones_new("square"), *plain = zones_new(NULL);
	const struct zone *perth, *again;
	struct fault f;

	(void)state;
	perth = zones_find(z, STR(" AWST "), &f);
	assert_non_null(perth);
	assert_int_equal(perth->offset, 8 * 3600);
	/* One by one: those found before stay where they are. */
	for (int i = 0; i < 100; i++) {
		char name[8];

		snprintf(name, sizeof(name), "+%02d:%02d", i / 10, i % 10);
		assert_non_null(zones_find(z, str_of(name), &f));
	}
	again = zones_find(z, STR("AWST"), &f);
	assert_ptr_equal(perth, again);
	assert_null(zones_find(z, STR("AWS"), &f));
	assert_string_equal(f.value, "AWS");
	assert_null(zones_find(z, STR("name"), &f));
	assert_null(zones_find(z, STR(""), &f));
	assert_null(zones_find(plain, STR("AWST"), &f));
	assert_string_equal(f.what, "unknown zone");
	if (have_tzdata()) {
		const struct zone *pacific =
		    zones_find(z, STR("Pacific Time (US & Canada)"), &f);

		assert_non_null(pacific);
		assert_int_equal(zone_offset(pacific, 1719792000), -7 * 3600);
		assert_int_equal(zone_offset(pacific, 1704067200), -8 * 3600);
	}
	zones_delete(z);
	zones_delete(plain);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_oracle),
	    cmocka_unit_test(test_bad_rules),
	    cmocka_unit_test(test_files),
	    cmocka_unit_test(test_odd_files),
	    cmocka_unit_test(test_broken),
	    cmocka_unit_test(test_turn),
	    cmocka_unit_test(test_turn_range),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_lists),
	    cmocka_unit_test(test_find),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
