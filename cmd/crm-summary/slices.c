/*
 * The rows of customers who are in memory: made by all threads, a slice each,
 * and written in order.
 */
#include "base/mem.h"
#include "base/thread.h"
#include "summary.h"

enum { SLICE = 8192, SLICES_EACH = 4 };

struct slice {
	struct work work; /* with a writer and room for a cell of its own */
	size_t from, to;
};

static bool
write_some(struct work *w, size_t from, size_t to)
{
	struct fold_person p;
	bool ok = true;

	for (size_t i = from; ok && i < to; i++) {
		roll_get(w->roll, i, &p);
		ok = write_person(w, &p);
	}
	return ok;
}

/* The slice's writer knows of its fault. */
static void
make_slice(void *arg, size_t i)
{
	struct slice *s = (struct slice *)arg + i;

	(void)write_some(&s->work, s->from, s->to);
}

static struct slice *
new_slices(const struct work *w, size_t n)
{
	struct slice *s = mem_zero(n, sizeof(*s));

	for (size_t i = 0; i < n; i++) {
		s[i].work = *w;
		s[i].work.cell = (struct buf){0};
		s[i].work.put.w = writer_branch(w->put.w);
	}
	return s;
}

static void
free_slices(struct slice *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_free(&s[i].work.cell);
		writer_delete(s[i].work.put.w);
	}
	mem_free(s);
}

/* Cuts off up to n slices; how many there were to cut. */
static size_t
cut(struct slice *s, size_t n, size_t *at, size_t end)
{
	size_t k = 0;

	for (; k < n && *at < end; k++) {
		s[k].from = *at;
		s[k].to = end - *at < SLICE ? end : *at + SLICE;
		*at = s[k].to;
	}
	return k;
}

static bool
write_slices(struct work *w, size_t from, size_t to)
{
	size_t most = ((size_t)w->r->threads + 1) * SLICES_EACH, n;
	struct slice *s = new_slices(w, most);
	bool ok = true;

	while (ok && (n = cut(s, most, &from, to)) > 0) {
		thread_share(&w->r->threads, n, make_slice, s);
		for (size_t i = 0; ok && i < n; i++)
			ok = writer_move(w->put.w, s[i].work.put.w);
	}
	free_slices(s, most);
	return ok;
}

bool
write_held(struct work *w)
{
	size_t n = roll_held(w->roll), alone = n;

	/* The first row may be the first of all; tables are made as one. */
	if (w->r->threads > 0 && n > (size_t)2 * SLICE &&
	    !writer_is_table(w->put.w))
		alone = 1;
	return write_some(w, 0, alone) &&
	       (alone == n || write_slices(w, alone, n));
}
