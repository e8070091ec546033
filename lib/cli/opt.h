/*
 * opt: options as data. One table per tool yields the parser, --help and
 * --dump-options.
 */
#ifndef CLI_OPT_H
#define CLI_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/str.h"

enum opt_type {
	OPT_FLAG,   /* bool *: set to true */
	OPT_CLEAR,  /* bool *: set to false */
	OPT_TEXT,   /* const char ** */
	OPT_CHAR,   /* char *: one byte, \t, tab, comma, semicolon, pipe */
	OPT_INT,    /* int64_t *, min to max */
	OPT_REAL,   /* double *, min to max */
	OPT_SIZE,   /* uint64_t *: 64K, 16M, 1G */
	OPT_DATE,   /* struct opt_date * */
	OPT_CHOICE, /* int *: index into choices */
	OPT_CALL,   /* call(to, value, fault) */
	OPT_HELP,
	OPT_VERSION,
	OPT_DUMP
};

struct opt_date {
	bool given;
	int32_t day;
};

struct opt {
	const char *name; /* long; NULL ends the table */
	char letter;      /* 0: none */
	enum opt_type type;
	void *to;
	const char *arg;  /* metavar, NULL for flags */
	const char *dflt; /* text of the default, or NULL */
	const char *help; /* one sentence, lower case, no full stop */
	const char *group;
	const char *const *choices; /* NULL-ended */
	double min, max;            /* both 0: no bounds */
	bool (*call)(void *to, const char *value, struct fault *f);
	bool hidden;
};

/* One way of working, chosen by -m. */
struct run;
struct method {
	const char *name; /* NULL ends the table */
	const char *help;
	bool (*run)(struct run *r);
	const void *data; /* the tool's own */
};

/* Splits "a,b,c" at commas, for options that take lists; empty is none. */
struct opt_list {
	const char **item;
	size_t n;
};
bool opt_list(void *to, const char *value, struct fault *f);

#endif
