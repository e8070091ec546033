/*
 * An entry is packed: digest 6, day 3, kind and index 4, length 1 (LONG: 4
 * more follow), the text. Where it begins is its reference.
 */
#include "ledger/ids.h"

#include "base/mem.h"

enum { AT_DAY = 6, AT_LINK = 9, AT_SIZE = 13, AT_TEXT = 14, LONG = 255 };
#define CONTENT_MASK UINT64_C(0xffffffffffff)

static unsigned char *
entry(const struct ids *t, uint32_t ref)
{
	return t->p + ref;
}

struct str
ids_text(const struct ids *t, uint32_t ref)
{
	const unsigned char *e = entry(t, ref);
	uint32_t size = e[AT_SIZE];
	size_t at = AT_TEXT;

	if (size == LONG) {
		memcpy(&size, e + AT_TEXT, sizeof(size));
		at += sizeof(size);
	}
	return (struct str){(const char *)e + at, size};
}

uint64_t
ids_content(const struct ids *t, uint32_t ref)
{
	uint64_t v = 0;

	memcpy(&v, entry(t, ref), 4);
	v &= 0xffffffff;
	return v | (uint64_t)entry(t, ref)[4] << 32 |
	       (uint64_t)entry(t, ref)[5] << 40;
}

void
ids_set_content(struct ids *t, uint32_t ref, uint64_t content)
{
	uint32_t low = (uint32_t)content;

	memcpy(entry(t, ref), &low, 4);
	entry(t, ref)[4] = (unsigned char)(content >> 32);
	entry(t, ref)[5] = (unsigned char)(content >> 40);
}

bool
ids_same(const struct ids *t, uint32_t ref, uint64_t content)
{
	return ids_content(t, ref) == (content & CONTENT_MASK);
}

int32_t
ids_day(const struct ids *t, uint32_t ref)
{
	const unsigned char *e = entry(t, ref) + AT_DAY;

	return (int32_t)(e[0] | (uint32_t)e[1] << 8 | (uint32_t)e[2] << 16) -
	       0x800000;
}

static uint32_t
get_link(const struct ids *t, uint32_t ref)
{
	uint32_t v;

	memcpy(&v, entry(t, ref) + AT_LINK, sizeof(v));
	return v;
}

enum ids_kind
ids_kind(const struct ids *t, uint32_t ref)
{
	return (enum ids_kind)(get_link(t, ref) >> 30);
}

uint32_t
ids_index(const struct ids *t, uint32_t ref)
{
	return get_link(t, ref) & IDS_INDEX_MAX;
}

void
ids_link(struct ids *t, uint32_t ref, enum ids_kind kind, uint32_t index)
{
	uint32_t v = (uint32_t)kind << 30 | index;

	memcpy(entry(t, ref) + AT_LINK, &v, sizeof(v));
}

uint32_t
ids_find(const struct ids *t, struct str id, uint64_t hash)
{
	struct slots_walk w = slots_walk(&t->slots, hash);
	uint32_t ref;

	while ((ref = slots_next(&t->slots, &w)) != SLOTS_NONE)
		if (slots_same(ids_text(t, ref), id))
			return ref;
	return IDS_NONE;
}

static size_t
entry_size(struct str id)
{
	return AT_TEXT + id.n + (id.n < LONG ? 0 : 4);
}

uint32_t
ids_first(const struct ids *t)
{
	return t->n == 0 ? IDS_NONE : 0;
}

uint32_t
ids_next(const struct ids *t, uint32_t ref)
{
	size_t at = (size_t)ref + entry_size(ids_text(t, ref));

	return at == t->n ? IDS_NONE : (uint32_t)at;
}

enum { SIDE_BY_SIDE = 64 };

/*
 * More slots for all that are there; the text gives the hash again. Many
 * side by side, so that their misses of the cache overlap.
 */
static void
grow(struct ids *t)
{
	uint32_t ref[SIDE_BY_SIDE], r = ids_first(t);
	uint64_t hash[SIDE_BY_SIDE];

	/* Rows become shorter. Of a pipe nothing is expected: then a quarter
	 * more, for an id is to take no more than it does of a file. */
	slots_grow(&t->slots, t->count + t->expected + t->expected / 16);
	while (r != IDS_NONE) {
		size_t n = 0;

		for (; r != IDS_NONE && n < SIDE_BY_SIDE; r = ids_next(t, r)) {
			if (ids_day(t, r) == IDS_FORGOTTEN)
				continue;
			ref[n] = r;
			hash[n] = slots_hash(ids_text(t, r));
			slots_fetch(&t->slots, hash[n++]);
		}
		for (size_t i = 0; i < n; i++)
			slots_put(&t->slots, hash[i], ref[i]);
	}
}

/* Where an entry of that size may be written, and a word behind it. */
static char *
room_for(struct ids *t, size_t size)
{
	size_t need = t->n + size + sizeof(uint64_t);

	if (need > t->room)
		t->p = mem_grow_lines(t->p, &t->room, need, 1);
	return (char *)t->p + t->n;
}

static void
put_text(char *to, struct str id)
{
	uint32_t n = (uint32_t)id.n;

	if (n >= LONG) {
		memcpy(to, &n, sizeof(n));
		memcpy(to + sizeof(n), id.p, n);
	} else if (n > 2 * sizeof(uint64_t)) {
		memcpy(to, id.p, n);
	} else {
		/* Two words, of which the second may have none. */
		word_store(to, slots_word(id.p, n < 8 ? n : 8));
		if (n > 8)
			word_store(to + 8, slots_word(id.p + 8, n - 8));
	}
}

uint32_t
ids_add(
    struct ids *t, struct str id, uint64_t hash, uint64_t content, int32_t day)
{
	size_t size = entry_size(id), at = t->n;
	uint64_t rest = (uint32_t)(day + 0x800000) & 0xffffff;
	char *e;

	if (day != IDS_FORGOTTEN && slots_full(&t->slots))
		grow(t);
	if (id.n > UINT32_MAX || at + size >= IDS_NONE)
		return IDS_NONE;
	e = room_for(t, size);
	/* A digest, then what follows it, its link still nothing. */
	word_store(e, content);
	word_store(e + AT_DAY, rest | (uint64_t)(id.n < LONG ? id.n : LONG)
					  << 8 * (AT_SIZE - AT_DAY));
	put_text(e + AT_TEXT, id);
	t->n = at + size;
	if (day != IDS_FORGOTTEN) {
		slots_put(&t->slots, hash, (uint32_t)at);
		t->count++;
	}
	return (uint32_t)at;
}

size_t
ids_memory(const struct ids *t)
{
	return t->n + slots_memory(&t->slots);
}

void
ids_free(struct ids *t)
{
	mem_free_lines(t->p);
	slots_free(&t->slots);
	*t = (struct ids){0};
}
