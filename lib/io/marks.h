/*
 * marks: 64 bytes -> a bit for each that is a quote, a delimiter, an LF or a
 * CR; the first byte is bit 0. One function per instruction set, all alike.
 * For io/index only.
 */
#ifndef IO_MARKS_H
#define IO_MARKS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/word.h"

#if defined(__SSE2__)
#define MARKS_X86 1
#include <immintrin.h>
#elif defined(__aarch64__) && defined(__ARM_NEON) && \
    __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define MARKS_NEON 1
#include <arm_neon.h>
#endif

enum { WORD = 64 }; /* bytes */

struct marks {
	uint64_t quote;
	uint64_t delimiter;
	uint64_t lf;
	uint64_t cr;
};

/* Without quotes (TSV), quote and cr are 0. */
typedef struct marks marks_of(const char *p, char delimiter, bool quotes);

/* --- SWAR: eight bytes in one register --- */

/*
 * The eight bytes of x that are c, as bits. Adding 0x7f carries into bit 7
 * of a byte whose low bits are not all 0, and never beyond: exact for any
 * byte. The product gathers the eight bits 0, 8, .. 56 in the top byte.
 */
static inline uint64_t
swar_equal(uint64_t x, char c)
{
	const uint64_t ones = 0x0101010101010101, low = 0x7f * ones;

	x ^= ones * (unsigned char)c;
	x = ~(((x & low) + low) | x | low);
	return ((x >> 7) * 0x0102040810204080) >> 56;
}

static inline struct marks
marks_swar(const char *p, char delimiter, bool quotes)
{
	struct marks m = {0, 0, 0, 0};

	for (unsigned i = 0; i < WORD; i += 8) {
		uint64_t x = word_load(p + i);

		m.delimiter |= swar_equal(x, delimiter) << i;
		m.lf |= swar_equal(x, '\n') << i;
		if (quotes) {
			m.quote |= swar_equal(x, '"') << i;
			m.cr |= swar_equal(x, '\r') << i;
		}
	}
	return m;
}

/* --- SSE2: every x86-64 has it --- */

#ifdef MARKS_X86

static inline uint64_t
sse2_bits(__m128i x, __m128i like)
{
	return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(x, like));
}

/* No loops: not every compiler unrolls them. */
static inline uint64_t
sse2_equal(const __m128i x[4], char c)
{
	__m128i like = _mm_set1_epi8(c);

	return sse2_bits(x[0], like) | sse2_bits(x[1], like) << 16 |
	       sse2_bits(x[2], like) << 32 | sse2_bits(x[3], like) << 48;
}

static inline __m128i
sse2_load(const char *p)
{
	return _mm_loadu_si128((const void *)p);
}

/* Most words have neither: one test is less than eight gatherings. */
static inline bool
sse2_any(const __m128i x[4], char c, char d)
{
	__m128i a = _mm_set1_epi8(c), b = _mm_set1_epi8(d), any;

	any = _mm_or_si128(
	    _mm_or_si128(_mm_cmpeq_epi8(x[0], a), _mm_cmpeq_epi8(x[1], a)),
	    _mm_or_si128(_mm_cmpeq_epi8(x[2], a), _mm_cmpeq_epi8(x[3], a)));
	any = _mm_or_si128(any,
	    _mm_or_si128(
		_mm_or_si128(_mm_cmpeq_epi8(x[0], b), _mm_cmpeq_epi8(x[1], b)),
		_mm_or_si128(
		    _mm_cmpeq_epi8(x[2], b), _mm_cmpeq_epi8(x[3], b))));
	return _mm_movemask_epi8(any) != 0;
}

static inline struct marks
marks_sse2(const char *p, char delimiter, bool quotes)
{
	__m128i x[4] = {sse2_load(p), sse2_load(p + 16), sse2_load(p + 32),
	    sse2_load(p + 48)};
	struct marks m = {
	    .delimiter = sse2_equal(x, delimiter), .lf = sse2_equal(x, '\n')};

	if (quotes && sse2_any(x, '"', '\r')) {
		m.quote = sse2_equal(x, '"');
		m.cr = sse2_equal(x, '\r');
	}
	return m;
}

/* --- AVX2, if the machine says so when it runs: a seventh less time --- */

#define TARGET_AVX2 __attribute__((target("avx2,bmi,popcnt")))

TARGET_AVX2 static inline uint64_t
avx2_equal(const __m256i x[2], char c)
{
	__m256i like = _mm256_set1_epi8(c);
	uint32_t a, b;

	a = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(x[0], like));
	b = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(x[1], like));
	return a | (uint64_t)b << 32;
}

TARGET_AVX2 static inline struct marks
marks_avx2(const char *p, char delimiter, bool quotes)
{
	__m256i x[2] = {_mm256_loadu_si256((const void *)p),
	    _mm256_loadu_si256((const void *)(p + 32))};

	return (struct marks){
	    .quote = quotes ? avx2_equal(x, '"') : 0,
	    .delimiter = avx2_equal(x, delimiter),
	    .lf = avx2_equal(x, '\n'),
	    .cr = quotes ? avx2_equal(x, '\r') : 0,
	};
}

TARGET_AVX2 static inline unsigned
count_popcnt(uint64_t x)
{
	return (unsigned)__builtin_popcountll(x);
}

#endif

/* --- NEON: every 64-bit ARM has it --- */

#ifdef MARKS_NEON

/* Each byte keeps its own bit of eight; pairwise sums gather them. */
static inline uint64_t
neon_equal(const uint8x16_t x[4], char c)
{
	static const uint8_t bit[16] = {
	    1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
	uint8x16_t like = vdupq_n_u8((uint8_t)c), own = vld1q_u8(bit);
	uint8x16_t a = vandq_u8(vceqq_u8(x[0], like), own);
	uint8x16_t b = vandq_u8(vceqq_u8(x[1], like), own);
	uint8x16_t d = vandq_u8(vceqq_u8(x[2], like), own);
	uint8x16_t e = vandq_u8(vceqq_u8(x[3], like), own);

	a = vpaddq_u8(vpaddq_u8(a, b), vpaddq_u8(d, e));
	a = vpaddq_u8(a, a);
	return vgetq_lane_u64(vreinterpretq_u64_u8(a), 0);
}

static inline struct marks
marks_neon(const char *p, char delimiter, bool quotes)
{
	const uint8_t *u = (const uint8_t *)p;
	uint8x16_t x[4] = {
	    vld1q_u8(u), vld1q_u8(u + 16), vld1q_u8(u + 32), vld1q_u8(u + 48)};

	return (struct marks){
	    .quote = quotes ? neon_equal(x, '"') : 0,
	    .delimiter = neon_equal(x, delimiter),
	    .lf = neon_equal(x, '\n'),
	    .cr = quotes ? neon_equal(x, '\r') : 0,
	};
}

#endif

#endif
