/*
 * roll: a fold within a bound of memory, and its customers in the order that
 * is wanted. Past the bound rows go to files (fold/spill.h), and come back
 * as the same customers in the same order: no result tells the difference.
 *
 *	ro = roll_new(&form, memory, folder);
 *	roll_add(ro, row, n, &f) ...         then roll_list(ro, id, &f) ...
 *	roll_finish(ro, &f);
 *	roll_walk(ro, &order, &f);           or roll_report
 *	while (roll_next(ro, &person, &f)) ...
 */
#ifndef FOLD_ROLL_H
#define FOLD_ROLL_H

#include "fold/fold.h"
#include "fold/report.h"

struct roll;

/*   memory  what the customers may take before files are used  [bytes]
 *   folder  of the files; NULL is /tmp */
struct roll *roll_new(
    const struct fold_form *form, uint64_t memory, const char *folder);
void roll_delete(struct roll *ro);

bool roll_add(
    struct roll *ro, const struct fold_row *row, size_t n, struct fault *f);
bool roll_list(struct roll *ro, struct str id, struct fault *f);
bool roll_finish(struct roll *ro, struct fault *f);

/* How many more threads there may be for finishing (base/thread.h). */
void roll_threads(struct roll *ro, int *threads);

/* The greatest day of any row, when that is known from elsewhere. */
void roll_seen(struct roll *ro, int32_t day);

bool roll_as_of(const struct roll *ro, int32_t *day);
int64_t roll_holdout_length(const struct roll *ro);

/* Customers are counted when they have been walked or reported. */
const struct fold_count *roll_counts(const struct roll *ro);

struct roll_order {
	bool any;     /* no order at all, which is cheaper past the bound */
	bool by_id;   /* else in order of appearance */
	uint64_t top; /* only those of greatest net sum, the greatest first
	                 unless by_id; 0: all */
	bool all;     /* those with refunds only, too */
};

/* The numbers of the n customers of a fold that are wanted, in that order;
 * freed by the caller. */
uint32_t *roll_choose(
    const struct roll_order *order, struct fold *fo, size_t *n);

/* Once: customers with purchases, and listed ones unless there is a top. */
bool roll_walk(
    struct roll *ro, const struct roll_order *order, struct fault *f);

/* The next customer; his id and days die at the next call. False at the end,
 * or with f->code set. */
bool roll_next(struct roll *ro, struct fold_person *p, struct fault *f);

/*
 * After roll_walk, in place of roll_next: how many customers there are when
 * all are in memory, else 0; and any of them, by several threads at once.
 */
size_t roll_held(const struct roll *ro);
void roll_get(const struct roll *ro, size_t i, struct fold_person *p);

/* Once, in place of walking: by what stands behind the id in the keys. */
struct roll_group {
	struct str name; /* p NULL when the key is the id alone */
	struct fold_report report;
};

/*
 * roll_report: groups in order of appearance, or of their bytes.
 *
 *   list  out: n groups, until roll_delete
 */
bool roll_report(struct roll *ro, bool sorted, const struct roll_group **list,
    size_t *n, struct fault *f);

#endif
