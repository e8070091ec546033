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

void *
mem_grow(void *p, size_t *cap, size_t need, size_t size)
{
	size_t n = *cap;

	if (need <= n)
		return p;
	n = n > SIZE_MAX / 2 ? need : n * 2;
	if (n < need)
		n = need;
	if (n < 16)
		n = 16;
	p = mem_resize(p, n, size);
	*cap = n;
	return p;
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
