#include "ledger/lots.h"

#include "base/mem.h"

static bool
is_wide(const struct lots *t, uint32_t i)
{
	return (t->at[i].marks & LOT_WIDE) != 0;
}

static struct lot_wide *
wide_of(const struct lots *t, uint32_t i)
{
	return &t->wide[t->at[i].size];
}

/* Moves a lot's numbers to where they have 64 bits. */
static struct lot_wide *
widen(struct lots *t, uint32_t i, int64_t size, int64_t rest)
{
	if (!is_wide(t, i)) {
		t->wide = mem_grow(
		    t->wide, &t->wide_room, t->nwide + 1, sizeof(*t->wide));
		t->wide[t->nwide] =
		    (struct lot_wide){size, rest, lots_reversed(t, i)};
		t->at[i].label = lots_label(t, i);
		t->at[i].size = (uint32_t)t->nwide++;
		t->at[i].rest = 0;
		t->at[i].marks &= (uint8_t)~LOT_BACK;
		t->at[i].marks |= LOT_WIDE;
	}
	return wide_of(t, i);
}

uint32_t
lots_add(struct lots *t, const struct lot *lot, int64_t size)
{
	uint32_t i = t->count;

	if (i >= LOT_MAX)
		return LOT_NONE;
	if (i == t->room) {
		t->at = mem_grow_lines(
		    t->at, &t->room, (size_t)i + 1, sizeof(*t->at));
	}
	t->at[i] = *lot;
	t->at[i].left = t->at[i].right = LOT_NONE;
	if (t->fifo) {
		t->more = mem_grow(
		    t->more, &t->more_room, (size_t)i + 1, sizeof(*t->more));
		t->more[i] = (struct lot_links){LOT_NONE, LOT_NONE};
	}
	t->count++;
	if (size <= UINT32_MAX) {
		t->at[i].size = t->at[i].rest = (uint32_t)size;
	} else {
		(void)widen(t, i, size, size);
	}
	return i;
}

int64_t
lots_reversed(const struct lots *t, uint32_t i)
{
	if (is_wide(t, i))
		return wide_of(t, i)->reversed;
	return (t->at[i].marks & LOT_BACK) != 0 ? t->at[i].label : 0;
}

int64_t
lots_reversible(const struct lots *t, uint32_t i)
{
	return lots_size(t, i) - lots_reversed(t, i);
}

void
lots_set_rest(struct lots *t, uint32_t i, int64_t rest)
{
	if (is_wide(t, i))
		wide_of(t, i)->rest = rest;
	else
		t->at[i].rest = (uint32_t)rest;
}

void
lots_reverse(struct lots *t, uint32_t i, int64_t points)
{
	int64_t sum = lots_reversed(t, i) + points;

	if (is_wide(t, i) || lots_label(t, i) != 0 || sum > UINT16_MAX) {
		widen(t, i, lots_size(t, i), lots_rest(t, i))->reversed = sum;
	} else {
		t->at[i].marks |= LOT_BACK;
		t->at[i].label = (uint16_t)sum;
	}
}

size_t
lots_memory(const struct lots *t)
{
	return t->count * (sizeof(*t->at) + (t->fifo ? sizeof(*t->more) : 0)) +
	       t->nwide * sizeof(*t->wide) + instants_memory(&t->instants);
}

void
lots_free(struct lots *t)
{
	mem_free_lines(t->at);
	mem_free(t->wide);
	mem_free(t->more);
	instants_free(&t->instants);
	*t = (struct lots){0};
}
