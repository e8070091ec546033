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
