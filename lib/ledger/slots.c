#include "ledger/slots.h"

#include "base/hash.h"
#include "base/mem.h"

/* Small tables grow fourfold: less is put again. */
enum { FIRST_BITS = 6, SMALL_BITS = 18, MOST_BITS = 33 };

/* Up to 8 bytes as a word. */
static uint64_t
word(const char *p, size_t n)
{
	uint64_t w = 0;

	if (n == 8) {
		memcpy(&w, p, 8);
		return w;
	}
	if (n >= 4) {
		uint32_t low, high;

		/* They overlap where n < 8, and agree there. */
		memcpy(&low, p, 4);
		memcpy(&high, p + n - 4, 4);
		return (uint64_t)high << 32 | low;
	}
	for (size_t i = 0; i < n; i++)
		w = w << 8 | (unsigned char)p[i];
	return w;
}

uint64_t
slots_hash(struct str s)
{
	hash_ready();
	if (s.n > 16)
		return hash_bytes(s);
	if (s.n <= 8)
		return hash_words(word(s.p, s.n), 0, s.n);
	return hash_words(word(s.p, 8), word(s.p + 8, s.n - 8), s.n);
}

bool
slots_same(struct str a, struct str b)
{
	if (a.n != b.n || a.n > 16)
		return str_eq(a, b);
	if (a.n <= 8)
		return word(a.p, a.n) == word(b.p, a.n);
	return word(a.p, 8) == word(b.p, 8) &&
	       word(a.p + 8, a.n - 8) == word(b.p + 8, a.n - 8);
}

bool
slots_full(const struct slots *s)
{
	return s->at == NULL || (s->bits < MOST_BITS &&
				    (s->taken + 1) * 4 > (size_t)3 << s->bits);
}

void
slots_grow(struct slots *s)
{
	size_t size;

	s->bits = s->at == NULL ? FIRST_BITS
				: s->bits + (s->bits < SMALL_BITS ? 2 : 1);
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
