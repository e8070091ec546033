#include "fold/feed.h"

#include <stdatomic.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/thread.h"
#include "base/word.h"

enum {
	ROWS = 1024,
	IDS = 32 * 1024, /* bytes of ids that end a batch */
	BATCHES = 6,
	THREAD_FROM = 128 /* batches: about 6 MiB of input */
};

struct batch {
	struct fold_row row[ROWS]; /* id.p is set when it is handed over */
	size_t n;
	struct buf ids;
};

struct feed {
	struct roll *to;
	int *threads;
	struct batch *now;
	uint64_t batches;
	bool tried; /* to have a thread */
	struct fault fault;
	atomic_bool failed;

	struct thread *thread;
	struct ring *full, *empty;
};

static struct batch *
batch_new(void)
{
	struct batch *b = mem_alloc(sizeof(*b));

	b->n = 0;
	b->ids = (struct buf){0};
	(void)buf_room(&b->ids, IDS + FEED_SPARE);
	return b;
}

static void
batch_delete(struct batch *b)
{
	if (b == NULL)
		return;
	buf_free(&b->ids);
	mem_free(b);
}

struct feed *
feed_new(struct roll *to, int *threads)
{
	struct feed *fe = mem_zero(1, sizeof(*fe));

	fe->to = to;
	fe->threads = threads;
	fe->now = batch_new();
	atomic_init(&fe->failed, false);
	return fe;
}

static void
fold_batch(struct feed *fe, struct batch *b)
{
	const char *id = b->ids.p;

	for (size_t i = 0; i < b->n; i++) {
		b->row[i].id.p = id;
		id += b->row[i].id.n;
	}
	if (!atomic_load(&fe->failed) &&
	    !roll_add(fe->to, b->row, b->n, &fe->fault))
		atomic_store(&fe->failed, true);
	b->n = 0;
	b->ids.n = 0;
}

static void
run(void *arg)
{
	struct feed *fe = arg;
	struct batch *b;

	while ((b = ring_take(fe->full)) != NULL) {
		fold_batch(fe, b);
		/* There is room: no more batches than the ring holds. */
		(void)ring_put(fe->empty, b);
	}
}

static void
end_rings(struct feed *fe)
{
	struct batch *b;

	ring_close(fe->empty);
	while ((b = ring_take(fe->empty)) != NULL)
		batch_delete(b);
	ring_delete(fe->full);
	ring_delete(fe->empty);
	fe->full = fe->empty = NULL;
}

static void
try_thread(struct feed *fe)
{
	fe->tried = true;
	if (*fe->threads <= 0)
		return;
	fe->full = ring_new(BATCHES);
	fe->empty = ring_new(BATCHES);
	for (size_t i = 1; i < BATCHES; i++)
		(void)ring_put(fe->empty, batch_new());
	fe->thread = thread_start(fe->threads, run, fe);
	if (fe->thread == NULL)
		end_rings(fe);
}

static void
hand_over(struct feed *fe)
{
	if (!fe->tried && ++fe->batches == THREAD_FROM)
		try_thread(fe);
	if (fe->thread == NULL) {
		fold_batch(fe, fe->now);
		return;
	}
	(void)ring_put(fe->full, fe->now);
	fe->now = ring_take(fe->empty);
}

/* Most ids are short: then no call is worth it. */
static inline void
put_id(struct buf *b, struct str id)
{
	char *to = buf_room(b, id.n + sizeof(uint64_t));

	if (id.n - 1 < sizeof(uint64_t))
		word_store(to, word_load_some(id.p, id.n));
	else if (id.n != 0)
		memcpy(to, id.p, id.n);
	b->n += id.n;
}

/* The batch with room for one more row; NULL when folding has failed. */
static inline struct batch *
room(struct feed *fe, size_t id)
{
	struct batch *b = fe->now;

	if (b->n == ROWS || (b->n > 0 && b->ids.n + id > IDS)) {
		hand_over(fe);
		b = fe->now;
		if (atomic_load_explicit(&fe->failed, memory_order_relaxed))
			return NULL;
	}
	return b;
}

bool
feed_row(struct feed *fe, const struct fold_row *row)
{
	struct batch *b = room(fe, row->id.n);

	if (b == NULL)
		return false;
	b->row[b->n++] = *row;
	put_id(&b->ids, row->id);
	return true;
}

/* Sixteen bytes are copied at once, of which most ids are no longer. */
static inline void
put_spared(struct buf *b, struct str id)
{
	if (id.n > FEED_SPARE) {
		put_id(b, id);
		return;
	}
	memcpy(b->p + b->n, id.p, FEED_SPARE);
	b->n += id.n;
}

bool
feed_rows(struct feed *fe, const struct str *id, const int32_t *day,
    const int64_t *amount, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct batch *b = room(fe, id[i].n);

		if (b == NULL)
			return false;
		b->row[b->n++] = (struct fold_row){
		    .id.n = id[i].n, .day = day[i], .amount = amount[i]};
		put_spared(&b->ids, id[i]);
	}
	return true;
}

bool
feed_end(struct feed *fe, struct fault *f)
{
	bool ok;

	if (fe->thread != NULL) {
		(void)ring_put(fe->full, fe->now);
		fe->now = NULL;
		ring_close(fe->full);
		thread_join(fe->thread);
		end_rings(fe);
	} else {
		fold_batch(fe, fe->now);
	}
	ok = !atomic_load(&fe->failed);
	if (!ok)
		*f = fe->fault;
	batch_delete(fe->now);
	mem_free(fe);
	return ok;
}
