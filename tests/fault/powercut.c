/*
 * powercut: a library to preload that cuts the power at the Nth call that
 * changes a file, and leaves the disk as such a cut may: what was not synced
 * is lost.
 *
 *   CUT_NTH      which call, from 1: the cut comes before it, or, one behind
 *                the last, after the program has ended; 0: no cut
 *   CUT_DATA     what is left of bytes written since the last fsync of their
 *                file: none, half, zeros (the length, but not the bytes)
 *   CUT_NAMES    renames since the last fsync of their folder: lost or kept
 *   CUT_FILE     gets how many calls there were
 *
 * Calls counted: open with O_CREAT, write, ftruncate, fsync and fdatasync,
 * rename, unlink; of regular files only, and in programs called crm-*. The
 * model is the one of journalling file systems in their default mode: a
 * rename may reach the disk before the bytes it names.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#undef _FORTIFY_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

/* A file that was written to: known by inode, so renames do not matter. */
struct file {
	dev_t dev;
	ino_t ino;
	off_t synced;
	int fd; /* our own, to cut it with */
};

struct move {
	char from[512], to[512], saved[544];
	bool replaced;
};

enum { FILES = 64, MOVES = 64 };

static struct file file[FILES];
static size_t files;
static struct move move[MOVES];
static size_t moves;
static long calls, nth;
static bool live;
static const char *data, *names, *told;

#define REAL(name)                     \
	static __typeof__(&name) real; \
	if (real == NULL)              \
	find((void *)&real, #name)

static void
find(void *to, const char *name)
{
	void *p = dlsym(RTLD_NEXT, name);

	if (p == NULL)
		abort();
	memcpy(to, &p, sizeof(p));
}

static void __attribute__((constructor)) begin(void)
{
	const char *n = getenv("CUT_NTH");

	if (n == NULL || strncmp(program_invocation_short_name, "crm-", 4) != 0)
		return;
	nth = strtol(n, NULL, 10);
	data = getenv("CUT_DATA");
	names = getenv("CUT_NAMES");
	told = getenv("CUT_FILE");
	live = data != NULL && names != NULL;
}

static void cut(void);

static void __attribute__((destructor)) end(void)
{
	char text[32];
	int fd, n;

	if (!live || told == NULL)
		return;
	live = false;
	if (nth == calls + 1) {
		cut();
		return;
	}
	n = snprintf(text, sizeof(text), "%ld\n", calls);
	fd = open(told, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (fd < 0 || write(fd, text, (size_t)n) != n)
		abort();
	close(fd);
}

/* What the disk has of a file. */
static void
lose_data(const struct file *f)
{
	struct stat st;
	off_t keep = f->synced;

	if (fstat(f->fd, &st) != 0)
		return;
	if (strcmp(data, "half") == 0)
		keep += (st.st_size - keep) / 2;
	if (ftruncate(f->fd, keep) != 0)
		abort();
	if (strcmp(data, "zeros") == 0 && ftruncate(f->fd, st.st_size) != 0)
		abort();
}

static void
lose_names(void)
{
	while (moves-- > 0) {
		const struct move *m = &move[moves];

		if (strcmp(names, "lost") == 0 &&
		    (rename(m->to, m->from) != 0 ||
			(m->replaced && rename(m->saved, m->to) != 0)))
			abort();
		if (m->replaced)
			unlink(m->saved);
	}
}

static void
cut(void)
{
	for (size_t i = 0; i < files; i++)
		lose_data(&file[i]);
	lose_names();
}

/* Counts a call; the power may go before it. */
static void
step(void)
{
	if (!live || ++calls != nth)
		return;
	live = false;
	cut();
	kill(getpid(), SIGKILL);
	pause();
}

/* The regular file behind a descriptor that may write to it, or NULL. */
static struct file *
known(int fd)
{
	struct stat st;
	char path[64];
	int how = fcntl(fd, F_GETFL);

	if (!live || how < 0 || (how & O_ACCMODE) == O_RDONLY ||
	    fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_nlink == 0)
		return NULL;
	for (size_t i = 0; i < files; i++)
		if (file[i].dev == st.st_dev && file[i].ino == st.st_ino)
			return &file[i];
	if (files == FILES)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	file[files] = (struct file){st.st_dev, st.st_ino, st.st_size, 0};
	live = false;
	file[files].fd = open(path, O_WRONLY | O_CLOEXEC);
	live = true;
	return &file[files++];
}

ssize_t
write(int fd, const void *p, size_t n)
{
	REAL(write);
	if (fd > 2 && known(fd) != NULL)
		step();
	return real(fd, p, n);
}

int
ftruncate(int fd, off_t n)
{
	struct file *f = known(fd);

	REAL(ftruncate);
	if (f != NULL)
		step();
	if (f != NULL && n < f->synced)
		f->synced = n;
	return real(fd, n);
}

/* A folder's renames are safe once it is synced; all of them here. */
static void
settle(int fd)
{
	struct stat st;
	struct file *f;

	if (!live || fstat(fd, &st) != 0)
		return;
	if (S_ISDIR(st.st_mode)) {
		for (; moves > 0; moves--)
			if (move[moves - 1].replaced)
				unlink(move[moves - 1].saved);
		return;
	}
	f = known(fd);
	if (f != NULL)
		f->synced = st.st_size;
}

int
fsync(int fd)
{
	int status;

	REAL(fsync);
	step();
	status = real(fd);
	settle(fd);
	return status;
}

int
fdatasync(int fd)
{
	return fsync(fd);
}

static void
note_move(const char *from, const char *to)
{
	struct move *m = &move[moves];

	if (moves == MOVES || strlen(from) >= sizeof(m->from) ||
	    strlen(to) >= sizeof(m->to))
		abort();
	snprintf(m->from, sizeof(m->from), "%s", from);
	snprintf(m->to, sizeof(m->to), "%s", to);
	snprintf(m->saved, sizeof(m->saved), "%s.before", to);
	m->replaced = link(to, m->saved) == 0;
	moves++;
}

int
rename(const char *from, const char *to)
{
	REAL(rename);
	step();
	if (live)
		note_move(from, to);
	return real(from, to);
}

int
unlink(const char *path)
{
	REAL(unlink);
	step();
	return real(path);
}

#define OPEN(name)                                    \
	int name(const char *path, int flags, ...)    \
	{                                             \
		mode_t mode = 0;                      \
		va_list ap;                           \
                                                      \
		REAL(name);                           \
		va_start(ap, flags);                  \
		if ((flags & O_CREAT) != 0 ||         \
		    (flags & O_TMPFILE) == O_TMPFILE) \
			mode = va_arg(ap, mode_t);    \
		va_end(ap);                           \
		if ((flags & O_CREAT) != 0)           \
			step();                       \
		return real(path, flags, mode);       \
	}

OPEN(open)
#ifdef __GLIBC__
OPEN(open64)
#endif
