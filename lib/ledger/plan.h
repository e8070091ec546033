/*
 * plan: what a set of rows that hold leads to: the parts of the terms, and the
 * rows behind each. Plans are remembered, so that an event costs its
 * conditions and one look-up.
 */
#ifndef LEDGER_PLAN_H
#define LEDGER_PLAN_H

#include "base/buf.h"
#include "ledger/rule.h"

/* Rows that hold for an event, whatever its amount. */
struct holding {
	const struct rule *rule; /* all */
	const uint32_t *held;    /* the n that hold, ascending */
	size_t n;
	bool issuers; /* some rule names an issuer */
};

/* A part: the rows that may give it; the first whose min is reached does. */
struct share {
	struct str issuer;
	bool own; /* the issuer is the event's */
	enum unit unit;
	size_t first, n; /* in candidate */
};

struct plan {
	uint32_t terms; /* 0 without shares */
	size_t share, shares;
};

/* Zeroed but for the terms, which are borrowed, it is empty. */
struct plans {
	struct terms_table *terms;
	struct arena arena;
	struct names keys;
	struct plan *plan;
	size_t room;
	struct share *share;
	size_t shares, share_room;
	uint32_t *candidate;
	size_t candidates, candidate_room;
	struct buf key;
};

void plans_free(struct plans *p);

/* The plan for those rows, the event's issuer and its tier's multiplier. */
struct plan plan_for(struct plans *p, const struct holding *h,
    const struct event *e, int64_t multiplier);

static inline const struct share *
plan_share(const struct plans *p, const struct plan *plan, size_t i)
{
	return &p->share[plan->share + i];
}

/* The row that gives a share at that amount. */
uint32_t plan_giver(const struct plans *p, const struct rule *rule,
    const struct share *s, int64_t net);

#endif
