/*
 * key: several values as one string of bytes, whose order is theirs: NUL,
 * which no field may hold, stands between them.
 */
#ifndef FOLD_KEY_H
#define FOLD_KEY_H

#include "base/buf.h"
#include "base/str.h"

#define KEY_SEPARATOR '\0'

/* Another value behind those in b. */
static inline void
key_put(struct buf *b, struct str value)
{
	buf_putc(b, KEY_SEPARATOR);
	buf_str(b, value);
}

/* The first value, and the rest, whose p is NULL when there is none. */
static inline struct str
key_first(struct str key, struct str *rest)
{
	struct str first = {NULL, 0};

	*rest = key;
	(void)str_split(rest, KEY_SEPARATOR, &first);
	return first;
}

#endif
