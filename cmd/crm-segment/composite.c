/* -m composite: a weighted sum of columns, brought to one scale first. */
#include "base/mem.h"
#include "num/fsum.h"
#include "num/parse.h"
#include "segment.h"

enum scale { SCALE_MINMAX, SCALE_Z, SCALE_NONE, SCALE_GIVEN };
static const char *const scales[] = {"minmax", "z", "none", "given"};

/* A column's part: weight (x - zero) / unit, 100 times that on a range. */
struct part {
	char *name;
	double weight, zero, unit;
	size_t col;
};

struct state {
	enum scale scale;
	double low, high; /* SCALE_GIVEN */
	struct part *part;
	size_t n, room;
};

static bool
parse_scale(struct run *r, struct state *st)
{
	struct str rest, low, high;

	if (given.scale == NULL)
		return true;
	for (int i = 0; i < SCALE_GIVEN; i++)
		if (strcmp(given.scale, scales[i]) == 0) {
			st->scale = (enum scale)i;
			return true;
		}
	st->scale = SCALE_GIVEN;
	rest = str_of(given.scale);
	if (str_split(&rest, ',', &low) && str_split(&rest, ',', &high) &&
	    rest.p == NULL && parse_real(low, '.', &st->low) == PARSE_OK &&
	    parse_real(high, '.', &st->high) == PARSE_OK && st->low < st->high)
		return true;
	run_usage(r, "--scale: no such scale");
	fault_value(&r->fault, str_of(given.scale));
	fault_hint(&r->fault, "minmax, z, none, or LOW,HIGH such as 1,5");
	return false;
}

enum { INDICATOR, WEIGHT };

static void
add_part(struct state *st, struct str name, double weight)
{
	st->part = mem_grow(st->part, &st->room, st->n + 1, sizeof(*st->part));
	st->part[st->n++] = (struct part){
	    .name = mem_dup(name.p, name.n), .weight = weight, .unit = 1};
}

static bool
read_part(struct state *st, struct table *t)
{
	struct str name;
	double w;

	if (!table_id(t, INDICATOR, &name) || !table_real(t, WEIGHT, &w))
		return false;
	for (size_t i = 0; i < st->n; i++)
		if (str_is(name, st->part[i].name))
			return table_reject(t, INDICATOR, "twice");
	add_part(st, name, w);
	return true;
}

static bool
load_weights(struct run *r, struct state *st)
{
	struct table *t =
	    table_new(&(struct table_form){.record = {.delimiter = ','}});
	char *file = mem_dup(given.weights, strlen(given.weights));
	char *files[1] = {file};
	double sum = 0;
	bool ok;

	table_column(t, "indicator", NULL);
	table_column(t, "weight", NULL);
	ok = table_open(t, files, 1, &r->fault);
	while (ok && table_next(t))
		(void)read_part(st, t);
	ok = ok && table_done(t, &r->fault);
	if (!ok)
		r->fault.file = given.weights;
	table_delete(t);
	mem_free(file);
	for (size_t i = 0; i < st->n; i++)
		sum += fabs(st->part[i].weight);
	if (ok && sum == 0) {
		ok = fault_set(&r->fault, FAULT_FORM, "no weight but 0");
		fault_at(&r->fault, given.weights, 0);
	}
	for (size_t i = 0; ok && i < st->n; i++)
		st->part[i].weight /= sum;
	return ok;
}

static bool
begin(struct segment *s)
{
	struct state *st = s->state = mem_zero(1, sizeof(*st));

	if (given.use != NULL)
		return (given.weights == NULL && given.scale == NULL) ||
		       run_usage(
			   s->run, "--use has weights and a scale already");
	if (given.weights == NULL) {
		run_usage(s->run, "which weights? --weights FILE");
		fault_hint(&s->run->fault,
		    "a CSV of indicator,weight, as crm-weights writes");
		return false;
	}
	if (!parse_scale(s->run, st) || !load_weights(s->run, st))
		return false;
	s->local = st->scale == SCALE_NONE || st->scale == SCALE_GIVEN;
	return true;
}

static bool
save(const struct segment *s, struct keep *k)
{
	const struct state *st = s->state;

	keep_put_text(k, "scale", str_of(scales[st->scale]));
	for (size_t i = 0; i < st->n; i++) {
		keep_put_text(k, "indicator", str_of(st->part[i].name));
		keep_put_real(k, "weight", st->part[i].weight);
		keep_put_real(k, "zero", st->part[i].zero);
		keep_put_real(k, "unit", st->part[i].unit);
	}
	return true;
}

static bool
use_numbers(struct keep *k, struct state *st)
{
	double *v = mem_resize(NULL, 3 * st->n, sizeof(*v));
	bool ok = keep_reals(k, "weight", v, st->n) &&
		  keep_reals(k, "zero", v + st->n, st->n) &&
		  keep_reals(k, "unit", v + 2 * st->n, st->n);

	for (size_t i = 0; ok && i < st->n; i++) {
		st->part[i].weight = v[i];
		st->part[i].zero = v[st->n + i];
		st->part[i].unit = v[2 * st->n + i];
	}
	mem_free(v);
	return ok;
}

static bool
use(struct segment *s, struct keep *k)
{
	struct state *st = s->state;
	struct str text;
	size_t at = 0;
	int i = 0;

	if (!keep_text(k, "scale", &text))
		return false;
	while (i <= SCALE_GIVEN && !str_is(text, scales[i]))
		i++;
	if (i > SCALE_GIVEN)
		return keep_fail(k, 0, "its scale is unknown");
	st->scale = (enum scale)i;
	while (keep_next(k, "indicator", &at, &text))
		add_part(st, text, 0);
	return st->n > 0 ? use_numbers(k, st)
			 : keep_text(k, "indicator", &text);
}

static bool
bind(struct segment *s)
{
	struct state *st = s->state;

	for (size_t i = 0; i < st->n; i++) {
		struct part *p = &st->part[i];

		p->col = segment_number(s, p->name, NULL);
		if (st->scale == SCALE_GIVEN && !s->fixed) {
			p->zero = p->weight < 0 ? st->high : st->low;
			p->unit = st->high - st->low;
		}
	}
	return true;
}

static void
warn_constant(const struct segment *s, const struct part *p)
{
	char name[136];

	fault_escape(name, sizeof(name), segment_column_name(s, p->col));
	diag_warn(
	    "column '%s' is the same in all rows: it counts for nothing", name);
}

static void
solve_part(struct segment *s, struct part *p, enum scale scale)
{
	size_t n = s->counted;
	double *v = segment_sorted(s, p->col);
	struct moments m = {0};

	if (scale == SCALE_MINMAX) {
		p->zero = p->weight < 0 ? v[n - 1] : v[0];
		p->unit = v[n - 1] - v[0];
	} else {
		for (size_t i = 0; i < n; i++)
			moments_add(&m, v[i]);
		p->zero = m.mean;
		p->unit = v[0] < v[n - 1] ? sqrt(m.m2 / (double)n) : 0;
	}
	mem_free(v);
	if (p->unit == 0)
		warn_constant(s, p);
}

static bool
solve(struct segment *s)
{
	struct state *st = s->state;

	if (s->fixed || s->local || s->counted == 0)
		return true;
	for (size_t i = 0; i < st->n; i++)
		solve_part(s, &st->part[i], st->scale);
	return true;
}

static double
score(const struct segment *s, size_t row)
{
	const struct state *st = s->state;
	double whole =
	    st->scale == SCALE_MINMAX || st->scale == SCALE_GIVEN ? 100 : 1;
	struct fsum sum = {0};

	for (size_t i = 0; i < st->n; i++) {
		const struct part *p = &st->part[i];

		if (p->unit != 0)
			fsum_add(&sum, p->weight * whole *
					   (s->col[p->col].v[row] - p->zero) /
					   p->unit);
	}
	return fsum_value(&sum);
}

static const char *const *
columns(const struct segment *s)
{
	static const char *const names[] = {"score", NULL};

	(void)s;
	return names;
}

static void
cells(const struct segment *s, size_t row)
{
	put_real(&s->put, score(s, row));
}

static bool
report(struct segment *s)
{
	double *v = mem_resize(NULL, s->rows, sizeof(*v));

	for (size_t i = 0; i < s->rows; i++)
		v[i] = segment_counts(s, i) ? score(s, i) : (double)NAN;
	(void)summary_write(s, v, s->rows);
	mem_free(v);
	return true;
}

static void
explain(const struct segment *s)
{
	static const char *const rule[] = {
	    "100 x (x - least) / (greatest - least)", "(x - mean) / deviation",
	    "x as it is", "100 x (x - LOW) / (HIGH - LOW)"};
	const struct state *st = s->state;

	for (size_t i = 0; i < st->n; i++) {
		const struct part *p = &st->part[i];
		struct explain e = EXPLAIN_NONE;

		explain_value(s, "weight", p->name, p->weight,
		    "of magnitudes that make 1 together");
		e.part = "scale";
		e.name = str_of(p->name);
		e.from = p->zero;
		e.to = p->zero + (p->weight < 0 ? -p->unit : p->unit);
		e.note = rule[st->scale];
		if (st->scale != SCALE_NONE)
			explain_row(s, &e);
	}
	explain_rule(s, "composite",
	    "the weighted sum; a negative weight turns its column round");
}

static void
end(struct segment *s)
{
	struct state *st = s->state;

	if (st == NULL)
		return;
	for (size_t i = 0; i < st->n; i++)
		mem_free(st->part[i].name);
	mem_free(st->part);
	mem_free(st);
}

const struct way composite_way = {
    .local_use = true,
    .begin = begin,
    .use = use,
    .save = save,
    .bind = bind,
    .solve = solve,
    .columns = columns,
    .cells = cells,
    .report = report,
    .explain = explain,
    .end = end,
};
