/*
 * sort: a stable merge sort. qsort leaves the order of equals open, so its
 * output would differ between C libraries.
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

/* Ascending doubles in place; none may be NaN. -0 and 0 are equal. */
void sort_doubles(double *v, size_t n);

#endif
