/* The output of crm-summary: a row per customer, or a report. */
#include <math.h>

#include "fold/key.h"
#include "summary.h"

static const char *const columns[] = {"first_date", "last_date", "orders",
    "amount", "refund_amount", "frequency", "recency", "T", "monetary_value",
    "days_since_last", NULL};
static const char *const holdout_columns[] = {
    "frequency_holdout", "monetary_value_holdout", "duration_holdout", NULL};
static const char *const partial_columns[] = {"days", NULL};
static const char *const report_columns[] = {"customers", "orders", "amount",
    "refund_amount", "repeat_rate", "average_order", "median_gap",
    "refund_rate", "top20_share", NULL};

bool
is_ours(struct str name)
{
	const char *const *lists[] = {columns, holdout_columns, report_columns};

	if (str_is(name, "customer_id"))
		return true;
	if ((o.partial || o.merge) && str_is(name, "days"))
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
		put_real(
		    &w->put, n == 0 ? 0 : dec_sum_to_double(v) / (double)n);
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
		writer_column(out, table_name(w->t, w->by + i));
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
put_summary(const struct work *w, const struct fold_person *p)
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
	put_length(w, w->roll != NULL ? roll_holdout_length(w->roll)
				      : fold_holdout_length(w->fold));
}

void
write_header(struct work *w)
{
	if (o.partial)
		begin(w, true, partial_columns, NULL);
	else
		begin(w, true, columns, o.until.given ? holdout_columns : NULL);
}

static void
put_days(struct work *w, const struct fold_person *p)
{
	w->cell.n = 0;
	partial_put_days(&w->cell, p, w->money);
	put_text(&w->put, buf_view(&w->cell));
}

bool
write_person(struct work *w, const struct fold_person *p)
{
	put_keys(w, p->id);
	if (o.partial)
		put_days(w, p);
	else if (p->orders > 0)
		put_summary(w, p);
	else
		put_blanks(w);
	return put_end(&w->put);
}

bool
write_mark(struct work *w)
{
	w->mark.any = w->roll != NULL ? roll_as_of(w->roll, &w->mark.last)
				      : fold_as_of(w->fold, &w->mark.last);
	for (size_t i = 0; i <= o.by.n; i++)
		put_empty(&w->put);
	w->cell.n = 0;
	partial_put_mark(&w->cell, &w->mark);
	put_text(&w->put, buf_view(&w->cell));
	return put_end(&w->put);
}

bool
write_customers(struct work *w)
{
	struct roll_order order = {
	    .by_id = o.sort, .top = (uint64_t)o.top, .all = o.partial};
	struct fault *f = &w->r->fault;
	struct fold_person p;

	if (!roll_walk(w->roll, &order, f))
		return false;
	write_header(w);
	if (!write_held(w))
		return false;
	while (roll_held(w->roll) == 0 && roll_next(w->roll, &p, f))
		if (!write_person(w, &p))
			return false;
	return f->code == FAULT_NONE && (!o.partial || write_mark(w));
}

static bool
put_report(const struct work *w, const struct fold_report *rep)
{
	put_int(&w->put, (int64_t)rep->customers);
	put_int(&w->put, (int64_t)rep->orders);
	put_money(w, rep->net);
	put_money(w, rep->returned);
	put_ratio(w, (double)rep->repeaters, (double)rep->customers);
	put_ratio(w, w->money ? dec_sum_to_double(rep->bought) : (double)NAN,
	    (double)rep->orders);
	put_real(&w->put, rep->gap);
	put_ratio(w, dec_sum_to_double(rep->returned),
	    dec_sum_to_double(rep->bought));
	put_real(&w->put, rep->top_share);
	return put_end(&w->put);
}

bool
write_report(struct work *w)
{
	const struct roll_group *group;
	bool ok = true;
	size_t n;

	if (!roll_report(w->roll, o.sort, &group, &n, &w->r->fault))
		return false;
	begin(w, false, report_columns, NULL);
	for (size_t i = 0; ok && i < n; i++) {
		put_keys(w, group[i].name);
		ok = put_report(w, &group[i].report);
	}
	return ok;
}
