/*
 * quote: the bytes of a cell of CSV, which stands in quotes if a delimiter, a
 * quote or a line end is in it, eight bytes at a time.
 */
#ifndef IO_QUOTE_H
#define IO_QUOTE_H

#include <stdbool.h>

#include "base/str.h"
#include "base/word.h"

/* Not zero: one of eight bytes has to be quoted. */
static inline uint64_t
quote_specials(uint64_t x, uint64_t delimiter)
{
	uint64_t a = x ^ delimiter, b = x ^ WORD_OF('"'), c = x ^ WORD_OF('\r'),
		 d = x ^ WORD_OF('\n');

	/* Taking 1 off a byte that was equal sets its highest bit. */
	return (((a - WORD_OF(1)) & ~a) | ((b - WORD_OF(1)) & ~b) |
		   ((c - WORD_OF(1)) & ~c) | ((d - WORD_OF(1)) & ~d)) &
	       WORD_OF(0x80);
}

/* Copies s, and up to seven bytes of no use; whether it has to be quoted. */
static inline bool
quote_needed(char *to, struct str s, char delimiter)
{
	uint64_t delimiters = WORD_OF(delimiter), found = 0, x;
	size_t i = 0;

	for (; s.n - i >= sizeof(x); i += sizeof(x)) {
		x = word_load(s.p + i);
		found |= quote_specials(x, delimiters);
		word_store(to + i, x);
	}
	if (i < s.n) {
		x = word_load_some(s.p + i, s.n - i);
		found |= quote_specials(x, delimiters);
		word_store(to + i, x);
	}
	return found != 0;
}

/* Writes s in quotes, at most 2 s.n + 2 bytes; returns their end. */
static inline char *
quote_put(char *to, struct str s)
{
	*to++ = '"';
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			*to++ = '"';
		*to++ = s.p[i];
	}
	*to++ = '"';
	return to;
}

/* All that has to be quoted is below it, where the delimiter is, too. */
#define QUOTE_BELOW '-'
enum { QUOTE_SHORT = 2 * sizeof(uint64_t) };

/* Not zero: one of eight bytes is below QUOTE_BELOW. */
static inline uint64_t
quote_below(uint64_t x)
{
	return (x - WORD_OF(QUOTE_BELOW)) & ~x & WORD_OF(0x80);
}

/*
 * quote_short: copies a cell of up to QUOTE_SHORT bytes, to room for as many,
 * if nothing in it is below QUOTE_BELOW. Its first and its last eight bytes
 * may be some of the same.
 */
static inline bool
quote_short(char *to, struct str s)
{
	uint64_t first, last;

	if (s.n >= sizeof(first)) {
		first = word_load(s.p);
		last = word_load(s.p + s.n - sizeof(last));
		if ((quote_below(first) | quote_below(last)) != 0)
			return false;
		word_store(to + s.n - sizeof(last), last);
	} else {
		first = s.n == 0 ? 0 : word_load_some(s.p, s.n);
		if (quote_below(first | ~UINT64_C(0) << 8 * s.n) != 0)
			return false;
	}
	word_store(to, first);
	return true;
}

#endif
