/* money: dec.c's second half: amounts as people and spreadsheets write them. */
#ifndef NUM_MONEY_H
#define NUM_MONEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "num/dec.h"

/* What dec_parse does when form->money is set; s is trimmed, not empty. */
enum dec_status money_parse(
    const struct dec_form *form, struct str s, int64_t *v);

/*
 * dec_value: digits to millionths.
 *
 *   whole     digits; other bytes (thousands marks) are passed over
 *   fraction  digits only
 *   round     round what is beyond six decimals, half to even
 */
enum dec_status dec_value(bool negative, struct str whole, struct str fraction,
    bool round, int64_t *v);

#endif
