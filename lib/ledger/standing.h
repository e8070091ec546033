/*
 * standing: what rules and tiers ask about an account besides its points.
 * Kept only where something asks.
 *
 * Memory  72 bytes an account; 16 for each day on which it qualified, as
 *         long as a window may hold it
 */
#ifndef LEDGER_STANDING_H
#define LEDGER_STANDING_H

#include "ledger/facts.h"
#include "ledger/members.h"
#include "ledger/tiers.h"

#define STANDING_NONE UINT32_MAX

struct standing {
	int64_t growth;
	uint32_t orders;  /* purchases */
	uint32_t streak;  /* months in a row with one, up to `month` */
	int32_t month;    /* the last one with a purchase; INT32_MIN */
	int32_t first;    /* day of the first event; INT32_MIN */
	int32_t enrolled; /* of the member; INT32_MIN: not said */
	int32_t birthday; /* 100 month + day; 0: not said */
	struct tier_hold hold;
	uint32_t head, tail; /* of its days, oldest first */
	bool more;           /* this event added to what qualifies */
};

/* What qualifies, on one day: millionths of money, or a number. */
struct standing_day {
	int64_t value;
	int32_t day;
	uint32_t next;
};

/* Zeroed is empty. */
struct standings {
	const struct tiers *tiers; /* NULL: none */
	struct standing *at;
	uint32_t count;
	size_t room;
	struct standing_day *day;
	uint32_t days;
	size_t day_room;
	uint32_t unused; /* days to use again, from 1; 0: none */
};

/* An account's, which is added when it has none. */
struct standing *standing_of(
    struct standings *t, struct members *m, uint32_t account);

/* Its first event: from then on it has a tier. */
void standing_begin(struct standings *t, struct standing *s, int32_t day);

/* The member's first day, for years of membership. */
int32_t standing_enrolled(const struct standing *s);

/* Adds to what qualifies on a day. */
void standing_qualify(
    struct standings *t, struct standing *s, int32_t day, int64_t value);

/* A day behind all others, as it is: for reading them back. */
void standing_put(
    struct standings *t, struct standing *s, int32_t day, int64_t value);

/* What qualifies in the window that holds the day, at least 0. */
int64_t standing_total(
    const struct standings *t, const struct standing *s, int32_t day);

/* After an event: if it added to what qualifies, a higher tier is got, or
 * the one held renewed. What takes away never renews. */
void standing_reach(struct standings *t, struct standing *s, int32_t day);

/*
 * standing_review: what is due before a day. Returns the day of the last
 * review, or INT32_MIN if there was none.
 */
int32_t standing_review(struct standings *t, struct standing *s, int32_t day);

/* A purchase in that month (period_of PERIOD_MONTH): the streak with it. */
uint32_t standing_streak(const struct standing *s, int32_t month);
void standing_buy(struct standing *s, int32_t month);

size_t standings_memory(const struct standings *t);
void standings_free(struct standings *t);

#endif
