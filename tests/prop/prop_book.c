/*
 * Properties of the book under DEDUPE_LAST, on random rows of few orders in
 * several files, against the plain rule: of each order the rows of the last
 * file that has it count, and no others. Every row is in an order or counted
 * as coming again.
 */
#include "shop/book.h"

#include "../unit/check.h"

enum { TRIALS = 3000, ROWS = 60, IDS = 5, FILES = 4 };

static uint64_t seed = 20251125;

/* xorshift64*: the same cases on every run. */
static unsigned
draw(unsigned n)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (unsigned)((seed * 2685821657736338717U) >> 33) % n;
}

static const char *const ids[IDS] = {"1", "2", "3", "4", "5"};
static const char *const files[FILES] = {"a.csv", "b.csv", "c.csv", "d.csv"};

/* A row as it was drawn. */
struct row {
	unsigned id, file;
	int64_t amount;
	unsigned marks;
};

static size_t
draw_rows(struct row *row, enum profile_rows kind)
{
	size_t n = draw(ROWS) + 1;
	unsigned file = 0;

	for (size_t i = 0; i < n; i++) {
		file = draw(8) == 0 && file + 1 < FILES ? file + 1 : file;
		row[i] = (struct row){draw(IDS), file, draw(100), 0};
		if (kind == ROWS_LINE && draw(4) == 0)
			row[i].marks = ORDER_UNPAID;
		if (kind == ROWS_ORDER && draw(3) == 0) {
			row[i].amount = -1 - row[i].amount;
			row[i].marks = ORDER_REFUND;
		}
	}
	return n;
}

/* What the rule leaves of one order: kept rows, and their sums by mark. */
struct rest {
	uint64_t rows;
	int64_t plain, marked;
};

static struct rest
by_the_rule(
    const struct row *row, size_t n, unsigned id, enum profile_rows kind)
{
	struct rest r = {0};
	unsigned last = 0;
	bool sale = false;

	for (size_t i = 0; i < n; i++)
		if (row[i].id == id)
			last = row[i].file;
	/* From the end, as of the sales in a file of orders the last counts. */
	for (size_t i = n; i-- > 0;) {
		if (row[i].id != id || row[i].file != last)
			continue;
		if (row[i].marks != 0) {
			r.marked += row[i].amount;
		} else {
			if (kind == ROWS_ORDER && sale)
				continue;
			sale = true;
			r.plain += row[i].amount;
		}
		r.rows++;
	}
	return r;
}

static struct rest
by_the_book(const struct book *b, unsigned id)
{
	struct rest r = {0};
	struct order o;

	for (size_t i = 0; i < book_count(b); i++) {
		if (!book_order(b, i, &o) || !str_is(o.id, ids[id]))
			continue;
		r.rows += o.rows;
		*(o.marks != 0 ? &r.marked : &r.plain) += o.amount;
	}
	return r;
}

static void
try(enum profile_rows kind)
{
	struct row row[ROWS];
	size_t n = draw_rows(row, kind);
	struct book *b = book_new(&(struct book_form){
	    .rows = kind, .dedupe = DEDUPE_LAST, .apart = ORDER_UNPAID});
	uint64_t kept = 0, again;

	for (size_t i = 0; i < n; i++) {
		struct order o = {.id = str_of(ids[row[i].id]),
		    .customer = STR("c"),
		    .amount = row[i].amount,
		    .marks = row[i].marks,
		    .file = files[row[i].file],
		    .rows = 1,
		    .dated = true,
		    .priced = true};

		assert_int_equal(book_add(b, &o), FLAW_NONE);
	}
	for (unsigned id = 0; id < IDS; id++) {
		struct rest got = by_the_book(b, id);
		struct rest want = by_the_rule(row, n, id, kind);

		assert_int_equal(got.rows, want.rows);
		assert_int_equal(got.plain, want.plain);
		assert_int_equal(got.marked, want.marked);
		kept += got.rows;
	}
	(void)book_again(b, &again);
	assert_int_equal(kept + again, n);
	book_delete(b);
}

static void
lines(void **state)
{
	(void)state;
	for (int i = 0; i < TRIALS; i++)
		try(ROWS_LINE);
}

static void
orders(void **state)
{
	(void)state;
	for (int i = 0; i < TRIALS; i++)
		try(ROWS_ORDER);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines),
	    cmocka_unit_test(orders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
