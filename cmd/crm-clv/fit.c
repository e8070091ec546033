/* fit: what a fit says about itself, in words and as a table. */
#include "clv.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "num/dist.h"

const char *const gg_names[GG_PARAMS] = {"p", "q", "v"};

void
fit_warn(const struct scores *s, const char *fmt, ...)
{
	struct buf text = {0};
	char line[400];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (o.by != NULL) {
		buf_puts(&text, o.by);
		buf_puts(&text, " '");
		buf_str(&text, s->label);
		buf_puts(&text, "': ");
	}
	buf_puts(&text, line);
	diag_warn("%s", buf_cstr(&text));
	buf_free(&text);
}

/* A ridge: any point on it would be arbitrary, so there are no rows. */
static bool
not_identified(struct run *r, const char *title, const char *weak)
{
	r->no_rows = true;
	fault_set(&r->fault, FAULT_CHECK,
	    "%s: %s is not identified by these data", title,
	    weak != NULL ? weak : "a parameter");
	fault_hint(&r->fault, "more customers or a longer time would tell; "
			      "--params scores with parameters that you trust");
	return false;
}

static bool
accept_orders(struct run *r, const struct scores *s)
{
	const struct btyd_fit *fit = &s->fit;
	const char *title = s->model->title;

	switch (fit->verdict) {
	case BTYD_OK:
		return true;
	case BTYD_BOUNDARY:
		if (fit->no_dropout)
			fit_warn(s,
			    "%s: no dropout to be seen in these data: "
			    "%s is at its boundary; rows are from the "
			    "NBD, P(alive) 1",
			    title, fit->weak);
		else
			fit_warn(s,
			    "%s: %s is at its boundary; its interval "
			    "is left empty",
			    title, fit->weak);
		return true;
	case BTYD_SINGULAR:
		return not_identified(r, title, fit->weak);
	case BTYD_NOT_CONVERGED:
		break;
	}
	return fault_set(&r->fault, FAULT_DATA,
	    "%s: the fit did not converge in %d iterations", title,
	    fit->iterations);
}

static bool
accept_spend(struct run *r, const struct scores *s)
{
	const struct gg_fit *gg = &s->gg;

	if (s->spend != SPEND_GAMMA_GAMMA)
		return true;
	if (gg->p[1] <= 1)
		fit_warn(s,
		    "Gamma-Gamma: q is %.3g, not above 1: spend has no "
		    "mean, so spend and clv are left empty",
		    gg->p[1]);
	switch (gg->verdict) {
	case GG_OK:
	case GG_NO_MEAN:
		return true;
	case GG_BOUNDARY:
		fit_warn(s,
		    "Gamma-Gamma: %s is at its boundary; its interval "
		    "is left empty",
		    gg->weak);
		return true;
	case GG_SINGULAR:
		return not_identified(r, "Gamma-Gamma", gg->weak);
	case GG_NOT_CONVERGED:
		break;
	}
	fault_set(&r->fault, FAULT_DATA,
	    "Gamma-Gamma: the fit did not converge in %d iterations",
	    gg->iterations);
	fault_hint(&r->fault, "--spend mean takes each customer's own mean");
	return false;
}

bool
fit_accept(struct run *r, const struct scores *s)
{
	return accept_orders(r, s) && accept_spend(r, s);
}

bool
fit_strict(struct run *r, const struct scores *s)
{
	if (s->fit.verdict == BTYD_BOUNDARY)
		return fault_set(&r->fault, FAULT_CHECK,
		    "%s: %s is at its boundary", s->model->title, s->fit.weak);
	if (s->spend == SPEND_GAMMA_GAMMA && s->gg.verdict != GG_OK)
		return fault_set(&r->fault, FAULT_CHECK,
		    s->gg.verdict == GG_NO_MEAN
			? "Gamma-Gamma: %s is not above 1"
			: "Gamma-Gamma: %s is at its boundary",
		    s->gg.weak);
	return true;
}

struct table_of {
	const struct put *put;
	struct str label; /* of --by */
	const char *method;
	const char *weak; /* the parameter, or sum of them, to blame; or NULL */
};

static bool
blamed(const char *weak, const char *name)
{
	size_t n = strlen(name);

	for (; weak != NULL; weak = strpbrk(weak, "+/")) {
		weak += *weak == '+' || *weak == '/';
		if (strncmp(weak, name, n) == 0 &&
		    (weak[n] == '\0' || weak[n] == '+' || weak[n] == '/'))
			return true;
	}
	return false;
}

static void
put_value(const struct table_of *t, const char *name, double v)
{
	if (o.by != NULL)
		put_text(t->put, t->label);
	put_label(t->put, t->method);
	put_label(t->put, name);
	put_real(t->put, v);
	for (int i = 0; i < 3; i++)
		put_empty(t->put);
	put_end(t->put);
}

/*
 * An estimate and its interval, symmetric in the logarithm; both are
 * empty where the logarithm's standard error says nothing, over 3.
 */
static void
put_parameter(
    const struct table_of *t, const char *name, double v, double std_error)
{
	bool known = std_error <= 3 * v && !blamed(t->weak, name);
	double half =
	    known ? dist_normal_quantile((1 + o.level) / 2) * std_error / v
		  : (double)NAN;

	if (o.by != NULL)
		put_text(t->put, t->label);
	put_label(t->put, t->method);
	put_label(t->put, name);
	put_real(t->put, v);
	put_real(t->put, known ? std_error : (double)NAN);
	put_real(t->put, v * exp(-half));
	put_real(t->put, v * exp(half));
	put_end(t->put);
}

void
put_effect_name(struct buf *to, const struct scores *s, size_t i)
{
	size_t k = s->covariates.count;

	buf_puts(to, s->model->effect[i / k]);
	buf_putc(to, '.');
	buf_str(to, s->covariates.name[i % k]);
}

/* Effects may be of either sign, so their intervals are symmetric. */
static void
put_effects(const struct table_of *t, const struct scores *s)
{
	const struct covariate_fit *c = &s->effects;
	double z = dist_normal_quantile((1 + o.level) / 2);
	struct buf name = {0};

	for (size_t i = 0; i < c->effects * c->k; i++) {
		bool known = (int)i != c->weak && !isnan(c->std_error[i]);
		double se = known ? c->std_error[i] : (double)NAN;

		if (o.by != NULL)
			put_text(t->put, t->label);
		name.n = 0;
		put_effect_name(&name, s, i);
		put_label(t->put, t->method);
		put_text(t->put, buf_view(&name));
		put_real(t->put, c->g[i]);
		put_real(t->put, se);
		put_real(t->put, c->g[i] - z * se);
		put_real(t->put, c->g[i] + z * se);
		put_end(t->put);
	}
	buf_free(&name);
}

static void
put_orders(const struct put *put, const struct scores *s, struct str label)
{
	const struct btyd_fit *fit = &s->fit;
	struct table_of t = {put, label, s->model->name, fit->weak};

	for (int i = 0; i < BTYD_PARAMS; i++)
		put_parameter(
		    &t, s->model->param[i], fit->p[i], fit->std_error[i]);
	put_effects(&t, s);
	put_value(&t, "loglik", fit->loglik);
	put_value(&t, "n", fit->customers);
	put_value(&t, "cells", (double)fit->cells);
	put_value(&t, "aic", fit->aic);
	put_value(&t, "bic", fit->bic);
	put_value(&t, "iterations", fit->iterations);
}

static void
put_spend(const struct put *put, const struct gg_fit *gg, struct str label)
{
	struct table_of t = {put, label, "gamma-gamma",
	    gg->verdict == GG_BOUNDARY ? gg->weak : NULL};

	for (int i = 0; i < GG_PARAMS; i++)
		put_parameter(&t, gg_names[i], gg->p[i], gg->std_error[i]);
	put_value(&t, "loglik", gg->loglik);
	put_value(&t, "n", gg->customers);
	put_value(&t, "aic", gg->aic);
	put_value(&t, "bic", gg->bic);
	put_value(&t, "iterations", gg->iterations);
}

void
fit_columns(const struct put *put)
{
	static const char *const names[] = {
	    "method", "parameter", "estimate", "std_error", "low", "high"};

	if (o.by != NULL)
		writer_column(put->w, str_of(o.by));
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		writer_column(put->w, str_of(names[i]));
	writer_begin(put->w);
}

void
fit_print(const struct put *put, const struct scores *s, struct str label)
{
	put_orders(put, s, label);
	if (s->spend == SPEND_GAMMA_GAMMA)
		put_spend(put, &s->gg, label);
}
