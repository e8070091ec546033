/*
 * members: accounts, one for each member and issuer, in the order in which
 * they were first seen. Where there are no issuers a member has one account.
 * A member's clock is the latest of his accounts' (members_clock).
 *
 * Memory  96 bytes an account; a member's id and 1 byte; 7 to 13 for slots;
 *         24 more where points are pending or end by inactivity; 8 more
 *         where some were written off
 */
#ifndef LEDGER_MEMBERS_H
#define LEDGER_MEMBERS_H

#include "ledger/slots.h"

#define MEMBER_NONE UINT32_MAX

struct account {
	/* Points; what came in less what went out is outstanding. */
	int64_t earned, adjusted;
	int64_t redeemed; /* less what was restored */
	int64_t expired, reversed;
	int64_t debt_created, debt_repaid;
	int64_t last; /* its clock; INT64_MIN: nothing happened yet */
	uint32_t name;
	uint32_t next;     /* another account of the member */
	uint32_t spend;    /* root: the lots in the order of spending */
	uint32_t side;     /* index of sides, or MEMBER_NONE */
	uint32_t standing; /* index of what rules and tiers ask for */
	uint32_t written;  /* index of written, or MEMBER_NONE */
	int32_t due;       /* before that day nothing ends or becomes usable */
	uint16_t issuer;
	bool beside; /* not the member's first */
};

/* Of accounts with pending lots, inactive ones, or first-in-first-out. */
struct side {
	int64_t pending; /* points not yet available */
	uint32_t heap;   /* of pending lots (ledger/pending.h) */
	uint32_t idle;   /* root: lots that end by inactivity */
	uint32_t due;    /* root: the others by their end, where that is not
	                    the order of spending */
	int32_t active;  /* the last day of an earn, redemption, purchase */
};

/* Zeroed is empty. */
struct members {
	struct account *at;
	uint32_t count;
	size_t room;
	struct side *side;
	uint32_t sides;
	size_t side_room;
	int64_t *written; /* what reversals did not find: few have such */
	uint32_t writtens;
	size_t written_room;
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

/* The clock of the member whose first account it is. */
int64_t members_clock(const struct members *t, uint32_t first);

struct str members_name(const struct members *t, uint32_t i);

/* Its side, which is added when it has none; MEMBER_NONE roots inside. */
struct side *members_side(struct members *t, uint32_t i);

/* Points written off. */
int64_t members_written(const struct members *t, uint32_t i);
void members_write_off(struct members *t, uint32_t i, int64_t points);

/* Points in lots, pending ones too. */
static inline int64_t
account_outstanding(const struct account *a)
{
	return a->earned + a->adjusted - a->redeemed - a->expired -
	       a->reversed - a->debt_repaid;
}

static inline int64_t
account_debt(const struct account *a)
{
	return a->debt_created - a->debt_repaid;
}

static inline int64_t
account_balance(const struct account *a)
{
	return account_outstanding(a) - account_debt(a);
}

/* Fetches what members_find will look at; returns the account, perhaps. */
static inline uint32_t
members_fetch(const struct members *t, uint64_t hash)
{
	uint32_t i = slots_guess(&t->slots, hash);

	if (i != MEMBER_NONE) {
		const char *p = (const char *)&t->at[i];

		SLOTS_PREFETCH(p);
		SLOTS_PREFETCH(p + sizeof(struct account) - 1);
	}
	return i;
}

/* Fetches the name of an account that was fetched before. */
static inline void
members_fetch_name(const struct members *t, uint32_t i)
{
	SLOTS_PREFETCH(t->names + (size_t)t->at[i].name * 2);
}

size_t members_memory(const struct members *t);
void members_free(struct members *t);

#endif
