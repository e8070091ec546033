/*
 * Weights of indicators. The principal eigenvector is found by squaring: the
 * powers of a positive matrix, scaled, tend to rank one at the rate of the
 * ratio of eigenvalues to the power 2^n, so a dozen products are enough for
 * any matrix of judgements; the eigenvalue is the Rayleigh mean of (Av)_i/v_i.
 */
#include "model/weights.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "base/sort.h"
#include "num/fsum.h"
#include "num/quant.h"
#include "num/special.h"

static int
by_place(uint32_t a, uint32_t b, void *arg)
{
	const struct opinion *o = arg, *x = &o[a], *y = &o[b];

	if (x->i != y->i)
		return x->i < y->i ? -1 : 1;
	if (x->j != y->j)
		return x->j < y->j ? -1 : 1;
	return (x->v > y->v) - (x->v < y->v);
}

void
opinions_sort(struct opinion *o, size_t n)
{
	uint32_t *order = mem_resize(NULL, n, sizeof(*order));
	struct opinion *to = mem_resize(NULL, n, sizeof(*to));

	for (size_t i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	sort_index(order, n, by_place, o);
	for (size_t i = 0; i < n; i++)
		to[i] = o[order[i]];
	if (n > 0)
		memcpy(o, to, n * sizeof(*o));
	mem_free(to);
	mem_free(order);
}

static double
flipped(enum flip flip, double v)
{
	return flip == FLIP_SIGN ? -v : 1 - v;
}

void
opinions_mean(const struct opinion *o, size_t n, size_t k, enum flip flip,
    double *mean, uint64_t *count)
{
	struct fsum *sum = mem_zero(k * k, sizeof(*sum));
	double *many = mem_zero(k * k, sizeof(*many));

	for (size_t x = 0; x < n; x++) {
		size_t at = o[x].i * k + o[x].j;

		fsum_add(&sum[at], o[x].v);
		many[at]++;
	}
	for (size_t i = 0; i < k; i++) {
		mean[i * k + i] = 0;
		for (size_t j = i + 1; j < k; j++) {
			size_t ij = i * k + j, ji = j * k + i;
			double all = many[ij] + many[ji];
			double back = flip == FLIP_SIGN ? 0 : many[ji];

			mean[ij] = (fsum_value(&sum[ij]) + back -
				       fsum_value(&sum[ji])) /
				   all;
			mean[ji] = flipped(flip, mean[ij]);
			if (count != NULL)
				count[ij] = count[ji] = (uint64_t)all;
		}
	}
	mem_free(many);
	mem_free(sum);
}

bool
weights_of(const double *value, size_t k, double *weight)
{
	double sum = fsum_of(value, k);

	for (size_t i = 0; i < k; i++)
		weight[i] = sum > 0 ? value[i] / sum : (double)NAN;
	return sum > 0;
}

/* m squared, scaled to a largest element of 1. */
static void
square(double *m, size_t k, double *work)
{
	double most = 0;

	for (size_t i = 0; i < k; i++)
		for (size_t j = 0; j < k; j++) {
			double s = 0;

			for (size_t x = 0; x < k; x++)
				s += m[i * k + x] * m[x * k + j];
			work[i * k + j] = s;
			most = fmax(most, s);
		}
	for (size_t i = 0; i < k * k; i++)
		m[i] = work[i] / most;
}

static void
eigenvector(const double *a, size_t k, double *v)
{
	enum { SQUARINGS = 12 };
	double *m = mem_resize(NULL, k * k, sizeof(*m));
	double *work = mem_resize(NULL, k * k, sizeof(*work));

	memcpy(m, a, k * k * sizeof(*m));
	for (int n = 0; n < SQUARINGS; n++)
		square(m, k, work);
	for (size_t i = 0; i < k; i++)
		work[i] = fsum_of(m + i * k, k);
	(void)weights_of(work, k, v);
	mem_free(work);
	mem_free(m);
}

/* The mean of (Av)_i/v_i, which are all the eigenvalue. */
static double
eigenvalue(const double *a, size_t k, const double *v)
{
	struct fsum sum = {0};

	for (size_t i = 0; i < k; i++)
		for (size_t j = 0; j < k; j++)
			fsum_add(&sum, a[i * k + j] * v[j] / v[i]);
	return fsum_value(&sum) / (double)k;
}

static double
random_index(size_t k)
{
	static const double saaty[AHP_INDEX] = {
	    0, 0, .58, .90, 1.12, 1.24, 1.32, 1.41, 1.45};

	return k <= AHP_INDEX ? saaty[k - 1] : (double)NAN;
}

void
ahp_solve(const double *ratio, size_t k, double *geometric, double *eigen,
    struct ahp *out)
{
	double *a = mem_resize(NULL, k * k, sizeof(*a));

	for (size_t i = 0; i < k * k; i++)
		a[i] = exp(ratio[i]);
	for (size_t i = 0; i < k; i++)
		eigen[i] = exp(fsum_of(ratio + i * k, k) / (double)k);
	(void)weights_of(eigen, k, geometric);
	eigenvector(a, k, eigen);
	out->lambda = fmax(eigenvalue(a, k, eigen), (double)k);
	out->ci = k > 1 ? (out->lambda - (double)k) / (double)(k - 1) : 0;
	out->ri = random_index(k);
	out->cr = k > 2 ? out->ci / out->ri : 0;
	mem_free(a);
}

/* One judge's ranks are added to sum; returns his correction for ties. */
static double
add_ranks(const double *v, size_t k, struct opinion *cells, uint32_t *order,
    double *rank, double *sum)
{
	double ties;

	for (size_t j = 0; j < k; j++)
		cells[j] = (struct opinion){0, 0, v[j]};
	for (size_t j = 0; j < k; j++)
		order[j] = (uint32_t)j;
	sort_index(order, k, by_place, cells);
	ties = quant_ranks(v, order, k, NULL, rank);
	for (size_t j = 0; j < k; j++)
		sum[j] += rank[j]; /* halves: exact */
	return ties;
}

struct concord
kendall_w(const double *v, size_t m, size_t k)
{
	struct opinion *cells = mem_resize(NULL, k, sizeof(*cells));
	uint32_t *order = mem_resize(NULL, k, sizeof(*order));
	double *rank = mem_zero(k, sizeof(*rank));
	double *sum = mem_zero(k, sizeof(*sum));
	double md = (double)m, kd = (double)k, ties = 0, s = 0, room;
	struct concord out = {(double)NAN, (double)NAN};
	double df;

	for (size_t i = 0; i < m; i++)
		ties += add_ranks(v + i * k, k, cells, order, rank, sum);
	for (size_t j = 0; j < k; j++) {
		double off = sum[j] - md * (kd + 1) / 2;

		s += off * off;
	}
	room = md * md * (kd * kd * kd - kd) - md * ties;
	df = kd - 1 - 2 / md;
	if (m >= 2 && k >= 2 && room > 0) {
		out.w = fmin(12 * s / room, 1);
		if (df > 0)
			out.p = fmax(special_betainc(
					 (md - 1) * df / 2, df / 2, 1 - out.w),
			    exp((1 - md) * special_lgamma(kd + 1)));
	}
	mem_free(sum);
	mem_free(rank);
	mem_free(order);
	mem_free(cells);
	return out;
}
