/*
 * covariate: models whose parameters differ between customers by what is
 * known of them: a channel, an age, a first product.
 *
 * With z a customer's covariates and g their effects, a parameter p becomes
 * p exp(+-g'z) as the model's descriptor says: for Pareto/NBD the mean rate of
 * buying (lambda) and of leaving (mu) are multiplied by exp(g'z); for BG/NBD
 * and MBG/NBD the rate of buying, and a and b of the dropout's Beta.
 *
 * Source  Fader & Hardie (2007), note 019; FORMULAS 2.10
 */
#ifndef MODEL_COVARIATE_H
#define MODEL_COVARIATE_H

#include "model/btyd.h"
#include "model/strata.h"

enum {
	COVARIATE_EFFECTS = BTYD_EFFECTS * COVARIATES_MAX,
	COVARIATE_PARAMS = BTYD_PARAMS + COVARIATE_EFFECTS
};

/* What a fit says about covariates. Effect e of covariate j is at e * k + j;
 * k is 0 for a model without them. */
struct covariate_fit {
	size_t k, effects;
	double g[COVARIATE_EFFECTS];
	double std_error[COVARIATE_EFFECTS]; /* NaN where not identified */
	/* n x n of log p and then g, n = BTYD_PARAMS + effects * k; NaN where
	 * not identified */
	double cov[COVARIATE_PARAMS * COVARIATE_PARAMS];
	int weak;     /* the effect to blame, or -1 */
	int constant; /* after a fault: the covariate without change, or -1 */
};

/*
 * covariate_fit: maximum likelihood of parameters and effects together.
 *
 *   all    the same customers without their covariates, closed: where to
 *          begin, and whether there is dropout to be seen at all
 *   prior  as in btyd_fit_prior, of the parameters of a customer with mean
 *          covariates, and of what one standard deviation of each does
 *   out    p are the parameters at z = 0; its cov is of those
 *   more   the effects
 *
 * The verdict is btyd_fit's, with the 5 % point of as many parameters as act
 * on dropout; a limiting model has effects on purchases alone,
 * the others are 0 then and not known.
 *
 * Errors   as btyd_fit, and a covariate that is the same for everyone
 * Cost     about 10 * (9 + 2 effects * k) passes over the cells, and 0.2 us
 *          for each stratum in a pass: ten seconds where each of 100,000
 *          customers has covariates of his own
 * Accuracy 1e-6 relative of the optimum; the same bytes for shuffled rows
 */
bool covariate_fit(const struct btyd_model *m, const struct strata *s,
    const struct cells *all, double prior, struct btyd_fit *out,
    struct covariate_fit *more, struct fault *f);

/*
 * covariate_params: a customer's own parameters.
 *   p    those at z = 0
 *   out  BTYD_PARAMS values; p itself when there are no covariates
 */
void covariate_params(const struct btyd_model *m, const struct covariate_fit *c,
    const double *p, const double *z, double *out);

/*
 * covariate_gradient: a gradient by the logarithms of his own parameters, as
 * one by log p and g (BTYD_PARAMS + effects * k values).
 */
void covariate_gradient(const struct btyd_model *m,
    const struct covariate_fit *c, const double *z, const double *own,
    double *out);

#endif
