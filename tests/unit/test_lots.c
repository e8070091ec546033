/* Lots, their trees and the heap of pending ones, against sorted arrays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"
#include "ledger/lots.h"
#include "ledger/pending.h"

enum { LOTS = 400 };

static uint32_t seed;

static uint32_t
draw(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

static uint32_t
add(struct lots *t, int64_t end, int64_t size)
{
	struct lot lot = {.expires = instants_add(&t->instants, end)};

	return lots_add(t, &lot, size);
}

static void
numbers(void **state)
{
	struct lots t = {0};
	uint32_t a = add(&t, 5, 100), b = add(&t, 5, INT64_MAX);

	(void)state;
	assert_int_equal(lots_size(&t, a), 100);
	assert_int_equal(lots_rest(&t, a), 100);
	assert_int_equal(lots_reversed(&t, a), 0);
	assert_true(lots_size(&t, b) == INT64_MAX);
	assert_int_equal(t.nwide, 1);
	lots_set_rest(&t, a, 40);
	lots_set_rest(&t, b, UINT32_MAX + INT64_C(7));
	assert_int_equal(lots_rest(&t, a), 40);
	assert_true(lots_rest(&t, b) == UINT32_MAX + INT64_C(7));
	lots_free(&t);
}

/* What is taken back changes nothing else, and few lots become wide by it. */
static void
taken_back(void **state)
{
	static const struct {
		int64_t size, back;
		uint16_t label;
		bool wide;
	} rows[] = {
	    {100, 30, 0, false},
	    {UINT32_MAX, UINT16_MAX - 25, 0, false},
	    {UINT32_MAX, UINT16_MAX - 24, 0, true},
	    {100, 30, 7, true},
	    {INT64_MAX, 30, 7, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct lots t = {0};
		uint32_t a = add(&t, 5, rows[i].size);

		t.at[a].label = rows[i].label;
		lots_set_rest(&t, a, 40);
		lots_reverse(&t, a, 25);
		lots_reverse(&t, a, rows[i].back);
		assert_true(lots_reversed(&t, a) == rows[i].back + 25);
		assert_true(
		    lots_reversible(&t, a) == rows[i].size - rows[i].back - 25);
		assert_true(lots_size(&t, a) == rows[i].size);
		assert_int_equal(lots_rest(&t, a), 40);
		assert_int_equal(lots_label(&t, a), rows[i].label);
		assert_int_equal((t.at[a].marks & LOT_WIDE) != 0, rows[i].wide);
		assert_int_equal(lots_end(&t, a), 5);
		lots_free(&t);
	}
}

/* The lots in, by hand: present[i]; the first in order, or LOT_NONE. */
static uint32_t
first_of(const struct lots *t, enum tree tree, const bool *present)
{
	uint32_t best = LOT_NONE;

	for (uint32_t i = 0; i < t->count; i++)
		if (present[i] &&
		    (best == LOT_NONE || tree_before(t, tree, i, best)))
			best = i;
	return best;
}

static void
shuffle(enum tree tree, bool fifo)
{
	struct lots t = {.fifo = fifo};
	bool present[LOTS] = {false};
	uint32_t root = LOT_NONE;

	for (int i = 0; i < LOTS; i++) {
		uint32_t lot = add(&t, draw(40), 1);

		if (tree == TREE_IDLE)
			t.at[lot].expires = draw(5) + 1;
	}
	for (int step = 0; step < 4000; step++) {
		uint32_t i = draw(LOTS);

		if (present[i])
			tree_remove(&t, tree, &root, i);
		else
			tree_insert(&t, tree, &root, i);
		present[i] = !present[i];
		assert_true(
		    tree_first(&t, tree, root) == first_of(&t, tree, present));
	}
	/* And out, one after the other, in order. */
	for (uint32_t i; (i = tree_first(&t, tree, root)) != LOT_NONE;) {
		assert_true(i == first_of(&t, tree, present));
		tree_remove(&t, tree, &root, i);
		present[i] = false;
	}
	assert_true(first_of(&t, tree, present) == LOT_NONE);
	lots_free(&t);
}

static void
trees(void **state)
{
	(void)state;
	shuffle(TREE_DATED, false);
	shuffle(TREE_IDLE, false);
	shuffle(TREE_AGE, true);
	shuffle(TREE_DATED, true);
}

/* All of a queue, from both ends, are those present, in order. */
static void
check_queue(const struct lots *t, const struct queue *q, const bool *present)
{
	bool left[LOTS];
	uint32_t last = LOT_NONE;

	memcpy(left, present, sizeof(left));
	for (uint32_t i = q->first; i != LOT_NONE;
	     i = i == q->last ? LOT_NONE : t->at[i].right) {
		assert_true(i == first_of(t, TREE_DATED, left));
		assert_true((t->at[i].marks & LOT_QUEUED) != 0);
		assert_true(i == q->first || t->at[i].left == last);
		left[i] = false;
		last = i;
	}
	assert_true(last == q->last);
	assert_true(first_of(t, TREE_DATED, left) == LOT_NONE);
}

/* Lots come and go anywhere; what is refused comes too far before the last. */
static void
queue(void **state)
{
	struct lots t = {0};
	bool present[LOTS] = {false};
	struct queue q = QUEUE_EMPTY;
	int refused = 0;

	(void)state;
	for (int i = 0; i < LOTS; i++)
		(void)add(&t, draw(60), 1);
	for (int step = 0; step < 6000; step++) {
		uint32_t i = draw(LOTS), behind = 0;

		if (present[i]) {
			queue_drop(&t, &q, i);
			present[i] = false;
			assert_int_equal(t.at[i].marks & LOT_QUEUED, 0);
			check_queue(&t, &q, present);
			continue;
		}
		for (uint32_t k = 0; k < LOTS; k++)
			behind +=
			    present[k] && tree_before(&t, TREE_DATED, i, k);
		present[i] = queue_put(&t, TREE_DATED, &q, i);
		assert_int_equal(present[i], behind <= 3);
		refused += !present[i];
		check_queue(&t, &q, present);
	}
	assert_true(refused > 100);
	lots_free(&t);
}

/* 100,000 lots in order of their ends: no tree of that depth. */
static void
depth(void **state)
{
	struct lots t = {0};
	uint32_t root = LOT_NONE, at;
	size_t steps = 0;

	(void)state;
	for (int i = 0; i < 100000; i++)
		tree_insert(&t, TREE_DATED, &root, add(&t, i, 1));
	for (at = root; at != LOT_NONE; at = t.at[at].left)
		steps++;
	for (at = root; at != LOT_NONE; at = t.at[at].right)
		steps++;
	assert_in_range(steps, 4, 120);
	lots_free(&t);
}

static void
heap(void **state)
{
	struct pending t = {0};
	uint32_t top = PENDING_NONE, n = 0;
	int64_t last = -1;
	uint32_t last_lot = 0;

	(void)state;
	for (uint32_t lot = 0; lot < 1000; lot++) {
		pending_put(&t, &top, lot, draw(50));
		n++;
		if (draw(3) == 0) {
			pending_drop(&t, &top);
			n--;
		}
	}
	/* Nodes are used again. */
	assert_true(t.count <= n + 1000 / 3 + 100);
	for (; top != PENDING_NONE; n--) {
		const struct pending_node *p = &t.at[top];

		assert_true(p->available > last ||
			    (p->available == last && p->lot > last_lot));
		last = p->available;
		last_lot = p->lot;
		pending_drop(&t, &top);
	}
	assert_int_equal(n, 0);
	pending_free(&t);
}

static void
instants(void **state)
{
	struct instants t = {0};

	(void)state;
	for (int round = 0; round < 2; round++)
		for (int64_t i = 0; i < 3000; i++)
			assert_int_equal(
			    instants_add(&t, i * 86400000000), (uint32_t)i);
	assert_int_equal(t.count, 3000);
	assert_int_equal(t.at[instants_add(&t, INT64_MAX)] == INT64_MAX, 1);
	instants_free(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(numbers),
	    cmocka_unit_test(taken_back),
	    cmocka_unit_test(trees),
	    cmocka_unit_test(queue),
	    cmocka_unit_test(depth),
	    cmocka_unit_test(heap),
	    cmocka_unit_test(instants),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
