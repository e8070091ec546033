/*
 * model: the "buy till you die" run: rows -> a fit (or --params) -> P(alive),
 * orders, spend and value of each row.
 */
#include "clv.h"

#include <math.h>

#include "base/hash.h"
#include "base/mem.h"

struct job {
	struct run *r;
	struct table *t;
	struct put put;
	struct scores s; /* what every group begins with */
	struct source in;
	struct names names; /* of the groups */
	struct group *group;
	size_t groups, room;
	size_t by;             /* slot of --by */
	struct sample columns; /* only its slots */
	struct keep *kept;     /* customers, to be scored after the fit */
	struct pass *pass;     /* NULL when rows are not written */
	struct clv_terms terms;
};

/* What is printed in place of the rows, or NULL. */
static const char *
instead(void)
{
	return o.fit        ? "--fit"
	       : o.compare  ? "--compare"
	       : o.validate ? "--validate"
	       : o.report   ? "--report"
			    : NULL;
}

static bool
conflicts(struct run *r)
{
	if (o.params != NULL &&
	    (o.fit || o.params_out != NULL || o.compare || o.prior > 0))
		return run_usage(r, "--params scores, it does not fit");
	if (o.by != NULL && (o.params != NULL || o.params_out != NULL))
		return run_usage(r, "--by fits each group: a parameter file "
				    "holds one fit");
	if (o.fit && (o.report || o.cac.given != NULL))
		return run_usage(r, "--fit prints parameters: it excludes %s",
		    o.report ? "--report" : "--cac");
	if (o.fit + o.compare + o.validate + o.report > 1)
		return run_usage(r,
		    "%s stands in place of the rows, so no "
		    "other report can",
		    instead());
	if (o.compare &&
	    (o.by != NULL || o.params_out != NULL || o.covariates.n > 0))
		return run_usage(r, "--compare excludes %s",
		    o.by != NULL           ? "--by"
		    : o.params_out != NULL ? "--params-out"
					   : "--covariate");
	if (o.params != NULL && o.covariates.n > 0)
		return run_usage(r, "--params FILE names its own covariates: "
				    "--covariate belongs to the fit");
	return true;
}

/* Days, weeks or, where the model has them, opportunities. */
static bool
settle_unit(struct job *j)
{
	bool discrete = j->s.model->discrete;
	int given = o.unit != NOT_GIVEN ? o.unit
		    : o.params != NULL  ? j->s.unit
		    : discrete          ? UNIT_OPPORTUNITY
					: UNIT_DAY;

	j->s.unit = given;
	if (discrete == (given == UNIT_OPPORTUNITY))
		return true;
	run_usage(j->r, "--unit %s: not with -m %s", unit_names[given],
	    j->s.model->name);
	if (discrete)
		fault_hint(&j->r->fault,
		    "recency and age are counts of "
		    "opportunities; --opportunity says how long one is");
	return false;
}

/* The names of --covariate. */
static bool
settle_covariates(struct job *j)
{
	const struct opt_list *list = &o.covariates;

	if (list->n > 0 && j->s.model->effects == 0)
		return run_usage(j->r, "--covariate has no meaning with %s",
		    j->s.model->name);
	if (list->n > COVARIATES_MAX)
		return run_usage(
		    j->r, "--covariate: more than %d columns", COVARIATES_MAX);
	for (size_t i = 0; i < list->n; i++)
		if (names_add(&j->s.covariates, str_of(list->item[i])) < i)
			return run_usage(
			    j->r, "--covariate: '%s' twice", list->item[i]);
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
		j->s.model = o.parts ? btyd_find(str_of(o.current.given))
				     : r->method->data;
		j->s.as_of = AS_OF_NONE;
		return settle_unit(j) && settle_covariates(j);
	}
	if (!params_read(r, o.params, &j->s))
		return false;
	if (r->method_given && !o.parts && r->method->data != j->s.model)
		return run_usage(r, "-m %s, but %s holds %s", r->method->name,
		    o.params, j->s.model->name);
	if (o.unit != NOT_GIVEN && o.unit != j->s.unit)
		return run_usage(r, "--unit %s, but %s is in %ss",
		    unit_names[o.unit], o.params, unit_names[j->s.unit]);
	if (o.interval && isnan(j->s.fit.cov[0]))
		return run_usage(r,
		    "--interval: %s has no covariances, only parameters",
		    o.params);
	return settle_unit(j) && fit_accept(r, &j->s);
}

/* What --spend comes to with the columns there are. */
static bool
settle_spend(struct job *j)
{
	int fitted = j->s.spend;
	const char *needs = o.parts                ? "-m parts"
			    : o.report             ? "--report"
			    : o.interval && !o.fit ? "--interval"
			    : o.cac.given != NULL  ? "--cac"
						   : NULL;

	if (o.validate || o.compare) {
		j->s.spend = SPEND_NONE;
		return true;
	}
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
	if (needs == NULL)
		return true;
	run_usage(j->r, "%s needs the spend", needs);
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
	if (o.params == NULL && !o.fit && !o.compare)
		j->kept = keep_new(c->memory / 4, c->tmpdir);
	if (instead() == NULL)
		j->pass = pass_new(j->t, &j->put,
		    &(struct pass_form){.prefix = c->prefix,
			.memory = c->memory / 4 * 3,
			.tmpdir = c->tmpdir});
	return true;
}

/* The group of that name, which begins here when it is new. */
static uint32_t
group_of(struct job *j, struct str name)
{
	uint32_t at = names_add(&j->names, name);
	struct group *g;

	if (at < j->groups)
		return at;
	j->group =
	    mem_grow(j->group, &j->room, j->groups + 1, sizeof(*j->group));
	g = &j->group[j->groups++];
	*g = (struct group){.name = j->names.name[at], .s = j->s};
	g->sample = j->columns;
	g->sample.strata.k = j->s.covariates.count;
	if (o.report)
		g->equity = equity_new();
	if (o.validate)
		g->holdout = holdout_new();
	return at;
}

/* All rows: into the samples, and kept when they are to be scored. */
static bool
read_all(struct job *j)
{
	struct fault *f = &j->r->fault;
	struct customer c;

	while (source_next(&j->in, &c)) {
		uint32_t key;

		c.group =
		    o.by == NULL ? 0 : group_of(j, table_text(j->t, j->by));
		key = sample_add(&j->group[c.group].sample, j->t, &c);
		if (j->kept != NULL && !keep_put(j->kept, key, &c, f))
			return false;
		if (j->pass != NULL && !pass_keep(j->pass, f))
			return false;
	}
	return f->code == FAULT_NONE;
}

static void
put_scores(const struct job *j, const struct customer *c, const struct value *v)
{
	const struct put *put = &j->put;
	double clv = o.parts ? c->rest + v->clv : v->clv;

	put_real(put, v->answer.alive);
	put_real(put, v->answer.orders);
	put_real(put, v->answer.any);
	if (o.alive_at.n > 0)
		put_real(put, v->answer.alive_at);
	if (j->s.spend == SPEND_NONE)
		return;
	put_real(put, v->spend);
	if (o.parts)
		put_real(put, v->clv);
	put_real(put, clv);
	if (o.interval) {
		put_real(put, o.parts ? c->rest + v->low : v->low);
		put_real(put, o.parts ? c->rest + v->high : v->high);
	}
	if (o.cac.given != NULL)
		cac_put(put, clv, c->cac);
}

/* The appended cells of one customer, or what he adds to a report. */
static void
score(struct job *j, const struct customer *c)
{
	struct group *g = &j->group[c->group];
	struct value v;

	if (g->holdout != NULL) {
		holdout_add(g->holdout, &g->s, c);
		return;
	}
	scorer_score(g->scorer, c, &v);
	if (g->equity != NULL)
		equity_add(g->equity, o.parts ? c->rest + v.clv : v.clv, c->cac,
		    c->weight);
	else
		put_scores(j, c, &v);
}

static bool
score_kept(struct job *j)
{
	struct fault *f = &j->r->fault;
	struct customer c;

	if (!keep_rewind(j->kept, j->group, f) ||
	    (j->pass != NULL && !pass_rewind(j->pass, f)))
		return false;
	while (keep_next(j->kept, &c, f)) {
		if (j->pass != NULL && !pass_next(j->pass, f))
			break;
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
	const struct {
		const char *name;
		bool there;
	} all[] = {{"p_alive", true}, {"expected_orders", true},
	    {"p_order", true}, {"p_alive_at", o.alive_at.n > 0},
	    {"expected_spend", spend != SPEND_NONE}, {"current", o.parts},
	    {"clv", spend != SPEND_NONE}, {"clv_low", o.interval},
	    {"clv_high", o.interval}};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (all[i].there && !pass_append(p, all[i].name, f))
			return false;
	return o.cac.given == NULL || cac_append(p, f);
}

/* Each group by itself; a fault says which it is of. */
static bool
fit_groups(struct job *j)
{
	if (j->groups == 0)
		return fault_set(
		    &j->r->fault, FAULT_DATA, "no customers to fit");
	for (size_t i = 0; i < j->groups; i++) {
		struct group *g = &j->group[i];

		g->s.as_of = j->s.as_of;
		g->s.label = g->name;
		if (sample_fit(&g->sample, j->r, &g->s))
			continue;
		if (o.by != NULL)
			diag_say("the fault is of %s '%.*s'", o.by,
			    (int)g->name.n, g->name.p);
		return false;
	}
	return true;
}

static void
print_fits(struct job *j)
{
	fit_columns(&j->put);
	for (size_t i = 0; i < j->groups; i++)
		fit_print(&j->put, &j->group[i].s, j->group[i].name);
}

static void
print_reports(struct job *j)
{
	if (o.validate)
		holdout_columns(&j->put);
	else
		equity_columns(&j->put);
	for (size_t i = 0; i < j->groups; i++) {
		struct group *g = &j->group[i];
		double between[2];

		if (o.validate) {
			holdout_print(g->holdout, &g->s, &j->put, g->name);
			continue;
		}
		if (o.interval)
			scorer_total(g->scorer, &between[0], &between[1]);
		equity_print(
		    g->equity, &j->put, o.interval ? between : NULL, g->name);
	}
}

static bool
score_all(struct job *j)
{
	for (size_t i = 0; i < j->groups && !o.validate; i++) {
		struct group *g = &j->group[i];

		g->scorer = scorer_new(&g->s, &j->terms, &j->r->fault);
		if (g->scorer == NULL)
			return false;
	}
	if (j->pass != NULL)
		pass_begin(j->pass);
	if (!(o.params != NULL ? score_stream(j) : score_kept(j)))
		return false;
	if (j->pass == NULL)
		print_reports(j);
	return true;
}

/* Without a fit nothing may be written, so the header waits for it. */
static bool
work(struct job *j)
{
	struct run *r = j->r;

	if (j->pass != NULL && !append_columns(j->pass, j->s.spend, &r->fault))
		return false;
	if (o.params != NULL)
		return score_all(j);
	if (!read_all(j))
		return false;
	if (o.compare)
		return compare_print(&j->put, &j->group[0].sample, r);
	if (!fit_groups(j) ||
	    (o.params_out != NULL && !params_write(r, &j->group[0].s)))
		return false;
	if (!o.fit)
		return score_all(j);
	print_fits(j);
	return true;
}

static bool
all_strict(struct job *j)
{
	for (size_t i = 0; i < j->groups; i++)
		if (!fit_strict(j->r, &j->group[i].s))
			return false;
	return true;
}

static void
job_free(struct job *j)
{
	for (size_t i = 0; i < j->groups; i++) {
		scorer_delete(j->group[i].scorer);
		equity_delete(j->group[i].equity);
		holdout_delete(j->group[i].holdout);
		sample_free(&j->group[i].sample);
	}
	mem_free(j->group);
	names_free(&j->names);
	names_free(&j->s.covariates);
	pass_delete(j->pass);
	keep_delete(j->kept);
	table_delete(j->t);
}

bool
run_model(struct run *r)
{
	struct job j = {.r = r, .t = run_table(r)};
	bool ok;

	j.in = (struct source){.r = r, .t = j.t, .s = &j.s};
	source_bind(&j.in);
	sample_bind(&j.columns, j.t);
	if (o.by != NULL)
		j.by = table_column(j.t, o.by, "by");
	ok = begin(&j) && terms_settle(r, &j.s, &j.terms) &&
	     source_open(&j.in) && settle_spend(&j) && prepare_output(&j);
	if (ok && o.by == NULL)
		(void)group_of(&j, STR(""));
	ok = ok && work(&j) && (!o.strict_fit || o.compare || all_strict(&j));
	job_free(&j);
	return ok;
}
