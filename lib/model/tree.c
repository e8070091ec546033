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

/* Depth first from node at, into out; children in the order they came. */
static void
walk(const struct tree *t, uint32_t at, int level, struct tree_node *out,
    size_t *n)
{
	uint32_t here = (uint32_t)*n;

	out[here] = t->node[at];
	out[here].level = level;
	++*n;
	for (uint32_t i = 0; i < t->n; i++)
		if (t->node[i].parent == at)
			walk(t, i, level + 1, out, n);
}

/* The parents by the new order: the nearest node before of a level above. */
static void
relink(struct tree_node *node, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		size_t up = i - 1;

		while (node[up].level >= node[i].level)
			up--;
		node[i].parent = (uint32_t)up;
	}
}

static bool
arrange(struct tree *t, size_t root, struct fault *f)
{
	struct tree_node *node = mem_zero(t->n, sizeof(*node));
	size_t n = 0;

	walk(t, (uint32_t)root, 1, node, &n);
	if (n < t->n) {
		/* What is not below the root hangs below itself. */
		for (size_t i = 0; i < t->n; i++) {
			bool found = false;

			for (size_t k = 0; k < n && !found; k++)
				found = str_eq(node[k].name, t->node[i].name);
			if (!found)
				refuse(f, FAULT_DATA, t->node[i].name,
				    "a node is below itself");
		}
		mem_free(node);
		return false;
	}
	relink(node, n);
	mem_free(t->node);
	t->node = node;
	return true;
}

static bool
weigh(struct tree *t, size_t parent, bool normalise, struct fault *f)
{
	struct fsum sum = {0};
	double total;
	bool inner = false;

	for (size_t i = parent + 1; i < t->n; i++)
		if (t->node[i].parent == parent) {
			fsum_add(&sum, t->node[i].weight);
			inner = true;
		}
	if (inner != (t->node[parent].asked.n == 0))
		return refuse(f, FAULT_DATA, t->node[parent].name,
		    inner ? "a node has both an item and children"
			  : "a node has neither an item nor children");
	total = fsum_value(&sum);
	if (!inner || (!normalise && fabs(total - 1) <= 1e-9))
		return true;
	if (!normalise || !(total > 0)) {
		fault_set(f, FAULT_DATA,
		    "the weights of a node's children sum to %.10g, not 1",
		    total);
		fault_value(f, t->node[parent].name);
		fault_hint(f, "--normalise scales them");
		return false;
	}
	for (size_t i = parent + 1; i < t->n; i++)
		if (t->node[i].parent == parent)
			t->node[i].weight /= total;
	return true;
}

bool
tree_close(struct tree *t, bool normalise, struct fault *f)
{
	size_t root = 0;

	if (t->n == 0)
		return fault_set(f, FAULT_DATA, "a tree without nodes");
	if (!link(t, &root, f) || !arrange(t, root, f))
		return false;
	for (size_t i = 0; i < t->n; i++) {
		struct tree_node *node = &t->node[i];

		if (!weigh(t, i, normalise, f))
			return false;
		if (node->asked.n != 0)
			node->item = names_add(&t->items, node->asked);
	}
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
