/*
 * params: a fit as a text file, key,value: what it was fitted on, the
 * parameters, and the covariance of their logarithms, with 17 digits. The
 * first key is the format; the last one is "end", so that a file cut short
 * shows. A file by hand can leave out all but the format, the method, its
 * parameters, the spend with its own, and the end.
 */
#include "clv.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/hash.h"
#include "base/mem.h"

#define FORMAT_NAME "crm-clv 1"

struct sheet {
	struct writer *w;
	struct put put;
};

static void
put_word(const struct sheet *s, const char *key, const char *value)
{
	put_label(&s->put, key);
	put_label(&s->put, value);
	put_end(&s->put);
}

static void
put_number(const struct sheet *s, const char *key, double value)
{
	put_label(&s->put, key);
	put_real(&s->put, value);
	put_end(&s->put);
}

/* The lower triangle, row by row, as cov.alpha.r and so on. */
static void
put_cov(
    const struct sheet *s, const char *const *name, const double *cov, int n)
{
	char key[40];

	for (int i = 0; i < n; i++)
		for (int j = 0; j <= i; j++) {
			(void)snprintf(
			    key, sizeof(key), "cov.%s.%s", name[i], name[j]);
			put_number(s, key, cov[i * n + j]);
		}
}

static void
put_spend(const struct sheet *sheet, const struct scores *s)
{
	put_word(sheet, "spend", spend_names[s->spend]);
	if (s->spend == SPEND_MEAN)
		put_number(sheet, "mean_spend", s->mean_spend);
	if (s->spend != SPEND_GAMMA_GAMMA)
		return;
	put_number(sheet, "spend_n", s->gg.customers);
	put_number(sheet, "spend_loglik", s->gg.loglik);
	for (int i = 0; i < GG_PARAMS; i++)
		put_number(sheet, gg_names[i], s->gg.p[i]);
	put_word(sheet, "spend_boundary",
	    s->gg.verdict == GG_BOUNDARY ? s->gg.weak : "");
	put_cov(sheet, gg_names, s->gg.cov, GG_PARAMS);
}

static void
put_all(const struct sheet *sheet, const struct scores *s)
{
	const struct btyd_fit *fit = &s->fit;
	char digest[24];

	(void)snprintf(digest, sizeof(digest), "%016" PRIx64, s->digest);
	put_word(sheet, "format", FORMAT_NAME);
	put_word(sheet, "method", s->model->name);
	put_word(sheet, "unit", unit_names[s->unit]);
	put_label(&sheet->put, "as_of");
	if (s->as_of == AS_OF_NONE)
		put_empty(&sheet->put);
	else
		put_date(&sheet->put, s->as_of);
	put_end(&sheet->put);
	put_word(sheet, "digest", digest);
	put_number(sheet, "n", fit->customers);
	put_number(sheet, "loglik", fit->loglik);
	for (int i = 0; i < BTYD_PARAMS; i++)
		put_number(sheet, s->model->param[i], fit->p[i]);
	put_word(
	    sheet, "boundary", fit->verdict == BTYD_BOUNDARY ? fit->weak : "");
	put_cov(sheet, s->model->param, fit->cov, BTYD_PARAMS);
	put_spend(sheet, s);
	put_word(sheet, "end", FORMAT_NAME);
}

bool
params_write(struct run *r, const struct scores *s)
{
	struct outfile *out = run_output(r, RUN_PARAMS, o.params_out);
	struct sheet sheet;
	bool ok;

	if (out == NULL)
		return false;
	sheet.w =
	    writer_new(out, &(struct writer_form){.format = FORMAT_CSV});
	sheet.put = (struct put){sheet.w, 17, '.'};
	writer_column(sheet.w, STR("key"));
	writer_column(sheet.w, STR("value"));
	writer_begin(sheet.w);
	put_all(&sheet, s);
	ok = writer_finish(sheet.w, &r->fault);
	writer_delete(sheet.w);
	return ok;
}

enum { KEY, VALUE };

/* What has been read, so that nothing comes twice or is missing. */
struct sheet_in {
	struct table *t;
	struct scores *s;
	struct names keys;
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

static bool
read_number(struct sheet_in *in)
{
	struct str key = table_text(in->t, KEY);
	enum domain d;
	double *to = number_at(in->s, key, &d);

	if (to != NULL) {
		if (!table_real(in->t, VALUE, to))
			return false;
		return *to > 0 || d == ANY || (*to == 0 && d != POSITIVE) ||
		       table_reject(in->t, VALUE, "not above 0");
	}
	to = perhaps_at(in->s, key);
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
	return str_is(table_text(in->t, VALUE), FORMAT_NAME) ||
	       table_reject(
		   in->t, VALUE, "not of the format '" FORMAT_NAME "'");
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
	in->ended = str_is(table_text(in->t, VALUE), FORMAT_NAME);
	return in->ended ||
	       table_reject(in->t, VALUE, "not the end of '" FORMAT_NAME "'");
}

/* The first key that is missing, or NULL. */
static const char *
missing(struct sheet_in *in)
{
	const struct scores *s = in->s;

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
	return in->ended ? NULL : "end";
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
	else
		recall_verdicts(s);
	names_free(&in.keys);
	table_delete(t);
	mem_free(file);
	return ok;
}
