/*
 * lgamma: the C library's reentrant one.
 *
 * rising: for a >= 10, Stirling's formula with the large parts subtracted
 * by hand: (a - 1/2) log1p(b/a) + b log(a+b) - b + w(a+b) - w(a), where w(z)
 * is the series 1/(12 z) - 1/(360 z^3) + ... of Bernoulli numbers; with
 * u = 1/(a+b), v = 1/a it is u Q(u^2), and w(a+b) - w(a) is taken as u - v
 * times a divided difference, which keeps its digits for tiny b. Below 10 the
 * recurrence: less the log of the product of 1 + b/(a+k), k = 0, 1, ...,
 * whose excess over 1 is what is carried along.
 *
 * lbeta: lgamma(small) - rising(large, small).
 *
 * digamma, trigamma: recurrence up to x >= 12, then the asymptotic series in
 * 1/x^2; with 8 terms the first one left out is below 1e-18.
 *
 * betainc: the even form of the continued fraction at x <= (a+1)/(a+b+2),
 * I_x(a,b) = 1 - I_{1-x}(b,a) above it; its front factor in logs.
 *
 * Sources: DLMF 5.11.1, 5.11.2, 5.15.8, 8.17.22; own derivation.
 */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE /* lgamma_r, which POSIX leaves out */
#endif
#include "num/special.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

static const double TWO_PI = 6.283185307179586477;
static const double STIRLING_FROM = 10;
static const double SERIES_FROM = 12;

double
special_lgamma(double x)
{
	int sign;

	return lgamma_r(x, &sign);
}

/* What Stirling's formula leaves out, at a + b less at a; a >= 10. */
static double
stirling_change(double a, double b)
{
	static const double c[] = {
	    1.0 / 12,
	    -1.0 / 360,
	    1.0 / 1260,
	    -1.0 / 1680,
	    1.0 / 1188,
	    -691.0 / 360360,
	    1.0 / 156,
	    -3617.0 / 122400,
	};
	double u = 1 / (a + b), v = 1 / a, uu = u * u, vv = v * v;
	double at_v = 0, slope = 0; /* Q(vv), and Q's divided difference */

	for (size_t i = sizeof(c) / sizeof(*c); i-- > 0;) {
		slope = slope * uu + at_v;
		at_v = at_v * vv + c[i];
	}
	return -b * u * v * (at_v + u * (u + v) * slope);
}

/* The log of (1 + b/a) (1 + b/(a+1)) ..., count factors. */
static double
log_product(double a, double b, int count)
{
	double over = 0, sum = 0;

	for (int k = 0; k < count; k++) {
		double more = b / (a + k);

		if (over > 1e100 || more > 1e100) {
			sum += log1p(over) + log1p(more);
			over = 0;
		} else {
			over += more + over * more;
		}
	}
	return sum + log1p(over);
}

double
special_rising(double a, double b)
{
	int up = a < STIRLING_FROM ? (int)ceil(STIRLING_FROM - a) : 0;
	double low = log_product(a, b, up);

	a += up;
	return (a - 0.5) * log1p(b / a) + b * (log(a + b) - 1) +
	       stirling_change(a, b) - low;
}

double
special_lbeta(double a, double b)
{
	double small = a < b ? a : b, large = a < b ? b : a;

	return special_lgamma(small) - special_rising(large, small);
}

double
special_digamma(double x)
{
	static const double c[] = {
	    1.0 / 12,
	    -1.0 / 120,
	    1.0 / 252,
	    -1.0 / 240,
	    1.0 / 132,
	    -691.0 / 32760,
	    1.0 / 12,
	    -3617.0 / 8160,
	};
	double shift = 0, y, sum = 0;

	for (; x < SERIES_FROM; x += 1)
		shift += 1 / x;
	y = 1 / (x * x);
	for (size_t i = sizeof(c) / sizeof(*c); i-- > 0;)
		sum = (sum + c[i]) * y;
	return log(x) - 0.5 / x - sum - shift;
}

double
special_trigamma(double x)
{
	static const double c[] = {
	    1.0 / 6,
	    -1.0 / 30,
	    1.0 / 42,
	    -1.0 / 30,
	    5.0 / 66,
	    -691.0 / 2730,
	    7.0 / 6,
	    -3617.0 / 510,
	};
	double shift = 0, y, sum = 0;

	for (; x < SERIES_FROM; x += 1)
		shift += 1 / (x * x);
	y = 1 / (x * x);
	for (size_t i = sizeof(c) / sizeof(*c); i-- > 0;)
		sum = (sum + c[i]) * y;
	return (1 + 0.5 / x + sum) / x + shift;
}

double
special_softplus(double x)
{
	return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

double
special_sigmoid(double x)
{
	double e = exp(-fabs(x));

	return (x >= 0 ? 1 : e) / (1 + e);
}

double
special_logadd(double a, double b)
{
	double top = a > b ? a : b;

	if (isinf(top))
		return top;
	return top + log1p(exp(-fabs(a - b)));
}

double
special_logsum(const double *v, size_t n)
{
	double top = -HUGE_VAL, sum = 0;

	for (size_t i = 0; i < n; i++)
		top = v[i] > top ? v[i] : top;
	if (isinf(top))
		return top;
	for (size_t i = 0; i < n; i++)
		sum += exp(v[i] - top);
	return top + log(sum);
}

/* One convergent of Lentz's rule; 0 is moved out of the way. */
struct lentz {
	double value, c, d;
};

static double
lentz_step(struct lentz *l, double num, double den)
{
	double d = den + num * l->d, c = den + num / l->c, ratio;

	d = d != 0 ? d : DBL_MIN;
	l->c = c != 0 ? c : DBL_MIN;
	l->d = 1 / d;
	ratio = l->c * l->d;
	l->value *= ratio;
	return fabs(ratio - 1);
}

static double
beta_fraction(double a, double b, double x)
{
	struct lentz l = {1, 1, 1};

	lentz_step(&l, -(a + b) * x / (a + 1), 1);
	l.value = l.d;
	l.c = 1;
	for (double m = 1; m < 20000; m++) {
		double two = a + 2 * m;

		lentz_step(&l, m * (b - m) * x / ((two - 1) * two), 1);
		if (lentz_step(&l,
			-(a + m) * (a + b + m) * x / (two * (two + 1)),
			1) < DBL_EPSILON)
			break;
	}
	return l.value;
}

/* log Gamma less Stirling's formula, x >= STIRLING_FROM. */
static double
stirling_rest(double x)
{
	static const double c[] = {1.0 / 12, -1.0 / 360, 1.0 / 1260,
	    -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156};
	double v = 1 / (x * x), sum = 0;

	for (size_t i = sizeof(c) / sizeof(*c); i-- > 0;)
		sum = sum * v + c[i];
	return sum / x;
}

/*
 * log of x^a (1-x)^b/B(a, b). Where both are large, and x is near the peak, its
 * terms cancel: there it is by Stirling's formula, with what the exponents
 * leave of a peak, a (u - log(1+u)) + b (v - log(1+v)), u = x (a+b)/a - 1 and
 * v the same of 1-x and b.
 */
static double
beta_front(double a, double b, double x)
{
	double past = x * b - (1 - x) * a, u = past / a, v = -past / b;

	if (fmin(a, b) < STIRLING_FROM || fmax(fabs(u), fabs(v)) > .5)
		return a * log(x) + b * log1p(-x) - special_lbeta(a, b);
	return .5 * log(a / (a + b) * b / TWO_PI) + stirling_rest(a + b) -
	       stirling_rest(a) - stirling_rest(b) - a * (u - log1p(u)) -
	       b * (v - log1p(v));
}

double
special_betainc(double a, double b, double x)
{
	double front;

	if (!(x > 0) || x >= 1)
		return x > 0;
	front = beta_front(a, b, x);
	if (x <= (a + 1) / (a + b + 2))
		return exp(front) * beta_fraction(a, b, x) / a;
	return 1 - exp(front) * beta_fraction(b, a, 1 - x) / b;
}

static double
phi_fraction(double s, double z)
{
	double den = z + s;
	struct lentz l = {1 / den, HUGE_VAL, 1 / den};

	for (double i = 1; i < 20000; i++) {
		den += 2;
		if (lentz_step(&l, -i * (s + i - 1), den) < DBL_EPSILON)
			break;
	}
	return l.value;
}

/* The nodes v = from + k step of the integral over y >= 0 of
 * exp(-z (e^y - 1) - (s-1) y), y = e^(v - e^-v). */
static double
phi_sweep(double s, double z, double from, double step)
{
	double sum = 0;

	for (double v = from; v < 8; v += step) {
		double e = exp(-v), y = exp(v - e);
		double term = exp(-z * expm1(y) - (s - 1) * y) * y * (1 + e);

		sum += term;
		if (term < sum * 1e-18)
			break;
	}
	return sum;
}

/* The step is halved until two results agree. */
static double
phi_integral(double s, double z)
{
	double step = 0.125, sum = phi_sweep(s, z, -4.5, step);

	for (int i = 0; i < 8; i++, step /= 2) {
		double more = phi_sweep(s, z, -4.5 + step / 2, step);
		bool same = fabs(more - sum) <= 1e-13 * sum;

		sum += more;
		if (same) {
			step /= 2;
			break;
		}
	}
	return sum * step;
}

double
special_phi(double s, double z)
{
	return z >= 1 ? phi_fraction(s, z) : phi_integral(s, z);
}
