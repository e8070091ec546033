/* spans: where the fields of a record lie, and the limits on them. */
#ifndef IO_SPANS_H
#define IO_SPANS_H

#include <stddef.h>

#include "base/mem.h"

struct span {
	size_t at; /* from the record's or the cells' first byte  [bytes] */
	size_t n;
};

enum excess { EXCESS_NONE, EXCESS_LONG, EXCESS_MANY };

struct spans {
	struct span *span;
	size_t n;
	size_t cap;
	size_t max;         /* fields */
	size_t max_size;    /* of one [bytes] */
	enum excess excess; /* the first limit that was passed */
};

/* Behind the first excess the record is lost: nothing more is kept. */
static inline void
spans_push(struct spans *s, size_t at, size_t n)
{
	if (s->excess != EXCESS_NONE)
		return;
	if (n > s->max_size) {
		s->excess = EXCESS_LONG;
	} else if (s->n == s->max) {
		s->excess = EXCESS_MANY;
	} else {
		if (s->n == s->cap)
			s->span = mem_grow(
			    s->span, &s->cap, s->n + 1, sizeof(*s->span));
		s->span[s->n++] = (struct span){at, n};
	}
}

#endif
