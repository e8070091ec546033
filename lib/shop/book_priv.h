/* book_priv: what book.c and book_again.c share. */
#ifndef SHOP_BOOK_PRIV_H
#define SHOP_BOOK_PRIV_H

#include "base/hash.h"
#include "shop/book.h"

#define NONE BOOK_NOWHERE

/* An order as it is kept. */
struct slot {
	int64_t us, amount, refunded;
	uint64_t line;
	const char *file;
	const struct str *kept;
	uint32_t id, customer, rows;
	uint32_t copy; /* its last copy; of a refund, under DEDUPE_LAST, the
	                  one before of the same id and file; or NONE */
	uint32_t currency;
	uint8_t marks;
	bool moved, spread;
	bool stale; /* a later file has the order, too */
};

/* The same order in a later file, under --dedupe. */
struct copy {
	uint32_t of;
	struct slot slot;
};

struct book {
	struct book_form form;
	struct names ids, customers, currencies;
	struct arena arena;
	struct slot *slot;
	size_t count, room;
	struct copy *copy;
	size_t copies, copy_room;
	uint32_t *at; /* of id i, 2 i and 2 i + 1: the parts of an order */
	size_t ats, at_room;
	uint64_t again, again_rows, spread;
	size_t went; /* where the last row went, or NONE */
	bool anew;
};

/* The row as an order by itself. */
struct slot book_slot(struct book *b, const struct order *o, uint32_t id);

/* Under net a refund row is what came back of an order yet to be seen. */
void book_settle(const struct book *b, struct slot *s);

/* Whether the row can begin an order. */
enum order_flaw book_whole(const struct order *o);

/* A new order; its place goes to *at, unless that is NULL. */
enum order_flaw book_append(
    struct book *b, const struct order *o, uint32_t id, uint32_t *at);

/* Adds the row to an order that is there. */
enum order_flaw book_join(
    struct book *b, struct slot *s, const struct order *o);

/* DEDUPE_ORDER: a row that is an order, and was there before. */
enum order_flaw book_same(
    struct book *b, const struct slot *s, const struct order *o);

/* DEDUPE_ORDER: a row of order at that was in a file before: its copy here. */
enum order_flaw book_copy(struct book *b, uint32_t at, const struct order *o);

/* DEDUPE_LAST: a row of order id, whose part of it stands, or will, at *at. */
enum order_flaw book_last(
    struct book *b, uint32_t id, uint32_t *at, const struct order *o);

#endif
