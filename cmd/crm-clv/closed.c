/* retention and parts: values in closed form, row by row. */
#include "clv.h"

#include <math.h>

#include "model/retention.h"

enum { MOST_WANTS = 6 };

/* The quantities of a method, by option; column where one differs. */
struct want {
	struct quantity *q;
	const char *option;
	const char *column;
	bool needed;
	double otherwise; /* where it is not there and not needed */
};

static void
bind_all(struct table *t, const struct want *w, size_t n)
{
	for (size_t i = 0; i < n; i++)
		quantity_bind(w[i].q, t, w[i].option, w[i].column);
}

static bool
check_all(const struct table *t, const struct want *w, size_t n,
    struct fault *f)
{
	for (size_t i = 0; i < n; i++)
		if ((w[i].needed || w[i].q->given != NULL) &&
		    !quantity_need(w[i].q, t, f))
			return false;
	return true;
}

static bool
get_all(struct table *t, const struct want *w, size_t n, double *v)
{
	for (size_t i = 0; i < n; i++) {
		v[i] = w[i].otherwise;
		if (quantity_known(w[i].q, t) && !quantity_get(w[i].q, t,
			&v[i]))
			return false;
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
	bool (*value)(const double *v, double *clv, struct fault *f);
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
	double v[MOST_WANTS], clv, cac = NAN;
	bool has_cac = o.cac.given != NULL;
	struct fault f;

	while (table_next(t)) {
		if (!get_all(t, form->want, form->wants, v) ||
		    (has_cac && !quantity_get(&o.cac, t, &cac)))
			continue;
		if (!form->value(v, &clv, &f)) {
			table_reject(t, TABLE_ROW, "%s", f.what);
			continue;
		}
		if (e != NULL) {
			equity_add(e, clv, cac);
			continue;
		}
		pass_row(p);
		form->put(put, v, clv);
		if (has_cac)
			cac_put(put, clv, cac);
		if (!put_end(put))
			break;
	}
	return table_done(t, &r->fault) &&
	    (e == NULL || equity_print(e, r, put));
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
		p = pass_new(t, &put, &(struct pass_form){
		    .prefix = r->common->prefix});
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
			writer_column(put->w, str_of(form->want[i].option));
	for (size_t i = 0; form->columns[i] != NULL; i++)
		writer_column(put->w, str_of(form->columns[i]));
	if (cac != NULL) {
		writer_column(put->w, STR("clv_net"));
		writer_column(put->w, STR("acquire"));
	}
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
		return run_usage(r, "--cac: a column, but there is no input");
	if (!form->value(v, &clv, &r->fault)) {
		r->fault.code = FAULT_USAGE;
		return false;
	}
	if (!run_put(r, NULL, &put))
		return false;
	put_one(form, &put, v, clv, has_cac ? &cac : NULL);
	return true;
}

enum { REVENUE, MARGIN, RETENTION, RATE, COST, REFERRAL };

static const struct want retention_wants[] = {
    {&o.revenue, "revenue", "revenue", true, 0},
    {&o.margin, "margin", "margin", false, 1},
    {&o.retention, "retention", "retention", true, 0},
    {&o.discount, "discount", "discount", true, 0},
    {&o.cost, "cost", "cost", false, 0},
    {&o.referral, "referral", "referral", false, 0}};

static bool
retention_row(const double *v, double *clv, struct fault *f)
{
	return retention_value(&(struct retention){
	    .revenue = v[REVENUE], .margin = v[MARGIN], .cost = v[COST],
	    .referral = v[REFERRAL], .retention = v[RETENTION],
	    .discount = v[RATE], .periods = o.periods,
	    .timing = (enum retention_timing)o.timing}, clv, f);
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
	if (r->nfiles == 0 && !o.report && all_given(form->want, form->wants))
		return run_one(r, form);
	return run_rows(r, form);
}

bool
run_retention(struct run *r)
{
	static const struct form form = {retention_wants,
	    sizeof(retention_wants) / sizeof(*retention_wants),
	    retention_row, retention_columns, retention_put};

	if (o.margin.given == NULL)
		diag_note("no --margin: a margin column, else 1");
	return run_form(r, &form);
}

static const struct want parts_wants[] = {
    {&o.historic, "historic", "historic", true, 0},
    {&o.current, "current", "current", true, 0},
    {&o.potential, "potential", "potential", true, 0}};

static bool
parts_row(const double *v, double *clv, struct fault *f)
{
	(void)f;
	*clv = v[0] + v[1] + v[2];
	return true;
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
