/*
 * clv: what a customer is worth from now to a horizon: margin times spend
 * per order times the discounted orders to come.
 */
#ifndef MODEL_CLV_H
#define MODEL_CLV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "model/btyd.h"

/* The terms. Times in the model's unit. */
struct clv_terms {
	double horizon;  /* > 0; INFINITY is allowed     [time] */
	double step;     /* a month: year/12              [time] */
	double year;     /* 365.25 or 365.25/7           [time] */
	double discount; /* a year, > -1: 0.10 is 10 %   [1/year] */
	double ahead;    /* 0: none; else for alive_at   [time] */
	bool at_end;     /* discount at the end of a step, as lifetimes does */
};

/*
 * clv_terms_ok: whether clv_new will take them.
 * Errors   FAULT_DATA: a term out of its domain, more than 100,000 steps, or
 *          an infinite horizon without a positive discount rate
 */
bool clv_terms_ok(const struct clv_terms *terms, struct fault *f);

struct clv_answer {
	double alive;      /* P(alive) now */
	double alive_at;   /* P(alive) at T + ahead; 0 when ahead is 0 */
	double orders;     /* mean orders within the horizon */
	double any;        /* P(at least one order within the horizon) */
	double discounted; /* the same orders, each step's at its middle */
};

/*
 * A scorer: one model, its parameters and terms; what depends on (x, T)
 * alone is remembered, so that a million customers cost some ten thousand
 * series.
 */
struct clv;

/*
 * clv_new: the pair of clv_delete.
 *
 *   p   parameters of m; those of a fit, whatever its verdict
 *
 * Errors   as clv_terms_ok
 */
struct clv *clv_new(const struct btyd_model *m, const double *p,
    const struct clv_terms *terms, struct fault *f);

/*
 * clv_params: other parameters from here on; what was remembered of the
 * former ones is found again under their tag.
 *
 *   p    as in clv_new
 *   tag  the same for the same parameters; clv_new's are 0
 */
void clv_params(struct clv *c, const double *p, uint32_t tag);

/*
 * clv_score: the answers for one customer.
 *
 *   h        as btyd_row_ok has it
 *
 * CLV is margin * spend * discounted; the caller multiplies. With an
 * infinite horizon orders is INFINITY where the time alive has no mean,
 * any is of ever another order, and discounted is continuous at
 * log(1 + discount).
 *
 * Cost     0.1 us when (x, T) was seen before, else about 0.3 us a step,
 *          or 5 to 20 us for an infinite horizon
 * Accuracy 1e-10 relative for given parameters
 */
void clv_score(struct clv *c, const struct history *h, struct clv_answer *out);

void clv_delete(struct clv *c);

#endif
