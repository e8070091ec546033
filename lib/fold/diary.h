/*
 * diary: what a customer bought and returned in each period, read from a
 * fold that keeps that (form.days in fold/fold.h).
 *
 *	size_t at = 0;
 *	while (diary_next(&person, &at, &page)) ...     periods ascend
 *
 * A purchase is a row whose amount is not negative, as everywhere. Sums are
 * exact, and no page depends on the order of rows.
 */
#ifndef FOLD_DIARY_H
#define FOLD_DIARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/i128.h"
#include "fold/fold.h"

struct diary_page {
	int32_t period;
	uint64_t orders;      /* purchases; 0: refunds only */
	struct i128 bought;   /* [millionths] */
	struct i128 returned; /* >= 0 */
};

/*
 * diary_next: the next period's page.
 *
 *   at   0 at first, then as the call before left it
 *
 * Returns false behind the last period.
 */
bool diary_next(
    const struct fold_person *p, size_t *at, struct diary_page *page);

#endif
