/* dateform: date.c's second half: --date-format, and hints towards it. */
#ifndef NUM_DATEFORM_H
#define NUM_DATEFORM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "num/date.h"

/* A date as it is written. */
struct date_fields {
	int year, month, day;
	int hour, minute, second; /* 24 h; second 60 is a leap second's */
	int32_t micro;
	int32_t offset; /* east of UTC  [seconds] */
	bool timed, zoned;
};

/* Reads s, trimmed and not empty, by the form. */
enum date_status date_form_parse(const struct date_form *form,
    const struct zone *zone, struct str s, struct date *out);

/* Checks what was read and fills out, turned to the zone. */
enum date_status date_finish(
    const struct date_fields *f, const struct zone *zone, struct date *out);

/* An instant since 1970 UTC, turned to the zone. */
enum date_status date_instant(
    int64_t utc, const struct zone *zone, struct date *out);

/* Up to most digits off the front of *s; returns how many there were. */
int date_digits(struct str *s, int most, int *v);

/* ".fff" off the front of *s, if there: false for a point alone. */
bool date_fraction(struct str *s, int32_t *micro);

/* Z, z, +HH:MM or +HHMM off the front of *s. */
bool date_offset(struct str *s, int32_t *offset);

#endif
