#include "fold/days.h"

#include <stdbool.h>
#include <string.h>

#include "base/mem.h"
#include "base/sort.h"
#include "base/thread.h"

/* The shelf of a customer, which is put up where there is none. */
static struct days_shelf *
shelf_of(struct days *d, size_t k)
{
	if (k >= d->shelves) {
		d->shelf =
		    mem_grow(d->shelf, &d->room, k + 1, sizeof(*d->shelf));
		memset(d->shelf + d->shelves, 0,
		    (k + 1 - d->shelves) * sizeof(*d->shelf));
		d->shelves = k + 1;
	}
	return &d->shelf[k];
}

void
days_add(struct days *d, uint32_t customer, const struct day_sum *sum)
{
	struct days_shelf *s = shelf_of(d, customer / DAYS_SHELF);

	if (s->n == s->room) {
		s->sum = mem_grow(s->sum, &s->room, s->n + 1, sizeof(*s->sum));
		s->who = mem_resize(s->who, s->room, sizeof(*s->who));
	}
	s->who[s->n] = (uint16_t)(customer % DAYS_SHELF);
	s->sum[s->n++] = *sum;
	d->n++;
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

/* Customer by customer; start[i + 1] is where one's days end, afterwards. */
static void
scatter(struct days_shelf *s, size_t customers)
{
	struct day_sum *to = mem_resize(NULL, s->n, sizeof(*to));
	size_t *start = mem_zero(customers + 2, sizeof(*start));

	for (size_t i = 0; i < s->n; i++)
		start[(size_t)s->who[i] + 2]++;
	for (size_t i = 2; i < customers + 2; i++)
		start[i] += start[i - 1];
	for (size_t i = 0; i < s->n; i++)
		to[start[(size_t)s->who[i] + 1]++] = s->sum[i];
	mem_free(s->sum);
	mem_free(s->who);
	mem_free(s->start);
	s->sum = to;
	s->who = NULL;
	s->start = start;
	s->room = s->n;
}

/* Adds up every customer's days and moves them together. */
static void
settle(struct days_shelf *s, size_t customers, struct scratch *scratch)
{
	size_t from = 0, to = 0;

	for (size_t i = 0; i < customers; i++) {
		size_t n = s->start[i + 1] - from;
		size_t kept = add_up(s->sum + from, n, scratch);

		if (to != from)
			memmove(
			    s->sum + to, s->sum + from, kept * sizeof(*s->sum));
		from += n;
		to += kept;
		s->start[i + 1] = to;
	}
}

struct finishing {
	struct days *d;
	size_t customers;
};

static void
finish_shelf(void *arg, size_t k)
{
	const struct finishing *f = arg;
	size_t left = f->customers - k * DAYS_SHELF;
	size_t n = left < DAYS_SHELF ? left : DAYS_SHELF;
	struct scratch scratch = {0};

	scatter(&f->d->shelf[k], n);
	settle(&f->d->shelf[k], n, &scratch);
	mem_free(scratch.word);
	mem_free(scratch.copy);
}

void
days_finish(struct days *d, size_t customers, int *threads)
{
	struct finishing f = {d, customers};

	thread_share(threads, d->shelves, finish_shelf, &f);
}

size_t
days_of(const struct days *d, uint32_t customer, const struct day_sum **sum)
{
	size_t k = customer / DAYS_SHELF, i = customer % DAYS_SHELF;
	const size_t *start;

	*sum = NULL;
	if (k >= d->shelves || d->shelf[k].start == NULL)
		return 0;
	start = d->shelf[k].start;
	*sum = d->shelf[k].sum + start[i];
	return start[i + 1] - start[i];
}

void
days_clear(struct days *d)
{
	for (size_t k = 0; k < d->shelves; k++) {
		struct days_shelf *s = &d->shelf[k];

		mem_free(s->start);
		s->start = NULL;
		s->who = mem_resize(s->who, s->room, sizeof(*s->who));
		s->n = 0;
	}
	d->n = 0;
}

size_t
days_memory(const struct days *d)
{
	return d->n * (sizeof(struct day_sum) + sizeof(uint16_t)) +
	       d->shelves * (DAYS_SHELF * sizeof(size_t) + sizeof(*d->shelf));
}

void
days_free(struct days *d)
{
	for (size_t k = 0; k < d->shelves; k++) {
		mem_free(d->shelf[k].sum);
		mem_free(d->shelf[k].who);
		mem_free(d->shelf[k].start);
	}
	mem_free(d->shelf);
	*d = (struct days){0};
}
