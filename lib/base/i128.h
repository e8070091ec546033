/*
 * i128: sums of 64-bit values that cannot overflow in practice: two's
 * complement in two words, no compiler extension. Sums are associative, so
 * the order of rows and the number of threads never show.
 */
#ifndef BASE_I128_H
#define BASE_I128_H

#include <stdbool.h>
#include <stdint.h>

struct i128 {
	uint64_t lo;
	int64_t hi;
};

static inline struct i128
i128_of(int64_t v)
{
	return (struct i128){(uint64_t)v, v < 0 ? -1 : 0};
}

static inline struct i128
i128_add(struct i128 a, struct i128 b)
{
	struct i128 c = {a.lo + b.lo, 0};

	c.hi = (int64_t)((uint64_t)a.hi + (uint64_t)b.hi + (c.lo < a.lo));
	return c;
}

static inline struct i128
i128_neg(struct i128 a)
{
	struct i128 c = {~a.lo + 1, 0};

	c.hi = (int64_t)(~(uint64_t)a.hi + (c.lo == 0));
	return c;
}

static inline struct i128
i128_sub(struct i128 a, struct i128 b)
{
	return i128_add(a, i128_neg(b));
}

static inline int
i128_cmp(struct i128 a, struct i128 b)
{
	if (a.hi != b.hi)
		return a.hi < b.hi ? -1 : 1;
	return (a.lo > b.lo) - (a.lo < b.lo);
}

static inline int
i128_sign(struct i128 a)
{
	return i128_cmp(a, i128_of(0));
}

/* The exact product of two 64-bit values. */
struct i128 i128_mul(int64_t a, int64_t b);

/*
 * i128_divmod: divides the magnitude by d > 0, in place.
 * Returns the remainder, 0 <= remainder < d; a must be >= 0.
 */
uint64_t i128_divmod(struct i128 *a, uint64_t d);

/* Whether the value fits an int64_t; if so *v is set. */
bool i128_to_i64(struct i128 a, int64_t *v);

/* The nearest double, ties to even. */
double i128_to_double(struct i128 a);

/* The double nearest to the quotient a / d, d > 0: one rounding, to even. */
double i128_quotient(struct i128 a, uint64_t d);

/*
 * i128_scale: a / 2^bits to the nearest whole number, ties to even.
 *
 *   a     >= 0
 *   bits  1 to 126
 *
 * Returns false when the result needs more than 63 bits.
 */
bool i128_scale(struct i128 a, int bits, int64_t *v);

#endif
