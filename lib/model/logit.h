/*
 * logit: logistic regression with an L2 penalty:
 * P(y = 1) = 1/(1 + exp(-(w0 + w1 x1 + ... + wp xp))).
 */
#ifndef MODEL_LOGIT_H
#define MODEL_LOGIT_H

#include <stdbool.h>
#include <stddef.h>

struct logit_data {
	const double *x;        /* n rows of p values */
	const unsigned char *y; /* n: 0 or 1 */
	size_t n, p;
};

struct logit_end {
	bool converged;
	int iterations;
	double loglik;    /* [nats], without the penalty */
	double decrement; /* what a further Newton step would gain */
};

/*
 * logit_fit: the w that minimises -loglik + penalty/2 (w1^2 + ... + wp^2).
 *
 *   penalty   > 0; scikit-learn's 1/C. The intercept w0 is free of it
 *   w         out: p + 1 values
 *
 * Both values of y must occur. With a penalty the optimum is unique and
 * finite, also where the classes are separable or columns are collinear.
 *
 * Cost     n p^2 / 2 per iteration, usually 5 to 8 of them
 * Accuracy 1e-9 relative to the greatest w
 * Source   Newton's method (IRLS): Hastie, Tibshirani & Friedman (2009), 4.4
 */
void logit_fit(const struct logit_data *d, double penalty, double *w,
    struct logit_end *end);

/* w0 + w1 x1 + ...: the log odds. */
double logit_score(const double *w, const double *x, size_t p);

#endif
