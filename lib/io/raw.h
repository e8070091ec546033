/*
 * raw: the system calls that move bytes, in one place so that faults can be
 * injected: each is the libc call of the same name with EINTR retried.
 */
#ifndef IO_RAW_H
#define IO_RAW_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* O_CLOEXEC is added; returns the descriptor or -1 with errno. */
int raw_open(const char *path, int flags, unsigned mode);

/* As read: short counts are possible, 0 is the end, -1 is errno. */
ssize_t raw_read(int fd, void *p, size_t n);

/* Whether there is something to read, the end too, within some time [ms] */
bool raw_wait(int fd, int ms);

/* Writes all n bytes or returns false with errno. */
bool raw_write(int fd, const void *p, size_t n);

/* Errors are reported; EINTR counts as closed. */
bool raw_close(int fd);
bool raw_fsync(int fd);
bool raw_rename(const char *from, const char *to);
void raw_unlink(const char *path);

#endif
