#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/hash.h"

static void
test_bytes(void **state)
{
	static const char zeros[64];
	uint64_t seen[64];

	(void)state;
	/* The length counts, also where all bytes are zero. */
	for (size_t n = 0; n < 64; n++) {
		seen[n] = hash_bytes((struct str){zeros, n});
		assert_true(seen[n] == hash_bytes((struct str){zeros, n}));
		for (size_t k = 0; k < n; k++)
			assert_true(seen[k] != seen[n]);
	}
}

/* Each bit of the input changes about half the bits of the output. */
static void
test_spread(void **state)
{
	char text[24] = "customer-0123456789abcd";
	uint64_t base = hash_bytes((struct str){text, sizeof(text)});
	int changed = 0;

	(void)state;
	for (size_t bit = 0; bit < 8 * sizeof(text); bit++) {
		uint64_t d;

		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
		d = base ^ hash_bytes((struct str){text, sizeof(text)});
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
		assert_true(d != 0);
		for (; d != 0; d &= d - 1)
			changed++;
	}
	/* 192 x 64 fair coins: 6144 with a deviation of 55. */
	assert_in_range(changed, 5600, 6700);
}

static void
test_names(void **state)
{
	struct names t = {0};
	char text[16];

	(void)state;
	assert_true(names_find(&t, STR("C0")) == NAMES_NONE);
	for (int round = 0; round < 2; round++)
		for (uint32_t i = 0; i < 5000; i++) {
			snprintf(text, sizeof(text), "C%u", i);
			assert_int_equal(names_add(&t, str_of(text)), i);
		}
	assert_int_equal(t.count, 5000);
	for (uint32_t i = 0; i < 5000; i++) {
		snprintf(text, sizeof(text), "C%u", i);
		assert_int_equal(names_find(&t, str_of(text)), i);
		assert_true(str_is(t.name[i], text));
	}
	assert_true(names_find(&t, STR("C5000")) == NAMES_NONE);
	names_free(&t);
	assert_int_equal(t.count, 0);
	names_free(&t);
}

static void
test_odd_names(void **state)
{
	struct names t = {0};

	(void)state;
	assert_int_equal(names_add(&t, STR("")), 0);
	assert_int_equal(names_add(&t, STR("\0")), 1);
	assert_int_equal(names_add(&t, STR("\0\0")), 2);
	assert_int_equal(names_add(&t, STR("a")), 3);
	assert_int_equal(names_add(&t, STR("A")), 4);
	assert_int_equal(names_find(&t, (struct str){NULL, 0}), 0);
	assert_int_equal(names_find(&t, STR("\0")), 1);
	names_free(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_bytes),
	    cmocka_unit_test(test_spread),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_odd_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
