#include "check.h"

#include "model/lifecycle.h"
#include "num/rng.h"

static const struct lifecycle_form form = {1250000, 750000};

/* Volumes as digits: the stages as letters, and what the pattern is. */
static void
check_life(const char *volumes, const char *stages, enum pattern pattern)
{
	struct lifecycle l = {0};

	for (size_t i = 0; volumes[i] != '\0'; i++) {
		lifecycle_step(&l, &form, volumes[i] - '0');
		if ("EFSD"[l.stage] != stages[i])
			fail_msg("%s: period %zu: %c", volumes, i + 1,
			    "EFSD"[l.stage]);
	}
	if (lifecycle_pattern(&l) != pattern)
		fail_msg("%s: pattern %d", volumes, lifecycle_pattern(&l));
}

static void
lives(void **state)
{
	static const struct {
		const char *volumes, *stages;
		enum pattern pattern;
	} rows[] = {
	    /* The textbook's. */
	    {"136663", "EFFSSD", PATTERN_LONG_LASTING},
	    {"1000", "EDDD", PATTERN_EARLY_ABORT},
	    {"1300", "EFDD", PATTERN_MID_WAY},
	    {"1360", "EFFD", PATTERN_EARLY_EXIT},
	    {"136666", "EFFSSS", PATTERN_LONG_LASTING},
	    /* Not ended, and not long enough stable to be told. */
	    {"1", "E", PATTERN_OPEN},
	    {"13", "EF", PATTERN_OPEN},
	    {"1366", "EFFS", PATTERN_OPEN},
	    /* A factor is reached by the number itself. */
	    {"45", "EF", PATTERN_OPEN},
	    {"43", "ED", PATTERN_OPEN},
	    {"54", "ES", PATTERN_OPEN},
	    /* The maximum so far counts, not the period before. */
	    {"8655", "EDDD", PATTERN_OPEN},
	    /* Back from nothing: what grew from 0 is formation. */
	    {"505", "EDF", PATTERN_OPEN},
	    /* Stable twice lasts, whatever comes after. */
	    {"5550", "ESSD", PATTERN_LONG_LASTING},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		check_life(rows[i].volumes, rows[i].stages, rows[i].pattern);
}

static bool
same(const struct lifecycle *a, const struct lifecycle *b)
{
	return a->periods == b->periods && a->stage == b->stage &&
	       a->last == b->last && a->most == b->most &&
	       a->grown == b->grown && a->stable == b->stable;
}

/* Idle periods are steps of 0; volumes in another unit change nothing. */
static void
any_life(void **state)
{
	(void)state;
	for (uint64_t t = 0; t < 2000; t++) {
		struct lifecycle a = {0}, b = {0}, c = {0};
		struct rng r;
		size_t n;

		rng_init(&r, 9, t);
		n = 1 + (size_t)rng_below(&r, 12);
		for (size_t i = 0; i < n; i++) {
			int64_t v = (int64_t)rng_below(&r, 9);
			uint64_t idle = rng_below(&r, 3);

			v += i == 0;
			lifecycle_step(&a, &form, v);
			lifecycle_step(&b, &form, v);
			lifecycle_step(&c, &form, v * 1000000);
			lifecycle_idle(&a, idle);
			lifecycle_idle(&c, idle);
			for (uint64_t k = 0; k < idle; k++)
				lifecycle_step(&b, &form, 0);
			assert_true(same(&a, &b));
			assert_int_equal(a.stage, c.stage);
			assert_int_equal(
			    lifecycle_pattern(&a), lifecycle_pattern(&c));
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lives),
	    cmocka_unit_test(any_life),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
