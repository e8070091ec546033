#include "ledger/standing.h"

#include "base/i128.h"
#include "base/mem.h"

struct standing *
standing_of(struct standings *t, struct members *m, uint32_t account)
{
	struct account *a = &m->at[account];

	if (a->standing == STANDING_NONE) {
		t->at = mem_grow(
		    t->at, &t->room, (size_t)t->count + 1, sizeof(*t->at));
		t->at[t->count] = (struct standing){.month = INT32_MIN,
		    .first = INT32_MIN,
		    .enrolled = INT32_MIN,
		    .hold = {.until = TIER_FOREVER},
		    .head = STANDING_NONE,
		    .tail = STANDING_NONE};
		a->standing = t->count++;
	}
	return &t->at[a->standing];
}

void
standing_begin(struct standings *t, struct standing *s, int32_t day)
{
	if (s->first != INT32_MIN)
		return;
	s->first = day;
	if (t->tiers != NULL)
		tiers_begin(t->tiers, &s->hold, day);
}

int32_t
standing_enrolled(const struct standing *s)
{
	return s->enrolled != INT32_MIN ? s->enrolled : s->first;
}

static uint32_t
new_day(struct standings *t)
{
	uint32_t i = t->unused;

	if (i != 0) {
		t->unused = t->day[i - 1].next;
		return i - 1;
	}
	t->day = mem_grow(
	    t->day, &t->day_room, (size_t)t->days + 1, sizeof(*t->day));
	return t->days++;
}

static void
drop_first(struct standings *t, struct standing *s)
{
	uint32_t i = s->head;

	s->head = t->day[i].next;
	if (s->head == STANDING_NONE)
		s->tail = STANDING_NONE;
	t->day[i].next = t->unused;
	t->unused = i + 1;
}

/*
 * Days that no window to come can hold: those before the one that a review
 * may still look at. A year of membership may be moved, so it keeps all.
 */
static void
prune(struct standings *t, struct standing *s, int32_t day)
{
	const struct window *w = &tiers_plan(t->tiers)->window;
	int32_t first;

	if (w->form == WINDOW_ANNIVERSARY)
		return;
	if (s->hold.until != TIER_FOREVER && s->hold.judged < day)
		day = s->hold.judged;
	first = window_first(w, day, standing_enrolled(s));
	while (s->head != STANDING_NONE && t->day[s->head].day < first)
		drop_first(t, s);
}

static int64_t
add(int64_t a, int64_t b)
{
	int64_t sum;

	if (i128_to_i64(i128_add(i128_of(a), i128_of(b)), &sum))
		return sum;
	return a < 0 ? INT64_MIN : INT64_MAX;
}

void
standing_qualify(
    struct standings *t, struct standing *s, int32_t day, int64_t value)
{
	if (value == 0)
		return;
	s->more |= value > 0;
	prune(t, s, day);
	/* A referrer's day may be before his last one: it counts there. */
	if (s->tail != STANDING_NONE && t->day[s->tail].day >= day) {
		t->day[s->tail].value = add(t->day[s->tail].value, value);
		return;
	}
	standing_put(t, s, day, value);
}

void
standing_put(
    struct standings *t, struct standing *s, int32_t day, int64_t value)
{
	uint32_t i = new_day(t);

	t->day[i] = (struct standing_day){value, day, STANDING_NONE};
	if (s->tail == STANDING_NONE)
		s->head = i;
	else
		t->day[s->tail].next = i;
	s->tail = i;
}

int64_t
standing_total(const struct standings *t, const struct standing *s, int32_t day)
{
	int32_t first = window_first(
	    &tiers_plan(t->tiers)->window, day, standing_enrolled(s));
	struct i128 sum = i128_of(0);
	int64_t total;

	for (uint32_t i = s->head; i != STANDING_NONE; i = t->day[i].next)
		if (t->day[i].day >= first && t->day[i].day <= day)
			sum = i128_add(sum, i128_of(t->day[i].value));
	if (i128_sign(sum) < 0)
		return 0;
	return i128_to_i64(sum, &total) ? total : INT64_MAX;
}

void
standing_reach(struct standings *t, struct standing *s, int32_t day)
{
	/* Shares are of all members: known at the end only. */
	if (!s->more || tiers_by_share(t->tiers))
		return;
	s->more = false;
	(void)tiers_reach(t->tiers, &s->hold, day, standing_enrolled(s),
	    standing_total(t, s, day));
}

int32_t
standing_review(struct standings *t, struct standing *s, int32_t day)
{
	int32_t last = INT32_MIN;

	if (t->tiers == NULL || s->first == INT32_MIN)
		return last;
	while (tiers_due(&s->hold, day)) {
		last = s->hold.until + 1;
		(void)tiers_review(t->tiers, &s->hold, standing_enrolled(s),
		    standing_total(t, s, s->hold.judged));
	}
	return last;
}

uint32_t
standing_streak(const struct standing *s, int32_t month)
{
	if (s->month == month)
		return s->streak;
	return s->month != INT32_MIN && s->month + 1 == month ? s->streak + 1
							      : 1;
}

void
standing_buy(struct standing *s, int32_t month)
{
	s->streak = standing_streak(s, month);
	s->month = month;
	s->orders++;
}

size_t
standings_memory(const struct standings *t)
{
	return t->count * sizeof(*t->at) + t->days * sizeof(*t->day);
}

void
standings_free(struct standings *t)
{
	mem_free(t->at);
	mem_free(t->day);
	*t = (struct standings){0};
}
