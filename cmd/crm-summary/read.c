/* The input of crm-summary: orders, and the customers of --universe. */
#include "fold/key.h"
#include "summary.h"

/* The names of --by become columns of the output, beside our own. */
static bool
check_by(struct work *w)
{
	for (size_t i = 0; i < o.by.n; i++) {
		struct str name = table_name(w->t, BY + i);

		if (is_ours(name))
			return run_usage(w->r, "--by %s: the output has a "
			    "column of that name", o.by.item[i]);
		for (size_t k = 0; k < i; k++)
			if (str_eq(name, table_name(w->t, BY + k)))
				return run_usage(w->r,
				    "--by names a column twice: '%s'",
				    o.by.item[i]);
	}
	return true;
}

static bool
check_columns(struct work *w)
{
	w->money = table_has(w->t, AMOUNT);
	if (o.top > 0 && !w->money)
		return table_need(w->t, AMOUNT, &w->r->fault);
	return check_by(w);
}

/* The customer's id, and the values of --by behind it. */
static bool
read_key(struct work *w, struct table *t, size_t by, struct str *key)
{
	if (!table_id(t, CUSTOMER, key))
		return false;
	if (o.by.n == 0)
		return true;
	w->key.n = 0;
	buf_str(&w->key, *key);
	for (size_t i = 0; i < o.by.n; i++)
		key_put(&w->key, table_text(t, by + i));
	*key = buf_view(&w->key);
	return true;
}

static bool
read_rows(struct work *w)
{
	struct fold_row row = {0};
	struct date date;

	while (table_next(w->t)) {
		if (!read_key(w, w->t, BY, &row.id) ||
		    !table_date(w->t, DATE, &date))
			continue;
		if (w->money && !table_dec(w->t, AMOUNT, &row.amount))
			continue;
		row.day = date.day;
		if (!fold_add(w->fo, &row, 1, &w->r->fault))
			return false;
	}
	return table_done(w->t, &w->r->fault);
}

static bool
read_orders(struct work *w)
{
	w->t = run_table(w->r);
	for (size_t i = 0; i < o.by.n; i++)
		(void)table_column(w->t, o.by.item[i], "by");
	return run_open(w->r, w->t) && check_columns(w) && read_rows(w);
}

static bool
list_rows(struct work *w, struct table *t, struct fault *f)
{
	struct str key;

	while (table_next(t))
		if (read_key(w, t, 1, &key) && !fold_list(w->fo, key, f))
			return false;
	return table_done(t, f);
}

/* Of the list of customers only the ids, and --by, are looked at. */
static bool
read_universe(struct work *w)
{
	struct table *t;
	bool ok;

	if (o.universe == NULL)
		return true;
	t = run_side_table(w->r);
	(void)table_role(t, &w->r->tool->roles[CUSTOMER]);
	for (size_t i = 0; i < o.by.n; i++)
		(void)table_column(t, o.by.item[i], "by");
	ok = table_open_file(t, o.universe, &w->r->fault) &&
	    list_rows(w, t, &w->r->fault);
	table_delete(t);
	return ok;
}

bool
read_all(struct work *w)
{
	const struct opt_date *as_of = &o.common.as_of;
	struct fold_form form = {.period = (enum period)o.period,
	    .has_as_of = as_of->given, .as_of = as_of->day,
	    .has_until = o.until.given, .until = o.until.day};

	/* Gaps are in days, whatever the period. */
	if (o.report)
		form.period = PERIOD_DAY;
	w->fo = fold_new(&form);
	return read_orders(w) && read_universe(w) &&
	    fold_finish(w->fo, &w->r->fault);
}
