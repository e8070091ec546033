/*
 * Paired comparisons, as rows (first, second, value) or as a square: a row
 * and a column for each indicator. A blank cell of a square follows from the
 * one across; both must agree where both are there.
 */
#include "weights.h"

#include <math.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/sort.h"
#include "num/fsum.h"
#include "num/parse.h"

struct work {
	struct run *r;
	struct table *t;
	struct items items;
	bool square, ratios;
	struct names names;
	struct opinion *said;
	size_t n, room;
	uint32_t *order; /* indicators as they come out */
	double *mean;    /* by order, k x k */
};

/* Ratios may be written 1/3. */
static bool
parse_ratio(struct str s, char mark, double *v)
{
	struct str over;
	double under = 1;

	if (!str_split(&s, '/', &over) || parse_real(over, mark, v) != PARSE_OK)
		return false;
	if (s.p != NULL && parse_real(s, mark, &under) != PARSE_OK)
		return false;
	*v /= under;
	return true;
}

/* The cell's value: points as they are, of ratios the logarithm. */
static bool
get_opinion(struct work *w, size_t slot, double *v)
{
	if (!w->ratios) {
		if (!table_real(w->t, slot, v))
			return false;
		return (*v >= 0 && *v <= 1) ||
		       table_reject(w->t, (long)slot, "not from 0 to 1 point");
	}
	if (!parse_ratio(table_text(w->t, slot), o.common.decimal, v) ||
	    !(*v >= 1e-6 && *v <= 1e6)) {
		(void)table_reject(w->t, (long)slot, "not a ratio above 0");
		table_hint(w->t, "such as 3, 0.5 or 1/3");
		return false;
	}
	*v = log(*v);
	return true;
}

static void
say(struct work *w, uint32_t i, uint32_t j, double v)
{
	w->said = mem_grow(w->said, &w->room, w->n + 1, sizeof(*w->said));
	w->said[w->n++] = (struct opinion){i, j, v};
}

static void
read_pair(struct work *w)
{
	struct str first, second;
	double v = 1;

	if (!table_id(w->t, COL_FIRST, &first) ||
	    !table_id(w->t, COL_SECOND, &second))
		return;
	if (table_has(w->t, COL_VALUE) && !get_opinion(w, COL_VALUE, &v))
		return;
	if (str_eq(first, second)) {
		(void)table_reject(w->t, COL_SECOND, "compared with itself");
		return;
	}
	say(w, names_add(&w->names, first), names_add(&w->names, second), v);
}

/* A row of the square; names are those of the columns, in their order. */
static void
read_line(struct work *w)
{
	size_t had = w->n;
	struct str name;
	uint32_t i;
	double v;

	if (!table_id(w->t, COL_INDICATOR, &name))
		return;
	i = names_find(&w->names, name);
	if (i == NAMES_NONE) {
		(void)table_reject(
		    w->t, COL_INDICATOR, "no column bears this name");
		return;
	}
	for (uint32_t j = 0; j < w->items.n; j++) {
		size_t slot = w->items.slot[j];

		if (table_blank(w->t, slot) || (i == j && !w->ratios))
			continue;
		if (!get_opinion(w, slot, &v)) {
			w->n = had;
			return;
		}
		if (i != j)
			say(w, i, j, v);
		else if (fabs(v) > 1e-9) {
			(void)table_reject(
			    w->t, (long)slot, "not 1 on the diagonal");
			w->n = had;
			return;
		}
	}
}

static bool
read_all(struct work *w)
{
	if (!run_open(w->r, w->t))
		return false;
	w->square = !table_has(w->t, COL_FIRST) &&
		    !table_has(w->t, COL_SECOND) &&
		    table_has(w->t, COL_INDICATOR);
	if (w->square) {
		if (!items_bind(w->r, w->t, &w->items))
			return false;
		for (size_t i = 0; i < w->items.n; i++)
			(void)names_add(
			    &w->names, table_name(w->t, w->items.slot[i]));
	} else if (!table_need(w->t, COL_FIRST, &w->r->fault) ||
		   !table_need(w->t, COL_SECOND, &w->r->fault) ||
		   (w->ratios && !table_need(w->t, COL_VALUE, &w->r->fault))) {
		return false;
	}
	while (table_next(w->t))
		if (w->square)
			read_line(w);
		else
			read_pair(w);
	return table_done(w->t, &w->r->fault);
}

static int
by_name(uint32_t a, uint32_t b, void *arg)
{
	const struct str *name = arg;

	return str_cmp(name[a], name[b]);
}

/* Rows: in order of bytes. A square: in order of its columns. */
static void
settle_order(struct work *w)
{
	size_t k = w->names.count;
	uint32_t *place = mem_resize(NULL, k, sizeof(*place));

	w->order = mem_resize(NULL, k, sizeof(*w->order));
	for (size_t i = 0; i < k; i++)
		w->order[i] = (uint32_t)i;
	if (!w->square)
		sort_index(w->order, k, by_name, w->names.name);
	for (size_t i = 0; i < k; i++)
		place[w->order[i]] = (uint32_t)i;
	for (size_t x = 0; x < w->n; x++) {
		w->said[x].i = place[w->said[x].i];
		w->said[x].j = place[w->said[x].j];
	}
	mem_free(place);
	opinions_sort(w->said, w->n);
}

static struct str
name_of(const struct work *w, size_t i)
{
	return w->names.name[w->order[i]];
}

static bool
pair_fault(struct work *w, size_t i, size_t j, const char *what)
{
	char a[136], b[136];

	fault_escape(a, sizeof(a), name_of(w, i));
	fault_escape(b, sizeof(b), name_of(w, j));
	return fault_set(
	    &w->r->fault, FAULT_DATA, "'%s' and '%s' %s", a, b, what);
}

/* In a square what stands across must say the same: a third for 3. */
static bool
check_across(struct work *w)
{
	size_t k = w->names.count;
	const double much = w->ratios ? log(1.05) : 1e-9;

	for (size_t x = 0; w->square && x < w->n; x++) {
		const struct opinion *s = &w->said[x];
		double mean = w->mean[s->i * k + s->j];

		if (!(fabs(s->v - mean) > much / 2) ||
		    table_has(w->t, COL_EXPERT))
			continue;
		return pair_fault(w, s->i, s->j,
		    w->ratios ? "are not each other's reciprocals"
			      : "do not share one point");
	}
	return true;
}

static bool
settle(struct work *w)
{
	size_t k = w->names.count;

	settle_order(w);
	w->mean = mem_resize(NULL, k * k, sizeof(*w->mean));
	opinions_mean(w->said, w->n, k, w->ratios ? FLIP_SIGN : FLIP_COMPLEMENT,
	    w->mean, NULL);
	for (size_t i = 0; i < k; i++)
		for (size_t j = i + 1; j < k; j++)
			if (isnan(w->mean[i * k + j]))
				return pair_fault(
				    w, i, j, "were never compared");
	return check_across(w);
}

static void
put_points(struct work *w, const struct put *put)
{
	static const char *const columns[] = {
	    "indicator", "weight", "points", NULL};
	size_t k = w->names.count;
	double *points = mem_resize(NULL, k, sizeof(*points));
	double *weight = mem_resize(NULL, k, sizeof(*weight));

	put_header(put, columns);
	for (size_t i = 0; i < k; i++)
		points[i] = fsum_of(w->mean + i * k, k) + (o.plus_one ? 1 : 0);
	(void)weights_of(points, k, weight);
	for (size_t i = 0; i < k; i++) {
		put_weight(put, name_of(w, i), weight[i]);
		put_real(put, points[i]);
		(void)put_end(put);
	}
	mem_free(weight);
	mem_free(points);
}

static void
put_ratios(struct work *w, const struct put *put)
{
	static const char *const columns[] = {"indicator", "weight", "eigen",
	    "lambda", "ci", "ri", "cr", "consistent", NULL};
	size_t k = w->names.count;
	double *mean = mem_resize(NULL, k, sizeof(*mean));
	double *eigen = mem_resize(NULL, k, sizeof(*eigen));
	struct ahp ahp = {0};

	put_header(put, columns);
	if (k > 0)
		ahp_solve(w->mean, k, mean, eigen, &ahp);
	for (size_t i = 0; i < k; i++) {
		put_weight(put, name_of(w, i), mean[i]);
		put_real(put, eigen[i]);
		put_real(put, ahp.lambda);
		put_real(put, ahp.ci);
		put_real(put, ahp.ri);
		put_real(put, ahp.cr);
		if (isnan(ahp.cr))
			put_empty(put);
		else
			put_bool(put, ahp.cr < .1);
		(void)put_end(put);
	}
	if (k > 0 && !(ahp.cr < .1)) {
		if (isnan(ahp.cr))
			diag_warn("no random index for %zu indicators: "
				  "consistency is not judged",
			    k);
		else
			diag_warn("CR is %.3g, not below 0.1: the "
				  "comparisons contradict each other",
			    ahp.cr);
		if (o.check)
			fault_set(&w->r->fault, FAULT_CHECK,
			    "--check: CR is not below 0.1");
	}
	mem_free(eigen);
	mem_free(mean);
}

static bool
run_square(struct run *r, bool ratios)
{
	struct work w = {.r = r, .t = run_table(r), .ratios = ratios};
	struct put put;
	bool ok = read_all(&w) && settle(&w) && run_put(r, w.t, &put);

	if (ok && ratios)
		put_ratios(&w, &put);
	else if (ok)
		put_points(&w, &put);
	names_free(&w.names);
	items_free(&w.items);
	mem_free(w.said);
	mem_free(w.order);
	mem_free(w.mean);
	table_delete(w.t);
	return ok && r->fault.code == FAULT_NONE;
}

bool
run_pairs(struct run *r)
{
	return run_square(r, false);
}

bool
run_ahp(struct run *r)
{
	return run_square(r, true);
}
