/* survey: rows -> answers by group -> a report in the order of the groups. */
#include "csat.h"

#include <math.h>

#include "base/mem.h"

bool
survey_begin(struct survey *s, struct run *r)
{
	const struct mode *mode = mode_of(r);

	*s = (struct survey){.r = r, .t = run_table(r), .group = group_new()};
	s->scale = o.has_scale ? o.scale : mode->scale;
	s->bounded = s->scale.min < s->scale.max;
	group_by(s->group, s->t, o.by.item, o.by.n);
	if (o.period >= 0)
		group_period(s->group, table_column(s->t, o.date, "date"),
		    (enum period)o.period);
	if (o.weight != NULL)
		s->weight = table_column(s->t, o.weight, "weight");
	return labels_load(r);
}

void
survey_end(struct survey *s)
{
	if (s->items.item != o.items.item)
		(void)opt_list(&s->items, "", NULL);
	mem_free(s->reversed);
	answers_free(&s->answers);
	group_delete(s->group);
	table_delete(s->t);
	labels_free();
}

const char *
survey_item_name(const struct survey *s, size_t item)
{
	return s->items.item[item];
}

/* Marks the items of --reverse. */
static bool
mark_reversed(struct survey *s)
{
	s->reversed = mem_zero(s->items.n, sizeof(*s->reversed));
	for (size_t i = 0; i < o.reverse.n; i++) {
		size_t k = 0;

		while (k < s->items.n &&
		       strcmp(s->items.item[k], o.reverse.item[i]) != 0)
			k++;
		if (k == s->items.n)
			return run_usage(s->r,
			    "--reverse: '%s' is none of "
			    "the items",
			    o.reverse.item[i]);
		s->reversed[k] = true;
	}
	return true;
}

static bool
check_twice(struct survey *s)
{
	for (size_t i = 0; i < s->items.n; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(s->items.item[i], s->items.item[k]) == 0)
				return run_usage(s->r,
				    "--items: '%s' is "
				    "named twice",
				    s->items.item[i]);
	return true;
}

bool
survey_items(struct survey *s, const char *option)
{
	const char *usual = mode_of(s->r)->items;

	s->items = o.items;
	if (o.items.n == 0) {
		if (usual == NULL)
			return run_usage(s->r, "-m %s needs --items COL,...",
			    s->r->method->name);
		s->items = (struct opt_list){0};
		(void)opt_list(&s->items, usual, &s->r->fault);
	}
	for (size_t i = 0; i < s->items.n; i++) {
		size_t slot = table_column(s->t, s->items.item[i], option);

		if (i == 0)
			s->item = slot;
	}
	return check_twice(s) && mark_reversed(s);
}

bool
survey_open(struct survey *s, size_t k, const char *const *ours)
{
	if (!run_open(s->r, s->t) ||
	    !group_check(s->group, s->t, ours, &s->r->fault) ||
	    !run_put(s->r, s->t, &s->put))
		return false;
	answers_init(&s->answers, k);
	group_columns(s->group, s->t, s->put.w);
	for (size_t i = 0; ours[i] != NULL; i++)
		writer_column(s->put.w, str_of(ours[i]));
	writer_begin(s->put.w);
	return true;
}

bool
survey_get(struct survey *s, double *x)
{
	const struct csat_scale *scale = s->bounded ? &s->scale : NULL;

	for (size_t i = 0; i < s->items.n; i++)
		if (!cell_get(s->t, s->item + i, scale, s->reversed[i], &x[i]))
			return false;
	return true;
}

bool
survey_weight(struct survey *s, double *w)
{
	*w = 1;
	if (o.weight == NULL)
		return true;
	if (!table_real(s->t, s->weight, w))
		return false;
	return (*w >= 0 && *w <= 1e6) || table_reject(s->t, (long)s->weight,
					     "not a weight from 0 to 1000000");
}

bool
survey_add(struct survey *s, const double *x)
{
	uint32_t group;
	double w;

	if (!survey_weight(s, &w) || !group_find(s->group, s->t, &group))
		return false;
	answers_add(&s->answers, group, x, w);
	return true;
}

bool
survey_close(struct survey *s)
{
	if (!table_done(s->t, &s->r->fault))
		return false;
	answers_close(&s->answers);
	diag_note("%llu rows, %zu groups, %zu distinct",
	    (unsigned long long)table_rows(s->t), group_count(s->group),
	    s->answers.n);
	return true;
}

bool
survey_read(struct survey *s)
{
	double *x = mem_resize(NULL, s->answers.k, sizeof(*x));

	while (table_next(s->t))
		if (survey_get(s, x))
			(void)survey_add(s, x);
	mem_free(x);
	return survey_close(s);
}

size_t
survey_role(struct survey *s, enum col col)
{
	return table_role(s->t, &o.role[col]);
}

bool
survey_report(struct survey *s,
    bool (*put)(
	struct survey *s, uint32_t group, const struct sample *a, void *arg),
    void *arg)
{
	uint32_t *order = group_order(s->group);
	bool writes = true;

	for (size_t i = 0; i < group_count(s->group) && writes; i++) {
		struct sample a = answers_of(&s->answers, order[i]);

		writes = put(s, order[i], &a, arg);
	}
	mem_free(order);
	return true;
}

void
put_note(const struct put *put, double n, const char *why)
{
	struct buf b = {0};

	if (n == 0)
		buf_puts(&b, "no answers");
	else if (n < (double)o.min_n)
		buf_puts(&b, "thin");
	if (why != NULL && n > 0)
		buf_printf(&b, "%s%s", b.n > 0 ? "; " : "", why);
	if (b.n > 0)
		put_text(put, buf_view(&b));
	else
		put_empty(put);
	buf_free(&b);
}

void
put_mean_note(const struct put *put, const struct csat_mean *m)
{
	put_note(put, m->n, m->se == 0 ? "no variance" : NULL);
}

void
put_interval(const struct put *put, struct interval at)
{
	put_real(put, at.low);
	put_real(put, at.high);
}

void
put_count(const struct put *put, double n)
{
	put_int(put, (int64_t)n);
}
