#include "fold/orders.h"

#include "base/mem.h"
#include "fold/feed.h"
#include "tab/batch.h"

_Static_assert((int)BATCH_SPARE >= (int)FEED_SPARE, "ids go as they are");

/* A batch of orders. */
struct orders {
	struct str id[BATCH_ROWS];
	int32_t day[BATCH_ROWS];
	int64_t amount[BATCH_ROWS]; /* 0 without amounts */
};

static void
find_first(const struct orders *o, size_t from, size_t n, int32_t as_of,
    int32_t *first)
{
	for (size_t i = from; i < from + n; i++)
		if (o->amount[i] >= 0 && o->day[i] < *first &&
		    o->day[i] <= as_of)
			*first = o->day[i];
}

static void
feed_all(struct table *t, const struct orders_columns *columns, int32_t as_of,
    struct feed *fe, int32_t *first)
{
	struct orders *o = mem_zero(1, sizeof(*o));
	const struct batch_column column[] = {
	    {columns->customer, BATCH_ID, o->id, NULL},
	    {columns->date, BATCH_DAY, o->day, NULL},
	    {columns->amount, BATCH_DEC, o->amount, NULL},
	};
	bool money = table_has(t, columns->amount);
	struct batch *b = batch_new(t, column, money ? 3 : 2);
	size_t at, n;

	while ((n = batch_next(b, &at)) > 0) {
		if (first != NULL)
			find_first(o, at, n, as_of, first);
		if (!feed_rows(fe, o->id + at, o->day + at, o->amount + at, n))
			break;
	}
	batch_delete(b);
	mem_free(o);
}

bool
orders_fold(struct table *t, const struct orders_columns *columns,
    int32_t as_of, struct roll *to, int *threads, int32_t *first,
    struct fault *f)
{
	struct feed *fe = feed_new(to, threads);

	roll_threads(to, threads);
	if (first != NULL)
		*first = INT32_MAX;
	feed_all(t, columns, as_of, fe, first);
	return feed_end(fe, f) && table_done(t, f);
}
