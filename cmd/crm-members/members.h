/* members: what the files of crm-members share. */
#ifndef CRM_MEMBERS_H
#define CRM_MEMBERS_H

#include "base/hash.h"
#include "cli/tool.h"
#include "fold/customers.h"
#include "fold/diary.h"
#include "model/members.h"

struct options {
	struct common common;
	const char *members; /* the file of members, and its columns */
	const char *member, *enrolled, *tier;
	double level;
	int period;
	int by; /* BY_NOTHING, BY_TIER */
};

enum { BY_NOTHING = -1, BY_TIER };

extern struct options o;

/* The operands' columns. */
enum { CUSTOMER, DATE, AMOUNT, KIND, ROLES };
extern struct role roles[];

/* A tier, held from a day on. */
struct step {
	int32_t day;
	uint32_t tier; /* of roster.tiers */
	uint32_t next; /* the member's later one, or STEP_NONE */
};

#define STEP_NONE UINT32_MAX

/*
 * roster: who is a member, since when, and in which tiers. A member's first
 * row says when he joined, further ones when he changed tiers.
 */
struct roster {
	struct customers ids;
	uint32_t *first; /* step of each member, in order of days */
	size_t room;
	struct step *step;
	size_t steps, step_room;
	struct names tiers; /* without --by tier there is one, unnamed */
};

/*
 * roster_read: the file of --members.
 * Errors  a bad row in it; FAULT_DATA past 2^32 - 2 rows
 */
bool roster_read(struct roster *m, struct run *r);

/* roster_add: one step; false when the member has one on that day. */
bool roster_add(struct roster *m, struct str id, struct str tier, int32_t day,
    bool *twice, struct fault *f);

/* A member who is known by what he does: he joined on the first day seen. */
bool roster_seen(struct roster *m, struct str id, int32_t day, struct fault *f);

/* The day a member joined. */
int32_t roster_joined(const struct roster *m, uint32_t member);

void roster_free(struct roster *m);

/* What one run works on. */
struct work {
	struct run *r;
	struct table *t;
	struct roster roster;
	struct fold *fold; /* who is no member has the empty id */
	bool any, sales;
	int32_t as_of;       /* given, or the last date of any row */
	int32_t first, last; /* periods with rows, to that of as-of */
	/* Rows of periods from first to last, a cell for each tier. */
	struct members_count *count;
	struct i128 *total;           /* sales of each period */
	uint64_t after, before, late; /* left out */
};

/* The count of a period and tier. */
struct members_count *work_count(
    const struct work *w, int32_t period, uint32_t tier);

/* Counts who joined and moved, then who was active: the rows are read. */
void count_members(struct work *w);

bool report(struct work *w);

bool run_orders(struct run *r);
bool run_ledger(struct run *r);

#endif
