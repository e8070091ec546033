/*
 * Recursive descent, a level of precedence each, its depth limited by
 * EXPR_DEPTH. A column is emitted before it is known how to read it: what it
 * meets patches the operation that pushes it.
 */
#include "base/mem.h"
#include "expr/code.h"
#include "expr/lex.h"

enum type {
	TYPE_BOOL,
	TYPE_NUMBER,
	TYPE_TEXT,
	TYPE_DATE,
	TYPE_CELL, /* a column alone: anything but a truth */
	TYPE_SUM   /* a column and numbers: a number or a date */
};

/* What has been compiled: a piece of the text that leaves one value. */
struct part {
	enum type type;
	size_t from; /* in the text */
	size_t cell; /* TYPE_CELL, TYPE_SUM: the operation to be patched */
};

struct compiler {
	struct expr *e;
	struct lex lex;
	const struct expr_scope *scope;
	int depth;
	size_t at; /* of the fault, from 1 */
	struct fault *f;
};

static bool parse_or(struct compiler *c, struct part *p);

static bool
fail_at(struct compiler *c, size_t from, struct str piece, const char *what)
{
	c->at = from + 1;
	fault_set(c->f, FAULT_FORM, "at %zu: %s", c->at, what);
	if (piece.n > 0)
		fault_value(c->f, piece);
	return false;
}

/* The token at hand is not what was wanted. */
static bool
fail(struct compiler *c, const char *what)
{
	if (c->lex.token == TOKEN_BAD)
		what = c->lex.problem;
	return fail_at(c, c->lex.from, lex_piece(&c->lex), what);
}

static bool
take(struct compiler *c, enum token token)
{
	if (c->lex.token != token)
		return false;
	lex_next(&c->lex);
	return true;
}

static size_t
emit(struct compiler *c, struct code code)
{
	struct expr *e = c->e;

	e->code = mem_grow(e->code, &e->room, e->count + 1, sizeof(*e->code));
	e->code[e->count] = code;
	return e->count++;
}

static uint32_t
add_constant(struct compiler *c, struct expr_value v)
{
	struct expr *e = c->e;

	if (v.kind == EXPR_TEXT)
		v.as.text = arena_str(&e->arena, v.as.text);
	e->constant = mem_grow(e->constant, &e->constant_room, e->constants + 1,
	    sizeof(*e->constant));
	e->constant[e->constants] = v;
	return (uint32_t)e->constants++;
}

static bool
enter(struct compiler *c)
{
	if (c->depth++ < EXPR_DEPTH)
		return true;
	return fail(c, "nested too deeply");
}

static bool
is_open(enum type type)
{
	return type == TYPE_CELL || type == TYPE_SUM;
}

/* Settles what a column is read as, where it can be that. */
static void
read_as(struct compiler *c, struct part *p, enum type type)
{
	struct code *code;

	if (!is_open(p->type) || type == TYPE_BOOL ||
	    (p->type == TYPE_SUM && type == TYPE_TEXT))
		return;
	code = &c->e->code[p->cell];
	code->read = type == TYPE_NUMBER ? READ_NUMBER
		     : type == TYPE_DATE ? READ_DATE
					 : READ_TEXT;
	p->type = type;
}

static const char *
wanted(enum type type, enum type got)
{
	if (type == TYPE_BOOL)
		return is_open(got)
			   ? "a condition is wanted, not a column alone: "
			     "compare it, or write 'is not empty'"
			   : "a condition is wanted, not a value alone";
	return got == TYPE_BOOL      ? "a value is wanted, not a condition"
	       : type == TYPE_NUMBER ? "a number is wanted"
	       : type == TYPE_DATE   ? "a date is wanted, as 2024-01-31"
				     : "a text in '' is wanted";
}

/* Makes the part of that type, or says that it is not. */
static bool
need(struct compiler *c, struct part *p, enum type type)
{
	struct str piece = {c->lex.text.p + p->from,
	    c->lex.from > p->from ? c->lex.from - p->from : 0};

	read_as(c, p, type);
	if (p->type == type)
		return true;
	return fail_at(c, p->from, str_trim(piece), wanted(type, p->type));
}

static bool
parse_name(struct compiler *c, struct part *p)
{
	struct expr *e = c->e;
	long at = c->scope->column(c->scope->arg, c->lex.value.as.text);
	size_t k = 0;

	if (at < 0)
		return fail_at(c, c->lex.from, c->lex.value.as.text,
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
	p->cell = emit(c, (struct code){.op = OP_CELL, .arg = (uint32_t)at});
	return true;
}

static bool
is_constant(enum token t)
{
	return t == TOKEN_NUMBER || t == TOKEN_DATE || t == TOKEN_TEXT;
}

static enum type
type_of(enum expr_kind kind)
{
	return kind == EXPR_TEXT   ? TYPE_TEXT
	       : kind == EXPR_DATE ? TYPE_DATE
	       : kind == EXPR_BOOL ? TYPE_BOOL
				   : TYPE_NUMBER;
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
		if (!enter(c) || !parse_or(c, p))
			return false;
		c->depth--;
		if (c->lex.token != TOKEN_CLOSE)
			return fail(c, "a closing parenthesis is wanted");
	} else {
		if (c->lex.token == TOKEN_TRUE || c->lex.token == TOKEN_FALSE) {
			v.kind = EXPR_BOOL;
			v.as.truth = c->lex.token == TOKEN_TRUE;
		} else if (!is_constant(c->lex.token)) {
			return fail(c, "a column, number, date, text or ( "
				       "is wanted");
		}
		p->type = type_of(v.kind);
		(void)emit(c,
		    (struct code){.op = OP_CONST, .arg = add_constant(c, v)});
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
		if (!enter(c))
			return false;
	}
	if (!parse_primary(c, p) || (any && !need(c, p, TYPE_NUMBER)))
		return false;
	c->depth = before;
	p->from = from;
	if (minus)
		(void)emit(c, (struct code){.op = OP_NEG});
	return true;
}

static bool
parse_product(struct compiler *c, struct part *p)
{
	struct part q;

	if (!parse_unary(c, p))
		return false;
	while (c->lex.token == TOKEN_TIMES || c->lex.token == TOKEN_OVER) {
		enum op op = c->lex.token == TOKEN_TIMES ? OP_MUL : OP_DIV;

		if (!need(c, p, TYPE_NUMBER))
			return false;
		lex_next(&c->lex);
		if (!parse_unary(c, &q) || !need(c, &q, TYPE_NUMBER))
			return false;
		(void)emit(c, (struct code){.op = op});
	}
	return true;
}

/* Two columns in a row become one operation that looks at both. */
static bool
make_pair(struct compiler *c, struct part *p, struct part *q, enum read read)
{
	struct expr *e = c->e;
	struct code pair = {.op = OP_PAIR, .read = read};

	if (p->type != TYPE_CELL || q->type != TYPE_CELL)
		return false;
	pair.arg = e->code[p->cell].arg;
	pair.more = e->code[q->cell].arg;
	e->count -= 2;
	(void)emit(c, pair);
	return true;
}

/* A column and a number: what it meets says which kind of sum it is. */
static bool
stays_open(struct part *p, const struct part *q, bool minus)
{
	bool right = !minus && is_open(q->type) && p->type == TYPE_NUMBER;

	if (!right && !(is_open(p->type) && q->type == TYPE_NUMBER))
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

	if (minus && make_pair(c, p, q, READ_NUMBER)) {
		p->type = TYPE_NUMBER;
		return true;
	}
	if (stays_open(p, q, minus))
		return true;
	if (minus && right) {
		if (!need(c, p, TYPE_DATE))
			return false;
		p->type = TYPE_NUMBER;
		return true;
	}
	if (minus && left && is_open(q->type)) {
		read_as(c, q, TYPE_DATE);
		p->type = TYPE_NUMBER;
		return true;
	}
	if ((!left && !need(c, p, TYPE_NUMBER)) ||
	    ((left || !right) && !need(c, q, TYPE_NUMBER)))
		return false;
	p->type = left || right ? TYPE_DATE : TYPE_NUMBER;
	return true;
}

static bool
parse_sum(struct compiler *c, struct part *p)
{
	struct part q;

	if (!parse_product(c, p))
		return false;
	while (c->lex.token == TOKEN_PLUS || c->lex.token == TOKEN_MINUS) {
		bool minus = c->lex.token == TOKEN_MINUS;

		lex_next(&c->lex);
		if (!parse_product(c, &q) || !sum_types(c, p, &q, minus))
			return false;
		(void)emit(c, (struct code){.op = minus ? OP_SUB : OP_ADD});
	}
	return true;
}

/* The type that parts are compared in: what the first that knows says. */
static bool
unify(struct compiler *c, struct part **p, size_t n)
{
	enum type type = TYPE_CELL;

	for (size_t i = 0; i < n && is_open(type); i++)
		type = p[i]->type;
	if (is_open(type))
		type = TYPE_NUMBER;
	if (type == TYPE_BOOL)
		return need(c, p[0], TYPE_NUMBER) && need(c, p[1], TYPE_NUMBER);
	for (size_t i = 0; i < n; i++)
		if (!need(c, p[i], type))
			return false;
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
	if (!make_pair(c, p, &q, READ_ANY) && !unify(c, both, 2))
		return false;
	(void)emit(c, (struct code){.op = op});
	return true;
}

static bool
parse_between(struct compiler *c, struct part *p, bool negated)
{
	struct part low, high, *all[] = {p, &low, &high};

	if (!parse_sum(c, &low))
		return false;
	if (!take(c, TOKEN_AND))
		return fail(c, "'and' and the upper bound are wanted");
	if (!parse_sum(c, &high) || !unify(c, all, 3))
		return false;
	(void)emit(c, (struct code){.op = OP_BETWEEN, .negated = negated});
	return true;
}

static bool
parse_item(struct compiler *c, struct part *p)
{
	bool minus = take(c, TOKEN_MINUS);
	struct expr_value v = c->lex.value;

	if (!is_constant(c->lex.token) ||
	    (minus && c->lex.token != TOKEN_NUMBER))
		return fail(c, "a number, date or text is wanted in a list");
	read_as(c, p, type_of(v.kind));
	if (p->type != type_of(v.kind))
		return fail(
		    c, wanted(p->type == TYPE_SUM ? TYPE_NUMBER : p->type,
			   type_of(v.kind)));
	if (minus && v.kind == EXPR_DEC)
		v.as.dec = -v.as.dec;
	else if (minus)
		v.as.real = -v.as.real;
	(void)add_constant(c, v);
	lex_next(&c->lex);
	return true;
}

static bool
parse_in(struct compiler *c, struct part *p, bool negated)
{
	struct code code = {
	    .op = OP_IN, .negated = negated, .arg = (uint32_t)c->e->constants};

	if (!take(c, TOKEN_OPEN))
		return fail(c, "a list in parentheses is wanted");
	if (p->type == TYPE_BOOL)
		return need(c, p, TYPE_NUMBER);
	do
		if (!parse_item(c, p))
			return false;
	while (take(c, TOKEN_COMMA));
	if (!take(c, TOKEN_CLOSE))
		return fail(c, "a comma or a closing parenthesis is wanted");
	code.more = (uint32_t)c->e->constants - code.arg;
	(void)emit(c, code);
	return true;
}

/* is empty, is not empty: of a column without reading it as anything. */
static bool
parse_is(struct compiler *c, struct part *p)
{
	bool some = take(c, TOKEN_NOT);

	if (!take(c, TOKEN_NOTHING))
		return fail(c, "'empty' or 'not empty' is wanted");
	if (p->type == TYPE_BOOL)
		return need(c, p, TYPE_NUMBER);
	if (p->type == TYPE_CELL)
		c->e->code[p->cell].op = OP_FILLED;
	else if (need(c, p, p->type == TYPE_SUM ? TYPE_NUMBER : p->type))
		(void)emit(c, (struct code){.op = OP_SOME});
	if (!some)
		(void)emit(c, (struct code){.op = OP_NOT});
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
	} else if (take(c, TOKEN_IS)) {
		ok = parse_is(c, p);
	} else {
		negated = take(c, TOKEN_NOT);
		if (take(c, TOKEN_IN))
			ok = parse_in(c, p, negated);
		else if (take(c, TOKEN_BETWEEN))
			ok = parse_between(c, p, negated);
		else
			return !negated ||
			       fail(c, "'in' or 'between' is wanted");
	}
	p->type = TYPE_BOOL;
	if (ok && c->lex.token >= TOKEN_EQ && c->lex.token <= TOKEN_GE)
		return fail(c, "a second comparison: join them with 'and'");
	return ok;
}

static bool
parse_not(struct compiler *c, struct part *p)
{
	size_t from = c->lex.from;
	int before = c->depth;
	bool negated = false, any = false;

	while (take(c, TOKEN_NOT)) {
		any = true;
		negated = !negated;
		if (!enter(c))
			return false;
	}
	if (!parse_test(c, p) || (any && !need(c, p, TYPE_BOOL)))
		return false;
	c->depth = before;
	p->from = from;
	if (negated)
		(void)emit(c, (struct code){.op = OP_NOT});
	return true;
}

/* Operands joined by `and` or `or`; each jump goes behind the next one. */
static bool
parse_joined(struct compiler *c, struct part *p, enum token token, enum op op,
    bool (*operand)(struct compiler *c, struct part *p))
{
	struct part q;

	if (!operand(c, p))
		return false;
	while (c->lex.token == token) {
		size_t jump;

		if (!need(c, p, TYPE_BOOL))
			return false;
		lex_next(&c->lex);
		jump = emit(c, (struct code){.op = op});
		if (!operand(c, &q) || !need(c, &q, TYPE_BOOL))
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
	lex_begin(&c.lex, text, &arena);
	ok = parse_or(&c, &p);
	if (ok && c.lex.token != TOKEN_END)
		ok = fail(&c, c.lex.token == TOKEN_CLOSE
				  ? "nothing is open to be closed"
				  : "an operator is wanted");
	ok = ok && need(&c, &p, type);
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
