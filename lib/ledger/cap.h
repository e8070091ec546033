/* cap: so many points, or so many times, in a period of the calendar. */
#ifndef LEDGER_CAP_H
#define LEDGER_CAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum cap_per { CAP_DAY, CAP_WEEK, CAP_MONTH, CAP_YEAR, CAP_EVER };

struct cap {
	int64_t n;   /* at least 1 */
	bool grants; /* n is a number of times, not of points */
	enum cap_per per;
};

/*
 * cap_parse: "500 per month" (points), "3x per week" (times); per day, week,
 * month, year, ever; "500 ever" will do. Letters of any case, blanks around and between allowed.
 *
 *   times  without an x it is a number of times too, as in a reward's limit
 *
 * Returns false when it is not one; *c is then unchanged.
 */
bool cap_parse(struct str s, bool times, struct cap *c);

/* The longest text cap_put writes; not terminated, returns its length. */
enum { CAP_MAX = 48 };
size_t cap_put(char *out, const struct cap *c);

/* The period that holds the day, numbered; one number for ever. */
int32_t cap_period(const struct cap *c, int32_t day);

#endif
