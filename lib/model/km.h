/*
 * km: how long until an event that not everybody has been seen to have:
 * the Kaplan-Meier curve, its intervals, median and restricted mean, and the
 * log-rank test between groups.
 *
 * A subject is watched from entry (excluded) to time (included), where the
 * event came or watching ended. Subjects whose watching ends at t are at
 * risk at t: events come before endings.
 */
#ifndef MODEL_KM_H
#define MODEL_KM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct km_data {
	const double *time;         /* n, >= 0 */
	const double *entry;        /* n, < time, -INFINITY: none; or NULL */
	const unsigned char *event; /* n: 1 where the event came at time */
	size_t n;
};

/* A distinct time. */
struct km_row {
	double time;
	uint64_t at_risk, events, censored;
	double survival;  /* S(t): from t on, up to the next row's time */
	double greenwood; /* sum of d/(n(n-d)): the variance of log S */
	double std_error; /* S sqrt(greenwood); NaN when S is 0 */
	double low, high; /* by km_band */
};

struct km {
	struct km_row *row; /* n, ascending times */
	size_t n;
	uint64_t subjects, events;
};

/*
 * km_fit: the pair of km_free. No bands yet.
 *
 * Cost     O(n log n)
 * Accuracy 1e-13 relative
 * Source   Kaplan & Meier (1958), JASA 53, 457-481; Greenwood (1926)
 */
void km_fit(const struct km_data *d, struct km *out);
void km_free(struct km *k);

enum km_interval { KM_LOG_LOG, KM_LOG, KM_PLAIN };

/*
 * km_band: pointwise intervals of S.
 *
 *   z   of the level (proportion_z)
 *
 * Cut to [0, 1]; both ends 1 where S is, NaN where S is 0.
 * Source   Kalbfleisch & Prentice (2002), 1.4: log S -+ z sqrt(greenwood) for
 *          KM_LOG, log(-log S) for KM_LOG_LOG
 */
void km_band(struct km *k, enum km_interval kind, double z);

struct km_median {
	double median, low, high; /* NaN: not reached */
};

/*
 * km_median: the first time with S <= 1/2, and where the bands come there.
 * Source  Brookmeyer & Crowley (1982), Biometrics 38, 29-41
 */
void km_median(const struct km *k, struct km_median *out);

/* The row that holds at t, or NULL before the first. */
const struct km_row *km_at(const struct km *k, double t);

/*
 * km_mean: the restricted mean, the area under S from 0 to tau.
 *
 *   std_error   out: of Greenwood's kind, without the n/(n-1) that some use
 */
double km_mean(const struct km *k, double tau, double *std_error);

struct km_test {
	double chi2; /* NaN: nothing to compare */
	int df;
	double p;
};

/*
 * km_logrank: whether the groups have one curve.
 *
 *   group   n numbers below groups
 *
 * Groups that are never at risk when an event comes do not count.
 *
 * Cost     O(n log n + events * groups^2)
 * Accuracy 1e-10 relative
 * Source   Mantel (1966); Peto & Peto (1972), JRSS A 135, 185-207
 */
void km_logrank(const struct km_data *d, const uint32_t *group, size_t groups,
    struct km_test *out);

#endif
