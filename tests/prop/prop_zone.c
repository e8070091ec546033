/*
 * Properties of zones, of rules and of the system's own: the clocks are
 * right at a moment that a local time is said to be, and it is the first such
 * moment; a time in a gap is as far behind the change as behind the gap's
 * beginning; 400 years later all is the same.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../unit/zone_helper.h"
#include "tab/zones.h"

#define US    INT64_C(1000000)
#define CYCLE (INT64_C(146097) * 86400)

enum { ROUNDS = 4000, HOUR = 3600 };

static uint64_t seed = 20261126;

/* xorshift64*: the same cases on every run. */
static uint64_t
draw(uint64_t n)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return ((seed * 2685821657736338717U) >> 11) % n;
}

static int64_t
local_of(const struct zone *z, int64_t utc)
{
	return zone_local(z, utc * US) / US;
}

/* The first moment within two days that the clocks show it, or INT64_MAX. */
static int64_t
first_moment(const struct zone *z, int64_t local)
{
	int64_t best = INT64_MAX;

	for (int64_t u = local - 48 * HOUR; u < local + 48 * HOUR;
	     u += HOUR / 4) {
		int64_t at = local - zone_offset(z, u);

		if (local_of(z, at) == local && at < best)
			best = at;
	}
	return best;
}

static void
check_local(const char *name, const struct zone *z, int64_t local)
{
	int64_t got = zone_utc(z, local * US) / US;
	int64_t want = first_moment(z, local);
	int64_t gap = local_of(z, got) - local;

	if (want != INT64_MAX && got == want)
		return;
	/* Before the gap, the clocks went by that offset. */
	if (want == INT64_MAX && gap > 0 &&
	    zone_offset(z, got - gap) == local - got)
		return;
	fail_msg("%s: local %lld: got %lld, wanted %lld", name,
	    (long long)local, (long long)got, (long long)want);
}

static void
check_zone(const char *name, const struct zone *z, bool ruled)
{
	/* Years 1600 to 9990, and the days around a change. */
	int64_t from = INT64_C(-11676096000), all = INT64_C(264773000000);
	int64_t at = 0;

	for (int i = 0; i < ROUNDS; i++) {
		if (i % 2 == 0)
			at = from + (int64_t)draw((uint64_t)all);
		for (int k = 0;
		     i % 2 == 0 && k < 400 &&
		     zone_offset(z, at) == zone_offset(z, at + 86400);
		     k++)
			at += 86400;
		check_local(name, z, at + (int64_t)draw(2 * 86400) - 7200);
		/* By then the rule holds. */
		if (ruled && at > INT64_C(4102444800) &&
		    zone_offset(z, at) != zone_offset(z, at + CYCLE))
			fail_msg("%s: not as 400 years later: %lld", name,
			    (long long)at);
	}
}

static void
test_rules(void **state)
{
	static const char *const rules[] = {"CET-1CEST,M3.5.0,M10.5.0/3",
	    "EST5EDT,M3.2.0,M11.1.0", "AEST-10AEDT,M10.1.0,M4.1.0/3",
	    "IST-1GMT0,M10.5.0,M3.5.0/1",
	    "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
	    "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "EET-2EEST,M3.4.4/50,M10.4.4/50",
	    "ABC3DEF,J60,J300/1:30:15", "ABC3DEF,59/0,299/24", "UTC0",
	    "XXX3EDT4,0/0,J365/23"};

	(void)state;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		struct zone z = zone_of_rule(rules[i]);

		check_zone(rules[i], &z, true);
		zone_free(&z);
	}
}

static void
test_places(void **state)
{
	static const char *const places[] = {"Europe/Berlin", "Europe/Dublin",
	    "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe",
	    "Asia/Tehran", "Pacific/Apia", "Antarctica/Troll", "Asia/Shanghai"};
	struct fault f;
	struct zone z;

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (!zones_load(str_of(places[i]), &z, &f))
			skip();
		check_zone(places[i], &z, false);
		zone_free(&z);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rules),
	    cmocka_unit_test(test_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
