/*
 * rules: what members get points for, from a file of rows that
 * crm-points-rules(5) describes. A row of the file at a time goes in; grants
 * come out, before caps, which need the ledger's memory.
 */
#ifndef LEDGER_RULES_H
#define LEDGER_RULES_H

#include "ledger/cap.h"
#include "ledger/expiry.h"
#include "ledger/facts.h"
#include "ledger/terms.h"

enum unit { UNIT_POINTS, UNIT_GROWTH };

struct grant {
	uint32_t rule; /* whose: rules_name tells */
	uint32_t part; /* of the terms */
	enum unit unit;
	struct str issuer; /* the account; "" for none */
	int64_t points;    /* at least 1 */
	int64_t available; /* instants; growth has no use for them */
	int64_t expires;   /* EVENT_NEVER for none */
	int32_t inactive;  /* months without activity that end it; 0: not so */
	const struct cap *cap; /* or NULL; the ledger applies it */
};

/*
 * What one event gives, in the order of rules, points before growth. Zeroed
 * is empty; reused from event to event.
 */
struct grants {
	struct grant *grant;
	size_t n, room;
	uint32_t terms; /* how its amount became that; 0 when n is 0 */
};

void grants_free(struct grants *g);

/* What a row means that leaves a cell empty. */
struct rules_defaults {
	enum rounding round;
	struct expiry expires;
};

struct rules;

/* The table of terms is borrowed, and outlives the rules. */
struct rules *rules_new(
    struct terms_table *terms, const struct rules_defaults *defaults);

/* One point for one of money, rounded as the defaults say; compiled. */
struct rules *rules_default(
    struct terms_table *terms, const struct rules_defaults *defaults);

void rules_delete(struct rules *r);

/*
 * rules_header, rules_row, rules_end: the file, a row at a time.
 *
 *   cell     as many as the header names; views may die afterwards
 *   *column  out: the cell at fault, an index of the header; SIZE_MAX when
 *            none is
 *
 * Return false with a FAULT_FORM with column, value and hint, whose file and
 * line are the caller's. rules_end refuses a file without rows.
 */
bool rules_header(
    struct rules *r, const struct str *name, size_t n, struct fault *f);
bool rules_row(struct rules *r, const struct str *cell, size_t n,
    size_t *column, struct fault *f);
bool rules_end(struct rules *r, struct fault *f);

/*
 * rules_compile: makes the conditions ready for events of that header.
 *
 *   *row     out: the row at fault, from 0, in the order of rules_row
 *   *column  out: its cell, as above
 *
 * Returns false with a FAULT_FORM "at 14: ...". A name that means both a
 * fact and a column of the events is refused where a condition uses it,
 * except tier and birthday.
 */
bool rules_compile(struct rules *r, const struct expr_scope *events,
    size_t *row, size_t *column, struct fault *f);

bool rules_wants(const struct rules *r, enum need need);

/*
 * rules_purchase: the grants of a purchase, at the amount of the event.
 *
 *   facts    of the event's account, before the event
 *   column   out, on failure: the event's column at fault, or SIZE_MAX
 *
 * A row without an issuer is for the event's own. The tier's multiplier goes
 * to points, not growth, and to the event's own issuer only. Points that end
 * before they could be spent, past a fixed date, are not granted. The event's
 * own available and expires go before a rule's.
 * Returns false with a FAULT_ROW: a cell that a condition cannot read, or
 * more points than an int64_t holds.
 * Cost  no allocation once grants and terms are known.
 */
bool rules_purchase(struct rules *r, const struct event *e,
    const struct facts *facts, struct grants *out, size_t *column,
    struct fault *f);

/* The same for an activity: bonuses only, no terms. */
bool rules_activity(struct rules *r, const struct event *e,
    const struct facts *facts, struct grants *out, size_t *column,
    struct fault *f);

/*
 * rules_referral: what the one who referred the buyer gets for this purchase.
 *
 *   e, facts  the friend's purchase and account
 *
 * The grants are for the referrer's accounts; their terms are their own, and
 * fall to 0 when the friend's order falls below min or to 0.
 */
bool rules_referral(struct rules *r, const struct event *e,
    const struct facts *facts, struct grants *out, size_t *column,
    struct fault *f);

size_t rules_count(const struct rules *r);
struct str rules_name(const struct rules *r, uint32_t rule);

/* The rule of that name, or UINT32_MAX: caps in a state file name theirs. */
uint32_t rules_find(const struct rules *r, struct str name);

/* The cap of a rule, or NULL. */
const struct cap *rules_cap(const struct rules *r, uint32_t rule);

/*
 * rules_digest: a fingerprint of all that the rows say, the same on every
 * machine; order counts, columns' order and blanks do not. FNV-1a, 64 bits.
 */
uint64_t rules_digest(const struct rules *r);

#endif
