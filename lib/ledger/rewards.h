/*
 * rewards: what points can be turned into, from a file of rows:
 * name,kind,points,money,rate,cap,from,until,when,limit,stock,tier,value;
 * crm-points-rules(5).
 */
#ifndef LEDGER_REWARDS_H
#define LEDGER_REWARDS_H

#include "ledger/cap.h"
#include "ledger/facts.h"
#include "ledger/tiers.h"

enum reward_kind {
	REWARD_GIFT,    /* points, and money to pay besides */
	REWARD_COUPON,  /* points for money off, or for a share of an order */
	REWARD_OFFSET,  /* as many points as an order's money off costs */
	REWARD_TIER,    /* points for a tier */
	REWARD_POSTAGE, /* points for postage */
	REWARD_DRAW     /* points for an entry in a draw */
};

struct rewards;

/* Tiers are borrowed, may be NULL: then no row may name one. */
struct rewards *rewards_new(const struct tiers *tiers);
void rewards_delete(struct rewards *r);

/* As rules_header, rules_row, rules_end, rules_compile (ledger/rules.h). */
bool rewards_header(
    struct rewards *r, const struct str *name, size_t n, struct fault *f);
bool rewards_row(struct rewards *r, const struct str *cell, size_t n,
    size_t *column, struct fault *f);
bool rewards_end(struct rewards *r, struct fault *f);
bool rewards_compile(struct rewards *r, const struct expr_scope *events,
    size_t *row, size_t *column, struct fault *f);
bool rewards_wants(const struct rewards *r, enum need need);

size_t rewards_count(const struct rewards *r);
struct str rewards_name(const struct rewards *r, uint32_t i);
enum reward_kind rewards_kind(const struct rewards *r, uint32_t i);

#define REWARDS_NONE UINT32_MAX
uint32_t rewards_find(const struct rewards *r, struct str name);

/*
 * How often a member may have it (cap->grants), and how many there are: the
 * ledger counts, a redemption of quantity n as n. NULL, -1: no limit.
 */
const struct cap *rewards_limit(const struct rewards *r, uint32_t i);
int64_t rewards_stock(const struct rewards *r, uint32_t i);

uint64_t rewards_digest(const struct rewards *r); /* as rules_digest */

enum reward_status {
	REWARD_OK,
	REWARD_NOT_AVAILABLE, /* dates, condition or tier forbid it */
	REWARD_INSUFFICIENT,  /* too few points for a hundredth of money off */
	REWARD_MISFIT         /* points given are not what it costs */
};

struct reward_use {
	enum reward_status status;
	int64_t points; /* to take; may be 0: a right of members */
	int64_t money;  /* off, or of a gift to pay besides  [millionths] */
	uint32_t tier;  /* to give, or TIERS_NONE */
};

/*
 * rewards_judge: what a redemption of it costs and brings.
 *
 *   e          amount: of the order, for an offset or a share; points: what
 *              is offered for an offset, else must fit; quantity
 *   available  points that could be spent now
 *   column     out, on failure: the event's column at fault, or SIZE_MAX
 *
 * A reward that gives a tier which the member has, or is above, is not
 * available. Offset: money off = min(cap x amount, points / rate) down to a
 * hundredth, points = that x rate, up. Limit, stock and whether the points
 * are there are for the ledger to see.
 * Returns false with a FAULT_ROW: a cell that the condition cannot read, an
 * order's amount that is missing, a product beyond an int64_t.
 */
bool rewards_judge(const struct rewards *r, uint32_t i, const struct event *e,
    const struct facts *facts, int64_t available, struct reward_use *use,
    size_t *column, struct fault *f);

#endif
