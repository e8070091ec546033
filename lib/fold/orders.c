#include "fold/orders.h"

#include "fold/feed.h"

static bool
read_order(struct table *t, const struct orders_columns *c, bool money,
    struct fold_row *row)
{
	while (table_next(t)) {
		if (!table_id(t, c->customer, &row->id) ||
		    !table_day(t, c->date, &row->day) ||
		    (money && !table_dec(t, c->amount, &row->amount)))
			continue;
		return true;
	}
	return false;
}

bool
orders_fold(struct table *t, const struct orders_columns *columns,
    int32_t as_of, struct roll *to, int *threads, int32_t *first,
    struct fault *f)
{
	bool money = table_has(t, columns->amount);
	struct feed *fe = feed_new(to, threads);
	struct fold_row row = {.amount = 0};

	roll_threads(to, threads);
	*first = INT32_MAX;
	while (read_order(t, columns, money, &row)) {
		if (row.amount >= 0 && row.day < *first && row.day <= as_of)
			*first = row.day;
		if (!feed_row(fe, &row))
			break;
	}
	return feed_end(fe, f) && table_done(t, f);
}
