/* io_helper: input from memory, by way of a temporary file; its records. */
#ifndef IO_HELPER_H
#define IO_HELPER_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "io/input.h"
#include "io/record.h"

static char io_path[64];

/* Of all that io_events reads. */
static struct encoding io_encoding;

static inline void
io_remove(void)
{
	if (io_path[0] != '\0')
		unlink(io_path);
}

/* One file per process, written over by each call; its name. */
static inline const char *
io_file(const char *p, size_t n)
{
	int fd;

	if (io_path[0] == '\0') {
		const char *shm =
		    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

		snprintf(io_path, sizeof(io_path), "%s/crm-io-%ld", shm,
		    (long)getpid());
		atexit(io_remove);
	}
	fd = open(io_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || (n > 0 && write(fd, p, n) != (ssize_t)n) ||
	    close(fd) != 0)
		abort();
	return io_path;
}

/* The file's bytes, appended to b. */
static inline void
io_slurp(const char *path, struct buf *b)
{
	int fd = open(path, O_RDONLY);
	ssize_t got;

	if (fd < 0)
		abort();
	while ((got = read(fd, buf_room(b, 65536), 65536)) > 0)
		b->n += (size_t)got;
	close(fd);
}

/* p as one gzip member, appended to b. */
static inline void
io_gzip(const char *p, size_t n, struct buf *b)
{
	z_stream z = {0};
	char *in = mem_dup(p, n);
	uLong room;

	if (deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	room = deflateBound(&z, (uLong)n) + 64;
	z.next_in = (unsigned char *)in;
	z.avail_in = (uInt)n;
	z.next_out = (unsigned char *)buf_room(b, room);
	z.avail_out = (uInt)room;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		abort();
	b->n += z.total_out;
	deflateEnd(&z);
	mem_free(in);
}

/* Bytes as text that shows everything. */
static inline void
io_show(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '\n')
			buf_puts(b, "\\n");
		else if (c == '\r')
			buf_puts(b, "\\r");
		else if (c == '\t')
			buf_puts(b, "\\t");
		else if (c < 0x20 || c >= 0x7f || c == '\\' || c == '[' ||
			 c == ']')
			buf_printf(b, "\\x%02x", c);
		else
			buf_putc(b, (char)c);
	}
}

enum { IO_POSITIONS = 1 };

/* All fields, the last one first: views stay while the record does. */
static inline struct str *
io_fields(const struct reader *r)
{
	size_t n = record_fields(r);
	struct str *s = mem_zero(n, sizeof(*s));

	while (n-- > 0)
		s[n] = record_field(r, n);
	return s;
}

/*
 * All that a reader says, as text: `LINE[field][field]...;` per record, with
 * `@BYTE` in front of each field under IO_POSITIONS, and `!LINE what` last
 * if there is a fault. columns as for record_columns, told after the first.
 */
static inline void
io_events(struct buf *b, const char *path, const struct record_form *form,
    size_t columns, int flags)
{
	struct fault f = {0};
	struct input *in = input_open(path, &f);
	struct reader *r;

	if (in != NULL)
		input_decode(in, &io_encoding);
	r = in != NULL ? reader_open(in, form, &f) : NULL;
	while (r != NULL && record_next(r)) {
		struct str *field = io_fields(r);

		buf_printf(b, "%lu", (unsigned long)record_line(r));
		for (size_t k = 0; k < record_fields(r); k++) {
			if (flags & IO_POSITIONS)
				buf_printf(b, "@%zu", record_column(r, k));
			buf_putc(b, '[');
			io_show(b, field[k]);
			buf_putc(b, ']');
		}
		mem_free(field);
		if (flags & IO_POSITIONS) {
			buf_putc(b, '=');
			io_show(b, record_raw(r));
		}
		buf_putc(b, ';');
		record_columns(r, columns);
	}
	if (r != NULL) {
		f = *record_fault(r);
		/* A fault is final, and so is the end. */
		if (record_next(r))
			buf_puts(b, "MORE");
	}
	if (f.code != FAULT_NONE)
		buf_printf(b, "!%lu %s", (unsigned long)f.line, f.what);
	reader_close(r);
}

#endif
