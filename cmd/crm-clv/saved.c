/* saved: a parameter file back to what scores. */
#include "clv.h"

#include <math.h>
#include <stdio.h>

#include "base/hash.h"
#include "base/mem.h"

enum { KEY, VALUE };

/* What has been read, so that nothing comes twice or is missing. */
struct sheet_in {
	struct table *t;
	struct scores *s;
	struct names keys;
	bool counted; /* all covariates are known */
	struct buf lacks;
	bool ended;
};

static bool
has(struct sheet_in *in, const char *key)
{
	return names_find(&in->keys, str_of(key)) != NAMES_NONE;
}

static bool
read_choice(struct sheet_in *in, const char *const *names, int *which)
{
	struct str key = table_text(in->t, KEY);

	for (int i = 0; names[i] != NULL; i++)
		if (str_is(table_text(in->t, VALUE), names[i])) {
			*which = i;
			return true;
		}
	return table_reject(in->t, VALUE, "no such %.*s", (int)key.n, key.p);
}

static bool
read_method(struct sheet_in *in)
{
	in->s->model = btyd_find(table_text(in->t, VALUE));
	return in->s->model != NULL ||
	       table_reject(in->t, VALUE, "no such method");
}

static bool
read_as_of(struct sheet_in *in)
{
	struct date d;

	if (table_blank(in->t, VALUE))
		return true;
	if (!table_date(in->t, VALUE, &d))
		return false;
	in->s->as_of = d.day;
	return true;
}

enum domain { POSITIVE, NOT_NEGATIVE, ANY };

/* The place of a number that must be there, or NULL. */
static double *
number_at(struct scores *s, struct str key, enum domain *d)
{
	for (int i = 0; i < BTYD_PARAMS; i++)
		if (str_is(key, s->model->param[i])) {
			/* 0 at the third: nobody drops out */
			*d = i == 2 ? NOT_NEGATIVE : POSITIVE;
			return &s->fit.p[i];
		}
	*d = POSITIVE;
	for (int i = 0; i < GG_PARAMS; i++)
		if (str_is(key, gg_names[i]))
			return &s->gg.p[i];
	*d = ANY;
	return str_is(key, "n")              ? &s->fit.customers
	       : str_is(key, "loglik")       ? &s->fit.loglik
	       : str_is(key, "spend_n")      ? &s->gg.customers
	       : str_is(key, "spend_loglik") ? &s->gg.loglik
					     : NULL;
}

static double *
cov_at(struct str key, const char *const *name, double *cov, int n)
{
	char wanted[40];

	for (int i = 0; i < n; i++)
		for (int j = 0; j <= i; j++) {
			(void)snprintf(wanted, sizeof(wanted), "cov.%s.%s",
			    name[i], name[j]);
			if (str_is(key, wanted))
				return &cov[i * n + j];
		}
	return NULL;
}

/* The place of a number that may be unknown, empty; or NULL. */
static double *
perhaps_at(struct scores *s, struct str key)
{
	double *to = cov_at(key, s->model->param, s->fit.cov, BTYD_PARAMS);

	if (to == NULL)
		to = cov_at(key, gg_names, s->gg.cov, GG_PARAMS);
	return to == NULL && str_is(key, "mean_spend") ? &s->mean_spend : to;
}

/* The effect that a key such as mu.age is of, and its covariate's name. */
static bool
effect_of(
    const struct btyd_model *m, struct str key, size_t *e, struct str *name)
{
	for (*e = 0; *e < m->effects; (*e)++) {
		size_t n = strlen(m->effect[*e]);

		if (key.n > n && memcmp(key.p, m->effect[*e], n) == 0 &&
		    key.p[n] == '.') {
			*name = (struct str){key.p + n + 1, key.n - n - 1};
			return true;
		}
	}
	return false;
}

/* The first effect of each covariate, all together, says which there are. */
static double *
effect_at(struct scores *s, struct sheet_in *in, size_t e, struct str name)
{
	struct covariate_fit *c = &s->effects;
	uint32_t at = names_find(&s->covariates, name);

	if (e > 0) {
		in->counted = true;
		return at == NAMES_NONE ? NULL : &c->g[e * c->k + at];
	}
	if (in->counted || s->covariates.count == COVARIATES_MAX)
		return NULL;
	(void)names_add(&s->covariates, name);
	c->effects = s->model->effects;
	return &c->g[c->k++];
}

static bool
read_effect(struct sheet_in *in, size_t e, struct str name)
{
	double *to = effect_at(in->s, in, e, name);

	if (to != NULL)
		return table_real(in->t, VALUE, to);
	return table_reject(in->t, KEY,
	    e > 0         ? "no such covariate"
	    : in->counted ? "effects on buying must come together, first"
			  : "too many covariates");
}

/* The place of a covariance with an effect, or NULL. */
static double *
effect_cov_at(struct sheet_in *in, struct str key)
{
	struct scores *s = in->s;
	struct covariate_fit *c = &s->effects;
	size_t n = BTYD_PARAMS + c->effects * c->k;
	struct buf name = {0};
	double *found = NULL;

	for (size_t i = BTYD_PARAMS; i < n && found == NULL; i++)
		for (size_t j = 0; j <= i && found == NULL; j++) {
			name.n = 0;
			put_cov_name(&name, s, i, j);
			if (str_eq(buf_view(&name), key))
				found = &c->cov[i * n + j];
		}
	buf_free(&name);
	in->counted = in->counted || found != NULL;
	return found;
}

static bool
read_number(struct sheet_in *in)
{
	struct str key = table_text(in->t, KEY);
	struct str name;
	size_t effect;
	enum domain d;
	double *to = number_at(in->s, key, &d);

	if (to != NULL) {
		if (!table_real(in->t, VALUE, to))
			return false;
		return *to > 0 || d == ANY || (*to == 0 && d != POSITIVE) ||
		       table_reject(in->t, VALUE, "not above 0");
	}
	to = perhaps_at(in->s, key);
	if (to == NULL && effect_of(in->s->model, key, &effect, &name))
		return read_effect(in, effect, name);
	if (to == NULL)
		to = effect_cov_at(in, key);
	if (to == NULL)
		return table_reject(in->t, KEY, "unknown key");
	*to = (double)NAN;
	return table_blank(in->t, VALUE) || table_real(in->t, VALUE, to);
}

/* The parameter at its boundary, of names that live on; empty when none. */
static bool
read_boundary(
    struct sheet_in *in, const char *const *names, int n, const char **weak)
{
	for (int i = 0; i < n; i++)
		if (str_is(table_text(in->t, VALUE), names[i]))
			*weak = names[i];
	return *weak != NULL || table_blank(in->t, VALUE) ||
	       table_reject(in->t, VALUE, "no such parameter");
}

static bool
read_weak(struct sheet_in *in)
{
	const struct btyd_model *m = in->s->model;
	const char *const names[] = {m->param[0], m->param[1], m->param[2],
	    m->param[3], m->weak[0], m->weak[1], m->weak[2], m->weak[3]};

	return read_boundary(in, names, 2 * BTYD_PARAMS, &in->s->fit.weak);
}

/* The format, then the method: all else has a meaning only after them. */
static bool
read_start(struct sheet_in *in, struct str key)
{
	bool format = in->keys.count == 1;

	if (!str_is(key, format ? "format" : "method"))
		return table_reject(in->t, KEY,
		    format ? "not the key 'format': not a parameter file"
			   : "'method' must come second");
	if (!format)
		return read_method(in);
	return str_is(table_text(in->t, VALUE), PARAMS_FORMAT) ||
	       table_reject(
		   in->t, VALUE, "not of the format '" PARAMS_FORMAT "'");
}

static bool
read_entry(struct sheet_in *in)
{
	struct str key = table_text(in->t, KEY);
	struct scores *s = in->s;
	size_t before = in->keys.count;

	if (in->ended)
		return table_reject(in->t, KEY, "a key after the end");
	if (names_add(&in->keys, key) < before)
		return table_reject(in->t, KEY, "the same key again");
	if (s->model == NULL)
		return read_start(in, key);
	if (str_is(key, "unit"))
		return read_choice(in, unit_names, &s->unit);
	if (str_is(key, "spend"))
		return read_choice(in, spend_names, &s->spend);
	if (str_is(key, "as_of"))
		return read_as_of(in);
	if (str_is(key, "boundary"))
		return read_weak(in);
	if (str_is(key, "spend_boundary"))
		return read_boundary(in, gg_names, GG_PARAMS, &s->gg.weak);
	if (str_is(key, "digest"))
		return true;
	if (!str_is(key, "end"))
		return read_number(in);
	in->ended = str_is(table_text(in->t, VALUE), PARAMS_FORMAT);
	return in->ended ||
	       table_reject(in->t, VALUE, "not the end of '" PARAMS_FORMAT "'");
}

/* The first effect that is missing, or NULL. */
static const char *
missing_effect(struct sheet_in *in)
{
	const struct covariate_fit *c = &in->s->effects;

	for (size_t i = 0; i < c->effects * c->k; i++) {
		in->lacks.n = 0;
		put_effect_name(&in->lacks, in->s, i);
		if (!has(in, buf_cstr(&in->lacks)))
			return buf_cstr(&in->lacks);
	}
	return NULL;
}

/* The first key that is missing, or NULL. */
static const char *
missing(struct sheet_in *in)
{
	const struct scores *s = in->s;
	const char *lack;

	if (s->model == NULL)
		return in->keys.count == 0 ? "format" : "method";
	for (int i = 0; i < BTYD_PARAMS; i++)
		if (!has(in, s->model->param[i]))
			return s->model->param[i];
	if (!has(in, "unit") || !has(in, "spend"))
		return has(in, "unit") ? "spend" : "unit";
	for (int i = 0; i < GG_PARAMS && s->spend == SPEND_GAMMA_GAMMA; i++)
		if (!has(in, gg_names[i]))
			return gg_names[i];
	if (s->spend == SPEND_MEAN && !has(in, "mean_spend"))
		return "mean_spend";
	lack = missing_effect(in);
	return lack != NULL || in->ended ? lack : "end";
}

static void
forget(double *cov, size_t n)
{
	for (size_t i = 0; i < n * n; i++)
		cov[i] = (double)NAN;
}

/* The upper triangle, of the lower one. */
static void
mirror(double *cov, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			cov[j * n + i] = cov[i * n + j];
}

static void
recall_covariances(struct scores *s)
{
	struct covariate_fit *c = &s->effects;
	size_t n = BTYD_PARAMS + c->effects * c->k;

	for (size_t i = 0; i < BTYD_PARAMS && c->k > 0; i++)
		for (size_t j = 0; j < BTYD_PARAMS; j++)
			c->cov[i * n + j] = s->fit.cov[i * BTYD_PARAMS + j];
	mirror(s->fit.cov, BTYD_PARAMS);
	mirror(s->gg.cov, GG_PARAMS);
	mirror(c->cov, n);
}

/* The verdicts, as far as scoring and --strict-fit need them. */
static void
recall_verdicts(struct scores *s)
{
	if (s->fit.p[2] == 0) {
		s->fit.no_dropout = true;
		s->fit.weak = s->model->param[2];
	}
	s->fit.verdict = s->fit.weak != NULL ? BTYD_BOUNDARY : BTYD_OK;
	s->gg.verdict = s->gg.weak != NULL ? GG_BOUNDARY
			: s->gg.p[1] <= 1  ? GG_NO_MEAN
					   : GG_OK;
	if (s->gg.verdict == GG_NO_MEAN)
		s->gg.weak = gg_names[1];
}

bool
params_read(struct run *r, const char *path, struct scores *s)
{
	struct table *t =
	    table_new(&(struct table_form){.record = {.delimiter = ','}});
	char *file = mem_dup(path, strlen(path));
	char *files[1] = {file};
	struct sheet_in in = {.t = t, .s = s};
	const char *lack = NULL;
	bool ok;

	*s = (struct scores){.as_of = AS_OF_NONE, .mean_spend = (double)NAN};
	s->effects.weak = -1;
	forget(s->fit.cov, BTYD_PARAMS);
	forget(s->gg.cov, GG_PARAMS);
	forget(s->effects.cov, COVARIATE_PARAMS);
	table_column(t, "key", NULL);
	table_column(t, "value", NULL);
	ok = table_open(t, files, 1, &r->fault);
	while (ok && table_next(t))
		(void)read_entry(&in);
	ok = ok && table_done(t, &r->fault);
	if (ok)
		lack = missing(&in);
	if (lack != NULL)
		ok = fault_set(&r->fault, FAULT_DATA,
		    "a parameter file cut short: no key '%s'", lack);
	if (!ok)
		r->fault.file = path;
	if (ok) {
		recall_covariances(s);
		recall_verdicts(s);
	}
	names_free(&in.keys);
	buf_free(&in.lacks);
	table_delete(t);
	mem_free(file);
	return ok;
}
