/* -m winback: what a lost customer is worth winning back, and what to do. */
#include <math.h>

#include "churn.h"

static const char *const columns[] = {"winback_value", "action", NULL};

/* Lost from this many mean gaps on. */
static const double LOST_FROM = 3;

struct winback {
	struct run *r;
	struct table *t;
	struct put put;
	struct pass *pass;
};

static bool
is_lost(struct table *t, bool *lost)
{
	double overdue = 0;

	*lost = str_is(str_trim(table_text(t, STATUS)), "lost");
	if (!table_has(t, OVERDUE) || table_blank(t, OVERDUE))
		return true;
	if (!get_size(t, OVERDUE, &overdue))
		return false;
	*lost |= overdue > LOST_FROM;
	return true;
}

/* NULL: the tier is unknown. */
static const char *
by_tier(struct str tier)
{
	static const char *const actions[][2] = {{"gold", "must"},
	    {"silver", "must"}, {"bronze", "try"}, {"iron", "let-go"},
	    {"", "try"}};

	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
		if (str_is(tier, actions[i][0]))
			return actions[i][1];
	return NULL;
}

static bool
decide(struct table *t, double *worth, const char **action)
{
	double p, value, cost;

	if (!quantity_get(&o.p, t, &p) || !quantity_get(&o.value, t, &value) ||
	    !quantity_get(&o.cost, t, &cost))
		return false;
	if (!(p >= 0 && p <= 1))
		return quantity_reject(&o.p, t, "not from 0 to 1");
	if (cost < 0)
		return quantity_reject(&o.cost, t, "less than 0");
	*worth = p * value - cost;
	*action = by_tier(str_trim(table_text(t, TIER)));
	if (*action == NULL) {
		(void)table_reject(t, TIER, "unknown tier");
		table_hint(t, "gold, silver, bronze or iron");
		return false;
	}
	if (value < 0)
		*action = "give-up";
	else if (*worth <= 0)
		*action = "let-go";
	return true;
}

static bool
write_row(struct winback *w)
{
	const char *action = NULL;
	double worth = (double)NAN;
	bool lost;

	if (!is_lost(w->t, &lost) || (lost && !decide(w->t, &worth, &action)))
		return true;
	pass_row(w->pass);
	put_real(&w->put, worth);
	if (action == NULL)
		put_empty(&w->put);
	else
		put_label(&w->put, action);
	return put_end(&w->put);
}

static bool
open_input(struct winback *w)
{
	struct fault *f = &w->r->fault;
	const struct pass_form form = {
	    o.common.prefix, o.common.memory, o.common.tmpdir};

	w->t = run_table(w->r);
	table_same_columns(w->t);
	quantity_bind(&o.p, w->t, "p", "p_winback");
	quantity_bind(&o.value, w->t, "value", "clv");
	quantity_bind(&o.cost, w->t, "cost", "winback_cost");
	if (!run_open(w->r, w->t) ||
	    (!table_has(w->t, STATUS) && !table_need(w->t, OVERDUE, f)) ||
	    !quantity_need(&o.p, w->t, f) ||
	    !quantity_need(&o.value, w->t, f) ||
	    !quantity_need(&o.cost, w->t, f) || !run_put(w->r, w->t, &w->put))
		return false;
	w->pass = pass_new(w->t, &w->put, &form);
	for (size_t i = 0; columns[i] != NULL; i++)
		if (!pass_append(w->pass, columns[i], f))
			return false;
	pass_begin(w->pass);
	return true;
}

bool
run_winback(struct run *r)
{
	struct winback w = {.r = r};
	bool ok = open_input(&w);

	while (ok && table_next(w.t))
		if (!write_row(&w))
			break;
	ok = ok && table_done(w.t, &r->fault);
	pass_delete(w.pass);
	table_delete(w.t);
	return ok;
}
