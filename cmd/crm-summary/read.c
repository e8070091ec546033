/* The input of crm-summary: orders, and the customers of --universe. */
#include "base/mem.h"
#include "fold/feed.h"
#include "fold/key.h"
#include "fold/orders.h"
#include "summary.h"

struct fold_form
fold_options(void)
{
	const struct opt_date *as_of = &o.common.as_of;

	/* Gaps and parts are in days, whatever the period. */
	return (struct fold_form){.period = o.report || o.partial
						? PERIOD_DAY
						: (enum period)o.period,
	    .has_as_of = as_of->given,
	    .as_of = as_of->day,
	    .has_until = o.until.given,
	    .until = o.until.day,
	    .days = o.partial,
	    .visits = o.report};
}

/* The names of --by become columns of the output, beside our own. */
static bool
check_by(struct work *w)
{
	for (size_t i = 0; i < o.by.n; i++) {
		struct str name = table_name(w->t, BY + i);

		if (is_ours(name))
			return run_usage(w->r,
			    "--by %s: the output has a "
			    "column of that name",
			    o.by.item[i]);
		for (size_t k = 0; k < i; k++)
			if (str_eq(name, table_name(w->t, BY + k)))
				return run_usage(w->r,
				    "--by names a column twice: '%s'",
				    o.by.item[i]);
	}
	return true;
}

static void
digest_name(struct work *w, const char *role, struct str name)
{
	buf_puts(&w->cell, role);
	buf_str(&w->cell, name);
	buf_putc(&w->cell, '\n');
}

/* What parts of one summary must have in common. */
static void
note_mark(struct work *w)
{
	w->mark.period = (enum period)o.period;
	w->mark.money = w->money;
	w->cell.n = 0;
	buf_printf(&w->cell, "1\n%d\n", o.period);
	digest_name(w, "customer=", table_name(w->t, CUSTOMER));
	digest_name(w, "date=", table_name(w->t, DATE));
	if (w->money)
		digest_name(w, "amount=", table_name(w->t, AMOUNT));
	for (size_t i = 0; i < o.by.n; i++)
		digest_name(w, "by=", table_name(w->t, BY + i));
	w->mark.digest = partial_digest(buf_view(&w->cell));
}

static bool
check_columns(struct work *w)
{
	w->money = table_has(w->t, AMOUNT);
	if (o.top > 0 && !w->money)
		return table_need(w->t, AMOUNT, &w->r->fault);
	if (!check_by(w))
		return false;
	note_mark(w);
	return true;
}

bool
read_header(struct work *w)
{
	w->t = run_table(w->r);
	w->by = BY;
	for (size_t i = 0; i < o.by.n; i++)
		(void)table_column(w->t, o.by.item[i], "by");
	return run_open(w->r, w->t) && check_columns(w);
}

static void
add_by(struct work *w, struct table *t, size_t by, struct str *key)
{
	w->key.n = 0;
	buf_str(&w->key, *key);
	for (size_t i = 0; i < o.by.n; i++)
		key_put(&w->key, table_text(t, by + i));
	*key = buf_view(&w->key);
}

bool
read_key(struct work *w, struct table *t, size_t by, struct str *key)
{
	if (!table_id(t, CUSTOMER, key))
		return false;
	if (o.by.n > 0)
		add_by(w, t, by, key);
	return true;
}

bool
read_order(struct work *w, struct fold_row *row)
{
	while (table_next(w->t)) {
		if (read_key(w, w->t, BY, &row->id) &&
		    table_day(w->t, DATE, &row->day) &&
		    (!w->money || table_dec(w->t, AMOUNT, &row->amount)))
			return true;
	}
	return false;
}

/* Keys of more than the customer's column are put together row by row. */
static bool
read_by(struct work *w)
{
	struct feed *fe = feed_new(w->roll, &w->r->threads);
	struct fold_row row = {0};

	while (read_order(w, &row) && feed_row(fe, &row))
		;
	return feed_end(fe, &w->r->fault) && table_done(w->t, &w->r->fault);
}

static bool
read_orders(struct work *w)
{
	static const struct orders_columns columns = {CUSTOMER, DATE, AMOUNT};

	if (!read_header(w))
		return false;
	if (o.by.n > 0)
		return read_by(w);
	return orders_fold(w->t, &columns, INT32_MAX, w->roll, &w->r->threads,
	    NULL, &w->r->fault);
}

/*
 * The list of customers has the orders' dialect, but only its ids (and
 * --by) are looked at, and its rows are neither skipped nor expected.
 */
struct table *
list_table(struct work *w)
{
	struct role only[] = {w->r->tool->roles[CUSTOMER], {.option = NULL}};
	struct tool tool = *w->r->tool;
	struct common common = *w->r->common;
	struct run *run = &w->list;
	struct table *t;

	*run = *w->r;
	tool.roles = only;
	common.expect_rows = -1;
	common.on_bad_row = 0;
	run->tool = &tool;
	run->common = &common;
	run->output[RUN_REJECTS] = NULL;
	t = run_table(run);
	w->r->progress = run->progress;
	for (size_t i = 0; i < o.by.n; i++)
		(void)table_column(t, o.by.item[i], "by");
	return t;
}

static bool
list_rows(struct work *w, struct table *t, struct fault *f)
{
	struct str key;

	while (table_next(t))
		if (read_key(w, t, 1, &key) && !roll_list(w->roll, key, f))
			return false;
	return table_done(t, f);
}

static bool
read_universe(struct work *w)
{
	static char *path;
	struct table *t;
	bool ok;

	if (o.universe == NULL)
		return true;
	path = mem_dup(o.universe, strlen(o.universe));
	t = list_table(w);
	ok = table_open(t, &path, 1, &w->r->fault) &&
	     list_rows(w, t, &w->r->fault);
	table_delete(t);
	return ok;
}

bool
read_all(struct work *w)
{
	struct fold_form form = fold_options();

	w->roll = roll_new(&form, o.common.memory, o.common.tmpdir);
	roll_threads(w->roll, &w->r->threads);
	return (o.merge ? merge_all(w) : read_orders(w)) && read_universe(w) &&
	       roll_finish(w->roll, &w->r->fault);
}
