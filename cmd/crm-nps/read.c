/* Rows to tallies: no allocation but for a group's first row. */
#include "nps.h"

#include <math.h>

#include "base/mem.h"

static const char *const ours[] = {"n", "promoters", "passives", "detractors",
    "promoters_pct", "passives_pct", "detractors_pct", "nps", "se", "low",
    "high", "note", "delta", "delta_low", "delta_high", "z", "p", NULL};

/* The row's weight in billionths: sums of those do not depend on order. */
static bool
get_weight(struct table *t, size_t slot, int64_t *w)
{
	double v;

	if (!table_real(t, slot, &v))
		return false;
	if (!(v >= 0 && v <= 1e6))
		return table_reject(
		    t, (long)slot, "not a weight from 0 to 1000000");
	*w = (int64_t)nearbyint(v * 1e9);
	return true;
}

static void
weigh(struct tally *to, int kind, int64_t w)
{
	to->weight[kind] = i128_add(to->weight[kind], i128_of(w));
	to->squares = i128_add(to->squares, i128_mul(w, w));
}

static void
read_row(struct table *t, struct answers *a)
{
	bool missing = score_missing(t);
	int64_t score = 0, w = 0;
	struct tally *to;
	uint32_t group;
	int kind;

	if (!missing && !score_get(t, &score))
		return;
	if (!missing && o.weight != NULL && !get_weight(t, a->weight, &w))
		return;
	if (!group_find(a->group, t, &group))
		return;
	a->tally = group_cell(a->tally, &a->room, group, sizeof(*a->tally));
	to = &a->tally[group];
	if (missing) {
		a->blank++;
		return;
	}
	kind = score <= o.scale.detract   ? DETRACTOR
	       : score <= o.scale.passive ? PASSIVE
					  : PROMOTER;
	to->count[kind]++;
	if (o.weight != NULL)
		weigh(to, kind, w);
	if (a->n++ == 0 || score > a->most)
		a->most = score;
}

bool
answers_read(struct run *r, struct table *t, struct answers *a)
{
	a->group = group_new();
	group_by(a->group, t, o.by.item, o.by.n);
	if (o.weight != NULL)
		a->weight = table_column(t, o.weight, "weight");
	if (o.period >= 0)
		group_period(a->group, table_column(t, o.date, "date"),
		    (enum period)o.period);
	if (!run_open(r, t) || !table_need(t, COL_SCORE, &r->fault) ||
	    !group_check(a->group, t, ours, &r->fault))
		return false;
	while (table_next(t))
		read_row(t, a);
	return table_done(t, &r->fault);
}

void
answers_free(struct answers *a)
{
	group_delete(a->group);
	mem_free(a->tally);
}
