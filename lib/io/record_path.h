/*
 * record_path: which machinery finds the records. All give the same; tests
 * force each. Not for tools: nothing in the library asks for a path.
 */
#ifndef IO_RECORD_PATH_H
#define IO_RECORD_PATH_H

#include <stdbool.h>
#include <stddef.h>

enum record_path {
	RECORD_BEST,   /* the fastest there is */
	RECORD_LIBCSV, /* no index: the grammar alone */
	RECORD_SWAR,   /* the index with plain 64-bit words */
	RECORD_SSE2,   /* x86-64 */
	RECORD_AVX2,   /* x86-64 from about 2013 on */
	RECORD_NEON,   /* ARM, 64 bits */
	RECORD_PATHS
};

/* "best", "libcsv", "swar", ... */
extern const char *const record_path_name[RECORD_PATHS];

/*
 * record_force: the path of readers opened from now on, and the bytes that
 * are indexed at once (at least 64; 0: the default). For the whole process;
 * call it before there are threads.
 * Returns false, and changes nothing, when there is no such path or chunk here.
 */
bool record_force(enum record_path path, size_t chunk);

#endif
