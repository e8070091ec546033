/* arena: bytes that live together and die together. Zeroed is empty. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "base/str.h"

struct arena_block;

struct arena {
	struct arena_block *head;
	size_t used;  /* in the head block       [bytes] */
	size_t total; /* taken from the system   [bytes] */
};

/* n bytes aligned for any object; they never move. */
void *arena_alloc(struct arena *a, size_t n);

/* A copy of s that lives as long as the arena, with a NUL behind it. */
struct str arena_str(struct arena *a, struct str s);

void arena_free(struct arena *a);

#endif
