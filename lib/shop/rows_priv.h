/* rows_priv: what rows.c, rows_check.c and rows_cell.c share. */
#ifndef SHOP_ROWS_PRIV_H
#define SHOP_ROWS_PRIV_H

#include "base/buf.h"
#include "shop/rows.h"
#include "tab/zones.h"

struct rows {
	struct table *t;
	struct rows_form form;
	const struct profile *p;
	const struct date_form **date; /* NULL stands for ISO 8601 */
	struct date_form **own;
	size_t dates;
	struct str *kept;
	struct buf customer, order, currency, moment;
	struct zones *zones;
	struct buf above; /* id of the row before; n 0: none */
	uint64_t bad;     /* bad rows up to the row before */
	const char *file; /* of the row before, as order.file */
};

/* The slot's cell without blanks around it; empty when it means nothing. */
struct str rows_cell(const struct rows *r, size_t slot);

/* A bad cell: its problem, and what to do about it, or NULL; false. */
bool rows_reject(
    struct rows *r, size_t slot, const char *what, const char *hint);

/* What the cells of the current row say; false when one is bad. */
bool rows_amount(struct rows *r, struct order *o);
bool rows_refunded(struct rows *r, struct order *o);
bool rows_line(struct rows *r, struct order *o);
bool rows_date(struct rows *r, struct order *o);

/* The profile's words for a list of them: 'A' or 'B'. */
void rows_put_words(struct buf *b, const struct words *w);

#endif
