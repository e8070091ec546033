/* survival: what the ways of reading for -m survival share. */
#ifndef CHURN_SURVIVAL_H
#define CHURN_SURVIVAL_H

#include "churn.h"
#include "model/km.h"
#include "tab/group.h"

struct subject {
	double time, entry;
	uint32_t group;
	unsigned char event;
};

struct survival {
	struct run *r;
	struct table *t;
	struct put put;
	struct group *groups;
	struct test event;
	bool second;  /* --event second-order */
	bool entries; /* somebody was not watched from the beginning */
	double *time; /* --at */
	size_t times;
	struct subject *subject;
	size_t n, room;
	uint64_t after, refund_only; /* what was left out */
};

void survival_add(struct survival *s, const struct subject *one);

bool survival_from_durations(struct survival *s);
bool survival_from_days(struct survival *s);
bool survival_from_orders(struct survival *s);

#endif
