/* orders: what the files of crm-orders share. */
#ifndef CRM_ORDERS_H
#define CRM_ORDERS_H

#include "base/hash.h"
#include "cli/tool.h"
#include "shop/book.h"
#include "shop/lines.h"
#include "shop/rates.h"
#include "shop/rows.h"
#include "tab/put.h"
#include "tab/table.h"

/* What the command line says. */
struct settings {
	struct common common;
	struct role *roles; /* by enum profile_role */
	const char *profile, *show_profile, *check_profile;
	const char *currency, *rates;
	struct opt_list keep;
	int key, refunds, dedupe; /* -1: not said */
	bool events, times, lines;
	bool guests;    /* --include guest */
	unsigned marks; /* of orders: --include unpaid,cancelled */
};

/* What that comes to with the profile; zeroed before, the list is owned. */
struct plan {
	struct profile *list;    /* the layouts that were to be had */
	struct profile *profile; /* the one of this export */
	struct input *first;     /* the first operand, if it had to be opened */
	const char *encoding;    /* of the operands, or NULL */
	int key;                 /* enum key */
	enum book_dedupe dedupe;
	bool product;     /* amount = quantity x price */
	bool extras;      /* the profile's plus and minus apply */
	bool net;         /* refunds reduce their order */
	bool match;       /* ... and are rows, to be matched by order id */
	bool need_order;  /* an order id must be there */
	char currency[4]; /* the one to keep or to turn to, or "" */
};

/* Finds the layout, which may open the first operand, then all the rest. */
bool plan_make(struct plan *plan, const struct settings *s, struct run *r);
void plan_free(struct plan *plan);

/*
 * plan_table: the rows of the operands as the plan reads them; further slots
 * are those of --keep, from *keep on.
 *
 *   table, rows   out, owned; also when false is returned
 */
bool plan_table(struct plan *plan, struct settings *s, struct run *r,
    struct table **table, struct rows **rows, size_t *keep);

bool import_orders(struct run *r, struct settings *set);

/* --check-profile: a row for each column, and what it is used for. */
bool check_profile(struct run *r, struct settings *set);

/* Where orders go: as rows, or collected and sorted as events. */
struct sink {
	struct put put;
	bool times;   /* dates with the time of day */
	bool own_ids; /* refunds are orders with ids of their own */
	size_t nkeep;
	uint64_t written, refunds;
	/* events, of the orders of a book */
	const struct book *book;
	struct event *event;
	size_t events, room;
	struct names ids;
	uint32_t *refunded; /* refunds of an id so far */
	size_t ids_room;
};

/* All return false once writing has failed. */
bool sink_row(struct sink *s, const struct order *o);
bool sink_events(struct sink *s);

/*
 * sink_lines: order i line by line, then what of it is no line's.
 *   rate   what lines are converted by, or NULL; the order is already
 */
bool sink_lines(struct sink *s, const struct lines *l, size_t i,
    const struct order *o, const struct rate *rate);

/* Takes order i of the book, as the sieve has left it. */
void sink_collect(struct sink *s, size_t i, const struct order *o);

/* The names of our own columns, NULL-ended. */
const char *const *sink_columns(const struct settings *set);

void sink_header(struct sink *s, const struct settings *set,
    const struct table *t, size_t keep);
void sink_free(struct sink *s);

#endif
