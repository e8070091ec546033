/*
 * fuzz_record: any bytes through the reader, on every path.
 *
 * Byte 0 of the data chooses: bits 0-1 the delimiter, bit 2 TSV, bit 3 a
 * limit of 5 bytes a field, bit 4 that the delimiter is found, bit 5 an index
 * of 64 bytes at a time, bit 6 one column, bit 7 that the delimiter is a
 * blank. Byte 1 less ' ' is the block size, 0 the default.
 *
 * Properties: no crash; neither the path nor the block size changes any
 * record, line, column, raw bytes or fault; what is plain CSV without limits
 * or NUL gives the rows that libcsv gives of the whole, and is refused when
 * libcsv refuses it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "../unit/direct_helper.h"
#include "io/record_path.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
same(const char *what, struct buf *got, struct buf *want)
{
	if (str_eq(buf_view(got), buf_view(want)))
		return;
	fprintf(stderr, "%s\n got %s\nwant %s\n", what, buf_cstr(got),
	    buf_cstr(want));
	abort();
}

/* Marks and gzip are the input's business: libcsv knows nothing of them. */
static bool
is_plain(struct str in)
{
	return !input_is_mark(in) &&
	       (in.n == 0 || memchr(in.p, '\0', in.n) == NULL);
}

static void
every_path(struct record_form form, size_t chunk, size_t columns)
{
	size_t blocks[] = {form.block, 0};
	struct buf got = {0}, want = {0};

	record_force(RECORD_LIBCSV, 0);
	form.block = 0;
	io_events(&want, io_path, &form, columns, IO_POSITIONS);
	for (int path = RECORD_BEST + 1; path < RECORD_PATHS; path++)
		for (int i = 0; i < 2; i++) {
			if (!record_force((enum record_path)path, chunk))
				continue;
			got.n = 0;
			form.block = blocks[i];
			io_events(&got, io_path, &form, columns, IO_POSITIONS);
			same(record_path_name[path], &got, &want);
		}
	record_force(RECORD_BEST, 0);
	buf_free(&got);
	buf_free(&want);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned how = size > 0 ? data[0] : 0;
	size_t head = size < 2 ? size : 2;
	struct str in = {(const char *)data + head, size - head};
	struct record_form form = {
	    .delimiter = (how & 16)    ? '\0'
			 : (how & 128) ? ' '
				       : ",\t;|"[how & 3],
	    .tsv = (how & 4) != 0,
	    .max_field = (how & 8) ? 5 : 0,
	    .block = size > 1 ? (uint8_t)(data[1] - ' ') : 0,
	};
	struct buf got = {0}, want = {0};

	if (size > 4096)
		return 0;
	io_file(in.p, in.n);
	every_path(form, (how & 32) ? 64 : 0, (how & 64) ? 1 : 2);
	if (!form.tsv && (how & 24) == 0 && is_plain(in)) {
		direct_ours(&got, io_path, &form);
		direct_libcsv(&want, in, form.delimiter);
		same("not what libcsv says", &got, &want);
	}
	buf_free(&got);
	buf_free(&want);
	return 0;
}
