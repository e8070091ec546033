/* The output of crm-summary: a row per customer, or a report. */
#include <math.h>

#include "base/mem.h"
#include "base/sort.h"
#include "fold/groups.h"
#include "fold/key.h"
#include "fold/report.h"
#include "summary.h"

static const char *const columns[] = {"first_date", "last_date", "orders",
    "amount", "refund_amount", "frequency", "recency", "T", "monetary_value",
    "days_since_last", NULL};
static const char *const holdout_columns[] = {"frequency_holdout",
    "monetary_value_holdout", "duration_holdout", NULL};
static const char *const report_columns[] = {"customers", "orders", "amount",
    "refund_amount", "repeat_rate", "average_order", "median_gap",
    "refund_rate", "top20_share", NULL};

bool
is_ours(struct str name)
{
	const char *const *lists[] = {columns, holdout_columns,
	    report_columns};

	if (str_is(name, "customer_id"))
		return true;
	for (size_t k = 0; k < sizeof(lists) / sizeof(*lists); k++)
		for (size_t i = 0; lists[k][i] != NULL; i++)
			if (str_is(name, lists[k][i]))
				return true;
	return false;
}

static void
put_money(const struct work *w, struct i128 v)
{
	if (w->money)
		put_dec128(&w->put, v);
	else
		put_empty(&w->put);
}

/* The mean of n amounts that sum to v; of none it is 0. */
static void
put_mean(const struct work *w, struct i128 v, int64_t n)
{
	if (!w->money)
		put_empty(&w->put);
	else
		put_real(&w->put, n == 0 ? 0
			: dec_sum_to_double(v) / (double)n);
}

static void
put_length(const struct work *w, int64_t v)
{
	if (o.unit == 0)
		put_int(&w->put, v);
	else
		put_real(&w->put, (double)v / 7);
}

static void
put_ratio(const struct work *w, double a, double b)
{
	put_real(&w->put, b == 0 ? (double)NAN : a / b);
}

static void
begin(struct work *w, bool customer, const char *const *names,
    const char *const *more)
{
	struct writer *out = w->put.w;

	if (customer)
		writer_column(out, STR("customer_id"));
	for (size_t i = 0; i < o.by.n; i++)
		writer_column(out, table_name(w->t, BY + i));
	for (; *names != NULL; names++)
		writer_column(out, str_of(*names));
	for (; more != NULL && *more != NULL; more++)
		writer_column(out, str_of(*more));
	writer_begin(out);
}

static void
put_keys(const struct work *w, struct str key)
{
	struct str value = {NULL, 0};

	while (str_split(&key, KEY_SEPARATOR, &value))
		put_text(&w->put, value);
}

static void
put_blanks(const struct work *w)
{
	for (size_t i = 0; columns[i] != NULL; i++)
		put_empty(&w->put);
	for (size_t i = 0; o.until.given && holdout_columns[i] != NULL; i++)
		put_empty(&w->put);
}

static void
put_person(const struct work *w, const struct fold_person *p)
{
	put_date(&w->put, p->first);
	put_date(&w->put, p->last);
	put_int(&w->put, (int64_t)p->orders);
	put_money(w, p->net);
	put_money(w, p->returned);
	put_int(&w->put, p->frequency);
	put_length(w, p->recency);
	put_length(w, p->age);
	put_mean(w, p->repeat, p->frequency);
	put_int(&w->put, p->since);
	if (!o.until.given)
		return;
	put_int(&w->put, p->later);
	put_mean(w, p->holdout, p->later);
	put_length(w, fold_holdout_length(w->fo));
}

static int
by_id(uint32_t a, uint32_t b, void *arg)
{
	const struct fold *fo = arg;

	return str_cmp(fold_id(fo, a), fold_id(fo, b));
}

static int
by_amount(uint32_t a, uint32_t b, void *arg)
{
	const struct i128 *net = arg;

	return i128_cmp(net[b], net[a]);
}

/* Keeps the o.top customers of greatest amount, the greatest first. */
static size_t
keep_top(const struct work *w, uint32_t *row, size_t n)
{
	struct i128 *net = mem_resize(NULL, fold_count(w->fo), sizeof(*net));
	struct fold_person p;

	for (size_t i = 0; i < n; i++) {
		fold_get(w->fo, row[i], &p);
		net[row[i]] = p.net;
	}
	sort_index(row, n, by_amount, net);
	mem_free(net);
	return n < (uint64_t)o.top ? n : (size_t)o.top;
}

/* The numbers of the customers that get a row, in the rows' order. */
static uint32_t *
choose(const struct work *w, size_t *n)
{
	size_t all = fold_count(w->fo);
	uint32_t *row = mem_resize(NULL, all, sizeof(*row));
	struct fold_person p;

	*n = 0;
	for (size_t i = 0; i < all; i++) {
		fold_get(w->fo, i, &p);
		if (p.orders > 0 || (p.listed && o.top == 0))
			row[(*n)++] = (uint32_t)i;
	}
	if (o.top > 0)
		*n = keep_top(w, row, *n);
	if (o.sort)
		sort_index(row, *n, by_id, w->fo);
	return row;
}

bool
write_customers(struct work *w)
{
	size_t n;
	uint32_t *row = choose(w, &n);
	struct fold_person p;
	bool ok = true;

	begin(w, true, columns, o.until.given ? holdout_columns : NULL);
	for (size_t i = 0; ok && i < n; i++) {
		fold_get(w->fo, row[i], &p);
		put_keys(w, p.id);
		if (p.orders > 0)
			put_person(w, &p);
		else
			put_blanks(w);
		ok = put_end(&w->put);
	}
	mem_free(row);
	return ok;
}

static bool
put_report(const struct work *w, const uint32_t *row, size_t n)
{
	struct fold_report rep;

	fold_report(w->fo, row, n, &rep);
	put_int(&w->put, (int64_t)rep.customers);
	put_int(&w->put, (int64_t)rep.orders);
	put_money(w, rep.net);
	put_money(w, rep.returned);
	put_ratio(w, (double)rep.repeaters, (double)rep.customers);
	put_ratio(w, w->money ? dec_sum_to_double(rep.bought) : (double)NAN,
	    (double)rep.orders);
	put_real(&w->put, rep.gap);
	put_ratio(w, dec_sum_to_double(rep.returned),
	    dec_sum_to_double(rep.bought));
	put_real(&w->put, rep.top_share);
	return put_end(&w->put);
}

bool
write_report(struct work *w)
{
	struct groups g;
	bool ok = true;
	size_t end;

	groups_init(&g, w->fo, o.sort);
	begin(w, false, report_columns, NULL);
	for (size_t i = 0; ok && i < g.n; i = end) {
		end = groups_end(&g, i);
		put_keys(w, groups_name(w->fo, &g, i));
		ok = put_report(w, g.row + i, end - i);
	}
	groups_free(&g);
	return ok;
}
