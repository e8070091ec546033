/*
 * Strings stand one behind the other, each after its length in 8 bytes, in
 * a buffer that is written to the file whenever it passes its bound.
 */
#include "tab/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/raw.h"

enum { WINDOW = 64 * 1024 };

struct spool {
	uint64_t memory;
	const char *folder;
	int fd;         /* -1: all is in memory */
	struct buf buf; /* being written, or the window being read */
	size_t at;      /* in buf, when reading */
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
	buf_free(&s->buf);
	mem_free(s);
}

/* A file that has no name any more: it goes when the process goes. */
static bool
make_file(struct spool *s, struct fault *f)
{
	for (unsigned i = 0; i < 1000; i++) {
		snprintf(s->path, sizeof(s->path), "%s/crm-%ld-%u.tmp",
		    s->folder, (long)getpid(), i);
		s->fd = raw_open(s->path, O_RDWR | O_CREAT | O_EXCL, 0600);
		if (s->fd >= 0) {
			raw_unlink(s->path);
			return true;
		}
		if (errno != EEXIST)
			break;
	}
	fault_errno(f, errno, "cannot create a temporary file in '%s'",
	    s->folder);
	fault_hint(f, "--tmpdir names another folder, --memory allows more "
		      "rows in memory");
	return false;
}

static bool
flush(struct spool *s, struct fault *f)
{
	if (s->fd < 0 && !make_file(s, f))
		return false;
	if (!raw_write(s->fd, s->buf.p, s->buf.n))
		return fault_errno(f, errno,
		    "cannot write a temporary file in '%s'", s->folder);
	s->buf.n = 0;
	return true;
}

bool
spool_put(struct spool *s, struct str bytes, struct fault *f)
{
	uint64_t n = bytes.n;

	buf_put(&s->buf, (const char *)&n, sizeof(n));
	buf_str(&s->buf, bytes);
	s->count++;
	if (s->buf.n < (s->fd < 0 ? s->memory : WINDOW))
		return true;
	return flush(s, f);
}

uint64_t
spool_count(const struct spool *s)
{
	return s->count;
}

bool
spool_rewind(struct spool *s, struct fault *f)
{
	s->at = 0;
	s->given = 0;
	if (s->fd < 0)
		return true;
	if (s->buf.n > 0 && !flush(s, f))
		return false;
	buf_free(&s->buf);
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
			return fault_errno(f, errno,
			    "cannot reread a temporary file");
		if (got == 0)
			return fault_set(f, FAULT_IO,
			    "a temporary file was cut short");
		s->buf.n += (size_t)got;
	}
	return true;
}

bool
spool_next(struct spool *s, struct str *bytes, struct fault *f)
{
	uint64_t n;

	if (s->given == s->count)
		return false;
	if (!fill(s, sizeof(n), f))
		return false;
	memcpy(&n, s->buf.p + s->at, sizeof(n));
	s->at += sizeof(n);
	if (!fill(s, n, f))
		return false;
	*bytes = (struct str){s->buf.p + s->at, n};
	s->at += n;
	s->given++;
	return true;
}
