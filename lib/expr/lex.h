/* lex: the text of an expression, cut into tokens. */
#ifndef EXPR_LEX_H
#define EXPR_LEX_H

#include "base/arena.h"
#include "expr/expr.h"

enum token {
	TOKEN_END,
	TOKEN_NUMBER, /* value: EXPR_DEC or EXPR_REAL */
	TOKEN_DATE,   /* 2024-01-31, 2024-01-31T12:00 */
	TOKEN_TEXT,   /* 'it''s' */
	TOKEN_NAME,   /* amount, "Total amount", [Total amount] */
	TOKEN_AND,
	TOKEN_OR,
	TOKEN_NOT,
	TOKEN_IN,
	TOKEN_BETWEEN,
	TOKEN_IS,
	TOKEN_NOTHING, /* empty */
	TOKEN_TRUE,
	TOKEN_FALSE,
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_COMMA,
	TOKEN_PLUS,
	TOKEN_MINUS,
	TOKEN_TIMES,
	TOKEN_OVER,
	TOKEN_EQ,
	TOKEN_NE,
	TOKEN_LT,
	TOKEN_LE,
	TOKEN_GT,
	TOKEN_GE,
	TOKEN_BAD
};

struct lex {
	struct str text;
	size_t next;         /* the byte behind the token */
	struct arena *arena; /* texts and names are copied to it */
	/* The token at hand: */
	enum token token;
	size_t from;             /* where it begins */
	struct expr_value value; /* of a number, date, text or name */
	const char *problem;     /* of TOKEN_BAD */
};

void lex_begin(struct lex *l, struct str text, struct arena *arena);

/* Moves to the next token; TOKEN_END and TOKEN_BAD stay. */
void lex_next(struct lex *l);

/* The token's own bytes. */
struct str lex_piece(const struct lex *l);

#endif
