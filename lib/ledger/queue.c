/* The queues of lots: those that come in order, linked to each other. */
#include "ledger/lots.h"

/* So many are passed for one that does not come last. */
enum { LOOK = 3 };

static uint32_t
before(const struct lots *t, const struct queue *q, uint32_t i)
{
	return i == q->first ? LOT_NONE : t->at[i].left;
}

static uint32_t
behind(const struct lots *t, const struct queue *q, uint32_t i)
{
	if (i == LOT_NONE)
		return q->first;
	return i == q->last ? LOT_NONE : t->at[i].right;
}

/* Joins two neighbours, of which one may be none: an end of the queue. */
static void
join(struct lots *t, struct queue *q, uint32_t a, uint32_t b)
{
	if (a == LOT_NONE)
		q->first = b;
	if (b == LOT_NONE)
		q->last = a;
	if (a != LOT_NONE && b != LOT_NONE) {
		t->at[a].right = b;
		t->at[b].left = a;
	}
}

bool
queue_put(struct lots *t, enum tree tree, struct queue *q, uint32_t i)
{
	uint32_t at = q->last, next;

	for (int k = 0; at != LOT_NONE && tree_before(t, tree, i, at); k++) {
		if (k == LOOK)
			return false;
		at = before(t, q, at);
	}
	next = behind(t, q, at);
	join(t, q, at, i);
	join(t, q, i, next);
	t->at[i].marks |= LOT_QUEUED;
	return true;
}

void
queue_drop(struct lots *t, struct queue *q, uint32_t i)
{
	join(t, q, before(t, q, i), behind(t, q, i));
	t->at[i].marks &= (uint8_t)~LOT_QUEUED;
}
