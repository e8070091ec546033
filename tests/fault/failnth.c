/*
 * failnth: a library to preload that makes the Nth call of one kind fail.
 *
 *   FAIL_CALL   malloc calloc realloc read write open close fsync rename
 *               pthread_create
 *   FAIL_NTH    which call, from 1; 0 is every call
 *   FAIL_ERRNO  the number that errno gets
 *   FAIL_MODE   once    the Nth call fails
 *               sticky  the Nth and all later ones fail
 *               short   read and write move one byte: the Nth call, or all
 *               eintr   the Nth call fails with EINTR
 *               count   none fails; how often each kind was called goes to
 *                       FAIL_COUNT_FILE at exit, as lines "kind n"
 *
 * It counts in programs called crm-* only, and from where main begins: the
 * loader, a shell or a wrapper before it are left alone. Writes to standard
 * error are neither counted nor failed: they carry the verdict.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#undef _FORTIFY_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum call {
	C_MALLOC,
	C_CALLOC,
	C_REALLOC,
	C_READ,
	C_WRITE,
	C_OPEN,
	C_CLOSE,
	C_FSYNC,
	C_RENAME,
	C_PTHREAD_CREATE,
	C_END,
};

static const char *const call_name[] = {
    "malloc",
    "calloc",
    "realloc",
    "read",
    "write",
    "open",
    "close",
    "fsync",
    "rename",
    "pthread_create",
};

enum mode { M_ONCE, M_STICKY, M_SHORT, M_EINTR, M_COUNT };

static atomic_long calls[C_END];
static bool live;
static enum call the_call = C_END;
static enum mode the_mode;
static long the_nth;
static int the_errno;
static int count_fd = -1;

#define REAL(name)                     \
	static __typeof__(&name) real; \
	if (real == NULL)              \
	find((void *)&real, #name)

/* By way of memcpy: ISO C has no cast from void * to a function. */
static void
find(void *to, const char *name)
{
	void *p = dlsym(RTLD_NEXT, name);

	if (p == NULL)
		abort();
	memcpy(to, &p, sizeof(p));
}

/* Whether this call must fail; errno is set then. */
static bool
fails(enum call c)
{
	long n;

	if (!live)
		return false;
	n = atomic_fetch_add(&calls[c], 1) + 1;
	if (c != the_call || the_mode == M_COUNT || the_mode == M_SHORT)
		return false;
	if (the_nth != 0 && (the_mode == M_STICKY ? n < the_nth : n != the_nth))
		return false;
	errno = the_mode == M_EINTR ? EINTR : the_errno;
	return true;
}

/* How much a read or write may move. */
static size_t
shorter(enum call c, size_t n)
{
	if (live && c == the_call && the_mode == M_SHORT && n > 1 &&
	    (the_nth == 0 || the_nth == atomic_load(&calls[c])))
		return 1;
	return n;
}

static void
tell_counts(void)
{
	char line[64];

	if (!live || count_fd < 0)
		return;
	live = false;
	for (int c = 0; c < C_END; c++) {
		int n = snprintf(line, sizeof(line), "%s %ld\n", call_name[c],
		    atomic_load(&calls[c]));

		if (write(count_fd, line, (size_t)n) != n)
			abort();
	}
}

static int
one_of(const char *word, const char *const *list, int n)
{
	for (int i = 0; i < n; i++) {
		if (word != NULL && strcmp(word, list[i]) == 0)
			return i;
	}
	return n;
}

static void __attribute__((constructor)) begin(void)
{
	static const char *const mode[] = {
	    "once", "sticky", "short", "eintr", "count"};
	const char *nth = getenv("FAIL_NTH");
	const char *err = getenv("FAIL_ERRNO");
	const char *file = getenv("FAIL_COUNT_FILE");
	int m = one_of(getenv("FAIL_MODE"), mode, 5);

	if (m == 5 || strncmp(program_invocation_short_name, "crm-", 4) != 0)
		return;
	the_mode = (enum mode)m;
	the_call = (enum call)one_of(getenv("FAIL_CALL"), call_name, C_END);
	the_nth = nth == NULL ? 1 : strtol(nth, NULL, 10);
	the_errno = err == NULL ? EIO : (int)strtol(err, NULL, 10);
	if (the_mode == M_COUNT && file != NULL) {
		int low =
		    open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

		/* Out of the way of the numbers the program will get. */
		count_fd = low < 0 ? -1 : fcntl(low, F_DUPFD_CLOEXEC, 200);
		close(low);
	}
	live = true;
}

static void __attribute__((destructor)) end(void)
{
	tell_counts();
}

/* dlsym itself may allocate, before there is a real calloc to call. */
static char early[4096];
static size_t early_used;

static bool
is_early(const void *p)
{
	const char *c = p;

	return c >= early && c < early + sizeof(early);
}

static void *
early_alloc(size_t n)
{
	void *p = early + early_used;

	early_used += (n + 15) / 16 * 16;
	if (early_used > sizeof(early))
		abort();
	return p;
}

static __typeof__(&malloc) real_malloc;
static __typeof__(&calloc) real_calloc;
static __typeof__(&realloc) real_realloc;
static __typeof__(&free) real_free;

static bool
heap_ready(void)
{
	static bool looking;

	if (real_free != NULL)
		return true;
	if (looking)
		return false;
	looking = true;
	find((void *)&real_malloc, "malloc");
	find((void *)&real_calloc, "calloc");
	find((void *)&real_realloc, "realloc");
	find((void *)&real_free, "free");
	return true;
}

void *
malloc(size_t n)
{
	if (!heap_ready())
		return early_alloc(n);
	return fails(C_MALLOC) ? NULL : real_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	if (!heap_ready())
		return early_alloc(n * size);
	return fails(C_CALLOC) ? NULL : real_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	void *q;

	if (!heap_ready() || is_early(p)) {
		q = heap_ready() ? real_malloc(n) : early_alloc(n);
		if (p != NULL && q != NULL)
			memcpy(q, p,
			    n < sizeof(early) - (size_t)((char *)p - early)
				? n
				: sizeof(early) - (size_t)((char *)p - early));
		return q;
	}
	return fails(C_REALLOC) ? NULL : real_realloc(p, n);
}

void
free(void *p)
{
	if (p != NULL && !is_early(p) && heap_ready())
		real_free(p);
}

ssize_t
read(int fd, void *p, size_t n)
{
	REAL(read);
	return fails(C_READ) ? -1 : real(fd, p, shorter(C_READ, n));
}

ssize_t __read_chk(int fd, void *p, size_t n, size_t room);

ssize_t
__read_chk(int fd, void *p, size_t n, size_t room)
{
	if (n > room)
		abort();
	return read(fd, p, n);
}

ssize_t
write(int fd, const void *p, size_t n)
{
	REAL(write);
	if (fd == 2)
		return real(fd, p, n);
	return fails(C_WRITE) ? -1 : real(fd, p, shorter(C_WRITE, n));
}

ssize_t
writev(int fd, const struct iovec *v, int n)
{
	REAL(writev);
	if (fd == 2)
		return real(fd, v, n);
	if (fails(C_WRITE))
		return -1;
	if (n > 0 && v->iov_len > 0 &&
	    shorter(C_WRITE, v->iov_len) < v->iov_len)
		return real(fd, &(struct iovec){v->iov_base, 1}, 1);
	return real(fd, v, n);
}

/* The mode is there only when the flags say so. */
#define OPEN(name)                                                   \
	int name(const char *path, int flags, ...)                   \
	{                                                            \
		mode_t mode = 0;                                     \
		va_list ap;                                          \
                                                                     \
		REAL(name);                                          \
		va_start(ap, flags);                                 \
		if ((flags & O_CREAT) != 0 ||                        \
		    (flags & O_TMPFILE) == O_TMPFILE)                \
			mode = va_arg(ap, mode_t);                   \
		va_end(ap);                                          \
		return fails(C_OPEN) ? -1 : real(path, flags, mode); \
	}

#define OPENAT(name)                                                      \
	int name(int dir, const char *path, int flags, ...)               \
	{                                                                 \
		mode_t mode = 0;                                          \
		va_list ap;                                               \
                                                                          \
		REAL(name);                                               \
		va_start(ap, flags);                                      \
		if ((flags & O_CREAT) != 0 ||                             \
		    (flags & O_TMPFILE) == O_TMPFILE)                     \
			mode = va_arg(ap, mode_t);                        \
		va_end(ap);                                               \
		return fails(C_OPEN) ? -1 : real(dir, path, flags, mode); \
	}

OPEN(open)
OPENAT(openat)
#ifdef __GLIBC__
OPEN(open64)
OPENAT(openat64)

int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);

int
__open_2(const char *path, int flags)
{
	return open(path, flags);
}

int
__open64_2(const char *path, int flags)
{
	return open64(path, flags);
}
#endif

int
close(int fd)
{
	REAL(close);
	/* A failed close has closed all the same, as on Linux. */
	if (fails(C_CLOSE)) {
		int e = errno;

		real(fd);
		errno = e;
		return -1;
	}
	return real(fd);
}

int
fsync(int fd)
{
	REAL(fsync);
	return fails(C_FSYNC) ? -1 : real(fd);
}

int
rename(const char *from, const char *to)
{
	REAL(rename);
	return fails(C_RENAME) ? -1 : real(from, to);
}

int
renameat(int from_dir, const char *from, int to_dir, const char *to)
{
	REAL(renameat);
	return fails(C_RENAME) ? -1 : real(from_dir, from, to_dir, to);
}

int
pthread_create(pthread_t *thread, const pthread_attr_t *attr,
    void *(*start)(void *), void *arg)
{
	REAL(pthread_create);
	return fails(C_PTHREAD_CREATE) ? errno : real(thread, attr, start, arg);
}

void
_exit(int status)
{
	__typeof__(&_exit) real;

	find((void *)&real, "_exit");
	tell_counts();
	real(status);
	abort();
}
