/*
 * hash: a keyed hash of bytes, and a map from names to dense indices.
 *
 * Customer ids come from files that anybody may have written, so the hash is
 * keyed from the system's randomness: nobody can make ids collide on purpose.
 * No result may depend on it: maps are walked in order of insertion.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* SipHash-1-3 under this process's key. Accuracy: all 64 bits may be used. */
uint64_t hash_bytes(struct str s);

/*
 * hash_words: two words folded by keyed 128-bit products: a fifth of the
 * time. hash_key is not drawn before the first hash_ready.
 */
extern uint64_t hash_key[6];
void hash_ready(void);

static inline uint64_t
hash_fold(uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
	__extension__ typedef unsigned __int128 wide;
	wide m = (wide)a * b;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
#else
	uint64_t al = (uint32_t)a, ah = a >> 32;
	uint64_t bl = (uint32_t)b, bh = b >> 32;
	uint64_t low = al * bl, x = ah * bl + (low >> 32);
	uint64_t y = al * bh + (uint32_t)x;

	return (y << 32 | (uint32_t)low) ^ (ah * bh + (x >> 32) + (y >> 32));
#endif
}

static inline uint64_t
hash_words(uint64_t a, uint64_t b, uint64_t size)
{
	uint64_t h = hash_fold(a ^ hash_key[2], b ^ hash_key[3]);

	return hash_fold(h ^ hash_key[4], size ^ hash_key[5]);
}

#define NAMES_NONE UINT32_MAX

/* A set of byte strings, numbered 0, 1, 2 as they come. Zeroed is empty. */
struct names {
	struct arena arena;
	struct str *name; /* count views, in order of insertion */
	uint64_t *hash;
	uint32_t *slot;
	size_t count;
	size_t room;
	size_t slots;
};

/* The index of s, which is added (copied) when it is new. */
uint32_t names_add(struct names *t, struct str s);

/* The index of s, or NAMES_NONE. */
uint32_t names_find(const struct names *t, struct str s);

void names_free(struct names *t);

#endif
