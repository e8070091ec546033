/*
 * tree: an index of indices. The value of a node is the sum of weight times
 * value over its children; a leaf is an item that was asked. In the usual
 * four levels: index, latent variables, indicators, questions.
 *
 *	tree_add(&t, node, parent, weight, item, &f) ...
 *	if (!tree_close(&t, false, &f)) ...
 *	for (i = 0; i < t.n; i++)       t.node[i], parents before children
 */
#ifndef MODEL_TREE_H
#define MODEL_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/hash.h"

#define TREE_NONE UINT32_MAX

struct tree_node {
	struct str name;
	struct str above; /* the parent's name; "" at the root */
	struct str asked; /* the item's name; "" but for leaves */
	double weight;    /* in the parent; the root has 1 */
	uint32_t parent;  /* TREE_NONE at the root */
	uint32_t item;    /* of a leaf, else TREE_NONE */
	int level;        /* the root's is 1 */
};

/* Zeroed is empty. */
struct tree {
	struct arena arena;
	struct names names; /* of the nodes, in order of tree_add */
	struct names items; /* closed: the items, in order of the nodes */
	struct tree_node *node;
	size_t n, room;
};

void tree_free(struct tree *t);

/*
 * tree_add: one node; texts are copied. A parent may come after its children.
 *
 *   parent   "" for the root
 *   weight   in the parent, >= 0, finite; the root's is not used
 *   item     "" for a node that has children
 *
 * Errors   FAULT_ROW: no name, a name given before, a bad weight
 */
bool tree_add(struct tree *t, struct str name, struct str parent, double weight,
    struct str item, struct fault *f);

/*
 * tree_close: links the nodes and puts parents before their children, which
 * keep their order; weights then sum to 1.
 *
 *   normalise   scale the weights below each node
 *
 * Errors   FAULT_DATA naming the node: not one root, a parent that is
 *          unknown, a ring, a leaf without item, a parent with one, children
 *          whose weights do not sum to 1 within 1e-9
 */
bool tree_close(struct tree *t, bool normalise, struct fault *f);

/*
 * tree_coefficients: a node's value as a sum over items.
 *
 *   a   out: one for each of t->items.count
 */
void tree_coefficients(const struct tree *t, size_t node, double *a);

#endif
