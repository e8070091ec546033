/*
 * A customer's notes are a chain, the newest first. Orders mostly come by
 * date, so a row mostly belongs to the newest note and the chain is in
 * order; a chain that is not is sorted when it is read.
 */
#include "fold/diary.h"

#include "base/mem.h"
#include "base/sort.h"

#define NO_NOTE UINT32_MAX

static bool
too_many(const char *what, struct fault *f)
{
	return fault_set(f, FAULT_DATA, "more than 4294967294 %s", what);
}

static uint32_t *
last_of(struct diary *d, uint32_t i)
{
	if (i >= d->last_room) {
		size_t had = d->last_room;

		d->last = mem_grow(
		    d->last, &d->last_room, (size_t)i + 1, sizeof(*d->last));
		memset(d->last + had, 0xff,
		    (d->last_room - had) * sizeof(*d->last));
	}
	return &d->last[i];
}

/* Whether the newest note takes one more row of this kind. */
static bool
fits(const struct diary_note *n, int32_t period, bool refund)
{
	return n->period == period && (n->orders == 0) == refund &&
	       n->orders < UINT32_MAX;
}

bool
diary_add(struct diary *d, struct str id, int32_t period, int64_t amount,
    struct fault *f)
{
	uint32_t i = customers_add(&d->customers, id), *last;

	if (i == CUSTOMERS_NONE)
		return too_many("customers", f);
	last = last_of(d, i);
	if (*last == NO_NOTE || !fits(&d->note[*last], period, amount < 0)) {
		if (d->notes >= NO_NOTE - 1)
			return too_many("periods of customers", f);
		d->note =
		    mem_grow(d->note, &d->room, d->notes + 1, sizeof(*d->note));
		d->note[d->notes] =
		    (struct diary_note){.period = period, .next = *last};
		*last = (uint32_t)d->notes++;
	}
	d->note[*last].orders += amount >= 0;
	wide_add(&d->wide, *last, 0, &d->note[*last].amount, amount);
	return true;
}

static int
by_period(uint32_t a, uint32_t b, void *arg)
{
	const struct diary_page *page = arg;

	return (page[a].period > page[b].period) -
	       (page[a].period < page[b].period);
}

/* The chain's notes as pages: the oldest first, repeats still there. */
static size_t
copy(struct diary *d, uint32_t first)
{
	size_t n = 0, k;

	for (uint32_t i = first; i != NO_NOTE; i = d->note[i].next)
		n++;
	d->page = mem_grow(d->page, &d->page_room, n, sizeof(*d->page));
	k = n;
	for (uint32_t i = first; i != NO_NOTE; i = d->note[i].next) {
		const struct diary_note *note = &d->note[i];
		struct i128 sum = wide_get(&d->wide, i, 0, note->amount);

		d->page[--k] = (struct diary_page){
		    .period = note->period, .orders = note->orders};
		if (note->orders > 0)
			d->page[k].bought = sum;
		else
			d->page[k].returned = i128_neg(sum);
	}
	return n;
}

static void
put_in_order(struct diary_page *page, size_t n)
{
	struct diary_page *old;
	uint32_t *index;
	size_t k = 1;

	while (k < n && page[k].period >= page[k - 1].period)
		k++;
	if (k >= n)
		return;
	old = mem_resize(NULL, n, sizeof(*old));
	index = mem_resize(NULL, n, sizeof(*index));
	memcpy(old, page, n * sizeof(*old));
	for (k = 0; k < n; k++)
		index[k] = (uint32_t)k;
	sort_index(index, n, by_period, old);
	for (k = 0; k < n; k++)
		page[k] = old[index[k]];
	mem_free(index);
	mem_free(old);
}

/* Pages of one period become one. */
static size_t
merge(struct diary_page *page, size_t n)
{
	size_t kept = 1;

	for (size_t k = 1; k < n; k++) {
		struct diary_page *to = &page[kept - 1];

		if (to->period != page[k].period) {
			page[kept++] = page[k];
			continue;
		}
		to->orders += page[k].orders;
		to->bought = i128_add(to->bought, page[k].bought);
		to->returned = i128_add(to->returned, page[k].returned);
	}
	return kept;
}

bool
diary_next(struct diary *d, size_t *n)
{
	size_t all;

	if (d->at == d->customers.count)
		return false;
	all = copy(d, d->last[d->at++]);
	put_in_order(d->page, all);
	*n = merge(d->page, all);
	return true;
}

void
diary_free(struct diary *d)
{
	customers_free(&d->customers);
	wide_free(&d->wide);
	mem_free(d->note);
	mem_free(d->last);
	mem_free(d->page);
	*d = (struct diary){0};
}
