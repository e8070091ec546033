/*
 * fold: orders in any order of dates -> what is known of each customer.
 *
 *	fo = fold_new(&form);
 *	fold_add(fo, rows, n, &fault) ...
 *	fold_list(fo, id, &fault) ...            customers without orders too
 *	fold_finish(fo);
 *	for (i = 0; i < fold_count(fo); i++)
 *		fold_get(fo, i, &p);
 *
 * A purchase is a row whose amount is not negative. Sums are exact and no
 * result depends on the order of rows, but for the customers' own.
 *
 * Memory  fold/customers.h and fold/periods.h; with days
 *         fold/days.h
 * Source  Fader, Hardie & Lee (2005), "RFM and CLV", for x, t_x and T
 */
#ifndef FOLD_FOLD_H
#define FOLD_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/i128.h"
#include "base/str.h"
#include "fold/days.h"
#include "num/date.h"

/* Zeroed: days, as of the last date of any row, no holdout. */
struct fold_form {
	enum period period;
	bool has_as_of; /* rows after as_of are counted and left out */
	int32_t as_of;
	bool has_until; /* rows after until are the holdout */
	int32_t until;
	bool days;   /* keep every period's sums; without until */
	bool visits; /* keep which periods they are, for fold_visits */
};

/* Zeroed but for id, day and amount it is one order. */
struct fold_row {
	struct str id;
	int64_t amount; /* [millionths] */
	int32_t day;
	int32_t more; /* orders that are in the amount, less one */
};

/* How every row was used, and every customer. */
struct fold_count {
	uint64_t purchases, refunds; /* up to as-of, or to until */
	uint64_t holdout;            /* after until, refunds too */
	uint64_t after;              /* after as-of */
	size_t buyers;               /* customers with a purchase */
	size_t refund_only;          /* without any, not listed */
	size_t late;   /* whose first purchase is in the holdout */
	size_t listed; /* without a purchase, but listed */
};

struct fold_person {
	struct str id;       /* dies at the next fold_add or fold_list */
	uint64_t orders;     /* purchases; 0: the rest up to repeat but the
	                        sums is not set */
	int32_t first, last; /* days of purchases */
	struct i128 bought, returned, net; /* returned >= 0 */
	int64_t frequency;   /* distinct periods with a purchase, less one */
	int64_t recency;     /* last less first period */
	int64_t age;         /* as-of's period less the first */
	int64_t since;       /* as-of less the last purchase      [days] */
	struct i128 repeat;  /* purchases after the first period */
	int64_t later;       /* distinct periods of the holdout */
	struct i128 holdout; /* purchases of the holdout */
	bool listed;
	/* When form.days: of every period, also without orders; the day is
	 * the period's number. Frequency is not known then. */
	const struct day_sum *day;
	size_t days;
};

struct fold;

struct fold *fold_new(const struct fold_form *form);
void fold_delete(struct fold *fo);
const struct fold_form *fold_form(const struct fold *fo);

/*
 * fold_add: n rows, in order, best a hundred or more of them: their looking
 * up overlaps. Nothing of them is borrowed afterwards.
 * Errors  FAULT_DATA past 2^32 - 2 customers or 2^32 - 1 orders of one
 */
bool fold_add(
    struct fold *fo, const struct fold_row *row, size_t n, struct fault *f);

/*
 * fold_add_to: the same, and whose each row is.
 *
 *   of  out: n numbers of customers, or FOLD_NOBODY
 */
#define FOLD_NOBODY UINT32_MAX
bool fold_add_to(struct fold *fo, const struct fold_row *row, size_t n,
    uint32_t *of, struct fault *f);

/* fold_take: counts a row without folding it; whether it would have been. */
bool fold_take(struct fold *fo, const struct fold_row *row);

/* A customer who is to be known, with orders or without. */
bool fold_list(struct fold *fo, struct str id, struct fault *f);

/*
 * fold_finish: after the last row.
 * Errors  FAULT_DATA when no row is later than until
 */
bool fold_finish(struct fold *fo, struct fault *f);

/* How many more threads there may be for finishing (base/thread.h). */
void fold_threads(struct fold *fo, int *threads);

/* Its two halves: whether there is a result, and making it, uncounted. */
bool fold_check(const struct fold *fo, struct fault *f);
void fold_settle(struct fold *fo);

/* The day the results are as of, and the periods from until to it. */
bool fold_as_of(const struct fold *fo, int32_t *day);
int64_t fold_holdout_length(const struct fold *fo);

/* Customers by number, in order of appearance, those without rows too. */
size_t fold_count(const struct fold *fo);
const struct fold_count *fold_counts(const struct fold *fo);

/* Adds the customers that n counts, not the rows. */
void fold_count_more(struct fold *fo, const struct fold_count *n);
struct str fold_id(const struct fold *fo, size_t i);
void fold_get(const struct fold *fo, size_t i, struct fold_person *p);

bool fold_is_buyer(const struct fold *fo, size_t i);
bool fold_is_listed(const struct fold *fo, size_t i);

/* The distinct periods of a customer's purchases, ascending; those of the
 * holdout. After fold_settle, or with form.visits. */
size_t fold_visits(const struct fold *fo, size_t i, const int32_t **period);
size_t fold_later(const struct fold *fo, size_t i, const int32_t **period);

/* What the fold takes, and what finishing it will take [bytes] */
size_t fold_memory(const struct fold *fo);

/* Forgets the customers, not how many there were, nor the latest day. The
 * memory is kept for others. */
void fold_clear(struct fold *fo);

/* The same, but the memory is given back. */
void fold_shrink(struct fold *fo);

/* A day there were rows on, told from elsewhere. */
void fold_seen(struct fold *fo, int32_t day);

#endif
