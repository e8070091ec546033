/*
 * lines: the rows of orders, kept one by one for --lines.
 *
 *	lines_add(l, at, &order);          as a row of order number at
 *	for (i = lines_first(l, at); i != LINES_NONE; i = l->line[i].next)
 *
 * Memory: 40 bytes a row and its kept cells, 8 an order, each sku once.
 */
#ifndef SHOP_LINES_H
#define SHOP_LINES_H

#include "base/hash.h"
#include "shop/order.h"

#define LINES_NONE UINT32_MAX

struct line {
	int64_t amount;   /* [millionths] */
	int64_t quantity; /* [millionths], if it is counted */
	uint32_t sku;     /* of skus, or LINES_NONE */
	uint32_t next;    /* of its order */
	bool counted;
	const struct str *kept; /* the row's own cells of --keep */
};

/* Zeroed is empty. */
struct lines {
	struct line *line;
	size_t n, room;
	uint32_t *ends; /* of order i, 2 i and 2 i + 1: first and last line */
	size_t orders, ends_room;
	struct names skus;
	struct arena arena;
};

/*
 * lines_add: keeps a row of order number at.
 *
 *   net     what came back of a line by itself reduces it
 *   nkeep   cells in o->kept
 */
void lines_add(
    struct lines *l, size_t at, const struct order *o, bool net, size_t nkeep);

/* The order has no lines any more. */
void lines_clear(struct lines *l, size_t at);

uint32_t lines_first(const struct lines *l, size_t at);
struct str lines_sku(const struct lines *l, const struct line *line);
void lines_free(struct lines *l);

#endif
