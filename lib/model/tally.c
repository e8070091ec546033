#include "model/tally.h"

#include <math.h>

/* Fifteen digits survive the way from text to a double and back. */
static bool
as_decimal(double x, int64_t *d)
{
	return fabs(x) < 1e9 && dec_of_double(x, d) && dec_to_double(*d) == x;
}

void
tally_add(struct tally *t, double x)
{
	int64_t d;

	fsum_add(&t->sum, x);
	t->n++;
	if (!t->real && as_decimal(x, &d))
		t->exact = i128_add(t->exact, i128_of(d));
	else
		t->real = true;
}

double
tally_sum(const struct tally *t)
{
	return t->real ? fsum_value(&t->sum) : dec_sum_to_double(t->exact);
}

double
tally_mean(const struct tally *t)
{
	return t->n == 0 ? (double)NAN : tally_sum(t) / (double)t->n;
}

bool
tally_bounds(const struct tally *t, int64_t *floor, int64_t *ceil)
{
	bool minus = i128_sign(t->exact) < 0;
	struct i128 q = minus ? i128_neg(t->exact) : t->exact;
	uint64_t rest;
	int64_t low;

	if (t->real || t->n == 0)
		return false;
	rest = i128_divmod(&q, t->n);
	if (!i128_to_i64(q, &low))
		return false;
	*floor = minus ? -low - (rest != 0) : low;
	*ceil = minus ? -low : low + (rest != 0);
	return true;
}
