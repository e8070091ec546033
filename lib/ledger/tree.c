/*
 * The trees of lots: treaps (Seidel and Aragon 1996) without recursion and
 * without stored priorities.
 */
#include "base/hash.h"
#include "ledger/lots.h"

/* First-in-first-out, a lot stands in two trees at once. */
static bool
is_second(const struct lots *t, enum tree tree)
{
	return t->fifo && tree != TREE_AGE;
}

static uint32_t *
left(const struct lots *t, enum tree tree, uint32_t i)
{
	return is_second(t, tree) ? &t->more[i].left : &t->at[i].left;
}

static uint32_t *
right(const struct lots *t, enum tree tree, uint32_t i)
{
	return is_second(t, tree) ? &t->more[i].right : &t->at[i].right;
}

static uint64_t
priority(uint32_t i)
{
	return hash_fold(i ^ hash_key[2], hash_key[3] | 1);
}

void
tree_insert(struct lots *t, enum tree tree, uint32_t *root, uint32_t i)
{
	uint64_t p;
	uint32_t *l, *r, sub;

	hash_ready();
	p = priority(i);
	while (*root != LOT_NONE && priority(*root) >= p)
		root = tree_before(t, tree, i, *root) ? left(t, tree, *root)
						      : right(t, tree, *root);
	sub = *root;
	*root = i;
	l = left(t, tree, i);
	r = right(t, tree, i);
	/* What stood here is split into what comes before and behind. */
	while (sub != LOT_NONE) {
		if (tree_before(t, tree, sub, i)) {
			*l = sub;
			l = right(t, tree, sub);
			sub = *l;
		} else {
			*r = sub;
			r = left(t, tree, sub);
			sub = *r;
		}
	}
	*l = *r = LOT_NONE;
}

void
tree_remove(struct lots *t, enum tree tree, uint32_t *root, uint32_t i)
{
	uint32_t a, b;

	while (*root != i)
		root = tree_before(t, tree, i, *root) ? left(t, tree, *root)
						      : right(t, tree, *root);
	a = *left(t, tree, i);
	b = *right(t, tree, i);
	while (a != LOT_NONE && b != LOT_NONE) {
		if (priority(a) >= priority(b)) {
			*root = a;
			root = right(t, tree, a);
			a = *root;
		} else {
			*root = b;
			root = left(t, tree, b);
			b = *root;
		}
	}
	*root = a != LOT_NONE ? a : b;
}

uint32_t
tree_first(const struct lots *t, enum tree tree, uint32_t root)
{
	uint32_t next;

	if (root == LOT_NONE)
		return root;
	while ((next = *left(t, tree, root)) != LOT_NONE)
		root = next;
	return root;
}
