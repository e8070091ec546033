/*
 * Normal: Phi(x) = erfc(-x/sqrt 2)/2. The inverse works on the lower tail,
 * where nothing cancels: a rational start within 4.5e-4, then Halley's rule
 * x -= e/(1 + x e/2) with e = (Phi(x) - p)/phi(x), which triples the digits.
 * Near p = 1/2 the difference is taken from there, with erf.
 *
 * Student t: P(t <= -x) = I_{df/(df+x^2)}(df/2, 1/2)/2 for x >= 0, read from
 * the other end where df/(df+x^2) is near 1. The inverse starts from the
 * normal one (Cornish-Fisher, Abramowitz & Stegun 26.7.5), brackets and
 * bisects where Newton would leave the bracket.
 */
#include "num/dist.h"

#include <math.h>
#include <stdbool.h>

#include "num/special.h"

static const double SQRT_HALF = 0.70710678118654752440;
static const double INV_SQRT_PI = 0.56418958354775628695;
static const double SQRT_2PI = 2.50662827463100050242;

double
dist_normal_cdf(double x)
{
	return 0.5 * erfc(-x * SQRT_HALF);
}

/* The positive x with P(Z > x) = p, p <= 1/2. */
static double
normal_upper(double p)
{
	double t = sqrt(-2 * log(p));
	double x = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
			   (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));

	for (int i = 0; i < 3; i++) {
		double off = p > 0.25 ? (0.5 - p) - 0.5 * erf(x * SQRT_HALF)
				      : 0.5 * erfc(x * SQRT_HALF) - p;
		double e = off * SQRT_2PI * exp(0.5 * x * x);

		x += e / (1 - 0.5 * x * e);
	}
	return x;
}

double
dist_normal_quantile(double p)
{
	if (!(p > 0) || p >= 1)
		return p == 0 ? -HUGE_VAL : p == 1 ? HUGE_VAL : (double)NAN;
	if (p == 0.5)
		return 0;
	return p < 0.5 ? -normal_upper(p) : normal_upper(1 - p);
}

/* P(t > x), x >= 0. */
static double
t_upper(double x, double df)
{
	double s = x * x;

	if (s < df)
		return 0.5 - 0.5 * special_betainc(0.5, df / 2, s / (df + s));
	return 0.5 * special_betainc(df / 2, 0.5, df / (df + s));
}

double
dist_t_cdf(double x, double df)
{
	return x < 0 ? t_upper(-x, df) : 1 - t_upper(x, df);
}

static double
t_density(double x, double df)
{
	return exp(-(df + 1) / 2 * log1p(x * x / df) -
		   special_lbeta(df / 2, 0.5)) /
	       sqrt(df);
}

/* The x >= 0 with P(t > x) = p, p < 1/2. */
static double
t_inverse(double p, double df)
{
	double z = -dist_normal_quantile(p), low = 0, high = HUGE_VAL;
	double x = z + z * (z * z + 1) / (4 * df);

	for (int i = 0; i < 200; i++) {
		double e = t_upper(x, df) - p, next;

		if (e > 0)
			low = x;
		else
			high = x;
		next = x + e / t_density(x, df);
		if (!(next > low && next < high))
			next = isinf(high) ? 2 * x + 1 : (low + high) / 2;
		if (fabs(next - x) <= 1e-15 * x)
			break;
		x = next;
	}
	return x;
}

double
dist_t_quantile(double p, double df)
{
	if (!(p > 0 && p < 1))
		return p == 0 ? -HUGE_VAL : p == 1 ? HUGE_VAL : (double)NAN;
	if (p == 0.5)
		return 0;
	return p < 0.5 ? -t_inverse(p, df) : t_inverse(1 - p, df);
}

/* e^-h times the sum of h^s / Gamma(s+1), s from 0 or from a half. */
double
dist_chi2_tail(double x, int df)
{
	bool even = df % 2 == 0;
	double h = x / 2, s = even ? 0 : 0.5, sum, term;

	if (!(x > 0))
		return isnan(x) ? x : 1;
	sum = even ? 0 : erfc(sqrt(h));
	term = exp(-h) * (even ? 1 : 2 * sqrt(h) * INV_SQRT_PI);
	for (int k = 0; k < df / 2; k++) {
		sum += term;
		s++;
		term *= h / s;
	}
	return sum;
}
