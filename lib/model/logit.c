/*
 * Damped Newton: H is positive definite thanks to the penalty; the step is
 * halved until the objective falls. The last step is so short that its gain
 * drowns in rounding: it is taken whole.
 */
#include "model/logit.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "num/linalg.h"
#include "num/special.h"

enum { ROUNDS = 100, HALVINGS = 40 };

static const double ENOUGH = 1e-13; /* nats, per nat of the objective */

struct work {
	const struct logit_data *d;
	double penalty;
	double *h, *g, *step, *trial;
	size_t m; /* p + 1 */
};

double
logit_score(const double *w, const double *x, size_t p)
{
	double sum = w[0];

	for (size_t j = 0; j < p; j++)
		sum += w[j + 1] * x[j];
	return sum;
}

/* The values of a row; where there are none, there may be no array either. */
static const double *
row(const struct logit_data *d, size_t i)
{
	return d->p == 0 ? d->x : d->x + i * d->p;
}

/* -loglik: log(1 + e^s) - y s. */
static double
loss(const struct logit_data *d, const double *w)
{
	double sum = 0;

	for (size_t i = 0; i < d->n; i++) {
		double s = logit_score(w, row(d, i), d->p);

		sum += special_softplus(d->y[i] ? -s : s);
	}
	return sum;
}

static double
objective(const struct work *k, const double *w)
{
	double squares = 0;

	for (size_t j = 1; j < k->m; j++)
		squares += w[j] * w[j];
	return loss(k->d, w) + k->penalty / 2 * squares;
}

/* One row's part of the gradient and of the lower triangle of H. */
static void
add_row(struct work *k, const double *x, double error, double weight)
{
	k->g[0] -= error;
	k->h[0] += weight;
	for (size_t i = 1; i < k->m; i++) {
		double v = weight * x[i - 1], *row = k->h + i * k->m;

		if (x[i - 1] == 0)
			continue;
		k->g[i] -= error * x[i - 1];
		row[0] += v;
		for (size_t j = 1; j <= i; j++)
			row[j] += v * x[j - 1];
	}
}

/* The Newton step: H^-1 (-gradient); returns the decrement. */
static double
solve(struct work *k, const double *w)
{
	const struct logit_data *d = k->d;
	double sum = 0;

	memset(k->h, 0, k->m * k->m * sizeof(*k->h));
	memset(k->g, 0, k->m * sizeof(*k->g));
	for (size_t i = 0; i < d->n; i++) {
		const double *x = row(d, i);
		double s = logit_score(w, x, d->p);
		double p = special_sigmoid(s), q = special_sigmoid(-s);

		add_row(k, x, d->y[i] ? q : -p, p * q);
	}
	for (size_t j = 1; j < k->m; j++) {
		k->g[j] += k->penalty * w[j];
		k->h[j * k->m + j] += k->penalty;
	}
	for (size_t j = 0; j < k->m; j++)
		k->step[j] = -k->g[j];
	if (!linalg_chol(k->h, k->m))
		return (double)NAN;
	linalg_solve(k->h, k->m, k->step);
	for (size_t j = 0; j < k->m; j++)
		sum -= k->g[j] * k->step[j];
	return sum / 2;
}

/* Goes along the step as far as the objective falls; false: nowhere. */
static bool
walk(struct work *k, double *w, double *now)
{
	double length = 1;

	for (int i = 0; i < HALVINGS; i++, length /= 2) {
		double then;

		for (size_t j = 0; j < k->m; j++)
			k->trial[j] = w[j] + length * k->step[j];
		then = objective(k, k->trial);
		if (then <= *now) {
			memcpy(w, k->trial, k->m * sizeof(*w));
			*now = then;
			return true;
		}
	}
	return false;
}

static double
log_odds(const struct logit_data *d)
{
	double ones = 0;

	for (size_t i = 0; i < d->n; i++)
		ones += d->y[i];
	return log(ones / ((double)d->n - ones));
}

void
logit_fit(const struct logit_data *d, double penalty, double *w,
    struct logit_end *end)
{
	size_t m = d->p + 1;
	double *memory = mem_zero(m * m + 3 * m, sizeof(*memory)), now;
	struct work k = {d, penalty, memory, memory + m * m, memory + m * m + m,
	    memory + m * m + 2 * m, m};

	memset(w, 0, m * sizeof(*w));
	w[0] = log_odds(d);
	now = objective(&k, w);
	*end = (struct logit_end){0};
	while (end->iterations < ROUNDS && !end->converged) {
		end->decrement = solve(&k, w);
		if (!isfinite(end->decrement))
			break;
		end->iterations++;
		end->converged = end->decrement <= ENOUGH * (1 + now);
		if (end->converged)
			for (size_t j = 0; j < m; j++)
				w[j] += k.step[j];
		else if (!walk(&k, w, &now))
			break;
	}
	/* Rounding may hide the last gain: then w is as good as it gets. */
	end->converged = end->converged || end->decrement <= 1e-9 * (1 + now);
	end->loglik = -loss(d, w);
	mem_free(memory);
}
