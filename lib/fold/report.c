#include "fold/report.h"

#include <math.h>

#include "base/mem.h"
#include "base/sort.h"
#include "num/dec.h"

/* The calendar has less than 2^22 days: a gap is two halves of 11 bits. */
enum { HALF_BITS = 11, HALF = 1 << HALF_BITS };

/* Of the n-th in a histogram: its bucket, and its rank in there. */
static size_t
bucket_of(const size_t *count, size_t *nth)
{
	size_t b = 0;

	while (*nth >= count[b])
		*nth -= count[b++];
	return b;
}

/* The value that stands at place nth < n when all are sorted. */
static size_t
nth_gap(const int32_t *gap, size_t n, size_t nth)
{
	size_t count[HALF] = {0}, high;

	for (size_t i = 0; i < n; i++)
		count[gap[i] >> HALF_BITS]++;
	high = bucket_of(count, &nth);
	memset(count, 0, sizeof(count));
	for (size_t i = 0; i < n; i++)
		if ((size_t)gap[i] >> HALF_BITS == high)
			count[gap[i] & (HALF - 1)]++;
	return high << HALF_BITS | bucket_of(count, &nth);
}

static double
median_gap(const struct fold *fo, const uint32_t *index, size_t n)
{
	int32_t *gap = NULL;
	size_t gaps = 0, room = 0;
	double median;

	for (size_t i = 0; i < n; i++) {
		const int32_t *v;
		size_t visits = fold_visits(fo, index[i], &v);

		gap = mem_grow(gap, &room, gaps + visits, sizeof(*gap));
		for (size_t k = 1; k < visits; k++)
			gap[gaps++] = v[k] - v[k - 1];
	}
	median = gaps == 0 ? (double)NAN
	    : (double)(nth_gap(gap, gaps, (gaps - 1) / 2) +
		  nth_gap(gap, gaps, gaps / 2)) / 2;
	mem_free(gap);
	return median;
}

static int
more_first(uint32_t a, uint32_t b, void *arg)
{
	const struct i128 *bought = arg;

	return i128_cmp(bought[b], bought[a]);
}

static double
top_share(struct i128 *bought, size_t n, struct i128 all)
{
	uint32_t *rank = mem_resize(NULL, n, sizeof(*rank));
	struct i128 top = i128_of(0);

	for (size_t i = 0; i < n; i++)
		rank[i] = (uint32_t)i;
	sort_index(rank, n, more_first, bought);
	for (size_t i = 0; i < (n + 4) / 5; i++)
		top = i128_add(top, bought[rank[i]]);
	mem_free(rank);
	return i128_sign(all) == 0
	    ? (double)NAN : dec_sum_to_double(top) / dec_sum_to_double(all);
}

void
fold_report(const struct fold *fo, const uint32_t *index, size_t n,
    struct fold_report *out)
{
	struct i128 *bought = mem_resize(NULL, n, sizeof(*bought));
	struct fold_person p;

	*out = (struct fold_report){0};
	for (size_t i = 0; i < n; i++) {
		fold_get(fo, index[i], &p);
		if (p.orders == 0)
			continue;
		bought[out->customers++] = p.bought;
		out->repeaters += p.orders > 1;
		out->orders += p.orders;
		out->bought = i128_add(out->bought, p.bought);
		out->returned = i128_add(out->returned, p.returned);
		out->net = i128_add(out->net, p.net);
	}
	out->gap = median_gap(fo, index, n);
	out->top_share = top_share(bought, out->customers, out->bought);
	mem_free(bought);
}
