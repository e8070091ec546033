/*
 * bglike: the likelihood of BG/NBD (m = 0) and MBG/NBD (m = 1). Of a cell,
 * with
 *   D  = log a - log(b+x-1+m) + (r+x) (log(alpha+T) - log(alpha+tx)),
 *        -infinity for x = 0 in BG and for a = 0,
 * it is
 *   LL = log Gamma(r+x)/Gamma(r) + r log alpha + lB(a,b+x+m) - lB(a,b)
 *        - (r+x) log(alpha+T) + log(1 + e^D).
 */
#ifndef MODEL_BGLIKE_H
#define MODEL_BGLIKE_H

#include "model/cells.h"

/* loglik and hessian of btyd.h's descriptor. */
double bg_loglik(const struct cells *c, const double *p, double *by_p, int m);
void bg_hessian(const struct cells *c, const double *p, int m, double *out);

#endif
