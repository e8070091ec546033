/*
 * gen_points: events to measure with, the same bytes for the same arguments.
 *
 *	gen_points [-n EVENTS] [-m MEMBERS] [-r | -1]
 *
 * In order of time over three years, members drawn alike: 70 % earn, to end
 * after a year, 20 % redeem, 10 % take back a part of the member's last lot.
 * -r: 60 % purchases, 15 % refunds of a part of the last one, 15 %
 * redemptions, 10 % activities, for rules. -1: one member, half of the events
 * earn a lot that ends on any day, then half redeem half a lot each.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "num/date.h"

enum { DAYS = 1095, LIFE = 365 };

static uint64_t seed = 20250101;

/* xorshift64*: not for statistics, but the same everywhere. */
static uint64_t
below(uint64_t n)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return ((seed * 2685821657736338717U) >> 32) * n >> 32;
}

static const char *
day_text(int32_t day)
{
	static char text[2][DATE_MAX + 1];
	static int which;
	char *out = text[which ^= 1];

	out[date_put(out, day)] = '\0';
	return out;
}

static void
given(uint64_t i, uint64_t member, int32_t day, unsigned hour, uint64_t *last)
{
	uint64_t what = *last == 0 ? 0 : below(10);

	printf("%sT%02u:00,e%08llu,m%07llu,", day_text(day), hour,
	    (unsigned long long)i, (unsigned long long)member);
	if (what < 7) {
		printf("earn,%u,%s,\n", (unsigned)below(300) + 1,
		    day_text(day + LIFE));
		*last = i;
	} else if (what < 9) {
		printf("redeem,%u,,\n", (unsigned)below(300) + 1);
	} else {
		printf("reverse_earn,%u,,e%08llu\n", (unsigned)below(30) + 1,
		    (unsigned long long)*last);
	}
}

static void
ruled(uint64_t i, uint64_t member, int32_t day, unsigned hour, uint64_t *last)
{
	static const char *const shop[] = {"app", "shop", "web"};
	uint64_t what = *last == 0 ? 0 : below(20);

	printf("%sT%02u:00,e%08llu,m%07llu,", day_text(day), hour,
	    (unsigned long long)i, (unsigned long long)member);
	if (what < 12) {
		printf("purchase,,%u.%02u,,,%s\n", (unsigned)below(300) + 30,
		    (unsigned)below(100), shop[below(3)]);
		*last = i;
	} else if (what < 15) {
		printf("refund,,%u.%02u,e%08llu,,\n", (unsigned)below(20),
		    (unsigned)below(99) + 1, (unsigned long long)*last);
	} else if (what < 18) {
		printf("redeem,%u,,,,\n", (unsigned)below(300) + 1);
	} else {
		printf("activity,,,,review,\n");
	}
}

static void
one_member(uint64_t n)
{
	uint64_t lots = n / 2;

	for (uint64_t i = 0; i < lots; i++)
		printf("2024-01-01,e%llu,one,earn,10,%s,\n",
		    (unsigned long long)i,
		    day_text(date_day(2025, 1, 1) + (int32_t)below(3000)));
	for (uint64_t i = 0; i < lots; i++)
		printf(
		    "2024-01-02,r%llu,one,redeem,5,,\n", (unsigned long long)i);
}

int
main(int argc, char **argv)
{
	uint64_t n = 1000000, members = 100000, *last;
	bool rules = false, one = false;
	int c;

	while ((c = getopt(argc, argv, "n:m:r1")) != -1) {
		switch (c) {
		case 'n':
			n = strtoull(optarg, NULL, 10);
			break;
		case 'm':
			members = strtoull(optarg, NULL, 10);
			break;
		case 'r':
			rules = true;
			break;
		case '1':
			one = true;
			break;
		default:
			return 2;
		}
	}
	last = calloc(members, sizeof(*last));
	if (last == NULL)
		return 1;
	puts(rules ? "ts,event_id,member_id,type,points,amount,"
		     "ref_event_id,activity,channel"
		   : "ts,event_id,member_id,type,points,expires,"
		     "ref_event_id");
	if (one)
		one_member(n);
	for (uint64_t i = 1; !one && i <= n; i++) {
		uint64_t at = i * DAYS * 24 / (n + 1), m = below(members);
		int32_t day = date_day(2022, 1, 1) + (int32_t)(at / 24);

		(rules ? ruled : given)(
		    i, m, day, (unsigned)(at % 24), &last[m]);
	}
	free(last);
	return ferror(stdout) || fclose(stdout) != 0;
}
