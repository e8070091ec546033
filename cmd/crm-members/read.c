/* read: orders, or movements of points, into the fold. */
#include "base/mem.h"
#include "members.h"

static bool
too_late(struct work *w, int32_t day)
{
	const struct opt_date *as_of = &o.common.as_of;

	if (as_of->given && day > as_of->day) {
		w->after++;
		return true;
	}
	if (!w->any || day > w->as_of)
		w->as_of = day;
	w->any = true;
	return false;
}

/* One more row of a period; who is no member has no name there. */
static bool
note(struct work *w, struct str id, int32_t day, int64_t amount)
{
	int32_t period = period_of((enum period)o.period, day);

	if (period < w->first)
		w->first = period;
	return fold_add(w->fold,
	    &(struct fold_row){.id = id, .amount = amount, .day = day}, 1,
	    &w->r->fault);
}

/* The same of a customer, if he is a member by then. */
static bool
note_member(struct work *w, struct str id, int32_t day, int64_t amount)
{
	uint32_t member =
	    id.n == 0 ? CUSTOMERS_NONE : customers_find(&w->roster.ids, id);

	if (member != CUSTOMERS_NONE &&
	    day >= roster_joined(&w->roster, member))
		return note(w, id, day, amount);
	w->before += member != CUSTOMERS_NONE;
	return note(w, STR(""), day, amount);
}

static bool
take_order(struct work *w)
{
	struct table *t = w->t;
	struct date date;
	int64_t amount = 0;

	if (!table_date(t, DATE, &date) ||
	    (w->sales && !table_dec(t, AMOUNT, &amount)) ||
	    too_late(w, date.day))
		return true;
	return note_member(w,
	    table_blank(t, CUSTOMER) ? STR("") : table_text(t, CUSTOMER),
	    date.day, amount);
}

/*
 * What a member does himself makes him active. What is done to his points
 * shows that he is there: it is noted like a refund, which is no purchase.
 */
static bool
take_movement(struct work *w)
{
	struct str id, kind = table_text(w->t, KIND);
	bool acts = str_is(kind, "earn") || str_is(kind, "redeem");
	struct date date;

	if (!table_id(w->t, CUSTOMER, &id) || !table_date(w->t, DATE, &date) ||
	    too_late(w, date.day))
		return true;
	if (o.members == NULL &&
	    !roster_seen(&w->roster, id, date.day, &w->r->fault))
		return false;
	return note_member(w, id, date.day, acts ? 0 : -1);
}

static bool
read_rows(struct work *w, bool (*take)(struct work *))
{
	w->first = INT32_MAX;
	w->fold = fold_new(
	    &(struct fold_form){.period = (enum period)o.period, .days = true});
	if (o.by == BY_NOTHING)
		(void)names_add(&w->roster.tiers, STR(""));
	while (table_next(w->t))
		if (!take(w))
			return false;
	if (o.common.as_of.given)
		w->as_of = o.common.as_of.day;
	return table_done(w->t, &w->r->fault) &&
	       fold_finish(w->fold, &w->r->fault);
}

static bool
finish(struct work *w, bool ok)
{
	if (ok && w->first != INT32_MAX) {
		w->last = period_of((enum period)o.period, w->as_of);
		count_members(w);
	}
	ok = ok && report(w);
	table_delete(w->t);
	roster_free(&w->roster);
	fold_delete(w->fold);
	mem_free(w->count);
	mem_free(w->total);
	return ok;
}

bool
run_orders(struct run *r)
{
	struct work w = {.r = r};
	bool ok;

	if (o.members == NULL)
		return run_usage(r, "which members? --members FILE");
	w.t = run_table(r);
	ok = roster_read(&w.roster, r) && run_open(r, w.t) &&
	     table_need(w.t, CUSTOMER, &r->fault) &&
	     table_need(w.t, DATE, &r->fault);
	w.sales = ok && table_has(w.t, AMOUNT);
	return finish(&w, ok && read_rows(&w, take_order));
}

bool
run_ledger(struct run *r)
{
	static const char *const ids[] = {"member_id", "customer_id", NULL};
	static const char *const days[] = {"ts", "date", NULL};
	struct work w = {.r = r};
	bool ok;

	if (o.by == BY_TIER && o.members == NULL)
		return run_usage(r, "--by tier: a ledger knows no tiers; "
				    "--members FILE");
	w.t = run_table(r);
	table_alias(w.t, CUSTOMER, ids);
	table_alias(w.t, DATE, days);
	ok = (o.members == NULL || roster_read(&w.roster, r)) &&
	     run_open(r, w.t) && table_need(w.t, CUSTOMER, &r->fault) &&
	     table_need(w.t, DATE, &r->fault) &&
	     table_need(w.t, KIND, &r->fault);
	return finish(&w, ok && read_rows(&w, take_movement));
}
