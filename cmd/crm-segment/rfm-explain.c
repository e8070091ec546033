/* -m rfm --explain: the scales, the map and the rules. */
#include "base/mem.h"
#include "rfm.h"

/* What explain has to say of one column. */
struct column {
	size_t n[RFM_BINS_MAX + 1];
	double low[RFM_BINS_MAX + 1], high[RFM_BINS_MAX + 1];
};

static void
survey(const struct segment *s, int k, struct column *c)
{
	*c = (struct column){0};
	for (size_t i = 0; i < s->rows; i++) {
		double x = s->v[k][i];
		int at;

		if (!segment_counts(s, i))
			continue;
		at = rfm_score_of(s, k, i);
		if (c->n[at] == 0 || x < c->low[at])
			c->low[at] = x;
		if (c->n[at] == 0 || x > c->high[at])
			c->high[at] = x;
		c->n[at]++;
	}
}

static void
explain_column(const struct segment *s, int k)
{
	const struct rfm_state *st = s->state;
	const struct rfm_scale *scale = &st->scale[k];
	struct column c;

	survey(s, k, &c);
	for (int at = 1; at <= st->bins; at++) {
		struct explain e = EXPLAIN_NONE;
		int bin = scale->fewer ? st->bins + 1 - at : at;

		e.part = "score";
		e.name = table_name(s->table, (size_t)k);
		e.score = at;
		e.n = (long)c.n[at];
		if (st->ntile[k] != NULL && c.n[at] > 0) {
			e.from = c.low[at];
			e.to = c.high[at];
		} else if (st->ntile[k] == NULL) {
			e.from = bin > 1 ? scale->cut[bin - 2] : (double)NAN;
			e.to =
			    bin < st->bins ? scale->cut[bin - 1] : (double)NAN;
		}
		e.note = st->ntile[k] != NULL ? "from <= x <= to"
			 : scale->above       ? "from <= x < to"
					      : "from < x <= to";
		explain_row(s, &e);
	}
}

static const char *
rule_of(const struct rfm_state *st, int k)
{
	if (rfm_opts.breaks[k].n > 0)
		return "breaks: a value on a cut gets the better score";
	if (st->mean)
		return "mean: 2 is better than the mean, 1 is not";
	if (rfm_opts.ties == TIES_NTILE)
		return "ntile: equal parts, equals split by their order";
	if (rfm_opts.ties == TIES_QUANTILE)
		return "quantile: type 7, plus 1, as the R package rfm";
	return "rank: min(q, floor((lowest rank - 1) q / n) + 1), equals "
	       "together";
}

static void
explain_map(const struct segment *s)
{
	const struct rfm_state *st = s->state;
	size_t *n = mem_zero(st->map.names.count, sizeof(*n)), named, taken;
	struct explain e = EXPLAIN_NONE;

	for (size_t i = 0; i < s->rows; i++)
		if (segment_counts(s, i))
			n[s->way->class_of(s, i)]++;
	e.part = "segment";
	for (size_t i = 0; i < st->map.names.count; i++) {
		segmap_share(&st->map, st->bins, (uint16_t)i, &named, &taken);
		e.name = st->map.names.name[i];
		if (st->check.uncovered > 0 && i == st->others)
			named += st->check.uncovered;
		e.cells = (long)named;
		e.n = (long)n[i];
		explain_row(s, &e);
	}
	mem_free(n);
	e.part = "map";
	e.name = STR("overlaps");
	e.cells = (long)st->check.overlaps;
	e.n = -1;
	e.note = "cells in several segments: the first in the map has them";
	explain_row(s, &e);
	e.name = STR("uncovered");
	e.cells = (long)st->check.uncovered;
	e.note = "cells in no segment: called Others";
	explain_row(s, &e);
}

void
rfm_explain(const struct segment *s)
{
	const struct rfm_state *st = s->state;
	struct explain e = EXPLAIN_NONE;

	for (int k = 0; k < 3; k++)
		explain_column(s, k);
	if (st->named)
		explain_map(s);
	e.part = "rule";
	for (int k = 0; k < 3; k++) {
		e.name = table_name(s->table, (size_t)k);
		e.note = rule_of(st, k);
		explain_row(s, &e);
	}
}
