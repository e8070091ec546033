/*
 * deferral: what a loyalty programme owes for points, and how the price of a
 * sale is shared between the goods and the points that came with them.
 *
 * Source   IFRS 15 Revenue from Contracts with Customers, B39-B43 and
 *          Illustrative Example 52
 */
#ifndef MODEL_DEFERRAL_H
#define MODEL_DEFERRAL_H

/*
 * deferral_allocated: the part of the price that is for the points, by
 * stand-alone selling prices.
 *
 *   price   of goods and points together                  [money], > 0
 *   goods   what the goods cost alone                     [money], > 0
 *   points  issued x value x expected redemption          [money], >= 0
 */
double deferral_allocated(double price, double goods, double points);

/*
 * deferral_recognised: how much of that has been earned, in all periods so
 * far: the share of the expected redemptions that has taken place. A changed
 * expectation is caught up with at once, as B42 has it.
 *
 *   redeemed  so far                                      [points], >= 0
 *   expected  in all, in the end                          [points], > 0
 *
 * Returns at most allocated: more redemptions than expected earn no more.
 */
double deferral_recognised(double allocated, double redeemed, double expected);

#endif
