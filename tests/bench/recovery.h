/*
 * recovery: how often 95 % intervals hold the truth: data are simulated from
 * known parameters and fitted; then it is counted which parameters, and
 * which totals of value, fall between their limits.
 */
#ifndef TESTS_RECOVERY_H
#define TESTS_RECOVERY_H

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "model/btyd.h"
#include "model/clv.h"
#include "model/gammagamma.h"
#include "num/rng.h"

enum { RECOVERY_ORDERS = 4, RECOVERY_SPEND = 3, RECOVERY_ALL = 8 };

/* What is counted: 4 parameters of orders, 3 of spend, the total. */
struct recovery {
	int sets; /* that were fitted */
	int weak; /* whose fit was no clean optimum, left out */
	int held[RECOVERY_ALL];
};

struct recovery_case {
	const struct btyd_model *m;
	double p[RECOVERY_ORDERS];
};

static const struct recovery_case recovery_cases[] = {
    {&btyd_bgnbd, {.8, 40, .9, 2.5}},
    {&btyd_mbgnbd, {.8, 40, .9, 2.5}},
    {&btyd_paretonbd, {.8, 40, .9, 120}},
    {&btyd_bgbb, {1.2, .75, .66, 2.8}},
};

enum { RECOVERY_CASES = sizeof(recovery_cases) / sizeof(*recovery_cases) };

static const double recovery_spend[RECOVERY_SPEND] = {6, 4, 15};

struct recovery_customer {
	struct history h;
	double spend;
};

static inline struct history
recovery_bg(const double *p, bool at_once, struct rng *r)
{
	double rate = rng_gamma(r, p[0], p[1]), drop = rng_beta(r, p[2], p[3]);
	struct history h = {0, 0, 300 + (double)rng_below(r, 300)};
	bool gone = at_once && rng_uniform(r) < drop;

	for (double at = 0; !gone;) {
		at += rng_exponential(r, rate);
		if (at > h.T)
			break;
		h.tx = at;
		h.x++;
		gone = rng_uniform(r) < drop;
	}
	return h;
}

static inline struct history
recovery_pareto(const double *p, struct rng *r)
{
	double rate = rng_gamma(r, p[0], p[1]);
	double life = rng_exponential(r, rng_gamma(r, p[2], p[3])), at;
	struct history h = {0, 0, 300 + (double)rng_below(r, 300)};

	for (at = rng_exponential(r, rate); at <= fmin(life, h.T);
	     at += rng_exponential(r, rate)) {
		h.tx = at;
		h.x++;
	}
	return h;
}

static inline struct history
recovery_bb(const double *p, struct rng *r)
{
	double order = rng_beta(r, p[0], p[1]), drop = rng_beta(r, p[2], p[3]);
	struct history h = {0, 0, 6 + (double)rng_below(r, 6)};

	for (double i = 1; i <= h.T && rng_uniform(r) >= drop; i++)
		if (rng_uniform(r) < order) {
			h.tx = i;
			h.x++;
		}
	return h;
}

static inline void
recovery_draw(
    const struct recovery_case *c, struct rng *r, struct recovery_customer *out)
{
	double nu = rng_gamma(r, recovery_spend[1], recovery_spend[2]);

	out->h = c->m == &btyd_paretonbd ? recovery_pareto(c->p, r)
		 : c->m == &btyd_bgbb
		     ? recovery_bb(c->p, r)
		     : recovery_bg(c->p, c->m == &btyd_mbgnbd, r);
	out->spend = out->h.x > 0 ? rng_gamma(r, recovery_spend[0] * out->h.x,
					nu * out->h.x)
				  : 0;
}

/* The value of all customers under these parameters. */
static inline double
recovery_total(const struct btyd_model *m, const double *p, const double *gg,
    const struct recovery_customer *c, size_t n)
{
	struct clv_terms terms = {.horizon = m->discrete ? 4 : 365.25,
	    .step = m->discrete ? 1 : 365.25 / 4,
	    .year = m->discrete ? 1 : 365.25,
	    .discount = .1};
	struct fault f;
	struct clv *clv = clv_new(m, p, &terms, &f);
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		struct clv_answer a;

		clv_score(clv, &c[i].h, &a);
		sum += a.discounted * gg_mean(gg, c[i].h.x, c[i].spend);
	}
	clv_delete(clv);
	return sum;
}

/* The derivative of log total by the log of one of its seven parameters. */
static inline double
recovery_slope(const struct btyd_model *m, const double *p, const double *gg,
    const struct recovery_customer *c, size_t n, int k)
{
	double q[2][RECOVERY_ORDERS + RECOVERY_SPEND];

	for (int s = 0; s < 2; s++) {
		memcpy(q[s], p, RECOVERY_ORDERS * sizeof(*p));
		memcpy(
		    q[s] + RECOVERY_ORDERS, gg, RECOVERY_SPEND * sizeof(*gg));
		q[s][k] *= exp(s == 0 ? 1e-4 : -1e-4);
	}
	return log(recovery_total(m, q[0], q[0] + RECOVERY_ORDERS, c, n) /
		   recovery_total(m, q[1], q[1] + RECOVERY_ORDERS, c, n)) /
	       2e-4;
}

static inline double
recovery_variance(const double *slope, const double *cov, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++)
			sum += slope[i] * slope[j] * cov[i * n + j];
	return sum;
}

static inline void
recovery_count(
    struct recovery *out, int k, double got, double want, double log_error)
{
	out->held[k] += fabs(log(got / want)) <= 1.959963985 * log_error;
}

static inline void
recovery_judge(const struct recovery_case *c, const struct btyd_fit *fit,
    const struct gg_fit *gg, const struct recovery_customer *all, size_t n,
    struct recovery *out)
{
	double slope[RECOVERY_ORDERS + RECOVERY_SPEND], v;

	for (int k = 0; k < RECOVERY_ORDERS; k++)
		recovery_count(
		    out, k, fit->p[k], c->p[k], fit->std_error[k] / fit->p[k]);
	for (int k = 0; k < RECOVERY_SPEND; k++)
		recovery_count(out, RECOVERY_ORDERS + k, gg->p[k],
		    recovery_spend[k], gg->std_error[k] / gg->p[k]);
	for (int k = 0; k < RECOVERY_ORDERS + RECOVERY_SPEND; k++)
		slope[k] = recovery_slope(c->m, fit->p, gg->p, all, n, k);
	v = recovery_variance(slope, fit->cov, RECOVERY_ORDERS) +
	    recovery_variance(slope + RECOVERY_ORDERS, gg->cov, RECOVERY_SPEND);
	recovery_count(out, RECOVERY_ALL - 1,
	    recovery_total(c->m, fit->p, gg->p, all, n),
	    recovery_total(c->m, c->p, recovery_spend, all, n), sqrt(v));
}

/* sets data sets of n customers each, the same for the same seed. */
static inline void
recovery_run(const struct recovery_case *c, int sets, size_t n, uint64_t seed,
    struct recovery *out)
{
	struct recovery_customer *all = mem_zero(n, sizeof(*all));

	*out = (struct recovery){0};
	for (int i = 0; i < sets; i++) {
		struct cells orders = {0}, spends = {0};
		struct btyd_fit fit;
		struct gg_fit gg;
		struct fault f;

		for (size_t k = 0; k < n; k++) {
			struct rng r;

			rng_init(&r, seed + (uint64_t)i, k);
			recovery_draw(c, &r, &all[k]);
			cells_add(
			    &orders, all[k].h.x, all[k].h.tx, all[k].h.T, 1);
			(void)gg_add(&spends, all[k].h.x, all[k].spend, 1);
		}
		cells_close(&orders);
		cells_close(&spends);
		if (btyd_fit(c->m, &orders, &fit, &f) &&
		    gg_fit(&spends, false, &gg, &f) && fit.verdict == BTYD_OK &&
		    gg.verdict == GG_OK) {
			out->sets++;
			recovery_judge(c, &fit, &gg, all, n, out);
		} else {
			out->weak++;
		}
		cells_free(&orders);
		cells_free(&spends);
	}
	mem_free(all);
}

#endif
