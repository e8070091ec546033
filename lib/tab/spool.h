/*
 * spool: byte strings that are seen twice: kept in memory up to a bound,
 * then in an unlinked file.
 */
#ifndef TAB_SPOOL_H
#define TAB_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/str.h"

struct spool;

/*   memory  bytes kept before the file is begun
 *   folder  where the file goes; NULL is /tmp */
struct spool *spool_new(uint64_t memory, const char *folder);
void spool_delete(struct spool *s);

bool spool_put(struct spool *s, struct str bytes, struct fault *f);

/* How many strings have been put. */
uint64_t spool_count(const struct spool *s);

/* Back to the first string; nothing may be put after this. */
bool spool_rewind(struct spool *s, struct fault *f);

/*
 * spool_next: the next string; the view dies at the next call.
 * Returns false at the end, or with f->code set.
 */
bool spool_next(struct spool *s, struct str *bytes, struct fault *f);

#endif
