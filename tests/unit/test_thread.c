#include "check.h"

#include <stdatomic.h>
#include <string.h>

#include "base/thread.h"

enum { JOBS = 5000 };

static atomic_int done[JOBS];

static void
job(void *arg, size_t i)
{
	atomic_fetch_add(&done[i], *(const int *)arg);
}

/* Every job once, however many threads there may be, which are given back. */
static void
shares_jobs(void **state)
{
	static const int threads[] = {0, 1, 3, 100};
	int one = 1;

	(void)state;
	for (size_t k = 0; k < sizeof(threads) / sizeof(*threads); k++)
		for (size_t n = 0; n < JOBS; n = n * 3 + 1) {
			int free = threads[k];

			memset(done, 0, sizeof(done));
			thread_share(&free, n, job, &one);
			assert_int_equal(free, threads[k]);
			for (size_t i = 0; i < JOBS; i++)
				assert_int_equal(done[i], i < n);
		}
	memset(done, 0, sizeof(done));
	thread_share(NULL, 7, job, &one);
	assert_int_equal(done[6], 1);
}

static void
count(void *arg)
{
	struct ring *r = arg;
	size_t *n;

	while ((n = ring_take(r)) != NULL)
		++*n;
}

static void
passes_through_a_ring(void **state)
{
	struct ring *r = ring_new(3);
	struct thread *t = thread_start(NULL, count, r);
	size_t n[100] = {0};

	(void)state;
	assert_non_null(t);
	for (size_t i = 0; i < 100; i++)
		assert_true(ring_put(r, &n[i]));
	ring_close(r);
	thread_join(t);
	for (size_t i = 0; i < 100; i++)
		assert_int_equal(n[i], 1);
	assert_false(ring_put(r, n));
	assert_null(ring_take(r));
	ring_delete(r);
}

static void
keeps_to_the_bound(void **state)
{
	int free = 1;
	struct ring *r = ring_new(1);
	struct thread *t = thread_start(&free, count, r);

	(void)state;
	assert_non_null(t);
	assert_int_equal(free, 0);
	assert_null(thread_start(&free, count, r));
	ring_close(r);
	thread_join(t);
	assert_int_equal(free, 1);
	ring_delete(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(shares_jobs),
	    cmocka_unit_test(passes_through_a_ring),
	    cmocka_unit_test(keeps_to_the_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
