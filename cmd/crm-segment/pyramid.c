/* -m pyramid: gold, silver, bronze and iron customers. */
#include "model/pyramid.h"

#include "base/mem.h"
#include "num/dec.h"
#include "segment.h"

struct pyramid_opts pyramid_opts;

static const char *const default_names[] = {"gold", "silver", "bronze", "iron"};
static const int64_t default_shares[] = {1, 19, 30, 50};

enum { DEFAULT_TIERS = 4 };

struct state {
	struct pyramid p;
	const char *const *name;
	size_t *n; /* of each tier, after solve */
};

static const char *
given(void)
{
	return pyramid_opts.shares.n > 0  ? "shares"
	       : pyramid_opts.names.n > 0 ? "names"
					  : NULL;
}

static bool
bad_share(struct run *r, const char *what, const char *value)
{
	run_usage(r, "--shares: %s", what);
	fault_value(&r->fault, str_of(value));
	return false;
}

static bool
parse_shares(struct run *r, struct pyramid *p)
{
	const struct opt_list *l = &pyramid_opts.shares;
	int64_t sum = 0;

	if (l->n > PYRAMID_MAX)
		return run_usage(
		    r, "--shares: more than %d tiers", PYRAMID_MAX);
	for (size_t i = 0; i < l->n; i++) {
		enum dec_status status =
		    dec_parse(NULL, str_of(l->item[i]), &p->share[i]);

		if (status != DEC_OK)
			return bad_share(r, dec_problem(status), l->item[i]);
		if (p->share[i] <= 0 || p->share[i] > PYRAMID_WHOLE)
			return bad_share(
			    r, "not above 0 and up to 100", l->item[i]);
		sum += p->share[i];
	}
	p->tiers = l->n;
	if (sum == PYRAMID_WHOLE)
		return true;
	char text[DEC_MAX + 1];

	text[dec_put(text, sum, '.')] = '\0';
	return run_usage(
	    r, "--shares: they make %s %% together, not 100", text);
}

static bool
check_names(struct run *r, const struct state *st)
{
	size_t n =
	    pyramid_opts.names.n > 0 ? pyramid_opts.names.n : DEFAULT_TIERS;

	if (n != st->p.tiers)
		return run_usage(
		    r, "%zu shares, but %zu names", st->p.tiers, n);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j <= i; j++)
			if (st->name[i][0] == '\0' ||
			    (j < i && strcmp(st->name[i], st->name[j]) == 0))
				return run_usage(r,
				    "--names: empty or twice: '%s'",
				    st->name[i]);
	return true;
}

static bool
begin(struct segment *s)
{
	struct state *st = mem_zero(1, sizeof(*st));

	s->state = st;
	st->p.tiers = DEFAULT_TIERS;
	for (size_t i = 0; i < DEFAULT_TIERS; i++)
		st->p.share[i] = default_shares[i] * DEC_ONE;
	if (pyramid_opts.shares.n > 0 && !parse_shares(s->run, &st->p))
		return false;
	st->name =
	    pyramid_opts.names.n > 0 ? pyramid_opts.names.item : default_names;
	st->n = mem_zero(st->p.tiers, sizeof(*st->n));
	return check_names(s->run, st);
}

static size_t
class_of(const struct segment *s, size_t row)
{
	const struct state *st = s->state;

	return pyramid_tier(&st->p, s->v[ROLE_VALUE][row]);
}

static void
solve(struct segment *s)
{
	struct state *st = s->state;
	double *v = segment_sorted(s, ROLE_VALUE);

	pyramid_cut(&st->p, v, s->counted);
	for (size_t i = 0; i < s->counted; i++)
		st->n[pyramid_tier(&st->p, v[i])]++;
	mem_free(v);
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

static void
put_class(const struct segment *s, size_t k)
{
	const struct state *st = s->state;

	put_label(&s->put, st->name[k]);
}

static void
cells(const struct segment *s, size_t row)
{
	put_class(s, class_of(s, row));
}

static bool
always(const struct segment *s, size_t k)
{
	(void)s;
	(void)k;
	return true;
}

static enum role_slot
value(const struct segment *s)
{
	(void)s;
	return ROLE_VALUE;
}

static void
explain(const struct segment *s)
{
	const struct state *st = s->state;
	struct explain e = EXPLAIN_NONE;

	for (size_t k = 0; k < st->p.tiers; k++) {
		struct buf b = {0};
		char share[DEC_MAX + 1];

		share[dec_put(share, st->p.share[k], '.')] = '\0';
		buf_printf(&b, "%s %% wanted", share);
		e.part = "tier";
		e.name = str_of(st->name[k]);
		e.from = st->p.floor[k];
		e.to = k == 0 ? (double)NAN : st->p.floor[k - 1];
		e.n = (long)st->n[k];
		e.note = buf_cstr(&b);
		explain_row(s, &e);
		buf_free(&b);
	}
	e = (struct explain)EXPLAIN_NONE;
	e.part = "rule";
	e.name = table_name(s->table, ROLE_VALUE);
	e.note = "from <= value < to; a tier ends at the cumulated share of "
		 "n, rounded up; equals share the higher tier";
	explain_row(s, &e);
}

static void
end(struct segment *s)
{
	struct state *st = s->state;

	if (st != NULL)
		mem_free(st->n);
	mem_free(st);
}

const struct way pyramid_way = {
    .needs = 1U << ROLE_VALUE,
    .given = given,
    .begin = begin,
    .solve = solve,
    .columns = columns,
    .cells = cells,
    .classes = classes,
    .class_of = class_of,
    .put_class = put_class,
    .always = always,
    .value = value,
    .explain = explain,
    .end = end,
};
