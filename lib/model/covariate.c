/*
 * The likelihood is the sum over strata of the model's own, at the stratum's
 * parameters; its gradient follows by the chain rule from theirs, so that a
 * model knows nothing of covariates. For the fit they are centred and scaled,
 * u = (z - mean)/sd: the effects h of u are of like size whatever the unit,
 * and hardly correlate with the parameters at u = 0. The result is turned
 * back by g = h/sd, log p(z=0) = log p(u=0) -+ h mean/sd, a linear map, under
 * which a covariance C becomes M C M'.
 */
#include "model/covariate.h"

#include <math.h>
#include <string.h>

#include "num/dist.h"
#include "num/fsum.h"
#include "num/linalg.h"
#include "num/optim.h"

/* A likelihood as optim wants it: base parameters, then effects h. */
struct task {
	const struct btyd_model *m;
	const struct strata *s;
	double scale, prior;
	double mean[COVARIATES_MAX], sd[COVARIATES_MAX];
	size_t base, effects; /* the limiting model has 2 and 1 */
	double low[COVARIATE_PARAMS], high[COVARIATE_PARAMS];
};

static size_t
size(const struct task *t)
{
	return t->base + t->effects * t->s->k;
}

static void
centred(const struct task *t, size_t stratum, double *u)
{
	for (size_t j = 0; j < t->s->k; j++)
		u[j] = (t->s->z[stratum * t->s->k + j] - t->mean[j]) / t->sd[j];
}

/* p of a customer, from those at 0. */
static void
move(const struct btyd_model *m, size_t effects, size_t k, const double *p,
    const double *g, const double *z, double *out)
{
	double by[BTYD_PARAMS] = {0, 0, 0, 0};

	for (size_t e = 0; e < effects; e++) {
		double sum = 0;

		for (size_t j = 0; j < k; j++)
			sum += g[e * k + j] * z[j];
		for (size_t i = 0; i < BTYD_PARAMS; i++)
			by[i] += m->move[e][i] * sum;
	}
	for (size_t i = 0; i < BTYD_PARAMS; i++)
		out[i] = p[i] * exp(by[i]);
}

/* own: by the logs of a customer's parameters; out: by h, added. */
static void
effects_of(
    const struct task *t, const double *own, const double *u, struct fsum *out)
{
	for (size_t e = 0; e < t->effects; e++) {
		double sum = 0;

		for (size_t i = 0; i < BTYD_PARAMS; i++)
			sum += t->m->move[e][i] * own[i];
		for (size_t j = 0; j < t->s->k; j++)
			fsum_add(&out[e * t->s->k + j], sum * u[j]);
	}
}

/* The log-likelihood; its gradient by log p in by_log, by h in by_h. */
static double
loglik(const struct task *t, const double *p, const double *h, double *by_log,
    double *by_h)
{
	struct fsum value = {0, 0}, base[BTYD_PARAMS] = {{0, 0}};
	struct fsum more[COVARIATE_EFFECTS] = {{0, 0}};
	double q[BTYD_PARAMS], own[BTYD_PARAMS], u[COVARIATES_MAX];

	for (size_t k = 0; k < t->s->n; k++) {
		size_t at = t->s->order[k];

		centred(t, at, u);
		move(t->m, t->effects, t->s->k, p, h, u, q);
		fsum_add(&value, t->m->loglik(&t->s->cells[at], q, own));
		for (size_t i = 0; i < BTYD_PARAMS; i++) {
			own[i] = q[i] > 0 ? own[i] * q[i] : 0;
			fsum_add(&base[i], own[i]);
		}
		effects_of(t, own, u, more);
	}
	for (size_t i = 0; i < BTYD_PARAMS; i++)
		by_log[i] = fsum_value(&base[i]);
	for (size_t i = 0; i < t->effects * t->s->k; i++)
		by_h[i] = fsum_value(&more[i]);
	return fsum_value(&value);
}

/* The prior, and its gradient added; h is at v + t->base, like its gradient. */
static double
add_prior(const struct task *t, const double *log_p, const double *h,
    double *by_log, double *by_h)
{
	double precision = 1 / (t->prior * t->prior), sum = 0;

	if (isinf(t->prior))
		return 0;
	for (size_t i = 0; i < t->base; i++) {
		sum -= log_p[i] * log_p[i] / 2 * precision;
		by_log[i] -= log_p[i] * precision;
	}
	for (size_t i = 0; i < t->effects * t->s->k; i++) {
		sum -= h[i] * h[i] / 2 * precision;
		by_h[i] -= h[i] * precision;
	}
	return sum;
}

/* log p, with time in units of scale; of the base parameters. */
static void
logs(const struct task *t, const double *p, double *log_p)
{
	for (size_t i = 0; i < t->base; i++)
		log_p[i] = log(t->m->timed[i] ? p[i] / t->scale : p[i]);
}

static void
natural(const struct task *t, const double *theta, double *p)
{
	double whole[BTYD_PARAMS] = {0, 0, 0, 0};

	memcpy(whole, theta, t->base * sizeof(*theta));
	t->m->natural(whole, t->scale, p);
	if (t->base < BTYD_PARAMS) {
		p[2] = 0;
		p[3] = 1;
	}
}

static double
theta_value(const double *theta, double *grad, void *arg)
{
	const struct task *t = arg;
	double p[BTYD_PARAMS], log_p[BTYD_PARAMS], by[BTYD_PARAMS];
	double by_p[BTYD_PARAMS], v;

	natural(t, theta, p);
	v = loglik(t, p, theta + t->base, by, grad + t->base);
	logs(t, p, log_p);
	v += add_prior(t, log_p, theta + t->base, by, grad + t->base);
	for (size_t i = 0; i < BTYD_PARAMS; i++)
		by_p[i] = i < t->base ? by[i] / p[i] : 0;
	t->m->chain(p, by_p, by);
	memcpy(grad, by, t->base * sizeof(*grad));
	return v;
}

/* The same by log p and h: its curvature is their information. */
static double
log_value(const double *at, double *grad, void *arg)
{
	const struct task *t = arg;
	double p[BTYD_PARAMS] = {0, 0, 0, 1}, by[BTYD_PARAMS], v;

	for (size_t i = 0; i < t->base; i++)
		p[i] = exp(at[i]) * (t->m->timed[i] ? t->scale : 1);
	v = loglik(t, p, at + t->base, by, grad + t->base);
	v += add_prior(t, at, at + t->base, by, grad + t->base);
	memcpy(grad, by, t->base * sizeof(*grad));
	return v;
}

/* The data's scale is 1, as btyd has it. */
static struct optim
problem(struct task *t, double (*value)(const double *, double *, void *))
{
	for (size_t i = 0; i < COVARIATE_PARAMS; i++) {
		t->low[i] = -12;
		t->high[i] = 12;
	}
	return (struct optim){.n = size(t),
	    .value = value,
	    .arg = t,
	    .low = t->low,
	    .high = t->high,
	    .tol = 1e-9};
}

/* Mean and deviation of each covariate; the first without one, or -1. */
static int
standardise(struct task *t, double customers)
{
	const struct strata *s = t->s;

	for (size_t j = 0; j < s->k; j++) {
		struct fsum sum = {0, 0}, squares = {0, 0};

		for (size_t i = 0; i < s->n; i++)
			fsum_add(&sum, s->cells[s->order[i]].customers *
					   s->z[s->order[i] * s->k + j]);
		t->mean[j] = fsum_value(&sum) / customers;
		for (size_t i = 0; i < s->n; i++) {
			double d = s->z[s->order[i] * s->k + j] - t->mean[j];

			fsum_add(
			    &squares, s->cells[s->order[i]].customers * d * d);
		}
		t->sd[j] = sqrt(fsum_value(&squares) / customers);
		if (!(t->sd[j] > 1e-9 * fabs(t->mean[j])))
			return (int)j;
	}
	return -1;
}

/* What one fit comes to, with base parameters and effects free. */
struct attempt {
	struct optim_end end;
	double p[BTYD_PARAMS]; /* at u = 0 */
	double h[COVARIATE_EFFECTS];
	double cov[COVARIATE_PARAMS * COVARIATE_PARAMS]; /* of log p and h */
	double loglik;
	bool known; /* whether there is a cov */
};

static void
covariance(struct task *t, const double *h, struct attempt *a)
{
	struct optim o = problem(t, log_value);
	double at[COVARIATE_PARAMS], info[COVARIATE_PARAMS * COVARIATE_PARAMS];

	logs(t, a->p, at);
	memcpy(at + t->base, h, t->effects * t->s->k * sizeof(*h));
	optim_curvature(&o, at, info);
	a->known = linalg_chol(info, o.n);
	if (a->known)
		linalg_inverse(info, o.n, a->cov);
}

static void
attempt(struct task *t, const struct btyd_fit *from, struct attempt *a)
{
	struct optim o = problem(t, theta_value);
	double theta[COVARIATE_PARAMS] = {0}, by[BTYD_PARAMS];
	double by_h[COVARIATE_EFFECTS], whole[BTYD_PARAMS];
	const double *h = theta + t->base;

	*a = (struct attempt){.known = false};
	if (t->base < BTYD_PARAMS)
		t->m->theta((const double[]){from->nbd[0], from->nbd[1], .5, 1},
		    t->scale, whole);
	else
		t->m->theta(from->p, t->scale, whole);
	memcpy(theta, whole, t->base * sizeof(*theta));
	optim_newton(&o, theta, &a->end);
	natural(t, theta, a->p);
	memcpy(a->h, h, t->effects * t->s->k * sizeof(*h));
	a->loglik = loglik(t, a->p, h, by, by_h);
	covariance(t, h, a);
}

/* Row i of the map M, from (log p(u=0), h) to (log p(z=0), g). */
static void
map_row(const struct task *t, size_t i, double *row)
{
	size_t n = size(t), k = t->s->k;

	memset(row, 0, n * sizeof(*row));
	if (i >= t->base) {
		row[i] = 1 / t->sd[(i - t->base) % k];
		return;
	}
	row[i] = 1;
	for (size_t e = 0; e < t->effects; e++)
		for (size_t j = 0; j < k; j++)
			row[t->base + e * k + j] =
			    -t->m->move[e][i] * t->mean[j] / t->sd[j];
}

/* M C M', at the places that the whole model has for them. */
static void
map_cov(const struct task *t, const struct attempt *a, double *out)
{
	size_t n = size(t), all = BTYD_PARAMS + t->m->effects * t->s->k;
	size_t skip = BTYD_PARAMS - t->base;
	double left[COVARIATE_PARAMS], right[COVARIATE_PARAMS];

	for (size_t i = 0; i < all * all; i++)
		out[i] = (double)NAN;
	for (size_t i = 0; i < n && a->known; i++)
		for (size_t j = 0; j < n; j++) {
			struct fsum sum = {0, 0};
			size_t to = i + (i < t->base ? 0 : skip);

			map_row(t, i, left);
			map_row(t, j, right);
			for (size_t p = 0; p < n; p++)
				for (size_t q = 0; q < n; q++)
					fsum_add(&sum, left[p] * right[q] *
							   a->cov[p * n + q]);
			out[to * all + j + (j < t->base ? 0 : skip)] =
			    fsum_value(&sum);
		}
}

static void
report(const struct task *t, const struct attempt *a, struct btyd_fit *out,
    struct covariate_fit *more)
{
	size_t k = t->s->k, all = BTYD_PARAMS + t->m->effects * k;
	double at[COVARIATES_MAX];

	for (size_t j = 0; j < k; j++)
		at[j] = -t->mean[j] / t->sd[j];
	move(t->m, t->effects, k, a->p, a->h, at, out->p);
	map_cov(t, a, more->cov);
	for (size_t i = 0; i < t->m->effects * k; i++) {
		size_t to = BTYD_PARAMS + i;

		more->g[i] = i < t->effects * k ? a->h[i] / t->sd[i % k] : 0;
		more->std_error[i] = sqrt(more->cov[to * all + to]);
	}
	for (size_t i = 0; i < BTYD_PARAMS; i++) {
		for (size_t j = 0; j < BTYD_PARAMS; j++)
			out->cov[i * BTYD_PARAMS + j] = more->cov[i * all + j];
		out->std_error[i] =
		    out->p[i] * sqrt(out->cov[i * BTYD_PARAMS + i]);
	}
	out->loglik = a->loglik;
	out->decrement = a->end.decrement;
}

/* Blames the parameter or effect at this place of the task's. */
static void
blame(const struct task *t, size_t at, const char *const *names,
    struct btyd_fit *out, struct covariate_fit *more)
{
	if (at < t->base) {
		out->weak = names[at];
		return;
	}
	more->weak = (int)(at - t->base);
	out->weak = t->m->effect[(at - t->base) / t->s->k];
}

static void
judge(const struct task *t, const struct attempt *a, struct btyd_fit *out,
    struct covariate_fit *more)
{
	static const enum btyd_verdict of[] = {
	    [OPTIM_CONVERGED] = BTYD_OK,
	    [OPTIM_BOUNDARY] = BTYD_BOUNDARY,
	    [OPTIM_SINGULAR] = BTYD_SINGULAR,
	    [OPTIM_NOT_CONVERGED] = BTYD_NOT_CONVERGED,
	};
	size_t n = size(t), worst = 0;

	out->weak = NULL;
	out->verdict = of[a->end.status];
	if (out->verdict == BTYD_OK && !a->known)
		out->verdict = BTYD_SINGULAR;
	if (out->verdict != BTYD_OK) {
		blame(t, a->end.weak, t->m->weak, out, more);
		return;
	}
	for (size_t i = 1; i < n; i++)
		if (a->cov[i * n + i] > a->cov[worst * n + worst])
			worst = i;
	if (sqrt(a->cov[worst * n + worst]) > BTYD_SE_MAX) {
		out->verdict = BTYD_BOUNDARY;
		blame(t, worst, t->m->param, out, more);
	}
}

/* Whether the likelihood gains over the limiting model what luck would give
 * once in 20 times, as btyd has it, with the effects on dropout as more
 * parameters to gain by. */
static bool
gains(const struct task *t, double gain)
{
	int more = 1 + (int)((t->m->effects - 1) * t->s->k);

	return gain > 0 && dist_chi2_tail(2 * gain, more) / 2 <= .05;
}

/* Without dropout, and so with effects on purchases alone. */
static void
limit(struct task t, const struct btyd_fit *from, struct btyd_fit *out,
    struct covariate_fit *more)
{
	struct attempt a;

	t.base = 2;
	t.effects = 1;
	attempt(&t, from, &a);
	out->iterations += a.end.iterations;
	if (gains(&t, out->loglik - a.loglik))
		return;
	more->weak = -1;
	report(&t, &a, out, more);
	judge(&t, &a, out, more);
	out->no_dropout = true;
	if (out->verdict == BTYD_OK) {
		out->verdict = BTYD_BOUNDARY;
		out->weak = t.m->param[2];
	}
}

bool
covariate_fit(const struct btyd_model *m, const struct strata *s,
    const struct cells *all, double prior, struct btyd_fit *out,
    struct covariate_fit *more, struct fault *f)
{
	struct task t = {.m = m,
	    .s = s,
	    .scale = all->mean_T,
	    .prior = prior,
	    .base = BTYD_PARAMS,
	    .effects = m->effects};
	struct btyd_fit from;
	struct attempt a;
	double free;

	*more = (struct covariate_fit){
	    .k = s->k, .effects = m->effects, .weak = -1, .constant = -1};
	if (!btyd_fit_prior(m, all, prior, &from, f))
		return false;
	more->constant = standardise(&t, all->customers);
	if (more->constant >= 0)
		return fault_set(
		    f, FAULT_DATA, "a covariate is the same for all customers");
	*out = from;
	out->no_dropout = false;
	out->loglik = -HUGE_VAL;
	out->cells = 0;
	for (size_t i = 0; i < s->n; i++)
		out->cells += s->cells[i].n;
	if (!from.no_dropout) {
		attempt(&t, &from, &a);
		out->iterations += a.end.iterations;
		report(&t, &a, out, more);
		judge(&t, &a, out, more);
	}
	if (from.no_dropout || out->verdict != BTYD_OK)
		limit(t, &from, out, more);
	free = out->no_dropout ? 2 + (double)s->k
			       : BTYD_PARAMS + (double)(m->effects * s->k);
	out->aic = 2 * free - 2 * out->loglik;
	out->bic = free * log(out->customers) - 2 * out->loglik;
	return true;
}

void
covariate_params(const struct btyd_model *m, const struct covariate_fit *c,
    const double *p, const double *z, double *out)
{
	if (c->k == 0)
		memcpy(out, p, BTYD_PARAMS * sizeof(*out));
	else
		move(m, c->effects, c->k, p, c->g, z, out);
}

void
covariate_gradient(const struct btyd_model *m, const struct covariate_fit *c,
    const double *z, const double *own, double *out)
{
	memcpy(out, own, BTYD_PARAMS * sizeof(*out));
	for (size_t e = 0; e < c->effects && c->k > 0; e++) {
		double sum = 0;

		for (size_t i = 0; i < BTYD_PARAMS; i++)
			sum += m->move[e][i] * own[i];
		for (size_t j = 0; j < c->k; j++)
			out[BTYD_PARAMS + e * c->k + j] = sum * z[j];
	}
}
