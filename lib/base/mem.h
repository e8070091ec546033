/*
 * mem: the only place that calls malloc. An allocation either succeeds or
 * ends in mem_hook, which must not return: the program's hook prints one
 * message and exits 1; tests and fuzzers install one that longjmps.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/* Called with the bytes that could not be had; must not return. */
extern void (*mem_hook)(size_t bytes);

/* n bytes, uninitialised; n = 0 gives a pointer that may be freed. */
void *mem_alloc(size_t n);

/* n objects of size bytes, zeroed; the product is checked. */
void *mem_zero(size_t n, size_t size);

/* Like realloc, of n objects of size bytes; the product is checked. */
void *mem_resize(void *p, size_t n, size_t size);

/*
 * mem_grow: makes room for at least need objects in a growable array.
 *
 *   p      the array, or NULL                        [objects]
 *   cap    in and out: how many fit                  [objects]
 *
 * Returns the array, perhaps moved; capacity at least doubles, so that
 * appending n objects one by one costs O(n).
 */
void *mem_grow(void *p, size_t *cap, size_t need, size_t size);

/*
 * mem_grow_lines: the same, but the array begins at a multiple of MEM_LINE
 * bytes, so that objects of halves of a line of the cache lie on no more
 * lines than they must, and a big one lies on big pages where there are any:
 * for arrays that are looked at all over. mem_free_lines frees it.
 */
enum { MEM_LINE = 64 };
void *mem_grow_lines(void *p, size_t *cap, size_t need, size_t size);
void mem_free_lines(void *p);

/* A copy of n bytes with a NUL behind them; the caller frees it. */
char *mem_dup(const char *p, size_t n);

void mem_free(void *p);

#endif
