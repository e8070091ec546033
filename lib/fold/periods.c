/*
 * The log is counted by customer and scattered, after which it can go; the
 * periods of one customer are then a short run that is sorted by itself.
 */
#include "fold/periods.h"

#include <string.h>

#include "base/sort.h"

enum {
	FIRST_ROOM = 64,
	SQUEEZE_FROM = 1 << 20,
	AHEAD = 24,     /* how far the scattering looks */
	FEW = 24,       /* sorted by insertion */
	WORDS_EACH = 4, /* a bitmap's words by period that pay */
	WORD = 64
};

#if defined(__GNUC__)
#define PREFETCH(p) __builtin_prefetch(p, 1)
#else
#define PREFETCH(p) ((void)(p))
#endif

/* --- one customer's --- */

static void
insert(int32_t *v, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		int32_t p = v[i];
		size_t k = i;

		for (; k > 0 && v[k - 1] > p; k--)
			v[k] = v[k - 1];
		v[k] = p;
	}
}

static size_t
drop_repeats(int32_t *v, size_t n)
{
	size_t kept = n > 0;

	for (size_t i = 1; i < n; i++)
		if (v[i] != v[kept - 1])
			v[kept++] = v[i];
	return kept;
}

static size_t
lowest_bit(uint64_t w)
{
#if defined(__GNUC__)
	return (size_t)__builtin_ctzll(w);
#else
	size_t n = 0;

	while ((w >> n & 1) == 0)
		n++;
	return n;
#endif
}

/* By a bitmap of the span from low; they come out without repeats. */
static size_t
by_bitmap(int32_t *v, size_t n, int32_t low, uint64_t *map, size_t words)
{
	size_t kept = 0;

	memset(map, 0, words * sizeof(*map));
	for (size_t i = 0; i < n; i++) {
		size_t at = (size_t)((int64_t)v[i] - low);

		map[at / WORD] |= UINT64_C(1) << at % WORD;
	}
	for (size_t k = 0; k < words; k++)
		for (uint64_t w = map[k]; w != 0; w &= w - 1)
			v[kept++] = (int32_t)(low + (int64_t)(k * WORD +
			    lowest_bit(w)));
	return kept;
}

/* Through words whose order is that of the periods. */
static size_t
by_words(int32_t *v, size_t n, uint64_t *word)
{
	for (size_t i = 0; i < n; i++)
		word[i] = (uint64_t)((int64_t)v[i] - INT32_MIN);
	sort_words(word, n);
	for (size_t i = 0; i < n; i++)
		v[i] = (int32_t)((int64_t)word[i] + INT32_MIN);
	return drop_repeats(v, n);
}

struct scratch {
	uint64_t *word;
	size_t room;
};

static size_t
sort_many(int32_t *v, size_t n, struct scratch *s)
{
	int32_t low = v[0], high = v[0];
	size_t words;

	for (size_t i = 1; i < n; i++) {
		low = v[i] < low ? v[i] : low;
		high = v[i] > high ? v[i] : high;
	}
	words = (size_t)((int64_t)high - low) / WORD + 1;
	s->word = mem_grow(s->word, &s->room, n * WORDS_EACH,
	    sizeof(*s->word));
	return words <= n * WORDS_EACH
	    ? by_bitmap(v, n, low, s->word, words) : by_words(v, n, s->word);
}

static size_t
sort_run(int32_t *v, size_t n, struct scratch *s)
{
	if (n > FEW)
		return sort_many(v, n, s);
	insert(v, n);
	return drop_repeats(v, n);
}

/* --- all customers' --- */

/* Where each customer's periods begin in what is to be scattered. */
static size_t *
count(const struct periods *p, size_t customers)
{
	size_t *start = mem_zero(customers + 2, sizeof(*start));

	for (size_t i = 0; i < p->n; i++) {
		if (i + AHEAD < p->n)
			PREFETCH(&start[p->log[i + AHEAD].customer]);
		start[(size_t)p->log[i].customer + 2]++;
	}
	for (size_t i = 2; i < customers + 2; i++)
		start[i] += start[i - 1];
	return start;
}

/* start[i + 1] moves from where customer i begins to where he ends. */
static void
scatter(const struct periods *p, size_t *start, int32_t *to)
{
	for (size_t i = 0; i < p->n; i++) {
		if (i + 2 * AHEAD < p->n)
			PREFETCH(&start[p->log[i + 2 * AHEAD].customer + 1]);
		if (i + AHEAD < p->n)
			PREFETCH(&to[start[p->log[i + AHEAD].customer + 1]]);
		to[start[(size_t)p->log[i].customer + 1]++] =
		    p->log[i].period;
	}
}

/* Sorts every run and moves them together. */
static void
settle(size_t *start, size_t customers, int32_t *v)
{
	struct scratch s = {0};
	size_t from = 0, to = 0;

	for (size_t i = 0; i < customers; i++) {
		size_t n = start[i + 1] - from;
		size_t kept = sort_run(v + from, n, &s);

		if (to != from && kept > 0)
			memmove(v + to, v + from, kept * sizeof(*v));
		from += n;
		to += kept;
		start[i + 1] = to;
	}
	mem_free(s.word);
}

void
periods_finish(struct periods *p, size_t customers)
{
	if (p->n == 0)
		return;
	mem_free(p->period);
	mem_free(p->start);
	p->start = count(p, customers);
	p->period = mem_resize(NULL, p->n, sizeof(*p->period));
	scatter(p, p->start, p->period);
	if (p->n > SQUEEZE_FROM) {
		mem_free(p->log);
		p->log = NULL;
		p->room = 0;
	}
	settle(p->start, customers, p->period);
	p->n = p->start[customers];
	p->customers = customers;
}

/* Back to a log, without the repeats. */
static void
squeeze(struct periods *p)
{
	size_t k = 0;

	p->room = 0;
	periods_finish(p, p->customers);
	mem_free(p->log);
	p->log = NULL;
	p->log = mem_grow(NULL, &p->room, 2 * p->n, sizeof(*p->log));
	for (size_t i = 0; i < p->customers; i++)
		for (; k < p->start[i + 1]; k++)
			p->log[k] = (struct visit){(uint32_t)i, p->period[k]};
	mem_free(p->period);
	mem_free(p->start);
	p->period = NULL;
	p->start = NULL;
}

void
periods_grow(struct periods *p)
{
	size_t span = (size_t)((int64_t)p->high - p->low) + 1;

	/* There cannot be more distinct ones than that. */
	if (p->n >= SQUEEZE_FROM && p->n / 4 / span >= p->customers) {
		squeeze(p);
		return;
	}
	if (p->n == 0) {
		p->low = INT32_MAX;
		p->high = INT32_MIN;
	}
	p->log = mem_grow(p->log, &p->room, p->room + FIRST_ROOM,
	    sizeof(*p->log));
}

size_t
periods_of(const struct periods *p, uint32_t customer, const int32_t **period)
{
	*period = NULL;
	if (p->start == NULL)
		return 0;
	*period = p->period + p->start[customer];
	return p->start[(size_t)customer + 1] - p->start[customer];
}

void
periods_clear(struct periods *p)
{
	mem_free(p->period);
	mem_free(p->start);
	p->period = NULL;
	p->start = NULL;
	p->n = 0;
	p->customers = 0;
}

size_t
periods_memory(const struct periods *p)
{
	return p->n * (sizeof(*p->log) + sizeof(*p->period)) +
	    p->customers * sizeof(*p->start);
}

void
periods_free(struct periods *p)
{
	mem_free(p->log);
	mem_free(p->period);
	mem_free(p->start);
	*p = (struct periods){0};
}
