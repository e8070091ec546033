#include "ledger/uses.h"

#include "base/mem.h"

bool
uses_add(struct uses *t, uint32_t lot, int64_t points)
{
	if (t->count >= USES_MAX)
		return false;
	t->at = mem_grow(t->at, &t->room, (size_t)t->count + 1, sizeof(*t->at));
	t->at[t->count].lot = lot;
	uses_set(t, t->count++, points);
	return true;
}

void
uses_end(struct uses *t)
{
	t->at[t->count - 1].lot |= USE_LAST;
}

void
uses_set(struct uses *t, uint32_t i, int64_t points)
{
	t->at[i].low = (uint32_t)points;
	t->at[i].high = (uint32_t)((uint64_t)points >> 32);
}

void
uses_free(struct uses *t)
{
	mem_free(t->at);
	*t = (struct uses){0};
}
