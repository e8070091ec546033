/* drivers: importance by performance, and what to do about each item. */
#include "csat.h"

#include <math.h>

#include "base/mem.h"
#include "model/drivers.h"
#include "num/fsum.h"
#include "num/parse.h"

/* Where the quadrants are cut; NaN: at the mean of the items. */
struct cuts {
	double performance, importance;
};

struct job {
	size_t overall; /* slots */
	size_t stated;
	bool regress, asks; /* an overall answer, stated importances */
	struct cuts cuts;
	double *given; /* --weights, or NULL */
	struct csat_mean *performance;
	struct drivers_weight *importance;
	struct drivers_fit fit;
};

static const char *const quadrants[] = {
    "keep up", "concentrate", "low priority", "overkill"};

/* means, middle, or PERFORMANCE,IMPORTANCE */
static bool
parse_cuts(struct run *r, const struct survey *s, struct job *j)
{
	struct str rest = str_of(o.cuts != NULL ? o.cuts : "means"), first;
	double middle = (s->scale.min + s->scale.max) / 2;

	j->cuts = (struct cuts){(double)NAN, (double)NAN};
	if (str_is(rest, "means"))
		return true;
	if (str_is(rest, "middle")) {
		j->cuts.performance = middle;
		j->cuts.importance = j->asks ? middle : (double)NAN;
		return true;
	}
	if (str_split(&rest, ',', &first) && rest.p != NULL &&
	    parse_real(first, '.', &j->cuts.performance) == PARSE_OK &&
	    parse_real(rest, '.', &j->cuts.importance) == PARSE_OK)
		return true;
	run_usage(
	    r, "--cuts: neither means, middle nor two numbers: '%s'", o.cuts);
	fault_hint(&r->fault, "--cuts PERFORMANCE,IMPORTANCE");
	return false;
}

static bool
settle(struct run *r, const struct survey *s, struct job *j)
{
	bool stated =
	    o.importance == IMPORTANCE_STATED ||
	    (o.importance < 0 && (o.stated.n > 0 || o.weights != NULL));

	j->regress = !stated;
	j->asks = stated && o.stated.n > 0;
	if (!stated && (o.stated.n > 0 || o.weights != NULL))
		return run_usage(r, "--stated and --weights go with "
				    "--importance stated");
	if (stated && o.stated.n == 0 && o.weights == NULL)
		return run_usage(r, "--importance stated needs --stated "
				    "COL,... or --weights");
	if (j->asks && o.weights != NULL)
		return run_usage(r, "--stated and --weights exclude each "
				    "other");
	if (j->asks && o.stated.n != s->items.n)
		return run_usage(r, "--stated: %zu columns for %zu items",
		    o.stated.n, s->items.n);
	if (o.names.n != 0 && o.names.n != 4)
		return run_usage(r,
		    "--names: -m drivers has 4 quadrants: "
		    "keep up, concentrate, low priority, overkill");
	return parse_cuts(r, s, j);
}

static void
bind(struct survey *s, struct job *j)
{
	if (j->regress)
		j->overall = survey_role(s, COL_OVERALL);
	for (size_t i = 0; j->asks && i < o.stated.n; i++) {
		size_t slot = table_column(s->t, o.stated.item[i], "stated");

		if (i == 0)
			j->stated = slot;
	}
}

/* The items, then the overall answer or the stated importances. */
static bool
read_all(struct survey *s, struct job *j)
{
	size_t n = s->items.n;
	double *x = mem_resize(NULL, 2 * n + 1, sizeof(*x));

	while (table_next(s->t)) {
		bool ok = survey_get(s, x);

		if (ok && j->regress)
			ok = cell_get(s->t, j->overall, NULL, false, &x[n]);
		for (size_t i = 0; ok && j->asks && i < n; i++)
			ok = cell_get(
			    s->t, j->stated + i, &s->scale, false, &x[n + i]);
		if (ok)
			(void)survey_add(s, x);
	}
	mem_free(x);
	return survey_close(s);
}

static void
stated_weight(const struct sample *a, size_t column, struct drivers_weight *out)
{
	struct csat_mean m;

	csat_item(a, column, o.level, &m);
	*out = (struct drivers_weight){m.n, m.value, m.at, (double)NAN};
}

static void
weigh(const struct survey *s, const struct sample *a, struct job *j)
{
	size_t n = s->items.n;

	j->fit = (struct drivers_fit){.r2 = (double)NAN};
	if (j->regress && o.importance == IMPORTANCE_BETA) {
		drivers_beta(a, o.level, &j->fit, j->importance);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		struct drivers_weight *w = &j->importance[i];

		if (j->regress)
			drivers_correlation(a, i, n, o.level, w);
		else if (j->asks)
			stated_weight(a, n + i, w);
		else
			*w = (struct drivers_weight){0, j->given[i],
			    {(double)NAN, (double)NAN}, (double)NAN};
	}
}

/* The cuts that are at the mean of the items. */
static struct cuts
cut(const struct survey *s, const struct job *j)
{
	struct fsum p = {0}, w = {0};
	struct cuts out = j->cuts;
	double n = (double)s->items.n;

	for (size_t i = 0; i < s->items.n; i++) {
		fsum_add(&p, j->performance[i].value);
		fsum_add(&w, j->importance[i].value);
	}
	if (isnan(out.performance))
		out.performance = fsum_value(&p) / n;
	if (isnan(out.importance))
		out.importance = fsum_value(&w) / n;
	return out;
}

static const char *
why(const struct job *j, size_t i)
{
	const struct drivers_weight *w = &j->importance[i];

	if (j->fit.why != NULL)
		return j->fit.why;
	if (isnan(w->value))
		return "no variance";
	return w->value < 0 ? "negative" : NULL;
}

static void
put_item(struct survey *s, uint32_t group, const struct job *j, size_t i,
    struct cuts at)
{
	const struct csat_mean *m = &j->performance[i];
	const struct drivers_weight *w = &j->importance[i];
	enum drivers_quadrant q =
	    drivers_quadrant(w->value, m->value, at.importance, at.performance);
	const struct put *put = &s->put;

	group_put(s->group, put, group);
	put_label(put, survey_item_name(s, i));
	put_count(put, m->n);
	put_real(put, m->value);
	put_interval(put, m->at);
	put_real(put, w->value);
	put_interval(put, w->at);
	put_real(put, w->p);
	put_real(put, j->fit.r2);
	put_real(put, at.performance);
	put_real(put, at.importance);
	if (q == DRIVERS_UNKNOWN)
		put_empty(put);
	else
		put_label(put, o.names.n > 0 ? o.names.item[q] : quadrants[q]);
	put_note(put, m->n, why(j, i));
}

static bool
put_drivers(struct survey *s, uint32_t group, const struct sample *a, void *arg)
{
	struct job *j = arg;
	struct cuts at;

	for (size_t i = 0; i < s->items.n; i++)
		csat_item(a, i, o.level, &j->performance[i]);
	weigh(s, a, j);
	at = cut(s, j);
	for (size_t i = 0; i < s->items.n; i++) {
		put_item(s, group, j, i, at);
		if (!put_end(&s->put))
			return false;
	}
	return true;
}

static bool
work(struct survey *s, struct job *j)
{
	static const char *const ours[] = {"item", "n", "performance",
	    "performance_low", "performance_high", "importance",
	    "importance_low", "importance_high", "p", "r2", "performance_cut",
	    "importance_cut", "quadrant", "note", NULL};
	size_t n = s->items.n;

	if (!settle(s->r, s, j))
		return false;
	if (!j->regress && !j->asks) {
		j->given = mem_resize(NULL, n, sizeof(*j->given));
		if (!weights_get(s->r, s->items.item, n, j->given))
			return false;
	}
	bind(s, j);
	j->performance = mem_zero(n, sizeof(*j->performance));
	j->importance = mem_zero(n, sizeof(*j->importance));
	return survey_open(s, n + j->regress + (j->asks ? n : 0), ours) &&
	       (!j->regress || table_need(s->t, j->overall, &s->r->fault)) &&
	       read_all(s, j) && survey_report(s, put_drivers, j);
}

bool
run_drivers(struct run *r)
{
	struct job j = {.given = NULL};
	struct survey s;
	bool ok =
	    survey_begin(&s, r) && survey_items(&s, "items") && work(&s, &j);

	mem_free(j.given);
	mem_free(j.performance);
	mem_free(j.importance);
	survey_end(&s);
	return ok;
}
