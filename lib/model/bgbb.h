/*
 * bgbb: BG/BB. At each of n opportunities a living customer orders or not,
 * with a chance from Beta(alpha, beta); before each he leaves for good with
 * a chance from Beta(gamma, delta).
 *
 * All functions are in btyd.h's descriptor btyd_bgbb; here are those that
 * have no place there. Times are counts of opportunities: of a history x are
 * orders, tx is the opportunity of the last one, T is n. P(alive) is just
 * after opportunity n; m opportunities later it is alive() * stays(m), and
 * the paper's table 6 has m = 1. A horizon ends with its last whole
 * opportunity.
 *
 * Source  Fader, Hardie & Shang (2010), Marketing Science 29, 1086-1108
 */
#ifndef MODEL_BGBB_H
#define MODEL_BGBB_H

#include "model/btyd.h"

/*
 * bgbb_pmf: P(X(n) = x) of a new customer.
 *
 *   p      alpha, beta, gamma, delta; each > 0
 *   x, n   orders and opportunities, 0 <= x <= n
 *
 * Cost     O(n - x)
 * Accuracy 1e-12
 */
double bgbb_pmf(const double *p, double x, double n);

/* As btyd_row_ok, and in whole opportunities. */
const char *bgbb_row_ok(const struct history *h);

#endif
