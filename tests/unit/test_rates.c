#include "shop/rates.h"

#include "base/mem.h"
#include "check.h"
#include "shop/lines.h"

static int64_t
converted(int64_t digits, int decimals, int64_t amount)
{
	struct rate rate = {digits, decimals};
	int64_t v = INT64_MIN;

	if (!rates_convert(&rate, amount, &v))
		return INT64_MIN;
	return v;
}

/* Half to even, once, whatever the sign and the decimals. */
static void
one_rounding(void **state)
{
	(void)state;
	assert_int_equal(converted(1, 0, 5), 5);
	assert_int_equal(converted(5, 1, 1), 0);
	assert_int_equal(converted(5, 1, 3), 2);
	assert_int_equal(converted(5, 1, 5), 2);
	assert_int_equal(converted(5, 1, -3), -2);
	assert_int_equal(converted(5, 1, -5), -2);
	assert_int_equal(converted(500001, 6, 1), 1);
	assert_int_equal(converted(363, 7, INT64_C(1000000000000)), 36300000);
	assert_int_equal(converted(1, 18, INT64_C(500000000000000001)), 1);
	assert_int_equal(converted(1, 18, INT64_C(500000000000000000)), 0);
	assert_int_equal(converted(10, 0, INT64_MAX / 9), INT64_MIN);
	assert_int_equal(converted(-1 * -1, 0, INT64_MAX), INT64_MAX);
}

/* Lines stay with their order, in the order of rows. */
static void
lines_of_orders(void **state)
{
	struct lines l = {0};
	struct order o = {.line_amount = 5, .refunded = 2, .counted = true};
	uint32_t i;

	(void)state;
	assert_int_equal(lines_first(&l, 7), LINES_NONE);
	o.sku = STR("x");
	lines_add(&l, 2, &o, false, 0);
	o.sku = STR("");
	lines_add(&l, 0, &o, true, 0);
	o.sku = STR("x");
	lines_add(&l, 2, &o, true, 0);
	i = lines_first(&l, 2);
	assert_int_equal(l.line[i].amount, 5);
	assert_true(str_is(lines_sku(&l, &l.line[i]), "x"));
	i = l.line[i].next;
	assert_int_equal(l.line[i].amount, 3);
	assert_int_equal(l.line[i].next, LINES_NONE);
	assert_int_equal(lines_first(&l, 1), LINES_NONE);
	assert_int_equal(lines_sku(&l, &l.line[lines_first(&l, 0)]).n, 0);
	lines_clear(&l, 2);
	assert_int_equal(lines_first(&l, 2), LINES_NONE);
	lines_add(&l, 2, &o, false, 0);
	assert_int_equal(l.line[lines_first(&l, 2)].next, LINES_NONE);
	lines_free(&l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_rounding),
	    cmocka_unit_test(lines_of_orders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
