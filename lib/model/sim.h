/*
 * sim: orders of customers who follow a "buy till you die" model exactly.
 *
 * A customer's first order falls anywhere in the window with equal chance.
 * From then on orders come at random, at a rate of his own, until he drops
 * out or the window ends; each is spent on with a level of his own.
 *
 *   rate       Gamma(r, rate alpha)                         [orders/day]
 *   dropout    bgnbd: after each repeat order with the same chance, which is
 *              from Beta(a, b); mbgnbd: after the first order as well;
 *              paretonbd: after an exponential time of rate Gamma(s, beta)
 *   spend      Gamma(p, rate nu) with nu from Gamma(q, rate v), to the
 *              nearest cent, at least one cent
 *
 * Customer n's orders depend on (seed, n) and the parameters alone. Only
 * + - * / sqrt and num/elem are used: the same bytes on every machine.
 *
 * Sources  Fader, Hardie & Lee (2005); Batislam et al. (2007); Schmittlein,
 *          Morrison & Colombo (1987); Fader & Hardie (2013), note 025
 */
#ifndef MODEL_SIM_H
#define MODEL_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "num/rng.h"

enum sim_kind { SIM_BGNBD, SIM_MBGNBD, SIM_PARETONBD };

struct sim_form {
	enum sim_kind kind;
	double p[4];     /* r, alpha, a, b; or r, alpha, s, beta; days, > 0 */
	double spend[3]; /* p, q, v; > 0 */
	int32_t days;    /* length of the window, >= 1 */
	uint64_t seed;
};

/* One customer's orders, in order of time. */
struct sim {
	const struct sim_form *form;
	struct rng rng;
	double rate, drop, level; /* drop: a chance, or a time */
	double now;               /* of the last order  [days] */
	bool begun;
};

/* What comes of the n-th customer, 0, 1, 2, ... */
void sim_start(struct sim *s, const struct sim_form *form, uint64_t n);

/*
 * sim_next: the next order, false after the last.
 *   day    0 .. days - 1
 *   spend  >= 0, not rounded; huge where v/q is, perhaps infinite
 */
bool sim_next(struct sim *s, int32_t *day, double *spend);

struct sim_order {
	uint32_t customer; /* 0, 1, 2, ... */
	uint32_t number;   /* of the customer's orders: 1, 2, 3, ... */
	int64_t cents;
};

struct sim_orders {
	struct sim_order *at; /* start[days] of them */
	size_t *start;        /* of each day's orders, days + 1 values */
};

/*
 * sim_orders: the orders of n customers by day, then customer, then number.
 *
 * Errors  FAULT_DATA when an amount or a number does not fit
 * Memory  16 bytes an order: each customer is played twice, to count the
 *         days' orders and to put them where they belong
 */
bool sim_orders(const struct sim_form *form, uint32_t n, struct sim_orders *out,
    struct fault *f);
void sim_orders_free(struct sim_orders *o);

#endif
