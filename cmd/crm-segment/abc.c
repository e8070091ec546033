/* -m abc: the customers who make 80, 95 and 100 % of the value. */
#include "model/abc.h"

#include "base/mem.h"
#include "num/dec.h"
#include "segment.h"

static const char *const default_names[] = {"A", "B", "C"};
static const int64_t default_shares[] = {80, 15, 5};
static const double tops[] = {.01, .05, .1, .2, .3, .4, .5, .6, .7, .8, .9};

struct state {
	struct abc abc;
	struct tiers tiers;
	double *sorted, *share; /* counted values, and their cum_share */
	size_t clipped;
	double *cum_n, *cum_value; /* by class, of the report */
};

static void
take_tiers(struct state *st)
{
	st->abc.classes = st->tiers.n;
	for (size_t k = 0; k < st->tiers.n; k++)
		st->abc.share[k] = st->tiers.share[k];
}

static bool
begin(struct segment *s)
{
	struct state *st = s->state = mem_zero(1, sizeof(*st));
	bool ok =
	    tiers_begin(s->run, &st->tiers, default_shares, default_names, 3);

	if (ok)
		take_tiers(st);
	return ok;
}

static bool
use(struct segment *s, struct keep *k)
{
	struct state *st = s->state;
	bool ok = tiers_use(k, &st->tiers, st->abc.floor);

	if (ok)
		take_tiers(st);
	return ok;
}

static bool
save(const struct segment *s, struct keep *k)
{
	const struct state *st = s->state;

	return tiers_save(k, &st->tiers, st->abc.floor);
}

static bool
take(struct segment *s, size_t at)
{
	struct state *st = s->state;
	double *x = &s->col[ROLE_VALUE].v[at];

	if (!(*x < 0))
		return true;
	if (!given.clip) {
		table_reject(s->table, ROLE_VALUE, "less than 0");
		table_hint(s->table, "--clip takes it as 0");
		return false;
	}
	st->clipped++;
	*x = 0;
	return true;
}

static size_t
class_of(const struct segment *s, size_t row)
{
	const struct state *st = s->state;

	return abc_class(&st->abc, s->col[ROLE_VALUE].v[row]);
}

/* Where each class ends on Lorenz's curve, from the top. */
static void
find_curve(const struct segment *s, struct state *st)
{
	size_t n = s->counted;

	st->cum_n = mem_zero(st->abc.classes, sizeof(*st->cum_n));
	st->cum_value = mem_zero(st->abc.classes, sizeof(*st->cum_value));
	for (size_t i = n; i > 0; i--) {
		size_t k = abc_class(&st->abc, st->sorted[i - 1]);

		for (; k < st->abc.classes; k++) {
			st->cum_n[k] = (double)(n - i + 1) / (double)n;
			st->cum_value[k] = st->share[i - 1];
		}
	}
}

static bool
solve(struct segment *s)
{
	struct state *st = s->state;

	st->sorted = segment_sorted(s, ROLE_VALUE);
	st->share = mem_resize(NULL, s->counted, sizeof(*st->share));
	if (!s->fixed)
		abc_cut(&st->abc, st->sorted, s->counted);
	abc_cumulate(st->sorted, s->counted, st->share);
	if (given.report)
		find_curve(s, st);
	if (st->clipped > 0)
		diag_say("values below 0, taken as 0: %zu", st->clipped);
	return true;
}

static const char *const *
columns(const struct segment *s)
{
	static const char *const names[] = {"class", "cum_share", NULL};

	(void)s;
	return names;
}

static size_t
classes(const struct segment *s)
{
	const struct state *st = s->state;

	return st->abc.classes;
}

static struct str
class_name(const struct segment *s, size_t k)
{
	const struct state *st = s->state;

	return str_of(st->tiers.name[k]);
}

/* The place of a value that is there. */
static size_t
place_of(const double *v, size_t n, double x)
{
	size_t low = 0;

	while (n > 0) {
		size_t half = n / 2;

		if (v[low + half] < x) {
			low += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	return low;
}

static void
cells(const struct segment *s, size_t row)
{
	const struct state *st = s->state;
	double x = s->col[ROLE_VALUE].v[row];

	put_class(s, abc_class(&st->abc, x));
	put_real(&s->put, st->share[place_of(st->sorted, s->counted, x)]);
}

static void
report_header(const struct segment *s)
{
	writer_column(s->put.w, STR("cum_n_share"));
	writer_column(s->put.w, STR("cum_value_share"));
	writer_column(s->put.w, STR("gini"));
}

static void
report_cells(const struct segment *s, size_t k)
{
	const struct state *st = s->state;

	put_real(&s->put, st->cum_n[k]);
	put_real(&s->put, st->cum_value[k]);
	put_real(&s->put, abc_gini(st->sorted, s->counted));
}

static void
explain_lorenz(const struct segment *s)
{
	const struct state *st = s->state;

	for (size_t i = 0; i < sizeof(tops) / sizeof(*tops); i++) {
		struct explain e = EXPLAIN_NONE;
		struct buf b = {0};

		buf_printf(&b, "top %.0f %%", 100 * tops[i]);
		e.part = "lorenz";
		e.name = buf_view(&b);
		e.from = abc_top(st->sorted, s->counted, tops[i]);
		e.note = "share of the value";
		explain_row(s, &e);
		buf_free(&b);
	}
	explain_value(s, "gini", "gini", abc_gini(st->sorted, s->counted),
	    "0 all alike, 1 - 1/n one has all");
}

static void
explain(const struct segment *s)
{
	const struct state *st = s->state;
	struct explain e = EXPLAIN_NONE;
	size_t *n = segment_sizes(s);

	for (size_t k = 0; k < st->abc.classes; k++) {
		struct buf b = {0};
		char share[DEC_MAX + 1];

		share[dec_put(share, st->abc.share[k], '.')] = '\0';
		buf_printf(&b, "%s %% of the value wanted", share);
		e.part = "class";
		e.name = class_label(s, k);
		e.from = st->abc.floor[k];
		e.to = k == 0 ? (double)NAN : st->abc.floor[k - 1];
		e.n = (long)n[k];
		e.note = buf_cstr(&b);
		explain_row(s, &e);
		buf_free(&b);
	}
	mem_free(n);
	explain_lorenz(s);
	explain_value(s, "rows", "clipped", (double)st->clipped,
	    "values below 0, taken as 0");
	explain_rule(s, "abc",
	    s->fixed ? "from <= value < to; the cuts are those of --use"
		     : "from <= value < to; equals share a class; those who "
		       "cross a cut go up");
}

static void
end(struct segment *s)
{
	struct state *st = s->state;

	if (st == NULL)
		return;
	tiers_end(&st->tiers);
	mem_free(st->sorted);
	mem_free(st->share);
	mem_free(st->cum_n);
	mem_free(st->cum_value);
	mem_free(st);
}

const struct way abc_way = {
    .needs = 1U << ROLE_VALUE,
    .class_first = true,
    .begin = begin,
    .use = use,
    .save = save,
    .take = take,
    .solve = solve,
    .columns = columns,
    .cells = cells,
    .classes = classes,
    .class_of = class_of,
    .class_name = class_name,
    .report_header = report_header,
    .report_cells = report_cells,
    .explain = explain,
    .end = end,
};
