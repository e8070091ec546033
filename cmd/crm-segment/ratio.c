/* -m ratio: a quotient, difference or elasticity of columns. */
#include "base/mem.h"
#include "model/tally.h"
#include "num/dec.h"
#include "segment.h"

/* Columns: num, den; of an elasticity num before, after, den before, after. */
struct state {
	size_t col[4], n;
	bool exact; /* the row at hand: a difference of decimals */
	int64_t difference;
};

static bool
begin(struct segment *s)
{
	struct run *r = s->run;
	size_t each = given.elasticity ? 2 : 1;

	s->state = mem_zero(1, sizeof(struct state));
	if (given.minus && given.elasticity)
		return run_usage(r, "--minus and --elasticity: choose one");
	if (given.num.n == 0 || given.den.n == 0)
		return run_usage(r, "which columns? --num COL and --den COL");
	if (given.num.n != each || given.den.n != each)
		return run_usage(r, "%s",
		    each == 2 ? "--elasticity wants two columns each: --num "
				"BEFORE,AFTER --den BEFORE,AFTER"
			      : "--num and --den are one column each");
	return true;
}

static bool
bind(struct segment *s)
{
	struct state *st = s->state;

	for (size_t i = 0; i < given.num.n; i++)
		st->col[st->n++] = segment_number(s, given.num.item[i], "num");
	for (size_t i = 0; i < given.den.n; i++)
		st->col[st->n++] = segment_number(s, given.den.item[i], "den");
	return true;
}

/* Money is subtracted as it is written. */
static bool
take(struct segment *s, size_t at)
{
	struct state *st = s->state;
	const struct dec_form form = {.decimal = s->run->common->decimal};
	int64_t a, b;

	(void)at;
	st->exact =
	    given.minus &&
	    dec_parse(&form, table_text(s->table, s->col[st->col[0]].slot),
		&a) == DEC_OK &&
	    dec_parse(&form, table_text(s->table, s->col[st->col[1]].slot),
		&b) == DEC_OK &&
	    i128_to_i64(i128_sub(i128_of(a), i128_of(b)), &st->difference);
	return true;
}

/* What cannot be told, as a division by zero, is NaN. */
static double
known(double x)
{
	return isfinite(x) ? x : (double)NAN;
}

static double
value_of(const struct segment *s, size_t row)
{
	const struct state *st = s->state;
	double v[4] = {0};

	for (size_t i = 0; i < st->n; i++)
		v[i] = s->col[st->col[i]].v[row];
	if (given.minus)
		return v[0] - v[1];
	if (given.elasticity)
		return known((v[1] - v[0]) / v[0] / ((v[3] - v[2]) / v[2]));
	return known(v[0] / v[1]);
}

static const char *const *
columns(const struct segment *s)
{
	static const char *const names[] = {"ratio", NULL};

	(void)s;
	return names;
}

static void
cells(const struct segment *s, size_t row)
{
	const struct state *st = s->state;

	if (st->exact)
		put_dec(&s->put, st->difference);
	else
		put_real(&s->put, value_of(s, row));
}

static struct tally
sum_of(const struct segment *s, size_t col)
{
	struct tally t = {0};

	for (size_t i = 0; i < s->rows; i++)
		if (segment_counts(s, i))
			tally_add(&t, s->col[col].v[i]);
	return t;
}

static void
report_header(const struct segment *s)
{
	if (given.elasticity)
		return;
	writer_column(s->put.w, STR("num"));
	writer_column(s->put.w, STR("den"));
	writer_column(s->put.w, STR("total"));
}

/* The sums, and the same of the sums. */
static void
report_cells(const struct segment *s, size_t k)
{
	const struct state *st = s->state;
	struct tally num = sum_of(s, st->col[0]), den = sum_of(s, st->col[1]);

	(void)k;
	if (given.elasticity)
		return;
	put_real(&s->put, tally_sum(&num));
	put_real(&s->put, tally_sum(&den));
	put_real(&s->put, given.minus
			      ? tally_sum(&num) - tally_sum(&den)
			      : known(tally_sum(&num) / tally_sum(&den)));
}

static bool
report(struct segment *s)
{
	double *v = mem_resize(NULL, s->rows, sizeof(*v));

	for (size_t i = 0; i < s->rows; i++)
		v[i] = segment_counts(s, i) ? value_of(s, i) : (double)NAN;
	(void)summary_write(s, v, s->rows);
	mem_free(v);
	return true;
}

static void
explain(const struct segment *s)
{
	size_t unknown = 0;

	for (size_t i = 0; i < s->rows; i++)
		unknown += segment_counts(s, i) && isnan(value_of(s, i));
	explain_value(s, "rows", "undefined", (double)unknown,
	    "rows with a division by zero: empty");
	explain_rule(s, "ratio",
	    given.minus        ? "num - den, exact where both are decimals"
	    : given.elasticity ? "(num after - before) / num before by (den "
				 "after - before) / den before"
			       : "num / den");
}

static void
end(struct segment *s)
{
	mem_free(s->state);
}

const struct way ratio_way = {
    .local = true,
    .begin = begin,
    .bind = bind,
    .take = take,
    .columns = columns,
    .cells = cells,
    .report_header = report_header,
    .report_cells = report_cells,
    .report = report,
    .explain = explain,
    .end = end,
};
