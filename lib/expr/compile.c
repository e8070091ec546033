/*
 * Recursive descent, a level of precedence each, its depth limited by
 * EXPR_DEPTH. A column is emitted before it is known how to read it: what it
 * meets patches the operation that pushes it.
 */
#include "base/mem.h"
#include "expr/part.h"

static bool parse_or(struct compiler *c, struct part *p);

/* A value of the program's; *found tells whether the name is one. */
static bool
parse_given(struct compiler *c, struct part *p, bool *found)
{
	const struct expr_scope *scope = c->scope;
	enum expr_kind kind = EXPR_EMPTY;
	long at = -1;

	if (scope->given != NULL)
		at = scope->given(scope->arg, c->lex.value.as.text, &kind);
	*found = at != -1;
	if (at == -2)
		return compile_fail_at(c, c->lex.from, c->lex.value.as.text,
		    "a built-in name, and a column's too");
	if (at >= 0) {
		p->type = part_type_of(kind);
		(void)compile_emit(
		    c, (struct code){.op = OP_GIVEN, .arg = (uint32_t)at});
	}
	return true;
}

static bool
parse_column(struct compiler *c, struct part *p)
{
	struct expr *e = c->e;
	long at = c->scope->column(c->scope->arg, c->lex.value.as.text);
	size_t k = 0;

	if (at < 0)
		return compile_fail_at(c, c->lex.from, c->lex.value.as.text,
		    at == -1 ? "no column of this name"
			     : "several columns of this name");
	while (k < e->columns && e->column[k] != (size_t)at)
		k++;
	if (k == e->columns) {
		e->column = mem_grow(
		    e->column, &e->column_room, k + 1, sizeof(*e->column));
		e->column[e->columns++] = (size_t)at;
	}
	p->type = TYPE_CELL;
	p->cell =
	    compile_emit(c, (struct code){.op = OP_CELL, .arg = (uint32_t)at});
	return true;
}

static bool
parse_name(struct compiler *c, struct part *p)
{
	bool found;

	return parse_given(c, p, &found) && (found || parse_column(c, p));
}

static bool
is_constant(enum token t)
{
	return t == TOKEN_NUMBER || t == TOKEN_DATE || t == TOKEN_TEXT;
}

static bool
fits_decimals(struct compiler *c)
{
	if (!c->scope->decimal || c->lex.token != TOKEN_NUMBER ||
	    c->lex.value.kind == EXPR_DEC)
		return true;
	return compile_fail(c,
	    "a number with an exponent, more than 6 decimals, "
	    "or beyond 9.2e12");
}

static bool
parse_primary(struct compiler *c, struct part *p)
{
	struct expr_value v = c->lex.value;

	p->from = c->lex.from;
	if (c->lex.token == TOKEN_NAME) {
		if (!parse_name(c, p))
			return false;
	} else if (c->lex.token == TOKEN_OPEN) {
		lex_next(&c->lex);
		if (!compile_enter(c) || !parse_or(c, p))
			return false;
		c->depth--;
		if (c->lex.token != TOKEN_CLOSE)
			return compile_fail(
			    c, "a closing parenthesis is wanted");
	} else {
		if (c->lex.token == TOKEN_TRUE || c->lex.token == TOKEN_FALSE) {
			v.kind = EXPR_BOOL;
			v.as.truth = c->lex.token == TOKEN_TRUE;
		} else if (!is_constant(c->lex.token)) {
			return compile_fail(c,
			    "a column, number, date, text or ( "
			    "is wanted");
		}
		if (!fits_decimals(c))
			return false;
		p->type = part_type_of(v.kind);
		(void)compile_emit(c, (struct code){.op = OP_CONST,
					  .arg = compile_add_constant(c, v)});
	}
	lex_next(&c->lex);
	return true;
}

static bool
parse_unary(struct compiler *c, struct part *p)
{
	size_t from = c->lex.from;
	int before = c->depth;
	bool minus = false, any = false;

	while (c->lex.token == TOKEN_MINUS || c->lex.token == TOKEN_PLUS) {
		any = true;
		minus ^= c->lex.token == TOKEN_MINUS;
		lex_next(&c->lex);
		if (!compile_enter(c))
			return false;
	}
	if (!parse_primary(c, p) || (any && !part_need(c, p, TYPE_NUMBER)))
		return false;
	c->depth = before;
	p->from = from;
	if (minus)
		(void)compile_emit(c, (struct code){.op = OP_NEG});
	return true;
}

static bool
parse_product(struct compiler *c, struct part *p)
{
	struct part q = {0};

	if (!parse_unary(c, p))
		return false;
	while (c->lex.token == TOKEN_TIMES || c->lex.token == TOKEN_OVER) {
		enum op op = c->lex.token == TOKEN_TIMES ? OP_MUL : OP_DIV;

		if (!part_need(c, p, TYPE_NUMBER))
			return false;
		lex_next(&c->lex);
		if (!parse_unary(c, &q) || !part_need(c, &q, TYPE_NUMBER))
			return false;
		(void)compile_emit(c, (struct code){.op = op});
	}
	return true;
}

/* A column and a number: what it meets says which kind of sum it is. */
static bool
stays_open(struct part *p, const struct part *q, bool minus)
{
	bool right = !minus && part_is_open(q->type) && p->type == TYPE_NUMBER;

	if (!right && !(part_is_open(p->type) && q->type == TYPE_NUMBER))
		return false;
	if (right)
		p->cell = q->cell;
	p->type = TYPE_SUM;
	return true;
}

/* date - date, date +- number, number + date; all else is of numbers. */
static bool
sum_types(struct compiler *c, struct part *p, struct part *q, bool minus)
{
	bool left = p->type == TYPE_DATE, right = q->type == TYPE_DATE;

	if (minus && part_make_pair(c, p, q, READ_NUMBER)) {
		p->type = TYPE_NUMBER;
		return true;
	}
	if (stays_open(p, q, minus))
		return true;
	if (minus && right) {
		if (!part_need(c, p, TYPE_DATE))
			return false;
		p->type = TYPE_NUMBER;
		return true;
	}
	if (minus && left && part_is_open(q->type)) {
		part_read_as(c, q, TYPE_DATE);
		p->type = TYPE_NUMBER;
		return true;
	}
	if ((!left && !part_need(c, p, TYPE_NUMBER)) ||
	    ((left || !right) && !part_need(c, q, TYPE_NUMBER)))
		return false;
	p->type = left || right ? TYPE_DATE : TYPE_NUMBER;
	return true;
}

static bool
parse_sum(struct compiler *c, struct part *p)
{
	struct part q = {0};

	if (!parse_product(c, p))
		return false;
	while (c->lex.token == TOKEN_PLUS || c->lex.token == TOKEN_MINUS) {
		bool minus = c->lex.token == TOKEN_MINUS;

		lex_next(&c->lex);
		if (!parse_product(c, &q) || !sum_types(c, p, &q, minus))
			return false;
		(void)compile_emit(
		    c, (struct code){.op = minus ? OP_SUB : OP_ADD});
	}
	return true;
}

static bool
parse_compared(struct compiler *c, struct part *p)
{
	struct part q, *both[] = {p, &q};
	enum op op = (enum op)(OP_EQ + (int)c->lex.token - TOKEN_EQ);

	lex_next(&c->lex);
	if (!parse_sum(c, &q))
		return false;
	if (!part_make_pair(c, p, &q, READ_ANY) && !part_unify(c, both, 2))
		return false;
	(void)compile_emit(c, (struct code){.op = op});
	return true;
}

static bool
parse_between(struct compiler *c, struct part *p, bool negated)
{
	struct part low, high, *all[] = {p, &low, &high};

	if (!parse_sum(c, &low))
		return false;
	if (!compile_take(c, TOKEN_AND))
		return compile_fail(c, "'and' and the upper bound are wanted");
	if (!parse_sum(c, &high) || !part_unify(c, all, 3))
		return false;
	(void)compile_emit(
	    c, (struct code){.op = OP_BETWEEN, .negated = negated});
	return true;
}

static bool
parse_item(struct compiler *c, struct part *p)
{
	bool minus = compile_take(c, TOKEN_MINUS);
	struct expr_value v = c->lex.value;

	if (!is_constant(c->lex.token) ||
	    (minus && c->lex.token != TOKEN_NUMBER))
		return compile_fail(
		    c, "a number, date or text is wanted in a list");
	if (!fits_decimals(c))
		return false;
	part_read_as(c, p, part_type_of(v.kind));
	if (p->type != part_type_of(v.kind))
		return compile_fail(
		    c, part_wanted(p->type == TYPE_SUM ? TYPE_NUMBER : p->type,
			   part_type_of(v.kind)));
	if (minus && v.kind == EXPR_DEC)
		v.as.dec = -v.as.dec;
	else if (minus)
		v.as.real = -v.as.real;
	(void)compile_add_constant(c, v);
	lex_next(&c->lex);
	return true;
}

static bool
parse_in(struct compiler *c, struct part *p, bool negated)
{
	struct code code = {
	    .op = OP_IN, .negated = negated, .arg = (uint32_t)c->e->constants};

	if (!compile_take(c, TOKEN_OPEN))
		return compile_fail(c, "a list in parentheses is wanted");
	if (p->type == TYPE_BOOL)
		return part_need(c, p, TYPE_NUMBER);
	do
		if (!parse_item(c, p))
			return false;
	while (compile_take(c, TOKEN_COMMA));
	if (!compile_take(c, TOKEN_CLOSE))
		return compile_fail(
		    c, "a comma or a closing parenthesis is wanted");
	code.more = (uint32_t)c->e->constants - code.arg;
	(void)compile_emit(c, code);
	return true;
}

/* is empty, is not empty: of a column without reading it as anything. */
static bool
parse_is(struct compiler *c, struct part *p)
{
	bool some = compile_take(c, TOKEN_NOT);

	if (!compile_take(c, TOKEN_NOTHING))
		return compile_fail(c, "'empty' or 'not empty' is wanted");
	if (p->type == TYPE_BOOL)
		return part_need(c, p, TYPE_NUMBER);
	if (p->type == TYPE_CELL)
		c->e->code[p->cell].op = OP_FILLED;
	else if (part_need(c, p, p->type == TYPE_SUM ? TYPE_NUMBER : p->type))
		(void)compile_emit(c, (struct code){.op = OP_SOME});
	if (!some)
		(void)compile_emit(c, (struct code){.op = OP_NOT});
	return true;
}

static bool
parse_test(struct compiler *c, struct part *p)
{
	bool negated, ok;

	if (!parse_sum(c, p))
		return false;
	if (c->lex.token >= TOKEN_EQ && c->lex.token <= TOKEN_GE) {
		ok = parse_compared(c, p);
	} else if (compile_take(c, TOKEN_IS)) {
		ok = parse_is(c, p);
	} else {
		negated = compile_take(c, TOKEN_NOT);
		if (compile_take(c, TOKEN_IN))
			ok = parse_in(c, p, negated);
		else if (compile_take(c, TOKEN_BETWEEN))
			ok = parse_between(c, p, negated);
		else
			return !negated ||
			       compile_fail(c, "'in' or 'between' is wanted");
	}
	p->type = TYPE_BOOL;
	if (ok && c->lex.token >= TOKEN_EQ && c->lex.token <= TOKEN_GE)
		return compile_fail(
		    c, "a second comparison: join them with 'and'");
	return ok;
}

static bool
parse_not(struct compiler *c, struct part *p)
{
	size_t from = c->lex.from;
	int before = c->depth;
	bool negated = false, any = false;

	while (compile_take(c, TOKEN_NOT)) {
		any = true;
		negated = !negated;
		if (!compile_enter(c))
			return false;
	}
	if (!parse_test(c, p) || (any && !part_need(c, p, TYPE_BOOL)))
		return false;
	c->depth = before;
	p->from = from;
	if (negated)
		(void)compile_emit(c, (struct code){.op = OP_NOT});
	return true;
}

/* Operands joined by `and` or `or`; each jump goes behind the next one. */
static bool
parse_joined(struct compiler *c, struct part *p, enum token token, enum op op,
    bool (*operand)(struct compiler *c, struct part *p))
{
	struct part q = {0};

	if (!operand(c, p))
		return false;
	while (c->lex.token == token) {
		size_t jump;

		if (!part_need(c, p, TYPE_BOOL))
			return false;
		lex_next(&c->lex);
		jump = compile_emit(c, (struct code){.op = op});
		if (!operand(c, &q) || !part_need(c, &q, TYPE_BOOL))
			return false;
		c->e->code[jump].arg = (uint32_t)c->e->count;
	}
	return true;
}

static bool
parse_and(struct compiler *c, struct part *p)
{
	return parse_joined(c, p, TOKEN_AND, OP_AND, parse_not);
}

static bool
parse_or(struct compiler *c, struct part *p)
{
	return parse_joined(c, p, TOKEN_OR, OP_OR, parse_and);
}

static struct expr *
compile(struct str text, const struct expr_scope *scope, enum type type,
    size_t *at, struct fault *f)
{
	struct arena arena = {0};
	struct compiler c = {.scope = scope, .f = f};
	struct part p;
	bool ok;

	c.e = mem_zero(1, sizeof(*c.e));
	c.e->decimal = scope->decimal;
	lex_begin(&c.lex, text, &arena);
	ok = parse_or(&c, &p);
	if (ok && c.lex.token != TOKEN_END)
		ok = compile_fail(&c, c.lex.token == TOKEN_CLOSE
					  ? "nothing is open to be closed"
					  : "an operator is wanted");
	ok = ok && part_need(&c, &p, type);
	arena_free(&arena);
	*at = c.at;
	if (ok)
		return c.e;
	expr_delete(c.e);
	return NULL;
}

struct expr *
expr_condition(struct str text, const struct expr_scope *scope, size_t *at,
    struct fault *f)
{
	return compile(text, scope, TYPE_BOOL, at, f);
}

struct expr *
expr_number(struct str text, const struct expr_scope *scope, size_t *at,
    struct fault *f)
{
	return compile(text, scope, TYPE_NUMBER, at, f);
}

void
expr_delete(struct expr *e)
{
	if (e == NULL)
		return;
	arena_free(&e->arena);
	mem_free(e->code);
	mem_free(e->constant);
	mem_free(e->column);
	mem_free(e);
}

size_t
expr_columns(const struct expr *e, const size_t **column)
{
	*column = e->column;
	return e->columns;
}

bool
expr_reads_given(const struct expr *e, size_t given)
{
	for (size_t i = 0; i < e->count; i++)
		if (e->code[i].op == OP_GIVEN && e->code[i].arg == given)
			return true;
	return false;
}
