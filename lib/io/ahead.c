#include "io/ahead.h"

#include <stdatomic.h>
#include <string.h>

#include "base/mem.h"
#include "base/thread.h"

/*
 * Where new customers come, folding falls behind, and inflating where none do:
 * so much is held that neither waits for the other.
 */
enum { PIECE = 256 * 1024, PIECES = 48 };

struct piece {
	struct ahead_part part; /* its last one, with the n of all */
	char bytes[PIECE];
};

struct ahead {
	ahead_source *read;
	void *arg;
	struct thread *thread;
	struct ring *full, *empty;
	struct piece *now; /* being given out */
	size_t at;
	atomic_bool over;
};

/* A piece is full, or ends where a member does. */
static bool
fill(const struct ahead *a, struct piece *p)
{
	size_t n = 0;
	bool more;

	do {
		p->part = (struct ahead_part){0};
		more = a->read(a->arg, p->bytes + n, PIECE - n, &p->part);
		n += p->part.n;
	} while (more && n < PIECE && !p->part.ended);
	p->part.n = n;
	return more;
}

/* Whoever takes the pieces is a quarter behind: there is time for a sum. */
static void
sum_up(const struct ahead *a, struct piece *p)
{
	if (ring_held(a->full) < PIECES / 4)
		return;
	p->part.summed = true;
	gunzip_add(&p->part.sum, p->bytes, p->part.n);
}

static void
run(void *arg)
{
	struct ahead *a = arg;
	struct piece *p;
	bool more = true;

	while (more && (p = ring_take(a->empty)) != NULL) {
		more = fill(a, p);
		sum_up(a, p);
		(void)ring_put(a->full, p);
	}
	ring_close(a->full);
}

static void
drain(struct ring *r)
{
	struct piece *p;

	ring_close(r);
	while ((p = ring_take(r)) != NULL)
		mem_free(p);
	ring_delete(r);
}

struct ahead *
ahead_new(ahead_source *read, void *arg)
{
	struct ahead *a = mem_zero(1, sizeof(*a));

	a->read = read;
	a->arg = arg;
	atomic_init(&a->over, false);
	a->full = ring_new(PIECES);
	a->empty = ring_new(PIECES);
	return a;
}

bool
ahead_start(struct ahead *a, int *threads)
{
	if (*threads <= 0)
		return false;
	for (size_t i = 0; i < PIECES; i++)
		(void)ring_put(a->empty, mem_alloc(sizeof(struct piece)));
	a->thread = thread_start(threads, run, a);
	return a->thread != NULL;
}

/* The piece that the next bytes are of; NULL: there are none. */
static struct piece *
next_piece(struct ahead *a)
{
	if (a->now != NULL && a->at == a->now->part.n) {
		(void)ring_put(a->empty, a->now);
		a->now = NULL;
	}
	if (a->now == NULL) {
		a->now = ring_take(a->full);
		a->at = 0;
	}
	return a->now;
}

bool
ahead_read(struct ahead *a, char *p, size_t n, struct ahead_part *part)
{
	struct piece *now = next_piece(a);

	if (now == NULL)
		return false;
	n = n < now->part.n - a->at ? n : now->part.n - a->at;
	memcpy(p, now->bytes + a->at, n);
	a->at += n;
	*part = now->part;
	now->part.sum = (struct gunzip_sum){0};
	part->n = n;
	part->ended = now->part.ended && a->at == now->part.n;
	return n > 0 || part->ended;
}

bool
ahead_is_over(const struct ahead *a)
{
	return atomic_load(&a->over);
}

void
ahead_stop(struct ahead *a)
{
	if (a == NULL)
		return;
	atomic_store(&a->over, true);
	ring_close(a->empty);
	thread_join(a->thread);
	mem_free(a->now);
	drain(a->full);
	drain(a->empty);
	mem_free(a);
}
