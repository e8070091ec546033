/*
 * pending: lots that wait for their day, in a heap for each account: the one
 * that becomes available first, and of those the one granted first, on top.
 * A skew heap (Sleator and Tarjan 1986): O(log n) amortised.
 */
#ifndef LEDGER_PENDING_H
#define LEDGER_PENDING_H

#include <stddef.h>
#include <stdint.h>

#define PENDING_NONE UINT32_MAX

struct pending_node {
	int64_t available;
	uint32_t lot;
	uint32_t left, right;
};

/* Zeroed is empty. */
struct pending {
	struct pending_node *at;
	uint32_t count;
	size_t room;
	uint32_t unused; /* nodes to use again, from 1: left leads on; 0 none */
};

/* Puts a lot into the heap of that top. */
void pending_put(
    struct pending *t, uint32_t *top, uint32_t lot, int64_t available);

/* Takes the top off. */
void pending_drop(struct pending *t, uint32_t *top);

size_t pending_memory(const struct pending *t);
void pending_free(struct pending *t);

#endif
