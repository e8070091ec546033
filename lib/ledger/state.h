/*
 * state: a ledger as text, to go on with another day; crm-format(5) has the
 * lines. The last one holds how many there were and a digest of them all, so
 * that a cut, a flipped byte or an edit is seen.
 *
 * Reading checks everything the lines say of each other: a state that passes
 * is one that ledger_save could have written.
 */
#ifndef LEDGER_STATE_H
#define LEDGER_STATE_H

#include "ledger/engine.h"

struct state_head {
	int32_t as_of;      /* the day up to whose end it is closed */
	int32_t horizon;    /* events before that day are forgotten; INT32_MIN:
	                       none are */
	uint64_t programme; /* digest of rules, tiers, rewards */
};

/*
 * ledger_save: the lines, in pieces.
 *
 *   head   its horizon is not below the ledger's own: ids, orders and
 *          redemptions of earlier days are left out, and lots that are used
 *          up and that nothing refers to any more
 *   write  false stops it
 *
 * Returns false when write did.
 */
bool ledger_save(const struct ledger *l, const struct state_head *head,
    bool (*write)(void *arg, const char *p, size_t n), void *arg);

/*
 * Reading: every line without its LF, in order, into a ledger that has seen
 * nothing yet. Faults are FAULT_FORM, without file; with the line's number.
 * After one the ledger is good for ledger_delete only.
 */
struct state_reader;
struct state_reader *state_reader_new(struct ledger *l);
void state_reader_delete(struct state_reader *r);
bool state_line(struct state_reader *r, struct str line, struct fault *f);

/* The end of the file: whether it was whole. */
bool state_done(
    struct state_reader *r, struct state_head *head, struct fault *f);

#endif
