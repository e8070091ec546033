/*
 * part: pieces of an expression while it is compiled: their types, what they
 * become when they meet, and where it is wrong.
 */
#ifndef EXPR_PART_H
#define EXPR_PART_H

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

/* Says what is wrong from a byte of the text on, or at the token at hand. */
bool compile_fail_at(
    struct compiler *c, size_t from, struct str piece, const char *what);
bool compile_fail(struct compiler *c, const char *what);

/* The token, if it is the one at hand. */
bool compile_take(struct compiler *c, enum token token);

size_t compile_emit(struct compiler *c, struct code code);
uint32_t compile_add_constant(struct compiler *c, struct expr_value v);

/* One level deeper, unless it is one too many. */
bool compile_enter(struct compiler *c);

bool part_is_open(enum type type);
enum type part_type_of(enum expr_kind kind);

/* Settles what a column is read as, where it can be that. */
void part_read_as(struct compiler *c, struct part *p, enum type type);

/* What is to be said when a type is wanted and another one got. */
const char *part_wanted(enum type type, enum type got);

/* Makes the part of that type, or says that it is not. */
bool part_need(struct compiler *c, struct part *p, enum type type);

/* Two columns in a row become one operation that looks at both. */
bool part_make_pair(
    struct compiler *c, struct part *p, struct part *q, enum read read);

/* The type that parts are compared in: what the first that knows says. */
bool part_unify(struct compiler *c, struct part **p, size_t n);

#endif
