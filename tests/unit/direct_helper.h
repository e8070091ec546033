/*
 * direct_helper: rows as libcsv tells them of a whole input in one call, and
 * as we do: `[field][field];` each, a `!` last when it is refused.
 */
#ifndef DIRECT_HELPER_H
#define DIRECT_HELPER_H

#include <csv.h>

#include "io_helper.h"

struct direct {
	struct buf *rows;
	size_t whole; /* of complete rows  [bytes] */
};

static inline void
direct_field(void *p, size_t n, void *arg)
{
	struct direct *d = arg;

	buf_putc(d->rows, '[');
	io_show(d->rows, (struct str){p, n});
	buf_putc(d->rows, ']');
}

static inline void
direct_row(int c, void *arg)
{
	struct direct *d = arg;

	(void)c;
	buf_putc(d->rows, ';');
	d->whole = d->rows->n;
}

static inline int
direct_no_space(unsigned char c)
{
	(void)c;
	return 0;
}

/* Of a row that is refused nothing is told. */
static inline void
direct_libcsv(struct buf *b, struct str in, char delimiter)
{
	struct csv_parser p;
	struct direct d = {b, b->n};
	bool ok;

	if (csv_init(&p, CSV_STRICT | CSV_STRICT_FINI) != 0)
		abort();
	csv_set_space_func(&p, direct_no_space);
	csv_set_delim(&p, (unsigned char)delimiter);
	ok = csv_parse(&p, in.p, in.n, direct_field, direct_row, &d) == in.n &&
	     csv_fini(&p, direct_field, direct_row, &d) == 0;
	csv_free(&p);
	if (ok)
		return;
	b->n = d.whole;
	buf_putc(b, '!');
}

static inline void
direct_ours(struct buf *b, const char *path, const struct record_form *form)
{
	struct fault f = {0};
	struct reader *r = reader_open(input_open(path, &f), form, &f);

	while (r != NULL && record_next(r)) {
		for (size_t k = 0; k < record_fields(r); k++) {
			buf_putc(b, '[');
			io_show(b, record_field(r, k));
			buf_putc(b, ']');
		}
		buf_putc(b, ';');
	}
	if (r == NULL || record_fault(r)->code != FAULT_NONE)
		buf_putc(b, '!');
	reader_close(r);
}

#endif
