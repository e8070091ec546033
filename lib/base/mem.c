#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void
die(size_t bytes)
{
	(void)bytes;
	abort();
}

void (*mem_hook)(size_t bytes) = die;

static size_t
product(size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size)
		mem_hook(SIZE_MAX);
	return n * size;
}

void *
mem_alloc(size_t n)
{
	void *p = malloc(n != 0 ? n : 1);

	if (p == NULL)
		mem_hook(n);
	return p;
}

void *
mem_zero(size_t n, size_t size)
{
	size_t bytes = product(n, size);
	void *p = calloc(1, bytes != 0 ? bytes : 1);

	if (p == NULL)
		mem_hook(bytes);
	return p;
}

void *
mem_resize(void *p, size_t n, size_t size)
{
	size_t bytes = product(n, size);
	void *q = realloc(p, bytes != 0 ? bytes : 1);

	if (q == NULL)
		mem_hook(bytes);
	return q;
}

/* At least twice as many, and need. */
static size_t
grown(size_t cap, size_t need)
{
	size_t n = cap > SIZE_MAX / 2 ? need : cap * 2;

	if (n < need)
		n = need;
	return n < 16 ? 16 : n;
}

void *
mem_grow(void *p, size_t *cap, size_t need, size_t size)
{
	size_t n;

	if (need <= *cap)
		return p;
	n = grown(*cap, need);
	p = mem_resize(p, n, size);
	*cap = n;
	return p;
}

/* The byte before the array says how far behind its block's begin it is. */
void *
mem_grow_lines(void *p, size_t *cap, size_t need, size_t size)
{
	size_t n, was = 0, lead, bytes;
	unsigned char *block = p;

	if (need <= *cap)
		return p;
	n = grown(*cap, need);
	if (p != NULL) {
		was = block[-1];
		block -= was;
	}
	bytes = product(n, size);
	block = mem_resize(block, 1,
	    bytes > SIZE_MAX - MEM_LINE ? SIZE_MAX : bytes + MEM_LINE);
	lead = MEM_LINE - (uintptr_t)block % MEM_LINE;
	if (p != NULL && lead != was)
		memmove(block + lead, block + was, *cap * size);
	block[lead - 1] = (unsigned char)lead;
	*cap = n;
	return block + lead;
}

void
mem_free_lines(void *p)
{
	unsigned char *block = p;

	if (p != NULL)
		free(block - block[-1]);
}

char *
mem_dup(const char *p, size_t n)
{
	char *q = mem_alloc(n + 1);

	if (n != 0)
		memcpy(q, p, n);
	q[n] = '\0';
	return q;
}

void
mem_free(void *p)
{
	free(p);
}
