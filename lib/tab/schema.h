/* schema: a header line, and columns found in it by name or position. */
#ifndef TAB_SCHEMA_H
#define TAB_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/str.h"

/* What a tool wants of a column; an option of that name renames it. */
struct role {
	const char *option; /* "customer": --customer COL */
	const char *name;   /* the canonical name: "customer_id" */
	const char *help;   /* "column of customer ids" */
	bool required;
	const char *const *likely; /* other usual names, NULL-ended, or NULL */
	const char *column;        /* what the option said, or NULL */
};

struct schema {
	struct arena arena;
	struct str *name;
	size_t count;
};

enum { SCHEMA_NONE = -1, SCHEMA_TWICE = -2 };

void schema_init(struct schema *s, const struct str *names, size_t n);
void schema_free(struct schema *s);

/*
 * schema_find: the index of a column called name, else, when name is a
 * number from 1 to count, of that position.
 * Returns SCHEMA_NONE, or SCHEMA_TWICE when two columns are called so.
 */
long schema_find(const struct schema *s, struct str name);

/*
 * schema_alias: the column called by the first of the names that is there:
 * each tried as it is, then each without the blanks around it and without
 * regard to the case of ASCII letters. No positions.
 */
long schema_alias(const struct schema *s, const char *const *names);

/*
 * schema_near: a column that is called name but for the case of letters and
 * blanks around it, no-break spaces too: one that was probably meant.
 * Returns its index, or SCHEMA_NONE
 */
long schema_near(const struct schema *s, struct str name);

/*
 * schema_missing: the fault for a column that is not there: lists the
 * columns there are and hints at the likely one.
 *
 *   option   the long option that would name another column, or NULL
 *   likely   other usual names, or NULL
 */
bool schema_missing(const struct schema *s, struct str name, const char *option,
    const char *const *likely, struct fault *f);

#endif
