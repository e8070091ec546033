/* rows: rows of events, one by one and many ahead. */
#ifndef ROWS_H
#define ROWS_H

#include <stddef.h>

#include "points.h"

/* What a type asks of its cell of points. */
enum row_points {
	POINTS_NONE,
	POINTS_POSITIVE,
	POINTS_SIGNED,
	POINTS_ANY,
	POINTS_MAYBE
};

extern const struct row_kind {
	struct str name;
	enum row_points points;
	bool ref; /* it takes another event back */
} row_kinds[EVENT_TYPES];

/* Texts that events may have. */
enum { ROW_TEXTS = 8 };
extern const struct row_text {
	enum slot slot;
	size_t at; /* in the event */
} row_texts[ROW_TEXTS];

static inline struct str *
row_text_at(struct event *e, size_t k)
{
	return (struct str *)(void *)((char *)e + row_texts[k].at);
}

/* The type of that name; false: there is none. */
bool row_type(struct str name, enum event_type *type);

/* What that type asks of its cell of points, with a reward or without. */
enum row_points row_need(enum event_type type, bool reward);

/* The event of the table's row; false: the row is bad, or the run ends. What
 * has no column stays as it is. */
bool row_read(struct work *w, struct event *e);

/*
 * coming: the events that come next, of rows not yet the table's.
 *
 *	n = coming_look(a, &e);          0: the next one is not seen yet
 *	for each, while ((more = coming_step(a)))
 *		use e[i] if coming_has(a, i), else row_read
 */
struct coming;
struct coming *coming_new(struct work *w);
size_t coming_look(struct coming *a, struct event **e);
bool coming_has(const struct coming *a, size_t i);
bool coming_step(struct coming *a);
void coming_delete(struct coming *a);

#endif
