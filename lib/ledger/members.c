/* A name is packed as its length (LONG: 4 bytes more follow) and its bytes;
 * it begins at an even byte. */
#include "ledger/members.h"

#include "base/mem.h"

enum { LONG = 255 };

struct str
members_name(const struct members *t, uint32_t i)
{
	const unsigned char *p = t->names + (size_t)t->at[i].name * 2;
	uint32_t n = *p++;

	if (n == LONG) {
		memcpy(&n, p, sizeof(n));
		p += sizeof(n);
	}
	return (struct str){(const char *)p, n};
}

/* Where the name stands, or MEMBER_NONE. */
static uint32_t
put_name(struct members *t, struct str name)
{
	size_t at = t->size, head = name.n < LONG ? 1 : 5;
	size_t size = head + name.n + ((head + name.n) & 1);
	uint32_t n = (uint32_t)name.n;

	if (name.n > UINT32_MAX || (at + size) / 2 >= MEMBER_NONE)
		return MEMBER_NONE;
	t->names = mem_grow(t->names, &t->names_room, at + size, 1);
	t->names[at + size - 1] = 0;
	t->names[at] = (unsigned char)(n < LONG ? n : LONG);
	if (n >= LONG)
		memcpy(t->names + at + 1, &n, sizeof(n));
	if (n != 0)
		memcpy(t->names + at + head, name.p, n);
	t->size = at + size;
	return (uint32_t)(at / 2);
}

/* Only first accounts stand in the slots. */
static void
grow(struct members *t)
{
	slots_grow(&t->slots);
	for (uint32_t i = 0; i < t->count; i++)
		if (!t->at[i].beside)
			slots_put(&t->slots, slots_hash(members_name(t, i)), i);
}

uint32_t
members_find(const struct members *t, struct str name, uint64_t hash)
{
	uint32_t i;

	if (t->slots.at == NULL)
		return MEMBER_NONE;
	for (size_t at = slots_home(&t->slots, hash);
	     (i = slots_ref(&t->slots, at)) != SLOTS_NONE;
	     at = slots_next(&t->slots, at))
		if (slots_tag(&t->slots, at) == (hash & 0xff) &&
		    slots_same(members_name(t, i), name))
			return i;
	return MEMBER_NONE;
}

uint32_t
members_add(struct members *t, struct str name, uint64_t hash, uint32_t first,
    uint16_t issuer)
{
	uint32_t i = t->count, at;
	struct account *a;

	if (first == MEMBER_NONE && slots_full(&t->slots))
		grow(t);
	at = first == MEMBER_NONE ? put_name(t, name) : t->at[first].name;
	if (at == MEMBER_NONE || i == MEMBER_NONE - 1)
		return MEMBER_NONE;
	if (i == t->room) {
		t->at = mem_grow_lines(
		    t->at, &t->room, (size_t)i + 1, sizeof(*t->at));
	}
	a = &t->at[i];
	*a = (struct account){.last = INT64_MIN,
	    .name = at,
	    .next = MEMBER_NONE,
	    .spend = MEMBER_NONE,
	    .side = MEMBER_NONE,
	    .standing = MEMBER_NONE,
	    .written = MEMBER_NONE,
	    .due = INT32_MAX,
	    .issuer = issuer};
	t->count++;
	if (first == MEMBER_NONE) {
		slots_put(&t->slots, hash, i);
	} else {
		a->beside = true;
		a->next = t->at[first].next;
		t->at[first].next = i;
	}
	return i;
}

int64_t
members_clock(const struct members *t, uint32_t first)
{
	int64_t last = INT64_MIN;

	for (uint32_t i = first; i != MEMBER_NONE; i = t->at[i].next)
		if (t->at[i].last > last)
			last = t->at[i].last;
	return last;
}

uint32_t
members_of(const struct members *t, uint32_t first, uint16_t issuer)
{
	uint32_t i = first;

	while (i != MEMBER_NONE && t->at[i].issuer != issuer)
		i = t->at[i].next;
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
		    .idle = MEMBER_NONE,
		    .due = MEMBER_NONE,
		    .active = INT32_MIN};
		a->side = t->sides++;
	}
	return &t->side[a->side];
}

int64_t
members_written(const struct members *t, uint32_t i)
{
	uint32_t at = t->at[i].written;

	return at == MEMBER_NONE ? 0 : t->written[at];
}

void
members_write_off(struct members *t, uint32_t i, int64_t points)
{
	struct account *a = &t->at[i];

	if (points == 0)
		return;
	if (a->written == MEMBER_NONE) {
		t->written = mem_grow(t->written, &t->written_room,
		    (size_t)t->writtens + 1, sizeof(*t->written));
		t->written[t->writtens] = 0;
		a->written = t->writtens++;
	}
	t->written[a->written] += points;
}

size_t
members_memory(const struct members *t)
{
	return t->count * sizeof(*t->at) + t->sides * sizeof(*t->side) +
	       t->writtens * sizeof(*t->written) + t->size +
	       slots_memory(&t->slots);
}

void
members_free(struct members *t)
{
	mem_free_lines(t->at);
	mem_free(t->side);
	mem_free(t->written);
	mem_free(t->names);
	slots_free(&t->slots);
	*t = (struct members){0};
}
