/*
 * members: accounts, one for each member and issuer, in the order in which
 * they were first seen. Where there are no issuers a member has one account.
 * A member's clock is the latest of his accounts' (members_clock).
 *
 * What nearly every event looks at is one line of the cache, a short name
 * too; what few accounts have stands beside it.
 *
 * Memory  64 bytes an account; 7 to 14 for slots; of a name above 16 bytes
 *         the name and 4 or 5 bytes; 40 more (struct side) where points are
 *         pending or end by inactivity, where lots do not end in the order in
 *         which they came, where a member has accounts of several issuers,
 *         and first-in-first-out; these and 64 where there was debt, an
 *         adjustment or more than 2^32 - 1 points
 */
#ifndef LEDGER_MEMBERS_H
#define LEDGER_MEMBERS_H

#include "ledger/lots.h"
#include "ledger/slots.h"

#define MEMBER_NONE UINT32_MAX

/* Points, since the beginning. */
enum sum {
	SUM_EARNED,
	SUM_REDEEMED, /* less what was restored */
	SUM_EXPIRED,
	SUM_REVERSED,
	SHORT_SUMS, /* those that most accounts have alone */
	SUM_ADJUSTED = SHORT_SUMS,
	SUM_DEBT_CREATED,
	SUM_DEBT_REPAID,
	SUM_WRITTEN_OFF, /* what reversals did not find */
	SUMS
};

enum { SHORT_NAME = 16, LONG_NAME = 255 };

enum account_mark {
	ACCOUNT_BESIDE = 1, /* not the member's first */
	ACCOUNT_WIDE = 2,   /* its sums stand beside it */
	ACCOUNT_ACTIVE = 4  /* its last day of activity is kept */
};

struct account {
	int64_t last; /* its clock; INT64_MIN: nothing happened yet */
	uint32_t sum[SHORT_SUMS]; /* unless it is wide: then all are there */
	struct queue spend;       /* lots, in the order of spending */
	int32_t due;              /* before it nothing ends or becomes usable */
	uint32_t side;            /* index of sides, or MEMBER_NONE */
	uint32_t standing;        /* index of what rules and tiers ask for */
	uint16_t issuer;
	uint8_t marks; /* of enum account_mark */
	uint8_t size;  /* of the name, or LONG_NAME */
	union {
		char text[SHORT_NAME];
		uint32_t at; /* half the place in names */
	} name;
};

_Static_assert(sizeof(struct account) == 64, "an account is a line");

/* What few accounts have. */
struct side {
	int64_t pending; /* points not yet available */
	uint32_t heap;   /* of pending lots (ledger/pending.h) */
	uint32_t before; /* root: lots that are spent before one that had come
	                    already */
	uint32_t idle;   /* root: lots that end by inactivity */
	uint32_t due;    /* root: the others by their end, where that is not
	                    the order of spending */
	int32_t active;  /* the last day of an earn, redemption, purchase */
	uint32_t next;   /* another account of the member */
	uint32_t wide;   /* index of its sums, or MEMBER_NONE */
};

/* Zeroed is empty. */
struct members {
	struct account *at;
	uint32_t count;
	size_t room;
	struct side *side;
	uint32_t sides;
	size_t side_room;
	int64_t (*wide)[SUMS];
	uint32_t wides;
	size_t wide_room;
	unsigned char *names;
	size_t size, names_room;
	struct slots slots;
};

/* A member's first account, or MEMBER_NONE. */
uint32_t members_find(const struct members *t, struct str name, uint64_t hash);

/*
 * members_add: an account: of a new member, or another one of first's.
 *
 *   first  MEMBER_NONE, or his first account
 *
 * Returns MEMBER_NONE when there is room for no more.
 */
uint32_t members_add(struct members *t, struct str name, uint64_t hash,
    uint32_t first, uint16_t issuer);

/* The member's account of that issuer, or MEMBER_NONE. */
uint32_t members_of(const struct members *t, uint32_t first, uint16_t issuer);

/* Another account of the member, or MEMBER_NONE: from the first to all. */
uint32_t members_next(const struct members *t, uint32_t i);

/* The clock of the member whose first account it is. */
int64_t members_clock(const struct members *t, uint32_t first);

struct str members_name(const struct members *t, uint32_t i);

/* Its side, which is added when it has none; MEMBER_NONE roots inside. */
struct side *members_side(struct members *t, uint32_t i);

/* The same; from now on the last day of activity is kept there, too. */
struct side *members_follow(struct members *t, uint32_t i);

/* --- points --- */

/* All sums of an account that is wide, which it becomes when it is not. */
int64_t *members_wide(struct members *t, uint32_t i);

static inline int64_t
members_sum(const struct members *t, uint32_t i, enum sum s)
{
	const struct account *a = &t->at[i];

	if ((a->marks & ACCOUNT_WIDE) != 0)
		return t->wide[t->side[a->side].wide][s];
	return s < SHORT_SUMS ? a->sum[s] : 0;
}

static inline void
members_add_sum(struct members *t, uint32_t i, enum sum s, int64_t points)
{
	struct account *a = &t->at[i];

	if ((a->marks & ACCOUNT_WIDE) == 0 && s < SHORT_SUMS &&
	    (uint64_t)(a->sum[s] + points) <= UINT32_MAX)
		a->sum[s] = (uint32_t)(a->sum[s] + points);
	else if (points != 0)
		members_wide(t, i)[s] += points;
}

/* Points in lots, pending ones too. */
static inline int64_t
members_outstanding(const struct members *t, uint32_t i)
{
	int64_t points =
	    members_sum(t, i, SUM_EARNED) - members_sum(t, i, SUM_REDEEMED) -
	    members_sum(t, i, SUM_EXPIRED) - members_sum(t, i, SUM_REVERSED);

	if ((t->at[i].marks & ACCOUNT_WIDE) == 0)
		return points;
	return points + members_sum(t, i, SUM_ADJUSTED) -
	       members_sum(t, i, SUM_DEBT_REPAID);
}

static inline int64_t
members_debt(const struct members *t, uint32_t i)
{
	return members_sum(t, i, SUM_DEBT_CREATED) -
	       members_sum(t, i, SUM_DEBT_REPAID);
}

static inline int64_t
members_balance(const struct members *t, uint32_t i)
{
	return members_outstanding(t, i) - members_debt(t, i);
}

/* Fetches what members_find will look at; returns the account, perhaps. */
static inline uint32_t
members_fetch(const struct members *t, uint64_t hash)
{
	uint32_t i = slots_guess(&t->slots, hash);

	if (i != MEMBER_NONE)
		HINT_FETCH(&t->at[i]);
	return i;
}

size_t members_memory(const struct members *t);
void members_free(struct members *t);

#endif
