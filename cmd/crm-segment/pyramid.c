/* -m pyramid: gold, silver, bronze and iron customers. */
#include "model/pyramid.h"

#include "base/mem.h"
#include "num/dec.h"
#include "segment.h"

static const char *const default_names[] = {"gold", "silver", "bronze", "iron"};
static const int64_t default_shares[] = {1, 19, 30, 50};

struct state {
	struct pyramid p;
	struct tiers tiers;
};

static void
take_tiers(struct state *st)
{
	st->p.tiers = st->tiers.n;
	for (size_t k = 0; k < st->tiers.n; k++)
		st->p.share[k] = st->tiers.share[k];
}

static bool
begin(struct segment *s)
{
	struct state *st = s->state = mem_zero(1, sizeof(*st));
	bool ok =
	    tiers_begin(s->run, &st->tiers, default_shares, default_names, 4);

	if (ok)
		take_tiers(st);
	return ok;
}

static bool
use(struct segment *s, struct keep *k)
{
	struct state *st = s->state;
	bool ok = tiers_use(k, &st->tiers, st->p.floor);

	if (ok)
		take_tiers(st);
	return ok;
}

static bool
save(const struct segment *s, struct keep *k)
{
	const struct state *st = s->state;

	return tiers_save(k, &st->tiers, st->p.floor);
}

static size_t
class_of(const struct segment *s, size_t row)
{
	const struct state *st = s->state;

	return pyramid_tier(&st->p, s->col[ROLE_VALUE].v[row]);
}

static bool
solve(struct segment *s)
{
	struct state *st = s->state;
	double *v;

	if (s->fixed)
		return true;
	v = segment_sorted(s, ROLE_VALUE);
	pyramid_cut(&st->p, v, s->counted);
	mem_free(v);
	return true;
}

static const char *const *
columns(const struct segment *s)
{
	static const char *const names[] = {"tier", NULL};

	(void)s;
	return names;
}

static size_t
classes(const struct segment *s)
{
	const struct state *st = s->state;

	return st->p.tiers;
}

static struct str
class_name(const struct segment *s, size_t k)
{
	const struct state *st = s->state;

	return str_of(st->tiers.name[k]);
}

static void
cells(const struct segment *s, size_t row)
{
	put_class(s, class_of(s, row));
}

static void
explain(const struct segment *s)
{
	const struct state *st = s->state;
	struct explain e = EXPLAIN_NONE;
	size_t *n = segment_sizes(s);

	for (size_t k = 0; k < st->p.tiers; k++) {
		struct buf b = {0};
		char share[DEC_MAX + 1];

		share[dec_put(share, st->p.share[k], '.')] = '\0';
		buf_printf(&b, "%s %% wanted", share);
		e.part = "tier";
		e.name = class_label(s, k);
		e.from = st->p.floor[k];
		e.to = k == 0 ? (double)NAN : st->p.floor[k - 1];
		e.n = (long)n[k];
		e.note = buf_cstr(&b);
		explain_row(s, &e);
		buf_free(&b);
	}
	mem_free(n);
	e = (struct explain)EXPLAIN_NONE;
	e.part = "rule";
	e.name = segment_column_name(s, ROLE_VALUE);
	e.note = s->fixed ? "from <= value < to; the cuts are those of --use"
			  : "from <= value < to; a tier ends at the cumulated "
			    "share of n, rounded up; equals share the higher "
			    "tier";
	explain_row(s, &e);
}

static void
end(struct segment *s)
{
	struct state *st = s->state;

	if (st != NULL)
		tiers_end(&st->tiers);
	mem_free(st);
}

const struct way pyramid_way = {
    .needs = 1U << ROLE_VALUE,
    .local_use = true,
    .begin = begin,
    .use = use,
    .save = save,
    .solve = solve,
    .columns = columns,
    .cells = cells,
    .kind = class_of,
    .classes = classes,
    .class_of = class_of,
    .class_name = class_name,
    .explain = explain,
    .end = end,
};
