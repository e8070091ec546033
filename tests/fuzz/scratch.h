/*
 * scratch: a file of the fuzzer's own, for what is read by its name. It lies
 * in a folder that is removed at the end; /dev/shm, where there is one, saves
 * the disk a thousand files a second.
 */
#ifndef FUZZ_SCRATCH_H
#define FUZZ_SCRATCH_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"

enum { SCRATCH_FILES = 2, SCRATCH_PATH = 64 };

static char scratch_folder[SCRATCH_PATH - 8];
static char scratch_path[SCRATCH_FILES][SCRATCH_PATH];

static inline void
scratch_must(bool ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	abort();
}

static inline void
scratch_remove(void)
{
	for (int i = 0; i < SCRATCH_FILES; i++)
		(void)unlink(scratch_path[i]);
	(void)rmdir(scratch_folder);
}

/* The name of the i-th file, which need not be there. */
static inline const char *
scratch_name(int i)
{
	if (scratch_folder[0] == '\0') {
		strcpy(scratch_folder, "/dev/shm/crm-fuzz-XXXXXX");
		if (mkdtemp(scratch_folder) == NULL) {
			strcpy(scratch_folder, "/tmp/crm-fuzz-XXXXXX");
			scratch_must(
			    mkdtemp(scratch_folder) != NULL, scratch_folder);
		}
		for (int k = 0; k < SCRATCH_FILES; k++)
			(void)snprintf(scratch_path[k], SCRATCH_PATH, "%s/%d",
			    scratch_folder, k);
		atexit(scratch_remove);
	}
	return scratch_path[i];
}

static inline const char *
scratch_put(int i, const char *p, size_t n)
{
	const char *path = scratch_name(i);
	FILE *f = fopen(path, "wb");

	scratch_must(
	    f != NULL && fwrite(p, 1, n, f) == n && fclose(f) == 0, path);
	return path;
}

/* Appends the i-th file. */
static inline void
scratch_get(int i, struct buf *to)
{
	FILE *f = fopen(scratch_name(i), "rb");
	char piece[4096];
	size_t n;

	scratch_must(f != NULL, scratch_path[i]);
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_put(to, piece, n);
	fclose(f);
}

#endif
