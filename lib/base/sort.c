#include "base/sort.h"

#include <string.h>

#include "base/mem.h"

enum { SHORT_RUN = 12 };

static void
insertion(uint32_t *v, size_t n, int (*before)(uint32_t, uint32_t, void *),
    void *arg)
{
	for (size_t i = 1; i < n; i++) {
		uint32_t x = v[i];
		size_t j = i;

		for (; j > 0 && before(v[j - 1], x, arg) > 0; j--)
			v[j] = v[j - 1];
		v[j] = x;
	}
}

static void
merge(uint32_t *v, size_t half, size_t n, uint32_t *tmp,
    int (*before)(uint32_t, uint32_t, void *), void *arg)
{
	size_t i = 0, j = half, k = 0;

	if (before(v[half - 1], v[half], arg) <= 0)
		return;
	memcpy(tmp, v, half * sizeof(*v));
	while (i < half && j < n)
		v[k++] = before(tmp[i], v[j], arg) <= 0 ? tmp[i++] : v[j++];
	memcpy(v + k, tmp + i, (half - i) * sizeof(*v));
}

/* Bottom up: no recursion whose depth the input decides. */
void
sort_index(uint32_t *index, size_t n,
    int (*before)(uint32_t a, uint32_t b, void *arg), void *arg)
{
	uint32_t *tmp = mem_resize(NULL, n, sizeof(*tmp));

	for (size_t at = 0; at < n; at += SHORT_RUN)
		insertion(index + at, n - at < SHORT_RUN ? n - at : SHORT_RUN,
		    before, arg);
	for (size_t run = SHORT_RUN; run < n; run *= 2)
		for (size_t at = 0; n - at > run; at += 2 * run) {
			size_t len = n - at < 2 * run ? n - at : 2 * run;

			merge(index + at, run, len, tmp, before, arg);
			if (len < 2 * run)
				break;
		}
	mem_free(tmp);
}

void
sort_doubles(double *v, size_t n)
{
	double *tmp = mem_resize(NULL, n, sizeof(*tmp));

	for (size_t run = 1; run < n; run *= 2)
		for (size_t at = 0; at < n; at += 2 * run) {
			size_t half = n - at < run ? n - at : run;
			size_t len = n - at < 2 * run ? n - at : 2 * run;
			size_t i = 0, j = half, k = at;

			memcpy(tmp, v + at, half * sizeof(*v));
			while (i < half && j < len)
				v[k++] = tmp[i] <= v[at + j] ? tmp[i++]
							     : v[at + j++];
			while (i < half)
				v[k++] = tmp[i++];
		}
	mem_free(tmp);
}

enum { INSERTION_MOST = 24 };

static void
insert_words(uint64_t *v, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		uint64_t w = v[i];
		size_t k = i;

		for (; k > 0 && v[k - 1] > w; k--)
			v[k] = v[k - 1];
		v[k] = w;
	}
}

/* Lets the word at i sink to its place in the heap of n. */
static void
sift(uint64_t *v, size_t i, size_t n)
{
	uint64_t w = v[i];

	while (2 * i + 1 < n) {
		size_t child = 2 * i + 1;

		child += child + 1 < n && v[child + 1] > v[child];
		if (v[child] <= w)
			break;
		v[i] = v[child];
		i = child;
	}
	v[i] = w;
}

void
sort_words(uint64_t *v, size_t n)
{
	if (n <= INSERTION_MOST) {
		insert_words(v, n);
		return;
	}
	for (size_t i = n / 2; i-- > 0;)
		sift(v, i, n);
	for (size_t end = n; end-- > 1;) {
		uint64_t top = v[0];

		v[0] = v[end];
		v[end] = top;
		sift(v, 0, end);
	}
}
