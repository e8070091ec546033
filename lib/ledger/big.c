#include "ledger/big.h"

static void
trim(struct big *w)
{
	while (w->n > 0 && w->word[w->n - 1] == 0)
		w->n--;
}

void
big_set(struct big *w, struct i128 v)
{
	*w = (struct big){
	    .word = {(uint32_t)v.lo, (uint32_t)(v.lo >> 32),
		(uint32_t)(uint64_t)v.hi, (uint32_t)((uint64_t)v.hi >> 32)},
	    .n = 4};
	trim(w);
}

/* w += v * by * 2^(32 at) */
static bool
add_product(struct big *w, const struct big *v, uint32_t by, int at)
{
	uint64_t carry = 0;

	for (int i = 0; i < v->n || carry != 0; i++) {
		uint64_t t;

		if (i + at >= BIG_WORDS)
			return carry == 0 && by == 0;
		t = (i < v->n ? (uint64_t)v->word[i] * by : 0) + carry +
		    w->word[i + at];
		w->word[i + at] = (uint32_t)t;
		carry = t >> 32;
	}
	return true;
}

bool
big_mul(struct big *w, uint64_t by)
{
	struct big product = {.n = BIG_WORDS};

	if (!add_product(&product, w, (uint32_t)by, 0) ||
	    !add_product(&product, w, (uint32_t)(by >> 32), 1))
		return false;
	trim(&product);
	*w = product;
	return true;
}

static uint32_t
divide(struct big *w, uint32_t by)
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
enum big_rest
big_shift(struct big *w, int places)
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
		return more ? BIG_ABOVE : BIG_HALF;
	if (digit == 0 && !more)
		return BIG_EXACT;
	return digit < 5 ? BIG_BELOW : BIG_ABOVE;
}

bool
big_to_i64(const struct big *w, int64_t *v)
{
	if (w->n > 2 || (w->n == 2 && w->word[1] >> 31 != 0))
		return false;
	*v = (int64_t)((uint64_t)(w->n > 1 ? w->word[1] : 0) << 32 |
		       (w->n > 0 ? w->word[0] : 0));
	return true;
}
