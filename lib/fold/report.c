#include "fold/report.h"

#include <math.h>

#include "base/mem.h"
#include "base/sort.h"
#include "num/dec.h"

/* The calendar has less than 2^22 days: a gap is two halves of 11 bits. */
enum { HALF_BITS = 11, HALF = 1 << HALF_BITS, MOST_GAPS = 4096 };

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

/* The same of gaps that are counted by length. */
static size_t
nth_length(const struct report_sum *s, uint64_t nth)
{
	size_t length = 0;

	while (nth >= s->length[length])
		nth -= s->length[length++];
	return length;
}

/* Turns the gaps that are kept one by one into counts. */
static void
count_gaps(struct report_sum *s)
{
	for (size_t i = 0; i < s->gaps; i++) {
		size_t before = s->lengths, g = (size_t)s->gap[i];

		if (g >= before) {
			s->length = mem_grow(
			    s->length, &s->lengths, g + 1, sizeof(*s->length));
			memset(s->length + before, 0,
			    (s->lengths - before) * sizeof(*s->length));
		}
		s->length[g]++;
	}
	s->counted += s->gaps;
	s->gaps = 0;
}

static void
add_gaps(struct report_sum *s, const int32_t *day, size_t n)
{
	for (size_t k = 1; k < n; k++) {
		if (s->gaps == MOST_GAPS)
			count_gaps(s);
		s->gap = mem_grow(
		    s->gap, &s->gap_room, s->gaps + 1, sizeof(*s->gap));
		s->gap[s->gaps++] = day[k] - day[k - 1];
	}
}

static double
median_gap(struct report_sum *s)
{
	if (s->counted > 0) {
		count_gaps(s);
		return (double)(nth_length(s, (s->counted - 1) / 2) +
				nth_length(s, s->counted / 2)) /
		       2;
	}
	return s->gaps == 0
		   ? (double)NAN
		   : (double)(nth_gap(s->gap, s->gaps, (s->gaps - 1) / 2) +
			      nth_gap(s->gap, s->gaps, s->gaps / 2)) /
			 2;
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
		   ? (double)NAN
		   : dec_sum_to_double(top) / dec_sum_to_double(all);
}

void
report_add(struct report_sum *s, const struct fold *fo, const uint32_t *index,
    size_t n)
{
	struct fold_report *out = &s->report;
	struct fold_person p;

	for (size_t i = 0; i < n; i++) {
		const int32_t *day;
		size_t days = fold_visits(fo, index[i], &day);

		fold_get(fo, index[i], &p);
		if (p.orders == 0)
			continue;
		s->bought = mem_grow(s->bought, &s->room, out->customers + 1,
		    sizeof(*s->bought));
		s->bought[out->customers++] = p.bought;
		out->repeaters += p.orders > 1;
		out->orders += p.orders;
		out->bought = i128_add(out->bought, p.bought);
		out->returned = i128_add(out->returned, p.returned);
		out->net = i128_add(out->net, p.net);
		add_gaps(s, day, days);
	}
}

void
report_end(struct report_sum *s, struct fold_report *out)
{
	*out = s->report;
	out->gap = median_gap(s);
	out->top_share = top_share(s->bought, out->customers, out->bought);
	mem_free(s->bought);
	mem_free(s->gap);
	mem_free(s->length);
	*s = (struct report_sum){0};
}

void
fold_report(const struct fold *fo, const uint32_t *index, size_t n,
    struct fold_report *out)
{
	struct report_sum s = {0};

	report_add(&s, fo, index, n);
	report_end(&s, out);
}
