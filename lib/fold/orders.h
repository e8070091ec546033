/*
 * orders: a table's orders, row by row, into a roll; on a thread of its own
 * once there are many of them.
 */
#ifndef FOLD_ORDERS_H
#define FOLD_ORDERS_H

#include "fold/roll.h"
#include "tab/table.h"

/* The slots of the columns. Without amounts every row is a purchase. */
struct orders_columns {
	size_t customer, date, amount;
};

/*
 * orders_fold: reads t to its end.
 *
 *   as_of    rows after it are not looked at for first; INT32_MAX: all are
 *   threads  how many more there may be (base/thread.h)
 *   first    out: the day of the first purchase; INT32_MAX: there is none;
 *            NULL: nobody asks
 *
 * Returns what table_done does, or false with the roll's fault.
 */
bool orders_fold(struct table *t, const struct orders_columns *columns,
    int32_t as_of, struct roll *to, int *threads, int32_t *first,
    struct fault *f);

#endif
