/*
 * SipHash-1-3 (Aumasson & Bernstein 2012, with one compression round and
 * three finalisation rounds), written from the paper's description.
 */
#include "base/hash.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/mem.h"

uint64_t hash_key[6];
static bool keyed;

/*
 * The key need not be secret beyond making collisions unplannable; where
 * the system gives no randomness the address space layout has to do.
 */
static void
draw_key(void)
{
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, hash_key, sizeof(hash_key));

	if (fd >= 0)
		close(fd);
	if (n != (ssize_t)sizeof(hash_key)) {
		uint64_t x = (uint64_t)(uintptr_t)&n ^
			     (uint64_t)(uintptr_t)draw_key << 20 ^
			     (uint64_t)getpid();

		for (size_t i = 0; i < 6; i++)
			hash_key[i] = x =
			    hash_fold(x + i + 1, 0x9e3779b97f4a7c15U);
	}
	keyed = true;
}

void
hash_ready(void)
{
	if (!keyed)
		draw_key();
}

static inline uint64_t
rotl(uint64_t x, int b)
{
	return x << b | x >> (64 - b);
}

static inline void
round_once(uint64_t v[4])
{
	v[0] += v[1];
	v[2] += v[3];
	v[1] = rotl(v[1], 13) ^ v[0];
	v[3] = rotl(v[3], 16) ^ v[2];
	v[0] = rotl(v[0], 32);
	v[2] += v[1];
	v[0] += v[3];
	v[1] = rotl(v[1], 17) ^ v[2];
	v[3] = rotl(v[3], 21) ^ v[0];
	v[2] = rotl(v[2], 32);
}

static inline uint64_t
load(const char *p, size_t n)
{
	uint64_t w = 0;

	for (size_t i = 0; i < n; i++)
		w |= (uint64_t)(unsigned char)p[i] << (8 * i);
	return w;
}

uint64_t
hash_bytes(struct str s)
{
	const char *p = s.n == 0 ? "" : s.p;
	uint64_t v[4], last;
	size_t i = 0;

	hash_ready();
	v[0] = hash_key[0] ^ 0x736f6d6570736575U;
	v[1] = hash_key[1] ^ 0x646f72616e646f6dU;
	v[2] = hash_key[0] ^ 0x6c7967656e657261U;
	v[3] = hash_key[1] ^ 0x7465646279746573U;
	for (; s.n - i >= 8; i += 8) {
		uint64_t w = load(p + i, 8);

		v[3] ^= w;
		round_once(v);
		v[0] ^= w;
	}
	last = (uint64_t)s.n << 56 | load(p + i, s.n - i);
	v[3] ^= last;
	round_once(v);
	v[0] ^= last;
	v[2] ^= 0xff;
	for (int k = 0; k < 3; k++)
		round_once(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static void
rebuild(struct names *t)
{
	size_t slots = t->slots == 0 ? 64 : t->slots * 2;

	mem_free(t->slot);
	t->slot = mem_resize(NULL, slots, sizeof(*t->slot));
	memset(t->slot, 0xff, slots * sizeof(*t->slot));
	t->slots = slots;
	for (size_t i = 0; i < t->count; i++) {
		size_t at = t->hash[i] & (slots - 1);

		while (t->slot[at] != NAMES_NONE)
			at = (at + 1) & (slots - 1);
		t->slot[at] = (uint32_t)i;
	}
}

/* The slot that holds s, or the free one where it belongs. */
static size_t
probe(const struct names *t, struct str s, uint64_t h)
{
	size_t at = h & (t->slots - 1);

	while (t->slot[at] != NAMES_NONE) {
		uint32_t i = t->slot[at];

		if (t->hash[i] == h && str_eq(t->name[i], s))
			break;
		at = (at + 1) & (t->slots - 1);
	}
	return at;
}

uint32_t
names_add(struct names *t, struct str s)
{
	uint64_t h = hash_bytes(s);
	size_t at;

	if ((t->count + 1) * 2 > t->slots)
		rebuild(t);
	at = probe(t, s, h);
	if (t->slot[at] != NAMES_NONE)
		return t->slot[at];
	if (t->count == t->room) {
		size_t room = t->room;

		t->name =
		    mem_grow(t->name, &t->room, t->count + 1, sizeof(*t->name));
		t->hash =
		    mem_grow(t->hash, &room, t->count + 1, sizeof(*t->hash));
	}
	t->name[t->count] = arena_str(&t->arena, s);
	t->hash[t->count] = h;
	t->slot[at] = (uint32_t)t->count;
	return (uint32_t)t->count++;
}

uint32_t
names_find(const struct names *t, struct str s)
{
	return t->slots == 0 ? NAMES_NONE : t->slot[probe(t, s, hash_bytes(s))];
}

void
names_free(struct names *t)
{
	arena_free(&t->arena);
	mem_free(t->name);
	mem_free(t->hash);
	mem_free(t->slot);
	*t = (struct names){0};
}
