/* orders: what the files of crm-orders share. */
#ifndef CRM_ORDERS_H
#define CRM_ORDERS_H

#include "base/hash.h"
#include "cli/tool.h"
#include "shop/book.h"
#include "tab/put.h"
#include "tab/table.h"

/* What the command line says. */
struct settings {
	struct common common;
	const struct role *roles; /* by enum profile_role */
	const char *profile, *show_profile, *currency;
	struct opt_list keep;
	int key, refunds, dedupe; /* -1: not said */
	bool events, times;
	bool guests;    /* --include guest */
	unsigned marks; /* of orders: --include unpaid,cancelled */
};

/* What that comes to with the profile; zeroed before, profile is owned. */
struct plan {
	struct profile *profile;
	int key;          /* enum key */
	bool product;     /* amount = quantity x price */
	bool net;         /* refunds reduce their order */
	bool match;       /* ... and are rows, to be matched by order id */
	bool need_order;  /* an order id must be there */
	char currency[4]; /* the one to keep, or "" */
};

bool plan_make(struct plan *plan, const struct settings *s, struct run *r);

bool import_orders(struct run *r, struct settings *set);

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

/* Both return false once writing has failed. */
bool sink_row(struct sink *s, const struct order *o);
bool sink_events(struct sink *s);

/* Takes order i of the book, as the sieve has left it. */
void sink_collect(struct sink *s, size_t i, const struct order *o);

void sink_header(
    struct sink *s, bool events, const struct table *t, size_t keep);
void sink_free(struct sink *s);

/* The names of our own columns, NULL-ended. */
extern const char *const sink_columns[], *const sink_event_columns[];

#endif
