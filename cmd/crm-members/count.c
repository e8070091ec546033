/* count: from members and what they did to a count for each period. */
#include "base/mem.h"
#include "members.h"

struct members_count *
work_count(const struct work *w, int32_t period, uint32_t tier)
{
	size_t tiers = w->roster.tiers.count;

	return &w->count[(size_t)(period - w->first) * tiers + tier];
}

/* A member, period by period: where he is in the chain of his steps. */
struct place {
	uint32_t tier; /* that the period counts him under */
	uint32_t next; /* step that comes, or STEP_NONE */
};

/* The steps before a day are taken. */
static void
advance(const struct work *w, struct place *at, int32_t day)
{
	const struct step *step = w->roster.step;

	while (at->next != STEP_NONE && step[at->next].day < day) {
		at->tier = step[at->next].tier;
		at->next = step[at->next].next;
	}
}

static int32_t
starts(int32_t period)
{
	return period_first_day((enum period)o.period, period);
}

/* The tier that his first counted period has him under, and that period. */
static int32_t
enter(const struct work *w, uint32_t member, struct place *at)
{
	const struct step *first = &w->roster.step[w->roster.first[member]];
	int32_t joined = period_of((enum period)o.period, first->day);

	*at = (struct place){first->tier, first->next};
	if (joined >= w->first)
		return joined;
	advance(w, at, starts(w->first));
	return w->first;
}

/*
 * Everybody is in the opening of all periods after he joined: the first one
 * of each stay in a tier is counted here, the last one uncounted behind it,
 * and sum_openings adds up.
 */
static void
add_member(struct work *w, uint32_t member)
{
	const struct roster *m = &w->roster;
	int32_t day = roster_joined(m, member);
	struct place at;
	int32_t t;

	if (day > w->as_of) {
		w->late++;
		return;
	}
	t = enter(w, member, &at);
	if (day >= starts(t))
		work_count(w, t, at.tier)->fresh++;
	else
		work_count(w, t, at.tier)->opening++;
	while (at.next != STEP_NONE) {
		struct place was = at;

		t = period_of((enum period)o.period, m->step[at.next].day);
		advance(w, &at, starts(t + 1));
		if (t > w->last || at.tier == was.tier)
			continue;
		work_count(w, t, was.tier)->moved_out++;
		work_count(w, t, at.tier)->moved_in++;
	}
}

static void
sum_openings(struct work *w)
{
	uint32_t tiers = (uint32_t)w->roster.tiers.count;

	for (int32_t t = w->first + 1; t <= w->last; t++)
		for (uint32_t k = 0; k < tiers; k++) {
			const struct members_count *c = work_count(w, t - 1, k);

			work_count(w, t, k)->opening +=
			    members_all(c) - c->moved_out + c->moved_in;
		}
}

/* What he did in the periods of his pages, and that he did not after. */
static void
add_pages(
    struct work *w, uint32_t member, const struct diary_page *page, size_t n)
{
	struct place at;
	int32_t t = enter(w, member, &at);

	for (size_t i = 0; i < n; i++) {
		bool again = i + 1 < n && page[i + 1].orders > 0 &&
			     page[i + 1].period == page[i].period + 1;
		struct members_count *c;

		if (page[i].period > t)
			t = page[i].period, advance(w, &at, starts(t));
		c = work_count(w, t, at.tier);
		c->active += page[i].orders > 0;
		c->sales = i128_add(
		    c->sales, i128_sub(page[i].bought, page[i].returned));
		if (page[i].orders == 0 || t == w->last)
			continue;
		advance(w, &at, starts(++t));
		c = work_count(w, t, at.tier);
		c->was_active++;
		c->lost += !again;
	}
}

static void
add_total(struct work *w, const struct diary_page *page, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct i128 *to = &w->total[page[i].period - w->first];

		*to = i128_add(*to, i128_sub(page[i].bought, page[i].returned));
	}
}

/* A customer's pages in a row, for each looks at the next one. */
struct pages {
	struct diary_page *page;
	size_t n, room;
};

static void
read_pages(struct pages *x, const struct fold_person *p)
{
	struct diary_page page;
	size_t at = 0;

	x->n = 0;
	while (diary_next(p, &at, &page)) {
		x->page =
		    mem_grow(x->page, &x->room, x->n + 1, sizeof(*x->page));
		x->page[x->n++] = page;
	}
}

static void
add_customer(struct work *w, const struct fold_person *p, struct pages *x)
{
	uint32_t member = p->id.n == 0 ? CUSTOMERS_NONE
				       : customers_find(&w->roster.ids, p->id);

	read_pages(x, p);
	add_total(w, x->page, x->n);
	if (member != CUSTOMERS_NONE)
		add_pages(w, member, x->page, x->n);
}

void
count_members(struct work *w)
{
	size_t periods = (size_t)(w->last - w->first) + 1;
	struct pages pages = {0};
	struct fold_person p;

	w->count = mem_zero(periods * w->roster.tiers.count, sizeof(*w->count));
	w->total = mem_zero(periods, sizeof(*w->total));
	for (uint32_t k = 0; k < w->roster.ids.count; k++)
		add_member(w, k);
	sum_openings(w);
	for (size_t i = 0; i < fold_count(w->fold); i++) {
		fold_get(w->fold, i, &p);
		add_customer(w, &p, &pages);
	}
	mem_free(pages.page);
}
