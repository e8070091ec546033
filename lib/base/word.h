/*
 * word: eight bytes in one register, the first one lowest, and decimal digits
 * read from it all at once.
 */
#ifndef BASE_WORD_H
#define BASE_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A byte in all eight places. */
#define WORD_OF(c) (UINT64_C(0x0101010101010101) * (unsigned char)(c))

static inline uint64_t
word_load(const char *p)
{
	uint64_t x;

	memcpy(&x, p, sizeof(x));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	x = __builtin_bswap64(x);
#endif
	return x;
}

static inline void
word_store(char *p, uint64_t x)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	x = __builtin_bswap64(x);
#endif
	memcpy(p, &x, sizeof(x));
}

static inline uint32_t
word_load_half(const char *p)
{
	uint32_t x;

	memcpy(&x, p, sizeof(x));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	x = __builtin_bswap32(x);
#endif
	return x;
}

/* n bytes, 1 to 8, with zeros above; no other byte is read. */
static inline uint64_t
word_load_some(const char *p, size_t n)
{
	/* Two reads that overlap, and agree where they do. */
	if (n >= 4)
		return word_load_half(p) | (uint64_t)word_load_half(p + n - 4)
					       << 8 * (n - 4);
	return (uint64_t)(unsigned char)p[0] |
	       (uint64_t)(unsigned char)p[n / 2] << 8 * (n / 2) |
	       (uint64_t)(unsigned char)p[n - 1] << 8 * (n - 1);
}

/* The same, where eight bytes can be read. */
static inline uint64_t
word_load_first(const char *p, size_t n)
{
	return word_load(p) & (~UINT64_C(0) >> (64 - 8 * n));
}

/* Whether every byte is 0 to 9, as '0' ^ '0' to '9' ^ '0' are. */
static inline bool
word_is_digits(uint64_t x)
{
	return ((x | (x + WORD_OF(0x76))) & WORD_OF(0x80)) == 0;
}

/* The number that eight digits 0 to 9 make; the first one counts most. */
static inline uint32_t
word_number(uint64_t x)
{
	const uint64_t every_fourth = UINT64_C(0x000000ff000000ff);

	/* Pairs, in bytes 0, 2, 4 and 6; then two and two of them. */
	x = x * 10 + (x >> 8);
	return (uint32_t)(((x & every_fourth) * UINT64_C(0x000f424000000064) +
			      (x >> 16 & every_fourth) *
				  UINT64_C(0x0000271000000001)) >>
			  32);
}

#endif
