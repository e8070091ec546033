/*
 * book: the orders of an export, gathered from its rows, in order of first
 * appearance. Rows of one order need not stand together.
 *
 * Memory: 72 bytes an order, its id (once, about 50 bytes with the map), its
 * customer (once a customer) and its kept cells; nothing a row.
 */
#ifndef SHOP_BOOK_H
#define SHOP_BOOK_H

#include "base/fault.h"
#include "shop/order.h"
#include "shop/profile.h"

struct book;

/* An order that comes again: in a later file, or as a row of one id. */
enum book_dedupe {
	DEDUPE_NONE,
	DEDUPE_ORDER, /* counts once, and must be the same */
	DEDUPE_LAST   /* the later one counts */
};

#define BOOK_NOWHERE UINT32_MAX

struct book_form {
	enum profile_rows rows;
	bool net; /* ROWS_ORDER: refunds go to the order of their id */
	bool sum; /* ROWS_FIRST_ROW: amounts are of lines and add up */
	enum book_dedupe dedupe;
	unsigned apart; /* marks of lines that are left out of their order */
	size_t nkeep;
};

struct book *book_new(const struct book_form *form);
void book_delete(struct book *b);

/*
 * book_add: adds a row to its order.
 *
 * ROWS_ORDER      a row is an order; with net, a refund goes to the order
 *                 of its id, before or after it
 * ROWS_LINE       amounts add up; date is the earliest
 * ROWS_FIRST_ROW  amounts are told once or repeated; what is blank is as
 *                 on the rows before
 *
 * Under DEDUPE_LAST the first row of an order in a later file takes away all
 * that the files before it said of that order; of two sales with one id in
 * one file of orders the later row counts.
 *
 * Returns  FLAW_NONE, or why the row cannot be taken; nothing changes then
 */
enum order_flaw book_add(struct book *b, const struct order *o);

/*
 * book_at: the order that the row just added went to, BOOK_NOWHERE for a copy
 * that does not count.
 *
 *   anew   out: what rows before it said of the order does not count any more
 */
size_t book_at(const struct book *b, bool *anew);

/*
 * book_close: after the last row. Under DEDUPE_ORDER an order whose rows
 * come again in a later file must be the same there: FAULT_DATA otherwise.
 */
bool book_close(struct book *b, struct fault *f);

size_t book_count(const struct book *b);

/* Order i; false when a later one has taken its place. */
bool book_order(const struct book *b, size_t i, struct order *o);

/* Orders that came again, and their rows. */
uint64_t book_again(const struct book *b, uint64_t *rows);

/* Orders that have lines in several files, without dedupe. */
uint64_t book_spread(const struct book *b);

#endif
