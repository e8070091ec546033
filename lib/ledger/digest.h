/*
 * digest: a fingerprint of bytes that is the same on every machine and in
 * every run, for what is written down: the content of events, state files.
 *
 * Each step is a bijection of 64 bits, so that two inputs that differ in one
 * word only never have the same digest; others do by a chance of 2^-64.
 * Nobody is kept from making two on purpose.
 */
#ifndef LEDGER_DIGEST_H
#define LEDGER_DIGEST_H

#include <stdint.h>

#include "base/str.h"

#define DIGEST_START UINT64_C(0x6372706f696e7473)

static inline uint64_t
digest_word(uint64_t h, uint64_t word)
{
	h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 29;
}

/* Spelt out, for it then becomes one load where words are so. */
static inline uint64_t
digest_load(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;

	return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 |
	       (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 |
	       (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
	       (uint64_t)b[7] << 56;
}

/* Bytes as words, least first; their number goes in, too. */
static inline uint64_t
digest_bytes(uint64_t h, const char *p, size_t n)
{
	uint64_t last = 0;
	size_t i = 0;

	for (; n - i >= 8; i += 8)
		h = digest_word(h, digest_load(p + i));
	for (int k = 0; i < n; i++, k++)
		last |= (uint64_t)(unsigned char)p[i] << (8 * k);
	return digest_word(digest_word(h, last), n);
}

static inline uint64_t
digest_str(uint64_t h, struct str s)
{
	return digest_bytes(h, s.p, s.n);
}

#endif
