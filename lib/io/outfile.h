/*
 * outfile: where results go, through one buffer, every write checked.
 *
 * A named file is atomic: written beside its place (links resolved, the mode
 * of an existing file kept, else 0666 less umask), synced, renamed, its
 * folder synced. FIFOs and devices are written directly. A name in .gz is
 * compressed. NULL or "-" is standard output.
 *
 * Several files of one run commit together, in order, and none after any
 * write has failed.
 */
#ifndef IO_OUTFILE_H
#define IO_OUTFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "base/str.h"

struct outfile;

/* NULL and a fault when it cannot be created. */
struct outfile *outfile_open(const char *path, struct fault *f);

/* Appends; after a failure it does nothing and returns false. */
bool outfile_write(struct outfile *o, const char *p, size_t n);

/* Room for n bytes (n <= 64 KiB) in the buffer; tell how many were used. */
char *outfile_room(struct outfile *o, size_t n);
void outfile_used(struct outfile *o, size_t n);

/* The first failure, or FAULT_NONE; its file is the one asked for. */
const struct fault *outfile_fault(const struct outfile *o);

/*
 * outfile_commit: flushes, syncs and closes all n files, then renames them
 * in order. On a failure nothing more is renamed and what is temporary is
 * removed. The outfiles are gone afterwards, either way.
 */
bool outfile_commit(struct outfile **files, size_t n, struct fault *f);

/* Drops the file and its temporary. NULL is allowed. */
void outfile_discard(struct outfile *o);

/* Removes every temporary there is; may be called from a signal handler. */
void outfile_unlink_all(void);

#endif
