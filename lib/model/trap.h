/*
 * trap: the satisfaction trap: customers say that they are better satisfied
 * than before, and buy again no more than before.
 */
#ifndef MODEL_TRAP_H
#define MODEL_TRAP_H

#include <stdbool.h>

#include "model/proportion.h"

/* A share in one period. */
struct trap_share {
	double share; /* NaN when it is not known */
	double size;  /* answers, or Kish's n */
};

struct trap_change {
	double delta;       /* after - before; NaN when either is */
	struct interval at; /* Newcombe's */
	bool certain;       /* the interval leaves 0 out */
};

enum trap_verdict {
	TRAP_UNKNOWN,    /* a share is missing */
	TRAP_TRAP,       /* satisfaction up, repurchase not */
	TRAP_GROWTH,     /* both up */
	TRAP_REPURCHASE, /* repurchase up, satisfaction not */
	TRAP_NONE        /* neither up */
};

/* The change of a share; z is proportion_z(level). */
struct trap_change trap_change(
    const struct trap_share *before, const struct trap_share *after, double z);

/* By the changes as they stand, certain or not. A change below 1e-12 is
 * none: the rounding of shares. */
enum trap_verdict trap_verdict(const struct trap_change *satisfaction,
    const struct trap_change *repurchase);

#endif
