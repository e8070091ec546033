/*
 * keep: cuts and centroids as a text file, key,value, for --save and --use;
 * crm-format(5) has the keys. Keys may repeat; their order counts.
 */
#ifndef KEEP_H
#define KEEP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "cli/tool.h"
#include "tab/put.h"

struct keep {
	struct put put; /* writing */
	/* reading */
	struct fault *fault;
	const char *file;
	struct arena arena;
	struct str *key, *value;
	uint64_t *line;
	size_t n, room, value_room, line_room;
};

/* Opens the file of --save and writes its head. */
bool keep_create(struct run *r, struct keep *k, const char *path);
void keep_put_text(struct keep *k, const char *key, struct str value);
void keep_put_real(struct keep *k, const char *key, double value);
bool keep_close(struct run *r, struct keep *k);

/* Reads the file of --use, which must be of that method. */
bool keep_open(struct run *r, struct keep *k, const char *path);
void keep_free(struct keep *k);

/*
 * keep_next: the value of the next such key from entry *at on; *at moves
 * behind it. False when there is none, without a fault.
 */
bool keep_next(struct keep *k, const char *key, size_t *at, struct str *value);

/* The only value of a key; false with a fault when it is missing or bad. */
bool keep_text(struct keep *k, const char *key, struct str *value);
bool keep_real(struct keep *k, const char *key, double *value);
bool keep_count(
    struct keep *k, const char *key, size_t low, size_t high, size_t *value);

/* All values of a key as numbers: exactly n; inf and -inf are numbers. */
bool keep_reals(struct keep *k, const char *key, double *v, size_t n);

/* A fault at the entry before at, or at the file (0). Returns false. */
bool keep_fail(struct keep *k, size_t at, const char *what);

#endif
