/* expiry: when points end, as a programme says it, and the instant it means. */
#ifndef LEDGER_EXPIRY_H
#define LEDGER_EXPIRY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum expiry_form {
	EXPIRY_NEVER,
	EXPIRY_DAYS,    /* 365d */
	EXPIRY_MONTHS,  /* 12m, with the clamp at the month's end */
	EXPIRY_MONTH,   /* end-of-month[+N] */
	EXPIRY_QUARTER, /* end-of-quarter[+N] */
	EXPIRY_YEAR,    /* end-of-year[+N] */
	EXPIRY_DATE,    /* 2026-12-31, that day included */
	EXPIRY_INACTIVE /* inactive 12m */
};

/* Zeroed is never. */
struct expiry {
	enum expiry_form form;
	int32_t n; /* days, months, periods more; the day of EXPIRY_DATE */
};

/*
 * expiry_parse: never, Nd (1 to 36525), Nm (1 to 1200), end-of-month,
 * end-of-quarter, end-of-year with +N (1 to 1200) or without, a day, and
 * inactive Nm. Letters of any case, blanks around it allowed.
 *
 * Returns NULL, or what is wrong (static text); *e is then unchanged.
 */
const char *expiry_parse(struct str s, struct expiry *e);

/* What may be written, for a hint. */
extern const char expiry_forms[];

/* The longest text expiry_put writes; not terminated, returns its length. */
enum { EXPIRY_MAX = 32 };
size_t expiry_put(char *out, const struct expiry *e);

/*
 * expiry_end: the first instant at which points usable from that day on are
 * gone: 00:00 of a day, or EVENT_NEVER (also beyond the year 9999).
 *
 *   day  the one from which they may be spent; of EXPIRY_INACTIVE the day of
 *        the last earn, redemption or purchase
 */
int64_t expiry_end(const struct expiry *e, int32_t day);

#endif
