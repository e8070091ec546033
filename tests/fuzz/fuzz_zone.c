/*
 * fuzz_zone: any bytes as a file of the time zone database, or as its rule.
 *
 * Byte 0: R, the rest is a rule; H, it is hex; else it is the file.
 *
 * Properties: no crash; what is taken gives, at any moment, an offset of less
 * than 26 hours, and the same one 400 years later behind the last change; the
 * moment of a local time shows it, unless it is in a gap.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "../unit/zone_helper.h"
#include "hex.h"
#include "num/date.h"
#include "num/zonefile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define US    INT64_C(1000000)
#define CYCLE (INT64_C(146097) * 86400)

static void
require(bool ok, const char *what, int64_t at)
{
	if (ok)
		return;
	fprintf(stderr, "%s: %lld\n", what, (long long)at);
	abort();
}

static void
check_moment(const struct zone *z, int64_t at)
{
	int32_t offset = zone_offset(z, at);
	int64_t local = zone_local(z, at * US), back = zone_utc(z, local);

	require(offset > -93600 && offset < 93600, "offset", at);
	require(local == (at + offset) * US, "local", at);
	/* A moment that the clocks show is never in a gap, but there may be
	 * an earlier one. */
	require(
	    back <= at * US + 93600 * US && back >= at * US - 2 * 93600 * US,
	    "back", at);
}

static void
check(struct str file)
{
	struct zone z;
	struct zone_file parts;
	const char *what = NULL;
	struct date d;
	static const struct zone utc;

	if (!zone_read(file, &z, &what)) {
		require(what != NULL && *what != '\0', "no reason", 0);
		return;
	}
	require(zone_file_read(file, &parts, &what), "taken and refused", 0);
	for (int year = 1600; year < 10000; year += year < 2100 ? 7 : 311) {
		int64_t at = date_day(year, 1 + year % 12, 1) * INT64_C(86400);

		check_moment(&z, at);
		if (year >= 2400 + 1 &&
		    (parts.changes == 0 ||
			zone_file_change(&parts, parts.changes - 1).at <
			    INT64_C(13000000000)))
			require(
			    zone_offset(&z, at) == zone_offset(&z, at + CYCLE),
			    "400 years", at);
	}
	for (size_t i = 0; i < parts.changes && i < 500; i++) {
		int64_t at = zone_file_change(&parts, i).at;

		if (at > -(INT64_C(1) << 40))
			for (int k = -1; k < 2; k++)
				check_moment(&z, at + k);
	}
	if (date_parse(NULL, &utc, STR("2024-03-31 02:30"), &d) == DATE_OK)
		require(date_turn(&d, &z, &z) == DATE_OK, "turn", d.us);
	zone_free(&z);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct zone_part part = {.types = 1};
	struct buf b = {0}, text = {0};

	if (size == 0 || size > 65536)
		return 0;
	if (data[0] == 'R') {
		buf_put(&text, (const char *)data + 1, size - 1);
		while (text.n > 0 && text.p[text.n - 1] == '\n')
			text.n--;
		zone_put_file(&b, '3', &part, buf_cstr(&text));
	} else if (data[0] == 'H') {
		hex_bytes(&b, data + 1, size - 1);
	} else {
		buf_put(&b, (const char *)data, size);
	}
	check(buf_view(&b));
	buf_free(&b);
	buf_free(&text);
	return 0;
}
