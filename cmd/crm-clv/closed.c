/* retention and parts: values in closed form, row by row. */
#include "clv.h"

#include <math.h>

#include "model/retention.h"

enum { MOST_WANTS = 6 };

static const char too_large[] = "the numbers are too large to be valued";

/* A quantity of a method, called as its option and its column are. */
struct want {
	struct quantity *q;
	const char *name;
	bool needed;
	double otherwise; /* where it is not there and not needed */
	const char *(*problem)(double v); /* NULL: any number will do */
};

static void
bind_all(struct table *t, const struct want *w, size_t n)
{
	for (size_t i = 0; i < n; i++)
		quantity_bind(w[i].q, t, w[i].name, w[i].name);
}

static bool
check_all(
    const struct table *t, const struct want *w, size_t n, struct fault *f)
{
	for (size_t i = 0; i < n; i++)
		if ((w[i].needed || w[i].q->given != NULL) &&
		    !quantity_need(w[i].q, t, f))
			return false;
	return true;
}

static const char *
problem_of(const struct want *w, double v)
{
	return w->problem != NULL ? w->problem(v) : NULL;
}

static bool
get_all(struct table *t, const struct want *w, size_t n, double *v)
{
	const char *problem;

	for (size_t i = 0; i < n; i++) {
		v[i] = w[i].otherwise;
		if (quantity_known(w[i].q, t) &&
		    !quantity_get(w[i].q, t, &v[i]))
			return false;
		problem = problem_of(&w[i], v[i]);
		if (problem != NULL)
			return quantity_reject(w[i].q, t, problem);
	}
	return true;
}

/* What is wrong with a number on the command line. */
static bool
check_fixed(struct run *r, const struct want *w, size_t n)
{
	double v;

	for (size_t i = 0; i < n; i++) {
		const char *problem =
		    quantity_fixed(w[i].q, &v) ? problem_of(&w[i], v) : NULL;

		if (problem != NULL)
			return run_usage(r, "--%s: %s: '%s'", w[i].name,
			    problem, w[i].q->given);
	}
	return true;
}

/* Whether every needed value is a number on the command line. */
static bool
all_given(const struct want *w, size_t n)
{
	double v;

	for (size_t i = 0; i < n; i++)
		if ((w[i].needed || w[i].q->given != NULL) &&
		    !quantity_fixed(w[i].q, &v))
			return false;
	return true;
}

/* A way of valuing a row: what it reads, what it appends. */
struct form {
	const struct want *want;
	size_t wants;
	double (*value)(const double *v);
	const char *const *columns; /* NULL-ended */
	void (*put)(const struct put *put, const double *v, double clv);
};

static bool
append_all(struct pass *p, const struct form *form, struct fault *f)
{
	for (size_t i = 0; form->columns[i] != NULL; i++)
		if (!pass_append(p, form->columns[i], f))
			return false;
	return o.cac.given == NULL || cac_append(p, f);
}

static bool
annotate(struct run *r, const struct form *form, struct table *t,
    const struct put *put, struct pass *p)
{
	struct equity *e = o.report ? equity_new() : NULL;
	double v[MOST_WANTS] = {0}, clv, cac = (double)NAN;
	bool has_cac = o.cac.given != NULL, ok;

	while (table_next(t)) {
		if (!get_all(t, form->want, form->wants, v) ||
		    (has_cac && !quantity_get(&o.cac, t, &cac)))
			continue;
		clv = form->value(v);
		if (isnan(clv)) {
			table_reject(t, TABLE_ROW, "%s", too_large);
			continue;
		}
		if (e != NULL) {
			equity_add(e, clv, cac, 1);
			continue;
		}
		pass_row(p);
		form->put(put, v, clv);
		if (has_cac)
			cac_put(put, clv, cac);
		if (!put_end(put))
			break;
	}
	ok = table_done(t, &r->fault);
	if (ok && e != NULL) {
		equity_columns(put);
		equity_print(e, put, NULL, STR(""));
	}
	equity_delete(e);
	return ok;
}

static bool
run_rows(struct run *r, const struct form *form)
{
	struct table *t = run_table(r);
	struct pass *p = NULL;
	struct put put;
	bool ok;

	bind_all(t, form->want, form->wants);
	quantity_bind(&o.cac, t, "cac", "cac");
	ok = run_open(r, t) &&
	     check_all(t, form->want, form->wants, &r->fault) &&
	     (o.cac.given == NULL || quantity_need(&o.cac, t, &r->fault)) &&
	     run_put(r, t, &put);
	if (ok && !o.report) {
		p = pass_new(
		    t, &put, &(struct pass_form){.prefix = r->common->prefix});
		ok = append_all(p, form, &r->fault);
		if (ok)
			pass_begin(p);
	}
	ok = ok && annotate(r, form, t, &put, p);
	pass_delete(p);
	table_delete(t);
	return ok;
}

/* Whether a value stands in the one row of a run without input. */
static bool
shown(const struct want *w)
{
	return w->needed || w->q->given != NULL;
}

static void
put_one(const struct form *form, const struct put *put, const double *v,
    double clv, const double *cac)
{
	for (size_t i = 0; i < form->wants; i++)
		if (shown(&form->want[i]))
			writer_column(put->w, str_of(form->want[i].name));
	for (size_t i = 0; form->columns[i] != NULL; i++)
		writer_column(put->w, str_of(form->columns[i]));
	if (cac != NULL)
		cac_columns(put->w);
	writer_begin(put->w);
	for (size_t i = 0; i < form->wants; i++)
		if (shown(&form->want[i]))
			put_real(put, v[i]);
	form->put(put, v, clv);
	if (cac != NULL)
		cac_put(put, clv, *cac);
	put_end(put);
}

/* No input: one row of what was given and what comes of it. */
static bool
run_one(struct run *r, const struct form *form)
{
	struct put put;
	double v[MOST_WANTS], clv, cac;
	bool has_cac = o.cac.given != NULL;

	for (size_t i = 0; i < form->wants; i++) {
		v[i] = form->want[i].otherwise;
		(void)quantity_fixed(form->want[i].q, &v[i]);
	}
	if (has_cac && !quantity_fixed(&o.cac, &cac))
		return run_usage(r,
		    "--cac: a column, but there is no input: "
		    "'%s'",
		    o.cac.given);
	clv = form->value(v);
	if (isnan(clv))
		return run_usage(r, "%s", too_large);
	if (!run_put(r, NULL, &put))
		return false;
	put_one(form, &put, v, clv, has_cac ? &cac : NULL);
	return true;
}

enum { REVENUE, MARGIN, RETENTION, RATE, COST, REFERRAL };

static const char *
margin_problem(double v)
{
	return v <= 1 ? NULL : "not a share: over 1";
}

static const char *
retention_problem(double v)
{
	return v >= 0 && v <= 1 ? NULL : "not between 0 and 1";
}

static const char *
rate_problem(double v)
{
	return v > -1 ? NULL : "not above -1";
}

static const struct want retention_wants[] = {
    {&o.revenue, "revenue", true, 0, NULL},
    {&o.margin, "margin", false, 1, margin_problem},
    {&o.retention, "retention", true, 0, retention_problem},
    {&o.discount, "discount", true, 0, rate_problem},
    {&o.cost, "cost", false, 0, NULL},
    {&o.referral, "referral", false, 0, NULL}};

static double
retention_row(const double *v)
{
	struct fault f;
	double clv;

	/* The domain has been checked; only the margin may overflow. */
	return retention_value(&(struct retention){.revenue = v[REVENUE],
				   .margin = v[MARGIN],
				   .cost = v[COST],
				   .referral = v[REFERRAL],
				   .retention = v[RETENTION],
				   .discount = v[RATE],
				   .periods = o.periods,
				   .timing = (enum retention_timing)o.timing},
		   &clv, &f)
		   ? clv
		   : (double)NAN;
}

static const char *const retention_columns[] = {
    "timing", "lifetime", "clv", NULL};

static void
retention_put(const struct put *put, const double *v, double clv)
{
	put_label(put, retention_name((enum retention_timing)o.timing));
	put_real(put, retention_lifetime(1 - v[RETENTION]));
	put_real(put, clv);
}

static bool
run_form(struct run *r, const struct form *form)
{
	if (!check_fixed(r, form->want, form->wants))
		return false;
	if (r->nfiles == 0 && !o.report && all_given(form->want, form->wants))
		return run_one(r, form);
	return run_rows(r, form);
}

bool
run_retention(struct run *r)
{
	static const struct form form = {retention_wants,
	    sizeof(retention_wants) / sizeof(*retention_wants), retention_row,
	    retention_columns, retention_put};

	if (o.timing == NOT_GIVEN)
		o.timing = RETENTION_RESIDUAL;
	if (o.periods != floor(o.periods))
		return run_usage(
		    r, "--periods: not a whole number: '%.15g'", o.periods);
	if (o.margin.given == NULL)
		diag_note("no --margin: a margin column, else 1");
	return run_form(r, &form);
}

static const struct want parts_wants[] = {
    {&o.historic, "historic", true, 0, NULL},
    {&o.current, "current", true, 0, NULL},
    {&o.potential, "potential", true, 0, NULL}};

static double
parts_row(const double *v)
{
	return v[0] + v[1] + v[2];
}

static const char *const parts_columns[] = {"clv", NULL};

static void
parts_put(const struct put *put, const double *v, double clv)
{
	(void)v;
	put_real(put, clv);
}

bool
run_parts(struct run *r)
{
	static const struct form form = {parts_wants,
	    sizeof(parts_wants) / sizeof(*parts_wants), parts_row,
	    parts_columns, parts_put};

	return run_form(r, &form);
}
