/*
 * block: the input in one piece of memory that keeps the open record whole.
 *
 *	[open .. scan)  of the open record, looked at already
 *	[scan .. stop)  not looked at: ends at end, or at the first NUL
 *	[stop .. end)   read, but behind a NUL
 *
 * Sixteen more bytes behind end can be read, and mean nothing.
 */
#ifndef IO_BLOCK_H
#define IO_BLOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "io/input.h"

struct block {
	struct input *in;
	char *p;
	size_t cap;
	size_t step; /* most to read at once  [bytes] */
	size_t open;
	size_t scan;
	size_t stop;
	size_t end;
	size_t lf; /* no LF between scan and here */
	bool over; /* the end of the input, or a fault */
	struct fault fault;
};

/* step 0 is the default. Owns in from now on. */
void block_init(struct block *b, struct input *in, size_t step);
void block_free(struct block *b);

/*
 * block_fill: reads more behind end; what is before open may go, and every
 * pointer into p dies. False at the end of the input or at a fault.
 */
bool block_fill(struct block *b);

/* Whether a NUL is the next byte. */
bool block_at_nul(const struct block *b);

/*
 * block_line: the next piece of [scan .. stop), at most one line, and how
 * many bytes of line end (LF, CRLF or, unless lf_only, a lone CR) it ends
 * in: 0 when there is no line end in it, as nothing more is known.
 * A CR is kept back until the byte behind it is known; one at the end of the
 * input is a line end.
 *
 * Returns  bytes of the piece with its line end; 0: block_fill first
 */
size_t block_line(struct block *b, bool lf_only, size_t *line_end);

#endif
