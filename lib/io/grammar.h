/*
 * grammar: one record at a time as libcsv reads it, or one line of TSV. It is
 * what is meant by CSV here; io/index is only a faster way to the same.
 *
 * libcsv runs with STRICT and STRICT_FINI and without trimming, and is fed
 * line by line, so that a feed ends at most one record.
 */
#ifndef IO_GRAMMAR_H
#define IO_GRAMMAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/str.h"
#include "io/block.h"

struct grammar_form {
	char delimiter;
	bool tsv;
	bool blanks;      /* tsv, but split at runs of blanks */
	size_t max_field; /* [bytes] */
	size_t max_fields;
};

/* Physical lines, from 1. */
struct lines {
	uint64_t begin; /* where the record begins */
	uint64_t next;  /* of the first byte that was not read */
};

struct grammar;

/* NULL when libcsv cannot start. */
struct grammar *grammar_new(const struct grammar_form *form);
void grammar_delete(struct grammar *g);

/*
 * grammar_next: the record that begins at b->scan. Blank lines before it are
 * skipped, or are one when the file has one column.
 *
 *   at       in and out: next is counted on, begin is set
 *   columns  of the file, 0: not known
 *
 * Returns false at the end, or at a fault: at its file and line. Then and
 * afterwards the record is [b->open .. b->scan), with its line end.
 */
bool grammar_next(struct grammar *g, struct block *b, struct lines *at,
    size_t columns, struct fault *f);

/* The last record; views into it and into the block. */
size_t grammar_fields(const struct grammar *g);
struct str grammar_field(const struct grammar *g, size_t k);
struct str grammar_raw(const struct grammar *g);

/* The byte of the record, from 1, where field k begins. */
size_t grammar_column(const struct grammar *g, size_t k);

#endif
