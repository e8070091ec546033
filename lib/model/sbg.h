/*
 * sbg: the shifted-beta-geometric model of contracts: at each renewal a
 * customer leaves with a chance of his own, which is from Beta(alpha, beta).
 * Period 0 is the first, which everybody has paid for.
 */
#ifndef MODEL_SBG_H
#define MODEL_SBG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

/* What happened at renewal i + 1, summed over all cohorts. */
struct sbg_step {
	double exposed; /* customers who could renew */
	double lost;    /* 0 <= lost <= exposed */
};

struct sbg_fit {
	double alpha, beta;
	double se_alpha, se_beta; /* NaN at a boundary */
	double loglik;
	double exposed; /* renewals */
	int iterations;
	bool boundary;    /* see weak */
	const char *weak; /* what the data do not tell, or NULL */
};

/*
 * sbg_fit: maximum likelihood; standard errors by the observed information.
 *
 *   step   n of them, renewals 1 .. n
 *
 * Where all customers seem alike, alpha + beta grows without end: the fit
 * is a constant churn rate, at the greatest sum it looks at, and says so.
 *
 * Errors   FAULT_DATA: nobody was lost, or nobody stayed, or no convergence
 * Accuracy 1e-6 relative of the optimum
 * Source   Fader & Hardie (2007), Journal of Interactive Marketing 21(1)
 */
bool sbg_fit(const struct sbg_step *step, size_t n, struct sbg_fit *out,
    struct fault *f);

/* The chance to renew for the t-th time, t >= 1, of those who got there. */
double sbg_retention(double alpha, double beta, int t);

/*
 * sbg_derl: discounted expected residual lifetime: the mean number of
 * payments still to come, just before renewal n, of one who has paid n
 * times; n = 0 is a new customer, whose first payment counts.
 *
 *   d   discount rate of a period, >= 0; at 0 INFINITY unless alpha > 1
 *
 * Accuracy 1e-11 relative
 * Source   Fader & Hardie (2010), Marketing Science 29(1), eq. 6
 */
double sbg_derl(double alpha, double beta, int n, double d);

#endif
