#include "shop/book.h"

#include "check.h"

enum { DAY = 86400 };

static struct order
row(const char *id, const char *customer, int64_t day, int64_t amount)
{
	return (struct order){.id = str_of(id),
	    .customer = str_of(customer),
	    .us = day * DAY * 1000000,
	    .amount = amount,
	    .rows = 1,
	    .file = "a.csv",
	    .dated = true,
	    .priced = true};
}

static void
want(const struct book *b, size_t i, const char *id, int64_t day,
    int64_t amount, int64_t refunded)
{
	struct order o;

	book_order(b, i, &o);
	assert_true(str_is(o.id, id));
	assert_int_equal(o.us, day * DAY * 1000000);
	assert_int_equal(o.amount, amount);
	assert_int_equal(o.refunded, refunded);
}

static enum order_flaw
add(struct book *b, struct order o)
{
	return book_add(b, &o);
}

static void
lines_add_up_wherever_they_stand(void **state)
{
	struct book *b = book_new(&(struct book_form){.rows = ROWS_LINE});

	(void)state;
	assert_int_equal(add(b, row("1", "a", 5, 10)), FLAW_NONE);
	assert_int_equal(add(b, row("2", "b", 6, 20)), FLAW_NONE);
	assert_int_equal(add(b, row("1", "", 4, -3)), FLAW_NONE);
	assert_int_equal(add(b, row("", "c", 4, 1)), FLAW_NONE);
	assert_int_equal(add(b, row("", "c", 4, 1)), FLAW_NONE);
	assert_int_equal(book_count(b), 4);
	want(b, 0, "1", 4, 7, 0);
	want(b, 1, "2", 6, 20, 0);
	want(b, 3, "", 4, 1, 0);
	book_delete(b);
}

/* A row that cannot be taken leaves its order as it was. */
static void
a_flaw_changes_nothing(void **state)
{
	struct book *b = book_new(&(struct book_form){.rows = ROWS_LINE});
	struct order o = row("1", "a", 5, INT64_MAX - 1);

	(void)state;
	o.currency = STR("EUR");
	assert_int_equal(add(b, o), FLAW_NONE);
	assert_int_equal(add(b, row("1", "b", 1, 1)), FLAW_CUSTOMER);
	assert_int_equal(add(b, row("1", "a", 1, 2)), FLAW_RANGE);
	o.currency = STR("USD");
	assert_int_equal(add(b, o), FLAW_CURRENCY);
	o = row("1", "a", 1, 0);
	o.dated = false;
	assert_int_equal(add(b, o), FLAW_DATE);
	o.priced = false;
	assert_int_equal(add(b, o), FLAW_AMOUNT);
	assert_int_equal(book_count(b), 1);
	want(b, 0, "1", 5, INT64_MAX - 1, 0);
	book_delete(b);
}

static void
first_rows_tell_once(void **state)
{
	struct book *b = book_new(&(struct book_form){.rows = ROWS_FIRST_ROW});
	struct order blank = {.id = STR("1"), .rows = 1, .file = "a.csv"};

	(void)state;
	assert_int_equal(add(b, blank), FLAW_DATE);
	assert_int_equal(add(b, row("1", "", 5, 10)), FLAW_NONE);
	assert_int_equal(add(b, blank), FLAW_NONE);
	assert_int_equal(add(b, row("1", "a", 5, 10)), FLAW_NONE);
	assert_int_equal(add(b, row("1", "a", 5, 11)), FLAW_TOTAL);
	want(b, 0, "1", 5, 10, 0);
	book_delete(b);
}

static void
refunds_find_their_order_before_and_behind(void **state)
{
	struct book *b =
	    book_new(&(struct book_form){.rows = ROWS_ORDER, .net = true});
	struct order o;

	(void)state;
	assert_int_equal(add(b, row("1", "a", 9, -4)), FLAW_NONE);
	book_order(b, 0, &o);
	assert_int_equal(o.marks & ORDER_ALONE, ORDER_ALONE);
	assert_int_equal(add(b, row("1", "a", 5, 10)), FLAW_NONE);
	assert_int_equal(add(b, row("1", "a", 11, -5)), FLAW_NONE);
	assert_int_equal(add(b, row("1", "a", 5, 10)), FLAW_SOLD);
	book_order(b, 0, &o);
	assert_int_equal(o.marks & ORDER_ALONE, 0);
	assert_int_equal(o.rows, 3);
	want(b, 0, "1", 5, 10, 9);
	book_delete(b);
}

static void
copies_in_later_files_must_agree(void **state)
{
	struct book *b = book_new(
	    &(struct book_form){.rows = ROWS_LINE, .dedupe = DEDUPE_ORDER});
	struct order o = row("1", "a", 5, 10);
	struct fault f = {0};
	uint64_t rows;

	(void)state;
	assert_int_equal(add(b, o), FLAW_NONE);
	assert_int_equal(add(b, o), FLAW_NONE);
	o.file = "b.csv";
	assert_int_equal(add(b, o), FLAW_NONE);
	assert_int_equal(add(b, o), FLAW_NONE);
	assert_true(book_close(b, &f));
	assert_int_equal(book_again(b, &rows), 1);
	assert_int_equal(rows, 2);
	want(b, 0, "1", 5, 20, 0);
	o.file = "c.csv";
	assert_int_equal(add(b, o), FLAW_NONE);
	assert_false(book_close(b, &f));
	assert_string_equal(f.file, "c.csv");
	book_delete(b);
}

static void
lines_left_out_stand_apart(void **state)
{
	struct book *b = book_new(
	    &(struct book_form){.rows = ROWS_LINE, .apart = ORDER_CANCELLED});
	struct order o = row("1", "a", 5, 10);

	(void)state;
	assert_int_equal(add(b, o), FLAW_NONE);
	o.marks = ORDER_CANCELLED;
	assert_int_equal(add(b, o), FLAW_NONE);
	assert_int_equal(book_count(b), 2);
	want(b, 0, "1", 5, 10, 0);
	book_delete(b);
}

/* A later file takes away what earlier ones said, and only that. */
static void
the_last_file_counts(void **state)
{
	struct book *b = book_new(&(struct book_form){
	    .rows = ROWS_LINE, .dedupe = DEDUPE_LAST, .apart = ORDER_UNPAID});
	struct order o = row("1", "a", 5, 10), unpaid;
	uint64_t rows;
	bool anew;

	(void)state;
	assert_int_equal(add(b, o), FLAW_NONE);
	assert_int_equal(add(b, o), FLAW_NONE);
	assert_int_equal(add(b, row("2", "b", 6, 7)), FLAW_NONE);
	o.file = "b.csv";
	o.amount = 3;
	o.customer = STR("z");
	assert_int_equal(add(b, o), FLAW_NONE);
	assert_int_equal(book_at(b, &anew), 0);
	assert_true(anew);
	assert_int_equal(add(b, o), FLAW_NONE);
	assert_int_equal(book_at(b, &anew), 0);
	assert_false(anew);
	want(b, 0, "1", 5, 6, 0);
	want(b, 1, "2", 6, 7, 0);
	assert_int_equal(book_again(b, &rows), 1);
	assert_int_equal(rows, 2);
	/* In the next file nothing of it is paid. */
	unpaid = o;
	unpaid.file = "c.csv";
	unpaid.marks = ORDER_UNPAID;
	assert_int_equal(add(b, unpaid), FLAW_NONE);
	assert_false(book_order(b, 0, &o));
	assert_true(book_order(b, 2, &o));
	assert_int_equal(o.marks, ORDER_UNPAID);
	assert_int_equal(book_again(b, &rows), 2);
	book_delete(b);
}

static void
a_flaw_takes_nothing_away(void **state)
{
	struct book *b = book_new(
	    &(struct book_form){.rows = ROWS_FIRST_ROW, .dedupe = DEDUPE_LAST});
	struct order o = row("1", "a", 5, 10);
	uint64_t rows;

	(void)state;
	assert_int_equal(add(b, o), FLAW_NONE);
	o.file = "b.csv";
	o.priced = false;
	assert_int_equal(add(b, o), FLAW_AMOUNT);
	want(b, 0, "1", 5, 10, 0);
	assert_int_equal(book_again(b, &rows), 0);
	book_delete(b);
}

static void
refunds_of_the_last_file_are_many(void **state)
{
	struct book *b = book_new(
	    &(struct book_form){.rows = ROWS_ORDER, .dedupe = DEDUPE_LAST});
	struct order o = row("1", "a", 5, -1);
	size_t live = 0;
	int64_t sum = 0;

	(void)state;
	o.marks = ORDER_REFUND;
	assert_int_equal(add(b, o), FLAW_NONE);
	assert_int_equal(add(b, o), FLAW_NONE);
	assert_int_equal(add(b, o), FLAW_NONE);
	o.file = "b.csv";
	o.amount = -2;
	assert_int_equal(add(b, o), FLAW_NONE);
	assert_int_equal(add(b, o), FLAW_NONE);
	for (size_t i = 0; i < book_count(b); i++)
		if (book_order(b, i, &o)) {
			live++;
			sum += o.amount;
		}
	assert_int_equal(live, 2);
	assert_int_equal(sum, -4);
	book_delete(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_add_up_wherever_they_stand),
	    cmocka_unit_test(a_flaw_changes_nothing),
	    cmocka_unit_test(first_rows_tell_once),
	    cmocka_unit_test(refunds_find_their_order_before_and_behind),
	    cmocka_unit_test(copies_in_later_files_must_agree),
	    cmocka_unit_test(lines_left_out_stand_apart),
	    cmocka_unit_test(the_last_file_counts),
	    cmocka_unit_test(a_flaw_takes_nothing_away),
	    cmocka_unit_test(refunds_of_the_last_file_are_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
