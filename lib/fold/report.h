/* report: a shop, or a part of it, in one line. */
#ifndef FOLD_REPORT_H
#define FOLD_REPORT_H

#include "fold/fold.h"

struct fold_report {
	uint64_t customers; /* with a purchase */
	uint64_t repeaters; /* with two or more */
	uint64_t orders;    /* purchases */
	struct i128 bought, returned, net;
	double gap;       /* median between purchase days, NaN: none [days] */
	double top_share; /* of bought; NaN: nothing was bought */
};

/*
 * A report in the making; zeroed is empty.
 *
 * Memory  16 bytes a customer, and 4 for each of the first 4096 gaps: then
 *         they are counted by length
 */
struct report_sum {
	struct fold_report report; /* gap and top_share are not set */
	struct i128 *bought;
	size_t room;
	int32_t *gap;
	size_t gaps, gap_room;
	uint64_t *length; /* how many gaps there are of each */
	size_t lengths;
	uint64_t counted;
};

/*
 * report_add: some customers of a finished fold by days.
 *
 *   index  n numbers of customers; those without purchases do not count
 */
void report_add(struct report_sum *s, const struct fold *fo,
    const uint32_t *index, size_t n);

/*
 * report_end: the whole of it, which frees s. The top share is that of the
 * fifth of the customers, rounded up, who bought for the most.
 * Cost  O(gaps + n log n)
 */
void report_end(struct report_sum *s, struct fold_report *out);

/* All of these in one. */
void fold_report(const struct fold *fo, const uint32_t *index, size_t n,
    struct fold_report *out);

#endif
