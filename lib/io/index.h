/*
 * index: where the fields of canonical records end, found 64 bytes at a time.
 * What it says is what io/grammar would say; about the rest it says nothing.
 *
 * The canonical form, by masks of the bytes of a word:
 *
 *	- an opening quote stands behind a delimiter, an LF or a closing quote
 *	  (that is a doubled one), or first;
 *	- behind a closing quote comes a delimiter, LF, CR or quote;
 *	- behind a CR outside quotes comes an LF.
 *
 * Each is checked at its second byte, so nothing is decided before it is
 * known. The first byte that breaks a rule stops the index; the records
 * that ended before it stand. The record that holds it is for the grammar,
 * from its first byte, and behind that record a new index begins. Nothing is
 * looked at beyond the word that holds the byte, so a file without a single
 * canonical record still takes linear time.
 *
 * Parity of quotes alone is no rule for record ends: in  a"b,c\nd"e\n  the
 * LF in the middle ends a record, or rather a fault, but lies "inside".
 * Only behind an unbroken run of canonical bytes does parity mean quoting.
 *
 * Without quotes (TSV) every delimiter and LF counts and CR is no rule; the
 * one CR before an LF belongs to the line end in both.
 *
 * Offsets count from the base, the first byte of the first record that is
 * held; they are 32 bits, so the caller keeps records below INDEX_MOST.
 */
#ifndef IO_INDEX_H
#define IO_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/record_path.h"

enum {
	INDEX_CHUNK = 32 * 1024, /* at once: the arrays stay in the cache */
	INDEX_LEAST = 64,        /* at once */
	INDEX_MOST = 1 << 30     /* of an open record [bytes] */
};

/* What one word hands to the next: all about the byte before. */
struct index_state {
	uint64_t inside; /* ~0: it is within quotes */
	uint64_t edge;   /* 1: a quote may open here */
	uint64_t closed; /* 1: it closed quotes */
	uint64_t cr;     /* 1: a CR outside quotes */
	uint64_t inner;  /* 1: a CR within quotes */
	size_t seen;     /* where this is  [bytes] */
	size_t ends;
	size_t extras;
};

struct index;
typedef void index_scan(struct index *ix, const char *base, size_t to);

struct index {
	index_scan *scan; /* NULL: no index at all */
	char delimiter;
	size_t chunk;

	uint32_t *end;   /* of every field; end[-1] is there to be written */
	uint32_t *row;   /* of every record: how many ends up to its own */
	uint32_t *extra; /* line ends within quotes, or one byte behind */
	size_t rows;
	size_t cap;            /* of each array */
	struct index_state at; /* behind the last whole word */
	size_t ends; /* all of them, with those of the last part word */
	size_t extras;
	size_t seen; /* all that was looked at  [bytes] */
	bool broken; /* a rule was, in the open record */

	/* The reader's place: it takes record after record. */
	size_t row_at;
	size_t end_at;
	size_t extra_at;
	uint32_t from; /* where the next record begins */
};

/*
 * index_init: delimiter is none of quote, LF, CR and NUL.
 * False when the path cannot be had here, or needs no index.
 */
bool index_init(
    struct index *ix, enum record_path path, char delimiter, bool quotes);
void index_free(struct index *ix);

/* Forgets everything: the base is a new one, and begins a record. */
void index_reset(struct index *ix);

/*
 * index_rebase: forgets the records that were taken; the base moves to the
 * open one, by ix->from bytes (which becomes 0).
 */
void index_rebase(struct index *ix);

/*
 * index_more: looks at more bytes, at most a chunk.
 *
 *   base  the open record
 *   n     bytes from there on; n > ix->seen
 *
 * All records were taken and index_rebase was called. There may be no new
 * record afterwards: it is broken, or more bytes are needed.
 */
void index_more(struct index *ix, const char *base, size_t n);

#endif
