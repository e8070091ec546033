#include "check.h"

#include "model/pyramid.h"

static const struct pyramid standard = {
    .tiers = 4,
    .share = {1000000, 19000000, 30000000, 50000000},
};

static void
assert_sizes(const struct pyramid *shape, const double *v, size_t n,
    const size_t want[4])
{
	struct pyramid p = *shape;
	size_t got[4] = {0};

	pyramid_cut(&p, v, n);
	for (size_t i = 0; i < n; i++)
		got[pyramid_tier(&p, v[i])]++;
	for (size_t k = 0; k < 4; k++)
		assert_int_equal(got[k], want[k]);
}

static void
sizes_are_cumulated_ceilings(void **state)
{
	static const struct {
		size_t n, want[4];
	} rows[] = {
	    {1, {1, 0, 0, 0}},
	    {2, {1, 0, 0, 1}},
	    {10, {1, 1, 3, 5}},
	    {100, {1, 19, 30, 50}},
	    {995, {10, 189, 299, 497}},
	    {1000, {10, 190, 300, 500}},
	};
	double v[1000];

	(void)state;
	for (size_t i = 0; i < 1000; i++)
		v[i] = (double)i - 20.5;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_sizes(&standard, v, rows[i].n, rows[i].want);
}

/* 7 % of 100 is 7 people: 0.07 * 100 in doubles is 7.000000000000001. */
static void
no_rounding_adds_a_customer(void **state)
{
	struct pyramid p = {.tiers = 2};
	double v[100];

	(void)state;
	for (size_t i = 0; i < 100; i++)
		v[i] = (double)i;
	for (int64_t share = 1; share < 100; share++) {
		p.share[0] = share * 1000000;
		p.share[1] = PYRAMID_WHOLE - p.share[0];
		pyramid_cut(&p, v, 100);
		check_near("floor", p.floor[0], 100 - (double)share, 0, 0);
	}
}

static void
equals_go_up_together(void **state)
{
	static const double v[] = {1, 1, 1, 1, 1, 1, 5, 9, 9, 9};
	static const double same[] = {3, 3, 3};

	(void)state;
	assert_sizes(&standard, v, 10, (const size_t[4]){3, 0, 7, 0});
	assert_sizes(&standard, same, 3, (const size_t[4]){3, 0, 0, 0});
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sizes_are_cumulated_ceilings),
	    cmocka_unit_test(no_rounding_adds_a_customer),
	    cmocka_unit_test(equals_go_up_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
