/*
 * paretonbd: Pareto/NBD. Purchases are Poisson with a rate from Gamma(r,
 * rate alpha); a customer leaves for good after an exponential time with a
 * rate from Gamma(s, rate beta), whether he buys or not.
 *
 * All functions are in btyd.h's descriptor btyd_paretonbd; here are those
 * that have no place there.
 *
 * Sources  Schmittlein, Morrison & Colombo (1987), Management Science 33,
 *          1-24; Fader, Hardie & Lee (2005), JMR 42, 415-430 (DERT)
 */
#ifndef MODEL_PARETONBD_H
#define MODEL_PARETONBD_H

/*
 * paretonbd_pmf: P(X(t) = n) of a new customer.
 *
 *   p      r, alpha, s, beta; each > 0           [1, time, 1, time]
 *   n      repeat purchases, 0, 1, 2, ...
 *   t      since the first purchase, >= 0        [time]
 *
 * Accuracy 1e-12
 */
double paretonbd_pmf(const double *p, double n, double t);

#endif
