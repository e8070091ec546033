/*
 * code: what compile.c makes and eval.c runs: a stack machine. Each
 * operation takes its operands from the top of the stack and leaves one
 * value there; jumps only go forward.
 */
#ifndef EXPR_CODE_H
#define EXPR_CODE_H

#include "base/arena.h"
#include "expr/expr.h"

enum op {
	OP_CONST,  /* push constant [arg] */
	OP_CELL,   /* push column [arg], read as what the operation says */
	OP_PAIR,   /* push columns [arg] and [more], read as both allow */
	OP_FILLED, /* push whether column [arg] is not blank */
	OP_GIVEN,  /* push the program's value [arg] */
	OP_NEG,
	OP_ADD, /* date + number too */
	OP_SUB, /* date - date, date - number too */
	OP_MUL,
	OP_DIV,
	OP_EQ,
	OP_NE,
	OP_LT,
	OP_LE,
	OP_GT,
	OP_GE,
	OP_BETWEEN, /* x low high */
	OP_IN,      /* x in constants [arg] to [arg] + [more] - 1 */
	OP_SOME,    /* whether the value on top is not empty */
	OP_NOT,
	OP_AND, /* jump to [arg] if false, else drop */
	OP_OR   /* jump to [arg] if true, else drop */
};

/* How a cell is read; a pair READ_ANY may be texts, else not. */
enum read { READ_ANY, READ_NUMBER, READ_TEXT, READ_DATE };

struct code {
	enum op op;
	enum read read; /* OP_CELL, OP_PAIR */
	bool negated;   /* OP_BETWEEN, OP_IN: `not` stood before it */
	uint32_t arg, more;
};

/* Nothing nested to EXPR_DEPTH needs more. */
enum { EXPR_STACK = 4 * EXPR_DEPTH + 8 };

struct expr {
	struct arena arena; /* texts of constants, names */
	bool decimal;       /* no doubles */
	struct code *code;
	size_t count, room;
	struct expr_value *constant;
	size_t constants, constant_room;
	size_t *column;
	size_t columns, column_room;
};

#endif
