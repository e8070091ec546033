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
 * Memory  at most three quarters are taken: 7 to 13 bytes an entry
 */
#ifndef LEDGER_SLOTS_H
#define LEDGER_SLOTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define SLOTS_NONE UINT32_MAX

#if defined(__GNUC__)
#define SLOTS_PREFETCH(p) __builtin_prefetch(p)
#else
#define SLOTS_PREFETCH(p) ((void)(p))
#endif

enum { SLOT_SIZE = 5 };

/* Zeroed is empty. */
struct slots {
	unsigned char *at;
	unsigned bits; /* there are 2^bits, if any */
	size_t taken;
};

/* The hash of a text under this process's key (base/hash.h). */
uint64_t slots_hash(struct str s);

/*
 * slots_same: whether two texts are one. memcmp may load as much as 64 bytes
 * for eight, of a line of the cache that nobody has fetched.
 */
bool slots_same(struct str a, struct str b);

/*
 * slots_full: whether one more entry asks for twice the slots; slots_grow
 * then gives empty ones, and the caller puts all entries again.
 */
bool slots_full(const struct slots *s);
void slots_grow(struct slots *s);

/* Puts an entry that is not there yet. */
void slots_put(struct slots *s, uint64_t hash, uint32_t ref);

void slots_free(struct slots *s);

/* Bytes that they take. */
size_t slots_memory(const struct slots *s);

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
		SLOTS_PREFETCH(s->at + slots_home(s, hash) * SLOT_SIZE);
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
