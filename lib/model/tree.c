#include "model/tree.h"

#include <math.h>

#include "base/mem.h"
#include "num/fsum.h"

void
tree_free(struct tree *t)
{
	arena_free(&t->arena);
	names_free(&t->names);
	names_free(&t->items);
	mem_free(t->node);
	*t = (struct tree){0};
}

static bool
refuse(struct fault *f, enum fault_code code, struct str name, const char *what)
{
	fault_set(f, code, "%s", what);
	fault_value(f, name);
	return false;
}

bool
tree_add(struct tree *t, struct str name, struct str parent, double weight,
    struct str item, struct fault *f)
{
	if (name.n == 0)
		return refuse(f, FAULT_ROW, name, "a node without a name");
	if (names_find(&t->names, name) != NAMES_NONE)
		return refuse(f, FAULT_ROW, name, "a node is named twice");
	if (parent.n != 0 && !(weight >= 0 && isfinite(weight)))
		return refuse(f, FAULT_ROW, name,
		    "the weight of a node is not zero or more");
	(void)names_add(&t->names, name);
	t->node = mem_grow(t->node, &t->room, t->n + 1, sizeof(*t->node));
	t->node[t->n++] = (struct tree_node){.name = arena_str(&t->arena, name),
	    .above = arena_str(&t->arena, parent),
	    .asked = arena_str(&t->arena, item),
	    .weight = parent.n == 0 ? 1 : weight,
	    .parent = TREE_NONE,
	    .item = TREE_NONE};
	return true;
}

/* Parents by name; the one root. */
static bool
link(struct tree *t, size_t *root, struct fault *f)
{
	size_t roots = 0;

	for (size_t i = 0; i < t->n; i++) {
		struct tree_node *node = &t->node[i];

		if (node->above.n == 0) {
			*root = i;
			if (++roots > 1)
				return refuse(f, FAULT_DATA, node->name,
				    "a second node has no parent");
			continue;
		}
		node->parent = names_find(&t->names, node->above);
		if (node->parent == NAMES_NONE)
			return refuse(
			    f, FAULT_DATA, node->above, "a parent is no node");
	}
	return roots == 1 ||
	       fault_set(f, FAULT_DATA, "no node is without a parent");
}

/* Of each node its first child, and the next of its parent's. */
struct kin {
	uint32_t first, next;
};

static struct kin *
make_kin(const struct tree *t)
{
	struct kin *kin = mem_resize(NULL, t->n, sizeof(*kin));

	for (size_t i = 0; i < t->n; i++)
		kin[i] = (struct kin){TREE_NONE, TREE_NONE};
	for (uint32_t i = (uint32_t)t->n; i-- > 0;) {
		uint32_t parent = t->node[i].parent;

		if (parent == TREE_NONE)
			continue;
		kin[i].next = kin[parent].first;
		kin[parent].first = i;
	}
	return kin;
}

/*
 * Depth first from the root, into out; children in the order they came.
 * A tree may be as deep as it has nodes: nothing here calls itself.
 *
 *   place   in: TREE_NONE each; out: where a node has gone
 */
static size_t
walk(
    const struct tree *t, uint32_t root, struct tree_node *out, uint32_t *place)
{
	struct kin *kin = make_kin(t);
	uint32_t at = root, n = 0;
	int level = 1;

	for (;;) {
		place[at] = n;
		out[n] = t->node[at];
		out[n].level = level;
		if (at != root)
			out[n].parent = place[t->node[at].parent];
		n++;
		if (kin[at].first != TREE_NONE) {
			at = kin[at].first;
			level++;
			continue;
		}
		for (; at != root && kin[at].next == TREE_NONE; level--)
			at = t->node[at].parent;
		if (at == root)
			break;
		at = kin[at].next;
	}
	mem_free(kin);
	return n;
}

static bool
arrange(struct tree *t, size_t root, struct fault *f)
{
	struct tree_node *node = mem_zero(t->n, sizeof(*node));
	uint32_t *place = mem_resize(NULL, t->n, sizeof(*place));
	bool ok;

	memset(place, 0xff, t->n * sizeof(*place));
	ok = walk(t, (uint32_t)root, node, place) == t->n;
	/* What is not below the root hangs below itself. */
	for (size_t i = 0; i < t->n; i++)
		if (place[i] == TREE_NONE)
			refuse(f, FAULT_DATA, t->node[i].name,
			    "a node is below itself");
	mem_free(place);
	mem_free(ok ? t->node : node);
	if (ok)
		t->node = node;
	return ok;
}

/* The weights below a node, of which there may be none. */
struct below {
	struct fsum sum;
	bool inner;
};

static bool
check(const struct tree_node *node, const struct below *b, bool normalise,
    struct fault *f)
{
	double total = fsum_value(&b->sum);

	if (b->inner != (node->asked.n == 0))
		return refuse(f, FAULT_DATA, node->name,
		    b->inner ? "a node has both an item and children"
			     : "a node has neither an item nor children");
	if (!b->inner || (normalise && total > 0) ||
	    (!normalise && fabs(total - 1) <= 1e-9))
		return true;
	fault_set(f, FAULT_DATA,
	    "the weights of a node's children sum to %.10g, not 1", total);
	fault_value(f, node->name);
	fault_hint(f, "--normalise scales them");
	return false;
}

/* Parents come before their children. */
static bool
weigh(struct tree *t, bool normalise, struct fault *f)
{
	struct below *below = mem_zero(t->n, sizeof(*below));
	bool ok = true;

	for (size_t i = 1; i < t->n; i++) {
		struct below *b = &below[t->node[i].parent];

		fsum_add(&b->sum, t->node[i].weight);
		b->inner = true;
	}
	for (size_t i = 0; ok && i < t->n; i++)
		ok = check(&t->node[i], &below[i], normalise, f);
	for (size_t i = 1; ok && normalise && i < t->n; i++)
		t->node[i].weight /= fsum_value(&below[t->node[i].parent].sum);
	mem_free(below);
	return ok;
}

bool
tree_close(struct tree *t, bool normalise, struct fault *f)
{
	size_t root = 0;

	if (t->n == 0)
		return fault_set(f, FAULT_DATA, "a tree without nodes");
	if (!link(t, &root, f) || !arrange(t, root, f) ||
	    !weigh(t, normalise, f))
		return false;
	for (size_t i = 0; i < t->n; i++)
		if (t->node[i].asked.n != 0)
			t->node[i].item =
			    names_add(&t->items, t->node[i].asked);
	return true;
}

void
tree_coefficients(const struct tree *t, size_t node, double *a)
{
	double *share = mem_zero(t->n, sizeof(*share));

	for (size_t i = 0; i < t->items.count; i++)
		a[i] = 0;
	share[node] = 1;
	for (size_t i = node; i < t->n; i++) {
		const struct tree_node *at = &t->node[i];

		if (i > node && at->level <= t->node[node].level)
			break;
		if (i > node)
			share[i] = share[at->parent] * at->weight;
		if (at->item != TREE_NONE)
			a[at->item] += share[i];
	}
	mem_free(share);
}
