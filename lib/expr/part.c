#include "expr/part.h"

#include "base/mem.h"

bool
compile_fail_at(
    struct compiler *c, size_t from, struct str piece, const char *what)
{
	c->at = from + 1;
	fault_set(c->f, FAULT_FORM, "at %zu: %s", c->at, what);
	if (piece.n > 0)
		fault_value(c->f, piece);
	return false;
}

/* The token at hand is not what was wanted. */
bool
compile_fail(struct compiler *c, const char *what)
{
	if (c->lex.token == TOKEN_BAD)
		what = c->lex.problem;
	return compile_fail_at(c, c->lex.from, lex_piece(&c->lex), what);
}

bool
compile_take(struct compiler *c, enum token token)
{
	if (c->lex.token != token)
		return false;
	lex_next(&c->lex);
	return true;
}

size_t
compile_emit(struct compiler *c, struct code code)
{
	struct expr *e = c->e;

	e->code = mem_grow(e->code, &e->room, e->count + 1, sizeof(*e->code));
	e->code[e->count] = code;
	return e->count++;
}

uint32_t
compile_add_constant(struct compiler *c, struct expr_value v)
{
	struct expr *e = c->e;

	if (v.kind == EXPR_TEXT)
		v.as.text = arena_str(&e->arena, v.as.text);
	e->constant = mem_grow(e->constant, &e->constant_room, e->constants + 1,
	    sizeof(*e->constant));
	e->constant[e->constants] = v;
	return (uint32_t)e->constants++;
}

bool
compile_enter(struct compiler *c)
{
	if (c->depth++ < EXPR_DEPTH)
		return true;
	return compile_fail(c, "nested too deeply");
}

bool
part_is_open(enum type type)
{
	return type == TYPE_CELL || type == TYPE_SUM;
}

/* Settles what a column is read as, where it can be that. */
void
part_read_as(struct compiler *c, struct part *p, enum type type)
{
	struct code *code;

	if (!part_is_open(p->type) || type == TYPE_BOOL ||
	    (p->type == TYPE_SUM && type == TYPE_TEXT))
		return;
	code = &c->e->code[p->cell];
	code->read = type == TYPE_NUMBER ? READ_NUMBER
		     : type == TYPE_DATE ? READ_DATE
					 : READ_TEXT;
	p->type = type;
}

const char *
part_wanted(enum type type, enum type got)
{
	if (type == TYPE_BOOL)
		return part_is_open(got)
			   ? "a condition is wanted, not a column alone: "
			     "compare it, or write 'is not empty'"
			   : "a condition is wanted, not a value alone";
	return got == TYPE_BOOL      ? "a value is wanted, not a condition"
	       : type == TYPE_NUMBER ? "a number is wanted"
	       : type == TYPE_DATE   ? "a date is wanted, as 2024-01-31"
				     : "a text in '' is wanted";
}

/* Makes the part of that type, or says that it is not. */
bool
part_need(struct compiler *c, struct part *p, enum type type)
{
	struct str piece = {c->lex.text.p + p->from,
	    c->lex.from > p->from ? c->lex.from - p->from : 0};

	part_read_as(c, p, type);
	if (p->type == type)
		return true;
	return compile_fail_at(
	    c, p->from, str_trim(piece), part_wanted(type, p->type));
}

enum type
part_type_of(enum expr_kind kind)
{
	return kind == EXPR_TEXT   ? TYPE_TEXT
	       : kind == EXPR_DATE ? TYPE_DATE
	       : kind == EXPR_BOOL ? TYPE_BOOL
				   : TYPE_NUMBER;
}

/* Two columns in a row become one operation that looks at both. */
bool
part_make_pair(
    struct compiler *c, struct part *p, struct part *q, enum read read)
{
	struct expr *e = c->e;
	struct code pair = {.op = OP_PAIR, .read = read};

	if (p->type != TYPE_CELL || q->type != TYPE_CELL)
		return false;
	pair.arg = e->code[p->cell].arg;
	pair.more = e->code[q->cell].arg;
	e->count -= 2;
	(void)compile_emit(c, pair);
	return true;
}

/* The type that parts are compared in: what the first that knows says. */
bool
part_unify(struct compiler *c, struct part **p, size_t n)
{
	enum type type = TYPE_CELL;

	for (size_t i = 0; i < n && part_is_open(type); i++)
		type = p[i]->type;
	if (part_is_open(type))
		type = TYPE_NUMBER;
	if (type == TYPE_BOOL)
		return part_need(c, p[0], TYPE_NUMBER) &&
		       part_need(c, p[1], TYPE_NUMBER);
	for (size_t i = 0; i < n; i++)
		if (!part_need(c, p[i], type))
			return false;
	return true;
}
