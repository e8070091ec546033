/*
 * facts: what conditions may ask about a member besides the event's columns.
 *
 *   tier            his tier's name; a blank one is empty
 *   orders          purchases of the account before this one; fully refunded
 *                   ones still count
 *   first_order     1 when there were none, else 0
 *   streak          calendar months in a row, up to this one, with a purchase
 *   streak_start    1 when this is the first purchase of its month, else 0
 *   birthday_today  1 on the birthday, else 0 (29 February: on the 28th in
 *                   common years)
 *   birthday_month  1 in its month, else 0
 *   balance         points before the event; at most 9.2e12 of them count
 *   weekday         1 Monday to 7 Sunday
 *   day, month, hour   of the event
 */
#ifndef LEDGER_FACTS_H
#define LEDGER_FACTS_H

#include "ledger/event.h"

struct facts {
	struct str tier;     /* "" for none */
	uint32_t tier_index; /* in its file, from 0 */
	int64_t multiplier;  /* of the tier [millionths]; 0 stands for 1 */
	uint64_t orders;
	uint32_t streak;
	bool streak_start;
	int32_t birthday; /* 100 month + day; 0 for none */
	int64_t balance;
};

/* What a file makes the ledger keep; nothing else need be known. */
enum need {
	NEED_TIER,
	NEED_ORDERS,
	NEED_STREAK,
	NEED_BIRTHDAY,
	NEED_BALANCE,
	NEED_REFERRAL, /* there is a rule on = referral */
	NEED_ACTIVITY, /* ... on = activity */
	NEED_GROWTH,   /* some rule gives growth */
	NEED_ISSUER,   /* some rule names an issuer */
	NEED_CAPS,
	NEED_INACTIVE, /* some points expire by inactivity */
	NEEDS
};

/* YYYY-MM-DD or MM-DD to 100 month + day, and 0 for anything else. */
int32_t facts_birthday(struct str s);

#endif
