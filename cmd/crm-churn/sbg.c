/*
 * -m sbg: customers still there after each renewal, what the shifted-beta-
 * geometric model makes of them, and what it foretells.
 */
#include <math.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/sort.h"
#include "churn.h"
#include "model/sbg.h"
#include "num/dist.h"

struct entry {
	uint32_t cohort;
	int32_t period;
	double alive;
	const char *file;
	uint64_t line;
};

struct work {
	struct run *r;
	struct table *t;
	struct put put;
	struct names cohorts;
	struct entry *at; /* by cohort and period, once sorted */
	size_t n, room;
	struct sbg_step *step;
	size_t steps;
	struct sbg_fit fit;
	double gap; /* sum of errors of survival held out, and how many */
	size_t held;
};

static bool
read_rows(struct work *w)
{
	while (table_next(w->t)) {
		struct entry e = {
		    .file = table_file(w->t), .line = table_line(w->t)};
		int64_t period;

		if (!get_count(w->t, PERIOD, &period) ||
		    !get_size(w->t, ALIVE, &e.alive))
			continue;
		if (period > 1000000) {
			(void)table_reject(w->t, PERIOD, "above 1000000");
			continue;
		}
		e.period = (int32_t)period;
		e.cohort = names_add(&w->cohorts, table_text(w->t, COHORT));
		w->at = mem_grow(w->at, &w->room, w->n + 1, sizeof(*w->at));
		w->at[w->n++] = e;
	}
	return table_done(w->t, &w->r->fault);
}

static int
in_order(uint32_t a, uint32_t b, void *arg)
{
	const struct work *w = arg;
	const struct entry *x = &w->at[a], *y = &w->at[b];

	if (x->cohort != y->cohort)
		return str_cmp(
		    w->cohorts.name[x->cohort], w->cohorts.name[y->cohort]);
	return (x->period > y->period) - (x->period < y->period);
}

static void
put_in_order(struct work *w)
{
	uint32_t *order = mem_resize(NULL, w->n, sizeof(*order));
	struct entry *sorted = mem_resize(NULL, w->n, sizeof(*sorted));

	for (size_t i = 0; i < w->n; i++)
		order[i] = (uint32_t)i;
	sort_index(order, w->n, in_order, w);
	for (size_t i = 0; i < w->n; i++)
		sorted[i] = w->at[order[i]];
	mem_free(order);
	mem_free(w->at);
	w->at = sorted;
}

static bool
wrong(struct work *w, const struct entry *e, size_t slot, const char *what)
{
	(void)fault_set(&w->r->fault, FAULT_DATA, "%s", what);
	fault_at(&w->r->fault, e->file, e->line);
	fault_column(&w->r->fault, table_name(w->t, slot));
	return false;
}

static bool
begins(const struct work *w, size_t i)
{
	return i == 0 || w->at[i].cohort != w->at[i - 1].cohort;
}

static bool
check(struct work *w)
{
	for (size_t i = 0; i < w->n; i++) {
		const struct entry *e = &w->at[i];

		if (begins(w, i)) {
			if (e->alive <= 0)
				return wrong(
				    w, e, ALIVE, "a cohort begins with nobody");
			continue;
		}
		if (e->period == e[-1].period)
			return wrong(w, e, PERIOD, "the period twice");
		if (e->period != e[-1].period + 1)
			return wrong(w, e, PERIOD,
			    "a period is missing "
			    "before this one");
		if (e->alive > e[-1].alive)
			return wrong(w, e, ALIVE,
			    "more than in the period "
			    "before");
	}
	return true;
}

static bool
learned(const struct entry *e)
{
	return o.fit_until < 0 || e->period <= o.fit_until;
}

/* Customers that one unit of alive stands for in the cohort. */
static double
scale(const struct entry *first)
{
	return o.customers > 0 ? o.customers / first->alive : 1;
}

/* Standard errors and loglik are those of counts. */
static void
warn_of_shares(const struct work *w)
{
	char name[136];
	size_t i = 0;

	while (i < w->n && w->at[i].alive == floor(w->at[i].alive))
		i++;
	if (i == w->n || o.customers > 0)
		return;
	fault_escape(name, sizeof(name), table_name(w->t, ALIVE));
	diag_warn("'%s' is no count: --customers N says what the first one "
		  "stands for",
	    name);
}

static bool
fit(struct work *w)
{
	double factor = 1;

	for (size_t i = 0; i < w->n; i++)
		if (w->at[i].period > 0 && (size_t)w->at[i].period > w->steps)
			w->steps = (size_t)w->at[i].period;
	w->step = mem_zero(w->steps, sizeof(*w->step));
	for (size_t i = 0; i < w->n; i++) {
		const struct entry *e = &w->at[i];

		if (begins(w, i)) {
			factor = scale(e);
		} else if (learned(e)) {
			struct sbg_step *s = &w->step[e->period - 1];

			s->exposed += factor * e[-1].alive;
			s->lost += factor * (e[-1].alive - e->alive);
		}
	}
	if (!sbg_fit(w->step, w->steps, &w->fit, &w->r->fault))
		return false;
	if (w->fit.boundary)
		diag_warn("sbg: these data do not tell %s: a parameter is at "
			  "its boundary; its interval is left empty",
		    w->fit.weak);
	return true;
}

static const char *const row_columns[] = {"period", "part", "alive", "survival",
    "fitted_alive", "fitted_survival", "retention", "fitted_retention", "derl",
    NULL};

/* A row: what was observed, and the fitted survival since the first one. */
static bool
put_row(struct work *w, const struct entry *first, const struct entry *e,
    int32_t period, double survival)
{
	const struct put *put = &w->put;
	double a = w->fit.alpha, b = w->fit.beta;

	if (table_has(w->t, COHORT))
		put_text(put, w->cohorts.name[first->cohort]);
	put_int(put, period);
	put_label(put, e == NULL    ? "projected"
		       : learned(e) ? "fit"
				    : "holdout");
	put_real(put, e == NULL ? (double)NAN : e->alive);
	put_real(put, e == NULL ? (double)NAN : e->alive / first->alive);
	put_real(put, survival * first->alive);
	put_real(put, survival);
	put_real(put, e == NULL || e == first || e[-1].alive == 0
			  ? (double)NAN
			  : e->alive / e[-1].alive);
	put_real(put, period == first->period ? (double)NAN
					      : sbg_retention(a, b, period));
	put_real(put, sbg_derl(a, b, period, o.discount));
	return put_end(put);
}

/* One cohort, from first; last is its last entry. */
static bool
walk(struct work *w, const struct entry *first, const struct entry *last,
    bool print)
{
	double survival = 1;
	int64_t end = last->period + o.project;

	for (int32_t p = first->period; p <= end; p++) {
		const struct entry *e =
		    p <= last->period ? first + (p - first->period) : NULL;

		if (p > first->period)
			survival *= sbg_retention(w->fit.alpha, w->fit.beta, p);
		if (e != NULL && !learned(e)) {
			w->gap += fabs(e->alive / first->alive - survival);
			w->held++;
		}
		if (print && !put_row(w, first, e, p, survival))
			return false;
	}
	return true;
}

static bool
each_cohort(struct work *w, bool print)
{
	for (size_t i = 0, end; i < w->n; i = end) {
		for (end = i + 1; end < w->n && !begins(w, end); end++)
			continue;
		if (!walk(w, &w->at[i], &w->at[end - 1], print))
			return false;
	}
	return true;
}

static bool
put_parameter(
    const struct put *put, const char *name, double v, double std_error)
{
	double half = dist_normal_quantile(0.5 + o.level / 2) * std_error / v;

	put_label(put, "sbg");
	put_label(put, name);
	put_real(put, v);
	put_real(put, std_error);
	put_real(put, v * exp(-half));
	put_real(put, v * exp(half));
	return put_end(put);
}

static bool
put_fit(struct work *w)
{
	static const char *const names[] = {"method", "parameter", "estimate",
	    "std_error", "low", "high", NULL};
	const struct sbg_fit *f = &w->fit;
	const double none = (double)NAN;

	put_columns(&w->put, names);
	writer_begin(w->put.w);
	(void)each_cohort(w, false);
	return put_parameter(&w->put, "alpha", f->alpha, f->se_alpha) &&
	       put_parameter(&w->put, "beta", f->beta, f->se_beta) &&
	       put_parameter(&w->put, "loglik", f->loglik, none) &&
	       put_parameter(&w->put, "renewals", f->exposed, none) &&
	       put_parameter(&w->put, "aic", 4 - 2 * f->loglik, none) &&
	       put_parameter(
		   &w->put, "bic", 2 * log(f->exposed) - 2 * f->loglik, none) &&
	       put_parameter(&w->put, "iterations", f->iterations, none) &&
	       put_parameter(&w->put, "holdout_mae",
		   w->held > 0 ? w->gap / (double)w->held : none, none);
}

static bool
put_rows(struct work *w)
{
	if (table_has(w->t, COHORT))
		writer_column(w->put.w, table_name(w->t, COHORT));
	put_columns(&w->put, row_columns);
	writer_begin(w->put.w);
	return each_cohort(w, true);
}

bool
run_sbg(struct run *r)
{
	struct work w = {.r = r, .t = run_table(r)};
	bool ok = run_open(r, w.t) && table_need(w.t, PERIOD, &r->fault) &&
		  table_need(w.t, ALIVE, &r->fault) &&
		  run_put(r, w.t, &w.put) && read_rows(&w);

	if (ok) {
		put_in_order(&w);
		warn_of_shares(&w);
		ok = check(&w) && fit(&w) &&
		     (o.fit ? put_fit(&w) : put_rows(&w));
	}
	names_free(&w.cohorts);
	mem_free(w.at);
	mem_free(w.step);
	table_delete(w.t);
	return ok;
}
