/* state_priv: what the files of the reader of states share of it. */
#ifndef LEDGER_STATE_PRIV_H
#define LEDGER_STATE_PRIV_H

#include "ledger/engine_priv.h"
#include "ledger/state.h"
#include "ledger/state_text.h"

/* The sums of an account, in the order in which its line tells them. */
extern const enum sum state_sums[SUMS];

struct state_reader {
	struct ledger *l;
	struct state_head head;
	uint64_t lines, digest;
	size_t kind; /* of the line before: a place in the table of kinds */
	bool dated, whole;
	const char *why; /* what a line needs that is not there; or NULL */
	struct buf text;
	uint32_t *terms; /* the table's, by number from 1 */
	size_t nterms, terms_room;
};

static inline struct str
state_text(const struct state_reader *r)
{
	return buf_view(&r->text);
}

/* The place of an account, as the next cell. */
static inline bool
state_get_index(struct state_reader *r, struct str *rest, uint32_t *i)
{
	int64_t v;

	if (!state_get_int(rest, 0, (int64_t)r->l->members.count - 1, &v))
		return false;
	*i = (uint32_t)v;
	return true;
}

/*
 * One function for each kind of line; rest is behind the letter and its TAB.
 * False when it is not one, or contradicts the lines before.
 */

/* state_members.c */
bool state_get_account(struct state_reader *r, struct str rest);
bool state_get_standing(struct state_reader *r, struct str rest);
bool state_get_days(struct state_reader *r, struct str rest);
bool state_get_count(struct state_reader *r, struct str rest);
bool state_get_referral(struct state_reader *r, struct str rest);

/* state_lots.c */
bool state_get_event(struct state_reader *r, struct str rest);
bool state_get_lot(struct state_reader *r, struct str rest);
bool state_get_order(struct state_reader *r, struct str rest);
bool state_get_uses(struct state_reader *r, struct str rest);

#endif
