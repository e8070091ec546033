/*
 * calendar: months with a clamp at their end, and the windows in which a
 * member qualifies for a tier. Days are num/date.h's; nothing here knows a
 * clock. What would fall outside the years 1600 to 9999 stops at their ends.
 */
#ifndef LEDGER_CALENDAR_H
#define LEDGER_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* Years are 1600 to 9999: 1600-01-01 and 9999-12-31. */
#define CALENDAR_FIRST (-135140)
#define CALENDAR_LAST  2932896

/*
 * calendar_add_months: the same day of the month so many months on (or back,
 * if negative), or that month's last day: 31 January and a month is 28 or 29
 * February.
 */
int32_t calendar_add_months(int32_t day, int32_t months);

/* Day and n days, kept within the calendar. */
int32_t calendar_add_days(int32_t day, int64_t n);

/* A day's place in its year, as 100 month + day: 229 is 29 February. */
int32_t calendar_month_day(int32_t day);

enum window_form {
	WINDOW_MONTHS, /* the months that end with the day; 0 stands for 12 */
	WINDOW_YEAR,   /* the calendar year */
	WINDOW_ANNIVERSARY /* the year of membership */
};

/* Zeroed is 12m. */
struct window {
	enum window_form form;
	int32_t months; /* of WINDOW_MONTHS; 0: 12 */
};

/* 12m, 6m (1 to 120 months), year, anniversary; false for anything else. */
bool window_parse(struct str s, struct window *w);

/* The longest text window_put writes; not terminated, returns its length. */
enum { WINDOW_MAX = 16 };
size_t window_put(char *out, const struct window *w);

/*
 * window_first: the first day of the window that holds the day; what counts
 * lies between it and the day, both included.
 *
 *   enrolled  the member's first day, for WINDOW_ANNIVERSARY: years of
 *             membership begin on its anniversaries (29 February: on the
 *             28th in common years)
 *
 * 12m on 2025-03-15 begins on 2024-03-16: (t - 12 months, t].
 */
int32_t window_first(const struct window *w, int32_t day, int32_t enrolled);

/*
 * window_until: the last day on which a tier got on that day is valid, before
 * any grace: the day and the window's months; the end of the next calendar
 * year; the end of the next year of membership.
 */
int32_t window_until(const struct window *w, int32_t day, int32_t enrolled);

#endif
