#include "check.h"

#include "ledger/terms.h"
#include "ledger/big.h"
#include "num/dec.h"

static int64_t
money(const char *text)
{
	int64_t v;

	assert_int_equal(dec_parse(NULL, str_of(text), &v), DEC_OK);
	return v;
}

static uint32_t
add(struct terms_table *t, const char *text)
{
	struct fault f;
	uint32_t id;

	if (!terms_add_text(t, str_of(text), &id, &f))
		fail_msg("%s: %s", text, f.what);
	return id;
}

/* One part of terms at one amount. */
static int64_t
points(const char *text, const char *net)
{
	struct terms_table *t = terms_new();
	int64_t n = terms_points(t, add(t, text), 0, money(net));

	terms_delete(t);
	return n;
}

/* MISSION 93, and LOYALTY A3's 10.60 and 9.90. */
static void
fixed_conversion(void **state)
{
	static const char one[] = "convert 0:1 marginal floor";

	(void)state;
	assert_int_equal(points(one, "53.91"), 53);
	assert_int_equal(points(one, "10.60"), 10);
	assert_int_equal(points(one, "9.90"), 9);
	assert_int_equal(points(one, "0.999999"), 0);
	assert_int_equal(points(one, "0"), 0);
	assert_int_equal(points("convert 0:0.1 marginal floor", "100"), 10);
	assert_int_equal(points("convert 0:0 marginal ceil", "100"), 0);
}

/* MISSION 94: 100 + 600 + 200 = 900, and 600 x 2 = 1200. */
static void
bands(void **state)
{
	static const char marginal[] =
	    "convert 0:1 100:1.5 500:2 marginal floor";
	static const char whole[] = "convert 0:1 100:1.5 500:2 whole floor";
	static const struct {
		const char *net;
		int64_t marginal, whole;
	} cases[] = {{"600", 900, 1200}, {"500", 700, 1000},
	    {"499.999999", 699, 749}, {"100", 100, 150}, {"99.99", 99, 99},
	    {"101", 101, 151}, {"102", 103, 153}, {"0.01", 0, 0}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(
		    points(marginal, cases[i].net), cases[i].marginal);
		assert_int_equal(points(whole, cases[i].net), cases[i].whole);
	}
}

static void
rounding(void **state)
{
	static const struct {
		const char *net;
		int64_t floor, half_up, half_even, ceil;
	} cases[] = {{"1", 1, 1, 1, 1}, {"1.000001", 1, 1, 1, 2},
	    {"1.499999", 1, 1, 1, 2}, {"1.5", 1, 2, 2, 2}, {"2.5", 2, 3, 2, 3},
	    {"2.500001", 2, 3, 3, 3}, {"0.5", 0, 1, 0, 1},
	    {"0.000001", 0, 0, 0, 1}};
	enum rounding r;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *net = cases[i].net;

		assert_int_equal(
		    points("convert 0:1 marginal floor", net), cases[i].floor);
		assert_int_equal(points("convert 0:1 marginal half-up", net),
		    cases[i].half_up);
		assert_int_equal(points("convert 0:1 marginal half-even", net),
		    cases[i].half_even);
		assert_int_equal(
		    points("convert 0:1 marginal ceil", net), cases[i].ceil);
	}
	assert_true(rounding_parse(STR(" Half-Up "), &r));
	assert_int_equal(r, ROUND_HALF_UP);
	assert_false(rounding_parse(STR("half"), &r));
	assert_string_equal(rounding_name(ROUND_HALF_EVEN), "half-even");
}

/* MISSION 95, and one rounding only: 7 x 1.5 x 1.1 = 11.55. */
static void
factors(void **state)
{
	static const char many[] =
	    "convert 0:1 marginal floor times 1.000001 times 1.000001 times "
	    "1.000001 times 1.000001 times 1.000001 times 1.000001";

	(void)state;
	assert_int_equal(
	    points("convert 0:1 marginal floor times 1.5", "100"), 150);
	assert_int_equal(
	    points("convert 0:1 marginal floor times 1.5 times 1.1", "7"), 11);
	assert_int_equal(
	    points("convert 0:1 marginal ceil times 1.5 times 1.1", "7"), 12);
	/* 1.4 would be 1 and then 1; it is 2.1 */
	assert_int_equal(
	    points("convert 0:1 marginal floor times 1.5", "1.40"), 2);
	assert_int_equal(
	    points("convert 0:1 marginal floor times 2 min 50", "49.99"), 49);
	assert_int_equal(
	    points("convert 0:1 marginal floor times 2 min 50", "50"), 100);
	assert_int_equal(points("convert 0:1 marginal ceil times 0", "50"), 0);
	/* Just above 1000000: python Fraction says 1000006.000015000020... */
	assert_int_equal(points(many, "1000000"), 1000006);
	assert_int_equal(points(many, "999994.000021"), 1000000);
	assert_int_equal(points(many, "999994.000020"), 999999);
}

/* Products of any size are exact; what an int64_t cannot hold says so. */
static void
large(void **state)
{
	(void)state;
	assert_true(points("convert 0:1 marginal floor",
			"9223372036854.775807") == INT64_C(9223372036854));
	assert_true(
	    points("convert 0:1000000 marginal floor",
		"9223372036854.775807") == INT64_C(9223372036854775807));
	assert_true(
	    points("convert 0:999999.999999 marginal floor",
		"9223372036854.775807") == INT64_C(9223372036845552434));
	assert_true(points("convert 0:9223372036854.775807 marginal floor",
			"9223372036854.775807") == INT64_MAX);
	/* Each factor has 63 bits: a dozen are beyond 512 */
	assert_true(
	    points("convert 0:1 marginal floor times 9223372036854.775807 "
		   "times 9223372036854.775807 times 9223372036854.775807 "
		   "times 9223372036854.775807 times 9223372036854.775807 "
		   "times 9223372036854.775807 times 9223372036854.775807 "
		   "times 9223372036854.775807 times 9223372036854.775807",
		"9223372036854.775807") == INT64_MAX);
	/* Back below after having been above: exact in between */
	assert_int_equal(points("convert 0:9223372036854.775807 marginal floor "
				"times 0.000001 times 0.000001 times 0.000001",
			     "1000000"),
	    9);
}

static void
ways_and_bonuses(void **state)
{
	struct terms_table *t = terms_new();
	uint32_t id =
	    add(t, "convert 0:2 marginal floor min 100 else convert "
		   "0:1 marginal floor min 20; add 50 min 100; add 7");

	(void)state;
	assert_int_equal(terms_parts(t, id), 3);
	assert_int_equal(terms_points(t, id, 0, money("100")), 200);
	assert_int_equal(terms_points(t, id, 0, money("99.99")), 99);
	assert_int_equal(terms_points(t, id, 0, money("19.99")), 0);
	assert_int_equal(terms_points(t, id, 1, money("100")), 50);
	assert_int_equal(terms_points(t, id, 1, money("99.999999")), 0);
	assert_int_equal(terms_points(t, id, 2, money("0.000001")), 7);
	assert_int_equal(terms_points(t, id, 2, 0), 0);
	terms_delete(t);
}

/* Equal terms share an id, however they are written. */
static void
texts(void **state)
{
	struct terms_table *t = terms_new();
	static const char text[] = "convert 0:1 100:1.5 whole half-up min 20 "
				   "else convert 0:0.5 marginal floor times "
				   "1.5 times 2 min 100; add 50 min 100";
	uint32_t id = add(t, text), other;

	(void)state;
	assert_int_equal(id, 1);
	other = add(t, "  convert  0:1.00 0100:1.50 whole half-up min 20.0 "
		       "else convert 0:.5 marginal floor min 0 times 1.5 "
		       "times 2 min 100 ;add 050 min 100 ");
	assert_int_equal(other, id);
	assert_true(str_is(terms_text(t, id), text));
	assert_int_equal(add(t, "add 50"), 2);
	assert_int_equal(terms_count(t), 2);
	assert_int_equal(terms_points(t, 2, 0, 1), 50);
	assert_int_equal(add(t, text), id);
	terms_delete(t);
	terms_delete(NULL);
}

static void
refused(void **state)
{
	static const struct {
		const char *text, *what, *value;
	} cases[] = {{"", "at 1: 'convert' is wanted", ""},
	    {"give 1", "at 1: 'convert' is wanted", "give"},
	    {"convert", "at 8: a band is wanted, as 100:1.5", ""},
	    {"convert marginal floor", "at 9: a band is wanted, as 100:1.5",
		"marginal"},
	    {"convert 1", "at 9: a band is wanted, as 100:1.5", "1"},
	    {"convert 0:x", "at 9: a decimal is wanted", "0:x"},
	    {"convert 0:-1", "at 9: a decimal is wanted", "0:-1"},
	    {"convert 0:1.0000001", "at 9: a decimal is wanted", "0:1.0000001"},
	    {"convert 1:1", "at 9: bands begin at 0 and ascend", "1:1"},
	    {"convert 0:1 5:1 5:2", "at 17: bands begin at 0 and ascend",
		"5:2"},
	    {"convert 0:1 floor", "at 13: a band is wanted, as 100:1.5",
		"floor"},
	    {"convert 0:1 whole", "at 18: a rounding is wanted, as floor", ""},
	    {"convert 0:1 whole up", "at 19: a rounding is wanted, as floor",
		"up"},
	    {"convert 0:1 whole floor min", "at 28: a decimal is wanted", ""},
	    {"convert 0:1 whole floor times x", "at 31: a decimal is wanted",
		"x"},
	    {"convert 0:1 whole floor more",
		"at 25: 'else', 'times' or ';' "
		"is wanted",
		"more"},
	    {"add", "at 4: points are wanted", ""},
	    {"add 0", "at 5: points are wanted", "0"},
	    {"add -5", "at 5: points are wanted", "-5"},
	    {"add 5;", "at 7: 'convert' is wanted", ""},
	    {"add 5 add 6", "at 7: 'else', 'times' or ';' is wanted", "add"}};
	struct terms_table *t = terms_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct fault f;
		uint32_t id;

		assert_false(terms_add_text(t, str_of(cases[i].text), &id, &f));
		assert_int_equal(f.code, FAULT_FORM);
		assert_string_equal(f.what, cases[i].what);
		assert_string_equal(f.value, cases[i].value);
	}
	assert_int_equal(terms_count(t), 0);
	assert_int_equal(add(t, "add 1"), 1);
	terms_delete(t);
}

static void
big_numbers(void **state)
{
	struct big w;
	int64_t v;

	(void)state;
	big_set(&w, i128_of(0));
	assert_int_equal(w.n, 0);
	assert_true(big_mul(&w, UINT64_MAX));
	assert_int_equal(big_shift(&w, 30), BIG_EXACT);
	big_set(&w, i128_of(1));
	for (int i = 0; i < 8; i++)
		assert_true(big_mul(&w, UINT64_C(1) << 63));
	assert_int_equal(w.n, 16);
	assert_false(big_to_i64(&w, &v));
	assert_false(big_mul(&w, 512)); /* 2^513 */
	big_set(&w, i128_of(1));
	for (int i = 0; i < 20; i++)
		assert_true(big_mul(&w, 1000000));
	assert_int_equal(big_shift(&w, 119), BIG_EXACT);
	assert_true(big_to_i64(&w, &v));
	assert_int_equal(v, 10);
	big_set(&w, i128_of(5));
	assert_int_equal(big_shift(&w, 1), BIG_HALF);
	big_set(&w, i128_of(50000000001));
	assert_int_equal(big_shift(&w, 11), BIG_ABOVE);
	big_set(&w, i128_of(49999999999));
	assert_int_equal(big_shift(&w, 11), BIG_BELOW);
	big_set(&w, i128_of(INT64_MAX));
	assert_true(big_to_i64(&w, &v));
	assert_true(v == INT64_MAX);
	assert_true(big_mul(&w, 2));
	assert_false(big_to_i64(&w, &v));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(fixed_conversion),
	    cmocka_unit_test(bands),
	    cmocka_unit_test(rounding),
	    cmocka_unit_test(factors),
	    cmocka_unit_test(large),
	    cmocka_unit_test(ways_and_bonuses),
	    cmocka_unit_test(texts),
	    cmocka_unit_test(refused),
	    cmocka_unit_test(big_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
