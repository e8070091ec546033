/*
 * model: the "buy till you die" run: rows -> a fit (or --params) -> P(alive),
 * orders, spend and value of each row.
 */
#include "clv.h"

#include <math.h>

#include "base/mem.h"
#include "num/fsum.h"

/* What a row gives; an x of NaN is a customer without orders. */
struct customer {
	struct history h;
	double spend; /* mean of the repeat purchases, or NaN */
	double margin, cac;
};

struct job {
	struct run *r;
	struct table *t;
	struct put put;
	struct pass *pass;
	struct scores s;
	struct clv *clv;
	struct equity *equity;
	size_t first, last, recent, sales, refunds; /* optional columns */
	/* while reading */
	struct customer *kept;
	size_t n, room;
	struct cells orders, spends;
	struct comoments together; /* frequency with spend */
	struct fsum spend_sum;
	double spenders, once, known;
	struct i128 sold, returned;
};

static bool
is_blank_row(const struct table *t)
{
	return table_blank(t, COL_FREQUENCY) && table_blank(t, COL_RECENCY) &&
	    table_blank(t, COL_AGE);
}

/* The column that a complaint of btyd_row_ok is about. */
static long
column_of(const char *problem)
{
	return problem[0] == 'f' ? COL_FREQUENCY
	    : problem[0] == 'a'	 ? COL_AGE
				 : COL_RECENCY;
}

/*
 * Whether recency, in days, agrees with the dates: by less than a unit, as
 * calendar weeks begin on Mondays. The tool stops at the first that does not.
 */
static bool
unit_fits(struct job *j, const struct customer *c)
{
	double unit = unit_days(j->s.unit);
	struct date first, last;
	double days;

	if (!table_date(j->t, j->first, &first) ||
	    !table_date(j->t, j->last, &last))
		return false;
	days = last.day - first.day;
	if (fabs(days - c->h.tx * unit) < unit)
		return true;
	fault_set(&j->r->fault, FAULT_USAGE, "recency is not in %ss: from "
	    "first_date to last_date are %g days", unit_names[j->s.unit],
	    days);
	fault_at(&j->r->fault, table_file(j->t), table_line(j->t));
	fault_column(&j->r->fault, table_name(j->t, COL_RECENCY));
	fault_value(&j->r->fault, table_text(j->t, COL_RECENCY));
	fault_hint(&j->r->fault, "--unit says what a unit of recency and age "
	    "is; periods of months are not for models");
	return false;
}

/* As-of is not in a summary, but last_date + days_since_last is. */
static void
note_as_of(struct job *j)
{
	struct date last;
	int64_t days;

	if (!table_has(j->t, j->recent) || !table_has(j->t, j->last))
		return;
	if (table_date(j->t, j->last, &last) &&
	    table_int(j->t, j->recent, &days) && days >= 0 &&
	    days < 4000000 && last.day + (int32_t)days > j->s.as_of)
		j->s.as_of = last.day + (int32_t)days;
}

static bool
read_history(struct job *j, struct customer *c)
{
	struct table *t = j->t;
	const char *problem;

	if (is_blank_row(t)) {
		c->h.x = NAN;
		return true;
	}
	if (!table_real(t, COL_FREQUENCY, &c->h.x) ||
	    !table_real(t, COL_RECENCY, &c->h.tx) ||
	    !table_real(t, COL_AGE, &c->h.T))
		return false;
	problem = btyd_row_ok(&c->h);
	if (problem != NULL)
		return table_reject(t, column_of(problem), "%s", problem);
	if (table_has(t, j->first) && table_has(t, j->last) &&
	    !unit_fits(j, c))
		return false;
	note_as_of(j);
	return true;
}

static bool
read_money(struct job *j, struct customer *c)
{
	struct table *t = j->t;

	c->spend = NAN;
	if (j->s.spend != SPEND_NONE && !table_blank(t, COL_MONETARY) &&
	    !table_real(t, COL_MONETARY, &c->spend))
		return false;
	if (c->spend < 0)
		return table_reject(t, COL_MONETARY, "spend below zero");
	c->margin = 1;
	c->cac = NAN;
	if (quantity_known(&o.margin, t) &&
	    !quantity_get(&o.margin, t, &c->margin))
		return false;
	return o.cac.given == NULL || quantity_get(&o.cac, t, &c->cac);
}

static bool
read_customer(struct job *j, struct customer *c)
{
	return read_history(j, c) && (isnan(c->h.x) || read_money(j, c));
}

/* Adds to what the fit and its warnings need. */
static void
learn(struct job *j, const struct customer *c)
{
	int64_t sold, returned;

	j->known++;
	j->once += c->h.x == 0;
	cells_add(&j->orders, c->h.x, c->h.tx, c->h.T, 1);
	if (c->h.x > 0 && c->spend > 0) {
		gg_add(&j->spends, c->h.x, c->spend, 1);
		comoments_add(&j->together, c->h.x, c->spend);
		fsum_add(&j->spend_sum, c->spend);
		j->spenders++;
	}
	if (table_has(j->t, j->sales) && table_has(j->t, j->refunds) &&
	    table_dec(j->t, j->sales, &sold) &&
	    table_dec(j->t, j->refunds, &returned)) {
		j->sold = i128_add(j->sold, i128_of(sold));
		j->returned = i128_add(j->returned, i128_of(returned));
	}
}

/* All rows: into the cells, and kept when they are to be written. */
static bool
read_all(struct job *j)
{
	struct customer c;
	bool keep = !o.fit;

	while (j->r->fault.code == FAULT_NONE && table_next(j->t)) {
		if (!read_customer(j, &c))
			continue;
		if (!isnan(c.h.x))
			learn(j, &c);
		if (!keep)
			continue;
		j->kept = mem_grow(j->kept, &j->room, j->n + 1,
		    sizeof(*j->kept));
		j->kept[j->n++] = c;
		if (j->pass != NULL && !pass_keep(j->pass, &j->r->fault))
			return false;
	}
	return j->r->fault.code == FAULT_NONE &&
	    table_done(j->t, &j->r->fault);
}

static void
warn_data(const struct job *j)
{
	double r = comoments_corr(&j->together);
	double sold = dec_sum_to_double(j->sold);
	double returned = dec_sum_to_double(j->returned);

	if (j->s.model == &btyd_bgnbd && j->once > 0)
		diag_warn("BG/NBD gives the %.1f %% of customers who bought "
			  "once P(alive) 1; mbgnbd does not",
		    j->once / j->known * 100);
	if (j->s.spend == SPEND_GAMMA_GAMMA && fabs(r) > .3)
		diag_warn("frequency and spend correlate (r = %.2f): "
			  "Gamma-Gamma takes them to be independent", r);
	if (returned > .05 * (sold + returned))
		diag_warn("refunds are %.1f %% of sales: spend does not "
			  "know of them", returned / (sold + returned) * 100);
}

/* FNV-1a over the cells: the same for any order of rows. */
static uint64_t
digest_of(const struct cells *c)
{
	uint64_t h = 0xcbf29ce484222325U;

	for (size_t i = 0; i < c->n; i++) {
		double v[4] = {c->x_value[c->x[i]], c->tx_value[c->tx[i]],
		    c->T_value[c->T[i]], c->weight[i]};
		unsigned char b[sizeof(v)];

		memcpy(b, v, sizeof(v));
		for (size_t k = 0; k < sizeof(b); k++)
			h = (h ^ b[k]) * 0x100000001b3U;
	}
	return h;
}

static bool
fit_all(struct job *j)
{
	struct fault *f = &j->r->fault;

	cells_close(&j->orders);
	cells_close(&j->spends);
	j->s.digest = digest_of(&j->orders);
	j->s.mean_spend = j->spenders > 0
	    ? fsum_value(&j->spend_sum) / j->spenders : (double)NAN;
	if (!btyd_fit(j->s.model, &j->orders, &j->s.fit, f))
		return false;
	if (j->s.spend == SPEND_GAMMA_GAMMA &&
	    !gg_fit(&j->spends, false, &j->s.gg, f)) {
		fault_hint(f, "--spend mean takes each customer's own mean, "
			      "--spend none leaves value out");
		return false;
	}
	warn_data(j);
	diag_note("%s: %.0f customers in %zu cells, log-likelihood %.4f, "
		  "%d iterations", j->s.model->title, j->s.fit.customers,
	    j->s.fit.cells, j->s.fit.loglik, j->s.fit.iterations);
	return fit_accept(j->r, &j->s);
}

/* Mean spend of an order to come; NaN when it cannot be told. */
static double
spend_of(const struct scores *s, const struct customer *c)
{
	bool has = c->h.x > 0 && c->spend >= 0;

	if (s->spend == SPEND_MEAN)
		return has ? c->spend : s->mean_spend;
	if (s->gg.p[1] <= 1)
		return NAN;
	return gg_mean(s->gg.p, has ? c->h.x : 0, has ? c->spend : 0);
}

static void
put_nothing(const struct job *j, int cells)
{
	for (int i = 0; i < cells; i++)
		put_empty(&j->put);
}

/* The appended cells of one customer, or his share in the report. */
static void
score(struct job *j, const struct customer *c)
{
	bool spends = j->s.spend != SPEND_NONE, cac = o.cac.given != NULL;
	struct clv_answer a;
	double spend, value;

	if (isnan(c->h.x)) {
		if (j->equity == NULL)
			put_nothing(j, 3 + 2 * spends + 2 * cac);
		return;
	}
	clv_score(j->clv, &c->h, &a);
	spend = spends ? spend_of(&j->s, c) : (double)NAN;
	value = c->margin * spend * a.discounted;
	if (j->equity != NULL) {
		equity_add(j->equity, value, c->cac);
		return;
	}
	put_real(&j->put, a.alive);
	put_real(&j->put, a.orders);
	put_real(&j->put, a.any);
	if (!spends)
		return;
	put_real(&j->put, spend);
	put_real(&j->put, value);
	if (cac)
		cac_put(&j->put, value, c->cac);
}

static bool
score_kept(struct job *j)
{
	if (j->equity != NULL) {
		for (size_t i = 0; i < j->n; i++)
			score(j, &j->kept[i]);
		return true;
	}
	if (!pass_rewind(j->pass, &j->r->fault))
		return false;
	for (size_t i = 0; pass_next(j->pass, &j->r->fault); i++) {
		score(j, &j->kept[i]);
		if (!put_end(&j->put))
			break;
	}
	return j->r->fault.code == FAULT_NONE;
}

/* --params: a row is read, scored and gone. */
static bool
score_stream(struct job *j)
{
	struct customer c;

	while (j->r->fault.code == FAULT_NONE && table_next(j->t)) {
		if (!read_customer(j, &c))
			continue;
		if (j->pass != NULL)
			pass_row(j->pass);
		score(j, &c);
		if (j->pass != NULL && !put_end(&j->put))
			break;
	}
	return j->r->fault.code == FAULT_NONE &&
	    table_done(j->t, &j->r->fault);
}

static bool
make_scorer(struct job *j)
{
	double year = 365.25 / unit_days(j->s.unit);
	struct clv_terms terms = {
	    .horizon = o.horizon.days / unit_days(j->s.unit),
	    .step = year / 12, .year = year};

	if (!discount_rate(j->r, &terms.discount))
		return false;
	j->clv = clv_new(j->s.model, j->s.fit.p, &terms, &j->r->fault);
	if (j->clv == NULL)
		j->r->fault.code = FAULT_USAGE;
	return j->clv != NULL;
}

/* The columns of ours, in order. */
static bool
append_columns(struct job *j)
{
	struct fault *f = &j->r->fault;
	struct pass *p = j->pass;

	if (!pass_append(p, "p_alive", f) ||
	    !pass_append(p, "expected_orders", f) ||
	    !pass_append(p, "p_order", f))
		return false;
	if (j->s.spend != SPEND_NONE &&
	    (!pass_append(p, "expected_spend", f) ||
		!pass_append(p, "clv", f)))
		return false;
	if (o.cac.given != NULL && !cac_append(p, f))
		return false;
	pass_begin(p);
	return true;
}

/* What --spend comes to with the columns there are. */
static bool
settle_spend(struct job *j)
{
	bool has = table_has(j->t, COL_MONETARY);
	int fitted = j->s.spend;

	if (o.params != NULL) {
		if (o.spend == SPEND_NONE)
			j->s.spend = SPEND_NONE;
		else if (o.spend != SPEND_AUTO && o.spend != fitted)
			return run_usage(j->r, "--spend %s, but %s was fitted "
			    "with %s", spend_names[o.spend], o.params,
			    spend_names[fitted]);
	} else {
		j->s.spend = o.spend != SPEND_AUTO ? o.spend
		    : has ? SPEND_GAMMA_GAMMA : SPEND_NONE;
	}
	if (j->s.spend != SPEND_NONE &&
	    !table_need(j->t, COL_MONETARY, &j->r->fault))
		return false;
	if (j->s.spend == SPEND_NONE && (o.report || o.cac.given != NULL))
		return run_usage(j->r, "%s needs a spend, so a monetary "
		    "column", o.report ? "--report" : "--cac");
	if (j->s.spend != SPEND_NONE && o.margin.given == NULL)
		diag_warn("no --margin: clv is of revenue, not of profit");
	return true;
}

static bool
open_all(struct job *j)
{
	static const char *const optional[] = {"first_date", "last_date",
	    "days_since_last", "amount", "refund_amount"};
	size_t *slot[] = {&j->first, &j->last, &j->recent, &j->sales,
	    &j->refunds};
	struct fault *f = &j->r->fault;

	for (size_t i = 0; i < sizeof(optional) / sizeof(*optional); i++)
		*slot[i] = table_role(j->t, &(struct role){
		    .name = optional[i]});
	quantity_bind(&o.margin, j->t, "margin", "margin");
	quantity_bind(&o.cac, j->t, "cac", "cac");
	if (o.margin.given == NULL)
		o.margin = (struct quantity){.fixed = true, .value = 1};
	return run_open(j->r, j->t) &&
	    table_need(j->t, COL_FREQUENCY, f) &&
	    table_need(j->t, COL_RECENCY, f) &&
	    table_need(j->t, COL_AGE, f) && settle_spend(j) &&
	    (o.cac.given == NULL || quantity_need(&o.cac, j->t, f)) &&
	    quantity_need(&o.margin, j->t, f);
}

static bool
prepare_output(struct job *j)
{
	const struct common *c = j->r->common;

	if (!run_put(j->r, j->t, &j->put))
		return false;
	if (o.report)
		j->equity = equity_new();
	else if (!o.fit)
		j->pass = pass_new(j->t, &j->put, &(struct pass_form){
		    .prefix = c->prefix, .memory = c->memory,
		    .tmpdir = c->tmpdir});
	return true;
}

/* Without a fit nothing may be written, so the header waits for it. */
static bool
work(struct job *j)
{
	struct run *r = j->r;
	bool ok = prepare_output(j);

	if (o.params == NULL)
		ok = ok && read_all(j) && fit_all(j) &&
		    (o.params_out == NULL ||
			params_write(r, o.params_out, &j->s));
	if (!ok)
		return false;
	if (o.fit) {
		fit_print(&j->put, &j->s);
		return true;
	}
	ok = make_scorer(j) && (j->pass == NULL || append_columns(j)) &&
	    (o.params != NULL ? score_stream(j) : score_kept(j));
	return ok &&
	    (j->equity == NULL || equity_print(j->equity, r, &j->put));
}

static bool
begin(struct job *j)
{
	struct run *r = j->r;

	if (o.params != NULL && (o.fit || o.params_out != NULL))
		return run_usage(r, "--params scores, it does not fit");
	if (o.params == NULL) {
		j->s.model = r->method->data;
		j->s.unit = o.unit == -1 ? UNIT_DAY : o.unit;
		j->s.as_of = AS_OF_NONE;
		return true;
	}
	if (!params_read(r, o.params, &j->s))
		return false;
	if (r->method_given && r->method->data != j->s.model)
		return run_usage(r, "-m %s, but %s holds %s", r->method->name,
		    o.params, j->s.model->name);
	if (o.unit != -1 && o.unit != j->s.unit)
		return run_usage(r, "--unit %s, but %s is in %ss",
		    unit_names[o.unit], o.params, unit_names[j->s.unit]);
	return true;
}

bool
run_model(struct run *r)
{
	struct job j = {.r = r, .t = run_table(r)};
	bool ok = begin(&j) && open_all(&j) && work(&j);

	if (ok && o.strict_fit && j.s.fit.verdict == BTYD_BOUNDARY)
		ok = fault_set(&r->fault, FAULT_CHECK,
		    "%s: %s is at its boundary", j.s.model->title,
		    j.s.fit.weak);
	clv_delete(j.clv);
	equity_delete(j.equity);
	pass_delete(j.pass);
	cells_free(&j.orders);
	cells_free(&j.spends);
	mem_free(j.kept);
	table_delete(j.t);
	return ok;
}
