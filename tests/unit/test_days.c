#include "check.h"

#include "fold/days.h"

enum { MANY = 3000, WHO = 3 };

static void
test_adds_up(void **state)
{
	static const struct day_sum in[] = {{7, 1, 500}, {3, 1, 100},
	    {7, 1, -20}, {7, 2, 1}, {3, 1, 0}, {7, 1, -30}, {-9, 1, 5}};
	static const struct day_sum want[] = {
	    {-9, 1, 5}, {3, 2, 100}, {7, 3, 501}, {7, 2, -50}};
	struct days d = {0};
	const struct day_sum *v;

	(void)state;
	for (size_t i = 0; i < sizeof(in) / sizeof(*in); i++)
		days_add(&d, 1, &in[i]);
	days_finish(&d, 3, NULL);
	assert_int_equal(days_of(&d, 0, &v), 0);
	assert_int_equal(days_of(&d, 2, &v), 0);
	assert_int_equal(days_of(&d, 1, &v), 4);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(v[i].day, want[i].day);
		assert_int_equal(v[i].n, want[i].n);
		assert_int_equal(v[i].sum, want[i].sum);
	}
	days_free(&d);
}

/* What does not fit in one sum takes two. */
static void
test_overflow(void **state)
{
	static const struct day_sum in[] = {{1, 1, INT64_MAX - 3}, {1, 1, 2},
	    {1, 1, 9}, {2, 1, INT64_MIN}, {2, 1, -1}, {3, INT32_MAX, 1},
	    {3, 1, 1}};
	struct days d = {0};
	const struct day_sum *v;

	(void)state;
	for (size_t i = 0; i < sizeof(in) / sizeof(*in); i++)
		days_add(&d, 0, &in[i]);
	days_finish(&d, 1, NULL);
	assert_int_equal(days_of(&d, 0, &v), 6);
	assert_int_equal(v[0].sum, INT64_MAX - 1);
	assert_int_equal(v[0].n, 2);
	assert_int_equal(v[1].sum, 9);
	assert_int_equal(v[2].sum, INT64_MIN);
	assert_int_equal(v[3].sum, -1);
	assert_int_equal(v[4].n, INT32_MAX);
	assert_int_equal(v[5].n, 1);
	days_free(&d);
}

/* Days in descending order, and the memory used again. */
static void
test_many(void **state)
{
	struct days d = {0};
	const struct day_sum *v;

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (int i = MANY; i-- > 0;)
			days_add(&d, (uint32_t)(i % WHO),
			    &(struct day_sum){i / WHO, 1, i % 7});
		days_finish(&d, WHO, NULL);
		for (uint32_t who = 0; who < WHO; who++) {
			assert_int_equal(days_of(&d, who, &v), MANY / WHO);
			for (int i = 0; i < MANY / WHO; i++) {
				assert_int_equal(v[i].day, i);
				assert_int_equal(
				    v[i].sum, (i * WHO + (int)who) % 7);
			}
		}
		days_clear(&d);
	}
	days_free(&d);
}

/* Customers at the ends of shelves, and shelves without any. */
static void
test_shelves(void **state)
{
	static const uint32_t who[] = {0, DAYS_SHELF - 1, DAYS_SHELF,
	    2 * DAYS_SHELF - 1, 5 * DAYS_SHELF + 7};
	struct days d = {0};
	const struct day_sum *v;

	(void)state;
	for (int32_t day = 3; day > 0; day--)
		for (size_t i = 0; i < 5; i++)
			days_add(
			    &d, who[i], &(struct day_sum){day, 1, (int64_t)i});
	assert_int_equal(d.n, 15);
	days_finish(&d, 9 * DAYS_SHELF, NULL);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(days_of(&d, who[i], &v), 3);
		for (int32_t k = 0; k < 3; k++) {
			assert_int_equal(v[k].day, k + 1);
			assert_int_equal(v[k].sum, i);
		}
	}
	assert_int_equal(days_of(&d, 1, &v), 0);
	assert_int_equal(days_of(&d, 3 * DAYS_SHELF, &v), 0);
	assert_int_equal(days_of(&d, 8 * DAYS_SHELF, &v), 0);
	days_free(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_adds_up),
	    cmocka_unit_test(test_overflow),
	    cmocka_unit_test(test_many),
	    cmocka_unit_test(test_shelves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
