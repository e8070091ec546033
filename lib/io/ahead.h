/* ahead: a source of bytes that is read on a thread of its own. */
#ifndef IO_AHEAD_H
#define IO_AHEAD_H

#include <stdbool.h>
#include <stddef.h>

#include "io/gunzip.h"

struct ahead;

/* Some bytes, none only where a member ends. */
struct ahead_part {
	size_t n;
	bool ended; /* a member did, behind them */
	struct gunzip_sum said;
	/* The thread had time to sum them up. The sum comes with the first of
	 * the parts that it is of; the others have that of nothing. */
	bool summed;
	struct gunzip_sum sum;
};

/* Reads up to n bytes. False: there are none, it is the end or a fault. */
typedef bool ahead_source(
    void *arg, char *p, size_t n, struct ahead_part *part);

/*
 * ahead_new: what read gives until it returns false; a fault it keeps to
 * itself until ahead_read has returned false.
 */
struct ahead *ahead_new(ahead_source *read, void *arg);

/*
 * ahead_start: begins to read.
 *
 *   threads  how many more there may be (base/thread.h)
 *
 * Returns false when there is no thread to be had: then nothing was read.
 */
bool ahead_start(struct ahead *a, int *threads);

/* The same as read, and whether the bytes are summed up. */
bool ahead_read(struct ahead *a, char *p, size_t n, struct ahead_part *part);

/* Whether nobody waits for bytes any more; for read, when it has to wait. */
bool ahead_is_over(const struct ahead *a);

/* Stops the thread and frees a. NULL is allowed. */
void ahead_stop(struct ahead *a);

#endif
