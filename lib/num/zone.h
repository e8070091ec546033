/*
 * zone: the time zone that results are in: an offset, or the history of a
 * place's clocks and the rule that they follow from now on.
 */
#ifndef NUM_ZONE_H
#define NUM_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct zone_table;

/* Zeroed is UTC. Copies share the table. */
struct zone {
	int32_t offset;                 /* east of UTC  [seconds] */
	const struct zone_table *table; /* or NULL: offset, always */
};

/* Reads UTC, Z, +HH:MM or -HH:MM; false for anything else. */
bool zone_parse(struct str s, struct zone *zone);

/*
 * zone_read: a zone of the system's database, from the bytes of its file.
 *
 *   tzif   as RFC 9636 has it, versions 1 to 4; the rule behind the last
 *          change (a POSIX TZ string) holds for ever
 *   what   out: what is wrong, a static text, when false is returned
 *
 * Files that count leap seconds are refused. zone_free undoes it.
 * Source   RFC 9636 (2024), The Time Zone Information Format
 */
bool zone_read(struct str tzif, struct zone *zone, const char **what);
void zone_free(struct zone *zone);

/* What a zone with a table has at that moment  [seconds of UTC]. */
int32_t zone_offset(const struct zone *zone, int64_t utc);

/* The local time of an instant given in UTC  [microseconds]; NULL is UTC. */
static inline int64_t
zone_local(const struct zone *zone, int64_t utc)
{
	int64_t seconds, offset;

	if (zone == NULL)
		return utc;
	if (zone->table == NULL)
		return utc + zone->offset * INT64_C(1000000);
	seconds = utc / 1000000 - (utc % 1000000 < 0);
	offset = zone_offset(zone, seconds);
	return utc + offset * INT64_C(1000000);
}

/*
 * zone_utc: the instant of a local time  [microseconds]; NULL is UTC. One that
 * comes twice, as clocks are set back, is the first of the two; one that is
 * left out, as clocks are set forward, is as far behind the change as it is
 * behind the gap's beginning (02:30 is 03:30): what the offset before the
 * change makes of it, as Python's fold=0 has it.
 */
int64_t zone_utc(const struct zone *zone, int64_t local);

#endif
