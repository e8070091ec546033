/*
 * Strings stand one behind the other, each after its length: first in memory,
 * to its bound, the rest in the file by way of a window. The first byte of a
 * length is all of it below LONG, else how many bytes of it follow.
 */
#include "tab/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/raw.h"

enum { WINDOW = 256 * 1024, LONG = 248, LENGTH_MAX = 9 };

struct spool {
	uint64_t memory;
	const char *folder;
	struct buf head; /* the first strings */
	size_t head_at;  /* when reading */
	int fd;          /* of the rest; -1: there is none */
	struct buf buf;  /* being written, or the window being read */
	size_t at;       /* in buf, when reading */
	uint64_t count, given;
	char path[512];
};

struct spool *
spool_new(uint64_t memory, const char *folder)
{
	struct spool *s = mem_zero(1, sizeof(*s));

	s->memory = memory;
	s->folder = folder != NULL ? folder : "/tmp";
	s->fd = -1;
	return s;
}

void
spool_delete(struct spool *s)
{
	if (s == NULL)
		return;
	if (s->fd >= 0)
		raw_close(s->fd);
	buf_free(&s->head);
	buf_free(&s->buf);
	mem_free(s);
}

/* A file that has no name any more: it goes when the process goes. */
static bool
make_file(struct spool *s, struct fault *f)
{
	for (unsigned i = 0; i < 1000; i++) {
		(void)snprintf(s->path, sizeof(s->path), "%s/crm-%ld-%u.tmp",
		    s->folder, (long)getpid(), i);
		s->fd = raw_open(s->path, O_RDWR | O_CREAT | O_EXCL, 0600);
		if (s->fd >= 0) {
			raw_unlink(s->path);
			return true;
		}
		if (errno != EEXIST)
			break;
	}
	fault_errno(
	    f, errno, "cannot create a temporary file in '%s'", s->folder);
	fault_hint(f, "--tmpdir names another folder, --memory allows more "
		      "rows in memory");
	return false;
}

static bool
flush(struct spool *s, struct fault *f)
{
	if (!raw_write(s->fd, s->buf.p, s->buf.n))
		return fault_errno(f, errno,
		    "cannot write a temporary file in '%s'", s->folder);
	s->buf.n = 0;
	return true;
}

static void
put_bytes(struct buf *b, struct str bytes)
{
	char *to = buf_room(b, LENGTH_MAX);
	uint64_t n = bytes.n;

	if (n < LONG) {
		*to = (char)(unsigned char)n;
		b->n++;
	} else {
		unsigned k = 0;

		for (; n > 0; n >>= 8)
			to[1 + k++] = (char)(unsigned char)(n & 255);
		*to = (char)(unsigned char)(LONG - 1 + k);
		b->n += 1 + k;
	}
	buf_str(b, bytes);
}

bool
spool_put(struct spool *s, struct str bytes, struct fault *f)
{
	s->count++;
	if (s->fd < 0 && s->head.n + bytes.n < s->memory) {
		put_bytes(&s->head, bytes);
		return true;
	}
	if (s->fd < 0 && !make_file(s, f))
		return false;
	put_bytes(&s->buf, bytes);
	return s->buf.n < WINDOW || flush(s, f);
}

uint64_t
spool_count(const struct spool *s)
{
	return s->count;
}

bool
spool_rewind(struct spool *s, struct fault *f)
{
	s->head_at = s->at = 0;
	s->given = 0;
	if (s->fd < 0)
		return true;
	if (s->buf.n > 0 && !flush(s, f))
		return false;
	s->buf.n = 0;
	if (lseek(s->fd, 0, SEEK_SET) < 0)
		return fault_errno(f, errno, "cannot reread a temporary file");
	return true;
}

/* At least n unread bytes in the window; the file is known to hold them. */
static bool
fill(struct spool *s, size_t n, struct fault *f)
{
	size_t rest = s->buf.n - s->at;

	if (rest >= n)
		return true;
	if (rest > 0)
		memmove(s->buf.p, s->buf.p + s->at, rest);
	s->buf.n = rest;
	s->at = 0;
	while (s->buf.n < n) {
		size_t want = n > WINDOW ? n : WINDOW;
		ssize_t got = raw_read(s->fd, buf_room(&s->buf, want), want);

		if (got < 0)
			return fault_errno(
			    f, errno, "cannot reread a temporary file");
		if (got == 0)
			return fault_set(
			    f, FAULT_IO, "a temporary file was cut short");
		s->buf.n += (size_t)got;
	}
	return true;
}

/* The length that begins at p. Long: how many more bytes it has. */
static unsigned
more_bytes(const char *p)
{
	unsigned first = (unsigned char)*p;

	return first < LONG ? 0 : first - (LONG - 1);
}

static uint64_t
length_of(const char *p)
{
	unsigned more = more_bytes(p);
	uint64_t n = 0;

	if (more == 0)
		return (unsigned char)*p;
	for (unsigned k = more; k > 0; k--)
		n = n << 8 | (unsigned char)p[k];
	return n;
}

static struct str
take(const char *p, size_t *at)
{
	uint64_t n = length_of(p);
	size_t before = 1 + more_bytes(p);

	*at += before + n;
	return (struct str){p + before, n};
}

bool
spool_next(struct spool *s, struct str *bytes, struct fault *f)
{
	if (s->given == s->count)
		return false;
	s->given++;
	if (s->head_at < s->head.n) {
		*bytes = take(s->head.p + s->head_at, &s->head_at);
		return true;
	}
	if (!fill(s, 1, f) || !fill(s, 1 + more_bytes(s->buf.p + s->at), f) ||
	    !fill(s,
		1 + more_bytes(s->buf.p + s->at) + length_of(s->buf.p + s->at),
		f))
		return false;
	*bytes = take(s->buf.p + s->at, &s->at);
	return true;
}
