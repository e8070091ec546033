/*
 * dialect: finds the delimiter in a file's first line: the only one, or by
 * far (twice) the most frequent, of , TAB ; | outside quotes.
 */
#ifndef IO_DIALECT_H
#define IO_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "io/block.h"

enum { DIALECTS = 4 };

/* Zeroed is a new one. */
struct dialect {
	size_t count[DIALECTS];
	bool begun;
	bool quoted;
};

/*
 * dialect_feed: more of the file's bytes, from its first one on.
 * Returns true when the first line that is not blank has ended.
 */
bool dialect_feed(struct dialect *d, const char *p, size_t n);

/*
 * dialect_found: the delimiter; a comma where there is none.
 * Returns 0 when there is no telling: the two candidates are in tie.
 */
char dialect_found(const struct dialect *d, char tie[2]);

/*
 * dialect_find: the delimiter of a fresh block, which is filled as far as its
 * first line that is not blank (at most 1 MiB of it).
 * Returns false with a fault on a tie, or when the input cannot be read.
 */
bool dialect_find(struct block *b, char *delimiter, struct fault *f);

#endif
