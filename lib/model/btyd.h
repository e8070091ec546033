/*
 * btyd: "buy till you die" models behind one descriptor, and their fit.
 *
 * The letters are the papers': a customer has made x repeat purchases, the
 * last of them at tx, and is T old, all counted from the first purchase.
 * Models work in the customers' own unit of time (days, weeks).
 */
#ifndef MODEL_BTYD_H
#define MODEL_BTYD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "model/cells.h"

enum { BTYD_PARAMS = 4, BTYD_STARTS = 4, BTYD_EFFECTS = 3 };

/* One customer's history. */
struct history {
	double x;  /* [count]  0, 1, 2, ... */
	double tx; /* [time]   0 <= tx <= T, 0 exactly when x is 0 */
	double T;  /* [time] */
};

/*
 * A model. The first two parameters are those of the purchases (r, alpha),
 * the other two those of dropout; a dropout parameter of 0 at [2] means that
 * nobody drops out: the limiting model, which is the NBD or, for BG/BB, the
 * beta-binomial. theta are the parameters to optimise, free on the real
 * line; the first two are of the purchases alone.
 */
struct btyd_model {
	const char *name;               /* "bgnbd" */
	const char *title;              /* "BG/NBD" */
	const char *param[BTYD_PARAMS]; /* "r", "alpha", "a", "b" */
	const char *weak[BTYD_PARAMS];  /* what a theta is called in messages */

	bool timed[BTYD_PARAMS]; /* is a time, as alpha */
	bool discrete;           /* time is counted in opportunities */

	/* Where to begin: steps from the limiting model's optimum at [0] and
	 * [1], thetas at [2] and [3]. */
	const double (*starts)[BTYD_PARAMS];

	/* What covariates act on, purchases first; none for BG/BB. Effect e
	 * of g z multiplies parameter i by exp(move[e][i] g z). */
	size_t effects;
	const char *effect[BTYD_EFFECTS]; /* "lambda" */
	double move[BTYD_EFFECTS][BTYD_PARAMS];

	/* NULL, or what is wrong with a history, in a few words. */
	const char *(*row_ok)(const struct history *h);

	/* The limiting model's first two thetas, roughly, from moments; with
	 * time in units of the mean age. */
	void (*limit)(const struct cells *c, double *theta);

	/* p of theta, with time in units of scale; and back. */
	void (*natural)(const double *theta, double scale, double *p);
	void (*theta)(const double *p, double scale, double *theta);

	/* Gradient by theta from the one by p. */
	void (*chain)(const double *p, const double *by_p, double *by_theta);

	/* Log-likelihood of the cells; by_p: its gradient, 4, or NULL. */
	double (*loglik)(const struct cells *c, const double *p, double *by_p);

	/* Its second derivatives by p, 4 x 4; or NULL: by differences. */
	void (*hessian)(const struct cells *c, const double *p, double *out);

	/* P(the customer has not dropped out by T). */
	double (*alive)(const double *p, const struct history *h);

	/* The rest of the answers holds for customers alive at T, by (x, T). */

	/* out[k]: mean orders in (T, T + t[k]]; t ascending, n of them; the
	 * last may be INFINITY, where the mean may be, too. */
	void (*orders)(const double *p, const struct history *h,
	    const double *t, size_t n, double *out);

	/* P(not dropped out by T + t). */
	double (*stays)(const double *p, const struct history *h, double t);

	/* P(at least one order in (T, T + t]); t may be INFINITY. */
	double (*any)(const double *p, const struct history *h, double t);

	/* Mean orders after T, discounted continuously at delta per time. */
	double (*dert)(const double *p, const struct history *h, double delta);

	/* Mean repeat orders of a new customer by t. */
	double (*newcomer)(const double *p, double t);

	/* P(a new customer has made n repeat orders by t). */
	double (*pmf)(const double *p, double n, double t);
};

extern const struct btyd_model btyd_bgnbd;
extern const struct btyd_model btyd_mbgnbd;
extern const struct btyd_model btyd_paretonbd;
extern const struct btyd_model btyd_bgbb;

/* The model of that name, or NULL; and the i-th one, NULL past the end. */
const struct btyd_model *btyd_find(struct str name);
const struct btyd_model *btyd_at(size_t i);

/* What most models have as row_ok and limit. */
const char *btyd_row_ok(const struct history *h);
void btyd_nbd_start(const struct cells *c, double *theta);

enum btyd_verdict {
	BTYD_OK,
	BTYD_BOUNDARY, /* the optimum is at a limit: see weak and no_dropout */
	BTYD_SINGULAR, /* a ridge inside: parameters are not identified */
	BTYD_NOT_CONVERGED,
};

struct btyd_fit {
	enum btyd_verdict verdict;
	const char *weak;              /* the parameter to blame, or NULL */
	bool no_dropout;               /* p is the limiting model: p[2] is 0 */
	double p[BTYD_PARAMS];         /* to score with, whatever the verdict */
	double std_error[BTYD_PARAMS]; /* NaN where not identified */
	double cov[BTYD_PARAMS * BTYD_PARAMS]; /* of log p; NaN likewise. With
	    no_dropout: the limiting model's two, the others NaN */
	double loglik;             /* [nats], in the data's own time unit */
	double nbd[2], nbd_loglik; /* the limiting model of these data */
	double customers;
	size_t cells;
	double aic, bic;
	int iterations; /* of the start kept, and on all cells */
	int evals;
	double decrement;
};

/* A log parameter with a larger standard error is not known. */
#define BTYD_SE_MAX 3.0

/*
 * btyd_fit: maximum likelihood.
 *
 *   c     closed cells
 *   out   all of it, also for verdicts other than BTYD_OK
 *
 * The verdict is BTYD_BOUNDARY when a parameter leaves exp(+-12) of the data's
 * scale or its log has a standard error over 3. If the likelihood then gains
 * less over the limiting model than its 5 % point (1.353, half of
 * chi-bar-square's 2.706), there is no dropout to be seen: out->p becomes
 * that model.
 *
 * Errors   FAULT_DATA: no cells, no repeat purchase, or no time
 * Cost     about 40 passes over the cells
 * Accuracy 1e-6 relative of the optimum; the same bytes for shuffled rows
 * Source   FORMULAS 2.11; Self & Liang (1987), JASA 82, 605-610
 */
bool btyd_fit(const struct btyd_model *m, const struct cells *c,
    struct btyd_fit *out, struct fault *f);

/*
 * btyd_fit_prior: the same with a prior: the logarithm of each parameter is
 * normal around 0, times being in units of the mean age. The estimate is the
 * posterior's mode, the covariance its curvature; loglik is without it.
 *
 *   prior  its standard deviation, > 0; INFINITY is no prior
 */
bool btyd_fit_prior(const struct btyd_model *m, const struct cells *c,
    double prior, struct btyd_fit *out, struct fault *f);

#endif
