/*
 * gammagamma: what a customer spends per order. Each order is Gamma(p, rate
 * nu), nu differs between customers as Gamma(q, rate v), and both are
 * independent of how often they buy.
 *
 * Source  Fader, Hardie & Lee (2005), JMR 42, 415-430; Fader & Hardie
 *         (2013), note 025
 */
#ifndef MODEL_GAMMAGAMMA_H
#define MODEL_GAMMAGAMMA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "model/cells.h"

enum { GG_PARAMS = 3 };

enum gg_verdict {
	GG_OK,
	GG_NO_MEAN,  /* q <= 1: the tail is too heavy for a mean */
	GG_BOUNDARY, /* a parameter left exp(+-12) of the scale */
	GG_SINGULAR,
	GG_NOT_CONVERGED,
};

struct gg_fit {
	enum gg_verdict verdict;
	const char *weak;    /* the parameter to blame, or NULL */
	double p[GG_PARAMS]; /* p, q, v        [1, 1, money] */
	double std_error[GG_PARAMS];
	double cov[GG_PARAMS * GG_PARAMS]; /* of log p, log q, log v */
	double loglik;                     /* [nats], in the data's own money */
	double customers;
	double aic, bic;
	int iterations;
};

/*
 * Data are cells: gg_add for each customer with x > 0 and m > 0, then
 * cells_close. Others are left out; false says so.
 *
 *   x   repeat purchases                            [count]
 *   m   mean value of those purchases               [money]
 */
bool gg_add(struct cells *c, double x, double m, double weight);

/*
 * gg_loglik: log-likelihood, and its gradient by p, q, v when by is not NULL.
 * Domain   p, q, v > 0
 * Accuracy 1e-12 relative
 */
double gg_loglik(const struct cells *c, const double *p, double *by);

/*
 * gg_fit: maximum likelihood on log parameters.
 *
 *   need_mean   fit log(q - 1) instead, so that a mean always exists
 *
 * Errors   FAULT_DATA: fewer than two customers, or all spend the same
 * Accuracy 1e-6 relative of the optimum; the same bytes for shuffled rows
 */
bool gg_fit(
    const struct cells *c, bool need_mean, struct gg_fit *out, struct fault *f);

/*
 * gg_mean: mean spend per order of a customer with x orders of mean m.
 * Returns  the population's mean for x = 0; NaN where it has none: with
 *          p x + q <= 1
 */
double gg_mean(const double *p, double x, double m);

/* The population's mean, p v/(q-1); NaN for q <= 1. */
double gg_population(const double *p);

#endif
