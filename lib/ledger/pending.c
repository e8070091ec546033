#include "ledger/pending.h"

#include <stdbool.h>

#include "base/mem.h"

static bool
before(const struct pending *t, uint32_t a, uint32_t b)
{
	const struct pending_node *x = &t->at[a], *y = &t->at[b];

	if (x->available != y->available)
		return x->available < y->available;
	return x->lot < y->lot;
}

/* Along the right edges; each node passed exchanges its children. */
static uint32_t
merge(struct pending *t, uint32_t a, uint32_t b)
{
	uint32_t top = PENDING_NONE, *to = &top;

	while (a != PENDING_NONE && b != PENDING_NONE) {
		uint32_t first = before(t, a, b) ? a : b;
		struct pending_node *n = &t->at[first];
		uint32_t rest = n->right;

		b = first == a ? b : a;
		*to = first;
		n->right = n->left;
		to = &n->left;
		a = rest;
	}
	*to = a != PENDING_NONE ? a : b;
	return top;
}

static uint32_t
new_node(struct pending *t)
{
	uint32_t i = t->unused;

	if (i != 0) {
		t->unused = t->at[i - 1].left;
		return i - 1;
	}
	t->at = mem_grow(t->at, &t->room, (size_t)t->count + 1, sizeof(*t->at));
	return t->count++;
}

void
pending_put(struct pending *t, uint32_t *top, uint32_t lot, int64_t available)
{
	uint32_t i = new_node(t);

	t->at[i] =
	    (struct pending_node){available, lot, PENDING_NONE, PENDING_NONE};
	*top = merge(t, *top, i);
}

void
pending_drop(struct pending *t, uint32_t *top)
{
	uint32_t i = *top;

	*top = merge(t, t->at[i].left, t->at[i].right);
	t->at[i].lot = PENDING_NONE;
	t->at[i].left = t->unused;
	t->unused = i + 1;
}

size_t
pending_memory(const struct pending *t)
{
	return t->count * sizeof(*t->at);
}

void
pending_free(struct pending *t)
{
	mem_free(t->at);
	*t = (struct pending){0};
}
