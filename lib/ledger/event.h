/*
 * event: one row of a loyalty programme's stream, its cells read. Views die
 * with the row.
 */
#ifndef LEDGER_EVENT_H
#define LEDGER_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "expr/expr.h"

enum event_type {
	EVENT_PURCHASE,
	EVENT_REFUND,
	EVENT_EARN,
	EVENT_REDEEM,
	EVENT_REVERSE_EARN,
	EVENT_REVERSE_REDEEM,
	EVENT_ACTIVITY,
	EVENT_REFERRAL,
	EVENT_ADJUST,
	EVENT_TIER,
	EVENT_ASSERT,
	EVENT_TYPES
};

/* A lot that never expires ends then. */
#define EVENT_NEVER INT64_MAX

struct event {
	enum event_type type;
	int64_t us;  /* when, local time                  [microseconds] */
	int32_t day; /* its day */
	struct str id, member;
	struct str ref;    /* the event that this one takes back */
	struct str issuer; /* "" where there are no issuers */
	struct str reward, activity, friend_, tier, birthday, enrolled;
	bool has_points, has_amount, has_available, has_expires;
	int64_t points;             /* whole points */
	int64_t amount;             /* [millionths] */
	int64_t available, expires; /* instants */
	int64_t quantity;           /* of a reward; 1 where there is no cell */
	int32_t enrolled_day;
	const struct expr_row *row; /* all its cells, for conditions */
	/* Set by ledger_ready: hashes of id, member and ref; and what are
	 * most likely its account and the lot that it looks at first. */
	uint64_t id_hash, member_hash, ref_hash;
	uint32_t account, lot;
};

#endif
