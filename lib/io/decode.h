/*
 * decode: text in a named encoding -> a stream of UTF-8, by iconv.
 *
 * Names are iconv's, in either case: gb18030, cp1252, shift_jis, ... Three are
 * ours, so that they are the same everywhere: utf-8 is checked here, and
 * utf-16 and utf-32 go by their byte order mark, or are little-endian without
 * one, as Windows writes them; utf-16be and the like name the order. A mark is
 * dropped.
 *
 * A byte that is not of the encoding is FAULT_FORM behind all that could be
 * decoded, with its number in the input (from 1, of what gzip gave); its line
 * is FAULT_LINE_HERE. Under lossy, U+FFFD stands for it: for each code unit
 * that is wrong, for each longest beginning of a character in UTF-8 (as
 * Unicode 3.9 has it), and for a character cut short by the end.
 */
#ifndef IO_DECODE_H
#define IO_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

/* Zeroed: bytes pass untouched. */
struct encoding {
	const char *name; /* NULL: none; utf-8 under lossy */
	bool lossy;
	uint64_t *replaced; /* counts the U+FFFD put in, or NULL */
};

/* Whether iconv has it; else FAULT_USAGE, which names a few. */
bool encoding_known(const char *name, struct fault *f);

/* Whether a text in it may begin with the byte order mark of the encoding
 * mark: utf-8, utf-16le, ... */
bool encoding_has_mark(const char *name, const char *mark);

struct decoder;

/*
 * decoder_new: decodes what read gives, until it returns 0: at the end, or at
 * a fault of its own.
 *
 *   e     with a name; borrowed, as is file, the name for faults
 *   read  up to n bytes, at least one
 */
struct decoder *decoder_new(const struct encoding *e, const char *file,
    size_t (*read)(void *arg, char *p, size_t n), void *arg);
void decoder_delete(struct decoder *d);

/* Up to n bytes of UTF-8, 0 at the end and at a fault. */
size_t decoder_read(struct decoder *d, char *p, size_t n);

/* FAULT_NONE as long as all is well. */
const struct fault *decoder_fault(const struct decoder *d);

#endif
