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

void
rfm_rank(struct rfm_scale *s, const double *v, size_t n)
{
	uint64_t q = (uint64_t)s->bins;
	int bin = 1;

	all_cuts(s, (double)INFINITY);
	s->above = !s->fewer;
	for (size_t i = 0, j; i < n; i = j) {
		j = block_end(v, n, i);
		uint64_t worse = s->fewer ? n - j : i;
		int score = (int)(worse * q / n) + 1;
		int reached = s->fewer ? s->bins + 1 - score : score;

		/* A bin that nobody is in begins where the next one does. */
		for (; bin < reached; bin++)
			s->cut[bin - 1] = !s->fewer ? v[i]
					  : i == 0  ? (double)-INFINITY
						    : v[i - 1];
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

	for (int i = 0; i < s->bins - 1; i++)
		bin += s->above ? s->cut[i] <= x : s->cut[i] < x;
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
rfm_mode(const double *v, size_t n, double *mode)
{
	size_t most = 0;

	for (size_t i = 0, j; i < n; i = j) {
		j = block_end(v, n, i);
		if (j - i > most) {
			most = j - i;
			*mode = v[i];
		}
	}
	return most;
}
