#include "model/pyramid.h"

#include <math.h>

void
pyramid_cut(struct pyramid *p, const double *v, size_t n)
{
	int64_t whole = PYRAMID_WHOLE, upto = 0;

	for (size_t k = 0; k < p->tiers; k++) {
		/* n fits 32 bits, so the product stays below 2^59. */
		upto += p->share[k];
		int64_t place = (upto * (int64_t)n + whole - 1) / whole;

		p->floor[k] = n == 0 ? (double)INFINITY : v[n - (size_t)place];
	}
}

size_t
pyramid_tier(const struct pyramid *p, double x)
{
	size_t k = 0;

	while (k + 1 < p->tiers && x < p->floor[k])
		k++;
	return k;
}
