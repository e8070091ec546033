/* Reading ahead: what is summed up there is what was given out. */
#include "check.h"

#include <stdatomic.h>
#include <time.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/ahead.h"

enum { STEP = 64 * 1024, STEPS = 400, AHEAD = 100 };

struct source {
	atomic_int given; /* steps */
	bool members;     /* one ends with every 50th step */
};

static char
byte_of(size_t step, size_t i)
{
	return (char)(step * 7 + i * i % 251);
}

static bool
give(void *arg, char *p, size_t n, struct ahead_part *part)
{
	struct source *s = arg;
	int step = atomic_load(&s->given);

	if (step == STEPS || n < STEP)
		return false;
	for (size_t i = 0; i < STEP; i++)
		p[i] = byte_of((size_t)step, i);
	part->n = STEP;
	part->ended = s->members && (step + 1) % 50 == 0;
	atomic_store(&s->given, step + 1);
	return true;
}

/* Until the thread is so far ahead that it has summed some of it up. */
static void
wait_for(struct source *s)
{
	const struct timespec ms = {.tv_nsec = 1000000};

	while (atomic_load(&s->given) < AHEAD)
		nanosleep(&ms, NULL);
}

/* Reads all of it by n bytes at most; how many of them came summed up. */
static size_t
read_all(struct ahead *a, size_t n, struct gunzip_sum *sum, struct buf *all)
{
	struct ahead_part part;
	size_t summed = 0;

	while (ahead_read(a, buf_room(all, n), n, &part)) {
		if (part.summed) {
			gunzip_join(sum, &part.sum);
			summed += part.n;
		} else {
			gunzip_add(sum, all->p + all->n, part.n);
		}
		all->n += part.n;
	}
	return summed;
}

static void
check_sums(bool members, size_t n)
{
	struct source s = {.members = members};
	struct gunzip_sum sum = {0}, whole = {0};
	struct buf all = {0};
	struct ahead *a;
	int threads = 1;
	size_t summed;

	atomic_init(&s.given, 0);
	a = ahead_new(give, &s);
	assert_true(ahead_start(a, &threads));
	wait_for(&s);
	summed = read_all(a, n, &sum, &all);
	ahead_stop(a);
	gunzip_add(&whole, all.p, all.n);
	assert_int_equal(all.n, (size_t)STEP * STEPS);
	for (size_t i = 0; i < all.n; i += 4099)
		assert_int_equal(all.p[i], byte_of(i / STEP, i % STEP));
	assert_true(summed > 0 && summed < all.n);
	assert_true(gunzip_agrees(&sum, &whole));
	buf_free(&all);
}

static void
test_sums(void **state)
{
	(void)state;
	check_sums(false, STEP);
	check_sums(false, 1000003);
	check_sums(true, 12345);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sums),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
