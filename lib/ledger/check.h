/* check: whether a ledger's numbers agree with each other, all of them. */
#ifndef LEDGER_CHECK_H
#define LEDGER_CHECK_H

#include "ledger/engine.h"

/*
 * ledger_check: of every account
 *
 *	earned + adjusted = redeemed + expired + reversed + debt_repaid +
 *	    what its lots have left;  debt_created >= debt_repaid
 *
 * and of every lot 0 <= rest <= size, 0 <= reversed <= size. In 128 bits.
 *
 * Returns false with a FAULT_DATA naming the account.
 * Cost  one pass over accounts and lots
 */
bool ledger_check(const struct ledger *l, struct fault *f);

#endif
