/*
 * exp: x = k log 2 + r with |r| <= log(2)/2 and log 2 in two parts, of which
 * the first has 21 zero bits at its end, so that k times it is exact. Then
 * e^r = 1 + (r + r^2 (1/2! + r/3! + ...)), 14 terms: the first one left out
 * is below 2^-57. The part of r lost to rounding is added at the end.
 *
 * log: x = 2^k m with sqrt(1/2) <= m < sqrt(2), f = m - 1 (exact),
 * s = f/(2+f). Then log m = 2 atanh s = f - s (f - 2 s^2 Q), where
 * Q = 1/3 + s^2/5 + s^4/7 + ..., 11 terms, s^2 < 0.0295: the first one left
 * out is below 2^-58. f is the exact leading part, so only a correction of
 * at most a sixth of it is rounded.
 *
 * frexp, ldexp and floor are exact, hence the same everywhere.
 * Source: Taylor series; own derivation.
 */
#include "num/elem.h"

#include <math.h>

static const double LN2_HI = 0x1.62e42fee00000p-1;
static const double LN2_LO = 0x1.a39ef35793c76p-33;
static const double INV_LN2 = 0x1.71547652b82fep+0;
static const double SQRT_HALF = 0x1.6a09e667f3bcdp-1;

double
elem_exp(double x)
{
	double k, hi, lo, r, lost, q = 0;

	if (isnan(x))
		return x;
	if (x > 709.79)
		return HUGE_VAL;
	if (x < -745.2)
		return 0;
	k = floor(x * INV_LN2 + 0.5);
	hi = x - k * LN2_HI;
	lo = k * LN2_LO;
	r = hi - lo;
	lost = (hi - r) - lo;
	for (int n = 14; n >= 3; n--)
		q = (1 + q) * r / n;
	q = r * r * 0.5 * (1 + q);
	return ldexp(1 + (r + (q + (lost + lost * r))), (int)k);
}

double
elem_log(double x)
{
	double f, s, z, q = 0, tail;
	int k;

	if (isnan(x) || (isinf(x) && x > 0))
		return x;
	if (x <= 0)
		return x == 0 ? -HUGE_VAL : (double)NAN;
	f = frexp(x, &k);
	if (f < SQRT_HALF) {
		f *= 2;
		k--;
	}
	f -= 1;
	s = f / (2 + f);
	z = s * s;
	for (int n = 23; n >= 3; n -= 2)
		q = 1.0 / n + z * q;
	tail = s * (f - 2 * z * q);
	return k * LN2_HI + (f - (tail - k * LN2_LO));
}
