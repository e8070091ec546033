/*
 * What must hold for any answers: intervals hold their estimates and stay in
 * range, mirrored answers mirror everything, more answers tell more.
 */
#include "../unit/check.h"

#include "model/kano.h"
#include "model/proportion.h"
#include "model/weights.h"

enum { RUNS = 20000 };

static uint64_t seed;

/* SplitMix64. */
static uint64_t
draw(void)
{
	uint64_t z = seed += 0x9e3779b97f4a7c15U;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
	z = (z ^ z >> 27) * 0x94d049bb133111ebU;
	return z ^ z >> 31;
}

static double
uniform(void)
{
	return (double)(draw() >> 11) * 0x1p-53;
}

/* Counts of all sizes, zeros among them. */
static double
draw_count(void)
{
	return (double)(draw() >> 1 >> (draw() % 63) & 0xffffff);
}

struct sample {
	double p, d, n, z;
};

static struct sample
draw_sample(void)
{
	double a = draw_count(), b = draw_count(), c = draw_count();
	double n = a + b + c;

	if (n <= 0)
		return draw_sample();
	return (struct sample){
	    a / n, c / n, n, proportion_z(.01 + .989 * uniform())};
}

static struct interval
interval_of(int kind, struct sample s)
{
	return nps_interval((enum nps_interval)kind, s.p, s.d, s.n, s.z);
}

static void
test_holds_the_score(void **state)
{
	(void)state;
	for (int i = 0; i < RUNS; i++) {
		struct sample s = draw_sample();

		for (int kind = NPS_ADJUSTED; kind <= NPS_SCORE; kind++) {
			struct interval at = interval_of(kind, s);

			assert_true(at.low <= s.p - s.d);
			assert_true(at.high >= s.p - s.d);
			if (kind != NPS_WALD)
				assert_true(at.low >= -1 && at.high <= 1);
		}
	}
}

static void
test_mirrors(void **state)
{
	(void)state;
	for (int i = 0; i < RUNS; i++) {
		struct sample s = draw_sample();
		struct sample m = {s.d, s.p, s.n, s.z};

		assert_true(nps_variance(s.p, s.d) == nps_variance(m.p, m.d));
		for (int kind = NPS_ADJUSTED; kind <= NPS_SCORE; kind++) {
			struct interval a = interval_of(kind, s);
			struct interval b = interval_of(kind, m);

			assert_true(a.low == -b.high && a.high == -b.low);
		}
	}
}

static void
test_narrows(void **state)
{
	(void)state;
	for (int i = 0; i < RUNS; i++) {
		struct sample s = draw_sample(), more = s;

		more.n = s.n * (1 + uniform());
		for (int kind = NPS_WALD; kind <= NPS_SCORE; kind++) {
			struct interval a = interval_of(kind, s);
			struct interval b = interval_of(kind, more);

			assert_true(b.high - b.low <=
				    (a.high - a.low) * (1 + 1e-12) + 1e-15);
		}
	}
}

/* The score test at the interval's end is exactly as large as z. */
static void
test_score_ends(void **state)
{
	(void)state;
	for (int i = 0; i < RUNS; i++) {
		struct sample s = draw_sample();
		struct interval wide, at = interval_of(NPS_SCORE, s);

		s.z *= 1 + 1e-6;
		wide = interval_of(NPS_SCORE, s);
		assert_true(wide.low <= at.low && wide.high >= at.high);
	}
}

static void
test_shares(void **state)
{
	(void)state;
	for (int i = 0; i < RUNS; i++) {
		double k = draw_count(), n = k + draw_count() + 1;
		double j = draw_count(), m = j + draw_count() + 1;
		double z = proportion_z(.01 + .989 * uniform());
		struct interval a = proportion_wilson(k, n, z);
		struct interval b = proportion_wilson(n - k, n, z);
		struct interval d = proportion_newcombe(k, n, j, m, z);
		struct interval e = proportion_newcombe(j, m, k, n, z);

		assert_true(a.low >= 0 && a.low <= k / n);
		assert_true(a.high <= 1 && a.high >= k / n);
		check_near("mirror", a.low, 1 - b.high, 0, 1e-14);
		assert_true(d.low <= k / n - j / m && d.high >= k / n - j / m);
		assert_true(d.low >= -1 - 1e-14 && d.high <= 1 + 1e-14);
		check_near("swap", d.low, -e.high, 0, 1e-14);
	}
}

static void
test_holm(void **state)
{
	(void)state;
	for (int i = 0; i < RUNS / 10; i++) {
		double p[20], raised[20];
		size_t n = 1 + draw() % 20;

		for (size_t k = 0; k < n; k++)
			raised[k] = p[k] =
			    draw() % 5 == 0 ? (double)NAN : uniform();
		p_holm(raised, n);
		for (size_t k = 0; k < n; k++) {
			if (isnan(p[k]))
				continue;
			assert_true(raised[k] >= p[k] && raised[k] <= 1);
			for (size_t j = 0; j < n; j++)
				if (p[j] <= p[k])
					assert_true(raised[j] <= raised[k]);
		}
	}
}

static void
test_kano(void **state)
{
	(void)state;
	for (int i = 0; i < RUNS; i++) {
		double count[KANO_CATEGORIES], n = 0;
		struct kano_result k;

		for (int c = 0; c < KANO_CATEGORIES; c++)
			n += count[c] = (double)(draw() % 8);
		if (n <= 0)
			continue;
		kano_judge(count, &k);
		assert_true(k.strength >= 0 && k.strength <= 1);
		assert_true(k.total >= 0 && k.total <= 1);
		assert_true(k.mode != k.second);
		assert_true(
		    isnan(k.better) || (k.better >= 0 && k.better <= 1));
		assert_true(isnan(k.worse) || (k.worse >= -1 && k.worse <= 0));
		for (int c = 0; c < KANO_CATEGORIES; c++)
			assert_true(count[k.mode] >= count[c]);
	}
}

/* Renaming indicators renames weights; agreement does not mind who is who. */
static void
test_permutation(void **state)
{
	enum { K = 5, M = 4 };
	double ratio[K * K], turned[K * K], g[K], e[K], g2[K], e2[K];
	double v[M * K], w[M * K];
	struct ahp a, b;

	(void)state;
	for (int run = 0; run < RUNS / 10; run++) {
		for (int i = 0; i < K; i++)
			for (int j = i; j < K; j++) {
				ratio[i * K + j] =
				    i == j ? 0 : log(9) * (2 * uniform() - 1);
				ratio[j * K + i] = -ratio[i * K + j];
			}
		for (int i = 0; i < K; i++)
			for (int j = 0; j < K; j++)
				turned[i * K + j] =
				    ratio[(i + 1) % K * K + (j + 1) % K];
		ahp_solve(ratio, K, g, e, &a);
		ahp_solve(turned, K, g2, e2, &b);
		check_near("lambda", a.lambda, b.lambda, 1e-12, 0);
		assert_true(a.lambda >= K);
		for (int i = 0; i < K; i++) {
			check_near("g", g2[i], g[(i + 1) % K], 1e-12, 0);
			check_near("e", e2[i], e[(i + 1) % K], 1e-11, 0);
		}
		for (int i = 0; i < M * K; i++)
			v[i] = (double)(draw() % 4);
		for (int i = 0; i < M * K; i++)
			w[i] = 10 + 3 * v[(i + K) % (M * K)];
		check_near(
		    "W", kendall_w(v, M, K).w, kendall_w(w, M, K).w, 1e-14, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_holds_the_score),
	    cmocka_unit_test(test_mirrors), cmocka_unit_test(test_narrows),
	    cmocka_unit_test(test_score_ends), cmocka_unit_test(test_shares),
	    cmocka_unit_test(test_holm), cmocka_unit_test(test_kano),
	    cmocka_unit_test(test_permutation)};

	seed = 20261123;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
