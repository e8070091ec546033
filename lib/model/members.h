/*
 * members: how the members of a programme come, buy and stay away, by period
 * and by tier.
 *
 * A member counts in a period under one tier: that of the period's first
 * moment, or his first one when he joined within the period.
 */
#ifndef MODEL_MEMBERS_H
#define MODEL_MEMBERS_H

#include <stdint.h>

#include "base/i128.h"

/* One period, of one tier or of all. Zeroed is nobody. */
struct members_count {
	uint64_t opening;    /* joined before the period */
	uint64_t fresh;      /* joined in it */
	uint64_t active;     /* of both, with a purchase in it */
	uint64_t was_active; /* of the opening, with one in the period before */
	uint64_t lost;       /* of those, without one in this one */
	uint64_t moved_in;   /* from another tier, by its end */
	uint64_t moved_out;
	struct i128 sales; /* of members, net [millionths] */
};

/* NaN where the base is empty. */
struct members_rates {
	double fresh;                           /* fresh / opening */
	double active, active_low, active_high; /* active / members */
	double churn, churn_low, churn_high;    /* lost / was_active */
};

/* Those who count in the period: opening and fresh. */
uint64_t members_all(const struct members_count *c);

/*
 * members_rates: the rates of one period.
 *
 *   z   of the intervals' level (proportion_z); they are Wilson's
 *
 * The new-member rate has no interval: the new are no part of the opening,
 * so it is not a share and may pass 1.
 */
void members_rates(
    const struct members_count *c, double z, struct members_rates *out);

#endif
