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
