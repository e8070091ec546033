/*
 * churn: how many customers come, stay and go from period to period.
 *
 * A customer is active in whole periods 0 .. n-1. Those active in t-1 are
 * the opening of t; lost are those of them who are not active in t, new who
 * never were before, returned who were, but not in t-1.
 */
#ifndef MODEL_CHURN_H
#define MODEL_CHURN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/i128.h"

struct churn_count {
	uint64_t opening, fresh, returned, lost;
	/* What the opening bought in t-1, and the lost ones of them.
	 * In any unit; 0: not known. */
	struct i128 bought, lost_bought;
};

/* Zeroed but for n and at: n zeroed counts, the caller's. */
struct churn {
	size_t n;
	struct churn_count *at;
};

/*
 * churn_stay: a customer active from first to last, both counted, and
 * neither in first - 1 nor in last + 1. 0 <= first <= last < n.
 *
 *   before   whether he was active at any time before first
 */
void churn_stay(struct churn *c, size_t first, size_t last, bool before);

/* After the last churn_stay: fills in the openings. */
void churn_close(struct churn *c);

/* opening - lost + new + returned */
uint64_t churn_closing(const struct churn_count *c);

enum churn_base {
	CHURN_OPENING, /* those who could be lost */
	CHURN_BUYERS /* all who bought in t-1 or t: opening + new + returned */
};

struct churn_rates {
	double base;            /* customers */
	double rate, low, high; /* lost / base; NaN: the base is empty */
	double retention;       /* 1 - rate */
	double lifetime;        /* 1 / rate  [periods]; INFINITY at 0 */
	double relative;        /* lost_bought / bought; NaN: not known */
};

/*
 * churn_rates: the shares of one period.
 *
 *   z   of the interval's level (proportion_z); it is Wilson's
 *
 * Accuracy 1e-14 relative
 * Source   Wilson (1927), JASA 22, 209-212
 */
void churn_rates(const struct churn_count *c, enum churn_base base, double z,
    struct churn_rates *out);

#endif
