#include "base/arena.h"

#include <stdalign.h>

#include "base/mem.h"

enum { BLOCK = 64 * 1024 };

struct arena_block {
	struct arena_block *next;
	size_t size;
	alignas(max_align_t) char bytes[];
};

void *
arena_alloc(struct arena *a, size_t n)
{
	size_t step = alignof(max_align_t);
	size_t want = (n + step - 1) / step * step;
	void *p;

	if (a->head == NULL || a->head->size - a->used < want) {
		size_t size = want > BLOCK ? want : BLOCK;
		struct arena_block *b = mem_alloc(sizeof(*b) + size);

		b->next = a->head;
		b->size = size;
		a->head = b;
		a->used = 0;
		a->total += sizeof(*b) + size;
	}
	p = a->head->bytes + a->used;
	a->used += want;
	return p;
}

struct str
arena_str(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);

	if (s.n != 0)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return (struct str){p, s.n};
}

void
arena_free(struct arena *a)
{
	struct arena_block *next;

	for (struct arena_block *b = a->head; b != NULL; b = next) {
		next = b->next;
		mem_free(b);
	}
	*a = (struct arena){0};
}
