/*
 * The mean over p for a given lambda is F(k)/delta, k = lambda/delta, with
 *   F(k) = mean of 1/(1+k p) = 2F1(1, a; c; -k), c = a+b,
 * which solves k (1+k) F' = (c-1)(1-F) - a k F. The mean over lambda of
 * lambda F is n/g times that of F under Gamma(n+1, g): the trapezoidal rule
 * in y = log lambda, whose error is |Gamma(n+1+2 pi i/step)|/Gamma(n+1). The
 * nodes ascend, so that F at one follows from F at the one before by a Taylor
 * series with the equation's own three-term recurrence: errors do not grow
 * that way. Within a step they do,
 * as the other solutions have singularities k^(1-c) and (1+k)^(b-1): steps
 * are kept below 9/(a+2b) of k. It begins with the power series in k or, far
 * out, with the mean itself. Source: own derivation.
 */
#include "model/bgdert.h"

#include <math.h>

#include "num/hyp2f1.h"

static const double SERIES_TO = 0.3; /* k */
static const double LEAP_MAX = 0.35; /* of k */
static const double LEAPS_MAX = 40;  /* on the way to the first node */
static const double TAIL = 1e-18;

struct mean {
	double a, c;
	double leap; /* longest Taylor step, of k */
	double k, f; /* where F is known; k = 0 at first */
};

static double
series(const struct mean *m, double k)
{
	double term = 1, sum = 1;

	for (double i = 0; fabs(term) > TAIL; i++) {
		term *= -k * (m->a + i) / (m->c + i);
		sum += term;
	}
	return sum;
}

/* From m->k to k, at most m->leap of it away. */
static void
leap(struct mean *m, double k)
{
	double k0 = m->k, s = (k - k0) / (k0 * (1 + k0)), ss = s * (k - k0);
	double last = 0, term = m->f, sum = m->f;
	double slow = m->c - 1 + m->a * k0, fast = 1 + 2 * k0;

	for (double i = 0; i < 400; i++) {
		double next =
		    ((i > 0 ? 0 : m->c - 1) * s - (slow + fast * i) * s * term -
			(m->a + i - 1) * ss * last) /
		    (i + 1);

		last = term;
		term = next;
		sum += term;
		if (fabs(term) + fabs(last) < 1e-17 * sum)
			break;
	}
	m->k = k;
	m->f = sum;
}

static double
of_p(double p, const void *arg)
{
	return 1 / (1 + *(const double *)arg * p);
}

static void
begin(struct mean *m, double k)
{
	m->k = fmin(k, SERIES_TO);
	if (log(k / m->k) <= LEAPS_MAX * log1p(m->leap)) {
		m->f = series(m, m->k);
		return;
	}
	m->k = k;
	m->f = hyp_beta_mean(m->a, m->c - m->a, of_p, &k);
}

static double
mean_at(struct mean *m, double k)
{
	if (m->k <= 0 || k <= SERIES_TO)
		begin(m, k);
	while (k > m->k * (1 + m->leap))
		leap(m, m->k * (1 + m->leap));
	if (k > m->k)
		leap(m, k);
	return m->f;
}

double
bgdert(double n, double g, double a, double b, double delta)
{
	struct mean m = {a, a + b, fmin(LEAP_MAX, 9 / (a + 2 * b)), 0, 0};
	double shape = n + 1, step = fmin(0.2, 0.6 / sqrt(shape));
	double sum = 0, weight = 0, from = 0, y, w;
	double least = -42 - log1p(shape / g / delta); /* F is up to that */

	/* w = e^(shape (y + 1 - e^y)), y = log(lambda g/shape) */
	while (shape * (from - expm1(from)) > least)
		from -= step;
	for (y = from; y < 0 || shape * (y - expm1(y)) > -42; y += step) {
		w = exp(shape * (y - expm1(y)));
		sum += w * mean_at(&m, shape / g * exp(y) / delta);
		weight += w;
	}
	return n / g * (sum / weight) / delta;
}
