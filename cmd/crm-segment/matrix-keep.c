/* -m matrix --save and --use: columns, cuts and names. */
#include "base/mem.h"
#include "matrix.h"

static const char *const column[] = {"x", "y"};
static const char *const cut[] = {"x.cut", "y.cut"};

bool
matrix_save(const struct segment *s, struct keep *k)
{
	const struct matrix_state *st = s->state;
	size_t cells = 1;

	for (int i = 0; i < 2; i++) {
		const struct axis *a = &st->axis[i];

		keep_put_text(k, column[i], segment_column_name(s, a->col));
		for (size_t c = 0; c < a->cuts; c++)
			keep_put_real(k, cut[i], a->cut[c]);
		cells *= a->cuts + 1;
	}
	for (size_t i = 0; i < cells; i++)
		keep_put_text(k, "quadrant", st->classes.name[st->class[i]]);
	return true;
}

static bool
use_axis(struct keep *k, struct axis *a, int i, const char *other)
{
	struct str s;
	size_t at = 0;

	if (!keep_text(k, column[i], &s))
		return false;
	a->kept = mem_dup(s.p, s.n);
	a->name = other != NULL ? other : a->kept;
	a->rule = CUT_GIVEN;
	while (a->cuts < 2 && keep_next(k, cut[i], &at, &s))
		a->cuts++;
	if (a->cuts == 0)
		return keep_text(k, cut[i], &s);
	return keep_reals(k, cut[i], a->cut, a->cuts);
}

bool
matrix_use(struct segment *s, struct keep *k)
{
	struct matrix_state *st = s->state;
	struct str name;
	size_t at = 0, cells;

	if (!use_axis(k, &st->axis[0], 0, given.x) ||
	    !use_axis(k, &st->axis[1], 1, given.y))
		return false;
	cells = (st->axis[0].cuts + 1) * (st->axis[1].cuts + 1);
	for (size_t i = 0; i < cells; i++) {
		if (!keep_next(k, "quadrant", &at, &name))
			return keep_fail(k, 0, "not a name for each cell");
		st->class[i] = names_add(&st->classes, name);
	}
	return true;
}
