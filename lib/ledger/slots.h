/*
 * slots: where entries of a table are found by their hash: references of 32
 * bits, each with 8 bits of the hash beside it, its tag. Twelve share a line
 * of the cache, and what finds its line full goes to the next one. The table
 * that uses them knows what an entry is, and compares.
 *
 *	w = slots_walk(&s, hash);
 *	while ((ref = slots_next(&s, &w)) != SLOTS_NONE)
 *		if (it is ref) ...
 *
 * Memory  at most three quarters are taken: 7 bytes an entry, if as many come
 *         as are expected, or else up to 14
 */
#ifndef LEDGER_SLOTS_H
#define LEDGER_SLOTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hash.h"
#include "base/hint.h"
#include "base/word.h"

#define SLOTS_NONE UINT32_MAX

/* A line: tags, of which 0 is none; how many there are; references. */
enum { SLOTS_LINE = 64, SLOTS_IN_LINE = 12, SLOTS_COUNT = 12, SLOTS_REFS = 16 };

/* Zeroed is empty. */
struct slots {
	unsigned char *at;
	size_t lines, room;
	size_t taken;
};

/* Entries that may be the one. */
struct slots_walk {
	const unsigned char *line;
	uint64_t found; /* of the line: a bit each */
	unsigned char tag;
};

/*
 * slots_full: whether one more entry asks for more slots; slots_grow then
 * gives empty ones, at least a quarter more and most often enough for n
 * entries, or with 0 for twice as many, and the caller puts all again.
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

/* Where an entry belongs, by the upper half of its hash; no slots are one
 * empty line. */
static inline const unsigned char *
slots_home(const struct slots *s, uint64_t hash)
{
	static const unsigned char none[SLOTS_LINE];

	if (s->at == NULL)
		return none;
	return s->at + (size_t)((hash >> 32) * s->lines >> 32) * SLOTS_LINE;
}

static inline unsigned char
slots_tag(uint64_t hash)
{
	unsigned char tag = (unsigned char)hash;

	return tag != 0 ? tag : 1;
}

/* Those of a line with that tag: number k is bit 8 k, or from 8 on bit
 * 8 (k - 8) + 4. */
static inline uint64_t
slots_match(const unsigned char *line, unsigned char tag)
{
	const uint64_t low = WORD_OF(0x7f);
	uint64_t a = word_load((const char *)line) ^ WORD_OF(tag);
	uint64_t b = word_load_half((const char *)line + 8) ^
		     (WORD_OF(tag) & UINT32_MAX);

	/* The highest bit of each byte that is 0. */
	a = ~(((a & low) + low) | a | low);
	b = ~(((b & low) + low) | b | low) & UINT32_MAX;
	return a >> 7 | b >> 3;
}

static inline struct slots_walk
slots_walk(const struct slots *s, uint64_t hash)
{
	struct slots_walk w = {
	    .line = slots_home(s, hash), .tag = slots_tag(hash)};

	w.found = slots_match(w.line, w.tag);
	return w;
}

static inline const unsigned char *
slots_behind(const struct slots *s, const unsigned char *line)
{
	line += SLOTS_LINE;
	return line == s->at + s->lines * SLOTS_LINE ? s->at : line;
}

/* The next entry with that tag, or SLOTS_NONE. */
static inline uint32_t
slots_next(const struct slots *s, struct slots_walk *w)
{
	size_t bit, k;
	uint32_t ref;

	while (w->found == 0) {
		if (w->line[SLOTS_COUNT] < SLOTS_IN_LINE)
			return SLOTS_NONE;
		w->line = slots_behind(s, w->line);
		w->found = slots_match(w->line, w->tag);
	}
	bit = (size_t)__builtin_ctzll(w->found);
	w->found &= w->found - 1;
	k = bit / 8 + (bit & 4) * 2;
	memcpy(&ref, w->line + SLOTS_REFS + k * sizeof(ref), sizeof(ref));
	return ref;
}

/* Fetches the entry's slots ahead of their use. */
static inline void
slots_fetch(const struct slots *s, uint64_t hash)
{
	HINT_FETCH(slots_home(s, hash));
}

/* The reference that is the entry's, most likely: its slot's tag agrees. */
static inline uint32_t
slots_guess(const struct slots *s, uint64_t hash)
{
	struct slots_walk w = slots_walk(s, hash);

	return slots_next(s, &w);
}

#endif
