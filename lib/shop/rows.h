/*
 * rows: a table read through a profile: each row as the order, or the part
 * of one, that it is.
 *
 *	r = rows_new(table, &form);            the table's slots 0 to
 *	                                       ROLE_COUNT - 1 are the roles
 *	if (!rows_check(r, &f)) ...            after table_open
 *	while (rows_next(r, &order))
 *		rows_flaw(r, book_add(book, &order));
 *	if (!table_done(table, &f)) ...
 *
 * In first-row exports a blank order id means the order above.
 */
#ifndef SHOP_ROWS_H
#define SHOP_ROWS_H

#include "shop/order.h"
#include "shop/profile.h"
#include "tab/table.h"

struct rows;

struct rows_form {
	const struct profile *profile;
	enum key key;
	struct zone zone;
	bool turn; /* times of a zone that only the profile or a column
	              tells are turned to zone; else they stay as written */
	const struct date_form *date; /* in place of the profile's, or NULL */
	struct dec_form dec;          /* the profile's marks come on top */
	bool mark_said;               /* its decimal mark is no mere default */
	bool product;                 /* amount = quantity x price */
	bool need_order;              /* the order id cannot be missing */
	bool need_customer;
	bool need_currency;
	bool lines; /* sku, quantity and line_amount are wanted */
	size_t extra, nplus, nminus; /* the slots of columns that add to the
	                                amount, then of those taken from it */
	size_t keep, nkeep; /* kept columns are the slots keep, keep + 1... */
};

struct rows *rows_new(struct table *t, const struct rows_form *form);
void rows_delete(struct rows *r);

/*
 * rows_check: whether the first file has the columns that are needed.
 * Errors  FAULT_FORM, naming role, aliases and the columns there are, with
 *         a hint at the profile that the header fits
 */
bool rows_check(struct rows *r, struct fault *f);

/* The next good row; bad ones are the table's affair. */
bool rows_next(struct rows *r, struct order *o);

/* Makes the current row bad, unless flaw is FLAW_NONE. */
void rows_flaw(struct rows *r, enum order_flaw flaw);

#endif
