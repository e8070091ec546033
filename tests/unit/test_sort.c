#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "base/sort.h"

enum { MOST = 300 };

static uint32_t
draw(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static int
by_key(uint32_t a, uint32_t b, void *arg)
{
	const int *key = arg;

	return (key[a] > key[b]) - (key[a] < key[b]);
}

/* Every length around the runs, with few and with many different keys. */
static void
test_index(void **state)
{
	uint32_t seed = 1, index[MOST];
	int key[MOST];

	(void)state;
	for (size_t n = 0; n <= MOST; n++)
		for (uint32_t kinds = 1; kinds < 1000; kinds *= 5) {
			for (size_t i = 0; i < n; i++) {
				key[i] = (int)(draw(&seed) % kinds);
				index[i] = (uint32_t)i;
			}
			sort_index(index, n, by_key, key);
			for (size_t i = 1; i < n; i++) {
				uint32_t a = index[i - 1], b = index[i];

				if (key[a] > key[b] ||
				    (key[a] == key[b] && a >= b))
					fail_msg("n %zu, kinds %u, at %zu", n,
					    kinds, i);
			}
		}
}

static void
test_index_orders(void **state)
{
	uint32_t index[MOST];
	int key[MOST];

	(void)state;
	for (int down = 0; down < 2; down++) {
		for (int i = 0; i < MOST; i++) {
			key[i] = down ? MOST - i : i;
			index[i] = (uint32_t)i;
		}
		sort_index(index, MOST, by_key, key);
		for (uint32_t i = 0; i < MOST; i++)
			assert_int_equal(index[i], down ? MOST - 1 - i : i);
	}
}

static void
test_doubles(void **state)
{
	uint32_t seed = 2;
	double v[MOST];

	(void)state;
	for (size_t n = 0; n <= MOST; n++) {
		double sum = 0, after = 0;

		for (size_t i = 0; i < n; i++) {
			v[i] = (double)(draw(&seed) % 100) - 50;
			sum += v[i];
		}
		sort_doubles(v, n);
		for (size_t i = 0; i < n; i++)
			after += v[i];
		assert_true(sum == after);
		for (size_t i = 1; i < n; i++)
			if (v[i - 1] > v[i])
				fail_msg("n %zu, at %zu", n, i);
	}
}

static void
test_doubles_ends(void **state)
{
	double inf = (double)INFINITY;
	double v[] = {0, inf, -1, 5e-324, -inf, 1e308, -5e-324};

	(void)state;
	sort_doubles(v, 7);
	assert_true(v[0] == -inf && v[1] == -1 && v[2] == -5e-324);
	assert_true(v[3] == 0 && v[4] == 5e-324 && v[5] == 1e308);
	assert_true(v[6] == inf);
}

/* Many, of all magnitudes and both signs, with equals and zeros. */
static void
test_doubles_many(void **state)
{
	enum { MANY = 20000 };
	static double v[MANY], w[MANY], u[MANY];
	uint32_t seed = 3;
	size_t place[] = {0, 1, MANY / 3, MANY / 2, MANY - 1};

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		int power = (int)(draw(&seed) % 60) - 30;

		v[i] = ldexp((double)(draw(&seed) % 64) - 32, power);
		if (draw(&seed) % 9 == 0)
			v[i] = draw(&seed) % 2 == 0 ? 0 : -0.0;
		u[i] = v[i];
	}
	sort_doubles(v, MANY);
	for (size_t i = 1; i < MANY; i++)
		assert_true(v[i - 1] <= v[i]);
	sort_around(u, MANY, w, place, 5);
	for (size_t k = 0; k < 5; k++) {
		size_t at = place[k], low = at, high = at;

		while (low > 0 && v[low] >= v[at])
			low--;
		while (high + 1 < MANY && v[high] <= v[at])
			high++;
		for (size_t i = low; i <= high; i++)
			assert_true(w[i] >= v[i] && w[i] <= v[i]);
		for (size_t i = 0; i < MANY; i++)
			assert_true(i < at ? w[i] <= w[at] : w[i] >= w[at]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_index),
	    cmocka_unit_test(test_index_orders),
	    cmocka_unit_test(test_doubles),
	    cmocka_unit_test(test_doubles_ends),
	    cmocka_unit_test(test_doubles_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
