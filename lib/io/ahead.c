#include "io/ahead.h"

#include <stdatomic.h>
#include <string.h>

#include "base/mem.h"
#include "base/thread.h"

enum { PIECE = 256 * 1024, PIECES = 4 };

struct piece {
	size_t n;
	char bytes[PIECE];
};

struct ahead {
	size_t (*read)(void *arg, char *p, size_t n);
	void *arg;
	struct thread *thread;
	struct ring *full, *empty;
	struct piece *now; /* being given out */
	size_t at;
	bool ended;
	atomic_bool over;
};

static size_t
fill(const struct ahead *a, struct piece *p)
{
	size_t got = 1;

	p->n = 0;
	while (p->n < PIECE && got > 0) {
		got = a->read(a->arg, p->bytes + p->n, PIECE - p->n);
		p->n += got;
	}
	return got;
}

static void
run(void *arg)
{
	struct ahead *a = arg;
	struct piece *p;
	size_t got = 1;

	while (got > 0 && (p = ring_take(a->empty)) != NULL) {
		got = fill(a, p);
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
ahead_new(size_t (*read)(void *arg, char *p, size_t n), void *arg)
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

size_t
ahead_read(struct ahead *a, char *p, size_t n)
{
	if (a->now != NULL && a->at == a->now->n) {
		(void)ring_put(a->empty, a->now);
		a->now = NULL;
	}
	while (a->now == NULL && !a->ended) {
		a->now = ring_take(a->full);
		a->at = 0;
		a->ended = a->now == NULL;
		if (a->now != NULL && a->now->n == 0) {
			mem_free(a->now);
			a->now = NULL;
		}
	}
	if (a->now == NULL)
		return 0;
	n = n < a->now->n - a->at ? n : a->now->n - a->at;
	memcpy(p, a->now->bytes + a->at, n);
	a->at += n;
	return n;
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
