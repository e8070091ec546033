/* retention: closed forms of customer lifetime value at a constant rate. */
#ifndef MODEL_RETENTION_H
#define MODEL_RETENTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

/* When the customer pays; q = r/(1+d), m the net margin of a period. */
enum retention_timing {
	RETENTION_RESIDUAL,  /* has just paid: sum of m q^t, t = 1.. */
	RETENTION_ORDINARY,  /* surely once, at the end of the first period */
	RETENTION_IMMEDIATE, /* now: sum of m q^t, t = 0.. */
	RETENTION_MID,       /* the same, at the middle of each period */
};

struct retention {
	double revenue;   /* per period                        [money] */
	double margin;    /* share of it that remains          [1] */
	double cost;      /* of the relationship, per period   [money] */
	double referral;  /* worth of recommendations, likewise [money] */
	double retention; /* r: 0 <= r <= 1                    [per period] */
	double discount;  /* d > -1                            [per period] */
	double periods;   /* N, a whole number >= 1, or INFINITY */
	enum retention_timing timing;
};

/*
 * retention_value: the value.
 *
 *   value  out; INFINITY (or -INFINITY) when N is infinite and q >= 1
 *
 * Errors   FAULT_DATA: an input outside its domain, by name
 * Accuracy 1e-14 relative
 * Source   Berger & Nasr (1998), J. Interactive Marketing 12(1);
 *          Fader & Hardie (2012), note 033
 */
bool retention_value(
    const struct retention *in, double *value, struct fault *f);

/* Periods a customer stays on average: 1/churn, infinite at 0; NaN below. */
double retention_lifetime(double churn);

/* "residual", "ordinary", ...; and the other way: false when unknown. */
const char *retention_name(enum retention_timing t);
bool retention_find(struct str name, enum retention_timing *t);

/* A running net present value. Zeroed is none. */
struct npv {
	double sum, lost;
};

/* npv_add: cash * (1+d)^-period; d > -1. */
void npv_add(struct npv *n, double cash, double period, double discount);
double npv_value(const struct npv *n);

#endif
