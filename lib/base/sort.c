#include "base/sort.h"

#include <stdbool.h>
#include <string.h>

#include "base/mem.h"

enum { SHORT_RUN = 12, RADIX_LEAST = 64 };

static void
insertion(
    uint32_t *v, size_t n, int (*before)(uint32_t, uint32_t, void *), void *arg)
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

/* The bits of a double as a number that ascends with it. */
static uint64_t
to_key(double x)
{
	uint64_t u;

	x += 0.0; /* -0 is 0 */
	memcpy(&u, &x, sizeof(u));
	return u ^ ((u >> 63) != 0 ? UINT64_MAX : (uint64_t)1 << 63);
}

static void
insert_doubles(double *v, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		double x = v[i];
		size_t k = i;

		for (; k > 0 && to_key(v[k - 1]) > to_key(x); k--)
			v[k] = v[k - 1];
		v[k] = x;
	}
}

enum { DIGIT_BITS = 8, DIGITS = 64 / DIGIT_BITS, DIGIT_VALUES = 256 };

/* One digit's pass; counts become where its values begin. */
static void
scatter(const double *from, double *to, size_t n, size_t *count, int digit)
{
	size_t at = 0;

	for (int k = 0; k < DIGIT_VALUES; k++) {
		size_t here = count[k];

		count[k] = at;
		at += here;
	}
	for (size_t i = 0; i < n; i++) {
		uint64_t key = to_key(from[i]);

		to[count[key >> (DIGIT_BITS * digit) & 255]++] = from[i];
	}
}

/* By digits from the lowest up: no comparison to be guessed wrong. A digit
 * that is the same everywhere is passed over. */
void
sort_doubles(double *v, size_t n)
{
	size_t(*count)[DIGIT_VALUES];
	double *tmp, *from = v, *to;

	if (n <= RADIX_LEAST) {
		insert_doubles(v, n);
		return;
	}
	count = mem_zero(DIGITS, sizeof(*count));
	to = tmp = mem_resize(NULL, n, sizeof(*tmp));
	for (size_t i = 0; i < n; i++) {
		uint64_t key = to_key(v[i]);

		for (int d = 0; d < DIGITS; d++)
			count[d][key >> (DIGIT_BITS * d) & 255]++;
	}
	for (int d = 0; d < DIGITS; d++) {
		double *other = from;
		uint64_t key = to_key(v[0]);

		if (count[d][key >> (DIGIT_BITS * d) & 255] == n)
			continue;
		scatter(from, to, n, count[d], d);
		from = to;
		to = other;
	}
	if (from != v)
		memcpy(v, from, n * sizeof(*v));
	mem_free(tmp);
	mem_free(count);
}

enum { HEAD_BITS = 16, HEADS = 1 << HEAD_BITS };

static size_t
head_of(double x)
{
	return (size_t)(to_key(x) >> (64 - HEAD_BITS));
}

/* Orders by the first bits of the key; begin[h] is where those with head h
 * begin, begin[HEADS] the end. */
static void
sort_heads(const double *v, size_t n, double *to, size_t *begin)
{
	size_t at = 0;

	for (size_t i = 0; i < n; i++)
		if (v[i] == v[i])
			begin[head_of(v[i])]++;
	for (size_t h = 0; h <= HEADS; h++) {
		size_t here = begin[h];

		begin[h] = at;
		at += here;
	}
	for (size_t i = 0; i < n; i++)
		if (v[i] == v[i])
			to[begin[head_of(v[i])]++] = v[i];
	for (size_t h = HEADS; h > 0; h--)
		begin[h] = begin[h - 1];
	begin[0] = 0;
}

/* Whether a place is in head h or in one next to it that is not empty. */
static bool
is_wanted(const size_t *begin, size_t h, const size_t *place, size_t places)
{
	size_t low = h, high = h + 1;

	while (low > 0 && begin[low] == begin[h])
		low--;
	while (high < HEADS && begin[high + 1] == begin[h + 1])
		high++;
	if (high < HEADS)
		high++;
	for (size_t i = 0; i < places; i++)
		if (place[i] >= begin[low] && place[i] < begin[high])
			return true;
	return false;
}

void
sort_around(
    const double *v, size_t n, double *to, const size_t *place, size_t places)
{
	size_t *begin = mem_zero(HEADS + 1, sizeof(*begin));

	sort_heads(v, n, to, begin);
	for (size_t h = 0; h < HEADS; h++)
		if (begin[h + 1] - begin[h] > 1 &&
		    is_wanted(begin, h, place, places))
			sort_doubles(to + begin[h], begin[h + 1] - begin[h]);
	mem_free(begin);
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
