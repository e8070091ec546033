#include "fold/customers.h"

#include <stdbool.h>

#include "base/hash.h"
#include "base/mem.h"

enum { FIRST_BITS = 6, HEAD = 8 };

/* An id as its entry begins. */
struct key {
	char head[CUSTOMERS_INLINE];
};

static struct key
key_of(struct str id)
{
	struct key k = {{0}};
	size_t n = id.n <= CUSTOMERS_INLINE ? id.n : HEAD;

	if (n != 0)
		memcpy(k.head, id.p, n);
	return k;
}

struct str
customers_id(const struct customers *t, uint32_t index)
{
	const struct customer *c = &t->at[index];
	const char *p = c->id;

	if (c->size > CUSTOMERS_INLINE)
		memcpy(&p, c->id + HEAD, sizeof(p));
	return (struct str){p, c->size};
}

static bool
same(const struct customers *t, uint32_t index, const struct key *k,
    struct str id)
{
	const struct customer *c = &t->at[index];

	if (c->size != id.n || memcmp(c->id, k->head, HEAD) != 0)
		return false;
	if (id.n <= CUSTOMERS_INLINE)
		return memcmp(c->id + HEAD, k->head + HEAD,
		    CUSTOMERS_INLINE - HEAD) == 0;
	return str_eq(customers_id(t, index), id);
}

static size_t
home(const struct customers *t, uint32_t tag)
{
	return tag >> (32 - t->bits);
}

/* The slot that holds the id, or the free one where it belongs. */
static size_t
probe(const struct customers *t, uint32_t tag, const struct key *k,
    struct str id)
{
	size_t mask = ((size_t)1 << t->bits) - 1, at = home(t, tag);

	while (t->slot[at].index != CUSTOMERS_NONE) {
		if (t->slot[at].tag == tag &&
		    same(t, t->slot[at].index, k, id))
			break;
		at = (at + 1) & mask;
	}
	return at;
}

static struct customers_slot *
free_slots(size_t n)
{
	struct customers_slot *slot = mem_resize(NULL, n, sizeof(*slot));

	memset(slot, 0xff, n * sizeof(*slot));
	return slot;
}

/* Twice the slots: one pass in order of the tags, no id is looked at. */
static void
grow_slots(struct customers *t)
{
	size_t old = t->slot == NULL ? 0 : (size_t)1 << t->bits;
	struct customers_slot *from = t->slot;
	size_t mask;

	t->bits = old == 0 ? FIRST_BITS : t->bits + 1;
	t->slot = free_slots((size_t)1 << t->bits);
	mask = ((size_t)1 << t->bits) - 1;
	for (size_t i = 0; i < old; i++) {
		size_t at;

		if (from[i].index == CUSTOMERS_NONE)
			continue;
		at = home(t, from[i].tag);
		while (t->slot[at].index != CUSTOMERS_NONE)
			at = (at + 1) & mask;
		t->slot[at] = from[i];
	}
	mem_free(from);
}

static void
append(struct customers *t, const struct key *k, struct str id)
{
	struct customer *c;

	t->at = mem_grow(t->at, &t->room, t->count + 1, sizeof(*t->at));
	c = &t->at[t->count++];
	*c = (struct customer){.size = (uint32_t)id.n};
	memcpy(c->id, k->head, sizeof(c->id));
	if (id.n > CUSTOMERS_INLINE) {
		const char *p = arena_str(&t->arena, id).p;

		memcpy(c->id + HEAD, &p, sizeof(p));
	}
}

/* Three quarters of the slots at most are taken; beyond 2^32 none are. */
static bool
crowded(const struct customers *t)
{
	return t->slot == NULL ||
	    (t->bits < 32 && (t->count + 1) * 4 > (size_t)3 << t->bits);
}

uint32_t
customers_add(struct customers *t, struct str id)
{
	uint32_t tag = (uint32_t)(hash_bytes(id) >> 32);
	struct key k = key_of(id);
	size_t at;

	if (crowded(t))
		grow_slots(t);
	at = probe(t, tag, &k, id);
	if (t->slot[at].index == CUSTOMERS_NONE) {
		if (t->count >= CUSTOMERS_NONE - 1)
			return CUSTOMERS_NONE;
		t->slot[at] = (struct customers_slot){tag, (uint32_t)t->count};
		append(t, &k, id);
	}
	return t->slot[at].index;
}

uint32_t
customers_find(const struct customers *t, struct str id)
{
	struct key k = key_of(id);

	if (t->slot == NULL)
		return CUSTOMERS_NONE;
	return t->slot[probe(t, (uint32_t)(hash_bytes(id) >> 32), &k, id)]
	    .index;
}

void
customers_free(struct customers *t)
{
	mem_free(t->at);
	mem_free(t->slot);
	arena_free(&t->arena);
	*t = (struct customers){0};
}
