/* F_SETPIPE_SZ is Linux's own. */
#define _GNU_SOURCE

#include "io/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/ahead.h"
#include "io/gunzip.h"
#include "io/magic.h"
#include "io/raw.h"

enum {
	RAW_SIZE = 64 * 1024,
	PIPE_SIZE = 1024 * 1024,
	HEAD_SIZE = 8,                /* the longest mark looked for */
	AHEAD_FROM = 1 * 1024 * 1024, /* inflated, for a thread to pay */
	AHEAD_WAIT = 50 /* how long nobody asks whether all is over [ms] */
};

enum state {
	STATE_FRESH, /* nothing read */
	STATE_PLAIN,
	STATE_MEMBER, /* inside a gzip member */
	STATE_BEHIND, /* behind a gzip member */
	STATE_END
};

struct input {
	int fd; /* -1: what is left of text */
	struct str text;
	const char *name;
	_Atomic uint64_t taken;
	uint64_t size;
	bool regular;
	struct fault fault; /* sticky: the bytes before it go out first */

	enum state state;
	struct gunzip *gunzip; /* NULL: bytes come as they are */
	struct gunzip_sum sum; /* of the member, as far as it was given out */
	unsigned char *raw;
	size_t raw_at;
	size_t raw_end;

	int *threads; /* how many there may be */
	struct ahead *ahead;
	uint64_t given;

	bool headed; /* the first bytes were looked at */
	char head[HEAD_SIZE];
	size_t head_at;
	size_t head_end;

	struct buf peeked; /* by input_peek, and not yet taken */
	size_t peeked_at;

	struct encoding encoding;
	struct decoder *decoder; /* NULL: bytes pass untouched */
};

bool
input_is_mark(struct str s)
{
	return magic_bom(s) || magic_find(s) != NULL;
}

static bool
describe(struct input *in, struct fault *f)
{
	struct stat st;
	int err = 0;

	if (fstat(in->fd, &st) != 0)
		err = errno;
	else if (S_ISDIR(st.st_mode))
		err = EISDIR;
	if (err != 0) {
		fault_errno(f, err, "cannot open");
		fault_at(f, in->name, 0);
		return false;
	}
	in->regular = S_ISREG(st.st_mode);
	if (in->regular && st.st_size > 0)
		in->size = (uint64_t)st.st_size;
#ifdef F_SETPIPE_SZ
	/* Fewer switches between writer and reader; only a wish. */
	if (S_ISFIFO(st.st_mode))
		(void)fcntl(in->fd, F_SETPIPE_SZ, PIPE_SIZE);
#endif
	return true;
}

struct input *
input_open(const char *path, struct fault *f)
{
	bool std = path == NULL || strcmp(path, "-") == 0;
	struct input *in = mem_zero(1, sizeof(*in));

	in->name = std ? "<stdin>" : path;
	in->fd = std ? STDIN_FILENO : raw_open(path, O_RDONLY | O_NOCTTY, 0);
	if (in->fd < 0) {
		fault_errno(f, errno, "cannot open");
		fault_at(f, in->name, 0);
	} else if (describe(in, f)) {
		in->raw = mem_alloc(RAW_SIZE);
		return in;
	}
	input_close(in);
	return NULL;
}

struct input *
input_text(const char *name, struct str text)
{
	struct input *in = mem_zero(1, sizeof(*in));

	in->fd = -1;
	in->name = name;
	in->text = text;
	in->size = text.n;
	in->raw = mem_alloc(RAW_SIZE);
	return in;
}

void
input_close(struct input *in)
{
	if (in == NULL)
		return;
	decoder_delete(in->decoder);
	ahead_stop(in->ahead);
	gunzip_delete(in->gunzip);
	if (in->fd > STDERR_FILENO)
		raw_close(in->fd);
	buf_free(&in->peeked);
	mem_free(in->raw);
	mem_free(in);
}

const char *
input_name(const struct input *in)
{
	return in->name;
}

uint64_t
input_taken(const struct input *in)
{
	return atomic_load_explicit(&in->taken, memory_order_relaxed);
}

void
input_threads(struct input *in, int *threads)
{
	in->threads = threads;
}

uint64_t
input_size(const struct input *in)
{
	return in->size;
}

static ssize_t
take_text(struct input *in, void *p, size_t n)
{
	size_t got = in->text.n < n ? in->text.n : n;

	if (got != 0)
		memcpy(p, in->text.p, got);
	in->text.p += got;
	in->text.n -= got;
	return (ssize_t)got;
}

/* Whoever reads ahead of a slow writer must notice that nobody waits. */
static ssize_t
take_file(struct input *in, void *p, size_t n)
{
	while (
	    in->ahead != NULL && !in->regular && !raw_wait(in->fd, AHEAD_WAIT))
		if (ahead_is_over(in->ahead))
			return 0;
	return raw_read(in->fd, p, n);
}

static ptrdiff_t
take(struct input *in, void *p, size_t n)
{
	ssize_t got = in->fd < 0 ? take_text(in, p, n) : take_file(in, p, n);

	if (got < 0) {
		fault_errno(&in->fault, errno, "cannot read");
		fault_at(&in->fault, in->name, 0);
		return -1;
	}
	atomic_fetch_add_explicit(
	    &in->taken, (uint64_t)got, memory_order_relaxed);
	return got;
}

/* Fills the raw buffer up to at least want bytes, as far as there are any. */
static bool
want_raw(struct input *in, size_t want)
{
	size_t held = in->raw_end - in->raw_at;

	if (held >= want)
		return true;
	memmove(in->raw, in->raw + in->raw_at, held);
	in->raw_at = 0;
	in->raw_end = held;
	while (in->raw_end < want) {
		ptrdiff_t got =
		    take(in, in->raw + in->raw_end, RAW_SIZE - in->raw_end);

		if (got < 0)
			return false;
		if (got == 0)
			break;
		in->raw_end += (size_t)got;
	}
	return true;
}

static bool
at_gzip(const struct input *in)
{
	return in->raw_end - in->raw_at >= 2 && in->raw[in->raw_at] == 0x1f &&
	       in->raw[in->raw_at + 1] == 0x8b;
}

static bool
bad_gzip(struct input *in, const char *what)
{
	fault_set(&in->fault, FAULT_FORM, "%s", what);
	fault_at(&in->fault, in->name, 0);
	return false;
}

static bool
start(struct input *in)
{
	if (!want_raw(in, 2))
		return false;
	if (!at_gzip(in)) {
		in->state = STATE_PLAIN;
		return true;
	}
	in->gunzip = gunzip_new();
	if (in->gunzip == NULL)
		return bad_gzip(in, "cannot start zlib");
	in->state = STATE_MEMBER;
	return true;
}

static bool
next_member(struct input *in)
{
	if (!want_raw(in, 2))
		return false;
	if (in->raw_at == in->raw_end) {
		in->state = STATE_END;
		return true;
	}
	if (!at_gzip(in))
		return bad_gzip(in, "garbage after the gzip data");
	gunzip_next(in->gunzip);
	in->state = STATE_MEMBER;
	return true;
}

/* Nothing comes out only when there is a fault or a new state. */
static void
inflate_some(struct input *in, char *p, size_t n, struct ahead_part *part)
{
	size_t held, taken;

	if (in->raw_at == in->raw_end && !want_raw(in, 1))
		return;
	held = taken = in->raw_end - in->raw_at;
	part->n = n;
	switch (gunzip_some(in->gunzip, in->raw + in->raw_at, &taken, p,
	    &part->n, &part->said)) {
	case GUNZIP_MORE:
		/* Something may be left to come out behind the last byte. */
		if (held == 0 && part->n == 0)
			(void)bad_gzip(in, "truncated gzip data");
		break;
	case GUNZIP_ENDED:
		part->ended = true;
		in->state = STATE_BEHIND;
		break;
	case GUNZIP_CORRUPT:
		(void)bad_gzip(in, "corrupt gzip data");
		break;
	}
	in->raw_at += taken;
}

static size_t
plain_some(struct input *in, char *p, size_t n)
{
	size_t held = in->raw_end - in->raw_at;
	ptrdiff_t got;

	if (held == 0) {
		got = take(in, p, n);
		if (got == 0)
			in->state = STATE_END;
		return got > 0 ? (size_t)got : 0;
	}
	if (n > held)
		n = held;
	memcpy(p, in->raw + in->raw_at, n);
	in->raw_at += n;
	return n;
}

/* As ahead_source has it: not yet checked. */
static bool
unpack(void *arg, char *p, size_t n, struct ahead_part *part)
{
	struct input *in = arg;

	*part = (struct ahead_part){0};
	while (part->n == 0 && !part->ended && in->fault.code == FAULT_NONE &&
	       in->state != STATE_END) {
		if (in->state == STATE_FRESH)
			start(in);
		else if (in->state == STATE_BEHIND)
			next_member(in);
		else if (in->state == STATE_MEMBER)
			inflate_some(in, p, n, part);
		else
			part->n = plain_some(in, p, n);
	}
	return part->n > 0 || part->ended;
}

/* Inflating is worth a thread of its own where there is much of it. */
static void
try_ahead(struct input *in)
{
	if (in->ahead != NULL || in->state != STATE_MEMBER ||
	    in->threads == NULL || in->given < AHEAD_FROM)
		return;
	in->ahead = ahead_new(unpack, in);
	if (!ahead_start(in->ahead, in->threads)) {
		ahead_stop(in->ahead);
		in->ahead = NULL;
	}
	in->threads = NULL;
}

static void
end_ahead(struct input *in)
{
	ahead_stop(in->ahead);
	in->ahead = NULL;
}

/* Whether a member holds what it says; its bytes go out all the same. */
static void
check(struct input *in, const char *p, const struct ahead_part *part)
{
	if (in->gunzip == NULL)
		return;
	if (part->summed)
		gunzip_join(&in->sum, &part->sum);
	else
		gunzip_add(&in->sum, p, part->n);
	if (!part->ended)
		return;
	if (!gunzip_agrees(&in->sum, &part->said)) {
		/* It may have found a fault further on. */
		end_ahead(in);
		(void)bad_gzip(in, "corrupt gzip data");
	}
	in->sum = (struct gunzip_sum){0};
}

/* At least one byte, or 0 at the end and at a fault. */
static size_t
unpack_checked(struct input *in, char *p, size_t n)
{
	struct ahead_part part = {0};
	bool more = true;

	try_ahead(in);
	while (more && part.n == 0) {
		more = in->ahead != NULL ? ahead_read(in->ahead, p, n, &part)
					 : unpack(in, p, n, &part);
		if (more)
			check(in, p, &part);
	}
	/* Others may have the thread. */
	if (!more)
		end_ahead(in);
	in->given += part.n;
	return part.n;
}

/* What was looked at first, then what follows it. */
static size_t
pull(struct input *in, char *p, size_t n)
{
	size_t held = in->peeked.n - in->peeked_at;

	if (held == 0)
		return unpack_checked(in, p, n);
	if (n > held)
		n = held;
	memcpy(p, in->peeked.p + in->peeked_at, n);
	in->peeked_at += n;
	return n;
}

/* Whether the text is in the encoding that the byte order mark is of. */
static bool
is_own_mark(const struct input *in, const char *encoding)
{
	if (in->decoder == NULL)
		return encoding != NULL && strcmp(encoding, "utf-8") == 0;
	return encoding != NULL &&
	       encoding_has_mark(in->encoding.name, encoding);
}

static void
refuse_head(struct input *in, const char *what, const char *hint)
{
	fault_set(&in->fault, FAULT_FORM, "%s", what);
	fault_at(&in->fault, in->name, 1);
	fault_hint(&in->fault, "%s", hint);
	in->head_end = 0;
	in->peeked_at = in->peeked.n;
}

/* The first bytes, which may be a mark to drop or to refuse. */
static void
look_at_head(struct input *in)
{
	const struct magic *mark;
	struct str head;
	size_t got = 1;

	while (in->head_end < HEAD_SIZE && got != 0) {
		got =
		    pull(in, in->head + in->head_end, HEAD_SIZE - in->head_end);
		in->head_end += got;
	}
	in->headed = true;
	head = (struct str){in->head, in->head_end};
	mark = magic_find(head);
	if (mark != NULL && !is_own_mark(in, mark->encoding))
		refuse_head(in, mark->what, mark->hint);
	else if (magic_bom(head) && !is_own_mark(in, "utf-8"))
		refuse_head(in, "UTF-8 text, as its byte order mark says",
		    "leave out --encoding");
	else if (magic_bom(head))
		in->head_at = 3;
}

static size_t
read_untouched(void *arg, char *p, size_t n)
{
	struct input *in = arg;
	size_t got;

	if (!in->headed)
		look_at_head(in);
	got = in->head_end - in->head_at;
	if (got == 0)
		return n > 0 ? pull(in, p, n) : 0;
	if (got > n)
		got = n;
	memcpy(p, in->head + in->head_at, got);
	in->head_at += got;
	return got;
}

void
input_decode(struct input *in, const struct encoding *e)
{
	in->encoding = *e;
	if (e->name == NULL && e->lossy)
		in->encoding.name = "utf-8";
	if (in->encoding.name != NULL)
		in->decoder =
		    decoder_new(&in->encoding, in->name, read_untouched, in);
}

ptrdiff_t
input_read(struct input *in, char *p, size_t n, struct fault *f)
{
	const struct fault *bad = &in->fault;
	size_t got;

	if (in->decoder == NULL) {
		got = read_untouched(in, p, n);
	} else {
		got = decoder_read(in->decoder, p, n);
		/* What the stream itself lacks comes first. */
		if (bad->code == FAULT_NONE)
			bad = decoder_fault(in->decoder);
	}
	if (got > 0 || bad->code == FAULT_NONE)
		return (ptrdiff_t)got;
	*f = *bad;
	return -1;
}

bool
input_peek(struct input *in, size_t n, struct str *bytes, struct fault *f)
{
	struct buf *b = &in->peeked;
	size_t got = 1;

	while (got > 0 && b->n < n) {
		size_t want = n - b->n;

		got = unpack_checked(in, buf_room(b, want), want);
		b->n += got;
	}
	*bytes = buf_view(b);
	if (b->n > 0 || in->fault.code == FAULT_NONE)
		return true;
	*f = in->fault;
	return false;
}
