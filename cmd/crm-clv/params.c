/*
 * params: a fit as a text file, key,value: what it was fitted on, the
 * parameters, and the covariance of their logarithms, with 17 digits. The
 * first key is the format; the last one is "end", so that a file cut short
 * shows. A file by hand can leave out all but the format, the method, its
 * parameters, the spend with its own, and the end.
 */
#include "clv.h"

#include <inttypes.h>
#include <stdio.h>

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
put_key(const struct sheet *s, struct str key, double value)
{
	put_text(&s->put, key);
	put_real(&s->put, value);
	put_end(&s->put);
}

void
put_parameter_name(struct buf *to, const struct scores *s, size_t i)
{
	if (i < BTYD_PARAMS)
		buf_puts(to, s->model->param[i]);
	else
		put_effect_name(to, s, i - BTYD_PARAMS);
}

void
put_cov_name(struct buf *to, const struct scores *s, size_t i, size_t j)
{
	buf_puts(to, "cov.");
	put_parameter_name(to, s, i);
	buf_putc(to, '.');
	put_parameter_name(to, s, j);
}

/* The effects as lambda.age, and their covariances with all before. */
static void
put_effects(const struct sheet *sheet, const struct scores *s)
{
	const struct covariate_fit *c = &s->effects;
	size_t n = BTYD_PARAMS + c->effects * c->k;
	struct buf name = {0};

	for (size_t i = BTYD_PARAMS; i < n; i++) {
		name.n = 0;
		put_parameter_name(&name, s, i);
		put_key(sheet, buf_view(&name), c->g[i - BTYD_PARAMS]);
	}
	for (size_t i = BTYD_PARAMS; i < n; i++)
		for (size_t j = 0; j <= i; j++) {
			name.n = 0;
			put_cov_name(&name, s, i, j);
			put_key(sheet, buf_view(&name), c->cov[i * n + j]);
		}
	buf_free(&name);
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
	put_word(sheet, "format", PARAMS_FORMAT);
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
	put_effects(sheet, s);
	put_spend(sheet, s);
	put_word(sheet, "end", PARAMS_FORMAT);
}

bool
params_write(struct run *r, const struct scores *s)
{
	struct outfile *out = run_output(r, RUN_PARAMS, o.params_out);
	struct sheet sheet;
	bool ok;

	if (out == NULL)
		return false;
	sheet.w = writer_new(out, &(struct writer_form){.format = FORMAT_CSV});
	sheet.put = (struct put){sheet.w, 17, '.'};
	writer_column(sheet.w, STR("key"));
	writer_column(sheet.w, STR("value"));
	writer_begin(sheet.w);
	put_all(&sheet, s);
	ok = writer_finish(sheet.w, &r->fault);
	writer_delete(sheet.w);
	return ok;
}
