#include "io/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/mem.h"
#include "io/place.h"
#include "io/raw.h"

enum {
	BUF_SIZE = 128 * 1024,
	ROOM_MAX = 64 * 1024,
	PACKED_SIZE = 64 * 1024,
	TEMPS = 32, /* files open for writing at once */
	TRIES = 1000
};

struct outfile {
	const char *name; /* as asked for, for faults */
	struct place place;
	char *temp; /* NULL: written directly */
	size_t slot;
	int fd;
	char *buf;
	size_t n;
	unsigned char *packed; /* NULL: no compression */
	z_stream z;
	gz_header head;
	struct fault fault;
};

/* What outfile_unlink_all removes; changed with signals blocked. */
static char *volatile temps[TEMPS];

void
outfile_unlink_all(void)
{
	int err = errno;

	for (size_t i = 0; i < TEMPS; i++)
		if (temps[i] != NULL)
			raw_unlink(temps[i]);
	errno = err;
}

static void
block_signals(sigset_t *old)
{
	sigset_t all;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, old);
}

static bool
fail(struct outfile *o, const char *what)
{
	if (o->fault.code == FAULT_NONE) {
		fault_errno(&o->fault, errno, "%s", what);
		fault_at(&o->fault, o->name, 0);
	}
	return false;
}

/* --- the temporary beside the file --- */

static void
temp_name(char *out, size_t size, const struct place *p, unsigned try)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuv";
	static unsigned count;
	unsigned long seed =
	    (unsigned long)getpid() * 1021 + count++ + try * 7919UL;
	char suffix[7] = "";

	for (size_t i = 0; i < 6; i++, seed /= 32)
		suffix[i] = digits[seed % 32];
	/* The name may be as long as names can be: it is cut. */
	(void)snprintf(
	    out, size, "%s/.%.200s.crm-%s", p->folder, p->base, suffix);
}

static bool
temp_open(struct outfile *o)
{
	size_t size = strlen(o->place.folder) + 256;
	sigset_t old;

	for (o->slot = 0; o->slot < TEMPS && temps[o->slot] != NULL;)
		o->slot++;
	if (o->slot == TEMPS) {
		errno = EMFILE;
		return false;
	}
	o->temp = mem_alloc(size);
	/* A signal between creating and noting it would leave it behind. */
	block_signals(&old);
	for (unsigned try = 0; try < TRIES; try++) {
		temp_name(o->temp, size, &o->place, try);
		o->fd = raw_open(o->temp, O_WRONLY | O_CREAT | O_EXCL, 0600);
		if (o->fd >= 0 || errno != EEXIST)
			break;
	}
	if (o->fd >= 0)
		temps[o->slot] = o->temp;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (o->fd < 0) {
		mem_free(o->temp);
		o->temp = NULL;
	}
	return o->fd >= 0;
}

/* Gives the temporary up: renamed to the place, or removed. */
static bool
temp_end(struct outfile *o, bool keep)
{
	sigset_t old;
	bool ok;
	int err;

	block_signals(&old);
	ok = keep && raw_rename(o->temp, o->place.path);
	err = errno;
	if (!ok)
		raw_unlink(o->temp);
	temps[o->slot] = NULL;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	mem_free(o->temp);
	o->temp = NULL;
	errno = err;
	return ok;
}

static void
temp_mode(struct outfile *o)
{
	mode_t mask, mode = o->place.mode;

	if (!o->place.exists) {
		mask = umask(0);
		umask(mask);
		mode = 0666 & ~mask;
	} else if (fchown(o->fd, o->place.uid, o->place.gid) != 0) {
		/* Only root can give files away: then it is the writer's. */
		errno = 0;
	}
	if (fchmod(o->fd, mode) != 0)
		fail(o, "cannot set the mode");
}

static bool
sync_folder(struct outfile *o)
{
	int fd = raw_open(o->place.folder, O_RDONLY | O_DIRECTORY, 0);
	bool ok = fd >= 0 && raw_fsync(fd);
	int err = errno;

	if (fd >= 0)
		raw_close(fd);
	errno = err;
	return ok ? true : fail(o, "cannot sync the folder");
}

/* --- opening --- */

static void *
z_take(void *opaque, unsigned n, unsigned size)
{
	(void)opaque;
	return mem_zero(n, size);
}

static void
z_give(void *opaque, void *p)
{
	(void)opaque;
	mem_free(p);
}

/* No name, no time, no system in the header: same rows, same bytes. */
static bool
pack_begin(struct outfile *o)
{
	o->z.zalloc = z_take;
	o->z.zfree = z_give;
	if (deflateInit2(
		&o->z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
		errno = ENOMEM;
		return false;
	}
	o->head.os = 255;
	deflateSetHeader(&o->z, &o->head);
	o->packed = mem_alloc(PACKED_SIZE);
	return true;
}

static bool
open_place(struct outfile *o, const char *path)
{
	if (!place_find(&o->place, path))
		return false;
	if (o->place.direct)
		o->fd = raw_open(path, O_WRONLY | O_NOCTTY, 0);
	else
		temp_open(o);
	return o->fd >= 0 &&
	       (!str_ends(str_of(path), STR(".gz")) || pack_begin(o));
}

struct outfile *
outfile_open(const char *path, struct fault *f)
{
	bool std = path == NULL || strcmp(path, "-") == 0;
	struct outfile *o = mem_zero(1, sizeof(*o));

	o->name = std ? "<stdout>" : path;
	o->fd = std ? STDOUT_FILENO : -1;
	if (!std && !open_place(o, path)) {
		fail(o, "cannot create");
		*f = o->fault;
		outfile_discard(o);
		return NULL;
	}
	o->buf = mem_alloc(BUF_SIZE);
	return o;
}

/* --- writing --- */

static void
put(struct outfile *o, const void *p, size_t n)
{
	if (o->fault.code == FAULT_NONE && !raw_write(o->fd, p, n))
		fail(o, "write error");
}

static void
pack(struct outfile *o, int flush)
{
	o->z.next_in = (unsigned char *)o->buf;
	o->z.avail_in = (uInt)o->n;
	do {
		o->z.next_out = o->packed;
		o->z.avail_out = PACKED_SIZE;
		deflate(&o->z, flush);
		put(o, o->packed, PACKED_SIZE - o->z.avail_out);
	} while (o->z.avail_out == 0);
}

static void
flush(struct outfile *o, bool last)
{
	if (o->fault.code == FAULT_NONE) {
		if (o->packed != NULL)
			pack(o, last ? Z_FINISH : Z_NO_FLUSH);
		else
			put(o, o->buf, o->n);
	}
	o->n = 0;
}

char *
outfile_room(struct outfile *o, size_t n)
{
	if (BUF_SIZE - o->n < n)
		flush(o, false);
	return o->buf + o->n;
}

void
outfile_used(struct outfile *o, size_t n)
{
	o->n += n;
}

bool
outfile_write(struct outfile *o, const char *p, size_t n)
{
	while (n > 0) {
		size_t part = n < ROOM_MAX ? n : ROOM_MAX;

		memcpy(outfile_room(o, part), p, part);
		outfile_used(o, part);
		p += part;
		n -= part;
	}
	return o->fault.code == FAULT_NONE;
}

const struct fault *
outfile_fault(const struct outfile *o)
{
	return &o->fault;
}

/* --- the end --- */

void
outfile_discard(struct outfile *o)
{
	if (o == NULL)
		return;
	if (o->fd > STDERR_FILENO)
		raw_close(o->fd);
	if (o->temp != NULL)
		temp_end(o, false);
	if (o->packed != NULL)
		deflateEnd(&o->z);
	place_free(&o->place);
	mem_free(o->packed);
	mem_free(o->buf);
	mem_free(o);
}

/* Everything down to the disk, so that only the rename is left. */
static bool
settle(struct outfile *o)
{
	int fd = o->fd;

	flush(o, true);
	if (o->temp != NULL && o->fault.code == FAULT_NONE) {
		temp_mode(o);
		if (!raw_fsync(fd))
			fail(o, "cannot sync");
	}
	if (o->fault.code != FAULT_NONE)
		return false;
	o->fd = -1;
	return raw_close(fd) ? true : fail(o, "write error");
}

static bool
publish(struct outfile *o)
{
	if (o->temp == NULL)
		return true;
	if (!temp_end(o, true))
		return fail(o, "cannot rename");
	return sync_folder(o);
}

bool
outfile_commit(struct outfile **files, size_t n, struct fault *f)
{
	bool (*const steps[])(struct outfile *) = {settle, publish};
	bool ok = true;

	for (size_t step = 0; step < 2; step++) {
		for (size_t i = 0; ok && i < n; i++) {
			ok = steps[step](files[i]);
			if (!ok)
				*f = files[i]->fault;
		}
	}
	for (size_t i = 0; i < n; i++)
		outfile_discard(files[i]);
	return ok;
}
