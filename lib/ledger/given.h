/*
 * given: the names that conditions of rules and rewards know beyond the
 * columns of the events, and their values for one event (ledger/facts.h).
 */
#ifndef LEDGER_GIVEN_H
#define LEDGER_GIVEN_H

#include "ledger/facts.h"

enum given {
	GIVEN_TIER,
	GIVEN_ORDERS,
	GIVEN_FIRST_ORDER,
	GIVEN_STREAK,
	GIVEN_STREAK_START,
	GIVEN_BIRTHDAY_TODAY,
	GIVEN_BIRTHDAY_MONTH,
	GIVEN_BALANCE,
	GIVEN_WEEKDAY,
	GIVEN_DAY,
	GIVEN_MONTH,
	GIVEN_HOUR,
	GIVENS
};

/*
 * given_compile: a condition over the events' columns and these names, in
 * decimals.
 *
 *   needs  in and out: a bit 1 << need for each that it has
 *
 * Returns NULL with a fault as expr_condition does.
 */
struct expr *given_compile(struct str text, const struct expr_scope *events,
    unsigned *needs, struct fault *f);

/* An event's row with the values of these names. */
struct given_row {
	struct expr_row row;
	struct expr_value value[GIVENS];
};
void given_set(
    struct given_row *g, const struct event *e, const struct facts *facts);

#endif
