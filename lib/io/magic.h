/*
 * magic: the first bytes that no CSV has: other kinds of files, and the byte
 * order marks of other encodings than UTF-8; and what to do about them.
 */
#ifndef IO_MAGIC_H
#define IO_MAGIC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct magic {
	const char *bytes;
	size_t n;
	const char *what;
	const char *hint;
	const char *encoding; /* that it is the byte order mark of, or NULL */
};

/* What the bytes begin with, or NULL. */
const struct magic *magic_find(struct str s);

/* Whether they begin with the byte order mark of UTF-8. */
bool magic_bom(struct str s);

#endif
