/*
 * A shelf's log is counted by customer and scattered, after which it can go;
 * the periods of one customer are then a short run that is sorted by itself.
 * All that is scattered over fits in the cache.
 */
#include "fold/periods.h"

#include <string.h>

#include "base/sort.h"
#include "base/thread.h"

enum {
	FIRST_ROOM = 64,
	SQUEEZE_FROM = 1 << 18,
	KEPT_LOG = 1 << 12,
	FEW = 24,       /* sorted by insertion */
	WORDS_EACH = 4, /* a bitmap's words by period that pay */
	WORD = 64
};

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
	s->word = mem_grow(s->word, &s->room, n * WORDS_EACH, sizeof(*s->word));
	return words <= n * WORDS_EACH ? by_bitmap(v, n, low, s->word, words)
				       : by_words(v, n, s->word);
}

static size_t
sort_run(int32_t *v, size_t n, struct scratch *s)
{
	if (n > FEW)
		return sort_many(v, n, s);
	insert(v, n);
	return drop_repeats(v, n);
}

/* --- a shelf's --- */

/* Where each customer's periods begin in what is to be scattered. */
static size_t *
count(const struct periods_shelf *s)
{
	size_t *start = mem_zero(s->customers + 2, sizeof(*start));

	for (size_t i = 0; i < s->n; i++)
		start[(size_t)s->log[i].customer + 2]++;
	for (size_t i = 2; i < s->customers + 2; i++)
		start[i] += start[i - 1];
	return start;
}

/* start[i + 1] moves from where customer i begins to where he ends. */
static void
scatter(const struct periods_shelf *s)
{
	for (size_t i = 0; i < s->n; i++) {
		size_t *at = &s->start[(size_t)s->log[i].customer + 1];

		s->period[(*at)++] = s->log[i].period;
	}
}

/* Sorts every run and moves them together. */
static void
settle(const struct periods_shelf *s, struct scratch *scratch)
{
	int32_t *v = s->period;
	size_t from = 0, to = 0;

	for (size_t i = 0; i < s->customers; i++) {
		size_t n = s->start[i + 1] - from;
		size_t kept = sort_run(v + from, n, scratch);

		if (to != from && kept > 0)
			memmove(v + to, v + from, kept * sizeof(*v));
		from += n;
		to += kept;
		s->start[i + 1] = to;
	}
}

static void
forget_runs(struct periods_shelf *s)
{
	mem_free(s->period);
	mem_free(s->start);
	s->period = NULL;
	s->start = NULL;
}

static void
forget_log(struct periods_shelf *s)
{
	mem_free(s->log);
	s->log = NULL;
	s->room = 0;
}

/* A long log goes at once, or the next shelf's runs would come on top. */
static void
finish(struct periods_shelf *s, size_t customers)
{
	struct scratch scratch = {0};

	forget_runs(s);
	s->customers = customers;
	s->start = count(s);
	s->period = mem_resize(NULL, s->n, sizeof(*s->period));
	scatter(s);
	if (s->n > KEPT_LOG)
		forget_log(s);
	settle(s, &scratch);
	mem_free(scratch.word);
	s->n = s->start[customers];
}

/* Back to a log, without the repeats. */
static void
squeeze(struct periods_shelf *s)
{
	size_t k = 0;

	finish(s, s->customers);
	forget_log(s);
	s->log = mem_grow(NULL, &s->room, 2 * s->n, sizeof(*s->log));
	for (size_t i = 0; i < s->customers; i++)
		for (; k < s->start[i + 1]; k++)
			s->log[k] = (struct visit){(uint32_t)i, s->period[k]};
	forget_runs(s);
	s->seen = s->n;
}

/* What is in the log, as far as it was not looked at before. */
static void
survey(struct periods_shelf *s)
{
	if (s->seen == 0) {
		s->low = INT32_MAX;
		s->high = INT32_MIN;
		s->customers = 0;
	}
	for (; s->seen < s->n; s->seen++) {
		const struct visit *v = &s->log[s->seen];

		s->low = v->period < s->low ? v->period : s->low;
		s->high = v->period > s->high ? v->period : s->high;
		if (v->customer >= s->customers)
			s->customers = (size_t)v->customer + 1;
	}
}

static bool
has_repeats(const struct periods_shelf *s)
{
	size_t span;

	if (s->n < SQUEEZE_FROM)
		return false;
	/* There cannot be more distinct ones than that. */
	span = (size_t)((int64_t)s->high - s->low) + 1;
	return s->n / 4 / span >= s->customers;
}

/* --- all customers' --- */

struct periods_shelf *
periods_room(struct periods *p, size_t shelf)
{
	struct periods_shelf *s;

	if (shelf >= p->shelves) {
		p->shelf =
		    mem_grow(p->shelf, &p->room, shelf + 1, sizeof(*p->shelf));
		memset(p->shelf + p->shelves, 0,
		    (shelf + 1 - p->shelves) * sizeof(*p->shelf));
		p->shelves = shelf + 1;
	}
	s = &p->shelf[shelf];
	if (s->n < s->room)
		return s;
	survey(s);
	if (has_repeats(s))
		squeeze(s);
	else
		s->log = mem_grow(
		    s->log, &s->room, s->room + FIRST_ROOM, sizeof(*s->log));
	return s;
}

struct finishing {
	struct periods *p;
	size_t customers;
};

static void
finish_shelf(void *arg, size_t k)
{
	const struct finishing *f = arg;
	size_t rest = f->customers - k * PERIODS_SHELF;

	if (f->p->shelf[k].n > 0)
		finish(&f->p->shelf[k],
		    rest < PERIODS_SHELF ? rest : PERIODS_SHELF);
}

void
periods_finish(struct periods *p, size_t customers, int *threads)
{
	struct finishing f = {p, customers};

	thread_share(threads, p->shelves, finish_shelf, &f);
}

size_t
periods_of(const struct periods *p, uint32_t customer, const int32_t **period)
{
	size_t at = customer % PERIODS_SHELF;
	const struct periods_shelf *s;

	*period = NULL;
	if (customer >> PERIODS_BITS >= p->shelves)
		return 0;
	s = &p->shelf[customer >> PERIODS_BITS];
	if (s->start == NULL)
		return 0;
	*period = s->period + s->start[at];
	return s->start[at + 1] - s->start[at];
}

void
periods_clear(struct periods *p)
{
	for (size_t k = 0; k < p->shelves; k++) {
		forget_runs(&p->shelf[k]);
		p->shelf[k].n = p->shelf[k].seen = 0;
	}
}

size_t
periods_memory(const struct periods *p)
{
	size_t most = 0, n = 0;

	for (size_t k = 0; k < p->shelves; k++) {
		n += p->shelf[k].n;
		most = p->shelf[k].n > most ? p->shelf[k].n : most;
	}
	return n * sizeof(struct visit) + most * sizeof(int32_t) +
	       p->shelves * PERIODS_SHELF * sizeof(size_t);
}

void
periods_free(struct periods *p)
{
	for (size_t k = 0; k < p->shelves; k++) {
		forget_runs(&p->shelf[k]);
		forget_log(&p->shelf[k]);
	}
	mem_free(p->shelf);
	*p = (struct periods){0};
}
