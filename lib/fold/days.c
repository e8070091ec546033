#include "fold/days.h"

#include <stdbool.h>
#include <string.h>

#include "base/mem.h"
#include "base/sort.h"

struct day_entry {
	uint32_t customer;
	struct day_sum of;
};

void
days_add(struct days *d, uint32_t customer, const struct day_sum *sum)
{
	if (d->n == d->room)
		d->log = mem_grow(d->log, &d->room, d->n + 1, sizeof(*d->log));
	d->log[d->n++] = (struct day_entry){customer, *sum};
}

/* Negative when a stands before b: by day, purchases before refunds. */
static int
compare(const struct day_sum *a, const struct day_sum *b)
{
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	return (a->sum < 0) - (b->sum < 0);
}

struct scratch {
	uint64_t *word;
	struct day_sum *copy;
	size_t words, copies;
};

/* By words of day, sign and number; no two are equal. */
static void
sort_run(struct day_sum *v, size_t n, struct scratch *s)
{
	s->word = mem_grow(s->word, &s->words, n, sizeof(*s->word));
	s->copy = mem_grow(s->copy, &s->copies, n, sizeof(*s->copy));
	memcpy(s->copy, v, n * sizeof(*v));
	for (size_t i = 0; i < n; i++)
		s->word[i] = (uint64_t)((int64_t)v[i].day - INT32_MIN) << 32 |
			     (uint64_t)(v[i].sum < 0) << 31 | i;
	sort_words(s->word, n);
	for (size_t i = 0; i < n; i++)
		v[i] = s->copy[s->word[i] & 0x7fffffff];
}

/* Adds b to a where both fit. */
static bool
join(struct day_sum *a, const struct day_sum *b)
{
	int64_t room = b->sum < 0 ? INT64_MIN - b->sum : INT64_MAX - b->sum;

	if (b->sum < 0 ? a->sum < room : a->sum > room)
		return false;
	if (b->n > INT32_MAX || a->n > INT32_MAX - b->n)
		return false;
	a->sum += b->sum;
	a->n += b->n;
	return true;
}

/* Sorts a run and adds up its days; returns how many there are. */
static size_t
add_up(struct day_sum *v, size_t n, struct scratch *s)
{
	size_t kept = 0;
	bool ordered = true;

	for (size_t i = 1; i < n && ordered; i++)
		ordered = compare(&v[i - 1], &v[i]) <= 0;
	if (!ordered)
		sort_run(v, n, s);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || compare(&v[kept - 1], &v[i]) != 0 ||
		    !join(&v[kept - 1], &v[i]))
			v[kept++] = v[i];
	return kept;
}

/* start[i + 1]: where the customer's days end, afterwards. */
static void
scatter(struct days *d, size_t customers)
{
	d->start = mem_zero(customers + 2, sizeof(*d->start));
	d->sum = mem_resize(NULL, d->n, sizeof(*d->sum));
	for (size_t i = 0; i < d->n; i++)
		d->start[(size_t)d->log[i].customer + 2]++;
	for (size_t i = 2; i < customers + 2; i++)
		d->start[i] += d->start[i - 1];
	for (size_t i = 0; i < d->n; i++)
		d->sum[d->start[(size_t)d->log[i].customer + 1]++] =
		    d->log[i].of;
}

void
days_finish(struct days *d, size_t customers)
{
	struct scratch s = {0};
	size_t from = 0, to = 0;

	scatter(d, customers);
	for (size_t i = 0; i < customers; i++) {
		size_t n = d->start[i + 1] - from;
		size_t kept = add_up(d->sum + from, n, &s);

		if (to != from)
			memmove(
			    d->sum + to, d->sum + from, kept * sizeof(*d->sum));
		from += n;
		to += kept;
		d->start[i + 1] = to;
	}
	mem_free(s.word);
	mem_free(s.copy);
}

size_t
days_of(const struct days *d, uint32_t customer, const struct day_sum **sum)
{
	*sum = NULL;
	if (d->start == NULL)
		return 0;
	*sum = d->sum + d->start[customer];
	return d->start[(size_t)customer + 1] - d->start[customer];
}

void
days_clear(struct days *d)
{
	mem_free(d->sum);
	mem_free(d->start);
	d->sum = NULL;
	d->start = NULL;
	d->n = 0;
}

size_t
days_memory(const struct days *d)
{
	return d->n * (sizeof(*d->log) + sizeof(*d->sum));
}

void
days_free(struct days *d)
{
	days_clear(d);
	mem_free(d->log);
	*d = (struct days){0};
}
