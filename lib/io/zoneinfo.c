#include "io/zoneinfo.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "io/raw.h"

enum {
	LONGEST = 64, /* name; the longest there is has 32 bytes */
	STEP = 4096,
	LARGEST = 1 << 20 /* file; the largest there is has 4 KiB */
};

static const char folder[] = CRM_ZONEINFO;

static bool
is_part(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
			(i > 0 && ((c >= '0' && c <= '9') || c == '_' ||
				      c == '+' || c == '-'))))
			return false;
	}
	return s.n > 0;
}

static bool
is_name(struct str name)
{
	static const char *const not [] = {
	    "localtime", "posixrules", "Factory"};
	struct str rest = name, part;

	for (size_t i = 0; i < sizeof(not ) / sizeof(*not ); i++)
		if (str_is(name, not [i]))
			return false;
	if (name.n > LONGEST || str_starts(name, STR("right/")))
		return false;
	while (str_split(&rest, '/', &part))
		if (!is_part(part))
			return false;
	return name.n > 0;
}

/* All of it; a folder cannot be read. */
static bool
slurp(int fd, struct buf *b)
{
	size_t from = b->n;
	ssize_t got;

	do {
		got = raw_read(fd, buf_room(b, STEP), STEP);
		b->n += got > 0 ? (size_t)got : 0;
	} while (got > 0 && b->n - from < LARGEST);
	if (got > 0)
		errno = EFBIG;
	return got == 0;
}

/* Fields of a line of zone.tab, between TABs: country, place, name. */
static struct str
name_of(struct str line)
{
	struct str field = {0};

	if (str_starts(line, STR("#")))
		return STR("");
	for (int i = 0; i < 3; i++)
		if (!str_split(&line, '\t', &field))
			return STR("");
	return field;
}

static size_t
distance(struct str asked, struct str name)
{
	size_t cut = name.n, whole = str_distance(asked, name), last;

	while (cut > 0 && name.p[cut - 1] != '/')
		cut--;
	last = str_distance(asked, (struct str){name.p + cut, name.n - cut});
	return whole < last ? whole : last;
}

/* The zone most like it, or whose city is; "" when none is like it. */
static struct str
likely(struct str asked, struct buf *list)
{
	struct str rest, line, best = STR("");
	size_t least = asked.n / 3 < 3 ? asked.n / 3 : 3;
	int fd = raw_open(CRM_ZONEINFO "/zone.tab", O_RDONLY | O_NOCTTY, 0);
	bool ok = fd >= 0 && slurp(fd, list);

	if (fd >= 0)
		raw_close(fd);
	rest = buf_view(list);
	while (ok && list->n > 0 && str_split(&rest, '\n', &line)) {
		struct str name = name_of(line);
		size_t d = distance(asked, name);

		if (name.n > 0 && d <= least) {
			best = name;
			least = d == 0 ? 0 : d - 1;
			ok = d > 0;
		}
	}
	return best;
}

static bool
unknown(struct str asked, struct fault *f)
{
	struct buf list = {0};
	struct str name = likely(asked, &list);

	fault_set(f, FAULT_USAGE, "unknown zone");
	fault_value(f, asked);
	if (name.n > 0)
		fault_hint(f, "did you mean '%.*s'?", (int)name.n, name.p);
	else if (access(folder, R_OK) != 0)
		fault_hint(
		    f, "there are no time zones in %s: install tzdata", folder);
	else
		fault_hint(f,
		    "UTC, an offset such as +08:00, or a name such as "
		    "Europe/Berlin");
	buf_free(&list);
	return false;
}

bool
zoneinfo_read(struct str name, struct buf *b, struct fault *f)
{
	char path[sizeof(folder) + LONGEST + 2];
	bool ok;
	int fd;

	if (!is_name(name))
		return unknown(name, f);
	(void)snprintf(
	    path, sizeof(path), "%s/%.*s", folder, (int)name.n, name.p);
	fd = raw_open(path, O_RDONLY | O_NOCTTY, 0);
	ok = fd >= 0 && slurp(fd, b);
	if (!ok && (errno == ENOENT || errno == ENOTDIR || errno == EISDIR))
		unknown(name, f);
	else if (!ok)
		fault_errno(f, errno, "cannot read time zone %s",
		    path + sizeof(folder));
	if (fd >= 0)
		raw_close(fd);
	return ok;
}
