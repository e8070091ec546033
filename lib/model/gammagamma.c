/*
 * A customer with x > 0 orders of mean m adds
 *   log Gamma(px+q)/Gamma(px) - log Gamma(q) - log m
 *   - px log1p(v/(x m)) - q log1p(x m/v),
 * which is the published density with its powers of x m, m and v gathered:
 * no large numbers cancel. The gamma functions depend on x alone.
 *   d/dp = x (psi(px+q) - psi(px) - log1p(v/(x m)))
 *   d/dq = psi(px+q) - psi(q) - log1p(x m/v)
 *   d/dv = (q x m/v - p x)/(x m + v)
 * Cells hold (x, m): m takes the place of T. Fitted with v in units of the
 * mean m, by damped Newton: from two starts on a thinned picture, from the
 * better end on all cells. Source: own derivation.
 */
#include "model/gammagamma.h"

#include <math.h>

#include "base/mem.h"
#include "num/fsum.h"
#include "num/linalg.h"
#include "num/optim.h"
#include "num/special.h"

enum { P, Q, V };
enum { THIN = 4096 };

struct task {
	const struct cells *c;
	double scale;
	double floor; /* of q: 0, or 1 when a mean is needed */
};

bool
gg_add(struct cells *c, double x, double m, double weight)
{
	if (!(x > 0) || !(m > 0) || isinf(m))
		return false;
	(void)cells_add(c, x, 0, m, weight);
	return true;
}

static void
sum_x(const struct cells *c, const double *p, double *psi, double *psi_q,
    struct fsum *s)
{
	double own = special_lgamma(p[Q]), psi_own = special_digamma(p[Q]);

	for (size_t i = 0; i < c->nx; i++) {
		double px = p[P] * c->x_value[i];
		double whole = special_digamma(px + p[Q]);

		fsum_add(s, c->x_weight[i] * (special_rising(px, p[Q]) - own));
		psi[i] = whole - special_digamma(px);
		psi_q[i] = whole - psi_own;
	}
}

double
gg_loglik(const struct cells *c, const double *p, double *by)
{
	struct fsum s = {0, 0}, d[GG_PARAMS] = {{0, 0}};
	double *psi = mem_resize(NULL, 2 * c->nx, sizeof(*psi));
	double *psi_q = psi + c->nx;

	sum_x(c, p, psi, psi_q, &s);
	for (size_t i = 0; i < c->n; i++) {
		double x = c->x_value[c->x[i]], m = c->T_value[c->T[i]];
		double w = c->weight[i], spent = x * m;
		double up = log1p(p[V] / spent), down = log1p(spent / p[V]);

		fsum_add(&s, -w * (log(m) + p[P] * x * up + p[Q] * down));
		fsum_add(&d[P], w * x * (psi[c->x[i]] - up));
		fsum_add(&d[Q], w * (psi_q[c->x[i]] - down));
		fsum_add(&d[V],
		    w * (p[Q] * spent / p[V] - p[P] * x) / (spent + p[V]));
	}
	mem_free(psi);
	for (int i = 0; i < GG_PARAMS && by != NULL; i++)
		by[i] = fsum_value(&d[i]);
	return fsum_value(&s);
}

static void
natural(const struct task *t, const double *theta, double *p)
{
	p[P] = exp(theta[P]);
	p[Q] = t->floor + exp(theta[Q]);
	p[V] = t->scale * exp(theta[V]);
}

static double
value(const double *theta, double *grad, void *arg)
{
	const struct task *t = arg;
	double p[GG_PARAMS], v;

	natural(t, theta, p);
	v = gg_loglik(t->c, p, grad);
	grad[P] *= p[P];
	grad[Q] *= p[Q] - t->floor;
	grad[V] *= p[V];
	return v;
}

static void
covariance(struct task t, struct gg_fit *out)
{
	struct optim o = {.n = GG_PARAMS, .value = value, .arg = &t};
	double at[GG_PARAMS], info[GG_PARAMS * GG_PARAMS];
	bool ok;

	t.floor = 0;
	for (int i = 0; i < GG_PARAMS; i++)
		at[i] = log(i == V ? out->p[i] / t.scale : out->p[i]);
	optim_curvature(&o, at, info);
	ok = linalg_chol(info, GG_PARAMS);
	if (ok)
		linalg_inverse(info, GG_PARAMS, out->cov);
	for (int i = 0; i < GG_PARAMS * GG_PARAMS && !ok; i++)
		out->cov[i] = (double)NAN;
	for (int i = 0; i < GG_PARAMS; i++)
		out->std_error[i] =
		    out->p[i] * sqrt(out->cov[i * GG_PARAMS + i]);
}

static void
judge(const struct optim_end *end, struct gg_fit *out)
{
	static const char *const name[] = {"p", "q", "v"};
	static const enum gg_verdict of[] = {
	    [OPTIM_CONVERGED] = GG_OK,
	    [OPTIM_BOUNDARY] = GG_BOUNDARY,
	    [OPTIM_SINGULAR] = GG_SINGULAR,
	    [OPTIM_NOT_CONVERGED] = GG_NOT_CONVERGED,
	};

	out->verdict = of[end->status];
	if (out->verdict != GG_OK)
		out->weak = name[end->weak];
	if (out->verdict == GG_OK && out->p[Q] <= 1) {
		out->verdict = GG_NO_MEAN;
		out->weak = name[Q];
	}
}

static const double low[] = {-12, -12, -12}, high[] = {12, 12, 12};
static const double starts[] = {1, 1, 0, 0, 0, -1};

static void
climb(struct task *t, double *theta, struct gg_fit *out, struct optim_end *end)
{
	struct optim o = {.n = GG_PARAMS,
	    .value = value,
	    .arg = t,
	    .low = low,
	    .high = high,
	    .tol = 1e-3};
	const struct cells *all = t->c;
	struct cells thin;

	cells_thin(all, THIN, &thin);
	t->c = &thin;
	optim_starts(&o, starts, 2, theta, end);
	cells_free(&thin);
	t->c = all;
	out->iterations = end->iterations;
	o.tol = 1e-9;
	optim_newton(&o, theta, end);
	if (end->status == OPTIM_NOT_CONVERGED)
		optim_starts(&o, starts, 2, theta, end);
	out->iterations += end->iterations;
}

bool
gg_fit(
    const struct cells *c, bool need_mean, struct gg_fit *out, struct fault *f)
{
	struct task t = {c, c->mean_T, need_mean};
	struct optim_end end;
	double theta[GG_PARAMS];

	*out = (struct gg_fit){.customers = c->customers};
	if (c->customers < 2)
		return fault_set(f, FAULT_DATA,
		    "fewer than two customers with repeat purchases "
		    "and spend: nothing to fit");
	if (c->nT < 2)
		return fault_set(f, FAULT_DATA,
		    "all customers spend the same: nothing to fit");
	climb(&t, theta, out, &end);
	natural(&t, theta, out->p);
	out->loglik = end.value;
	covariance(t, out);
	judge(&end, out);
	out->aic = 2 * GG_PARAMS - 2 * out->loglik;
	out->bic = GG_PARAMS * log(out->customers) - 2 * out->loglik;
	return true;
}

double
gg_population(const double *p)
{
	return p[Q] > 1 ? p[P] * p[V] / (p[Q] - 1) : (double)NAN;
}

double
gg_mean(const double *p, double x, double m)
{
	double den = p[P] * x + p[Q] - 1;

	return den > 0 ? p[P] * (p[V] + x * m) / den : (double)NAN;
}
