#include "model/median.h"

#include <math.h>

#include "num/special.h"

/* P(B < r): of n fair coins fewer than r fall heads; 1 <= r <= n. */
static double
fewer(size_t n, size_t r)
{
	return special_betainc((double)(n - r + 1), (double)r, .5);
}

struct interval
median_interval(const double *v, size_t n, double level)
{
	size_t low = 0, high = n / 2;

	/* The greatest r in 0..n/2 that is rare enough; 0 always is. */
	while (low < high) {
		size_t mid = low + (high - low + 1) / 2;

		if (2 * fewer(n, mid) <= 1 - level)
			low = mid;
		else
			high = mid - 1;
	}
	if (low == 0)
		return (struct interval){(double)NAN, (double)NAN};
	return (struct interval){v[low - 1], v[n - low]};
}
