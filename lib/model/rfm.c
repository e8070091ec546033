#include "model/rfm.h"

#include <math.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/sort.h"
#include "model/tally.h"

static void
all_cuts(struct rfm_scale *s, double at)
{
	for (int i = 0; i < RFM_BINS_MAX - 1; i++)
		s->cut[i] = at;
}

/* The end of the run of equals that begins at i. */
static size_t
block_end(const double *v, size_t n, size_t i)
{
	size_t j = i + 1;

	while (j < n && v[j] == v[i])
		j++;
	return j;
}

static size_t
block_begin(const double *v, size_t i)
{
	size_t from = i;

	while (from > 0 && v[from - 1] == v[i])
		from--;
	return from;
}

size_t
rfm_places(int bins, size_t n, size_t place[RFM_PLACES])
{
	uint64_t q = (uint64_t)bins;
	size_t count = 0;

	for (uint64_t b = 1; b < q && n > 0; b++) {
		place[count++] = b * n / q;
		place[count++] = b * (n - 1) / q;
	}
	for (size_t i = count; i > 0; i--)
		if (place[i - 1] + 1 < n)
			place[count++] = place[i - 1] + 1;
	return count;
}

/*
 * The run of equals from i to j has i (or, fewer being better, n - j) worse
 * ones. So bin b + 1 begins with the first run that has i >= b n / q; or,
 * in days, behind the last value before the run that has j > b n / q.
 */
void
rfm_rank(struct rfm_scale *s, const double *v, size_t n)
{
	uint64_t q = (uint64_t)s->bins;

	all_cuts(s, (double)INFINITY);
	s->above = !s->fewer;
	for (uint64_t b = 1; b < q && n > 0; b++) {
		size_t at = b * n / q + (!s->fewer && b * n % q != 0);
		size_t from = at < n ? block_begin(v, at) : n;

		if (s->fewer)
			s->cut[b - 1] =
			    from > 0 ? v[from - 1] : (double)-INFINITY;
		else if (from < at)
			from = block_end(v, n, at);
		if (!s->fewer && from < n)
			s->cut[b - 1] = v[from];
	}
}

void
rfm_quantile(struct rfm_scale *s, const double *v, size_t n)
{
	uint64_t q = (uint64_t)s->bins;

	all_cuts(s, (double)INFINITY);
	s->above = true;
	for (uint64_t i = 1; i < q && n > 0; i++) {
		uint64_t h = (n - 1) * i;
		double x = v[h / q];

		if (h % q != 0)
			x += (double)(h % q) / (double)q * (v[h / q + 1] - x);
		s->cut[i - 1] = x + 1;
	}
}

/*
 * Of decimals the sum is exact, and x > sum / n just when x exceeds it
 * rounded down to millionths, x < sum / n when it falls short of it rounded
 * up. Reals are summed as distances from the least, so that a column of
 * equals has their value as its mean.
 */
void
rfm_mean(struct rfm_scale *s, const double *v, size_t n)
{
	struct tally t = {0};
	int64_t floor, ceil;

	all_cuts(s, (double)INFINITY);
	s->above = s->fewer;
	if (n == 0)
		return;
	for (size_t i = 0; i < n; i++)
		tally_add(&t, v[i]);
	if (tally_bounds(&t, &floor, &ceil)) {
		s->cut[0] = dec_to_double(s->fewer ? ceil : floor);
		return;
	}
	t = (struct tally){0};
	for (size_t i = 0; i < n; i++)
		tally_add(&t, v[i] - v[0]);
	s->cut[0] = v[0] + tally_mean(&t);
}

void
rfm_breaks(struct rfm_scale *s, const double *cut)
{
	all_cuts(s, (double)INFINITY);
	s->above = !s->fewer;
	for (int i = 0; i < s->bins - 1; i++)
		s->cut[i] = cut[i];
}

int
rfm_score(const struct rfm_scale *s, double x)
{
	int bin = 1;

	for (int i = 0; i < s->bins - 1 && s->above; i++)
		bin += s->cut[i] <= x;
	for (int i = 0; i < s->bins - 1 && !s->above; i++)
		bin += s->cut[i] < x;
	return s->fewer ? s->bins + 1 - bin : bin;
}

static int
ascending(uint32_t a, uint32_t b, void *arg)
{
	const double *v = arg;

	return (v[a] > v[b]) - (v[a] < v[b]);
}

void
rfm_ntile(int bins, bool fewer, double *v, size_t n, unsigned char *score)
{
	uint32_t *index = mem_resize(NULL, n, sizeof(*index));
	size_t q = (size_t)bins, m = 0, at = 0;

	for (size_t i = 0; i < n; i++) {
		score[i] = 0;
		if (!isnan(v[i]))
			index[m++] = (uint32_t)i;
	}
	sort_index(index, m, ascending, v);
	for (size_t k = 0; k < q; k++)
		for (size_t left = m / q + (k < m % q); left > 0; left--)
			score[index[at++]] =
			    (unsigned char)(fewer ? q - k : k + 1);
	mem_free(index);
}

size_t
rfm_most(int bins, const double *v, size_t n, double *value)
{
	uint64_t q = (uint64_t)bins;
	size_t most = 0;

	for (uint64_t b = 1; b < q && n > 0; b++) {
		size_t at = b * n / q;
		size_t count = block_end(v, n, at) - block_begin(v, at);

		if (count > most && count > n / q) {
			most = count;
			*value = v[at];
		}
	}
	return most * q > n ? most : 0;
}
