/* rate: what the ways of reading for -m rate share. */
#ifndef CHURN_RATE_H
#define CHURN_RATE_H

#include "churn.h"
#include "model/churn.h"
#include "tab/group.h"

struct rate {
	struct run *r;
	struct table *t;
	struct put put;
	bool any;      /* a row up to as-of was seen */
	int32_t as_of; /* given, or the last date of any row */
	uint64_t after, refund_only, brief; /* what was left out */
};

/* Counts a row after as-of and says so; else as-of may move. */
bool rate_too_late(struct rate *w, int32_t day);

void rate_begin(const struct rate *w);
bool rate_row(
    const struct rate *w, struct str period, const struct churn_count *c);

/* All periods from first on. */
bool rate_periods(struct rate *w, const struct churn *c, int32_t first);

bool rate_from_orders(struct rate *w);
bool rate_from_spans(struct rate *w);

#endif
