/*
 * group: which rows of a report belong together: those with the same bytes
 * in the columns of --by, and with dates in the same period.
 *
 *	g = group_new();
 *	group_by(g, t, names, n); group_period(g, slot, PERIOD_MONTH);
 *	...                                     table_open
 *	if (!group_check(g, t, ours, &f)) ...
 *	while (table_next(t))
 *		if (group_find(g, t, &i)) ...   i is dense, in order of rows
 *	order = group_order(g);                 in order of the keys
 *	group_columns(g, put.w); group_put(g, &put, order[k]) ...
 *
 * The order of the keys is that of their bytes, the first column first, then
 * the period: it does not depend on the order of rows.
 */
#ifndef TAB_GROUP_H
#define TAB_GROUP_H

#include "base/buf.h"
#include "tab/put.h"
#include "tab/table.h"

struct group;

struct group *group_new(void);
void group_delete(struct group *g);

/*
 * group_by: binds n columns, named by --by. Before table_open; names are
 * borrowed. Once.
 */
void group_by(struct group *g, struct table *t, const char *const *names,
    size_t n);

/* The period that the date in a bound slot falls in is the last column. */
void group_period(struct group *g, size_t slot, enum period period);

/*
 * group_check: after table_open: whether the columns of the groups differ
 * from each other and from the report's own.
 *
 *   ours   names, NULL-ended
 *
 * Errors   FAULT_USAGE naming --by and the column
 */
bool group_check(const struct group *g, const struct table *t,
    const char *const *ours, struct fault *f);

/*
 * group_find: the current row's group, which is added when it is new.
 *
 *   index  out: 0, 1, 2, ... in order of appearance
 *
 * Returns  false when the row's date is bad: its fault is recorded
 * Cost     10 ns in the group of the row before, else some 40 ns; memory
 *          for new groups only
 */
bool group_find(struct group *g, struct table *t, uint32_t *index);

/* How many groups there are, and columns that tell them apart. */
size_t group_count(const struct group *g);
size_t group_width(const struct group *g);

/* Their indices in order of the keys, count of them; the caller frees. */
uint32_t *group_order(const struct group *g);

/* The group's value in column k of --by, and its period. */
struct str group_value(const struct group *g, uint32_t index, size_t k);
int32_t group_period_of(const struct group *g, uint32_t index);

/*
 * group_name: a text that is the same for groups alike in all columns but
 * one, and differs otherwise.
 *
 *   but   the column left out, group_width(g) for none
 *   b     emptied, then filled; may hold any byte
 */
void group_name(const struct group *g, uint32_t index, size_t but,
    struct buf *b);

/*
 * period_put: 2024-01-31, 2024-W05 (ISO 8601, the year is the week's),
 * 2024-01, 2024-Q1 or 2024; not terminated. Returns the bytes written.
 */
enum { PERIOD_MAX = 16 };
size_t period_put(char *out, enum period p, int32_t index);

/* The header's cells: names of --by as the first file has them, period. */
void group_columns(const struct group *g, const struct table *t,
    struct writer *w);

/* A group's cells. */
void group_put(const struct group *g, const struct put *put, uint32_t index);

#endif
