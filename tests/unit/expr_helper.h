/* expr_helper: a row of texts to compile expressions over and try them on. */
#ifndef TESTS_EXPR_HELPER_H
#define TESTS_EXPR_HELPER_H

#include "expr/expr.h"

enum { EXPR_CELLS = 12 };

struct expr_table {
	const char *name[EXPR_CELLS]; /* NULL-ended; twice: it is ambiguous */
	const char *cell[EXPR_CELLS];
};

static inline long
expr_table_find(const void *arg, struct str name)
{
	const struct expr_table *t = arg;
	long at = -1;

	for (int i = 0; i < EXPR_CELLS && t->name[i] != NULL; i++)
		if (str_is(name, t->name[i]))
			at = at == -1 ? i : -2;
	return at;
}

static inline struct str
expr_table_cell(const void *arg, size_t column)
{
	const struct expr_table *t = arg;

	return str_of(t->cell[column]);
}

static inline struct expr_scope
expr_table_scope(const struct expr_table *t)
{
	return (struct expr_scope){.column = expr_table_find, .arg = t};
}

static inline struct expr_row
expr_table_row(const struct expr_table *t)
{
	return (struct expr_row){.cell = expr_table_cell, .arg = t};
}

#endif
