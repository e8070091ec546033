/*
 * Many ids are looked up side by side, so that the misses of the cache,
 * which are all the cost there is, overlap: hash and prefetch the slots;
 * read the slots and prefetch the entries; then compare.
 */
#include "fold/customers.h"

#include <stdbool.h>

#include "base/hash.h"
#include "base/hint.h"
#include "base/mem.h"
#include "base/word.h"

/* A table is cleared where that costs less than a new one. */
enum { FIRST_BITS = 6, CLEAR_BITS = 10, SOON = 4096, HEAD = 8 };

_Static_assert(sizeof(struct customer) == MEM_LINE, "an entry is a line");

/*
 * An id as its entry begins, in words that stay in registers: bytes stored one
 * by one and loaded as a word at once make the processor wait.
 */
struct key {
	uint64_t head[2];
	uint64_t hash;
};

static inline struct key
key_of(struct str id)
{
	struct key k = {{0, 0}, 0};

	if (id.n > CUSTOMERS_INLINE) {
		k.head[0] = word_load(id.p);
		k.hash = hash_bytes(id);
		return k;
	}
	if (id.n > HEAD) {
		k.head[0] = word_load(id.p);
		k.head[1] = word_load_some(id.p + HEAD, id.n - HEAD);
	} else if (id.n > 0) {
		k.head[0] = word_load_some(id.p, id.n);
	}
	k.hash = hash_words(k.head[0], k.head[1], id.n);
	return k;
}

static uint32_t
tag_of(const struct key *k)
{
	return (uint32_t)(k->hash >> 32);
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

	if (c->size != id.n || word_load(c->id) != k->head[0])
		return false;
	if (id.n <= CUSTOMERS_INLINE)
		return word_load(c->id + HEAD) == k->head[1];
	return str_eq(customers_id(t, index), id);
}

static size_t
home(const struct customers *t, uint32_t tag)
{
	return tag >> (32 - t->bits);
}

/* The next slot from at on that has the tag, or is free. */
static inline size_t
seek(const struct customers *t, size_t at, uint32_t tag)
{
	size_t mask = ((size_t)1 << t->bits) - 1;

	while (t->slot[at].tag != tag && t->slot[at].index != CUSTOMERS_NONE)
		at = (at + 1) & mask;
	return at;
}

/*
 * The slot that holds the id, or the free one where it belongs; from is its
 * home or a later one that seek has come to.
 */
static inline size_t
probe(
    const struct customers *t, size_t from, const struct key *k, struct str id)
{
	size_t mask = ((size_t)1 << t->bits) - 1;
	uint32_t tag = tag_of(k);
	size_t at = seek(t, from, tag);

	while (t->slot[at].index != CUSTOMERS_NONE &&
	       !same(t, t->slot[at].index, k, id))
		at = seek(t, (at + 1) & mask, tag);
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

	hash_ready();
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

	if (t->count == t->room)
		t->at = mem_grow_lines(
		    t->at, &t->room, t->count + 1, sizeof(*t->at));
	c = &t->at[t->count++];
	*c = (struct customer){
	    .size = (uint32_t)id.n, .first = INT32_MAX, .last = INT32_MIN};
	word_store(c->id, k->head[0]);
	word_store(c->id + HEAD, k->head[1]);
	if (id.n > CUSTOMERS_INLINE) {
		const char *p = arena_str(&t->arena, id).p;

		memcpy(c->id + HEAD, &p, sizeof(p));
	}
}

/* Three quarters of the slots at most are taken; beyond 2^32 none are. */
static void
make_room(struct customers *t, size_t more)
{
	while (t->slot == NULL ||
	       (t->bits < 32 && (t->count + more) * 4 > (size_t)3 << t->bits))
		grow_slots(t);
}

static inline uint32_t
find_or_add(
    struct customers *t, size_t from, const struct key *k, struct str id)
{
	size_t at = probe(t, from, k, id);

	if (t->slot[at].index == CUSTOMERS_NONE) {
		if (t->count >= CUSTOMERS_NONE - 1)
			return CUSTOMERS_NONE;
		t->slot[at] =
		    (struct customers_slot){tag_of(k), (uint32_t)t->count};
		append(t, k, id);
	}
	return t->slot[at].index;
}

uint32_t
customers_add(struct customers *t, struct str id)
{
	struct key k;

	make_room(t, 1);
	k = key_of(id);
	return find_or_add(t, home(t, tag_of(&k)), &k, id);
}

/* Where long ids are kept: their entries are here by now. */
static void
prefetch_id(const struct customers *t, uint32_t index, struct str id)
{
	if (id.n > CUSTOMERS_INLINE && index != CUSTOMERS_NONE &&
	    t->at[index].size > CUSTOMERS_INLINE)
		HINT_FETCH(customers_id(t, index).p);
}

void
customers_add_all(
    struct customers *t, const struct str *id, size_t n, uint32_t *index)
{
	struct key key[CUSTOMERS_BATCH];
	size_t at[CUSTOMERS_BATCH];

	make_room(t, n);
	for (size_t i = 0; i < n; i++) {
		key[i] = key_of(id[i]);
		at[i] = home(t, tag_of(&key[i]));
		HINT_FETCH(&t->slot[at[i]]);
	}
	for (size_t i = 0; i < n; i++) {
		at[i] = seek(t, at[i], tag_of(&key[i]));
		if (t->slot[at[i]].index != CUSTOMERS_NONE)
			HINT_FETCH(&t->at[t->slot[at[i]].index]);
	}
	for (size_t i = 0; i < n; i++)
		prefetch_id(t, t->slot[at[i]].index, id[i]);
	/* Slots are taken but never left: none before at[i] has become free. */
	for (size_t i = 0; i < n; i++)
		index[i] = find_or_add(t, at[i], &key[i], id[i]);
}

uint32_t
customers_find(const struct customers *t, struct str id)
{
	struct key k;

	if (t->slot == NULL)
		return CUSTOMERS_NONE;
	k = key_of(id);
	return t->slot[probe(t, home(t, tag_of(&k)), &k, id)].index;
}

void
customers_seal(struct customers *t)
{
	mem_free(t->slot);
	t->slot = NULL;
}

void
customers_clear(struct customers *t)
{
	if (t->bits > CLEAR_BITS) {
		customers_free(t);
		return;
	}
	if (t->slot != NULL)
		memset(t->slot, 0xff, sizeof(*t->slot) << t->bits);
	t->count = 0;
	arena_free(&t->arena);
}

size_t
customers_memory(const struct customers *t)
{
	size_t slots = t->slot == NULL ? 0 : (size_t)1 << t->bits;

	/* Soon there will be twice as many beside these. */
	if ((t->count + SOON) * 4 > slots * 3)
		slots *= 3;
	return t->count * sizeof(*t->at) + slots * sizeof(*t->slot) +
	       t->arena.total;
}

void
customers_free(struct customers *t)
{
	mem_free_lines(t->at);
	mem_free(t->slot);
	arena_free(&t->arena);
	*t = (struct customers){0};
}
