/*
 * model: the "buy till you die" run: rows -> a fit (or --params) -> P(alive),
 * orders, spend and value of each row.
 */
#include "clv.h"

#include <math.h>

#include "base/mem.h"
#include "tab/spool.h"

struct job {
	struct run *r;
	struct table *t;
	struct put put;
	struct scores s;
	struct source in;
	struct sample sample;
	struct spool *kept;    /* customers, to be scored after the fit */
	struct pass *pass;     /* NULL under --fit and --report */
	struct equity *equity; /* NULL but under --report */
	struct clv_terms terms;
	struct clv *clv;
};

static bool
conflicts(struct run *r)
{
	if (o.params != NULL && (o.fit || o.params_out != NULL))
		return run_usage(r, "--params scores, it does not fit");
	if (o.fit && (o.report || o.cac.given != NULL))
		return run_usage(r, "--fit prints parameters: it excludes %s",
		    o.report ? "--report" : "--cac");
	return true;
}

/* The model and its unit, from the options or from --params. */
static bool
begin(struct job *j)
{
	struct run *r = j->r;

	if (!conflicts(r))
		return false;
	if (o.params == NULL) {
		j->s.model = r->method->data;
		j->s.unit = o.unit == NOT_GIVEN ? UNIT_DAY : o.unit;
		j->s.as_of = AS_OF_NONE;
		return true;
	}
	if (!params_read(r, o.params, &j->s))
		return false;
	if (r->method_given && r->method->data != j->s.model)
		return run_usage(r, "-m %s, but %s holds %s", r->method->name,
		    o.params, j->s.model->name);
	if (o.unit != NOT_GIVEN && o.unit != j->s.unit)
		return run_usage(r, "--unit %s, but %s is in %ss",
		    unit_names[o.unit], o.params, unit_names[j->s.unit]);
	return fit_accept(r, &j->s);
}

/* The terms of value, before any row is read. */
static bool
settle_terms(struct job *j)
{
	double day = 1 / unit_days(j->s.unit), year = 365.25 * day;
	struct fault *f = &j->r->fault;

	j->terms = (struct clv_terms){.step = year / 12,
	    .year = year,
	    .horizon = o.horizon > 0 ? o.horizon * day : year};
	if (!discount_rate(j->r, &j->terms.discount))
		return false;
	if (clv_terms_ok(&j->terms, f))
		return true;
	f->code = FAULT_USAGE;
	return false;
}

/* What --spend comes to with the columns there are. */
static bool
settle_spend(struct job *j)
{
	int fitted = j->s.spend;

	if (o.params == NULL)
		j->s.spend = o.spend != NOT_GIVEN            ? o.spend
			     : table_has(j->t, COL_MONETARY) ? SPEND_GAMMA_GAMMA
							     : SPEND_NONE;
	else if (o.spend == SPEND_NONE)
		j->s.spend = SPEND_NONE;
	else if (o.spend != NOT_GIVEN && o.spend != fitted)
		return run_usage(j->r, "--spend %s, but %s was fitted with %s",
		    spend_names[o.spend], o.params, spend_names[fitted]);
	if (j->s.spend != SPEND_NONE)
		return table_need(j->t, COL_MONETARY, &j->r->fault);
	if (!o.report && o.cac.given == NULL)
		return true;
	run_usage(j->r, "%s needs the spend", o.report ? "--report" : "--cac");
	fault_hint(&j->r->fault,
	    table_has(j->t, COL_MONETARY)
		? "--spend gamma-gamma or mean, and parameters fitted with it"
		: "--monetary COL names the column of mean order values");
	return false;
}

static bool
prepare_output(struct job *j)
{
	const struct common *c = j->r->common;

	if (!run_put(j->r, j->t, &j->put))
		return false;
	if (o.params_out != NULL &&
	    run_output(j->r, RUN_PARAMS, o.params_out) == NULL)
		return false;
	if (j->s.spend != SPEND_NONE && o.margin.given == NULL && !o.fit)
		diag_warn("no --margin: clv is of revenue, not of profit");
	if (o.params == NULL && !o.fit)
		j->kept = spool_new(c->memory / 4, c->tmpdir);
	if (o.report)
		j->equity = equity_new();
	else if (!o.fit)
		j->pass = pass_new(j->t, &j->put,
		    &(struct pass_form){.prefix = c->prefix,
			.memory = c->memory / 4 * 3,
			.tmpdir = c->tmpdir});
	return true;
}

/* All rows: into the sample, and kept when they are to be scored. */
static bool
read_all(struct job *j)
{
	struct fault *f = &j->r->fault;
	struct customer c;
	struct str bytes = {(const char *)&c, sizeof(c)};

	while (source_next(&j->in, &c)) {
		sample_add(&j->sample, j->t, &c);
		if (j->kept != NULL && !spool_put(j->kept, bytes, f))
			return false;
		if (j->pass != NULL && !pass_keep(j->pass, f))
			return false;
	}
	return f->code == FAULT_NONE;
}

/* Mean spend of an order to come; NaN when it cannot be told. */
static double
spend_of(const struct scores *s, const struct customer *c)
{
	bool has = c->h.x > 0 && c->spend >= 0;

	if (s->spend == SPEND_NONE)
		return (double)NAN;
	if (s->spend == SPEND_MEAN)
		return has ? c->spend : s->mean_spend;
	if (s->gg.p[1] <= 1)
		return (double)NAN;
	return gg_mean(s->gg.p, has ? c->h.x : 0, has ? c->spend : 0);
}

static void
put_scores(const struct job *j, const struct clv_answer *a, double spend,
    double value, double cac)
{
	const struct put *put = &j->put;

	put_real(put, a->alive);
	put_real(put, a->orders);
	put_real(put, a->any);
	if (j->s.spend == SPEND_NONE)
		return;
	put_real(put, spend);
	put_real(put, value);
	if (o.cac.given != NULL)
		cac_put(put, value, cac);
}

/* The appended cells of one customer, or what he adds to the report. */
static void
score(struct job *j, const struct customer *c)
{
	const double none = (double)NAN;
	struct clv_answer a = {.alive = none, .orders = none, .any = none};
	double spend = none, value = none;

	if (!isnan(c->h.x)) {
		clv_score(j->clv, &c->h, &a);
		spend = spend_of(&j->s, c);
		value = c->margin * spend * a.discounted;
	}
	if (j->equity != NULL)
		equity_add(j->equity, value, c->cac);
	else
		put_scores(j, &a, spend, value, c->cac);
}

static bool
score_kept(struct job *j)
{
	struct fault *f = &j->r->fault;
	struct customer c;
	struct str bytes;

	if (!spool_rewind(j->kept, f) ||
	    (j->pass != NULL && !pass_rewind(j->pass, f)))
		return false;
	while (spool_next(j->kept, &bytes, f)) {
		if (j->pass != NULL && !pass_next(j->pass, f))
			break;
		memcpy(&c, bytes.p, sizeof(c));
		score(j, &c);
		if (j->pass != NULL && !put_end(&j->put))
			break;
	}
	return f->code == FAULT_NONE;
}

/* --params: a row is read, scored and gone. */
static bool
score_stream(struct job *j)
{
	struct customer c;

	while (source_next(&j->in, &c)) {
		if (j->pass != NULL)
			pass_row(j->pass);
		score(j, &c);
		if (j->pass != NULL && !put_end(&j->put))
			break;
	}
	return j->r->fault.code == FAULT_NONE;
}

static bool
append_columns(struct pass *p, int spend, struct fault *f)
{
	static const char *const names[] = {
	    "p_alive", "expected_orders", "p_order", "expected_spend", "clv"};

	for (int i = 0; i < (spend == SPEND_NONE ? 3 : 5); i++)
		if (!pass_append(p, names[i], f))
			return false;
	return o.cac.given == NULL || cac_append(p, f);
}

/* Without a fit nothing may be written, so the header waits for it. */
static bool
work(struct job *j)
{
	struct run *r = j->r;
	bool ok = true;

	if (j->pass != NULL && !append_columns(j->pass, j->s.spend, &r->fault))
		return false;
	if (o.params == NULL)
		ok = read_all(j) && sample_fit(&j->sample, r, &j->s) &&
		     (o.params_out == NULL || params_write(r, &j->s));
	if (ok && o.fit)
		fit_print(&j->put, &j->s);
	if (!ok || o.fit)
		return ok;
	j->clv = clv_new(j->s.model, j->s.fit.p, &j->terms, &r->fault);
	if (j->clv == NULL)
		return false;
	if (j->pass != NULL)
		pass_begin(j->pass);
	ok = o.params != NULL ? score_stream(j) : score_kept(j);
	if (ok && j->equity != NULL)
		equity_print(j->equity, &j->put);
	return ok;
}

bool
run_model(struct run *r)
{
	struct job j = {.r = r, .t = run_table(r)};
	bool ok;

	j.in = (struct source){.r = r, .t = j.t, .s = &j.s};
	source_bind(&j.in);
	sample_bind(&j.sample, j.t);
	ok = begin(&j) && settle_terms(&j) && source_open(&j.in) &&
	     settle_spend(&j) && prepare_output(&j) && work(&j) &&
	     (!o.strict_fit || fit_strict(r, &j.s));
	clv_delete(j.clv);
	equity_delete(j.equity);
	pass_delete(j.pass);
	spool_delete(j.kept);
	sample_free(&j.sample);
	table_delete(j.t);
	return ok;
}
