/* orders: what the files of crm-orders share. */
#ifndef CRM_ORDERS_H
#define CRM_ORDERS_H

#include "base/hash.h"
#include "shop/book.h"
#include "tab/put.h"
#include "tab/table.h"

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
