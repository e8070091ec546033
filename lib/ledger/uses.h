/*
 * uses: from which lots each redemption took its points, in that order, so
 * that it can be given back to them.
 *
 * Memory  12 bytes for a redemption and lot
 */
#ifndef LEDGER_USES_H
#define LEDGER_USES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { USES_MAX = 0x3fffffff };

struct use {
	uint32_t lot; /* with USE_LAST: the redemption's last */
	uint32_t low, high;
};
#define USE_LAST 0x80000000u

/* Zeroed is empty. */
struct uses {
	struct use *at;
	uint32_t count;
	size_t room;
};

/* Another use; false when there is room for no more. */
bool uses_add(struct uses *t, uint32_t lot, int64_t points);

/* Ends the redemption: the use just added is its last. */
void uses_end(struct uses *t);

static inline uint32_t
uses_lot(const struct uses *t, uint32_t i)
{
	return t->at[i].lot & ~USE_LAST;
}

static inline bool
uses_last(const struct uses *t, uint32_t i)
{
	return (t->at[i].lot & USE_LAST) != 0;
}

/* What has not been given back. */
static inline int64_t
uses_points(const struct uses *t, uint32_t i)
{
	return (int64_t)((uint64_t)t->at[i].high << 32 | t->at[i].low);
}

void uses_set(struct uses *t, uint32_t i, int64_t points);
void uses_free(struct uses *t);

#endif
