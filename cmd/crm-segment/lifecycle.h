/* lifecycle: what lifecycle.c and history.c share. */
#ifndef LIFECYCLE_H
#define LIFECYCLE_H

#include "model/lifecycle.h"
#include "segment.h"

struct lifecycle_state {
	struct lifecycle_form form;
	enum period period;
	bool orders; /* a period's volume is its orders, not their amount */
	bool known;  /* as-of and last are set: there were orders */
	int32_t as_of, last; /* a day, and the last complete period */
	uint64_t late;       /* orders after as-of */
	struct names ids;
	struct lifecycle *life; /* by id */
};

/* history.c: reads --orders, and what came of each customer. */
bool history_read(struct run *r, struct lifecycle_state *st);

#endif
