/*
 * sort: a stable merge sort of indices, and sorts of words and doubles. qsort
 * leaves the order of equals open, so its output would differ between C
 * libraries.
 */
#ifndef BASE_SORT_H
#define BASE_SORT_H

#include <stddef.h>
#include <stdint.h>

/*
 * sort_index: orders indices, equals in their order of appearance.
 *
 *   index   n indices, rearranged in place
 *   before  negative, 0 or positive, as a stands to b
 *
 * Cost  O(n log n) comparisons, n indices of memory.
 */
void sort_index(uint32_t *index, size_t n,
    int (*before)(uint32_t a, uint32_t b, void *arg), void *arg);

/* Ascending words in place; O(n log n) whatever they are. */
void sort_words(uint64_t *v, size_t n);

/* Ascending doubles in place; none may be NaN. -0 and 0 are equal. O(n), and n
 * more of memory. */
void sort_doubles(double *v, size_t n);

/*
 * sort_around: ascending in another array, but only around some places. Each
 * of them has its value, with all equals beside it and, behind those on
 * either side, the nearest values that differ. Elsewhere only this holds:
 * what is left of a place is no more than what is there, what is right of it
 * no less.
 *
 *   v      n values, not changed; NaN are left out
 *   to     room for the others
 *   place  indices below their number
 *
 * Cost  about a quarter of sort_doubles when values vary
 */
void sort_around(
    const double *v, size_t n, double *to, const size_t *place, size_t places);

#endif
