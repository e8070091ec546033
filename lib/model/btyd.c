/*
 * The fit:
 *  1. The limiting model (nobody drops out): two parameters, from its
 *     moments. Against it dropout has to prove itself.
 *  2. The model, from four starts, on a sample of 256 customers; from the
 *     best end on one of 4,096; from there on all cells, with the sample's
 *     curvature as long as it does. Should that fail, from the limiting model
 *     with little dropout as well.
 *  3. Covariance: the inverse of the observed information in log p.
 *  4. The verdict.
 * Time is measured in mean ages (FORMULAS 2.11), so limits and starts are
 * numbers without a unit; the likelihood itself stays in the data's unit.
 */
#include "model/btyd.h"

#include <math.h>
#include <string.h>

#include "model/posterior.h"
#include "num/linalg.h"
#include "num/optim.h"

enum { FEW = 256, SOME = 4096 };

static const double GAIN_MIN = 1.3528; /* chi-bar-square, 5 %, halved */

static const struct btyd_model *const models[] = {
    &btyd_mbgnbd,
    &btyd_bgnbd,
    &btyd_paretonbd,
    &btyd_bgbb,
};

const struct btyd_model *
btyd_at(size_t i)
{
	return i < sizeof(models) / sizeof(*models) ? models[i] : NULL;
}

const struct btyd_model *
btyd_find(struct str name)
{
	for (size_t i = 0; btyd_at(i) != NULL; i++)
		if (str_is(name, models[i]->name))
			return models[i];
	return NULL;
}

const char *
btyd_row_ok(const struct history *h)
{
	if (!(h->x >= 0) || h->x != floor(h->x) || h->x > 1e9)
		return "frequency is not a whole number from 0 on";
	if (!(h->T >= 0) || isinf(h->T))
		return "age is negative or not a number";
	if (!(h->tx >= 0))
		return "recency is negative or not a number";
	if (h->tx > h->T)
		return "recency is beyond the age";
	if (h->x == 0 && h->tx > 0)
		return "recency without a repeat purchase";
	if (h->x > 0 && h->tx == 0)
		return "repeat purchases without recency";
	return NULL;
}

/* From the mean and variance of x: var = mean + mean^2/r. */
void
btyd_nbd_start(const struct cells *c, double *theta)
{
	double mean = c->orders / c->customers, var = 0, excess;

	for (size_t i = 0; i < c->nx; i++) {
		double d = c->x_value[i] - mean;

		var += c->x_weight[i] * d * d;
	}
	excess = var / c->customers - mean;
	theta[0] = excess > 0 ? log(mean * mean / excess) : 2;
	theta[0] = fmin(fmax(theta[0], -4), 4);
	theta[1] = log(mean);
}

static void
fit_limit(struct posterior t, struct btyd_fit *out, double *theta)
{
	struct optim o;
	struct optim_end end = {0};
	struct cells flat;
	double p[BTYD_PARAMS], by_p[BTYD_PARAMS];

	cells_flat(t.c, &flat);
	t.c = &flat;
	t.n = 2;
	t.last[0] = (double)NAN;
	o = posterior_problem(&t);
	t.m->limit(t.c, theta);
	optim_newton(&o, theta, &end);
	posterior_natural(&t, theta, p);
	out->nbd[0] = p[0];
	out->nbd[1] = p[1];
	out->nbd_loglik = end.value - posterior_prior(&t, p, by_p);
	out->evals += end.evals;
	cells_free(&flat);
}

static void
count(struct btyd_fit *out, const struct optim_end *end)
{
	out->iterations += end->iterations;
	out->evals += end->evals;
}

/* The best of several starts on few customers. */
static void
find_start(const struct posterior *t, const double *limit, double *theta,
    struct btyd_fit *out)
{
	double starts[BTYD_STARTS][BTYD_PARAMS];
	struct cells few;
	struct posterior small = *t;
	struct optim o = posterior_problem(&small);
	struct optim_end end = {0};

	memcpy(starts, t->m->starts, sizeof(starts));
	for (int i = 0; i < BTYD_STARTS; i++)
		for (int k = 0; k < 2; k++)
			starts[i][k] += limit[k];
	cells_thin(t->c, FEW, &few);
	small.c = &few;
	small.last[0] = (double)NAN;
	o.tol = 1e-3 * fmax(1, t->c->customers / FEW);
	o.iterations_max = 40;
	optim_starts(&o, &starts[0][0], BTYD_STARTS, theta, &end);
	count(out, &end);
	cells_free(&few);
}

/* On a sample, from theta; returns whether curvature is that of a peak. */
static bool
refine(const struct posterior *t, double *theta, double *curvature,
    struct btyd_fit *out)
{
	struct cells some;
	struct posterior small = *t;
	struct optim o = posterior_problem(&small);
	struct optim_end end = {0};
	double from[BTYD_PARAMS];

	memcpy(from, theta, sizeof(from));
	cells_thin(t->c, SOME, &some);
	small.c = &some;
	small.last[0] = (double)NAN;
	o.tol = 1e-3 * fmax(1, t->c->customers / SOME);
	o.iterations_max = 40;
	optim_newton(&o, theta, &end);
	count(out, &end);
	optim_curvature(&o, theta, curvature);
	cells_free(&some);
	if (end.status == OPTIM_NOT_CONVERGED)
		memcpy(theta, from, sizeof(from));
	return end.status == OPTIM_CONVERGED;
}

/* On all cells, from theta; a thinned picture may have misled. */
static void
climb(struct posterior *t, const double *limit, double *theta,
    struct btyd_fit *out, struct optim_end *end)
{
	struct optim o = posterior_problem(t);
	double starts[2][BTYD_PARAMS] = {{0}, {limit[0], limit[1], -5, 0}};
	double by_p[BTYD_PARAMS], curvature[BTYD_PARAMS * BTYD_PARAMS];

	if (t->c->n > SOME && refine(t, theta, curvature, out))
		o.curvature = curvature;
	optim_newton(&o, theta, end);
	o.curvature = NULL;
	if (end->status == OPTIM_NOT_CONVERGED) {
		memcpy(starts[0], theta, sizeof(starts[0]));
		optim_starts(&o, &starts[0][0], 2, theta, end);
	}
	posterior_natural(t, theta, out->p);
	out->loglik = end->value - posterior_prior(t, out->p, by_p);
	count(out, end);
	out->decrement = end->decrement;
}

/* Of the first t->n parameters; those after them are not known. */
static void
covariance(struct posterior *t, struct btyd_fit *out)
{
	double info[BTYD_PARAMS * BTYD_PARAMS];
	double cov[BTYD_PARAMS * BTYD_PARAMS];
	size_t n = t->n;
	bool ok;

	posterior_information(t, out->p, info);
	ok = linalg_chol(info, n);
	if (ok)
		linalg_inverse(info, n, cov);
	for (size_t i = 0; i < BTYD_PARAMS; i++)
		for (size_t j = 0; j < BTYD_PARAMS; j++)
			out->cov[i * BTYD_PARAMS + j] =
			    ok && i < n && j < n ? cov[i * n + j] : (double)NAN;
	for (size_t i = 0; i < BTYD_PARAMS; i++)
		out->std_error[i] =
		    out->p[i] * sqrt(out->cov[i * BTYD_PARAMS + i]);
}

/* The parameter whose log is least certain, or -1 when all are certain. */
static int
uncertain(const struct btyd_fit *f)
{
	double worst = BTYD_SE_MAX;
	int at = -1;

	for (int i = 0; i < BTYD_PARAMS; i++) {
		double se = sqrt(f->cov[i * BTYD_PARAMS + i]);

		if (se > worst) {
			worst = se;
			at = i;
		}
	}
	return at;
}

static void
judge(const struct btyd_model *m, const struct optim_end *end,
    struct btyd_fit *out)
{
	static const enum btyd_verdict of[] = {
	    [OPTIM_CONVERGED] = BTYD_OK,
	    [OPTIM_BOUNDARY] = BTYD_BOUNDARY,
	    [OPTIM_SINGULAR] = BTYD_SINGULAR,
	    [OPTIM_NOT_CONVERGED] = BTYD_NOT_CONVERGED,
	};
	int shaky = uncertain(out);

	out->verdict = of[end->status];
	if (out->verdict != BTYD_OK)
		out->weak = m->weak[end->weak];
	if (out->verdict == BTYD_OK && isnan(out->cov[0])) {
		out->verdict = BTYD_SINGULAR;
		out->weak = m->weak[end->weak];
	}
	if (shaky >= 0 && out->verdict == BTYD_OK) {
		out->verdict = BTYD_BOUNDARY;
		out->weak = m->param[shaky];
	}
}

/* Nothing gained over the limiting model: then that is what can be said. */
static void
fall_back(struct posterior t, struct btyd_fit *out)
{
	if (out->verdict == BTYD_OK ||
	    out->loglik - out->nbd_loglik >= GAIN_MIN)
		return;
	out->verdict = BTYD_BOUNDARY;
	out->weak = t.m->param[2];
	out->no_dropout = true;
	out->p[0] = out->nbd[0];
	out->p[1] = out->nbd[1];
	out->p[2] = 0;
	out->p[3] = 1;
	out->loglik = out->nbd_loglik;
	t.n = 2;
	t.last[0] = (double)NAN;
	covariance(&t, out);
}

static bool
enough(const struct cells *c, struct fault *f)
{
	if (!(c->customers > 0))
		return fault_set(f, FAULT_DATA, "no customers to fit");
	if (!(c->orders > 0))
		return fault_set(f, FAULT_DATA,
		    "no customer has a repeat purchase: nothing to fit");
	if (!(c->mean_T > 0))
		return fault_set(f, FAULT_DATA, "all ages are 0");
	return true;
}

bool
btyd_fit_prior(const struct btyd_model *m, const struct cells *c, double prior,
    struct btyd_fit *out, struct fault *f)
{
	struct posterior t = {.m = m,
	    .c = c,
	    .scale = c->mean_T,
	    .prior = prior,
	    .n = BTYD_PARAMS};
	struct optim_end end = {0};
	double limit[2], theta[BTYD_PARAMS], free;

	*out = (struct btyd_fit){.customers = c->customers, .cells = c->n};
	if (!enough(c, f))
		return false;
	fit_limit(t, out, limit);
	find_start(&t, limit, theta, out);
	climb(&t, limit, theta, out, &end);
	covariance(&t, out);
	judge(m, &end, out);
	fall_back(t, out);
	free = out->no_dropout ? 2 : BTYD_PARAMS;
	out->aic = 2 * free - 2 * out->loglik;
	out->bic = free * log(out->customers) - 2 * out->loglik;
	return true;
}

bool
btyd_fit(const struct btyd_model *m, const struct cells *c,
    struct btyd_fit *out, struct fault *f)
{
	return btyd_fit_prior(m, c, HUGE_VAL, out, f);
}
