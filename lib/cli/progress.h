/* progress: one line on standard error that is rewritten, on terminals. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "tab/table.h"

/*   mode  -1: when standard error is a terminal; 0 never; 1 always */
struct progress *progress_new(int mode);

/* A table's tick: shows the line at most ten times a second. */
void progress_tick(void *progress, const struct table *t);

/* Clears the line. NULL is allowed. */
void progress_delete(struct progress *p);

#endif
