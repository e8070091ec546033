/*
 * input: a file or standard input as a stream of bytes, gzip undone.
 *
 * gzip is known by its magic, on files and standard input alike;
 * concatenated members are one stream; a truncated or corrupt stream or
 * bytes behind the last member are FAULT_FORM, after all bytes that could be
 * decoded. The magic of ZIP (.xlsx), PDF, Parquet, UTF-16 and UTF-32 marks,
 * other compressors and gzip in gzip is named: FAULT_FORM at line 1 with a
 * hint. A UTF-8 byte order mark at the start is dropped.
 *
 * By input_decode the bytes behind all that are taken for text in another
 * encoding and come as UTF-8 (io/decode.h).
 */
#ifndef IO_INPUT_H
#define IO_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/str.h"
#include "io/decode.h"

struct input;

/*
 * input_open: "-" or NULL is standard input, called "<stdin>" in faults.
 * Directories are refused here. NULL and a fault when it cannot be opened.
 */
struct input *input_open(const char *path, struct fault *f);

/* Bytes in memory as an input: the texts compiled in. Both are borrowed. */
struct input *input_text(const char *name, struct str text);

/*
 * input_threads: lets a long gzip stream be inflated on a thread of its own.
 *
 *   threads  how many more there may be (base/thread.h)
 */
void input_threads(struct input *in, int *threads);

/*
 * input_decode: before the first read: the input is in that encoding, which
 * is known (encoding_known). A mark of another one is FAULT_FORM.
 */
void input_decode(struct input *in, const struct encoding *e);

/*
 * input_read: up to n bytes of decoded data.
 * Returns  bytes, 0 at the end, -1 with a fault (file set, line 0 unless
 *          the first bytes are the magic of something else, or the text is
 *          not of its encoding: FAULT_LINE_HERE). Faults stay.
 */
ptrdiff_t input_read(struct input *in, char *p, size_t n, struct fault *f);

/*
 * input_peek: before the first read: at least n bytes from the beginning,
 * unless the input ends before, with gzip undone and nothing else; they stay
 * to be read. n may grow from call to call; the view dies at the next one.
 *
 * Returns  false with a fault when there is one and not a byte
 */
bool input_peek(struct input *in, size_t n, struct str *bytes, struct fault *f);

/* Whether a stream that begins like s would not come through unchanged. */
bool input_is_mark(struct str s);

/* The name for messages; lives as long as the input and its path. */
const char *input_name(const struct input *in);

/* Raw bytes taken so far, and in all (0: not known), for progress. */
uint64_t input_taken(const struct input *in);
uint64_t input_size(const struct input *in);

/* Closing a file that was only read cannot lose data: no fault. */
void input_close(struct input *in);

#endif
