/* referrals: who brought whom; the first one counts, and is paid once. */
#ifndef LEDGER_REFERRALS_H
#define LEDGER_REFERRALS_H

#include "base/buf.h"
#include "base/hash.h"

struct referral {
	uint32_t account; /* the referrer's */
	bool paid;
};

/* Zeroed is empty. */
struct referrals {
	struct names friends; /* issuer, then the member's id */
	struct referral *at;
	size_t room;
	struct buf key;
};

/* False when the friend has a referrer already. */
bool referrals_add(
    struct referrals *t, uint16_t issuer, struct str member, uint32_t account);

/* A member's referrer, or NULL. */
struct referral *referrals_find(
    struct referrals *t, uint16_t issuer, struct str member);

/* The issuer and member of the ith. */
uint16_t referrals_issuer(const struct referrals *t, size_t i);
struct str referrals_friend(const struct referrals *t, size_t i);

void referrals_free(struct referrals *t);

#endif
