/*
 * -m risk: who is likely to leave and why: learned from a label, scored with
 * a fit made before, or told from P(alive) and the customer's own rhythm.
 */
#include "risk.h"

#include <math.h>

#include "base/mem.h"
#include "num/print.h"
#include "num/special.h"

enum { REASONS = 3 };

static const char *const columns[] = {
    "p_churn", "overdue", "reason1", "reason2", "reason3", NULL};

struct risk {
	struct run *r;
	struct table *t;
	struct put put;
	struct pass *pass;
	struct test label;
	struct data d;
	struct model m;
	size_t *slot;       /* of the model's features, with --params */
	double *part;       /* contributions of one row */
	struct names names; /* customers seen */
	struct buf text, key;
};

static bool
get_real(struct table *t, size_t slot, double *v)
{
	*v = (double)NAN;
	return !table_has(t, slot) || table_blank(t, slot) ||
	       table_real(t, slot, v);
}

static bool
get_span(struct table *t, double *days)
{
	struct date first, last;

	if (!table_has(t, FIRST_DATE) || !table_has(t, LAST_DATE))
		return get_real(t, RECENCY, days);
	*days = (double)NAN;
	if (table_blank(t, FIRST_DATE) || table_blank(t, LAST_DATE))
		return true;
	if (!table_date(t, FIRST_DATE, &first) ||
	    !table_date(t, LAST_DATE, &last))
		return false;
	if (last.day < first.day)
		return table_reject(t, LAST_DATE, "before the first");
	*days = last.day - first.day;
	return true;
}

/* Days since the last order by the mean gap; NaN: there is none. */
static bool
get_overdue(struct table *t, double *overdue)
{
	double since, frequency, span;

	if (!get_real(t, SINCE, &since) || !get_span(t, &span) ||
	    !get_real(t, FREQUENCY, &frequency))
		return false;
	*overdue = frequency > 0 && span > 0 ? since / (span / frequency)
					     : (double)NAN;
	return true;
}

static void
put_reason(struct risk *k, struct str name, struct str value, double part)
{
	char out[PRINT_MAX];

	k->text.n = 0;
	buf_str(&k->text, name);
	if (value.n == 0)
		buf_puts(&k->text, " blank");
	else
		buf_putc(&k->text, '=');
	buf_str(&k->text, value);
	if (!isnan(part)) {
		buf_puts(&k->text, " +");
		buf_put(
		    &k->text, out, print_real(out, part, 3, k->put.decimal));
	}
	put_text(&k->put, buf_view(&k->text));
}

/* --- learned --- */

static void
add_row(
    struct risk *k, unsigned char y, int32_t day, double window, double overdue)
{
	struct data *d = &k->d;

	if (d->n + 1 > d->room) {
		size_t room = d->room;

		d->y = mem_grow(d->y, &d->room, d->n + 1, 1);
		room = d->room;
		d->day = mem_resize(d->day, room, sizeof(*d->day));
		d->window = mem_resize(d->window, room, sizeof(*d->window));
		d->overdue = mem_resize(d->overdue, room, sizeof(*d->overdue));
		d->id = mem_resize(d->id, room, sizeof(*d->id));
	}
	d->y[d->n] = y;
	d->day[d->n] = day;
	d->window[d->n] = window;
	d->overdue[d->n] = overdue;
	d->id[d->n] = (struct str){NULL, 0};
	if (o.explain && table_has(k->t, CUSTOMER))
		d->id[d->n] = arena_str(&d->ids, table_text(k->t, CUSTOMER));
	d->n++;
}

/* A customer stands once, or once for each day of snapshots. */
static bool
check_customer(struct risk *k)
{
	struct str id;

	if (!table_has(k->t, CUSTOMER))
		return true;
	if (!table_id(k->t, CUSTOMER, &id))
		return false;
	k->key.n = 0;
	buf_str(&k->key, id);
	buf_putc(&k->key, '\0');
	buf_str(&k->key, table_text(k->t, DATE));
	return seen_before(&k->names, k->t, buf_view(&k->key));
}

static bool
read_row(struct risk *k)
{
	double overdue, window = 0;
	struct date day = {.day = 0};
	bool y = false;

	if ((o.label != NULL && !test_get(&k->label, k->t, &y)) ||
	    !check_customer(k) || !get_overdue(k->t, &overdue))
		return false;
	if (o.split.given && !table_date(k->t, DATE, &day))
		return false;
	if (o.split.given && isnan(o.window) && table_has(k->t, WINDOW) &&
	    !get_size(k->t, WINDOW, &window))
		return false;
	if (!features_read(&k->d, k->t))
		return false;
	add_row(k, y, day.day, isnan(o.window) ? window : o.window, overdue);
	return true;
}

static bool
read_all(struct risk *k)
{
	struct fault *f = &k->r->fault;

	while (table_next(k->t)) {
		if (!read_row(k))
			continue;
		if (k->d.n == UINT32_MAX)
			return fault_set(
			    f, FAULT_DATA, "more than 4294967294 rows");
		if (k->pass != NULL && !pass_keep(k->pass, f))
			return false;
	}
	return table_done(k->t, f) && features_close(&k->d, f);
}

static bool
enough(const struct risk *k)
{
	struct fault *f = &k->r->fault;

	if (k->m.rows >= (double)k->m.columns + 1)
		return true;
	(void)fault_set(f, FAULT_DATA,
	    "fewer rows (%zu) than parameters "
	    "(%zu)",
	    k->d.n, k->m.columns + 1);
	fault_hint(f, "fewer --features, or more customers");
	return false;
}

static bool
learn_all(struct risk *k)
{
	uint32_t *row = data_order(&k->d);
	bool ok = learn(&k->m, &k->d, row, k->d.n, &k->r->fault) && enough(k);

	mem_free(row);
	if (ok)
		warn_of_leaks(&k->d);
	return ok &&
	       (o.params_out == NULL || model_write(k->r, o.params_out, &k->m));
}

/* The largest contributions above 0, the first feature first of equals. */
static void
put_reasons(struct risk *k, struct str (*text)(struct risk *, size_t, size_t),
    size_t row)
{
	for (int i = 0; i < REASONS; i++) {
		size_t best = k->m.features;

		for (size_t j = 0; j < k->m.features; j++)
			if (k->part[j] > 1e-9 &&
			    (best == k->m.features ||
				k->part[j] > k->part[best]))
				best = j;
		if (best == k->m.features) {
			put_empty(&k->put);
			continue;
		}
		put_reason(k, str_of(k->m.feature[best]), text(k, best, row),
		    k->part[best]);
		k->part[best] = 0;
	}
}

static struct str
kept_text(struct risk *k, size_t feature, size_t row)
{
	return data_text(&k->d, feature, row);
}

static bool
write_rows(struct risk *k)
{
	struct fault *f = &k->r->fault;

	if (!pass_rewind(k->pass, f))
		return false;
	for (size_t i = 0; pass_next(k->pass, f); i++) {
		double s = model_score(&k->m, &k->d, i, k->part);

		put_real(&k->put, special_sigmoid(s));
		put_real(&k->put, k->d.overdue[i]);
		put_reasons(k, kept_text, i);
		if (!put_end(&k->put))
			break;
	}
	return f->code == FAULT_NONE;
}

static bool
put_part(struct risk *k, size_t row, struct str feature, struct str value,
    double part)
{
	if (table_has(k->t, CUSTOMER))
		put_text(&k->put, k->d.id[row]);
	else
		put_int(&k->put, (int64_t)row + 1);
	put_text(&k->put, feature);
	put_text(&k->put, value);
	put_real(&k->put, part);
	return put_end(&k->put);
}

/* Base and contributions of every row, and what they add up to. */
static bool
explain_rows(struct risk *k)
{
	static const char *const names[] = {
	    "feature", "value", "contribution", NULL};
	bool ok = true;

	writer_column(k->put.w, table_has(k->t, CUSTOMER)
				    ? table_name(k->t, CUSTOMER)
				    : STR("row"));
	put_columns(&k->put, names);
	writer_begin(k->put.w);
	for (size_t i = 0; ok && i < k->d.n; i++) {
		double s = model_score(&k->m, &k->d, i, k->part);

		ok = put_part(k, i, STR("(base)"), STR(""), model_base(&k->m));
		for (size_t j = 0; ok && j < k->m.features; j++)
			ok = put_part(k, i, str_of(k->m.feature[j]),
			    data_text(&k->d, j, i), k->part[j]);
		ok = ok && put_part(k, i, STR("(log odds)"), STR(""), s);
	}
	return ok;
}

/* --- scored with --params --- */

static struct str
cell_text(struct risk *k, size_t feature, size_t row)
{
	(void)row;
	return str_trim(table_text(k->t, k->slot[feature]));
}

static bool
score_cells(struct risk *k, double *s)
{
	*s = model_base(&k->m);
	for (size_t j = 0; j < k->m.features; j++) {
		struct str text = cell_text(k, j, 0);
		double v = (double)NAN;

		if (!k->m.categorical[j] && !feature_number(text, &v))
			return table_reject(
			    k->t, (long)k->slot[j], "not a number");
		k->part[j] = model_part(&k->m, j, v, text);
		*s += k->part[j];
	}
	return true;
}

static bool
score_rows(struct risk *k)
{
	while (table_next(k->t)) {
		double s, overdue;

		if (!score_cells(k, &s) || !get_overdue(k->t, &overdue))
			continue;
		pass_row(k->pass);
		put_real(&k->put, special_sigmoid(s));
		put_real(&k->put, overdue);
		put_reasons(k, cell_text, 0);
		if (!put_end(&k->put))
			return true;
	}
	return table_done(k->t, &k->r->fault);
}

/* --- not learned --- */

static bool
rule_row(struct risk *k)
{
	double alive, overdue, since, frequency;
	int left = REASONS;

	if (!get_real(k->t, P_ALIVE, &alive) || !get_overdue(k->t, &overdue) ||
	    !get_real(k->t, SINCE, &since) ||
	    !get_real(k->t, FREQUENCY, &frequency))
		return true;
	if (alive < 0 || alive > 1) {
		(void)table_reject(k->t, P_ALIVE, "not from 0 to 1");
		return true;
	}
	pass_row(k->pass);
	put_real(&k->put, 1 - alive);
	put_real(&k->put, overdue);
	if (alive < 0.5 && left-- > 0)
		put_reason(k, STR("p_alive"),
		    str_trim(table_text(k->t, P_ALIVE)), (double)NAN);
	if (overdue >= o.overdue && left-- > 0) {
		char out[PRINT_MAX];
		size_t n = print_real(out, overdue, 3, k->put.decimal);

		put_reason(
		    k, STR("overdue"), (struct str){out, n}, (double)NAN);
	}
	if (since >= o.silent && frequency >= (double)o.repeats && left-- > 0)
		put_reason(k, STR("days_since_last"),
		    str_trim(table_text(k->t, SINCE)), (double)NAN);
	while (left-- > 0)
		put_empty(&k->put);
	return put_end(&k->put);
}

static bool
rule_rows(struct risk *k)
{
	while (table_next(k->t))
		if (!rule_row(k))
			return true;
	return table_done(k->t, &k->r->fault);
}

/* --- all of them --- */

static bool
begin_pass(struct risk *k)
{
	const struct pass_form form = {
	    o.common.prefix, o.common.memory, o.common.tmpdir};

	k->pass = pass_new(k->t, &k->put, &form);
	for (size_t i = 0; columns[i] != NULL; i++)
		if (!pass_append(k->pass, columns[i], &k->r->fault))
			return false;
	pass_begin(k->pass);
	return true;
}

static bool
check_options(struct run *r)
{
	bool report = o.evaluate || o.explain || o.fit;

	if (o.evaluate + o.explain + o.fit > 1)
		return run_usage(r, "--evaluate, --explain and --fit exclude "
				    "each other");
	if (o.params != NULL && (o.features.n > 0 || o.params_out != NULL ||
				    o.cv || report || o.label != NULL))
		return run_usage(r, "--params scores with a fit: nothing is "
				    "learned");
	if (o.params == NULL && o.label == NULL &&
	    (report || o.features.n > 0 || o.cv || o.params_out != NULL))
		return run_usage(r, "learning needs --label");
	if (o.label != NULL && o.features.n == 0)
		return run_usage(r, "--label needs --features");
	if (o.split.given && !o.evaluate)
		return run_usage(r, "--split goes with --evaluate");
	if (o.evaluate && o.params_out != NULL)
		return run_usage(r, "--evaluate and --params-out exclude each "
				    "other");
	return o.label == NULL || features_check(r);
}

static bool
bind_model(struct risk *k)
{
	if (!model_read(k->r, o.params, &k->m))
		return false;
	k->slot = mem_resize(NULL, k->m.features, sizeof(*k->slot));
	for (size_t i = 0; i < k->m.features; i++)
		k->slot[i] = table_column(k->t, k->m.feature[i], NULL);
	return true;
}

static bool
open_input(struct risk *k)
{
	bool rows = !o.evaluate && !o.explain && !o.fit;

	k->t = run_table(k->r);
	if (rows)
		table_same_columns(k->t);
	if (o.params != NULL && !bind_model(k))
		return false;
	if (o.label != NULL) {
		test_init(&k->label, "label", o.label);
		k->label.slot = table_column(k->t, k->label.column, "label");
		features_bind(&k->d, k->t);
	}
	if (!run_open(k->r, k->t) || !run_put(k->r, k->t, &k->put))
		return false;
	if (o.split.given && !table_need(k->t, DATE, &k->r->fault))
		return false;
	k->part = mem_zero(k->m.features + k->d.features + 1, sizeof(*k->part));
	return !rows || begin_pass(k);
}

static bool
work(struct risk *k)
{
	if (o.params != NULL)
		return score_rows(k);
	if (o.label == NULL)
		return rule_rows(k);
	if (!read_all(k))
		return false;
	if (o.evaluate) {
		warn_of_leaks(&k->d);
		return evaluate(k->r, &k->d, &k->put);
	}
	if (!learn_all(k))
		return false;
	if (o.fit) {
		model_print(&k->m, &k->put);
		return true;
	}
	return o.explain ? explain_rows(k) : write_rows(k);
}

bool
run_risk(struct run *r)
{
	struct risk k = {.r = r};
	bool ok = check_options(r) && open_input(&k) && work(&k);

	pass_delete(k.pass);
	table_delete(k.t);
	test_free(&k.label);
	data_free(&k.d);
	model_free(&k.m);
	names_free(&k.names);
	buf_free(&k.text);
	buf_free(&k.key);
	mem_free(k.slot);
	mem_free(k.part);
	return ok;
}
