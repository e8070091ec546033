#include "check.h"

#include "base/mem.h"
#include "num/rng.h"
#include "tab/spool.h"

/* The lengths around which the bytes of a length change. */
static const size_t lengths[] = {0, 1, 2, 100, 246, 247, 248, 249, 255, 256,
    257, 65535, 65536, 65537, 300000};

enum { LENGTHS = sizeof(lengths) / sizeof(*lengths), COUNT = 600 };

static size_t
length_of(uint64_t i)
{
	struct rng r;

	rng_init(&r, 4, i);
	return rng_uniform(&r) < .9 ? (size_t)rng_below(&r, 300)
				    : lengths[rng_below(&r, LENGTHS)];
}

/* Whatever the bound, all strings come back, twice, in order. */
static void
all_come_back(uint64_t memory)
{
	struct spool *s = spool_new(memory, NULL);
	char *text = mem_alloc(lengths[LENGTHS - 1] + 1);
	struct fault f = {0};
	struct str got;

	for (uint64_t i = 0; i < COUNT; i++) {
		size_t n = length_of(i);

		memset(text, (int)('a' + i % 26), n);
		assert_true(spool_put(s, (struct str){text, n}, &f));
	}
	assert_int_equal(spool_count(s), COUNT);
	for (int pass = 0; pass < 2; pass++) {
		assert_true(spool_rewind(s, &f));
		for (uint64_t i = 0; i < COUNT; i++) {
			assert_true(spool_next(s, &got, &f));
			assert_int_equal(got.n, length_of(i));
			for (size_t k = 0; k < got.n; k += 97)
				assert_int_equal(got.p[k], (int)('a' + i % 26));
		}
		assert_false(spool_next(s, &got, &f));
		assert_int_equal(f.code, FAULT_NONE);
	}
	mem_free(text);
	spool_delete(s);
}

static void
any_bound(void **state)
{
	static const uint64_t bounds[] = {
	    0, 1, 500, 70000, 1000000, UINT64_C(1) << 40};

	(void)state;
	for (size_t i = 0; i < sizeof(bounds) / sizeof(*bounds); i++)
		all_come_back(bounds[i]);
}

static void
empty(void **state)
{
	struct spool *s = spool_new(0, NULL);
	struct fault f = {0};
	struct str got;

	(void)state;
	assert_true(spool_rewind(s, &f));
	assert_false(spool_next(s, &got, &f));
	assert_int_equal(f.code, FAULT_NONE);
	spool_delete(s);
	spool_delete(NULL);
}

static void
no_folder(void **state)
{
	struct spool *s = spool_new(1, "/nosuch/folder");
	struct fault f = {0};

	(void)state;
	assert_false(spool_put(s, STR("text"), &f));
	assert_int_equal(f.code, FAULT_IO);
	assert_non_null(strstr(f.hint, "--tmpdir"));
	spool_delete(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(any_bound),
	    cmocka_unit_test(empty),
	    cmocka_unit_test(no_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
