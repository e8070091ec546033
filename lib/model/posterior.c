/*
 * Derivatives are the model's by p, turned to theta by its chain(). Where it
 * has second ones, those by theta follow, and a Newton step costs one and a
 * half passes over the cells; else 2n passes for differences.
 */
#include "model/posterior.h"

#include <math.h>
#include <string.h>

double
posterior_log(const struct posterior *t, const double *p, size_t i)
{
	return log(t->m->timed[i] ? p[i] / t->scale : p[i]);
}

double
posterior_prior(const struct posterior *t, const double *p, double *by_p)
{
	double sum = 0, precision = 1 / (t->prior * t->prior);

	if (isinf(t->prior))
		return 0;
	for (size_t i = 0; i < t->n; i++) {
		double v = posterior_log(t, p, i);

		sum -= v * v / 2 * precision;
		by_p[i] -= v / p[i] * precision;
	}
	return sum;
}

static double
at(struct posterior *t, const double *p, double *by_p)
{
	if (memcmp(p, t->last, sizeof(t->last)) != 0) {
		t->value = t->m->loglik(t->c, p, t->by_last);
		t->value += posterior_prior(t, p, t->by_last);
		memcpy(t->last, p, sizeof(t->last));
	}
	memcpy(by_p, t->by_last, sizeof(t->by_last));
	return t->value;
}

void
posterior_natural(const struct posterior *t, const double *theta, double *p)
{
	double whole[BTYD_PARAMS] = {0, 0, 0, 0};

	memcpy(whole, theta, t->n * sizeof(*theta));
	t->m->natural(whole, t->scale, p);
	if (t->n < BTYD_PARAMS) {
		p[2] = 0;
		p[3] = 1;
	}
}

static double
full_value(const double *theta, double *grad, void *arg)
{
	struct posterior *t = arg;
	double p[BTYD_PARAMS], by_p[BTYD_PARAMS], by[BTYD_PARAMS], v;

	posterior_natural(t, theta, p);
	v = at(t, p, by_p);
	t->m->chain(p, by_p, by);
	memcpy(grad, by, t->n * sizeof(*grad));
	return v;
}

/* First and second derivatives by p, the prior's too. */
static void
second_by_p(struct posterior *t, const double *p, double *by_p, double *h)
{
	(void)at(t, p, by_p);
	t->m->hessian(t->c, p, h);
	for (size_t i = 0; i < t->n && !isinf(t->prior); i++)
		h[i * BTYD_PARAMS + i] -= (1 - posterior_log(t, p, i)) /
					  (p[i] * p[i] * t->prior * t->prior);
}

/*
 * Minus the second derivatives by theta: with J those of p by theta, and g, H
 * the first and second ones by p, J'HJ + (J'g)', the latter with g held. J is
 * what chain() makes of unit vectors, (J'g)' its difference: no data in it.
 */
static void
full_curve(const double *theta, double *out, void *arg)
{
	struct posterior *t = arg;
	double p[BTYD_PARAMS], g[BTYD_PARAMS], h[BTYD_PARAMS * BTYD_PARAMS];
	double j[BTYD_PARAMS][BTYD_PARAMS], at[BTYD_PARAMS] = {0, 0, 0, 0};
	size_t n = t->n;

	posterior_natural(t, theta, p);
	second_by_p(t, p, g, h);
	memcpy(at, theta, n * sizeof(*at));
	for (size_t k = 0; k < BTYD_PARAMS; k++) {
		double unit[BTYD_PARAMS] = {0, 0, 0, 0};

		unit[k] = 1;
		t->m->chain(p, unit, j[k]);
		g[k] = k < n ? g[k] : 0;
	}
	for (size_t a = 0; a < n; a++) {
		double up[BTYD_PARAMS], down[BTYD_PARAMS], step = 1e-4;

		at[a] = theta[a] + step;
		posterior_natural(t, at, p);
		t->m->chain(p, g, up);
		at[a] = theta[a] - step;
		posterior_natural(t, at, p);
		t->m->chain(p, g, down);
		at[a] = theta[a];
		for (size_t b = 0; b < n; b++) {
			double sum = (up[b] - down[b]) / (2 * step);

			for (size_t k = 0; k < n; k++)
				for (size_t l = 0; l < n; l++)
					sum += j[k][a] * j[l][b] *
					       h[k * BTYD_PARAMS + l];
			out[a * n + b] = -sum;
		}
	}
}

/* The same by log p: its curvature is the information of log p. */
static double
log_value(const double *log_p, double *grad, void *arg)
{
	struct posterior *t = arg;
	double p[BTYD_PARAMS] = {0, 0, 0, 1}, by_p[BTYD_PARAMS], v;

	for (size_t i = 0; i < t->n; i++)
		p[i] = exp(log_p[i]) * (t->m->timed[i] ? t->scale : 1);
	v = at(t, p, by_p);
	for (size_t i = 0; i < t->n; i++)
		grad[i] = p[i] * by_p[i];
	return v;
}

/* exp(+-12) of the scale of the data */
static const double low[BTYD_PARAMS] = {-12, -12, -12, -12};
static const double high[BTYD_PARAMS] = {12, 12, 12, 12};

struct optim
posterior_problem(struct posterior *t)
{
	return (struct optim){.n = t->n,
	    .value = full_value,
	    .curve = t->m->hessian != NULL ? full_curve : NULL,
	    .arg = t,
	    .low = low,
	    .high = high,
	    .tol = 1e-9};
}

/* d/dlog p is p d/dp. */
void
posterior_information(struct posterior *t, const double *p, double *info)
{
	struct optim o = {.n = t->n, .value = log_value, .arg = t};
	double at[BTYD_PARAMS], h[BTYD_PARAMS * BTYD_PARAMS], by_p[BTYD_PARAMS];
	size_t n = t->n;

	for (size_t i = 0; i < n; i++)
		at[i] = posterior_log(t, p, i);
	if (t->m->hessian == NULL) {
		optim_curvature(&o, at, info);
		return;
	}
	second_by_p(t, p, by_p, h);
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++)
			info[i * n + j] = -p[i] * p[j] * h[i * BTYD_PARAMS + j];
		info[i * n + i] -= p[i] * by_p[i];
	}
}
