/*
 * What must hold for any customers: equals get equal scores and tiers, more
 * never scores less, scaling money changes nothing, every rank from the
 * definition, tiers at least as large as asked. $CRM_SEED moves the start.
 */
#include "../unit/check.h"

#include "base/sort.h"
#include "model/pyramid.h"
#include "model/rfm.h"
#include "num/rng.h"

enum { TRIES = 2000, MOST = 60 };

/* Few distinct values, so that there are ties. */
static size_t
draw(struct rng *r, double *v)
{
	size_t n = 1 + (size_t)(rng_uniform(r) * MOST);
	double kinds = 1 + floor(rng_uniform(r) * 40);

	for (size_t i = 0; i < n; i++)
		v[i] = floor(rng_uniform(r) * kinds) - 3;
	sort_doubles(v, n);
	return n;
}

static void
check_scale(const struct rfm_scale *s, const double *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int at = rfm_score(s, v[i]);

		assert_in_range(at, 1, s->bins);
		if (i == 0)
			continue;
		if (s->fewer)
			assert_true(at <= rfm_score(s, v[i - 1]));
		else
			assert_true(at >= rfm_score(s, v[i - 1]));
	}
}

static void
check_rank(struct rfm_scale *s, const double *v, size_t n)
{
	struct rfm_scale big = *s;
	double scaled[MOST + 1];

	rfm_rank(s, v, n);
	check_scale(s, v, n);
	for (size_t i = 0; i < n; i++) {
		size_t worse = 0;

		for (size_t j = 0; j < n; j++)
			worse += s->fewer ? v[j] > v[i] : v[j] < v[i];
		assert_int_equal(
		    rfm_score(s, v[i]), worse * (size_t)s->bins / n + 1);
		scaled[i] = v[i] * 100;
	}
	rfm_rank(&big, scaled, n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(
		    rfm_score(&big, scaled[i]), rfm_score(s, v[i]));
}

/* Sorted around a few places only: the same cuts, and the same mode. */
static void
check_around(struct rng *r)
{
	enum { N = 6000 };
	static double v[N], w[N], u[N];
	double kinds = 1 + floor(rng_uniform(r) * 9000), a = 0, b = 0;
	size_t n = N - (size_t)(rng_uniform(r) * 1000), m[2];
	struct rfm_scale s = {.fewer = rng_uniform(r) < .5}, t;
	size_t place[RFM_PLACES], places;

	s.bins = 2 + (int)(rng_uniform(r) * 9);
	t = s;
	for (size_t i = 0; i < n; i++)
		v[i] = u[i] = floor(rng_uniform(r) * kinds) / 8 - 3;
	sort_doubles(v, n);
	places = rfm_places(s.bins, n, place);
	sort_around(u, n, w, place, places);
	rfm_rank(&s, v, n);
	rfm_rank(&t, w, n);
	for (int i = 0; i < s.bins - 1; i++)
		check_near("cut", t.cut[i], s.cut[i], 0, 0);
	rfm_quantile(&s, v, n);
	rfm_quantile(&t, w, n);
	for (int i = 0; i < s.bins - 1; i++)
		check_near("quantile", t.cut[i], s.cut[i], 0, 0);
	m[0] = rfm_most(s.bins, v, n, &a);
	m[1] = rfm_most(s.bins, w, n, &b);
	assert_int_equal(m[0], m[1]);
	check_near("mode", b, a, 0, 0);
}

static void
check_ntile(int bins, bool fewer, double *v, size_t n)
{
	unsigned char score[MOST + 1];
	size_t size[RFM_BINS_MAX + 1] = {0};

	rfm_ntile(bins, fewer, v, n, score);
	for (size_t i = 0; i < n; i++)
		size[score[i]]++;
	for (int k = 1; k <= bins; k++)
		assert_in_range(
		    size[k], n / (size_t)bins, n / (size_t)bins + 1);
}

static void
check_pyramid(const double *v, size_t n)
{
	struct pyramid p = {
	    .tiers = 4, .share = {1000000, 19000000, 30000000, 50000000}};
	size_t reached = 0;
	int64_t upto = 0;

	pyramid_cut(&p, v, n);
	for (size_t k = 0; k < p.tiers; k++) {
		upto += p.share[k];
		for (size_t i = 0; i < n; i++)
			reached += pyramid_tier(&p, v[i]) == k;
		assert_true(
		    (int64_t)reached * PYRAMID_WHOLE >= upto * (int64_t)n);
	}
	assert_int_equal(reached, n);
	for (size_t i = 1; i < n; i++)
		assert_true(
		    pyramid_tier(&p, v[i]) <= pyramid_tier(&p, v[i - 1]));
}

static void
test_any(void **state)
{
	const char *seed = getenv("CRM_SEED");

	(void)state;
	for (uint64_t i = 0; i < TRIES; i++) {
		struct rng r;
		struct rfm_scale s = {.fewer = i % 2 == 1};
		double v[MOST + 1];
		size_t n;

		rng_init(&r, seed != NULL ? strtoull(seed, NULL, 10) : 1, i);
		n = draw(&r, v);
		s.bins = 2 + (int)(rng_uniform(&r) * 9);
		check_rank(&s, v, n);
		rfm_quantile(&s, v, n);
		check_scale(&s, v, n);
		check_ntile(s.bins, s.fewer, v, n);
		check_pyramid(v, n);
		if (i % 20 == 0)
			check_around(&r);
		s.bins = 2;
		rfm_mean(&s, v, n);
		check_scale(&s, v, n);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_any)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
