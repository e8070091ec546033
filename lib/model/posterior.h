/*
 * posterior: the likelihood of a btyd model with its prior, as optim wants
 * it: by theta, time being in units of the mean age.
 */
#ifndef MODEL_POSTERIOR_H
#define MODEL_POSTERIOR_H

#include "model/btyd.h"
#include "num/optim.h"

struct posterior {
	const struct btyd_model *m;
	const struct cells *c;
	double scale; /* unit of time, in the customers' own */
	double prior; /* deviation of log p, or INFINITY */
	size_t n;     /* parameters: the limiting model has 2 */
	/* where it was last computed, what it was there, and its gradient: it
	 * is often asked twice; last[0] NaN: not yet of these cells */
	double last[BTYD_PARAMS], value, by_last[BTYD_PARAMS];
};

/* log p[i], times in units of scale. */
double posterior_log(const struct posterior *t, const double *p, size_t i);

/* The prior's part at p, its gradient added to by_p. */
double posterior_prior(
    const struct posterior *t, const double *p, double *by_p);

/* theta (n values) to p; of the limiting model p[2] is 0 and p[3] 1. */
void posterior_natural(
    const struct posterior *t, const double *theta, double *p);

/* To be maximised by theta, within exp(+-12) of the scale of the data. */
struct optim posterior_problem(struct posterior *t);

/* Minus its second derivatives by log p: n x n. */
void posterior_information(struct posterior *t, const double *p, double *info);

#endif
