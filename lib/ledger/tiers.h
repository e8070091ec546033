/*
 * tiers: levels of members, what each asks for and how long it lasts, from a
 * file of rows: name,at,share,multiplier,keep; crm-points-rules(5). Rows
 * ascend; the first is everybody's.
 */
#ifndef LEDGER_TIERS_H
#define LEDGER_TIERS_H

#include "base/fault.h"
#include "ledger/calendar.h"

enum qualify { QUALIFY_SPEND, QUALIFY_POINTS, QUALIFY_ORDERS, QUALIFY_GROWTH };

/* spend, points, orders, growth; false for anything else. */
bool qualify_parse(struct str s, enum qualify *q);
const char *qualify_name(enum qualify q);

/* Zeroed: by spend within 12 months, without grace. */
struct tier_plan {
	enum qualify by;
	struct window window;
	int32_t grace; /* [days], 0 to 366 */
};

struct tiers;

struct tiers *tiers_new(const struct tier_plan *plan);
void tiers_delete(struct tiers *t);

/* As rules_header, rules_row and rules_end (ledger/rules.h). */
bool tiers_header(
    struct tiers *t, const struct str *name, size_t n, struct fault *f);
bool tiers_row(struct tiers *t, const struct str *cell, size_t n,
    size_t *column, struct fault *f);
bool tiers_end(struct tiers *t, struct fault *f);

const struct tier_plan *tiers_plan(const struct tiers *t);
size_t tiers_count(const struct tiers *t);
struct str tiers_name(const struct tiers *t, uint32_t i);
int64_t tiers_multiplier(const struct tiers *t, uint32_t i); /* [millionths] */

#define TIERS_NONE UINT32_MAX
uint32_t tiers_find(const struct tiers *t, struct str name);

/* Whether the file gives target shares in place of totals. */
bool tiers_by_share(const struct tiers *t);
int64_t tiers_share(const struct tiers *t, uint32_t i); /* [millionths] */

uint64_t tiers_digest(const struct tiers *t); /* as rules_digest */

/*
 * Totals are millionths of money by spend, else whole numbers.
 *
 * tiers_at: the highest tier whose `at` the total reaches.
 * tiers_keeps: whether the total is enough to keep a tier: its `keep`, or its
 * `at` where that is blank.
 * tiers_to_next: what is missing to the next tier; false in the highest.
 */
uint32_t tiers_at(const struct tiers *t, int64_t total);
bool tiers_keeps(const struct tiers *t, uint32_t held, int64_t total);
bool tiers_to_next(
    const struct tiers *t, uint32_t held, int64_t total, int64_t *missing);

/* A member's tier. */
#define TIER_FOREVER INT32_MAX
struct tier_hold {
	uint32_t tier;
	int32_t since;  /* the day he got it */
	int32_t until;  /* the last day, grace included; TIER_FOREVER */
	int32_t judged; /* the last day of the window that a review looks at */
};

/* Everybody's tier, from that day on, for ever. */
void tiers_begin(const struct tiers *t, struct tier_hold *h, int32_t day);

/*
 * tiers_reach: a total, on the day of an event that changed it: a higher tier
 * is got at once, the one held is renewed if the total keeps it.
 *
 *   total     in the window that holds the day
 *   enrolled  the member's first day
 *
 * Returns whether the tier is another one. A lower total never demotes here.
 */
bool tiers_reach(const struct tiers *t, struct tier_hold *h, int32_t day,
    int32_t enrolled, int64_t total);

/* Gives a tier by hand: valid as one that was earned that day. */
void tiers_set(const struct tiers *t, struct tier_hold *h, uint32_t tier,
    int32_t day, int32_t enrolled);

/*
 * tiers_due: whether a review is due before what happens on the day: the
 * tier's last day is past. tiers_review then judges it as of 00:00 of the day
 * after that one, by the total in the window that ends on h->judged: it is
 * kept if the total keeps it, else it falls to what the total reaches, and is
 * valid as one that was earned on h->judged. Loop: several may be due.
 *
 * Returns whether the tier is another one.
 */
bool tiers_due(const struct tier_hold *h, int32_t day);
bool tiers_review(const struct tiers *t, struct tier_hold *h, int32_t enrolled,
    int64_t total);

#endif
