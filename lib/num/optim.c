/*
 * Damped Newton. Each round:
 *  1. gradient g, and curvature C = -Hessian, the caller's function or by
 *     central differences of g; or the matrix he lends, as long as that does;
 *  2. a parameter at its limit whose gradient points outwards is held;
 *  3. (C + mu D) s = g over the free ones, D the magnitudes of C's diagonal,
 *     mu = 0 if C is positive definite, else 1e-3, 1e-2, ... until it is;
 *  4. s is cut to step_max and to the limits, then halved until the value
 *     rises by 1e-4 of what the slope promises (Armijo);
 *  5. the end: mu = 0 and g's/2 < tol. The decrement is in the units of
 *     the value and blind to the scale of parameters; |g| is neither.
 * The last step is taken as well: convergence is quadratic there, so it
 * makes the result independent of the start to about 1e-8.
 * Source: textbook; own arrangement.
 */
#include "num/optim.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "num/linalg.h"

static const double DIFF = 1e-4; /* cube root of the gradient's noise */

/* One climb's working memory: vectors of n and matrices of n x n. */
struct climb {
	const struct optim *o;
	struct optim_end *end;
	double *p, *grad, *step, *trial, *trial_grad; /* [n] */
	double *curv, *chol;                          /* [n x n] */
	bool *held;                                   /* [n] */
	double *memory;
};

static double
call(const struct optim *o, const double *p, double *grad)
{
	double v = o->value(p, grad, o->arg);

	if (!isfinite(v))
		return -HUGE_VAL;
	for (size_t i = 0; i < o->n; i++)
		if (!isfinite(grad[i]))
			return -HUGE_VAL;
	return v;
}

void
optim_curvature(const struct optim *o, const double *p, double *out)
{
	size_t n = o->n;
	double *at, *up, *down;

	if (o->curve != NULL) {
		o->curve(p, out, o->arg);
		return;
	}
	at = mem_zero(3 * n, sizeof(*at));
	up = at + n;
	down = up + n;
	memcpy(at, p, n * sizeof(*at));
	for (size_t i = 0; i < n; i++) {
		double h = DIFF * (1 + fabs(p[i]) / 16);

		at[i] = p[i] + h;
		call(o, at, up);
		at[i] = p[i] - h;
		call(o, at, down);
		at[i] = p[i];
		for (size_t j = 0; j < n; j++)
			out[i * n + j] = (down[j] - up[j]) / (2 * h);
	}
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			out[i * n + j] = out[j * n + i] =
			    (out[i * n + j] + out[j * n + i]) / 2;
	mem_free(at);
}

static bool
at_limit(const struct climb *c, size_t i)
{
	const struct optim *o = c->o;

	return (o->low != NULL && c->p[i] <= o->low[i] && c->grad[i] <= 0) ||
	       (o->high != NULL && c->p[i] >= o->high[i] && c->grad[i] >= 0);
}

/* C + mu D over the free parameters, the identity over the held ones. */
static void
damp(struct climb *c, double mu, double scale)
{
	size_t n = c->o->n;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			double v = c->curv[i * n + j];

			if (i == j)
				v += mu * (fabs(v) + 1e-3 * scale);
			if (c->held[i] || c->held[j])
				v = i == j;
			c->chol[i * n + j] = v;
		}
}

/* The damping that made the matrix definite; the step is then solved. */
static double
newton_step(struct climb *c)
{
	size_t n = c->o->n;
	double mu = 0, scale = DBL_MIN;

	for (size_t i = 0; i < n; i++)
		scale = fmax(scale, fabs(c->curv[i * n + i]));
	for (damp(c, 0, scale); !linalg_chol(c->chol, n) && mu < 1e12;
	     damp(c, mu, scale))
		mu = mu > 0 ? 10 * mu : 1e-3;
	for (size_t i = 0; i < n; i++)
		c->step[i] = c->held[i] ? 0 : c->grad[i];
	linalg_solve(c->chol, n, c->step);
	return mu;
}

static double
own_step(struct climb *c)
{
	optim_curvature(c->o, c->p, c->curv);
	c->end->evals += c->o->curve != NULL ? 2 : 2 * (int)c->o->n;
	return newton_step(c);
}

/*
 * Steps with a curvature of elsewhere gain by a constant factor each. Where
 * more than two of them are still needed, and the curvature here costs about
 * as much as two, it is worth that.
 */
static bool
stale(const struct optim *o, double decrement, double last, double tol)
{
	return o->curve != NULL && decrement > tol &&
	       !(decrement * pow(decrement / last, 2) < tol);
}

static double
slope(const struct climb *c)
{
	double sum = 0;

	for (size_t i = 0; i < c->o->n; i++)
		sum += c->held[i] ? 0 : c->grad[i] * c->step[i];
	return sum;
}

static void
shorten(struct climb *c)
{
	double most = c->o->step_max > 0 ? c->o->step_max : 2, longest = 0;

	for (size_t i = 0; i < c->o->n; i++)
		longest = fmax(longest, fabs(c->step[i]));
	if (longest > most)
		for (size_t i = 0; i < c->o->n; i++)
			c->step[i] *= most / longest;
}

static double
clamp(const struct optim *o, size_t i, double v)
{
	if (o->low != NULL && v < o->low[i])
		return o->low[i];
	return o->high != NULL && v > o->high[i] ? o->high[i] : v;
}

/* Goes along the step as far as the value rises; false when nowhere. */
static bool
advance(struct climb *c, double rise)
{
	size_t n = c->o->n;
	double part = 1;

	for (int i = 0; i < 40; i++, part /= 2) {
		double v;

		for (size_t k = 0; k < n; k++)
			c->trial[k] =
			    clamp(c->o, k, c->p[k] + part * c->step[k]);
		v = call(c->o, c->trial, c->trial_grad);
		c->end->evals++;
		if (v >= c->end->value + 1e-4 * part * rise) {
			memcpy(c->p, c->trial, n * sizeof(*c->p));
			memcpy(c->grad, c->trial_grad, n * sizeof(*c->p));
			c->end->value = v;
			return true;
		}
	}
	return false;
}

static void
hold(struct climb *c)
{
	for (size_t i = 0; i < c->o->n; i++)
		c->held[i] = at_limit(c, i);
}

/* The parameter with the least curvature of its own. */
static size_t
flattest(const struct climb *c)
{
	size_t n = c->o->n, best = 0;

	for (size_t i = 1; i < n; i++)
		if (c->curv[i * n + i] < c->curv[best * n + best])
			best = i;
	return best;
}

static void
verdict(struct climb *c, double mu, bool settled)
{
	struct optim_end *end = c->end;

	end->status = !settled ? OPTIM_NOT_CONVERGED
		      : mu > 0 ? OPTIM_SINGULAR
			       : OPTIM_CONVERGED;
	end->weak = flattest(c);
	for (size_t i = 0; i < c->o->n; i++)
		if (c->held[i] && settled) {
			end->status = OPTIM_BOUNDARY;
			end->weak = i;
			return;
		}
}

static void
climb(struct climb *c)
{
	const struct optim *o = c->o;
	struct optim_end *end = c->end;
	size_t whole = o->n * o->n * sizeof(*c->curv);
	int most = o->iterations_max > 0 ? o->iterations_max : 100;
	double tol = o->tol > 0 ? o->tol : 1e-8, mu = 0, rise;
	bool settled = false, lent = o->curvature != NULL;

	if (lent)
		memcpy(c->curv, o->curvature, whole);
	end->value = call(o, c->p, c->grad);
	end->evals++;
	while (!settled && end->iterations < most && isfinite(end->value)) {
		double last = end->decrement;

		end->iterations++;
		hold(c);
		mu = lent ? newton_step(c) : own_step(c);
		end->decrement = slope(c) / 2;
		if (lent && (mu > 0 || !(end->decrement < last / 10) ||
				stale(o, end->decrement, last, tol))) {
			lent = o->curve != NULL && end->decrement < last / 10;
			mu = own_step(c);
			end->decrement = slope(c) / 2;
		}
		settled = end->decrement < tol;
		shorten(c);
		rise = settled ? 0 : slope(c);
		/* Near the top, rounding may hide what is left to gain. */
		if (!advance(c, rise) && !settled) {
			settled = end->decrement < 1e-12 * fabs(end->value);
			break;
		}
	}
	verdict(c, mu, settled);
}

void
optim_newton(const struct optim *o, double *p, struct optim_end *end)
{
	size_t n = o->n;
	struct climb c = {.o = o, .end = end, .p = p};

	*end = (struct optim_end){.decrement = HUGE_VAL};
	c.memory = mem_zero(4 * n + 2 * n * n, sizeof(double));
	c.held = mem_zero(n, sizeof(bool));
	c.grad = c.memory;
	c.step = c.grad + n;
	c.trial = c.step + n;
	c.trial_grad = c.trial + n;
	c.curv = c.trial_grad + n;
	c.chol = c.curv + n * n;
	for (size_t i = 0; i < n; i++)
		p[i] = clamp(o, i, p[i]);
	climb(&c);
	mem_free(c.memory);
	mem_free(c.held);
}

/* Whether end a is to be preferred to end b. */
static bool
better(const struct optim_end *a, const struct optim_end *b)
{
	bool a_lost = a->status == OPTIM_NOT_CONVERGED;
	bool b_lost = b->status == OPTIM_NOT_CONVERGED;

	if (a_lost != b_lost)
		return b_lost;
	return a->value > b->value;
}

void
optim_starts(const struct optim *o, const double *starts, size_t count,
    double *p, struct optim_end *end)
{
	double *at = mem_zero(o->n, sizeof(*at));

	for (size_t i = 0; i < count; i++) {
		struct optim_end here;

		memcpy(at, starts + i * o->n, o->n * sizeof(*at));
		optim_newton(o, at, &here);
		if (i == 0 || better(&here, end)) {
			*end = here;
			memcpy(p, at, o->n * sizeof(*at));
		}
	}
	mem_free(at);
}
