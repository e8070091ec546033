/*
 * bgnbd: BG/NBD and MBG/NBD. Purchases are Poisson with a rate from
 * Gamma(r, rate alpha); after each repeat purchase (MBG: after the first
 * one as well) the customer drops out with a chance from Beta(a, b).
 *
 * All functions are in btyd.h's descriptors btyd_bgnbd and btyd_mbgnbd;
 * here are those that have no place there.
 *
 * Sources  Fader, Hardie & Lee (2005), Marketing Science 24(2), 275-284;
 *          Batislam, Denizel & Filiztekin (2007), IJRM 24, 201-209;
 *          Fader, Hardie & Lee (2008), note 021 (P(alive))
 */
#ifndef MODEL_BGNBD_H
#define MODEL_BGNBD_H

/*
 * bgnbd_pmf, mbgnbd_pmf: P(X(t) = n) of a new customer.
 *
 *   p      r, alpha, a, b; each > 0, but a >= 0  [1, time, 1, 1]
 *   n      repeat purchases, 0, 1, 2, ...
 *   t      since the first purchase, >= 0        [time]
 *
 * Accuracy 1e-12
 */
double bgnbd_pmf(const double *p, double n, double t);
double mbgnbd_pmf(const double *p, double n, double t);

#endif
