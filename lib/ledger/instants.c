#include "ledger/instants.h"

#include "base/hash.h"
#include "base/mem.h"

static uint64_t
hash_of(int64_t us)
{
	hash_ready();
	return hash_words((uint64_t)us, 0, sizeof(us));
}

static void
grow(struct instants *t)
{
	slots_grow(&t->slots, 0);
	for (uint32_t i = 0; i < t->count; i++)
		slots_put(&t->slots, hash_of(t->at[i]), i);
}

uint32_t
instants_add(struct instants *t, int64_t us)
{
	struct slots_walk w;
	uint64_t hash;
	uint32_t i;

	/* What was earned on one day ends on one day. */
	if (t->count != 0 && t->at[t->last] == us)
		return t->last;
	hash = hash_of(us);
	w = slots_walk(&t->slots, hash);
	while ((i = slots_next(&t->slots, &w)) != SLOTS_NONE)
		if (t->at[i] == us)
			return t->last = i;
	if (slots_full(&t->slots))
		grow(t);
	t->at = mem_grow(t->at, &t->room, (size_t)t->count + 1, sizeof(*t->at));
	t->at[t->count] = us;
	slots_put(&t->slots, hash, t->count);
	return t->last = t->count++;
}

size_t
instants_memory(const struct instants *t)
{
	return t->count * sizeof(*t->at) + slots_memory(&t->slots);
}

void
instants_free(struct instants *t)
{
	mem_free(t->at);
	slots_free(&t->slots);
	*t = (struct instants){0};
}
