/* --state: the ledger of the days before, and the one to go on with. */
#include "ledger/state.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/input.h"
#include "io/place.h"
#include "points.h"

enum { PIECE = 64 * 1024, PAUSE_MS = 50 };

struct state {
	struct place place;
	int lock;
	bool exists;
	struct state_head head;
	struct outfile *out;
};

/* --- the lock --- */

static bool
open_lock(struct state *s, struct fault *f)
{
	struct buf name = {0};

	buf_printf(&name, "%s.lock", s->place.path);
	s->lock = open(buf_cstr(&name), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (s->lock < 0) {
		fault_errno(
		    f, errno, "cannot create its lock, %s.lock", o.state);
		fault_at(f, o.state, 0);
	}
	buf_free(&name);
	return s->lock >= 0;
}

/* Whoever comes second is told, or waits its turn. */
static bool
take_lock(struct state *s, struct fault *f)
{
	const struct timespec pause = {0, PAUSE_MS * 1000000L};

	for (int64_t left = o.wait * 1000;; left -= PAUSE_MS) {
		if (flock(s->lock, LOCK_EX | LOCK_NB) == 0)
			return true;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return fault_errno(
			    f, errno, "cannot lock %s.lock", o.state);
		if (left <= 0)
			break;
		(void)nanosleep(&pause, NULL);
	}
	fault_set(f, FAULT_IO, "busy: another run holds %s.lock", o.state);
	fault_at(f, o.state, 0);
	fault_hint(f, "try again, or --wait SECONDS");
	return false;
}

/* --- reading --- */

struct reading {
	struct input *in;
	struct state_reader *reader;
	struct buf line; /* the part of one that has been read */
	uint64_t lines;
};

static bool
take_line(struct reading *d, struct str line, struct fault *f)
{
	d->lines++;
	if (state_line(d->reader, line, f))
		return true;
	fault_at(f, o.state, d->lines);
	return false;
}

/* Whole lines go on; what is left is the beginning of another. */
static bool
take_piece(struct reading *d, const char *p, size_t n, struct fault *f)
{
	const char *lf;

	while ((lf = memchr(p, '\n', n)) != NULL) {
		size_t size = (size_t)(lf - p);
		struct str line = {p, size};

		if (d->line.n != 0) {
			buf_put(&d->line, p, size);
			line = buf_view(&d->line);
		}
		if (!take_line(d, line, f))
			return false;
		d->line.n = 0;
		p += size + 1;
		n -= size + 1;
	}
	buf_put(&d->line, p, n);
	return true;
}

static bool
read_lines(struct reading *d, struct fault *f)
{
	char *piece = mem_alloc(PIECE);
	ptrdiff_t n = 0;
	bool ok = true;

	while (ok && (n = input_read(d->in, piece, PIECE, f)) > 0)
		ok = take_piece(d, piece, (size_t)n, f);
	mem_free(piece);
	if (!ok || n < 0)
		return false;
	if (d->line.n != 0) {
		fault_set(f, FAULT_FORM,
		    "damaged state: cut short within a "
		    "line");
		fault_at(f, o.state, d->lines + 1);
		return false;
	}
	return true;
}

/* Reading would drop a byte order mark; but an editor has put it there. */
static bool
has_mark(void)
{
	char head[3] = "";
	int fd = open(o.state, O_RDONLY | O_CLOEXEC);
	bool has = fd >= 0 && read(fd, head, 3) == 3 &&
		   memcmp(head, "\xef\xbb\xbf", 3) == 0;

	if (fd >= 0)
		close(fd);
	return has;
}

static bool
read_state(struct state *s, struct ledger *l, struct fault *f)
{
	struct reading d = {.in = input_open(o.state, f)};
	bool ok = d.in != NULL;

	if (ok && has_mark()) {
		fault_set(f, FAULT_FORM,
		    "damaged state: edited, it begins "
		    "with a byte order mark");
		fault_at(f, o.state, 1);
		input_close(d.in);
		return false;
	}

	if (ok) {
		d.reader = state_reader_new(l);
		ok = read_lines(&d, f);
		if (ok && !state_done(d.reader, &s->head, f)) {
			fault_at(f, o.state, 0);
			ok = false;
		}
		input_close(d.in);
	}
	state_reader_delete(d.reader);
	buf_free(&d.line);
	return ok;
}

/* Time never goes back; another programme is said. */
static bool
check_head(struct work *w)
{
	const struct state_head *h = &w->state->head;
	struct fault *f = &w->r->fault;
	char day[DATE_MAX];

	if (h->as_of > o.common.as_of.day) {
		fault_set(f, FAULT_DATA,
		    "--as-of is before %.*s, up to which "
		    "this state is closed",
		    (int)date_put(day, h->as_of), day);
		fault_at(f, o.state, 0);
		return false;
	}
	if (h->programme != w->programme.digest)
		diag_say("%s: the programme is another than the day before: "
			 "what was promised then stays as it was",
		    o.state);
	return true;
}

/* The lock is taken, and the file found that is there then. */
static bool
hold_state(struct work *w)
{
	struct fault *f = &w->r->fault;
	struct state *s;

	s = w->state = mem_zero(1, sizeof(*s));
	s->lock = -1;
	s->head.horizon = INT32_MIN;
	if (!place_find(&s->place, o.state) || s->place.direct) {
		fault_errno(f, s->place.direct ? EINVAL : errno,
		    "cannot keep a state here");
		fault_at(f, o.state, 0);
		return false;
	}
	if (!open_lock(s, f) || !take_lock(s, f))
		return false;
	/* Who held the lock has put another file there meanwhile. */
	place_free(&s->place);
	if (!place_find(&s->place, o.state)) {
		fault_errno(f, errno, "cannot find it");
		fault_at(f, o.state, 0);
		return false;
	}
	return true;
}

bool
state_read(struct work *w)
{
	return hold_state(w) && read_state(w->state, w->l, &w->r->fault);
}

bool
state_open(struct work *w)
{
	struct state *s;

	if (o.state == NULL)
		return true;
	if (!hold_state(w))
		return false;
	s = w->state;
	if (s->place.exists &&
	    (!read_state(s, w->l, &w->r->fault) || !check_head(w)))
		return false;
	s->out = run_output(w->r, RUN_STATE, o.state);
	return s->out != NULL;
}

static bool
write_piece(void *arg, const char *p, size_t n)
{
	return outfile_write(arg, p, n);
}

bool
state_save(struct work *w)
{
	struct state *s = w->state;

	if (s == NULL)
		return true;
	s->head.as_of = o.common.as_of.day;
	s->head.programme = w->programme.digest;
	if (o.forget >= 0 && o.common.as_of.day - o.forget > s->head.horizon)
		s->head.horizon = (int32_t)(o.common.as_of.day - o.forget);
	if (ledger_save(w->l, &s->head, write_piece, s->out))
		return true;
	w->r->fault = *outfile_fault(s->out);
	return false;
}

void
state_free(struct state *s)
{
	if (s == NULL)
		return;
	place_free(&s->place);
	/* The lock ends with the process, behind the commit. */
	mem_free(s);
}
