/* buf: a growable run of bytes. A zeroed struct is an empty one. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>
#include <string.h>

#include "base/str.h"

struct buf {
	char *p;
	size_t n;
	size_t cap;
};

/* Makes room for n more bytes. */
void buf_grow(struct buf *b, size_t n);

/* Room for n more bytes behind p + n; the caller then adds to n himself. */
static inline char *
buf_room(struct buf *b, size_t n)
{
	if (b->cap - b->n < n)
		buf_grow(b, n);
	return b->p + b->n;
}

static inline void
buf_put(struct buf *b, const char *p, size_t n)
{
	if (n != 0) {
		memcpy(buf_room(b, n), p, n);
		b->n += n;
	}
}

static inline void
buf_putc(struct buf *b, char c)
{
	*buf_room(b, 1) = c;
	b->n++;
}

static inline void
buf_str(struct buf *b, struct str s)
{
	buf_put(b, s.p, s.n);
}

static inline void
buf_puts(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}

void buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static inline struct str
buf_view(const struct buf *b)
{
	return (struct str){b->p, b->n};
}

/* The bytes as a C string: a NUL behind them that n does not count. */
const char *buf_cstr(struct buf *b);

void buf_free(struct buf *b);

#endif
