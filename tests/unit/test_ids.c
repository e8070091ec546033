/* Ids of events and members: found again, whatever they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/mem.h"
#include "ledger/ids.h"
#include "ledger/members.h"

/* Of many lengths, among them those where the packing changes. */
static struct str
name_of(char *text, uint32_t i)
{
	static const size_t size[] = {1, 8, 9, 15, 16, 17, 254, 255, 256, 3000};
	size_t n = size[i % 10];
	char digits[16];
	int d = snprintf(digits, sizeof(digits), "%u", (unsigned)i);

	memset(text, 'x', n);
	if ((size_t)d < n)
		memcpy(text + n - (size_t)d, digits, (size_t)d);
	else
		n = (size_t)snprintf(text, 16, "%u", (unsigned)i);
	return (struct str){text, n};
}

static void
ids(void **state)
{
	static uint32_t ref[5000];
	char text[3001];
	struct ids t = {0};
	uint32_t r;

	(void)state;
	assert_true(ids_find(&t, STR("a"), slots_hash(STR("a"))) == IDS_NONE);
	assert_true(ids_first(&t) == IDS_NONE);
	for (uint32_t i = 0; i < 5000; i++) {
		struct str s = name_of(text, i);
		uint64_t hash = slots_hash(s);

		assert_true(ids_find(&t, s, hash) == IDS_NONE);
		ref[i] = ids_add(&t, s, hash, i * UINT64_C(0x9e3779b97f4a7c15),
		    (int32_t)i * 500 - 135140);
		ids_link(&t, ref[i], (enum ids_kind)(i % 4), IDS_INDEX_MAX - i);
	}
	r = ids_first(&t);
	for (uint32_t i = 0; i < 5000; i++, r = ids_next(&t, r)) {
		struct str s = name_of(text, i);

		assert_true(r == ref[i]);
		assert_true(ids_find(&t, s, slots_hash(s)) == r);
		assert_true(str_eq(ids_text(&t, r), s));
		assert_true(ids_same(&t, r, i * UINT64_C(0x9e3779b97f4a7c15)));
		assert_false(
		    ids_same(&t, r, i * UINT64_C(0x9e3779b97f4a7c15) ^ 1));
		assert_int_equal(ids_day(&t, r), (int32_t)i * 500 - 135140);
		assert_int_equal(ids_kind(&t, r), i % 4);
		assert_int_equal(ids_index(&t, r), IDS_INDEX_MAX - i);
	}
	assert_true(r == IDS_NONE);
	assert_int_equal(t.count, 5000);
	ids_free(&t);
}

static void
forgotten(void **state)
{
	struct ids t = {0};
	struct str s = STR("old");
	uint32_t r = ids_add(&t, s, 0, 0, IDS_FORGOTTEN);

	(void)state;
	assert_true(ids_find(&t, s, slots_hash(s)) == IDS_NONE);
	assert_true(str_eq(ids_text(&t, r), s));
	assert_int_equal(t.count, 0);
	ids_set_content(&t, r, UINT64_MAX);
	assert_true(ids_content(&t, r) == UINT64_C(0xffffffffffff));
	ids_free(&t);
}

/* Bytes by id of so many, of nine bytes each. */
static size_t
memory_of(uint32_t n, bool expected)
{
	struct ids t = {0};
	char text[16];
	size_t bytes;

	for (uint32_t i = 0; i < n; i++) {
		struct str s = {text, 9};

		t.expected = expected ? n - i : 0;
		(void)snprintf(text, sizeof(text), "e%08u", (unsigned)i);
		(void)ids_add(&t, s, slots_hash(s), i, 0);
	}
	bytes = ids_memory(&t) / n;
	ids_free(&t);
	return bytes;
}

/* What --state remembers: of a file, whose rows are expected, or a pipe. */
static void
memory(void **state)
{
	(void)state;
	assert_in_range(memory_of(150000, true), 20, 33);
	assert_in_range(memory_of(500000, true), 20, 32);
	assert_in_range(memory_of(250000, false), 20, 32);
	assert_in_range(memory_of(310000, false), 20, 32);
}

static void
members(void **state)
{
	struct members t = {0};
	char text[3001];
	uint32_t first, other;

	(void)state;
	for (uint32_t i = 0; i < 3000; i++) {
		struct str s = name_of(text, i);
		uint64_t hash = slots_hash(s);

		assert_true(members_find(&t, s, hash) == MEMBER_NONE);
		assert_int_equal(members_add(&t, s, hash, MEMBER_NONE, 0), i);
	}
	first =
	    members_find(&t, name_of(text, 7), slots_hash(name_of(text, 7)));
	assert_int_equal(first, 7);
	/* A second account is the member's, but is not found by his name. */
	other = members_add(&t, STR(""), 0, first, 3);
	assert_int_equal(other, 3000);
	assert_true(str_eq(members_name(&t, other), members_name(&t, first)));
	assert_int_equal(members_of(&t, first, 3), other);
	assert_int_equal(members_of(&t, first, 0), first);
	assert_true(members_of(&t, first, 4) == MEMBER_NONE);
	assert_true(members_clock(&t, first) == INT64_MIN);
	t.at[other].last = 5;
	assert_int_equal(members_clock(&t, first), 5);
	for (uint32_t i = 3001; i < 9000; i++) {
		struct str s = name_of(text, i);

		(void)members_add(&t, s, slots_hash(s), MEMBER_NONE, 0);
	}
	first =
	    members_find(&t, name_of(text, 7), slots_hash(name_of(text, 7)));
	assert_int_equal(first, 7);
	assert_true(members_side(&t, first)->heap == MEMBER_NONE);
	assert_true(members_side(&t, first) == members_side(&t, first));
	members_free(&t);
}

/* Names at the edge of what a line holds, and accounts of three issuers. */
static void
names(void **state)
{
	static const char text[] = "abcdefghijklmnopq";
	struct members t = {0};
	uint32_t account[3];

	(void)state;
	for (size_t n = 15; n <= 17; n++) {
		struct str s = {text, n};
		uint64_t hash = slots_hash(s);
		uint32_t first = members_add(&t, s, hash, MEMBER_NONE, 0);

		account[0] = first;
		for (uint16_t k = 1; k < 3; k++)
			account[k] = members_add(&t, STR(""), 0, first, k);
		for (uint16_t k = 0; k < 3; k++) {
			assert_true(str_eq(members_name(&t, account[k]), s));
			assert_int_equal(members_of(&t, first, k), account[k]);
		}
		assert_int_equal(members_find(&t, s, hash), first);
	}
	members_free(&t);
}

/* Points that fit 32 bits, then do not, then would again. */
static void
sums(void **state)
{
	const int64_t most = UINT32_MAX;
	struct members t = {0};
	uint32_t a = members_add(&t, STR("a"), 1, MEMBER_NONE, 0);
	uint32_t b = members_add(&t, STR("b"), 2, MEMBER_NONE, 0);

	(void)state;
	members_add_sum(&t, a, SUM_EARNED, most);
	members_add_sum(&t, a, SUM_ADJUSTED, 0);
	assert_int_equal(t.wides, 0);
	assert_true(members_outstanding(&t, a) == most);
	members_add_sum(&t, a, SUM_EARNED, 1);
	members_add_sum(&t, a, SUM_REDEEMED, most);
	members_add_sum(&t, a, SUM_EARNED, -2);
	assert_int_equal(t.wides, 1);
	assert_true(members_sum(&t, a, SUM_EARNED) == most - 1);
	assert_true(members_sum(&t, a, SUM_REDEEMED) == most);
	assert_true(members_outstanding(&t, a) == -1);
	members_add_sum(&t, b, SUM_EARNED, 10);
	members_add_sum(&t, b, SUM_EXPIRED, 3);
	members_add_sum(&t, b, SUM_REVERSED, 2);
	members_add_sum(&t, b, SUM_DEBT_CREATED, 4);
	members_add_sum(&t, b, SUM_ADJUSTED, -1);
	assert_int_equal(t.wides, 2);
	assert_int_equal(members_outstanding(&t, b), 4);
	assert_int_equal(members_debt(&t, b), 4);
	members_add_sum(&t, b, SUM_DEBT_REPAID, 4);
	assert_int_equal(members_balance(&t, b), 0);
	assert_int_equal(members_sum(&t, b, SUM_WRITTEN_OFF), 0);
	members_free(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ids),
	    cmocka_unit_test(forgotten),
	    cmocka_unit_test(memory),
	    cmocka_unit_test(members),
	    cmocka_unit_test(names),
	    cmocka_unit_test(sums),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
