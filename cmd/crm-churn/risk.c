/*
 * -m risk: who is likely to leave and why: learned from a label, scored with
 * a fit made before, or told from P(alive) and the customer's own rhythm.
 */
#include "risk.h"

#include <math.h>

#include "base/mem.h"
#include "num/special.h"

/* --- learned --- */

static void
add_row(
    struct risk *k, unsigned char y, int32_t day, double window, double overdue)
{
	struct data *d = &k->d;

	if (d->n + 1 > d->room) {
		size_t room;

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

	if (!ok && k->label.value != NULL && k->m.rows > 0 && k->m.ones == 0)
		fault_hint(&k->r->fault, "no cell of '%s' is '%s'",
		    k->label.column, k->label.value);

	mem_free(row);
	if (ok)
		warn_of_leaks(&k->d);
	return ok &&
	       (o.params_out == NULL || model_write(k->r, o.params_out, &k->m));
}

static struct str
kept_text(struct risk *k, size_t feature, size_t row)
{
	return data_text(&k->d, feature, row);
}

static bool
write_row(struct risk *k, size_t row)
{
	struct verdict v = {.overdue = k->d.overdue[row]};

	v.p = special_sigmoid(model_score(&k->m, &k->d, row, k->part));
	verdict_parts(&v, k, kept_text, row);
	return verdict_give(k, &v);
}

static bool
write_rows(struct risk *k)
{
	struct fault *f = &k->r->fault;

	if (!pass_rewind(k->pass, f))
		return false;
	for (size_t i = 0; pass_next(k->pass, f); i++)
		if (!write_row(k, i))
			break;
	return f->code == FAULT_NONE;
}

static bool
count_rows(struct risk *k)
{
	for (size_t i = 0; i < k->d.n; i++)
		(void)write_row(k, i);
	return true;
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

/* --- all of them --- */

static bool
check_options(struct run *r)
{
	bool learns = o.evaluate || o.explain || o.fit;

	if (o.evaluate + o.explain + o.fit + o.report > 1)
		return run_usage(r, "--evaluate, --explain, --fit and "
				    "--report exclude each other");
	if (o.params != NULL && (o.features.n > 0 || o.params_out != NULL ||
				    o.cv || learns || o.label != NULL))
		return run_usage(r, "--params scores with a fit: nothing is "
				    "learned");
	if (o.params == NULL && o.label == NULL &&
	    (learns || o.features.n > 0 || o.cv || o.params_out != NULL))
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

/* A label that is not known by the day of --split is from the future. */
static bool
check_split(struct risk *k)
{
	if (!table_need(k->t, DATE, &k->r->fault))
		return false;
	if (!isnan(o.window) || table_has(k->t, WINDOW))
		return true;
	(void)run_usage(k->r, "--split: when was a row's label known?");
	fault_hint(&k->r->fault, "--window DAYS, or a column duration_holdout");
	return false;
}

/* Nothing is learned: something must tell of the customers. */
static bool
check_told(struct risk *k)
{
	const struct table *t = k->t;
	bool span = table_has(t, RECENCY) ||
		    (table_has(t, FIRST_DATE) && table_has(t, LAST_DATE));

	if (table_has(t, P_ALIVE) ||
	    (table_has(t, SINCE) && table_has(t, FREQUENCY) && span))
		return true;
	(void)fault_set(&k->r->fault, FAULT_DATA,
	    "nothing tells the risk: no "
	    "column 'p_alive', nor what crm-summary writes");
	fault_at(&k->r->fault, table_file(t), 1);
	fault_hint(&k->r->fault, "--label COL --features COL,... learn it");
	return false;
}

static bool
open_input(struct risk *k)
{
	bool all = !o.evaluate && !o.explain && !o.fit;

	k->t = run_table(k->r);
	if (all && !o.report)
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
	if (o.split.given && !check_split(k))
		return false;
	if (o.label == NULL && o.params == NULL && !check_told(k))
		return false;
	k->part = mem_zero(k->m.features + k->d.features + 1, sizeof(*k->part));
	return !all || verdict_begin(k);
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
	if (o.explain)
		return explain_rows(k);
	return o.report ? count_rows(k) : write_rows(k);
}

bool
run_risk(struct run *r)
{
	struct risk k = {.r = r};
	bool ok = check_options(r) && open_input(&k) && work(&k) &&
		  (!o.report || verdict_report(&k));

	pass_delete(k.pass);
	table_delete(k.t);
	test_free(&k.label);
	classes_free(&k.classes);
	data_free(&k.d);
	model_free(&k.m);
	names_free(&k.names);
	buf_free(&k.text);
	buf_free(&k.key);
	mem_free(k.slot);
	mem_free(k.part);
	return ok;
}
