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

struct book_form {
	enum profile_rows rows;
	bool net;       /* ROWS_ORDER: refunds go to the order of their id */
	bool sum;       /* ROWS_FIRST_ROW: amounts are of lines and add up */
	bool dedupe;    /* an order that comes again counts once */
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
 * Returns  FLAW_NONE, or why the row cannot be taken; nothing changes then
 */
enum order_flaw book_add(struct book *b, const struct order *o);

/*
 * book_close: after the last row. With dedupe, an order whose rows come
 * again in a later file must be the same there: FAULT_DATA otherwise.
 */
bool book_close(struct book *b, struct fault *f);

size_t book_count(const struct book *b);
void book_order(const struct book *b, size_t i, struct order *o);

/* Orders that came again, and their rows. */
uint64_t book_again(const struct book *b, uint64_t *rows);

/* Orders that have lines in several files, without dedupe. */
uint64_t book_spread(const struct book *b);

#endif
