/*
 * A row for each expert, a column for each indicator. Opinions are kept and
 * sorted before anything is summed: the order of rows does not show.
 */
#include "weights.h"

#include <math.h>

#include "base/buf.h"
#include "base/mem.h"
#include "model/proportion.h"
#include "num/fsum.h"

struct work {
	struct run *r;
	struct table *t;
	struct items items;
	struct names seen; /* experts */
	struct opinion *said;
	size_t n, room;
	double *row;
};

/* What makes a row fit for its method; the scale is what it is divided by. */
static bool
check_row(struct work *w, bool multiples, double *scale)
{
	double sum = fsum_of(w->row, w->items.n), least = HUGE_VAL;

	for (size_t i = 0; i < w->items.n; i++)
		least = fmin(least, w->row[i]);
	*scale = sum;
	if (!(sum > 0))
		return table_reject(w->t, TABLE_ROW, "the row sums to 0");
	if (o.normalise)
		return true;
	if (multiples) {
		if (fabs(least - 1) <= 1e-9)
			return true;
		(void)table_reject(w->t, TABLE_ROW,
		    "the least multiple is %.10g, not 1", least);
	} else {
		if (fabs(sum - 1) <= 1e-9 || fabs(sum - 100) <= 1e-7)
			return true;
		(void)table_reject(w->t, TABLE_ROW,
		    "the weights sum to %.10g, not to 1 or 100", sum);
	}
	table_hint(w->t, "--normalise scales each row to a sum of 1");
	return false;
}

static void
read_row(struct work *w, bool multiples)
{
	size_t k = w->items.n;
	double scale;

	for (size_t i = 0; i < k; i++)
		if (!get_value(w->t, w->items.slot[i], &w->row[i]))
			return;
	if (!check_row(w, multiples, &scale) ||
	    !is_first_row(w->t, &w->seen, 0))
		return;
	w->said = mem_grow(w->said, &w->room, w->n + k, sizeof(*w->said));
	for (size_t i = 0; i < k; i++)
		w->said[w->n++] =
		    (struct opinion){(uint32_t)i, 0, w->row[i] / scale};
}

static void
put_rows(const struct work *w, const struct put *put)
{
	size_t experts = w->n / w->items.n;
	struct moments *all = mem_zero(w->items.n, sizeof(*all));
	double *mean = mem_resize(NULL, w->items.n, sizeof(*mean));

	for (size_t i = 0; i < w->items.n; i++) {
		for (size_t e = 0; e < experts; e++)
			moments_add(&all[i], w->said[i * experts + e].v);
		mean[i] = all[i].mean;
	}
	(void)weights_of(mean, w->items.n, mean);
	for (size_t i = 0; i < w->items.n; i++) {
		struct interval at = mean_interval(
		    mean[i], moments_var(&all[i]), all[i].n, o.level);

		put_weight(put, table_name(w->t, w->items.slot[i]), mean[i]);
		put_int(put, (int64_t)experts);
		put_real(put, sqrt(moments_var(&all[i])));
		put_real(put, at.low < 0 ? 0 : at.low);
		put_real(put, at.high > 1 ? 1 : at.high);
		(void)put_end(put);
	}
	mem_free(mean);
	mem_free(all);
}

static bool
read_all(struct work *w, bool multiples)
{
	if (!run_open(w->r, w->t) || !items_bind(w->r, w->t, &w->items))
		return false;
	w->row = mem_resize(NULL, w->items.n, sizeof(*w->row));
	while (table_next(w->t))
		read_row(w, multiples);
	opinions_sort(w->said, w->n);
	return table_done(w->t, &w->r->fault);
}

static bool
run_wide(struct run *r, bool multiples)
{
	static const char *const columns[] = {
	    "indicator", "weight", "n", "sd", "low", "high", NULL};
	struct work w = {.r = r, .t = run_table(r)};
	struct put put;
	bool ok = read_all(&w, multiples) && run_put(r, w.t, &put);

	if (ok) {
		put_header(&put, columns);
		if (w.n > 0)
			put_rows(&w, &put);
	}
	names_free(&w.seen);
	items_free(&w.items);
	mem_free(w.said);
	mem_free(w.row);
	table_delete(w.t);
	return ok;
}

bool
run_direct(struct run *r)
{
	return run_wide(r, false);
}

bool
run_multiples(struct run *r)
{
	return run_wide(r, true);
}
