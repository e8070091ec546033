/*
 * date: civil dates of the proleptic Gregorian calendar, years 1600-9999.
 * A day is an int32_t of days since 1970-01-01; an instant is an int64_t of
 * microseconds since 1970-01-01T00:00 in the wanted zone's local time.
 */
#ifndef NUM_DATE_H
#define NUM_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "num/zone.h"

#define DATE_US_PER_DAY INT64_C(86400000000)

/* What one cell holds. */
struct date {
	int64_t us;      /* local time in the wanted zone  [microseconds] */
	int32_t day;     /* its day */
	int32_t written; /* the day as written, before any zone was applied */
	bool timed;      /* a time of day was given */
	bool zoned;      /* a zone was given */
};

/* A day that was written as such. */
static inline struct date
date_of_day(int32_t day)
{
	return (struct date){
	    .us = day * DATE_US_PER_DAY, .day = day, .written = day};
}

/* The day of an instant. */
static inline int32_t
date_of_instant(int64_t us)
{
	return (int32_t)(us / DATE_US_PER_DAY - (us % DATE_US_PER_DAY < 0));
}

enum date_status {
	DATE_OK,
	DATE_EMPTY,
	DATE_MALFORMED, /* not of the form */
	DATE_NO_DAY,    /* 2023-02-29, 24:00 */
	DATE_RANGE      /* year before 1600 or after 9999 */
};

/* A compiled --date-format; NULL stands for ISO 8601 everywhere. */
struct date_form;

/*
 * date_form_new: compiles %Y %y %m %d %H %M %S %b %p %z %% or the words
 * epoch and epoch-ms (seconds, milliseconds since 1970 UTC). Other letters
 * stand for themselves; a blank matches one or more blanks. %m %d %H %M %S
 * take one or two digits; %S takes a fraction; %y is 1970-2069; %b is the
 * English month, three letters or whole, any case; %p AM or PM.
 *
 * Returns NULL and *what (static text) when the pattern is not ours.
 */
struct date_form *date_form_new(const char *pattern, const char **what);
void date_form_delete(struct date_form *form);

/*
 * date_parse: reads one date, blanks around it allowed.
 *
 *   form   NULL: YYYY-MM-DD, then optionally T, t or blank and
 *          HH:MM[:SS[.fraction]], then optionally Z, z or +HH:MM; a blank
 *          may stand before the zone, whose colon may be missing
 *   zone   zoned times are turned to it; unzoned ones are in it already
 *
 * 23:59:60 is read as the second after 23:59:59; fractions beyond
 * microseconds are cut. Cost about 9 ns for a plain date.
 */
enum date_status date_parse(const struct date_form *form,
    const struct zone *zone, struct str s, struct date *out);

/*
 * date_turn: what was read without a zone is the local time of zone from, as
 * another column says: it becomes that of zone to. A day without a time stays
 * that day, and a time that was read with a zone stays.
 * Returns DATE_OK or DATE_RANGE.
 */
enum date_status date_turn(
    struct date *d, const struct zone *from, const struct zone *to);

const char *date_problem(enum date_status status);

/* The --date-format or other step that this text calls for, or NULL. */
const char *date_hint(enum date_status status, struct str s);

/* Civil to day number and back; month 1-12, day 1-31. */
int32_t date_day(int year, int month, int day);
void date_civil(int32_t day, int *year, int *month, int *mday);
bool date_exists(int year, int month, int day);

/*
 * Periods of the calendar, numbered so that neighbours differ by one:
 * days as they are, ISO weeks (Monday first), months, quarters, years.
 */
enum period {
	PERIOD_DAY,
	PERIOD_WEEK,
	PERIOD_MONTH,
	PERIOD_QUARTER,
	PERIOD_YEAR
};
int32_t period_of(enum period p, int32_t day);
int32_t period_first_day(enum period p, int32_t index);

/* "2024-01-31": 10 bytes, not terminated. Returns 10. */
enum { DATE_MAX = 10, DATE_TIME_MAX = 26 };
size_t date_put(char *out, int32_t day);

/* "2024-01-31T23:59:59[.ffffff]": returns the bytes written. */
size_t date_put_time(char *out, int64_t us);

#endif
