/*
 * partial: what a partial summary's cells hold, as crm-format(5) has it.
 *
 * The days of a customer: DAY[:SUM][*N] with blanks between, N orders or
 * refunds that sum up to SUM (1 when it is not said). The last line's mark:
 * last=DAY period=WORD amount=yes|no digest=HEX.
 */
#ifndef FOLD_PARTIAL_H
#define FOLD_PARTIAL_H

#include "base/buf.h"
#include "fold/fold.h"

struct partial_mark {
	bool any; /* there is a last day */
	int32_t last;
	enum period period;
	bool money;      /* days have sums */
	uint64_t digest; /* of all that parts must have in common */
};

void partial_put_days(struct buf *b, const struct fold_person *p, bool money);

/*
 * partial_next_day: cuts the next day off *rest, whose p is NULL behind the
 * last one.
 * Returns false when it is none.
 */
bool partial_next_day(struct str *rest, bool money, struct day_sum *out);

void partial_put_mark(struct buf *b, const struct partial_mark *m);
bool partial_get_mark(struct str s, struct partial_mark *m);

/* The same for the same bytes on every machine; against mistakes only. */
uint64_t partial_digest(struct str s);

#endif
