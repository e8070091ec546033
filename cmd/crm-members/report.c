/* report: the rows, period by period and tier by tier. */
#include <math.h>

#include "base/mem.h"
#include "base/sort.h"
#include "members.h"
#include "model/proportion.h"
#include "tab/group.h"

static void
begin(const struct put *put)
{
	static const char *const columns[] = {"opening", "new", "new_rate",
	    "active", "activity_rate", "activity_low", "activity_high", "lost",
	    "churn_rate", "churn_low", "churn_high", "member_sales",
	    "total_sales", "member_share", NULL};
	static const char *const moves[] = {
	    "tier_share", "moved_in", "moved_out", NULL};

	writer_column(put->w, STR("period"));
	if (o.by == BY_TIER)
		writer_column(put->w, STR("tier"));
	for (const char *const *s = columns; *s != NULL; s++)
		writer_column(put->w, str_of(*s));
	for (const char *const *s = moves; o.by == BY_TIER && *s != NULL; s++)
		writer_column(put->w, str_of(*s));
	writer_begin(put->w);
}

static void
put_empties(const struct put *put, int n)
{
	while (n-- > 0)
		put_empty(put);
}

static void
put_churn(const struct put *put, const struct members_count *c,
    const struct members_rates *x, bool known)
{
	if (!known) {
		put_empties(put, 4);
		return;
	}
	put_int(put, (int64_t)c->lost);
	put_real(put, x->churn);
	put_real(put, x->churn_low);
	put_real(put, x->churn_high);
}

static void
put_sales(const struct work *w, const struct put *put, struct i128 part,
    struct i128 all)
{
	if (!w->sales) {
		put_empties(put, 3);
		return;
	}
	put_dec128(put, part);
	put_dec128(put, all);
	put_real(put, i128_sign(all) > 0
			  ? i128_to_double(part) / i128_to_double(all)
			  : (double)NAN);
}

/* A period that has ended; before the first one nobody was watched. */
static void
put_ended(const struct work *w, const struct put *put, int32_t t,
    const struct members_count *c)
{
	struct members_rates x;

	members_rates(c, proportion_z(o.level), &x);
	put_int(put, (int64_t)c->fresh);
	put_real(put, x.fresh);
	put_int(put, (int64_t)c->active);
	put_real(put, x.active);
	put_real(put, x.active_low);
	put_real(put, x.active_high);
	put_churn(put, c, &x, t > w->first);
	put_sales(w, put, c->sales, w->total[t - w->first]);
}

static void
put_moves(
    const struct put *put, const struct members_count *c, uint64_t members)
{
	put_real(put, members > 0 ? (double)members_all(c) / (double)members
				  : (double)NAN);
	put_int(put, (int64_t)c->moved_in);
	put_int(put, (int64_t)c->moved_out);
}

static bool
ended(const struct work *w, int32_t t)
{
	return period_first_day((enum period)o.period, t + 1) <= w->as_of + 1;
}

static bool
put_row(const struct work *w, const struct put *put, int32_t t, uint32_t tier,
    uint64_t members)
{
	const struct members_count *c = work_count(w, t, tier);
	char text[PERIOD_MAX];

	put_text(put,
	    (struct str){text, period_put(text, (enum period)o.period, t)});
	if (o.by == BY_TIER)
		put_text(put, w->roster.tiers.name[tier]);
	put_int(put, (int64_t)c->opening);
	if (ended(w, t))
		put_ended(w, put, t, c);
	else
		put_empties(put, 13);
	if (o.by == BY_TIER && ended(w, t))
		put_moves(put, c, members);
	else if (o.by == BY_TIER)
		put_empties(put, 3);
	return put_end(put);
}

static int
by_name(uint32_t a, uint32_t b, void *arg)
{
	const struct names *tiers = arg;

	return str_cmp(tiers->name[a], tiers->name[b]);
}

static bool
put_rows(struct work *w, const struct put *put)
{
	uint32_t tiers = (uint32_t)w->roster.tiers.count;
	uint32_t *order = mem_zero(tiers, sizeof(*order));
	bool ok = true;

	for (uint32_t k = 0; k < tiers; k++)
		order[k] = k;
	sort_index(order, tiers, by_name, &w->roster.tiers);
	for (int32_t t = w->first; ok && t <= w->last; t++) {
		uint64_t members = 0;

		for (uint32_t k = 0; k < tiers; k++)
			members += members_all(work_count(w, t, k));
		for (uint32_t k = 0; ok && k < tiers; k++)
			ok = put_row(w, put, t, order[k], members);
	}
	mem_free(order);
	return ok;
}

static void
say(uint64_t n, const char *one, const char *many)
{
	if (n > 0)
		diag_say("%llu %s", (unsigned long long)n, n == 1 ? one : many);
}

static void
say_rest(const struct work *w)
{
	char day[DATE_MAX];

	if (w->first != INT32_MAX && !ended(w, w->last))
		diag_say("the last period is not complete: as of %.*s",
		    (int)date_put(day, w->as_of), day);
	say(w->after, "row after the as-of date left out",
	    "rows after the as-of date left out");
	say(w->late, "member who joined after the as-of date left out",
	    "members who joined after the as-of date left out");
	say(w->before, "row of a member before he joined: not a member's",
	    "rows of members before they joined: not members'");
}

bool
report(struct work *w)
{
	struct put put;
	bool ok = run_put(w->r, w->t, &put);

	if (ok)
		begin(&put);
	if (ok && w->first != INT32_MAX)
		ok = put_rows(w, &put);
	if (ok)
		say_rest(w);
	return ok;
}
