/*
 * The h-th value, h a real position from 1 to n that the type computes from
 * p, interpolated between its neighbours as v + part (w - v), with both ends
 * clamped. Type 1 and 2 take whole positions. A position within 4 ulp of a
 * whole number counts as it: 0.1 * 30 must not step past 3.
 */
#include "num/quant.h"

#include <float.h>
#include <math.h>

static double
position(size_t n, double p, enum quant_type type)
{
	double count = (double)n;

	switch (type) {
	case QUANT_WEIBULL:
		return (count + 1) * p;
	case QUANT_UNBIASED:
		return (count + 1.0 / 3) * p + 1.0 / 3;
	case QUANT_STEP:
	case QUANT_AVERAGED:
		return count * p;
	case QUANT_LINEAR:
		break;
	}
	return (count - 1) * p + 1;
}

static double
at(const double *v, size_t n, double place)
{
	if (place < 1)
		return v[0];
	return place >= (double)n ? v[n - 1] : v[(size_t)place - 1];
}

double
quant(const double *v, size_t n, double p, enum quant_type type)
{
	double h, whole, part, low, high;

	if (n == 0)
		return (double)NAN;
	h = position(n, p, type);
	whole = floor(h + 4 * DBL_EPSILON * h);
	part = h - whole > 4 * DBL_EPSILON * h ? h - whole : 0;
	if (type == QUANT_STEP)
		return at(v, n, part > 0 ? whole + 1 : whole);
	low = at(v, n, whole);
	high = at(v, n, whole + 1);
	if (type == QUANT_AVERAGED)
		return part > 0 ? high : low + (high - low) / 2;
	return part > 0 ? low + part * (high - low) : low;
}

double
quant_median(const double *v, size_t n)
{
	return quant(v, n, 0.5, QUANT_LINEAR);
}

double
quant_ranks(const double *v, const uint32_t *order, size_t n, uint32_t *min,
    double *mid)
{
	double ties = 0;

	for (size_t i = 0, end; i < n; i = end) {
		double t;

		for (end = i + 1; end < n && v[order[end]] == v[order[i]];)
			end++;
		t = (double)(end - i);
		ties += t * t * t - t;
		for (size_t j = i; j < end; j++) {
			if (min != NULL)
				min[order[j]] = (uint32_t)i + 1;
			if (mid != NULL)
				mid[order[j]] = (double)i + (t + 1) / 2;
		}
	}
	return ties;
}
