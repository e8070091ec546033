/* report: what the customers of each class are worth. */
#include "base/mem.h"
#include "model/tally.h"
#include "segment.h"

const char *
segment_class_column(const struct segment *s)
{
	const char *const *name = s->way->columns(s);

	while (!s->way->class_first && name[1] != NULL)
		name++;
	return *name;
}

struct row {
	size_t n;
	struct tally value;
	struct tally mean[3]; /* days since the last order, orders, amount */
};

static void
header(const struct segment *s)
{
	static const char *const names[] = {"n", "share", "value",
	    "value_share", "mean_days_since_last", "mean_orders",
	    "mean_amount"};

	writer_column(s->put.w, str_of(segment_class_column(s)));
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		writer_column(s->put.w, str_of(names[i]));
	if (s->way->report_header != NULL)
		s->way->report_header(s);
	writer_begin(s->put.w);
}

static enum role_slot
value_of(const struct segment *s)
{
	return s->way->value != NULL ? s->way->value(s) : ROLE_VALUE;
}

static void
count(const struct segment *s, struct row *row, struct row *all)
{
	const double *value = s->col[value_of(s)].v;

	for (size_t i = 0; i < s->rows; i++) {
		size_t class = segment_class(s, i);
		struct row *r;

		if (class == CLASS_NONE)
			continue;
		r = &row[class];
		r->n++;
		all->n++;
		for (int k = 0; k < 3; k++)
			if (s->col[k].v != NULL && !isnan(s->col[k].v[i]))
				tally_add(&r->mean[k], s->col[k].v[i]);
		if (value != NULL && !isnan(value[i])) {
			tally_add(&r->value, value[i]);
			tally_add(&all->value, value[i]);
		}
	}
}

/* Empty where there is no such column. */
static void
put_sum(const struct segment *s, const struct tally *t)
{
	const struct put *p = &s->put;

	if (s->col[value_of(s)].v == NULL)
		put_empty(p);
	else if (t->real)
		put_real(p, tally_sum(t));
	else
		put_dec128(p, t->exact);
}

/* NaN, an empty cell, where the whole is nothing. */
static double
part_of(double part, double whole)
{
	return whole == 0 ? (double)NAN : part / whole;
}

static bool
put_row(const struct segment *s, size_t k, const struct row *r,
    const struct row *all)
{
	const struct put *p = &s->put;

	put_class(s, k);
	put_int(p, (int64_t)r->n);
	put_real(p, part_of((double)r->n, (double)all->n));
	put_sum(s, &r->value);
	put_real(p, part_of(tally_sum(&r->value), tally_sum(&all->value)));
	for (int i = 0; i < 3; i++)
		put_real(p, tally_mean(&r->mean[i]));
	if (s->way->report_cells != NULL)
		s->way->report_cells(s, k);
	return put_end(p);
}

/* Classes without customers are shown, but of the many that may be. */
static bool
shown(const struct segment *s, size_t k)
{
	return s->way->always == NULL || s->way->always(s, k);
}

bool
report_write(struct segment *s)
{
	size_t n = s->way->classes(s);
	struct row *row = mem_zero(n, sizeof(*row)), all = {0};

	header(s);
	count(s, row, &all);
	for (size_t k = 0; k < n && all.n > 0; k++)
		if ((row[k].n > 0 || shown(s, k)) &&
		    !put_row(s, k, &row[k], &all))
			break;
	mem_free(row);
	return true;
}
