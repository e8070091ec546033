#include "model/nearest.h"

#include <math.h>
#include <string.h>

enum { BLOCK = NEAREST_BLOCK };

static bool only_plain;

void
nearest_plain(bool plain)
{
	only_plain = plain;
}

/* Whole blocks have a length that the compiler knows. */
void
nearest_squares(const double *const *x, size_t from, size_t n, size_t d,
    const double *centre, double *restrict square)
{
	for (size_t f = 0; f < d; f++) {
		const double *restrict v = x[f] + from;
		double c = centre[f];

		if (n == BLOCK && f == 0)
			for (size_t i = 0; i < BLOCK; i++)
				square[i] = (v[i] - c) * (v[i] - c);
		else if (n == BLOCK)
			for (size_t i = 0; i < BLOCK; i++)
				square[i] += (v[i] - c) * (v[i] - c);
		else
			for (size_t i = 0; i < n; i++)
				square[i] = (f == 0 ? 0 : square[i]) +
					    (v[i] - c) * (v[i] - c);
	}
}

static void
choose(double *restrict best, double *restrict centre,
    const double *restrict square, double j)
{
	for (size_t i = 0; i < BLOCK; i++) {
		double now = square[i], least = best[i], old = centre[i];

		centre[i] = now < least ? j : old;
		best[i] = now < least ? now : least;
	}
}

static void
block_plain(const double *const *x, size_t from, size_t n, size_t d,
    const double *centre, size_t k, struct nearest *out)
{
	double square[BLOCK];

	for (size_t i = 0; i < BLOCK; i++) {
		out->square[i] = (double)INFINITY;
		out->centre[i] = square[i] = 0;
	}
	for (size_t j = 0; j < k; j++) {
		nearest_squares(x, from, n, d, centre + j * d, square);
		choose(out->square, out->centre, square, (double)j);
	}
}

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define TARGET_AVX2 __attribute__((target("avx2")))

/* Fours of points that share what is loaded of a centre. */
enum { FOUR = 4, TILE = 4 * FOUR };

/* One tile against all centres; d is a constant where it is inlined. */
TARGET_AVX2 static inline void
tile_avx2(const double *const *x, size_t from, size_t d, const double *centre,
    size_t k, double *square, double *which)
{
	__m256d best[TILE / FOUR], at[TILE / FOUR];

	for (int t = 0; t < TILE / FOUR; t++) {
		best[t] = _mm256_set1_pd((double)INFINITY);
		at[t] = _mm256_setzero_pd();
	}
	for (size_t j = 0; j < k; j++) {
		__m256d sum[TILE / FOUR], label = _mm256_set1_pd((double)j);

		for (size_t f = 0; f < d; f++) {
			__m256d c = _mm256_set1_pd(centre[j * d + f]);
			const double *v = x[f] + from;

			for (int t = 0; t < TILE / FOUR; t++) {
				__m256d by = _mm256_sub_pd(
				    _mm256_loadu_pd(v + (size_t)t * FOUR), c);

				by = _mm256_mul_pd(by, by);
				sum[t] =
				    f == 0 ? by : _mm256_add_pd(sum[t], by);
			}
		}
		for (int t = 0; t < TILE / FOUR; t++) {
			__m256d less =
			    _mm256_cmp_pd(sum[t], best[t], _CMP_LT_OQ);

			best[t] = _mm256_blendv_pd(best[t], sum[t], less);
			at[t] = _mm256_blendv_pd(at[t], label, less);
		}
	}
	for (int t = 0; t < TILE / FOUR; t++) {
		_mm256_storeu_pd(square + (size_t)t * FOUR, best[t]);
		_mm256_storeu_pd(which + (size_t)t * FOUR, at[t]);
	}
}

/* The points behind the last whole tile, one by one. */
static void
point_plain(const double *const *x, size_t from, size_t d, const double *centre,
    size_t k, double *square, double *which)
{
	*square = (double)INFINITY;
	*which = 0;
	for (size_t j = 0; j < k; j++) {
		double sum = 0;

		for (size_t f = 0; f < d; f++) {
			double by = x[f][from] - centre[j * d + f];

			sum += by * by;
		}
		if (sum < *square) {
			*square = sum;
			*which = (double)j;
		}
	}
}

TARGET_AVX2 static void
block_avx2(const double *const *x, size_t from, size_t n, size_t d,
    const double *centre, size_t k, struct nearest *out)
{
	double *square = out->square, *which = out->centre;
	size_t i = 0;

	for (; i + TILE <= n && d == 3; i += TILE)
		tile_avx2(x, from + i, 3, centre, k, square + i, which + i);
	for (; i + TILE <= n; i += TILE)
		tile_avx2(x, from + i, d, centre, k, square + i, which + i);
	for (; i < n; i++)
		point_plain(x, from + i, d, centre, k, square + i, which + i);
}

static bool
has_avx2(void)
{
	return __builtin_cpu_supports("avx2");
}
#else
#define block_avx2 block_plain

static bool
has_avx2(void)
{
	return false;
}
#endif

void
nearest_block(const double *const *x, size_t from, size_t n, size_t d,
    const double *centre, size_t k, struct nearest *out)
{
	if (!only_plain && has_avx2())
		block_avx2(x, from, n, d, centre, k, out);
	else
		block_plain(x, from, n, d, centre, k, out);
}
