/*
 * Expressions drawn at random, written out with blanks, signs and more
 * parentheses than they need, must have the value that walking the tree
 * gives; and the laws of logic must hold for any of them. Numbers are small
 * integers and empties, so every answer is exact. $CRM_SEED moves the start.
 */
#include "../unit/check.h"

#include "../unit/expr_helper.h"
#include "base/buf.h"
#include "num/rng.h"

enum { TRIES = 4000, COLUMNS = 4, DEEP = 5 };

/* A value, and whether there is one; truths are 0 and 1. */
struct want {
	bool some;
	double x;
};

struct world {
	struct rng rng;
	struct expr_table table;
	char text[COLUMNS][8];
	struct want cell[COLUMNS];
};

static unsigned
below(struct world *w, unsigned n)
{
	return (unsigned)(rng_uniform(&w->rng) * n);
}

/* Each column is an integer or empty for this row. */
static void
draw_row(struct world *w)
{
	static const char *const names[COLUMNS] = {"a", "b", "_c", "d.1"};

	for (int i = 0; i < COLUMNS; i++) {
		int x = (int)below(w, 7) - 3;

		w->cell[i] = (struct want){below(w, 5) > 0, x};
		snprintf(w->text[i], sizeof(w->text[i]),
		    w->cell[i].some ? "%d" : " ", x);
		w->table.name[i] = names[i];
		w->table.cell[i] = w->text[i];
	}
}

static void
blank(struct world *w, struct buf *b)
{
	static const char *const blanks[] = {"", " ", "\t", " \n "};

	buf_str(b, str_of(blanks[below(w, 4)]));
}

static void
word(struct world *w, struct buf *b, const char *text)
{
	bool upper = below(w, 3) == 0;

	buf_str(b, STR(" "));
	for (; *text != '\0'; text++) {
		char c = upper && *text >= 'a' && *text <= 'z'
			     ? (char)(*text - 'a' + 'A')
			     : *text;

		buf_str(b, (struct str){&c, 1});
	}
	buf_str(b, STR(" "));
}

static struct want value(struct world *w, struct buf *b, int deep);

static struct want
leaf(struct world *w, struct buf *b)
{
	unsigned i = below(w, COLUMNS + 2);

	if (i < COLUMNS) {
		buf_str(b, str_of(w->table.name[i]));
		return w->cell[i];
	}
	i = below(w, 4);
	buf_printf(b, "%u", i);
	return (struct want){true, i};
}

/* Always in parentheses, so that the tree is what is read. */
static struct want
value(struct world *w, struct buf *b, int deep)
{
	unsigned how = deep > 0 ? below(w, 5) : 4;
	struct want x, y;

	if (how == 4)
		return leaf(w, b);
	buf_str(b, STR("("));
	blank(w, b);
	if (how == 3) {
		buf_str(b, STR("-"));
		x = value(w, b, deep - 1);
		x.x = -x.x;
	} else {
		x = value(w, b, deep - 1);
		blank(w, b);
		buf_str(b, str_of(how == 0 ? "+" : how == 1 ? "- " : "*"));
		blank(w, b);
		y = value(w, b, deep - 1);
		x.some = x.some && y.some;
		x.x = how == 0 ? x.x + y.x : how == 1 ? x.x - y.x : x.x * y.x;
	}
	blank(w, b);
	buf_str(b, STR(")"));
	return x;
}

static bool
compared(struct world *w, struct buf *b, int deep)
{
	static const char *const signs[] = {"=", "<>", "<", "<=", ">", ">="};
	unsigned how = below(w, 6);
	struct want x = value(w, b, deep), y;

	blank(w, b);
	buf_str(b, str_of(signs[how]));
	blank(w, b);
	y = value(w, b, deep);
	if (!x.some || !y.some)
		return false;
	return how == 0   ? x.x == y.x
	       : how == 1 ? x.x != y.x
	       : how == 2 ? x.x < y.x
	       : how == 3 ? x.x <= y.x
	       : how == 4 ? x.x > y.x
			  : x.x >= y.x;
}

static bool
listed(struct world *w, struct buf *b, int deep)
{
	bool no = below(w, 2) == 0, found = false;
	unsigned n = 1 + below(w, 4);
	struct want x = value(w, b, deep);

	if (no)
		word(w, b, "not");
	word(w, b, "in");
	for (unsigned i = 0; i < n; i++) {
		int item = (int)below(w, 7) - 3;

		buf_printf(b, "%s%d", i == 0 ? "(" : ",", item);
		found = found || x.x == item;
	}
	buf_str(b, STR(")"));
	return x.some && found != no;
}

static bool
between(struct world *w, struct buf *b, int deep)
{
	bool no = below(w, 2) == 0;
	struct want x = value(w, b, deep), low, high;

	if (no)
		word(w, b, "not");
	word(w, b, "between");
	low = value(w, b, deep);
	word(w, b, "and");
	high = value(w, b, deep);
	return x.some && low.some && high.some &&
	       (x.x >= low.x && x.x <= high.x) != no;
}

static bool
emptiness(struct world *w, struct buf *b, int deep)
{
	bool no = below(w, 2) == 0;
	struct want x = value(w, b, deep);

	word(w, b, "is");
	if (no)
		word(w, b, "not");
	word(w, b, "empty");
	return x.some == no;
}

/* and, or and not without parentheses where precedence needs none. */
static bool
condition(struct world *w, struct buf *b, int deep)
{
	unsigned how = deep > 0 ? below(w, 8) : 4 + below(w, 4);
	bool x, y;

	if (how == 3) {
		word(w, b, "not");
		return !compared(w, b, deep - 1);
	}
	if (how < 3) {
		buf_str(b, STR("("));
		x = condition(w, b, deep - 1);
		buf_str(b, STR(")"));
		word(w, b, how == 0 ? "or" : "and");
		buf_str(b, STR("("));
		y = condition(w, b, deep - 1);
		buf_str(b, STR(")"));
		return how == 0 ? x || y : x && y;
	}
	return how == 4   ? compared(w, b, deep - 1)
	       : how == 5 ? listed(w, b, deep - 1)
	       : how == 6 ? between(w, b, deep - 1)
			  : emptiness(w, b, deep - 1);
}

static bool
answer(const struct world *w, const char *text)
{
	struct expr_scope scope = expr_table_scope(&w->table);
	struct expr_row row = expr_table_row(&w->table);
	struct fault f = {0};
	size_t at, column;
	bool holds = false;
	struct expr *e = expr_condition(str_of(text), &scope, &at, &f);

	if (e == NULL || !expr_holds(e, &row, &holds, &column, &f))
		fail_msg("%s: %s", text, f.what);
	expr_delete(e);
	return holds;
}

static void
draw_world(struct world *w, uint64_t stream)
{
	const char *seed = getenv("CRM_SEED");

	*w = (struct world){.table = {.name = {NULL}}};
	rng_init(&w->rng, seed != NULL ? strtoull(seed, NULL, 10) : 1, stream);
	draw_row(w);
}

static void
text_is_the_tree(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < TRIES; i++) {
		struct world w;
		struct buf b = {0};
		bool want;

		draw_world(&w, i);
		want = condition(&w, &b, DEEP);
		if (answer(&w, buf_cstr(&b)) != want)
			fail_msg("not %s: %s", want ? "true" : "false",
			    buf_cstr(&b));
		buf_free(&b);
	}
}

/* want: what `form` with x and y for %s must be. */
static void
law(struct world *w, const char *form, const char *x, const char *y, bool want)
{
	struct buf b = {0};

	for (; *form != '\0'; form++)
		if (*form == 'X' || *form == 'Y')
			buf_printf(&b, "(%s)", *form == 'X' ? x : y);
		else
			buf_str(&b, (struct str){form, 1});
	if (answer(w, buf_cstr(&b)) != want)
		fail_msg("not %d: %s", want, buf_cstr(&b));
	buf_free(&b);
}

static void
laws_of_logic(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < TRIES / 4; i++) {
		struct world w;
		struct buf x = {0}, y = {0};
		const char *p, *q;
		bool a, b;

		draw_world(&w, TRIES + i);
		a = condition(&w, &x, 2);
		b = condition(&w, &y, 2);
		p = buf_cstr(&x);
		q = buf_cstr(&y);
		law(&w, "not not X", p, q, a);
		law(&w, "not (X and Y)", p, q, !a || !b);
		law(&w, "not X or not Y", p, q, !a || !b);
		law(&w, "X and Y or X and not Y", p, q, a);
		law(&w, "X or Y and X", p, q, a);
		law(&w, "Y or X", p, q, a || b);
		law(&w, "X and true and not false", p, q, a);
		buf_free(&x);
		buf_free(&y);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(text_is_the_tree),
	    cmocka_unit_test(laws_of_logic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
