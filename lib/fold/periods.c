/*
 * A shelf's log is counted by customer and scattered; the periods of one
 * customer are then a short run that is sorted by itself. All that is
 * scattered over fits in the cache.
 */
#include "fold/periods.h"

#include <string.h>

#include "base/hint.h"
#include "base/mem.h"
#include "base/sort.h"
#include "base/thread.h"

enum {
	SQUEEZE_FROM = 1 << 15,
	FEW = 24,       /* sorted by insertion */
	WORDS_EACH = 4, /* a bitmap's words by period that pay */
	WORD = 64,
	FETCH_STEP = 16 /* entries of a line of the cache */
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

static size_t
entries(const struct periods_shelf *s)
{
	return s->log == NULL ? 0 : s->full + s->used;
}

/* How many entries are in a chunk of the log. */
static size_t
held(const struct periods_shelf *s, const struct periods_chunk *c)
{
	return c == s->log ? s->used : PERIODS_CHUNK;
}

static uint32_t
customer_of(uint32_t entry)
{
	return entry >> PERIODS_SPAN;
}

static int32_t
period_in(uint32_t entry)
{
	return (int32_t)(entry & ((UINT32_C(1) << PERIODS_SPAN) - 1)) +
	       PERIODS_LOW;
}

/* Chunks lie anywhere: nothing but us knows which comes next. */
static inline void
fetch_chunk(const struct periods_chunk *c)
{
	for (size_t i = 0; c != NULL && i < PERIODS_CHUNK; i += FETCH_STEP)
		HINT_FETCH(&c->entry[i]);
}

/* Where each customer's periods begin in what is to be scattered. */
static uint32_t *
count(const struct periods_shelf *s)
{
	uint32_t *start = mem_zero(s->customers + 2, sizeof(*start));

	for (struct periods_chunk *c = s->log; c != NULL; c = c->next) {
		fetch_chunk(c->next);
		for (size_t i = 0, n = held(s, c); i < n; i++)
			start[customer_of(c->entry[i]) + 2]++;
	}
	for (size_t i = 2; i < s->customers + 2; i++)
		start[i] += start[i - 1];
	return start;
}

/* start[i + 1] moves from where customer i begins to where he ends. */
static void
scatter(const struct periods_shelf *s)
{
	for (struct periods_chunk *c = s->log; c != NULL; c = c->next)
		for (size_t i = 0, n = held(s, c); i < n; i++) {
			uint32_t e = c->entry[i];

			s->period[s->start[customer_of(e) + 1]++] =
			    period_in(e);
		}
}

/* Sorts every run and moves them together. */
static void
settle(const struct periods_shelf *s, struct scratch *scratch)
{
	int32_t *v = s->period;
	uint32_t from = 0, to = 0;

	for (size_t i = 0; i < s->customers; i++) {
		uint32_t n = s->start[i + 1] - from;
		uint32_t kept = (uint32_t)sort_run(v + from, n, scratch);

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
finish(struct periods_shelf *s, size_t customers, bool which)
{
	struct scratch scratch = {0};

	forget_runs(s);
	s->customers = customers;
	s->start = count(s);
	s->period = mem_resize(NULL, entries(s), sizeof(*s->period));
	scatter(s);
	settle(s, &scratch);
	mem_free(scratch.word);
	if (which) {
		s->period = mem_resize(
		    s->period, s->start[customers], sizeof(*s->period));
	} else {
		mem_free(s->period);
		s->period = NULL;
	}
}

/* --- logs --- */

static void
add_chunk(struct periods *p, struct periods_shelf *s)
{
	struct periods_chunk *c = p->spare;

	if (c != NULL)
		p->spare = c->next;
	else
		c = arena_alloc(&p->arena, sizeof(*c));
	if (s->log != NULL)
		s->full += s->used;
	c->next = s->log;
	s->log = c;
	s->used = 0;
}

static void
forget_log(struct periods *p, struct periods_shelf *s)
{
	while (s->log != NULL) {
		struct periods_chunk *c = s->log;

		s->log = c->next;
		c->next = p->spare;
		p->spare = c;
	}
	s->full = s->used = 0;
}

/*
 * Out go the repeats. It is not looked at again before it is twice as long:
 * no entry is gone over more than a few times. There are fewer than 2^32 of
 * them: the periods of a shelf are 2^32 at most, of which dates are 3/4.
 */
static void
squeeze(struct periods *p, struct periods_shelf *s)
{
	size_t n;

	finish(s, PERIODS_SHELF, true);
	forget_log(p, s);
	n = s->start[PERIODS_SHELF];
	s->squeeze_at = n + (n < SQUEEZE_FROM        ? SQUEEZE_FROM
				: n < UINT32_MAX / 4 ? n
						     : UINT32_MAX / 4);
	for (uint32_t i = 0, k = 0; i < PERIODS_SHELF; i++)
		for (; k < s->start[i + 1]; k++) {
			if (s->log == NULL || s->used == PERIODS_CHUNK)
				add_chunk(p, s);
			s->log->entry[s->used++] =
			    i << PERIODS_SPAN |
			    (uint32_t)(s->period[k] - PERIODS_LOW);
		}
	forget_runs(s);
}

static void
add_shelves(struct periods *p, size_t n)
{
	p->shelf = mem_grow(p->shelf, &p->room, n, sizeof(*p->shelf));
	memset(p->shelf + p->shelves, 0, (n - p->shelves) * sizeof(*p->shelf));
	while (p->shelves < n)
		p->shelf[p->shelves++].squeeze_at = SQUEEZE_FROM;
}

/* --- all customers' --- */

struct periods_shelf *
periods_room(struct periods *p, size_t shelf)
{
	struct periods_shelf *s;

	if (shelf >= p->shelves)
		add_shelves(p, shelf + 1);
	s = &p->shelf[shelf];
	if (entries(s) >= s->squeeze_at)
		squeeze(p, s);
	if (s->log == NULL || s->used == PERIODS_CHUNK)
		add_chunk(p, s);
	return s;
}

struct finishing {
	struct periods *p;
	size_t customers;
	bool which;
};

static void
finish_shelf(void *arg, size_t k)
{
	const struct finishing *f = arg;
	size_t rest = f->customers - k * PERIODS_SHELF;

	if (f->p->shelf[k].log != NULL)
		finish(&f->p->shelf[k],
		    rest < PERIODS_SHELF ? rest : PERIODS_SHELF, f->which);
}

void
periods_finish(struct periods *p, size_t customers, bool which, int *threads)
{
	struct finishing f = {p, customers, which};

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
	if (s->start == NULL || at >= s->customers)
		return 0;
	if (s->period != NULL)
		*period = s->period + s->start[at];
	return s->start[at + 1] - s->start[at];
}

size_t
periods_count(const struct periods *p, uint32_t customer)
{
	const int32_t *period;

	return periods_of(p, customer, &period);
}

void
periods_clear(struct periods *p)
{
	for (size_t k = 0; k < p->shelves; k++) {
		forget_runs(&p->shelf[k]);
		forget_log(p, &p->shelf[k]);
	}
}

size_t
periods_memory(const struct periods *p)
{
	return 2 * p->arena.total +
	       p->shelves * (PERIODS_SHELF + 2) * sizeof(uint32_t);
}

void
periods_free(struct periods *p)
{
	for (size_t k = 0; k < p->shelves; k++)
		forget_runs(&p->shelf[k]);
	mem_free(p->shelf);
	arena_free(&p->arena);
	*p = (struct periods){0};
}
