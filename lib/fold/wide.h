/*
 * wide: sums in one word each that never overflow: what does not fit any
 * more is kept aside, in 128 bits, for the few sums that need it.
 */
#ifndef FOLD_WIDE_H
#define FOLD_WIDE_H

#include <stdint.h>

#include "base/hash.h"
#include "base/i128.h"

/* Zeroed is empty. */
struct wide {
	struct names of; /* (owner, field) */
	struct i128 *part;
	size_t room;
};

/*
 * wide_add: adds v to a sum whose low part is *sum.
 *
 *   owner, field  what tells this sum from others
 */
static inline void wide_add(
    struct wide *w, uint32_t owner, unsigned field, int64_t *sum, int64_t v);

/* Sets the sum to v. */
static inline void wide_set(
    struct wide *w, uint32_t owner, unsigned field, int64_t *sum, int64_t v);

/* The whole sum. */
static inline struct i128 wide_get(
    const struct wide *w, uint32_t owner, unsigned field, int64_t sum);

void wide_clear(struct wide *w);
void wide_free(struct wide *w);

/* --- for the inline functions only --- */

/* Keeps v aside; forgets what is kept aside; what that is. */
void wide_keep(struct wide *w, uint32_t owner, unsigned field, int64_t v);
void wide_forget(struct wide *w, uint32_t owner, unsigned field);
struct i128 wide_kept(const struct wide *w, uint32_t owner, unsigned field);

static inline void
wide_add(
    struct wide *w, uint32_t owner, unsigned field, int64_t *sum, int64_t v)
{
	if (v > 0 ? *sum > INT64_MAX - v : *sum < INT64_MIN - v) {
		wide_keep(w, owner, field, *sum);
		*sum = 0;
	}
	*sum += v;
}

static inline void
wide_set(
    struct wide *w, uint32_t owner, unsigned field, int64_t *sum, int64_t v)
{
	if (w->of.count > 0)
		wide_forget(w, owner, field);
	*sum = v;
}

static inline struct i128
wide_get(const struct wide *w, uint32_t owner, unsigned field, int64_t sum)
{
	return w->of.count == 0
		   ? i128_of(sum)
		   : i128_add(wide_kept(w, owner, field), i128_of(sum));
}

#endif
