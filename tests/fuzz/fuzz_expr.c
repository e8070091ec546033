/*
 * fuzz_expr: any text as a condition and as a formula. The first line of the
 * data, cut at commas, are the cells of columns a, b, c and d; the rest is
 * the text.
 *
 * Properties: no crash; a fault is at a byte of the text or just behind it,
 * and says what; a value is a number that is finite, a date of the calendar
 * or nothing; parentheses around the text change neither, while they nest no
 * deeper; compiling and evaluating again gives the same.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "../unit/expr_helper.h"
#include "base/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct cells {
	struct str cell[4];
};

static long
find(const void *arg, struct str name)
{
	(void)arg;
	if (str_is(name, "twice"))
		return -2;
	return name.n == 1 && name.p[0] >= 'a' && name.p[0] <= 'd'
		   ? name.p[0] - 'a'
		   : -1;
}

static struct str
cell(const void *arg, size_t column)
{
	return ((const struct cells *)arg)->cell[column];
}

static void
must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "%s\n", what);
	abort();
}

static struct expr *
compile(struct str text, bool condition, struct fault *f)
{
	struct expr_scope scope = {.column = find};
	size_t at = 0;
	struct expr *e = condition ? expr_condition(text, &scope, &at, f)
				   : expr_number(text, &scope, &at, f);

	if (e == NULL) {
		must(at >= 1 && at <= text.n + 1, "a fault is nowhere");
		must(f->code == FAULT_FORM && f->what[0] != '\0',
		    "a fault says nothing");
	}
	return e;
}

static void
check_value(const struct expr_value *v, bool condition)
{
	if (condition)
		must(v->kind == EXPR_BOOL, "a condition is no truth");
	else
		must(v->kind == EXPR_EMPTY || v->kind == EXPR_DEC ||
			 v->kind == EXPR_REAL,
		    "a formula is no number");
	must(v->kind != EXPR_REAL || isfinite(v->as.real), "not finite");
}

/* Whether there is a value, and which. */
static bool
evaluate(const struct expr *e, const struct cells *c, bool condition,
    struct expr_value *v)
{
	const struct expr_row row = {.cell = cell, .arg = c};
	struct fault f = {0};
	size_t column = 99;
	bool ok = expr_eval(e, &row, v, &column, &f);

	if (ok)
		check_value(v, condition);
	else
		must(f.code == FAULT_ROW && column < 4, "a bad cell is none");
	return ok;
}

static bool
same_value(const struct expr_value *x, const struct expr_value *y)
{
	if (x->kind != y->kind)
		return false;
	return x->kind == EXPR_EMPTY ||
	       (x->kind == EXPR_BOOL && x->as.truth == y->as.truth) ||
	       (x->kind == EXPR_DEC && x->as.dec == y->as.dec) ||
	       (x->kind == EXPR_REAL &&
		   !(x->as.real < y->as.real || x->as.real > y->as.real));
}

static void
try(struct str text, const struct cells *c, bool condition)
{
	struct fault f = {0}, again = {0};
	struct buf b = {0};
	struct expr *e = compile(text, condition, &f), *in;
	struct expr_value v, w;
	bool ok;

	buf_str(&b, STR("("));
	buf_str(&b, text);
	buf_str(&b, STR(")"));
	in = compile(buf_view(&b), condition, &again);
	must(e == NULL || in != NULL || strstr(again.what, "nested") != NULL,
	    "parentheses spoil it");
	if (e != NULL) {
		ok = evaluate(e, c, condition, &v);
		must(ok == evaluate(e, c, condition, &w) &&
			 (!ok || same_value(&v, &w)),
		    "not the same again");
		must(in == NULL || (ok == evaluate(in, c, condition, &w) &&
				       (!ok || same_value(&v, &w))),
		    "parentheses change it");
	}
	expr_delete(e);
	expr_delete(in);
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = {(const char *)data, size}, line = rest;
	struct cells c = {{{NULL, 0}}};

	if (size > 4096 || !str_split(&rest, '\n', &line) || rest.p == NULL)
		return 0;
	for (int i = 0; i < 4 && line.p != NULL; i++)
		(void)str_split(&line, ',', &c.cell[i]);
	try(rest, &c, true);
	try(rest, &c, false);
	return 0;
}
