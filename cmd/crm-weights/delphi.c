/*
 * Delphi: experts give weights in rounds, seeing what the others said before.
 * A round is as good as its agreement: the spread of each indicator (IQR),
 * and how alike the experts rank all of them (Kendall's W).
 */
#include "weights.h"

#include <math.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/sort.h"
#include "num/quant.h"

/* One row of the input. */
struct answer {
	int64_t round;
	size_t at; /* its first value in all */
};

struct work {
	struct run *r;
	struct table *t;
	struct items items;
	struct names seen;
	struct answer *row;
	size_t n, room;
	double *value; /* n x items */
	size_t value_room;
	uint32_t *order; /* rows by round */
};

static void
read_row(struct work *w)
{
	size_t k = w->items.n, at = w->n * k;
	double sum = 0;
	int64_t round;

	if (!table_int(w->t, COL_ROUND, &round))
		return;
	w->value =
	    mem_grow(w->value, &w->value_room, at + k, sizeof(*w->value));
	for (size_t i = 0; i < k; i++) {
		if (!get_value(w->t, w->items.slot[i], &w->value[at + i]))
			return;
		sum += w->value[at + i];
	}
	if (o.normalise && !(sum > 0)) {
		(void)table_reject(w->t, TABLE_ROW, "the row sums to 0");
		return;
	}
	if (!is_first_row(w->t, &w->seen, round))
		return;
	for (size_t i = 0; o.normalise && i < k; i++)
		w->value[at + i] /= sum;
	w->row = mem_grow(w->row, &w->room, w->n + 1, sizeof(*w->row));
	w->row[w->n++] = (struct answer){round, at};
}

static int
by_round(uint32_t a, uint32_t b, void *arg)
{
	const struct answer *row = arg;

	return (row[a].round > row[b].round) - (row[a].round < row[b].round);
}

static bool
read_all(struct work *w)
{
	if (!run_open(w->r, w->t) ||
	    !table_need(w->t, COL_ROUND, &w->r->fault) ||
	    !items_bind(w->r, w->t, &w->items))
		return false;
	while (table_next(w->t))
		read_row(w);
	if (!table_done(w->t, &w->r->fault))
		return false;
	w->order = mem_resize(NULL, w->n, sizeof(*w->order));
	for (size_t i = 0; i < w->n; i++)
		w->order[i] = (uint32_t)i;
	sort_index(w->order, w->n, by_round, w->row);
	return true;
}

struct spread {
	double median, low, high;
};

static struct spread
spread_of(const struct work *w, const uint32_t *row, size_t m, size_t item)
{
	double *v = mem_resize(NULL, m, sizeof(*v));
	struct spread s;

	for (size_t e = 0; e < m; e++)
		v[e] = w->value[w->row[row[e]].at + item];
	sort_doubles(v, m);
	s.median = quant_median(v, m);
	s.low = quant(v, m, .25, QUANT_LINEAR);
	s.high = quant(v, m, .75, QUANT_LINEAR);
	mem_free(v);
	return s;
}

static struct concord
agreement(const struct work *w, const uint32_t *row, size_t m)
{
	size_t k = w->items.n;
	double *v = mem_resize(NULL, m * k, sizeof(*v));
	struct concord c;

	for (size_t e = 0; e < m; e++)
		memcpy(v + e * k, w->value + w->row[row[e]].at, k * sizeof(*v));
	c = kendall_w(v, m, k);
	mem_free(v);
	return c;
}

/* The m rows of one round. */
static void
put_round(
    const struct work *w, const struct put *put, const uint32_t *row, size_t m)
{
	size_t k = w->items.n;
	struct spread *s = mem_resize(NULL, k, sizeof(*s));
	double *weight = mem_resize(NULL, k, sizeof(*weight));
	struct concord c = agreement(w, row, m);

	for (size_t i = 0; i < k; i++) {
		s[i] = spread_of(w, row, m, i);
		weight[i] = s[i].median;
	}
	(void)weights_of(weight, k, weight);
	for (size_t i = 0; i < k; i++) {
		if (o.rounds)
			put_int(put, w->row[row[0]].round);
		put_weight(put, table_name(w->t, w->items.slot[i]), weight[i]);
		put_int(put, (int64_t)m);
		put_real(put, s[i].median);
		put_real(put, s[i].low);
		put_real(put, s[i].high);
		put_real(put, s[i].high - s[i].low);
		put_real(put, c.w);
		put_real(put, c.p);
		(void)put_end(put);
	}
	mem_free(weight);
	mem_free(s);
}

static void
put_rounds(const struct work *w, const struct put *put)
{
	for (size_t from = 0, to; from < w->n; from = to) {
		int64_t round = w->row[w->order[from]].round;

		for (to = from;
		     to < w->n && w->row[w->order[to]].round == round; to++)
			;
		if (o.rounds || to == w->n)
			put_round(w, put, w->order + from, to - from);
	}
}

bool
run_delphi(struct run *r)
{
	static const char *const columns[] = {"round", "indicator", "weight",
	    "n", "median", "q1", "q3", "iqr", "kendall_w", "p", NULL};
	struct work w = {.r = r, .t = run_table(r)};
	struct put put;
	bool ok = read_all(&w) && run_put(r, w.t, &put);

	if (ok) {
		put_header(&put, o.rounds ? columns : columns + 1);
		put_rounds(&w, &put);
	}
	names_free(&w.seen);
	items_free(&w.items);
	mem_free(w.row);
	mem_free(w.value);
	mem_free(w.order);
	table_delete(w.t);
	return ok;
}
