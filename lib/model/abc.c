#include "model/abc.h"

#include <math.h>

#include "model/tally.h"

#define WHOLE UINT64_C(100000000)

/* Where the block of equals that ends before i begins. */
static size_t
block_begin(const double *v, size_t i)
{
	size_t j = i - 1;

	while (j > 0 && v[j - 1] == v[i - 1])
		j--;
	return j;
}

/* a m, a >= 0; below 2^127 as a is below 2^96. */
static struct i128
times(struct i128 a, uint32_t m)
{
	struct i128 low = i128_mul((int64_t)(a.lo & UINT32_MAX), m);
	struct i128 mid = i128_mul((int64_t)(a.lo >> 32), m);
	struct i128 high = {0, (int64_t)((uint64_t)a.hi * m)};
	struct i128 moved = {
	    mid.lo << 32, (int64_t)((uint64_t)mid.hi << 32 | mid.lo >> 32)};

	return i128_add(i128_add(low, moved), high);
}

/* Whether the part is less than upto of the whole. */
static bool
below(const struct tally *part, const struct tally *whole, int64_t upto)
{
	if (whole->real)
		return tally_sum(part) * (double)WHOLE <
		       tally_sum(whole) * (double)upto;
	return i128_cmp(times(part->exact, (uint32_t)WHOLE),
		   times(whole->exact, (uint32_t)upto)) < 0;
}

static struct tally
sum_of(const double *v, size_t n)
{
	struct tally t = {0};

	for (size_t i = n; i > 0; i--)
		tally_add(&t, v[i - 1]);
	return t;
}

void
abc_cut(struct abc *a, const double *v, size_t n)
{
	struct tally whole = sum_of(v, n), before = {0};
	int64_t upto = a->share[0];
	size_t k = 0;

	for (size_t i = 0; i < a->classes; i++)
		a->floor[i] = (double)INFINITY;
	for (size_t i = n, j; i > 0; i = j) {
		j = block_begin(v, i);
		while (k + 1 < a->classes && !below(&before, &whole, upto))
			upto += a->share[++k];
		for (size_t c = k; c < a->classes; c++)
			a->floor[c] = v[j];
		for (size_t b = j; b < i; b++)
			tally_add(&before, v[b]);
	}
}

size_t
abc_class(const struct abc *a, double x)
{
	size_t k = 0;

	while (k + 1 < a->classes && x < a->floor[k])
		k++;
	return k;
}

void
abc_cumulate(const double *v, size_t n, double *share)
{
	double whole;
	struct tally t = sum_of(v, n);

	whole = tally_sum(&t);
	t = (struct tally){0};
	for (size_t i = n, j; i > 0; i = j) {
		j = block_begin(v, i);
		for (size_t b = j; b < i; b++)
			tally_add(&t, v[b]);
		for (size_t b = j; b < i; b++)
			share[b] =
			    whole > 0 ? tally_sum(&t) / whole : (double)NAN;
	}
}

double
abc_gini(const double *v, size_t n)
{
	struct fsum weighted = {0}, whole = {0};
	double m = (double)n;

	for (size_t i = 0; i < n; i++) {
		fsum_add(&weighted, (double)(i + 1) * v[i]);
		fsum_add(&whole, v[i]);
	}
	if (!(fsum_value(&whole) > 0))
		return (double)NAN;
	return 2 * fsum_value(&weighted) / (m * fsum_value(&whole)) -
	       (m + 1) / m;
}

double
abc_top(const double *v, size_t n, double p)
{
	struct tally whole = sum_of(v, n), part = {0};
	size_t top = (size_t)ceil(p * (double)n - 1e-9);

	for (size_t i = n - (top < n ? top : n); i < n; i++)
		tally_add(&part, v[i]);
	return tally_sum(&part) / tally_sum(&whole);
}
