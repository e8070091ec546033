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
#include "base/fault.h"

enum { SCRATCH_FILES = 2, SCRATCH_PATH = 64 };

static char scratch_folder[SCRATCH_PATH - 8];
static char scratch_path[SCRATCH_FILES][SCRATCH_PATH];

/* A property of a target. */
static inline void
must(bool ok)
{
	if (!ok)
		abort();
}

/* How many lines there can be at most. */
static inline size_t
lines(const uint8_t *data, size_t size)
{
	size_t n = 1;

	for (size_t i = 0; i < size; i++)
		n += data[i] == '\n' || data[i] == '\r';
	return n;
}

/* A parameter file is refused: with its name, a text, and a line of it. */
static inline void
check_refused(const struct fault *f, const char *path, size_t lines)
{
	must(f->code == FAULT_FORM || f->code == FAULT_ROW ||
	     f->code == FAULT_DATA);
	must(f->what[0] != '\0' && f->file == path && f->line <= lines);
	must(f->code != FAULT_ROW || f->line >= 2);
	/* Only where there are no lines is none told. */
	must(f->code == FAULT_DATA || f->line >= 1 ||
	     strstr(f->what, "empty") != NULL ||
	     strstr(f->what, "gzip") != NULL);
}

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
