/*
 * fuzz_orders: any bytes as a shop's export.
 *
 * Byte 0: the profile, a for the first built-in one and so on, else auto.
 * Byte 1, its bits: 1 and 2 the dedupe, 4 net, 8 lines, 16 turned to a zone,
 * 32 money with a comma.
 *
 * Properties: no crash; every row that was read is bad, in an order that
 * counts, or counted as coming again; lines are of orders that there are, and
 * no amount has left its range.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "shop/book.h"
#include "shop/lines.h"
#include "shop/rows.h"
#include "shop/sniff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { DEDUPE = 3, NET = 4, LINES = 8, TURN = 16, COMMA = 32 };

struct trial {
	unsigned bits;
	struct profile *p;
	struct table *table;
	struct rows *rows;
	struct book *book;
	struct lines lines;
	struct fault f;
};

static void
require(bool ok, const char *what, uint64_t got, uint64_t want)
{
	if (ok)
		return;
	fprintf(stderr, "%s: %llu, not %llu\n", what, (unsigned long long)got,
	    (unsigned long long)want);
	abort();
}

static const char *
profile_name(uint8_t byte)
{
	const struct text *t = NULL;

	for (uint8_t c = 'a'; (t = text_next("profiles", t)) != NULL; c++)
		if (c == byte)
			return t->name;
	return "auto";
}

static void
set_up(struct trial *t, struct input *in, const char *encoding)
{
	const struct record_form none = {0};
	struct table_form table = {.record = sniff_record(t->p, &none),
	    .no_header = t->p->headless != 0,
	    .encoding = {.name = encoding},
	    .skip_bad = true};
	struct rows_form rows = {.profile = t->p,
	    .key = (enum key)t->p->key,
	    .turn = (t->bits & TURN) != 0,
	    .dec = {(t->bits & COMMA) != 0 ? ',' : '.', (t->bits & COMMA) != 0,
		false},
	    .product = t->p->column[ROLE_AMOUNT].n == 0,
	    .need_order = true,
	    .lines = (t->bits & LINES) != 0};
	struct book_form book = {.rows = (enum profile_rows)t->p->rows,
	    .net = (t->bits & NET) != 0,
	    .dedupe = (enum book_dedupe)((t->bits & DEDUPE) % 3)};

	t->table = table_new(&table);
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		struct role role = {.name = profile_roles[i]};

		(void)table_role(t->table, &role);
		table_alias(t->table, i, words_names(&t->p->column[i]));
	}
	t->rows = rows_new(t->table, &rows);
	t->book = book_new(&book);
	table_take(t->table, in);
}

static void
enter(struct trial *t, const struct order *o)
{
	enum order_flaw flaw = book_add(t->book, o);
	bool anew;
	size_t at;

	rows_flaw(t->rows, flaw);
	if (flaw != FLAW_NONE || (t->bits & LINES) == 0)
		return;
	at = book_at(t->book, &anew);
	if (anew)
		lines_clear(&t->lines, at);
	if (at != BOOK_NOWHERE)
		lines_add(&t->lines, at, o, (t->bits & NET) != 0, 0);
}

static void
check(struct trial *t)
{
	uint64_t kept = 0, again;
	struct order o;

	if (!book_close(t->book, &t->f))
		return;
	(void)book_again(t->book, &again);
	for (size_t i = 0; i < book_count(t->book); i++) {
		if (!book_order(t->book, i, &o))
			continue;
		kept += o.rows;
		require(
		    o.amount != INT64_MIN && o.refunded >= 0, "range", i, 0);
	}
	require(t->lines.orders <= book_count(t->book), "lines",
	    t->lines.orders, book_count(t->book));
	require(table_rows(t->table) == table_bad(t->table) + kept + again,
	    "rows", table_bad(t->table) + kept + again, table_rows(t->table));
}

static void
run(struct trial *t, struct input *in, bool any)
{
	const struct sniff_form none = {0};
	struct profile *list = t->p;
	const char *encoding = NULL;
	struct order o;

	if (!sniff(in, &none, list, any, &t->p, &t->f) ||
	    !sniff_encoding(in, t->p, &encoding, &t->f)) {
		input_close(in);
		return;
	}
	set_up(t, in, encoding);
	if (!table_open(t->table, NULL, 0, &t->f) ||
	    !rows_check(t->rows, &t->f))
		return;
	while (rows_next(t->rows, &o))
		enter(t, &o);
	if (table_done(t->table, &t->f) || t->f.code == FAULT_DATA)
		check(t);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct trial t = {0};
	const char *name;
	struct profile *list;
	struct input *in;

	if (size < 2)
		return 0;
	name = profile_name(data[0]);
	t.bits = data[1];
	t.p = list = profile_new(name, &t.f);
	in = input_text(
	    "export.csv", (struct str){(const char *)data + 2, size - 2});
	run(&t, in, strcmp(name, "auto") == 0);
	lines_free(&t.lines);
	book_delete(t.book);
	rows_delete(t.rows);
	table_delete(t.table);
	profile_delete(list);
	return 0;
}
