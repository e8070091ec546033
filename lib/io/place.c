/* realpath is XSI. */
#define _XOPEN_SOURCE 700

#include "io/place.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

enum { LINKS = 40 }; /* as many as Linux follows */

static bool
refuse(int err)
{
	errno = err;
	return false;
}

/* "a/b" -> "a/", "b" -> "": the folder's part, with its slash. */
static size_t
folder_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

/*
 * A link to a file that does not exist yet: realpath fails on it, and a
 * rename would replace the link. Follows *path one step.
 */
static bool
follow(char **path)
{
	char target[PATH_MAX];
	ssize_t n = readlink(*path, target, sizeof(target));
	struct buf b = {0};

	if (n < 0 || (size_t)n == sizeof(target))
		return n < 0 ? false : refuse(ENAMETOOLONG);
	if (n > 0 && target[0] != '/')
		buf_put(&b, *path, folder_part(*path));
	buf_put(&b, target, (size_t)n);
	buf_putc(&b, '\0');
	mem_free(*path);
	*path = b.p;
	return true;
}

static bool
is_link(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
}

/* The parent of a file to be; it must exist. */
static bool
find_new(struct place *p, const char *asked)
{
	char *path = mem_dup(asked, strlen(asked));
	bool ok = true;
	size_t cut;

	for (int i = 0; ok && is_link(path); i++)
		ok = i < LINKS ? follow(&path) : refuse(ELOOP);
	cut = folder_part(path);
	if (ok && path[cut] == '\0')
		ok = refuse(cut > 0 ? EISDIR : ENOENT);
	if (ok) {
		struct buf b = {0};
		char *name = mem_dup(path + cut, strlen(path + cut));

		path[cut] = '\0';
		p->folder = realpath(cut > 0 ? path : ".", NULL);
		ok = p->folder != NULL;
		buf_puts(&b, ok ? p->folder : "");
		buf_putc(&b, '/');
		buf_puts(&b, name);
		buf_putc(&b, '\0');
		p->path = b.p;
		mem_free(name);
	}
	mem_free(path);
	return ok;
}

static bool
find_old(struct place *p, const char *path)
{
	size_t n;

	/* Renaming over a file that may not be written would be cheating. */
	if (access(path, W_OK) != 0)
		return false;
	p->path = realpath(path, NULL);
	if (p->path == NULL)
		return false;
	n = folder_part(p->path);
	p->folder = mem_dup(p->path, n > 1 ? n - 1 : n);
	return true;
}

bool
place_find(struct place *p, const char *path)
{
	struct stat st;
	bool ok;

	*p = (struct place){0};
	if (stat(path, &st) == 0) {
		p->exists = true;
		p->mode = st.st_mode & 0777;
		p->uid = st.st_uid;
		p->gid = st.st_gid;
		p->direct = !S_ISREG(st.st_mode);
		if (S_ISDIR(st.st_mode))
			return refuse(EISDIR);
		if (p->direct)
			return true;
		ok = find_old(p, path);
	} else {
		ok = errno == ENOENT && find_new(p, path);
	}
	if (ok)
		p->base = p->path + folder_part(p->path);
	return ok;
}

void
place_free(struct place *p)
{
	mem_free(p->path);
	mem_free(p->folder);
	*p = (struct place){0};
}
