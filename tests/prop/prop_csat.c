/*
 * What must hold for any answers: the order of rows does not show; a
 * composite of complete answers is the mean of the respondents' own scores,
 * with its usual standard error; weights that are all alike change nothing.
 */
#include "../unit/check.h"

#include "base/mem.h"
#include "model/alpha.h"
#include "model/csat.h"

enum { RUNS = 400, MOST = 40, ITEMS = 5 };

static uint64_t seed = 20250101;

/* SplitMix64. */
static uint64_t
draw(void)
{
	uint64_t z = seed += 0x9e3779b97f4a7c15U;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
	z = (z ^ z >> 27) * 0x94d049bb133111ebU;
	return z ^ z >> 31;
}

static int
below(int n)
{
	return (int)(draw() % (uint64_t)n);
}

/* Rows of answers from 1 to 5, blanks now and then. */
struct rows {
	size_t n, k;
	double x[MOST][ITEMS], w[MOST];
};

static void
draw_rows(struct rows *r, bool blanks, bool weights)
{
	r->n = 2 + (size_t)below(MOST - 2);
	r->k = 1 + (size_t)below(ITEMS);
	for (size_t i = 0; i < r->n; i++) {
		r->w[i] = weights ? .1 + below(30) / 10.0 : 1;
		for (size_t k = 0; k < r->k; k++)
			r->x[i][k] = blanks && below(8) == 0 ? (double)NAN
							     : 1 + below(5);
	}
}

static void
collect(const struct rows *r, const size_t *order, struct answers *a)
{
	answers_init(a, r->k);
	for (size_t i = 0; i < r->n; i++) {
		size_t at = order == NULL ? i : order[i];

		answers_add(a, 7, r->x[at], r->w[at]);
	}
	answers_close(a);
}

static void
shuffle(size_t *order, size_t n)
{
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	for (size_t i = n; i-- > 1;) {
		size_t j = (size_t)below((int)i + 1), t = order[i];

		order[i] = order[j];
		order[j] = t;
	}
}

static bool
same_bits(double a, double b)
{
	return memcmp(&a, &b, sizeof(a)) == 0 || (isnan(a) && isnan(b));
}

static void
test_order(void **state)
{
	(void)state;
	for (int run = 0; run < RUNS; run++) {
		struct rows r;
		size_t order[MOST];
		struct answers a, b;
		struct sample s, t;
		struct csat_mean m, n;
		struct alpha p, q;
		struct alpha_item item[ITEMS];
		double c[ITEMS] = {.3, .1, .2, .15, .25};

		draw_rows(&r, true, true);
		shuffle(order, r.n);
		collect(&r, NULL, &a);
		collect(&r, order, &b);
		s = answers_of(&a, 7);
		t = answers_of(&b, 7);
		csat_linear(&s, c, .9, &m);
		csat_linear(&t, c, .9, &n);
		assert_true(same_bits(m.value, n.value));
		assert_true(same_bits(m.se, n.se));
		assert_true(same_bits(m.at.low, n.at.low));
		alpha_of(&s, .9, &p, item);
		alpha_of(&t, .9, &q, item);
		assert_true(same_bits(p.alpha, q.alpha));
		assert_true(same_bits(p.at.high, q.at.high));
		answers_free(&a);
		answers_free(&b);
	}
}

static void
test_composite(void **state)
{
	(void)state;
	for (int run = 0; run < RUNS; run++) {
		struct rows r;
		struct answers a;
		struct sample s;
		struct csat_mean m;
		double c[ITEMS] = {.3, .1, .2, .15, .25};
		double sum = 0, square = 0, n;

		draw_rows(&r, false, false);
		collect(&r, NULL, &a);
		s = answers_of(&a, 7);
		csat_linear(&s, c, .95, &m);
		for (size_t i = 0; i < r.n; i++)
			for (size_t k = 0; k < r.k; k++)
				sum += c[k] * r.x[i][k];
		n = (double)r.n;
		sum /= n;
		for (size_t i = 0; i < r.n; i++) {
			double y = 0;

			for (size_t k = 0; k < r.k; k++)
				y += c[k] * r.x[i][k];
			square += (y - sum) * (y - sum);
		}
		check_near("value", m.value, sum, 1e-13, 0);
		check_near(
		    "se", m.se, sqrt(square / (n - 1) / n), 1e-10, 1e-14);
		answers_free(&a);
	}
}

static void
test_weights(void **state)
{
	(void)state;
	for (int run = 0; run < RUNS; run++) {
		struct rows r;
		struct answers a, b;
		struct sample s, t;
		struct csat_share p, q;
		struct csat_mean m, n;

		draw_rows(&r, true, false);
		collect(&r, NULL, &a);
		for (size_t i = 0; i < r.n; i++)
			r.w[i] = 2.5;
		collect(&r, NULL, &b);
		s = answers_of(&a, 7);
		t = answers_of(&b, 7);
		csat_share(&s, 0, 4, 1.96, &p);
		csat_share(&t, 0, 4, 1.96, &q);
		check_near("share", q.share, p.share, 1e-14, 0);
		check_near("low", q.at.low, p.at.low, 1e-12, 1e-15);
		csat_item(&s, 0, .95, &m);
		csat_item(&t, 0, .95, &n);
		check_near("se", n.se, m.se, 1e-12, 0);
		answers_free(&a);
		answers_free(&b);
	}
}

/* The counts of a collection add up, and its rows come in order. */
static void
test_counts(void **state)
{
	(void)state;
	for (int run = 0; run < RUNS; run++) {
		struct rows r;
		struct answers a;
		struct sample s;
		size_t n;
		double *v;

		draw_rows(&r, true, true);
		collect(&r, NULL, &a);
		s = answers_of(&a, 7);
		check_near("n", sample_count(&s), (double)r.n, 0, 0);
		v = sample_spread(&s, 0, &n);
		check_near("spread", (double)n + sample_blank(&s, 0),
		    (double)r.n, 0, 0);
		for (size_t i = 1; i < n; i++)
			assert_true(v[i - 1] <= v[i]);
		mem_free(v);
		assert_int_equal(answers_of(&a, 6).n + answers_of(&a, 8).n, 0);
		answers_free(&a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_order),
	    cmocka_unit_test(test_composite),
	    cmocka_unit_test(test_weights),
	    cmocka_unit_test(test_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
