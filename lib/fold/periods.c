/*
 * Two stable counting sorts, by period and then by customer, leave each
 * customer's periods together and ascending; repeats are then neighbours.
 * The first sort falls away when periods came in order, as they mostly do.
 */
#include "fold/periods.h"

#include <string.h>

#include "base/mem.h"

enum { SQUEEZE_FROM = 1 << 20, WORTH_IT = 4, PATIENCE = 8 };

/* Turns counts in at[1 .. n] into where each bucket begins. */
static void
accumulate(size_t *at, size_t n)
{
	for (size_t i = 1; i <= n; i++)
		at[i] += at[i - 1];
}

static void
sort_by_period(struct periods *p, struct visit *to)
{
	int32_t low = p->visit[0].period, high = low;
	size_t span, *at;

	for (size_t i = 1; i < p->n; i++) {
		int32_t v = p->visit[i].period;

		low = v < low ? v : low;
		high = v > high ? v : high;
	}
	span = (size_t)((int64_t)high - low) + 1;
	at = mem_zero(span + 1, sizeof(*at));
	for (size_t i = 0; i < p->n; i++)
		at[p->visit[i].period - low + 1]++;
	accumulate(at, span);
	for (size_t i = 0; i < p->n; i++)
		to[at[p->visit[i].period - low]++] = p->visit[i];
	mem_free(at);
}

/* at: where each customer's visits end, afterwards. */
static void
sort_by_customer(const struct visit *from, size_t n, struct visit *to,
    size_t *at, size_t customers)
{
	for (size_t i = 0; i < n; i++)
		at[from[i].customer + 1]++;
	accumulate(at, customers);
	for (size_t i = 0; i < n; i++)
		to[at[from[i].customer]++] = from[i];
}

static size_t
drop_repeats(struct visit *v, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (kept == 0 || v[i].customer != v[kept - 1].customer ||
		    v[i].period != v[kept - 1].period)
			v[kept++] = v[i];
	return kept;
}

static void
swap_in(struct periods *p, struct visit **other)
{
	struct visit *v = p->visit;

	p->visit = *other;
	*other = v;
}

static void
sort_and_squeeze(struct periods *p)
{
	struct visit *other;
	size_t *at;

	if (p->n == 0)
		return;
	other = mem_resize(NULL, p->room, sizeof(*other));
	if (p->unordered) {
		sort_by_period(p, other);
		swap_in(p, &other);
	}
	at = mem_zero(p->customers + 1, sizeof(*at));
	sort_by_customer(p->visit, p->n, other, at, p->customers);
	swap_in(p, &other);
	mem_free(at);
	mem_free(other);
	p->n = drop_repeats(p->visit, p->n);
	p->unordered = true;
}

/* Where squeezing frees little, the next one waits for a longer log. */
static void
make_room(struct periods *p)
{
	if (p->squeeze == 0)
		p->squeeze = SQUEEZE_FROM;
	if (p->n >= p->squeeze) {
		size_t before = p->n;

		sort_and_squeeze(p);
		p->squeeze = before - p->n > before / WORTH_IT
		    ? 2 * p->n : PATIENCE * p->n;
	}
	if (p->n > p->room / 2)
		p->visit = mem_grow(p->visit, &p->room, p->room + 1,
		    sizeof(*p->visit));
}

void
periods_add(struct periods *p, uint32_t customer, int32_t period)
{
	if (p->n == p->room) {
		if (p->n == 0)
			p->visit = mem_grow(NULL, &p->room, 64,
			    sizeof(*p->visit));
		else
			make_room(p);
	}
	if (p->n > 0 && p->visit[p->n - 1].period > period)
		p->unordered = true;
	if (customer >= p->customers)
		p->customers = (size_t)customer + 1;
	p->visit[p->n++] = (struct visit){customer, period};
}

void
periods_finish(struct periods *p, size_t customers)
{
	sort_and_squeeze(p);
	p->customers = customers;
	p->start = mem_zero(customers + 1, sizeof(*p->start));
	for (size_t i = 0; i < p->n; i++)
		p->start[p->visit[i].customer + 1]++;
	accumulate(p->start, customers);
}

size_t
periods_of(const struct periods *p, uint32_t customer,
    const struct visit **visit)
{
	*visit = p->visit == NULL ? NULL : p->visit + p->start[customer];
	return p->start[(size_t)customer + 1] - p->start[customer];
}

void
periods_free(struct periods *p)
{
	mem_free(p->visit);
	mem_free(p->start);
	*p = (struct periods){0};
}
