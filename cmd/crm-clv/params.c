/*
 * params: a fit as a text file, key,value: what it was fitted on, the
 * parameters, and the covariance of their logarithms, with 17 digits.
 */
#include "clv.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/mem.h"

#define FORMAT_NAME "crm-clv 1"

static const char *const gg_names[GG_PARAMS] = {"p", "q", "v"};

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
put_cov(const struct sheet *s, const char *const *name, const double *cov,
    int n)
{
	char key[40];

	for (int i = 0; i < n; i++)
		for (int j = 0; j <= i; j++) {
			(void)snprintf(key, sizeof(key), "cov.%s.%s", name[i],
			    name[j]);
			put_number(s, key, cov[i * n + j]);
		}
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
	put_cov(sheet, s->model->param, fit->cov, BTYD_PARAMS);
	put_word(sheet, "spend", spend_names[s->spend]);
	if (s->spend == SPEND_MEAN)
		put_number(sheet, "mean_spend", s->mean_spend);
	if (s->spend != SPEND_GAMMA_GAMMA)
		return;
	put_number(sheet, "spend_n", s->gg.customers);
	put_number(sheet, "spend_loglik", s->gg.loglik);
	for (int i = 0; i < GG_PARAMS; i++)
		put_number(sheet, gg_names[i], s->gg.p[i]);
	put_cov(sheet, gg_names, s->gg.cov, GG_PARAMS);
}

bool
params_write(struct run *r, const char *path, const struct scores *s)
{
	struct outfile *out = run_output(r, RUN_PARAMS, path);
	struct sheet sheet;
	bool ok;

	if (out == NULL)
		return false;
	sheet.w = writer_new(out, &(struct writer_form){FORMAT_CSV, ',',
	    false});
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

/* Reading: what has been seen, so that nothing is missing at the end. */
struct seen {
	bool format;
	unsigned params, spends; /* a bit each */
};

static bool
word_of(struct table *t, const char *const *names, int *which)
{
	struct str v = table_text(t, VALUE);

	for (int i = 0; names[i] != NULL; i++)
		if (str_is(v, names[i])) {
			*which = i;
			return true;
		}
	return table_reject(t, VALUE, "unknown value of '%.*s'",
	    (int)table_text(t, KEY).n, table_text(t, KEY).p);
}

static bool
cov_of(struct str key, const char *const *name, int n, int *i, int *j)
{
	char wanted[40];

	for (*i = 0; *i < n; ++*i)
		for (*j = 0; *j <= *i; ++*j) {
			(void)snprintf(wanted, sizeof(wanted), "cov.%s.%s",
			    name[*i], name[*j]);
			if (str_is(key, wanted))
				return true;
		}
	return false;
}

/* A covariance; empty where it is not identified. */
static bool
read_cov(struct table *t, const char *const *name, int n, double *cov)
{
	double v = NAN;
	int i, j;

	if (!cov_of(table_text(t, KEY), name, n, &i, &j))
		return table_reject(t, KEY, "unknown key");
	if (!table_blank(t, VALUE) && !table_real(t, VALUE, &v))
		return false;
	cov[i * n + j] = cov[j * n + i] = v;
	return true;
}

static bool
read_model(struct table *t, struct scores *s)
{
	s->model = btyd_find(table_text(t, VALUE));
	return s->model != NULL ||
	    table_reject(t, VALUE, "unknown method");
}

/* A parameter of one of the two models, by name. */
static bool
read_parameter(struct table *t, struct scores *s, struct seen *seen)
{
	struct str key = table_text(t, KEY);
	double v;

	if (!table_real(t, VALUE, &v))
		return false;
	for (int i = 0; i < BTYD_PARAMS; i++)
		if (str_is(key, s->model->param[i])) {
			if (!(v > 0 || (i >= 2 && v == 0)))
				return table_reject(t, VALUE, "not positive");
			s->fit.p[i] = v;
			seen->params |= 1U << i;
			return true;
		}
	for (int i = 0; i < GG_PARAMS; i++)
		if (str_is(key, gg_names[i])) {
			if (!(v > 0))
				return table_reject(t, VALUE, "not positive");
			s->gg.p[i] = v;
			seen->spends |= 1U << i;
			return true;
		}
	return table_reject(t, KEY, "unknown key");
}

static bool
read_number(struct table *t, struct scores *s, struct seen *seen)
{
	struct str key = table_text(t, KEY);
	double *to = str_is(key, "n")		? &s->fit.customers
	    : str_is(key, "loglik")		? &s->fit.loglik
	    : str_is(key, "mean_spend")		? &s->mean_spend
	    : str_is(key, "spend_n")		? &s->gg.customers
	    : str_is(key, "spend_loglik")	? &s->gg.loglik
						: NULL;

	if (to != NULL)
		return table_real(t, VALUE, to);
	return read_parameter(t, s, seen);
}

static bool
read_entry(struct table *t, struct scores *s, struct seen *seen)
{
	struct str key = table_text(t, KEY);
	struct date d;

	if (!seen->format) {
		seen->format = str_is(key, "format") &&
		    str_is(table_text(t, VALUE), FORMAT_NAME);
		return seen->format ||
		    table_reject(t, VALUE, "not a " FORMAT_NAME
			" parameter file");
	}
	if (str_is(key, "method"))
		return read_model(t, s);
	if (s->model == NULL)
		return table_reject(t, KEY, "'method' must come first");
	if (str_is(key, "unit"))
		return word_of(t, unit_names, &s->unit);
	if (str_is(key, "spend"))
		return word_of(t, spend_names, &s->spend);
	if (str_is(key, "digest"))
		return true;
	if (str_is(key, "as_of")) {
		if (table_blank(t, VALUE))
			return true;
		if (!table_date(t, VALUE, &d))
			return false;
		s->as_of = d.day;
		return true;
	}
	if (str_starts(key, STR("cov.")))
		return s->spend == SPEND_AUTO
		    ? read_cov(t, s->model->param, BTYD_PARAMS, s->fit.cov)
		    : read_cov(t, gg_names, GG_PARAMS, s->gg.cov);
	return read_number(t, s, seen);
}

static bool
complete(const struct scores *s, const struct seen *seen, const char *path,
    struct fault *f)
{
	const char *lack = NULL;

	if (s->model == NULL)
		lack = "method";
	else if (seen->params != 15)
		lack = "a parameter of the model";
	else if (s->spend == SPEND_AUTO)
		lack = "spend";
	else if (s->spend == SPEND_GAMMA_GAMMA && seen->spends != 7)
		lack = "a parameter of Gamma-Gamma";
	if (lack == NULL)
		return true;
	fault_set(f, FAULT_DATA, "cut short: %s is missing", lack);
	fault_at(f, path, 0);
	return false;
}

bool
params_read(struct run *r, const char *path, struct scores *s)
{
	struct table *t = table_new(&(struct table_form){
	    .record = {.delimiter = ','}});
	char *file = mem_dup(path, strlen(path));
	char *files[1] = {file};
	struct seen seen = {0};
	bool ok;

	*s = (struct scores){.spend = SPEND_AUTO, .as_of = AS_OF_NONE};
	table_column(t, "key", NULL);
	table_column(t, "value", NULL);
	ok = table_open(t, files, 1, &r->fault);
	while (ok && table_next(t))
		(void)read_entry(t, s, &seen);
	ok = ok && table_done(t, &r->fault) &&
	    complete(s, &seen, path, &r->fault);
	if (!ok)
		r->fault.file = path;
	s->fit.no_dropout = ok && s->fit.p[2] == 0;
	table_delete(t);
	mem_free(file);
	return ok;
}
