#if defined(__linux__)
#define _GNU_SOURCE /* mremap */
#include <sys/mman.h>
#endif

#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * Big blocks ask for big pages: a table that is looked at all over then waits
 * for fewer walks of page tables. Where there are none nothing is lost.
 */
#define BIG_PAGE ((size_t)2 << 20)
#define BIG      (4 * BIG_PAGE)

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

static void *
spread(void *p, size_t bytes)
{
#if defined(MADV_HUGEPAGE)
	size_t lead = -(uintptr_t)p % BIG_PAGE;

	if (p != NULL && bytes >= BIG)
		(void)madvise((char *)p + lead, bytes - lead, MADV_HUGEPAGE);
#else
	(void)bytes;
#endif
	return p;
}

void *
mem_alloc(size_t n)
{
	void *p = spread(malloc(n != 0 ? n : 1), n);

	if (p == NULL)
		mem_hook(n);
	return p;
}

void *
mem_zero(size_t n, size_t size)
{
	size_t bytes = product(n, size);
	void *p = spread(calloc(1, bytes != 0 ? bytes : 1), bytes);

	if (p == NULL)
		mem_hook(bytes);
	return p;
}

void *
mem_resize(void *p, size_t n, size_t size)
{
	size_t bytes = product(n, size);
	void *q = spread(realloc(p, bytes != 0 ? bytes : 1), bytes);

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

/* --- arrays of lines --- */

/*
 * A big array is mapped: it grows without a copy, and its pages stay big
 * where realloc would cut them. The line before an array says what is there.
 */
struct head {
	size_t mapped; /* bytes, this line's too; 0: it is in a block */
	void *block;
};

_Static_assert(sizeof(struct head) <= MEM_LINE, "a head is within a line");

static struct head
head_of(const void *p)
{
	struct head h = {0};

	if (p != NULL)
		memcpy(&h, (const char *)p - MEM_LINE, sizeof(h));
	return h;
}

static void *
put_head(char *line, struct head h)
{
	memcpy(line, &h, sizeof(h));
	return line + MEM_LINE;
}

#if defined(MADV_HUGEPAGE) && defined(MREMAP_FIXED)
/*
 * Moves a mapping, or makes one, to whole big pages: of what is reserved the
 * begin and the end that are not wanted go back. NULL without memory.
 */
static char *
map(char *from, size_t had, size_t bytes)
{
	int flags = MAP_PRIVATE | MAP_ANONYMOUS;
	char *room = mmap(
	    NULL, bytes + BIG_PAGE, PROT_NONE, flags | MAP_NORESERVE, -1, 0);
	size_t lead = -(uintptr_t)room % BIG_PAGE;
	char *at = room + lead, *to;

	/* Under a limit of addresses there may be no room for it twice. */
	if (room == MAP_FAILED && from != NULL) {
		to = mremap(from, had, bytes, MREMAP_MAYMOVE);
		return to == MAP_FAILED ? NULL : to;
	}
	if (room == MAP_FAILED)
		return NULL;
	if (from != NULL)
		to =
		    mremap(from, had, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, at);
	else
		to = mmap(at, bytes, PROT_READ | PROT_WRITE, flags | MAP_FIXED,
		    -1, 0);
	if (to == MAP_FAILED) {
		munmap(room, bytes + BIG_PAGE);
		return NULL;
	}
	if (lead != 0)
		munmap(room, lead);
	munmap(at + bytes, BIG_PAGE - lead);
	return spread(to, bytes);
}

static void
unmap(char *line, size_t bytes)
{
	munmap(line, bytes);
}
#else
static char *
map(char *from, size_t had, size_t bytes)
{
	(void)from, (void)had, (void)bytes;
	return NULL;
}

static void
unmap(char *line, size_t bytes)
{
	(void)line, (void)bytes;
}
#endif

/* Bytes for an array of which the first `used` are wanted. */
static void *
lines(void *p, size_t used, size_t bytes)
{
	struct head h = head_of(p);
	size_t whole = (bytes + MEM_LINE + BIG_PAGE - 1) & ~(BIG_PAGE - 1);
	char *line = NULL, *block = NULL;

	if (bytes > SIZE_MAX - 2 * BIG_PAGE)
		mem_hook(bytes); /* whole is of no use */
	if (bytes >= BIG) {
		char *from = h.mapped != 0 ? (char *)p - MEM_LINE : NULL;

		line = map(from, h.mapped, whole);
		if (line != NULL && from != NULL)
			return put_head(line, (struct head){whole, NULL});
	}
	if (line == NULL) {
		whole = 0;
		block = mem_alloc(bytes + (size_t)2 * MEM_LINE - 1);
		line = block + -(uintptr_t)block % MEM_LINE;
	}
	if (used != 0 && p != NULL)
		memcpy(line + MEM_LINE, p, used);
	mem_free_lines(p);
	return put_head(line, (struct head){whole, block});
}

void *
mem_grow_lines(void *p, size_t *cap, size_t need, size_t size)
{
	size_t n;

	if (need <= *cap)
		return p;
	n = grown(*cap, need);
	p = lines(p, *cap * size, product(n, size));
	*cap = n;
	return p;
}

void
mem_free_lines(void *p)
{
	struct head h = head_of(p);

	if (h.mapped != 0)
		unmap((char *)p - MEM_LINE, h.mapped);
	else
		free(h.block);
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
