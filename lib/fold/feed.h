/*
 * feed: rows on their way to a roll, in batches and, once there are many, on
 * a thread of their own. The order of rows is kept, so that nothing depends
 * on how many threads there are.
 *
 *	fe = feed_new(roll, &threads);
 *	while (... feed_row(fe, &row)) ...
 *	feed_end(fe, &fault)
 */
#ifndef FOLD_FEED_H
#define FOLD_FEED_H

#include "fold/roll.h"

struct feed;

/*   threads  how many more there may be (base/thread.h) */
struct feed *feed_new(struct roll *to, int *threads);

/* Copies the row. False when folding has failed: feed_end knows why. */
bool feed_row(struct feed *fe, const struct fold_row *row);

/*
 * feed_rows: the same for rows that stand column by column.
 *
 *   id      FEED_SPARE bytes behind each can be read
 */
enum { FEED_SPARE = 16 };
bool feed_rows(struct feed *fe, const struct str *id, const int32_t *day,
    const int64_t *amount, size_t n);

/* Folds what is left and frees fe; the fault is that of the lowest row. */
bool feed_end(struct feed *fe, struct fault *f);

#endif
