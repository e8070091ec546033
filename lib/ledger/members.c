/* A long name is packed as its length and its bytes; it begins at an even
 * byte. */
#include "ledger/members.h"

#include "base/mem.h"

struct str
members_name(const struct members *t, uint32_t i)
{
	const struct account *a = &t->at[i];
	const unsigned char *p;
	uint32_t n;

	if (a->size != LONG_NAME)
		return (struct str){a->name.text, a->size};
	p = t->names + (size_t)a->name.at * 2;
	memcpy(&n, p, sizeof(n));
	return (struct str){(const char *)p + sizeof(n), n};
}

static bool
put_long(struct members *t, struct account *a, struct str name)
{
	uint32_t n = (uint32_t)name.n;
	size_t at = t->size, size = sizeof(n) + name.n + (name.n & 1);

	if (name.n > UINT32_MAX || (at + size) / 2 >= MEMBER_NONE)
		return false;
	t->names = mem_grow(t->names, &t->names_room, at + size, 1);
	t->names[at + size - 1] = 0;
	memcpy(t->names + at, &n, sizeof(n));
	memcpy(t->names + at + sizeof(n), name.p, n);
	t->size = at + size;
	a->size = LONG_NAME;
	a->name.at = (uint32_t)(at / 2);
	return true;
}

static bool
put_name(struct members *t, struct account *a, struct str name)
{
	if (name.n > SHORT_NAME)
		return put_long(t, a, name);
	a->size = (uint8_t)name.n;
	if (name.n != 0)
		memcpy(a->name.text, name.p, name.n);
	return true;
}

/* Only first accounts stand in the slots. */
static void
grow(struct members *t)
{
	slots_grow(&t->slots, 0);
	for (uint32_t i = 0; i < t->count; i++)
		if ((t->at[i].marks & ACCOUNT_BESIDE) == 0)
			slots_put(&t->slots, slots_hash(members_name(t, i)), i);
}

uint32_t
members_find(const struct members *t, struct str name, uint64_t hash)
{
	struct slots_walk w = slots_walk(&t->slots, hash);
	uint32_t i;

	while ((i = slots_next(&t->slots, &w)) != SLOTS_NONE)
		if (slots_same(members_name(t, i), name))
			return i;
	return MEMBER_NONE;
}

/* Another account of the member follows his first one. */
static void
chain(struct members *t, uint32_t first, uint32_t i)
{
	struct side *s;
	uint32_t next;

	t->at[i].marks |= ACCOUNT_BESIDE;
	t->at[i].size = t->at[first].size;
	t->at[i].name = t->at[first].name;
	s = members_side(t, first);
	next = s->next;
	s->next = i;
	if (next != MEMBER_NONE)
		members_side(t, i)->next = next;
}

uint32_t
members_add(struct members *t, struct str name, uint64_t hash, uint32_t first,
    uint16_t issuer)
{
	uint32_t i = t->count;

	if (first == MEMBER_NONE && slots_full(&t->slots))
		grow(t);
	if (i == MEMBER_NONE - 1)
		return MEMBER_NONE;
	t->at = mem_grow_lines(t->at, &t->room, (size_t)i + 1, sizeof(*t->at));
	t->at[i] = (struct account){.last = INT64_MIN,
	    .spend = QUEUE_EMPTY,
	    .due = INT32_MAX,
	    .side = MEMBER_NONE,
	    .standing = MEMBER_NONE,
	    .issuer = issuer};
	if (first == MEMBER_NONE && !put_name(t, &t->at[i], name))
		return MEMBER_NONE;
	t->count++;
	if (first == MEMBER_NONE)
		slots_put(&t->slots, hash, i);
	else
		chain(t, first, i);
	return i;
}

uint32_t
members_next(const struct members *t, uint32_t i)
{
	uint32_t side = t->at[i].side;

	return side == MEMBER_NONE ? MEMBER_NONE : t->side[side].next;
}

int64_t
members_clock(const struct members *t, uint32_t first)
{
	int64_t last = INT64_MIN;

	for (uint32_t i = first; i != MEMBER_NONE; i = members_next(t, i))
		if (t->at[i].last > last)
			last = t->at[i].last;
	return last;
}

uint32_t
members_of(const struct members *t, uint32_t first, uint16_t issuer)
{
	uint32_t i = first;

	while (i != MEMBER_NONE && t->at[i].issuer != issuer)
		i = members_next(t, i);
	return i;
}

struct side *
members_side(struct members *t, uint32_t i)
{
	struct account *a = &t->at[i];

	if (a->side == MEMBER_NONE) {
		t->side = mem_grow(t->side, &t->side_room, (size_t)t->sides + 1,
		    sizeof(*t->side));
		t->side[t->sides] = (struct side){.heap = MEMBER_NONE,
		    .before = LOT_NONE,
		    .idle = LOT_NONE,
		    .due = LOT_NONE,
		    .active = INT32_MIN,
		    .next = MEMBER_NONE,
		    .wide = MEMBER_NONE};
		a->side = t->sides++;
	}
	return &t->side[a->side];
}

struct side *
members_follow(struct members *t, uint32_t i)
{
	t->at[i].marks |= ACCOUNT_ACTIVE;
	return members_side(t, i);
}

int64_t *
members_wide(struct members *t, uint32_t i)
{
	struct account *a = &t->at[i];
	struct side *s = members_side(t, i);
	int64_t *sum;

	if ((a->marks & ACCOUNT_WIDE) != 0)
		return t->wide[s->wide];
	t->wide = mem_grow(
	    t->wide, &t->wide_room, (size_t)t->wides + 1, sizeof(*t->wide));
	sum = t->wide[t->wides];
	for (int k = 0; k < SUMS; k++)
		sum[k] = k < SHORT_SUMS ? a->sum[k] : 0;
	s->wide = t->wides++;
	a->marks |= ACCOUNT_WIDE;
	return sum;
}

size_t
members_memory(const struct members *t)
{
	return t->count * sizeof(*t->at) + t->sides * sizeof(*t->side) +
	       t->wides * sizeof(*t->wide) + t->size + slots_memory(&t->slots);
}

void
members_free(struct members *t)
{
	mem_free_lines(t->at);
	mem_free(t->side);
	mem_free(t->wide);
	mem_free(t->names);
	slots_free(&t->slots);
	*t = (struct members){0};
}
