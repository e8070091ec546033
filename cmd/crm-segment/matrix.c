/* -m matrix: two columns, each cut in two or three, a name for each cell. */
#include "base/mem.h"
#include "matrix.h"
#include "model/tally.h"
#include "num/parse.h"
#include "num/quant.h"

/* Names in the order of cells: the first column from high to low, and in it
 * the second from high to low. */
static const struct preset {
	size_t levels;
	const char *x, *y;
	const char *name[MATRIX_CELLS];
} presets[] = {
    {2, "attitude", "repurchases", {"absolute", "latent", "habitual", "none"}},
    {2, "satisfaction", "repurchases",
	{"satisfied-loyal", "satisfied-disloyal", "captive", "neither"}},
    {2, "clv", "risk", {"rescue", "keep", "let-go", "nurture"}},
    {3, "customers", "margin",
	{"accountable", "reactive", "basic", "proactive", "accountable",
	    "reactive", "partner", "proactive", "accountable"}},
    {2, NULL, NULL, {"high-high", "high-low", "low-high", "low-low"}},
};
enum { NO_PRESET = 4 };

static bool
bad_cut(struct run *r, const char *option, const char *text, const char *what)
{
	run_usage(r, "--%s: %s", option, what);
	fault_value(&r->fault, str_of(text));
	fault_hint(&r->fault, "one number for two levels, two ascending ones "
			      "for three; or mean, median, terciles");
	return false;
}

static bool
parse_cuts(struct run *r, struct axis *a, const char *option, const char *text)
{
	struct str rest = str_of(text), piece;
	size_t n = 0;

	if (strcmp(text, "mean") == 0 && a->cuts == 1)
		a->rule = CUT_MEAN;
	else if (strcmp(text, "median") == 0 && a->cuts == 1)
		a->rule = CUT_QUANTILE;
	else if (strcmp(text, "terciles") == 0 && a->cuts == 2)
		a->rule = CUT_QUANTILE;
	else {
		a->rule = CUT_GIVEN;
		while (str_split(&rest, ',', &piece)) {
			if (n == a->cuts)
				return bad_cut(r, option, text, "too many");
			if (parse_real(piece, '.', &a->cut[n]) != PARSE_OK)
				return bad_cut(r, option, text, "not a number");
			n++;
		}
		if (n < a->cuts || (n == 2 && a->cut[0] >= a->cut[1]))
			return bad_cut(r, option, text,
			    n < a->cuts ? "too few" : "not ascending");
	}
	return true;
}

static bool
name_cells(
    struct run *r, struct matrix_state *st, const char *const *name, size_t n)
{
	size_t cells = (st->axis[0].cuts + 1) * (st->axis[1].cuts + 1);

	if (n != cells)
		return run_usage(
		    r, "--quadrants: %zu names, not %zu", n, cells);
	for (size_t i = 0; i < n; i++)
		if (name[i][0] == '\0')
			return run_usage(r, "--quadrants: an empty name");
	for (size_t i = 0; i < n; i++)
		st->class[i] = names_add(&st->classes, str_of(name[i]));
	return true;
}

static bool
check_use(struct run *r)
{
	return (given.x_cut == NULL && given.y_cut == NULL &&
		   given.quadrants.n == 0 && given.preset < 0) ||
	       run_usage(r, "--use has columns, cuts and names already");
}

static bool
begin(struct segment *s)
{
	struct matrix_state *st = s->state = mem_zero(1, sizeof(*st));
	const struct preset *p =
	    &presets[given.preset >= 0 ? given.preset : NO_PRESET];
	const char *text[] = {given.x_cut, given.y_cut};
	static const char *const option[] = {"x-cut", "y-cut"};
	size_t cells = p->levels * p->levels;

	if (given.use != NULL)
		return check_use(s->run);
	st->axis[0].name = given.x != NULL ? given.x : p->x;
	st->axis[1].name = given.y != NULL ? given.y : p->y;
	if (st->axis[0].name == NULL || st->axis[1].name == NULL)
		return run_usage(s->run, "which columns? --x COL and --y COL, "
					 "or --preset PRESET");
	for (int i = 0; i < 2; i++) {
		st->axis[i].rule = CUT_QUANTILE;
		st->axis[i].cuts = p->levels - 1;
		if (text[i] != NULL &&
		    !parse_cuts(s->run, &st->axis[i], option[i], text[i]))
			return false;
	}
	s->local =
	    st->axis[0].rule == CUT_GIVEN && st->axis[1].rule == CUT_GIVEN;
	return given.quadrants.n > 0
		   ? name_cells(
			 s->run, st, given.quadrants.item, given.quadrants.n)
		   : name_cells(s->run, st, p->name, cells);
}

static bool
bind(struct segment *s)
{
	struct matrix_state *st = s->state;

	st->axis[0].col = segment_number(s, st->axis[0].name, "x");
	st->axis[1].col = segment_number(s, st->axis[1].name, "y");
	return true;
}

static void
solve_axis(const struct segment *s, struct axis *a)
{
	double *v;
	struct tally t = {0};

	if (a->rule == CUT_GIVEN)
		return;
	v = segment_sorted(s, a->col);
	for (size_t i = 0; i < s->counted && a->rule == CUT_MEAN; i++)
		tally_add(&t, v[i]);
	for (size_t c = 0; c < a->cuts; c++)
		a->cut[c] = a->rule == CUT_MEAN
				? tally_mean(&t)
				: quant(v, s->counted,
				      (double)(c + 1) / (double)(a->cuts + 1),
				      QUANT_LINEAR);
	mem_free(v);
}

static bool
solve(struct segment *s)
{
	struct matrix_state *st = s->state;

	solve_axis(s, &st->axis[0]);
	solve_axis(s, &st->axis[1]);
	return true;
}

/* 0 is the highest. */
static size_t
level(const struct axis *a, double x)
{
	size_t at = 0;

	while (at < a->cuts && x < a->cut[a->cuts - 1 - at])
		at++;
	return at;
}

static size_t
class_of(const struct segment *s, size_t row)
{
	const struct matrix_state *st = s->state;
	const struct axis *x = &st->axis[0], *y = &st->axis[1];

	return st->class[level(x, s->col[x->col].v[row]) * (y->cuts + 1) +
			 level(y, s->col[y->col].v[row])];
}

static const char *const *
columns(const struct segment *s)
{
	static const char *const names[] = {"quadrant", NULL};

	(void)s;
	return names;
}

static size_t
classes(const struct segment *s)
{
	const struct matrix_state *st = s->state;

	return st->classes.count;
}

static struct str
class_name(const struct segment *s, size_t k)
{
	const struct matrix_state *st = s->state;

	return st->classes.name[k];
}

static void
cells(const struct segment *s, size_t row)
{
	put_class(s, class_of(s, row));
}

static const char *
rule_of(const struct segment *s, const struct axis *a)
{
	if (s->fixed)
		return "from here on it is high; from --use";
	return a->rule == CUT_GIVEN  ? "from here on it is high; given"
	       : a->rule == CUT_MEAN ? "from here on it is high; the mean"
				     : "from here on it is high; a quantile "
				       "of type 7";
}

static void
explain(const struct segment *s)
{
	const struct matrix_state *st = s->state;

	for (int i = 0; i < 2; i++)
		for (size_t c = 0; c < st->axis[i].cuts; c++) {
			struct explain e = EXPLAIN_NONE;

			e.part = "cut";
			e.name = segment_column_name(s, st->axis[i].col);
			e.from = st->axis[i].cut[c];
			e.note = rule_of(s, &st->axis[i]);
			explain_row(s, &e);
		}
	explain_classes(s, "quadrant");
}

static void
end(struct segment *s)
{
	struct matrix_state *st = s->state;

	if (st == NULL)
		return;
	names_free(&st->classes);
	for (int i = 0; i < 2; i++)
		mem_free(st->axis[i].kept);
	mem_free(st);
}

const struct way matrix_way = {
    .local_use = true,
    .begin = begin,
    .use = matrix_use,
    .save = matrix_save,
    .bind = bind,
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
