/* Tallies to rows. */
#include "nps.h"

#include <math.h>

#include "base/mem.h"

void
tally_add(struct tally *to, const struct tally *t)
{
	for (int k = 0; k < KINDS; k++) {
		to->count[k] += t->count[k];
		to->weight[k] = i128_add(to->weight[k], t->weight[k]);
	}
	to->squares = i128_add(to->squares, t->squares);
}

struct tally
tally_sub(const struct tally *a, const struct tally *b)
{
	struct tally out;

	for (int k = 0; k < KINDS; k++) {
		out.count[k] = a->count[k] - b->count[k];
		out.weight[k] = i128_sub(a->weight[k], b->weight[k]);
	}
	out.squares = i128_sub(a->squares, b->squares);
	return out;
}

/* What each answer counts: 1, or its weight in billionths. */
static void
get_sums(const struct tally *t, struct i128 sum[KINDS])
{
	for (int k = 0; k < KINDS; k++)
		sum[k] = o.weight != NULL ? t->weight[k]
					  : i128_of((int64_t)t->count[k]);
}

struct figures
tally_figures(const struct tally *t)
{
	struct i128 sum[KINDS], all;
	struct figures out;
	double total;

	get_sums(t, sum);
	all = i128_add(i128_add(sum[0], sum[1]), sum[2]);
	total = i128_to_double(all);
	out.n = o.weight == NULL ? total
				 : kish_n(total, i128_to_double(t->squares));
	for (int k = 0; k < KINDS; k++) {
		double v = i128_to_double(sum[k]);

		out.count[k] = o.weight == NULL ? v : v / 1e9;
		out.share[k] = total > 0 ? v / total : (double)NAN;
	}
	out.score = total > 0 ? i128_to_double(
				    i128_sub(sum[PROMOTER], sum[DETRACTOR])) *
				    100 / total
			      : (double)NAN;
	out.se = 100 * nps_se(out.share[PROMOTER], out.share[DETRACTOR], out.n);
	return out;
}

static void
put_figures(const struct put *put, const struct figures *g, double z)
{
	struct interval at = nps_interval((enum nps_interval)o.interval,
	    g->share[PROMOTER], g->share[DETRACTOR], g->n, z);

	put_real(put, g->n);
	for (int k = PROMOTER; k >= DETRACTOR; k--)
		put_real(put, g->count[k]);
	for (int k = PROMOTER; k >= DETRACTOR; k--)
		put_real(put, 100 * g->share[k]);
	put_real(put, g->score);
	put_real(put, g->se);
	put_real(put, 100 * at.low);
	put_real(put, 100 * at.high);
	put_label(put, !(g->n > 0)              ? "no answers"
		       : g->n < (double)o.min_n ? "thin"
						: "");
}

static void
put_difference(const struct put *put, const struct difference *d)
{
	put_real(put, d->delta);
	put_real(put, d->at.low);
	put_real(put, d->at.high);
	put_real(put, d->z);
	put_real(put, d->p);
}

static void
put_header(
    const struct table *t, const struct answers *a, const struct put *put)
{
	static const char *const figures[] = {"n", "promoters", "passives",
	    "detractors", "promoters_pct", "passives_pct", "detractors_pct",
	    "nps", "se", "low", "high", "note"};
	static const char *const differences[] = {
	    "delta", "delta_low", "delta_high", "z", "p"};

	group_columns(a->group, t, put->w);
	for (size_t i = 0; i < sizeof(figures) / sizeof(*figures); i++)
		writer_column(put->w, str_of(figures[i]));
	for (size_t i = 0; i < sizeof(differences) / sizeof(*differences) &&
			   o.versus.kind != VERSUS_NONE;
	     i++)
		writer_column(put->w, str_of(differences[i]));
	writer_begin(put->w);
}

bool
report(struct run *r, const struct table *t, const struct answers *a,
    const struct put *put)
{
	size_t n = group_count(a->group);
	uint32_t *order = group_order(a->group);
	struct difference *diff = mem_zero(n, sizeof(*diff));
	double z = proportion_z(o.level);
	bool versus = o.versus.kind != VERSUS_NONE;
	bool ok = !versus || compare(r, a, order, diff);

	if (ok)
		put_header(t, a, put);
	for (size_t i = 0; ok && i < n; i++) {
		struct figures g = tally_figures(&a->tally[order[i]]);

		group_put(a->group, put, order[i]);
		put_figures(put, &g, z);
		if (versus)
			put_difference(put, &diff[i]);
		ok = put_end(put);
	}
	mem_free(diff);
	mem_free(order);
	return ok;
}
