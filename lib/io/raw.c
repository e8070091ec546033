#include "io/raw.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

/* POSIX leaves counts above SSIZE_MAX open; Linux moves at most 2 GiB. */
enum { ONCE = 1 << 30 };

int
raw_open(const char *path, int flags, unsigned mode)
{
	int fd;

	do
		fd = open(path, flags | O_CLOEXEC, (mode_t)mode);
	while (fd < 0 && errno == EINTR);
	return fd;
}

ssize_t
raw_read(int fd, void *p, size_t n)
{
	ssize_t got;

	do
		got = read(fd, p, n < ONCE ? n : ONCE);
	while (got < 0 && errno == EINTR);
	return got;
}

bool
raw_wait(int fd, int ms)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	return poll(&p, 1, ms) != 0;
}

bool
raw_write(int fd, const void *p, size_t n)
{
	const char *from = p;

	while (n > 0) {
		ssize_t put = write(fd, from, n < ONCE ? n : ONCE);

		if (put < 0 && errno == EINTR)
			continue;
		if (put == 0)
			errno = EIO;
		if (put <= 0)
			return false;
		from += put;
		n -= (size_t)put;
	}
	return true;
}

bool
raw_close(int fd)
{
	/* After EINTR the descriptor is gone on Linux: never close it twice. */
	return close(fd) == 0 || errno == EINTR;
}

bool
raw_fsync(int fd)
{
	int rc;

	do
		rc = fsync(fd);
	while (rc != 0 && errno == EINTR);
	return rc == 0;
}

bool
raw_rename(const char *from, const char *to)
{
	return rename(from, to) == 0;
}

void
raw_unlink(const char *path)
{
	unlink(path);
}
