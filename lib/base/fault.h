/*
 * fault: what went wrong, and where. The library fills one in and returns
 * false; only cli prints it. A fault owns no memory but itself.
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum fault_code {
	FAULT_NONE,
	FAULT_IO,    /* open, read, write, sync, rename           status 1 */
	FAULT_FORM,  /* gzip, quoting, NUL, header: never skipped status 1 */
	FAULT_ROW,   /* one row is bad: may be skipped            status 1 */
	FAULT_DATA,  /* the rows are fine, the result is not      status 1 */
	FAULT_USAGE, /* the command line                          status 2 */
	FAULT_CHECK, /* answered, but a check asked for failed    status 3 */
};

enum { FAULT_TEXT = 400 };

/* A line for the reader to fill in: the one it is at. */
#define FAULT_LINE_HERE UINT64_MAX

/* A zeroed struct is no fault. Texts are escaped and cut: safe to print. */
struct fault {
	enum fault_code code;
	const char *file;      /* NULL: none; borrowed from the operands */
	uint64_t line;         /* 0: none; physical, where the row begins */
	char column[136];      /* "": none */
	char what[FAULT_TEXT]; /* lower case, no full stop */
	char value[136];       /* the offending bytes, escaped */
	bool has_value;
	char hint[FAULT_TEXT]; /* "": none; what to do next */
};

/*
 * fault_set: starts a fault over: code and what, nothing else.
 * Returns false, so that a function can end in return fault_set(...).
 */
bool fault_set(struct fault *f, enum fault_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with ": strerror(err)" behind it; code FAULT_IO. */
bool fault_errno(struct fault *f, int err, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

void fault_at(struct fault *f, const char *file, uint64_t line);
void fault_column(struct fault *f, struct str name);
void fault_value(struct fault *f, struct str value);
void fault_hint(struct fault *f, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * fault_escape: bytes made safe for a terminal: control characters, quotes,
 * invalid UTF-8 and bidirectional overrides as C escapes; more than about 60
 * characters are cut and end in "...".
 *
 *   out   size bytes, at least 80; always terminated
 */
void fault_escape(char *out, size_t size, struct str s);

/*
 * fault_tame: a whole message made safe: each byte of a control character,
 * of a bidirectional override or of invalid UTF-8 becomes a question mark.
 * fault_set and fault_hint do it; a value is better escaped before.
 */
void fault_tame(char *text);

#endif
