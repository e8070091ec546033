/*
 * optim: maximises a smooth function of a few parameters, such as a
 * log-likelihood, and says honestly how that ended.
 */
#ifndef NUM_OPTIM_H
#define NUM_OPTIM_H

#include <stdbool.h>
#include <stddef.h>

enum optim_status {
	OPTIM_CONVERGED,     /* Newton decrement below tol, Hessian definite */
	OPTIM_BOUNDARY,      /* the same, but a parameter stands at a limit */
	OPTIM_SINGULAR,      /* a maximum along a ridge: not identified */
	OPTIM_NOT_CONVERGED, /* out of iterations, or no step gains anything */
};

struct optim {
	size_t n;
	/*
	 * The function at p, and its gradient there: n values. Anything not
	 * finite means that p is outside the domain: the step is shortened.
	 */
	double (*value)(const double *p, double *gradient, void *arg);
	/*
	 * Minus the Hessian at p, n x n; or NULL: by differences of the
	 * gradient, 2n calls of value.
	 */
	void (*curve)(const double *p, double *out, void *arg);
	void *arg;
	const double *low; /* limits, n values each, or NULL: none */
	const double *high;
	/*
	 * Minus the Hessian, roughly, n x n, as of a sample of the data; or
	 * NULL. It then stands for C as long as every step gains ten times
	 * less than the one before: a call of value per iteration.
	 */
	const double *curvature;
	double tol;         /* on g'H^-1 g/2, in units of value; 0: 1e-8 */
	double step_max;    /* longest step of one parameter; 0: 2 */
	int iterations_max; /* 0: 100 */
};

struct optim_end {
	enum optim_status status;
	double value;
	double decrement; /* what a further Newton step would gain */
	int iterations;
	int evals;   /* calls of value */
	size_t weak; /* the parameter at a limit, or the flattest one */
};

/*
 * optim_newton: climbs from p to a local maximum, which it leaves in p.
 *
 * Owns     nothing; deterministic
 * Cost     1 call of value and one of curve, or 1 + 2n calls of value, per
 *          iteration, usually 5 to 12 of them
 * Source   Nocedal & Wright (2006), Numerical Optimization, ch. 3 and 16
 */
void optim_newton(const struct optim *o, double *p, struct optim_end *end);

/*
 * optim_starts: optim_newton from each of count starts (n values each);
 * p becomes the best end. Ends that converged come before those that did not.
 */
void optim_starts(const struct optim *o, const double *starts, size_t count,
    double *p, struct optim_end *end);

/*
 * optim_curvature: minus the Hessian at p (n x n, symmetric), by curve or
 * central differences of the gradient.
 * Accuracy of differences 1e-8 relative for parameters on log scale
 */
void optim_curvature(const struct optim *o, const double *p, double *out);

#endif
