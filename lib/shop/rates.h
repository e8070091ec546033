/*
 * rates: what a unit of each currency is worth in the one that is wanted, as
 * the user has it in a table: currency,rate or date,currency,rate. A rate
 * with a date holds from that day until the next one of its currency.
 */
#ifndef SHOP_RATES_H
#define SHOP_RATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "tab/table.h"

struct rates;

/* digits / 10^decimals */
struct rate {
	int64_t digits;
	int decimals; /* 0 to 18 */
};

/*
 * rates_new: reads all of a fresh table, opening path.
 * Errors  FAULT_ROW for a currency that is no code of three letters, a rate
 *         that is not above 0 or has more than 18 digits, and one that is
 *         told twice
 */
struct rates *rates_new(struct table *t, const char *path, struct fault *f);
void rates_delete(struct rates *r);

/*
 * rates_find: the rate of a currency on a day. The wanted currency itself is
 * worth 1 unless the table says otherwise: that is rates_find's caller's.
 * Returns false when the table has none.
 */
bool rates_find(
    const struct rates *r, struct str currency, int32_t day, struct rate *rate);

/* amount x rate, rounded once to millionths, half to even; false: too large */
bool rates_convert(const struct rate *rate, int64_t amount, int64_t *v);

#endif
