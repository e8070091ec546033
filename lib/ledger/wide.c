#include "ledger/wide.h"

static void
trim(struct wide *w)
{
	while (w->n > 0 && w->word[w->n - 1] == 0)
		w->n--;
}

void
wide_set(struct wide *w, struct i128 v)
{
	*w = (struct wide){
	    .word = {(uint32_t)v.lo, (uint32_t)(v.lo >> 32),
		(uint32_t)(uint64_t)v.hi, (uint32_t)((uint64_t)v.hi >> 32)},
	    .n = 4};
	trim(w);
}

/* w += v * by * 2^(32 at) */
static bool
add_product(struct wide *w, const struct wide *v, uint32_t by, int at)
{
	uint64_t carry = 0;

	for (int i = 0; i < v->n || carry != 0; i++) {
		uint64_t t;

		if (i + at >= WIDE_WORDS)
			return carry == 0 && by == 0;
		t = (i < v->n ? (uint64_t)v->word[i] * by : 0) + carry +
		    w->word[i + at];
		w->word[i + at] = (uint32_t)t;
		carry = t >> 32;
	}
	return true;
}

bool
wide_mul(struct wide *w, uint64_t by)
{
	struct wide product = {.n = WIDE_WORDS};

	if (!add_product(&product, w, (uint32_t)by, 0) ||
	    !add_product(&product, w, (uint32_t)(by >> 32), 1))
		return false;
	trim(&product);
	*w = product;
	return true;
}

static uint32_t
divide(struct wide *w, uint32_t by)
{
	uint64_t rest = 0;

	for (int i = w->n - 1; i >= 0; i--) {
		uint64_t t = rest << 32 | w->word[i];

		w->word[i] = (uint32_t)(t / by);
		rest = t % by;
	}
	trim(w);
	return (uint32_t)rest;
}

/* All digits but the first of those cut only tell whether they are 0. */
enum wide_rest
wide_shift(struct wide *w, int places)
{
	static const uint32_t power[] = {1, 10, 100, 1000, 10000, 100000,
	    1000000, 10000000, 100000000, 1000000000};
	bool more = false;
	uint32_t digit;

	while (places > 1) {
		int k = places - 1 < 9 ? places - 1 : 9;

		more |= divide(w, power[k]) != 0;
		places -= k;
	}
	digit = divide(w, 10);
	if (digit == 5)
		return more ? WIDE_ABOVE : WIDE_HALF;
	if (digit == 0 && !more)
		return WIDE_EXACT;
	return digit < 5 ? WIDE_BELOW : WIDE_ABOVE;
}

bool
wide_to_i64(const struct wide *w, int64_t *v)
{
	if (w->n > 2 || (w->n == 2 && w->word[1] >> 31 != 0))
		return false;
	*v = (int64_t)((uint64_t)(w->n > 1 ? w->word[1] : 0) << 32 |
		       (w->n > 0 ? w->word[0] : 0));
	return true;
}
