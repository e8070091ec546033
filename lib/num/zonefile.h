/*
 * zonefile: what a file of the time zone database says (RFC 9636), for zone.c.
 */
#ifndef NUM_ZONEFILE_H
#define NUM_ZONEFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* From then on, in UTC  [seconds], clocks are that far east of it. */
struct zone_change {
	int64_t at;
	int32_t offset;
};

/* A moment of every year: "M3.2.0/2", "J60", "0/3". */
struct zone_date {
	char kind;                /* M, J or 0 */
	int month, week, weekday; /* M: 1-12, 1-5 (5: the last), Sunday is 0 */
	int day;      /* J: 1-365 without February 29; 0: 0-365 with it */
	int32_t time; /* from 00:00, -167 to 167 hours  [seconds] */
};

/* A POSIX TZ string. */
struct zone_rule {
	int32_t offset, dst_offset; /* east of UTC  [seconds] */
	bool dst;                   /* is there: between start and end */
	struct zone_date start, end;
};

/* Reads a rule such as CET-1CEST,M3.5.0,M10.5.0/3, all of s. */
bool zone_rule_parse(struct str s, struct zone_rule *rule);

/* Both changes of a year, the earlier one first. */
void zone_rule_year(
    const struct zone_rule *rule, int year, struct zone_change two[2]);

/* Views into the file's bytes. */
struct zone_file {
	size_t changes, types;
	bool wide; /* moments have 8 bytes */
	const char *at, *of, *type;
	bool ruled;
	struct zone_rule rule;
};

/*
 * zone_file_read: checks all of it.
 * Returns false and *what, a static text.
 */
bool zone_file_read(struct str tzif, struct zone_file *file, const char **what);

/* Change i < changes, and the offset before the first one. */
struct zone_change zone_file_change(const struct zone_file *file, size_t i);
int32_t zone_file_before(const struct zone_file *file);

#endif
