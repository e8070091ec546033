#include "ledger/referrals.h"

#include "base/mem.h"

static struct str
key_of(struct referrals *t, uint16_t issuer, struct str member)
{
	t->key.n = 0;
	buf_putc(&t->key, (char)(issuer & 0xff));
	buf_putc(&t->key, (char)(issuer >> 8));
	buf_str(&t->key, member);
	return buf_view(&t->key);
}

bool
referrals_add(
    struct referrals *t, uint16_t issuer, struct str member, uint32_t account)
{
	size_t n = t->friends.count;

	if (names_add(&t->friends, key_of(t, issuer, member)) < n)
		return false;
	t->at = mem_grow(t->at, &t->room, n + 1, sizeof(*t->at));
	t->at[n] = (struct referral){account, false};
	return true;
}

struct referral *
referrals_find(struct referrals *t, uint16_t issuer, struct str member)
{
	uint32_t i = names_find(&t->friends, key_of(t, issuer, member));

	return i == NAMES_NONE ? NULL : &t->at[i];
}

uint16_t
referrals_issuer(const struct referrals *t, size_t i)
{
	const unsigned char *p = (const unsigned char *)t->friends.name[i].p;

	return (uint16_t)(p[0] | p[1] << 8);
}

struct str
referrals_friend(const struct referrals *t, size_t i)
{
	struct str key = t->friends.name[i];

	return (struct str){key.p + 2, key.n - 2};
}

void
referrals_free(struct referrals *t)
{
	names_free(&t->friends);
	mem_free(t->at);
	buf_free(&t->key);
	*t = (struct referrals){0};
}
