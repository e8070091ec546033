/*
 * slots: where entries of a table are found by their hash: references of 32
 * bits, each with 8 bits of the hash beside it, five bytes in all. The table
 * that uses them knows what an entry is, and compares.
 *
 *	at = slots_home(&s, hash)
 *	while ((ref = slots_ref(&s, at)) != SLOTS_NONE) {
 *		if (slots_tag(&s, at) == (hash & 0xff) && it is ref) ...
 *		at = slots_next(&s, at);
 *	}
 *	slots_set(&s, at, hash, ref);
 *
 * Memory  at most three quarters are taken: 7 to 13 bytes an entry, if as
 *         many come as are expected
 */
#ifndef LEDGER_SLOTS_H
#define LEDGER_SLOTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hash.h"
#include "base/hint.h"
#include "base/word.h"

#define SLOTS_NONE UINT32_MAX

enum { SLOT_SIZE = 5 };

/* Zeroed is empty. */
struct slots {
	unsigned char *at;
	unsigned bits; /* there are 2^bits, if any */
	size_t taken;
};

/*
 * slots_full: whether one more entry asks for more slots; slots_grow then
 * gives empty ones, at least twice as many and enough for n entries, and the
 * caller puts all entries again.
 */
bool slots_full(const struct slots *s);
void slots_grow(struct slots *s, uint64_t n);

/* Puts an entry that is not there yet. */
void slots_put(struct slots *s, uint64_t hash, uint32_t ref);

void slots_free(struct slots *s);

/* Bytes that they take. */
size_t slots_memory(const struct slots *s);

/* Up to 8 bytes as a word, none too. */
static inline uint64_t
slots_word(const char *p, size_t n)
{
	return n == 0 ? 0 : word_load_some(p, n);
}

/* The hash of a text under this process's key (base/hash.h). */
static inline uint64_t
slots_hash(struct str s)
{
	hash_ready();
	if (s.n > 16)
		return hash_bytes(s);
	if (s.n <= 8)
		return hash_words(slots_word(s.p, s.n), 0, s.n);
	return hash_words(
	    slots_word(s.p, 8), slots_word(s.p + 8, s.n - 8), s.n);
}

/*
 * slots_same: whether two texts are one. memcmp may load as much as 64 bytes
 * for eight, of a line of the cache that nobody has fetched.
 */
static inline bool
slots_same(struct str a, struct str b)
{
	if (a.n != b.n || a.n > 16)
		return str_eq(a, b);
	if (a.n <= 8)
		return slots_word(a.p, a.n) == slots_word(b.p, a.n);
	return slots_word(a.p, 8) == slots_word(b.p, 8) &&
	       slots_word(a.p + 8, a.n - 8) == slots_word(b.p + 8, a.n - 8);
}

static inline size_t
slots_home(const struct slots *s, uint64_t hash)
{
	return (size_t)(hash >> (64 - s->bits));
}

static inline size_t
slots_next(const struct slots *s, size_t at)
{
	return (at + 1) & (((size_t)1 << s->bits) - 1);
}

static inline uint32_t
slots_ref(const struct slots *s, size_t at)
{
	uint32_t ref;

	memcpy(&ref, s->at + at * SLOT_SIZE + 1, sizeof(ref));
	return ref;
}

static inline unsigned
slots_tag(const struct slots *s, size_t at)
{
	return s->at[at * SLOT_SIZE];
}

static inline void
slots_set(struct slots *s, size_t at, uint64_t hash, uint32_t ref)
{
	s->at[at * SLOT_SIZE] = (unsigned char)(hash & 0xff);
	memcpy(s->at + at * SLOT_SIZE + 1, &ref, sizeof(ref));
	s->taken++;
}

/* Fetches the entry's slot ahead of its use. */
static inline void
slots_fetch(const struct slots *s, uint64_t hash)
{
	if (s->at != NULL)
		HINT_FETCH(s->at + slots_home(s, hash) * SLOT_SIZE);
}

/* The reference that is the entry's, most likely: its slot's tag agrees. */
static inline uint32_t
slots_guess(const struct slots *s, uint64_t hash)
{
	size_t at;
	uint32_t ref;

	if (s->at == NULL)
		return SLOTS_NONE;
	at = slots_home(s, hash);
	while ((ref = slots_ref(s, at)) != SLOTS_NONE &&
	       slots_tag(s, at) != (hash & 0xff))
		at = slots_next(s, at);
	return ref;
}

#endif
