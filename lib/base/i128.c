#include "base/i128.h"

#include <math.h>

/* Schoolbook on 32-bit halves. */
static struct i128
mul_unsigned(uint64_t a, uint64_t b)
{
	uint64_t a0 = (uint32_t)a, a1 = a >> 32;
	uint64_t b0 = (uint32_t)b, b1 = b >> 32;
	uint64_t p00 = a0 * b0, p01 = a0 * b1, p10 = a1 * b0, p11 = a1 * b1;
	uint64_t mid = (p00 >> 32) + (uint32_t)p01 + (uint32_t)p10;

	return (struct i128){mid << 32 | (uint32_t)p00,
	    (int64_t)(p11 + (p01 >> 32) + (p10 >> 32) + (mid >> 32))};
}

static uint64_t
magnitude(int64_t v)
{
	return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

struct i128
i128_mul(int64_t a, int64_t b)
{
	struct i128 c = mul_unsigned(magnitude(a), magnitude(b));

	return (a < 0) != (b < 0) ? i128_neg(c) : c;
}

/* Restoring division, a bit at a time: only sums are printed this way. */
uint64_t
i128_divmod(struct i128 *a, uint64_t d)
{
	uint64_t hi = (uint64_t)a->hi, lo = a->lo, rest;

	rest = hi % d;
	hi /= d;
	if (rest == 0) {
		rest = lo % d;
		lo /= d;
	} else {
		uint64_t q = 0;

		for (int bit = 63; bit >= 0; bit--) {
			bool carry = rest >> 63;

			rest = rest << 1 | (lo >> bit & 1);
			q <<= 1;
			if (carry || rest >= d) {
				rest -= d;
				q |= 1;
			}
		}
		lo = q;
	}
	a->hi = (int64_t)hi;
	a->lo = lo;
	return rest;
}

bool
i128_to_i64(struct i128 a, int64_t *v)
{
	if (a.hi != ((a.lo >> 63) != 0 ? -1 : 0))
		return false;
	*v = (int64_t)a.lo;
	return true;
}

/* Of an unsigned value: 64 significant bits, the last one sticky. */
static double
unsigned_to_double(struct i128 m)
{
	uint64_t hi = (uint64_t)m.hi, lo = m.lo;
	int shift = 0;

	while (hi != 0) {
		lo = lo >> 1 | hi << 63 | (lo & 1);
		hi >>= 1;
		shift++;
	}
	return ldexp((double)lo, shift);
}

double
i128_to_double(struct i128 a)
{
	return a.hi < 0 ? -unsigned_to_double(i128_neg(a))
			: unsigned_to_double(a);
}

/*
 * The dividend is shifted up to 126 bits, so that the quotient has at least
 * 62; what is left over only has to be known as zero or not.
 */
double
i128_quotient(struct i128 a, uint64_t d)
{
	bool negative = a.hi < 0;
	struct i128 m = negative ? i128_neg(a) : a;
	int shift = 0;
	double q;

	if (m.hi == 0 && m.lo == 0)
		return 0;
	while ((uint64_t)m.hi >> 62 == 0) {
		m = i128_add(m, m);
		shift++;
	}
	if (i128_divmod(&m, d) != 0)
		m.lo |= 1;
	q = ldexp(unsigned_to_double(m), -shift);
	return negative ? -q : q;
}

bool
i128_scale(struct i128 a, int bits, int64_t *v)
{
	uint64_t hi = (uint64_t)a.hi, lo = a.lo, half;
	bool rest;

	/* Leave one bit below the point, and a note of all below that. */
	if (bits > 64) {
		rest =
		    lo != 0 || (hi & ((UINT64_C(1) << (bits - 65)) - 1)) != 0;
		lo = hi >> (bits - 65);
		hi = 0;
	} else if (bits > 1) {
		rest = (lo & ((UINT64_C(1) << (bits - 1)) - 1)) != 0;
		lo = lo >> (bits - 1) | hi << (65 - bits);
		hi >>= bits - 1;
	} else {
		rest = false;
	}
	if (hi != 0)
		return false;
	half = lo & 1;
	lo >>= 1;
	lo += half & (rest | (lo & 1));
	*v = (int64_t)lo;
	return lo <= INT64_MAX;
}
