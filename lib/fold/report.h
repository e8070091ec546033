/* report: a shop, or a part of it, in one line. */
#ifndef FOLD_REPORT_H
#define FOLD_REPORT_H

#include "fold/fold.h"

struct fold_report {
	uint64_t customers; /* with a purchase */
	uint64_t repeaters; /* with two or more */
	uint64_t orders;    /* purchases */
	struct i128 bought, returned, net;
	double gap;         /* median between purchase days, NaN: none [days] */
	double top_share;   /* of bought; NaN: nothing was bought */
};

/*
 * fold_report: over some customers of a finished fold by days.
 *
 *   index  n numbers of customers; those without purchases do not count
 *
 * The top share is that of the fifth of the customers, rounded up, who
 * bought for the most. Cost O(purchases + n log n).
 */
void fold_report(const struct fold *fo, const uint32_t *index, size_t n,
    struct fold_report *out);

#endif
