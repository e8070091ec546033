/* ahead: a source of bytes that is read on a thread of its own. */
#ifndef IO_AHEAD_H
#define IO_AHEAD_H

#include <stdbool.h>
#include <stddef.h>

struct ahead;

/*
 * ahead_new: a source that read gives, until it returns 0: at the end, or at
 * a fault that it keeps to itself until ahead_read has returned 0.
 *
 *   read  up to n bytes, at least one
 */
struct ahead *ahead_new(
    size_t (*read)(void *arg, char *p, size_t n), void *arg);

/*
 * ahead_start: begins to read.
 *
 *   threads  how many more there may be (base/thread.h)
 *
 * Returns false when there is no thread to be had: then nothing was read.
 */
bool ahead_start(struct ahead *a, int *threads);

/* Up to n bytes, 0 at the end. */
size_t ahead_read(struct ahead *a, char *p, size_t n);

/* Whether nobody waits for bytes any more; for read, when it has to wait. */
bool ahead_is_over(const struct ahead *a);

/* Stops the thread and frees a. NULL is allowed. */
void ahead_stop(struct ahead *a);

#endif
