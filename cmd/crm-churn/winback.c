/* -m winback: what a lost customer is worth winning back, and what to do. */
#include <math.h>

#include "base/mem.h"
#include "classes.h"

static const char *const columns[] = {"winback_value", "action", NULL};
static const char *const report_columns[] = {"action", "n", "share", "value",
    "cost", "winback_value", "mean_winback_value", NULL};

/* In order of the report. */
static const char *const actions[] = {"must", "try", "let-go", "give-up", NULL};

/* Lost from this many mean gaps on. */
static const double LOST_FROM = 3;

struct winback {
	struct run *r;
	struct table *t;
	struct put put;
	struct pass *pass; /* NULL: a report */
	struct classes classes;
	uint64_t unknown; /* lost customers of whom a number is blank */
};

/* A lost customer; NaN and NULL: not known. */
struct offer {
	double value, cost, worth;
	const char *action;
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
	static const char *const of[][2] = {{"gold", "must"},
	    {"silver", "must"}, {"bronze", "try"}, {"iron", "let-go"},
	    {"", "try"}};

	for (size_t i = 0; i < sizeof(of) / sizeof(*of); i++)
		if (str_is(tier, of[i][0]))
			return of[i][1];
	return NULL;
}

static bool
decide(struct table *t, struct offer *x)
{
	double p;

	if (!quantity_get(&o.p, t, &p) ||
	    !quantity_get(&o.value, t, &x->value) ||
	    !quantity_get(&o.cost, t, &x->cost))
		return false;
	if (!(p >= 0 && p <= 1))
		return quantity_reject(&o.p, t, "not from 0 to 1");
	if (x->cost < 0)
		return quantity_reject(&o.cost, t, "less than 0");
	x->worth = p * x->value - x->cost;
	x->action = by_tier(str_trim(table_text(t, TIER)));
	if (x->action == NULL) {
		(void)table_reject(t, TIER, "unknown tier");
		table_hint(t, "gold, silver, bronze or iron");
		return false;
	}
	if (x->value < 0)
		x->action = "give-up";
	else if (x->worth <= 0)
		x->action = "let-go";
	return true;
}

/* Of a customer who is not lost nothing is known. */
static bool
read_offer(struct winback *w, struct offer *x)
{
	const double none = (double)NAN;
	bool lost;

	*x = (struct offer){none, none, none, NULL};
	if (!is_lost(w->t, &lost))
		return false;
	if (!lost)
		return true;
	if (quantity_blank(&o.p, w->t) || quantity_blank(&o.value, w->t) ||
	    quantity_blank(&o.cost, w->t)) {
		w->unknown++;
		return true;
	}
	return decide(w->t, x);
}

static bool
write_row(struct winback *w, const struct offer *x)
{
	pass_row(w->pass);
	put_real(&w->put, x->worth);
	if (x->action == NULL)
		put_empty(&w->put);
	else
		put_label(&w->put, x->action);
	return put_end(&w->put);
}

static void
count_row(struct winback *w, const struct offer *x)
{
	const double value[] = {x->value, x->cost, x->worth};
	struct str name = {NULL, 0};

	if (x->action != NULL)
		name = str_of(x->action);
	classes_add(&w->classes, name, value);
}

static bool
read_rows(struct winback *w)
{
	while (table_next(w->t)) {
		struct offer x;

		if (!read_offer(w, &x))
			continue;
		if (w->pass == NULL)
			count_row(w, &x);
		else if (!write_row(w, &x))
			return true;
	}
	return table_done(w->t, &w->r->fault);
}

/* Shares and sums are of those who have an action. */
static bool
write_class(struct winback *w, uint32_t i, uint64_t all)
{
	const struct class *c = &w->classes.at[i];
	struct str name = w->classes.names.name[i];

	put_text(&w->put, name);
	put_int(&w->put, (int64_t)c->n);
	put_real(
	    &w->put, name.n > 0 ? (double)c->n / (double)all : (double)NAN);
	for (size_t k = 0; k < CLASSES_VALUES; k++)
		if (name.n > 0)
			put_tally(&w->put, &c->value[k]);
		else
			put_empty(&w->put);
	put_real(&w->put, tally_mean(&c->value[2]));
	return put_end(&w->put);
}

static bool
write_report(struct winback *w)
{
	size_t n;
	uint32_t *order = classes_order(&w->classes, false, &n);
	uint64_t all = 0;
	bool ok = true;

	for (size_t i = 0; i < n; i++)
		if (w->classes.names.name[order[i]].n > 0)
			all += w->classes.at[order[i]].n;
	for (size_t i = 0; ok && i < n; i++)
		ok = write_class(w, order[i], all);
	mem_free(order);
	return ok;
}

static void
begin_report(struct winback *w)
{
	for (size_t i = 0; actions[i] != NULL; i++)
		classes_name(&w->classes, actions[i]);
	put_columns(&w->put, report_columns);
	writer_begin(w->put.w);
}

static bool
begin_rows(struct winback *w)
{
	const struct pass_form form = {
	    o.common.prefix, o.common.memory, o.common.tmpdir};

	w->pass = pass_new(w->t, &w->put, &form);
	for (size_t i = 0; columns[i] != NULL; i++)
		if (!pass_append(w->pass, columns[i], &w->r->fault))
			return false;
	pass_begin(w->pass);
	return true;
}

static bool
check_options(struct run *r)
{
	double x;

	if (quantity_fixed(&o.p, &x) && !(x >= 0 && x <= 1))
		return run_usage(r, "--p: not from 0 to 1: '%s'", o.p.given);
	return !quantity_fixed(&o.cost, &x) || x >= 0 ||
	       run_usage(r, "--cost: less than 0: '%s'", o.cost.given);
}

static bool
open_input(struct winback *w)
{
	struct fault *f = &w->r->fault;

	w->t = run_table(w->r);
	if (!o.report)
		table_same_columns(w->t);
	quantity_bind(&o.p, w->t, "p", "p_winback");
	quantity_bind(&o.value, w->t, "value", "clv");
	quantity_bind(&o.cost, w->t, "cost", "winback_cost");
	if (!run_open(w->r, w->t))
		return false;
	if (!table_has(w->t, STATUS) && !table_need(w->t, OVERDUE, f)) {
		fault_hint(f, "or a column status; crm-churn -m risk appends "
			      "overdue");
		return false;
	}
	if (!quantity_need(&o.p, w->t, f) ||
	    !quantity_need(&o.value, w->t, f) ||
	    !quantity_need(&o.cost, w->t, f) || !run_put(w->r, w->t, &w->put))
		return false;
	if (!o.report)
		return begin_rows(w);
	begin_report(w);
	return true;
}

bool
run_winback(struct run *r)
{
	struct winback w = {.r = r};
	bool ok = check_options(r) && open_input(&w) && read_rows(&w) &&
		  (!o.report || write_report(&w));

	if (ok && w.unknown > 0)
		diag_warn("%llu lost customer%s without a chance, value or "
			  "cost: left blank",
		    (unsigned long long)w.unknown, w.unknown == 1 ? "" : "s");
	pass_delete(w.pass);
	table_delete(w.t);
	classes_free(&w.classes);
	return ok;
}
