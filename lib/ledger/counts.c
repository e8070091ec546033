#include "ledger/counts.h"

#include "base/hash.h"
#include "base/mem.h"

static uint64_t
hash_of(uint32_t account, uint32_t what)
{
	hash_ready();
	return hash_words(account, what, 8);
}

static void
grow(struct counts *t)
{
	slots_grow(&t->slots, 0);
	for (uint32_t i = 0; i < t->count; i++)
		slots_put(
		    &t->slots, hash_of(t->at[i].account, t->at[i].what), i);
}

int64_t *
counts_find(struct counts *t, uint32_t account, uint32_t what, int32_t period)
{
	uint64_t hash = hash_of(account, what);
	struct count *c;
	struct slots_walk w = slots_walk(&t->slots, hash);
	uint32_t i;

	while ((i = slots_next(&t->slots, &w)) != SLOTS_NONE)
		if (t->at[i].account == account && t->at[i].what == what)
			break;
	if (i == SLOTS_NONE) {
		if (t->count >= SLOTS_NONE - 1)
			return NULL;
		t->at = mem_grow(
		    t->at, &t->room, (size_t)t->count + 1, sizeof(*t->at));
		i = t->count++;
		t->at[i] = (struct count){0, account, what, period};
		if (slots_full(&t->slots))
			grow(t);
		else
			slots_put(&t->slots, hash, i);
	}
	c = &t->at[i];
	if (c->period != period) {
		c->period = period;
		c->used = 0;
	}
	return &c->used;
}

void
counts_free(struct counts *t)
{
	mem_free(t->at);
	slots_free(&t->slots);
	*t = (struct counts){0};
}
