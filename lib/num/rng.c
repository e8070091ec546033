/*
 * xoshiro256** over a state from splitmix64. The seed is mixed before the
 * stream is added, so that (seed, stream + 1) and (seed + 1, stream) are
 * unrelated. Poisson counts unit-rate exponential gaps by their product, in
 * pieces of mean 16 so that the product stays far from underflow.
 */
#include "num/rng.h"

#include <math.h>

#include "num/elem.h"

static uint64_t
splitmix(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

void
rng_init(struct rng *r, uint64_t seed, uint64_t stream)
{
	uint64_t state = seed;

	state = splitmix(&state) ^ stream;
	state = splitmix(&state);
	for (int i = 0; i < 4; i++)
		r->s[i] = splitmix(&state);
}

static uint64_t
rotate(uint64_t x, int k)
{
	return (x << k) | (x >> (64 - k));
}

uint64_t
rng_bits(struct rng *r)
{
	uint64_t *s = r->s, out = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate(s[3], 45);
	return out;
}

double
rng_uniform(struct rng *r)
{
	return ((double)(rng_bits(r) >> 12) + 0.5) * 0x1p-52;
}

uint64_t
rng_below(struct rng *r, uint64_t n)
{
	uint64_t floor = -n % n, v;

	do
		v = rng_bits(r);
	while (v < floor);
	return v % n;
}

double
rng_normal(struct rng *r)
{
	double u, v, s;

	do {
		u = 2 * rng_uniform(r) - 1;
		v = 2 * rng_uniform(r) - 1;
		s = u * u + v * v;
	} while (s >= 1 || s == 0);
	return u * sqrt(-2 * elem_log(s) / s);
}

double
rng_exponential(struct rng *r, double rate)
{
	return -elem_log(rng_uniform(r)) / rate;
}

/* Log of a Gamma(shape, 1) value. */
static double
log_gamma_value(struct rng *r, double shape)
{
	double more = 0, d, c;

	if (shape < 1) {
		more = elem_log(rng_uniform(r)) / shape;
		shape += 1;
	}
	d = shape - 1.0 / 3;
	c = 1 / sqrt(9 * d);
	for (;;) {
		double x = rng_normal(r), v = 1 + c * x, lv;

		if (v <= 0)
			continue;
		lv = 3 * elem_log(v);
		v = v * v * v;
		if (elem_log(rng_uniform(r)) < x * x / 2 + d - d * v + d * lv)
			return elem_log(d) + lv + more;
	}
}

double
rng_gamma(struct rng *r, double shape, double rate)
{
	return elem_exp(log_gamma_value(r, shape)) / rate;
}

double
rng_beta(struct rng *r, double a, double b)
{
	double u = log_gamma_value(r, a);
	double v = log_gamma_value(r, b);

	return 1 / (1 + elem_exp(v - u));
}

uint64_t
rng_poisson(struct rng *r, double mean)
{
	uint64_t n = 0;

	while (mean > 0) {
		double piece = mean > 16 ? 16 : mean;
		double limit = elem_exp(-piece), product = rng_uniform(r);

		for (; product > limit; n++)
			product *= rng_uniform(r);
		mean -= piece;
	}
	return n;
}
