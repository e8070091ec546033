#include "io/block.h"

#include <string.h>

#include "base/mem.h"

/* Large enough that the system call is noise, and small enough that what was
 * read is parsed before it leaves the nearer caches. */
enum { STEP = 64 * 1024 };

/* Behind the last byte, so that cells can be loaded by whole words. */
enum { SPARE = 16 };

void
block_init(struct block *b, struct input *in, size_t step)
{
	*b = (struct block){.in = in, .step = step != 0 ? step : STEP};
}

void
block_free(struct block *b)
{
	input_close(b->in);
	mem_free(b->p);
}

/*
 * The open record goes to the front. One that fills half of the block doubles
 * it, or moving and reading in small bits would make long records quadratic.
 */
static void
make_room(struct block *b)
{
	size_t gone = b->open;

	if (b->cap >= b->end + b->step + SPARE)
		return;
	if (gone > 0) {
		memmove(b->p, b->p + gone, b->end - gone);
		b->open = 0;
		b->scan -= gone;
		b->stop -= gone;
		b->end -= gone;
		b->lf = b->lf > gone ? b->lf - gone : 0;
	}
	if (b->cap == 0 || (b->cap - SPARE) / 2 <= b->end)
		b->p = mem_grow(b->p, &b->cap, b->cap + b->step + SPARE, 1);
}

bool
block_fill(struct block *b)
{
	ptrdiff_t got;
	size_t from, room;
	const char *nul;

	if (b->over)
		return false;
	make_room(b);
	room = b->cap - SPARE - b->end;
	room = room < b->step ? room : b->step;
	got = input_read(b->in, b->p + b->end, room, &b->fault);
	if (got <= 0) {
		b->over = true;
		return false;
	}
	from = b->end;
	b->end += (size_t)got;
	if (b->stop == from) {
		nul = memchr(b->p + from, '\0', (size_t)got);
		b->stop = nul != NULL ? (size_t)(nul - b->p) : b->end;
	}
	return true;
}

bool
block_at_nul(const struct block *b)
{
	return b->scan == b->stop && b->stop < b->end;
}

/* The LF is remembered: a file of lone CRs has it far away, or not at all. */
static size_t
find_lf(struct block *b)
{
	const char *at;

	if (b->lf < b->scan)
		b->lf = b->scan;
	if (b->lf < b->stop && b->p[b->lf] != '\n') {
		at = memchr(b->p + b->lf, '\n', b->stop - b->lf);
		b->lf = at != NULL ? (size_t)(at - b->p) : b->stop;
	}
	return b->lf;
}

/* Where the line's end may begin: at an LF, at a CR, or stop. */
static size_t
find_end(struct block *b, bool lf_only)
{
	size_t lf = find_lf(b);
	const char *cr = NULL;

	if (!lf_only)
		cr = memchr(b->p + b->scan, '\r', lf - b->scan);
	else if (lf > b->scan && b->p[lf - 1] == '\r')
		return lf - 1;
	return cr != NULL ? (size_t)(cr - b->p) : lf;
}

size_t
block_line(struct block *b, bool lf_only, size_t *line_end)
{
	bool nul = b->stop < b->end;
	size_t at;

	*line_end = 0;
	if (b->scan == b->stop)
		return 0;
	at = find_end(b, lf_only);
	if (at == b->stop)
		return at - b->scan;
	if (b->p[at] == '\n')
		*line_end = 1;
	else if (at + 1 < b->stop)
		*line_end = b->p[at + 1] == '\n' ? 2 : 1;
	else if (nul && lf_only)
		return at + 1 - b->scan;
	else if (nul || b->over)
		*line_end = 1;
	return at + *line_end - b->scan;
}
