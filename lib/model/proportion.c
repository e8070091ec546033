/*
 * Shares, net scores, means: intervals and tests in closed form, but for the
 * score interval of a net score:
 *
 * 1. An answer is 1, 0 or -1 with probabilities q + x, 1 - 2q - x and q,
 *    where x is the net score under test. Given shares p and d of ones and
 *    minus ones, the q that is most likely under x solves
 *    2 q^2 + B q - d x (1 - x) = 0, B = (2 - p + d) x - p - d    (Tango 1998)
 * 2. x is not rejected while n (p - d - x)^2 <= z^2 (2q + x - x^2).
 * 3. Its end above p - d is found by bisection; the one below is the other
 *    with p and d exchanged, so that the two agree to the last bit.
 *
 * For x >= 0 the constant term is not positive: both roots are real, and the
 * one wanted is taken in the form that does not cancel; x < 0 is turned to
 * -x with p and d exchanged. Written from the papers named in the header.
 */
#include "model/proportion.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/sort.h"
#include "num/dist.h"

static const struct interval nothing = {(double)NAN, (double)NAN};

static double
clamp(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

static struct interval
around(double centre, double half, double low, double high)
{
	return (struct interval){
	    clamp(centre - half, low, high), clamp(centre + half, low, high)};
}

double
proportion_z(double level)
{
	return -dist_normal_quantile((1 - level) / 2);
}

struct interval
proportion_wald(double k, double n, double z)
{
	double p = k / n;

	if (!(n > 0))
		return nothing;
	return around(p, z * sqrt(p * (1 - p) / n), 0, 1);
}

struct interval
proportion_adjusted(double k, double n, double z)
{
	if (!(n > 0))
		return nothing;
	return proportion_wald(k + z * z / 2, n + z * z, z);
}

struct interval
proportion_wilson(double k, double n, double z)
{
	double z2 = z * z, p = k / n, centre, half;
	struct interval at;

	if (!(n > 0))
		return nothing;
	centre = (k + z2 / 2) / (n + z2);
	half = z * sqrt(n) / (n + z2) * sqrt(p * (1 - p) + z2 / (4 * n));
	at = around(centre, half, 0, 1);
	/* Rounding leaves 1e-17 where the exact ends are 0, 1 or p. */
	if (k <= 0 || at.low > p)
		at.low = k <= 0 ? 0 : p;
	if (k >= n || at.high < p)
		at.high = k >= n ? 1 : p;
	return at;
}

struct interval
proportion_newcombe(double k1, double n1, double k2, double n2, double z)
{
	struct interval a = proportion_wilson(k1, n1, z);
	struct interval b = proportion_wilson(k2, n2, z);
	double p1 = k1 / n1, p2 = k2 / n2;

	if (!(n1 > 0 && n2 > 0))
		return nothing;
	return (struct interval){p1 - p2 - hypot(p1 - a.low, b.high - p2),
	    p1 - p2 + hypot(a.high - p1, p2 - b.low)};
}

double
proportion_test(double k1, double n1, double k2, double n2)
{
	double p = (k1 + k2) / (n1 + n2);
	double var = p * (1 - p) * (1 / n1 + 1 / n2);

	if (!(n1 > 0 && n2 > 0 && var > 0))
		return (double)NAN;
	return (k1 / n1 - k2 / n2) / sqrt(var);
}

double
kish_n(double sum_w, double sum_w2)
{
	return sum_w2 > 0 ? sum_w * sum_w / sum_w2 : 0;
}

/* p (1-p) + d (1-d) + 2 p d: terms of one sign, no cancellation. */
double
nps_variance(double p, double d)
{
	return clamp(p * (1 - p) + d * (1 - d) + 2 * p * d, 0, 1);
}

double
nps_se(double p, double d, double n)
{
	return n > 0 ? sqrt(nps_variance(p, d) / n) : (double)NAN;
}

static struct interval
nps_adjusted(double p, double d, double n, double z)
{
	double m = n + 3, p3 = (n * p + .75) / m, d3 = (n * d + .75) / m;
	double score = p - d;
	struct interval at = around(p3 - d3, z * nps_se(p3, d3, m), -1, 1);

	if (at.low > score)
		at.low = score;
	if (at.high < score)
		at.high = score;
	return at;
}

/* 2q + x - x^2: the variance of an answer if the net score is x. */
static double
null_variance(double p, double d, double x)
{
	double b, c, root, q;

	if (x < 0) {
		double other = p;

		p = d;
		d = other;
		x = -x;
	}
	b = (2 - p + d) * x - p - d;
	c = d * x * (1 - x);
	root = sqrt(b * b + 8 * c);
	q = b <= 0 ? (root - b) / 4 : 2 * c / (root + b);
	return 2 * q + x * (1 - x);
}

static bool
not_rejected(double p, double d, double n, double z, double x)
{
	double off = p - d - x;

	return n * off * off <= z * z * null_variance(p, d, x);
}

static double
score_end_above(double p, double d, double n, double z)
{
	double low = p - d, high = 1;

	for (;;) {
		double middle = low + (high - low) / 2;

		if (!(middle > low && middle < high))
			return high;
		if (not_rejected(p, d, n, z, middle))
			low = middle;
		else
			high = middle;
	}
}

struct interval
nps_interval(enum nps_interval kind, double p, double d, double n, double z)
{
	if (!(n > 0))
		return nothing;
	switch (kind) {
	case NPS_ADJUSTED:
		return nps_adjusted(p, d, n, z);
	case NPS_WALD:
		return (struct interval){
		    p - d - z * nps_se(p, d, n), p - d + z * nps_se(p, d, n)};
	case NPS_SCORE:
		break;
	}
	return (struct interval){
	    -score_end_above(d, p, n, z), score_end_above(p, d, n, z)};
}

double
p_two_sided(double z)
{
	return erfc(fabs(z) / sqrt(2));
}

struct difference
difference_of(double a, double se_a, double b, double se_b, double z)
{
	struct difference out = {.delta = a - b, .se = hypot(se_a, se_b)};

	out.at.low = out.delta - z * out.se;
	out.at.high = out.delta + z * out.se;
	out.z = out.se > 0 ? out.delta / out.se : (double)NAN;
	out.p = p_two_sided(out.z);
	return out;
}

static int
by_p(uint32_t a, uint32_t b, void *arg)
{
	const double *p = arg;

	return (p[a] > p[b]) - (p[a] < p[b]);
}

void
p_holm(double *p, size_t n)
{
	uint32_t *order = mem_resize(NULL, n, sizeof(*order));
	size_t tests = 0;
	double least = 0;

	for (size_t i = 0; i < n; i++)
		if (!isnan(p[i]))
			order[tests++] = (uint32_t)i;
	sort_index(order, tests, by_p, p);
	for (size_t i = 0; i < tests; i++) {
		double raised = p[order[i]] * (double)(tests - i);

		least = clamp(raised, least, 1);
		p[order[i]] = least;
	}
	mem_free(order);
}

struct interval
mean_interval(double mean, double var, double n, double level)
{
	double half;

	if (!(n >= 2) || !(var >= 0))
		return nothing;
	half = dist_t_quantile((1 + level) / 2, n - 1) * sqrt(var / n);
	return (struct interval){mean - half, mean + half};
}

double
sample_size(double v, double m, double z)
{
	double n = ceil(z * z * v / (m * m));

	return n < 1 ? 1 : n;
}
