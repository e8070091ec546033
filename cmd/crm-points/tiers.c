/* -m tiers: each account's tier, since when and until when, and what is
 * missing to the next one. */
#include "ledger/tiers.h"

#include "base/mem.h"
#include "base/sort.h"
#include "num/dec.h"
#include "points.h"

static void
tiers_columns(struct work *w)
{
	static const char *const rest[] = {"tier", "since", "until",
	    "qualifying", "next_tier", "to_next", NULL};

	points_member_columns(w);
	for (const char *const *s = rest; *s != NULL; s++)
		writer_column(w->put.w, str_of(*s));
}

/* Money by spend, else a number. */
static void
put_total(const struct work *w, int64_t v)
{
	if (tiers_plan(w->programme.tiers)->by == QUALIFY_SPEND)
		put_dec(&w->put, v);
	else
		put_int(&w->put, v);
}

static void
put_some_day(const struct put *p, int32_t day)
{
	if (day == TIER_FOREVER || day == INT32_MIN)
		put_empty(p);
	else
		put_date(p, day);
}

static bool
put_row(const struct work *w, const struct account_view *v,
    const struct tier_hold *h, int64_t total, bool next, int64_t missing)
{
	const struct tiers *t = w->programme.tiers;
	const struct put *p = &w->put;

	points_member(w, v->member, v->issuer);
	put_text(p, tiers_name(t, h->tier));
	put_some_day(p, h->since);
	put_some_day(p, h->until);
	put_total(w, total);
	if (next) {
		put_text(p, tiers_name(t, h->tier + 1));
		put_total(w, missing);
	} else {
		put_empty(p);
		put_empty(p);
	}
	return put_end(p);
}

/* The least totals of each tier for its share of the members, equals up
 * together: tier k from the top ends at place ceil(c n). In whole numbers. */
static int64_t *
find_floors(const struct work *w, const int64_t *total, uint32_t n)
{
	const struct tiers *t = w->programme.tiers;
	uint64_t *sorted = mem_resize(NULL, n, sizeof(*sorted));
	int64_t *floor = mem_zero(tiers_count(t), sizeof(*floor)), c = 0;

	for (uint32_t i = 0; i < n; i++)
		sorted[i] = (uint64_t)total[i];
	sort_words(sorted, n);
	for (size_t k = tiers_count(t); n > 0 && k-- > 0;) {
		int64_t place;

		c += tiers_share(t, (uint32_t)k);
		place = (c * (int64_t)n + DEC_ONE - 1) / DEC_ONE;
		floor[k] = (int64_t)sorted[n - (uint32_t)place];
	}
	mem_free(sorted);
	return floor;
}

static bool
report_shares(struct work *w)
{
	const struct tiers *t = w->programme.tiers;
	uint32_t n = ledger_accounts(w->l);
	int64_t *total = mem_zero(n, sizeof(*total)), *floor;
	struct account_view v;
	struct tier_hold h;

	for (uint32_t i = 0; i < n; i++)
		ledger_tier(w->l, i, points_day(w), &h, &total[i]);
	floor = find_floors(w, total, n);
	for (uint32_t i = 0; i < n; i++) {
		bool next;

		h = (struct tier_hold){
		    .since = INT32_MIN, .until = TIER_FOREVER};
		for (uint32_t k = 1; k < tiers_count(t); k++)
			if (total[i] >= floor[k])
				h.tier = k;
		next = h.tier + 1 < tiers_count(t);
		ledger_account(w->l, i, &v);
		if (!put_row(w, &v, &h, total[i], next,
			next ? floor[h.tier + 1] - total[i] : 0))
			break;
	}
	mem_free(total);
	mem_free(floor);
	return true;
}

static bool
tiers_report(struct work *w)
{
	const struct tiers *t = w->programme.tiers;

	if (tiers_by_share(t))
		return report_shares(w);
	for (uint32_t i = 0; i < ledger_accounts(w->l); i++) {
		struct account_view v;
		struct tier_hold h;
		int64_t total, missing = 0;
		bool next;

		ledger_account(w->l, i, &v);
		ledger_tier(w->l, i, points_day(w), &h, &total);
		next = tiers_to_next(t, h.tier, total, &missing);
		if (!put_row(w, &v, &h, total, next, missing))
			break;
	}
	return true;
}

const struct mode mode_tiers = {tiers_columns, NULL, NULL, tiers_report};
