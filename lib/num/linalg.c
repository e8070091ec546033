/*
 * Cholesky by rows, forward and back substitution. Pivots are measured
 * against their own diagonal, so that the verdict does not depend on the
 * scale of single parameters. Source: textbook; n is a handful.
 */
#include "num/linalg.h"

#include <math.h>
#include <string.h>

static const double PIVOT_MIN = 1e-13;

bool
linalg_chol(double *a, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j <= i; j++) {
			double s = a[i * n + j];

			for (size_t k = 0; k < j; k++)
				s -= a[i * n + k] * a[j * n + k];
			if (j < i) {
				a[i * n + j] = s / a[j * n + j];
				continue;
			}
			if (!(s > PIVOT_MIN * a[i * n + i]) || !isfinite(s))
				return false;
			a[i * n + i] = sqrt(s);
		}
	return true;
}

void
linalg_solve(const double *l, size_t n, double *b)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < i; k++)
			b[i] -= l[i * n + k] * b[k];
		b[i] /= l[i * n + i];
	}
	for (size_t i = n; i-- > 0;) {
		for (size_t k = i + 1; k < n; k++)
			b[i] -= l[k * n + i] * b[k];
		b[i] /= l[i * n + i];
	}
}

void
linalg_inverse(const double *l, size_t n, double *out)
{
	/* The inverse is symmetric: its columns may be kept as rows. */
	memset(out, 0, n * n * sizeof(*out));
	for (size_t i = 0; i < n; i++) {
		out[i * n + i] = 1;
		linalg_solve(l, n, out + i * n);
	}
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			out[i * n + j] = out[j * n + i];
}
