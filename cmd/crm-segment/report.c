/* report: what the customers of each class are worth. */
#include "base/mem.h"
#include "model/tally.h"
#include "segment.h"

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

	const char *const *class = s->way->columns(s);

	while (class[1] != NULL)
		class ++;
	writer_column(s->put.w, str_of(*class));
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		writer_column(s->put.w, str_of(names[i]));
	writer_begin(s->put.w);
}

static void
count(const struct segment *s, struct row *row, struct row *all)
{
	enum role_slot value = s->way->value(s);

	for (size_t i = 0; i < s->rows; i++) {
		struct row *r;

		if (!segment_counts(s, i))
			continue;
		r = &row[s->way->class_of(s, i)];
		r->n++;
		all->n++;
		for (int k = 0; k < 3; k++)
			if (s->v[k] != NULL && !isnan(s->v[k][i]))
				tally_add(&r->mean[k], s->v[k][i]);
		if (!isnan(s->v[value][i])) {
			tally_add(&r->value, s->v[value][i]);
			tally_add(&all->value, s->v[value][i]);
		}
	}
}

static void
put_sum(const struct put *p, const struct tally *t)
{
	if (t->real)
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

	s->way->put_class(s, k);
	put_int(p, (int64_t)r->n);
	put_real(p, part_of((double)r->n, (double)all->n));
	put_sum(p, &r->value);
	put_real(p, part_of(tally_sum(&r->value), tally_sum(&all->value)));
	for (int i = 0; i < 3; i++)
		put_real(p, tally_mean(&r->mean[i]));
	return put_end(p);
}

bool
report_write(struct segment *s)
{
	size_t n = s->way->classes(s);
	struct row *row = mem_zero(n, sizeof(*row)), all = {0};

	header(s);
	count(s, row, &all);
	for (size_t k = 0; k < n && all.n > 0; k++)
		if ((row[k].n > 0 || s->way->always(s, k)) &&
		    !put_row(s, k, &row[k], &all))
			break;
	mem_free(row);
	return true;
}
