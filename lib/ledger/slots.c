#include "ledger/slots.h"

#include "base/mem.h"

/* Small tables grow fourfold: less is put again. */
enum { FIRST_BITS = 6, SMALL_BITS = 18, MOST_BITS = 33 };

/* Whether n entries are at most three quarters. */
static bool
fits(uint64_t n, unsigned bits)
{
	return n <= (uint64_t)3 << bits >> 2;
}

bool
slots_full(const struct slots *s)
{
	return s->at == NULL ||
	       (s->bits < MOST_BITS && !fits(s->taken + 1, s->bits));
}

void
slots_grow(struct slots *s, uint64_t n)
{
	size_t size;

	s->bits = s->at == NULL ? FIRST_BITS
				: s->bits + (s->bits < SMALL_BITS ? 2 : 1);
	/* What is small does not follow a guess. */
	while (s->bits > SMALL_BITS && s->bits < MOST_BITS && !fits(n, s->bits))
		s->bits++;
	mem_free(s->at);
	size = ((size_t)1 << s->bits) * SLOT_SIZE;
	s->at = mem_alloc(size);
	memset(s->at, 0xff, size);
	s->taken = 0;
}

void
slots_put(struct slots *s, uint64_t hash, uint32_t ref)
{
	size_t at = slots_home(s, hash);

	while (slots_ref(s, at) != SLOTS_NONE)
		at = slots_next(s, at);
	slots_set(s, at, hash, ref);
}

void
slots_free(struct slots *s)
{
	mem_free(s->at);
	*s = (struct slots){0};
}

size_t
slots_memory(const struct slots *s)
{
	return s->at == NULL ? 0 : ((size_t)1 << s->bits) * SLOT_SIZE;
}
