/*
 * rng: random numbers that are the same on every machine, for ever.
 *
 * Generator  xoshiro256** 1.0 (Blackman & Vigna 2021, ACM TOMS 47(4)), its
 *            state filled by splitmix64 from the pair (seed, stream).
 * Streams    one per customer: (seed, n) never depends on how many others
 *            there are. Two streams overlap with a chance below 2^-100.
 * Arithmetic + - * / sqrt and num/elem only.
 */
#ifndef NUM_RNG_H
#define NUM_RNG_H

#include <stdint.h>

struct rng {
	uint64_t s[4];
};

void rng_init(struct rng *r, uint64_t seed, uint64_t stream);

/* 64 random bits. */
uint64_t rng_bits(struct rng *r);

/* Uniform on (0, 1), never 0 nor 1: odd multiples of 2^-53. */
double rng_uniform(struct rng *r);

/* Uniform on 0 .. n-1 without bias; n >= 1. */
uint64_t rng_below(struct rng *r, uint64_t n);

/* Standard normal. Source  Marsaglia's polar method (1964). */
double rng_normal(struct rng *r);

/* Exponential of the given rate > 0. */
double rng_exponential(struct rng *r, double rate);

/*
 * rng_gamma: Gamma with shape > 0 and rate > 0: mean shape/rate.
 * Source   Marsaglia & Tsang (2000), ACM TOMS 26(3); below shape 1, one of
 *          shape + 1 times U^(1/shape)
 */
double rng_gamma(struct rng *r, double shape, double rate);

/* Beta(a, b), a, b > 0, in logs: tiny shapes do not end in 0/0. */
double rng_beta(struct rng *r, double a, double b);

/* Poisson, mean >= 0. Cost O(mean). */
uint64_t rng_poisson(struct rng *r, double mean);

#endif
