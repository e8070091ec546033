/* bgdert: all orders to come under BG/NBD, discounted continuously. */
#ifndef MODEL_BGDERT_H
#define MODEL_BGDERT_H

/*
 * bgdert: the mean of lambda/(delta + lambda p) for a customer alive now,
 * lambda ~ Gamma(n, rate g) and p ~ Beta(a, b): what the discounted orders
 * of a rate lambda, each the last one with chance p, come to.
 *
 *   n, g    > 0                                  [1, time]
 *   a, b    > 0
 *   delta   > 0                                  [1/time]
 *
 * Cost     5 to 20 us
 * Accuracy 1e-12 relative
 */
double bgdert(double n, double g, double a, double b, double delta);

#endif
