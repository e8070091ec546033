/* What points are turned into, and tiers that are set by hand. */
#include "ledger/engine_priv.h"

enum ledger_status
favour_tier(struct now *n)
{
	struct ledger *l = n->l;
	const struct tiers *t = l->standings.tiers;
	uint32_t tier = t == NULL ? TIERS_NONE : tiers_find(t, n->e->tier);
	struct standing *s;

	if (tier == TIERS_NONE) {
		fault_set(n->f, FAULT_ROW,
		    t == NULL ? "a tier needs --tiers" : "no such tier");
		fault_value(n->f, n->e->tier);
		return LEDGER_BAD;
	}
	s = now_standing(n, n->account);
	tiers_set(t, &s->hold, tier, n->e->day, standing_enrolled(s));
	return LEDGER_OK;
}

/* How often the member, and all together, had it: NULL where that is not
 * counted. */
static int64_t *
limit_of(struct now *n, uint32_t label, uint32_t i)
{
	const struct cap *cap = rewards_limit(n->l->form.rewards, i);

	return cap == NULL ? NULL
			   : counts_find(&n->l->counts, n->account,
				 label * COUNT_KINDS + COUNT_LIMIT,
				 cap_period(cap, n->e->day));
}

static int64_t *
stock_of(struct now *n, uint32_t label, uint32_t i)
{
	return rewards_stock(n->l->form.rewards, i) < 0
		   ? NULL
		   : counts_find(&n->l->counts, MEMBER_NONE,
			 label * COUNT_KINDS + COUNT_STOCK, 0);
}

/* Whether it may be had; then so many are counted. */
static bool
count(struct now *n, uint32_t i, bool take)
{
	const struct rewards *r = n->l->form.rewards;
	uint32_t label = names_add(&n->l->labels, rewards_name(r, i));
	int64_t want = n->e->quantity, *used;

	used = limit_of(n, label, i);
	if (used != NULL && want > rewards_limit(r, i)->n - *used)
		return false;
	if (used != NULL && take)
		*used += want;
	used = stock_of(n, label, i);
	if (used != NULL && want > rewards_stock(r, i) - *used)
		return false;
	if (used != NULL && take)
		*used += want;
	return true;
}

static enum ledger_status
judge(struct now *n, uint32_t i, struct reward_use *use)
{
	struct facts facts;

	now_facts(n, &facts);
	if (!rewards_judge(n->l->form.rewards, i, n->e, &facts,
		flow_usable(n->l, n->account), use, n->column, n->f))
		return LEDGER_BAD;
	switch (use->status) {
	case REWARD_NOT_AVAILABLE:
		return LEDGER_NOT_AVAILABLE;
	case REWARD_INSUFFICIENT:
		return LEDGER_INSUFFICIENT;
	case REWARD_MISFIT:
		return now_bad(n, "points do not fit the reward");
	case REWARD_OK:
		break;
	}
	return LEDGER_OK;
}

enum ledger_status
favour_redeem(struct now *n)
{
	struct ledger *l = n->l;
	uint32_t i = l->form.rewards == NULL
			 ? REWARDS_NONE
			 : rewards_find(l->form.rewards, n->e->reward);
	struct reward_use use;
	struct standing *st;
	enum ledger_status s;

	if (i == REWARDS_NONE) {
		fault_set(n->f, FAULT_ROW,
		    l->form.rewards == NULL ? "a reward needs --rewards"
					    : "no such reward");
		fault_value(n->f, n->e->reward);
		return LEDGER_BAD;
	}
	s = judge(n, i, &use);
	if (s != LEDGER_OK)
		return s;
	if (!count(n, i, false))
		return LEDGER_LIMIT;
	s = manual_spend(n, use.points);
	if (s != LEDGER_OK)
		return s;
	(void)count(n, i, true);
	if (use.tier != TIERS_NONE && l->standings.tiers != NULL) {
		st = now_standing(n, n->account);
		tiers_set(l->standings.tiers, &st->hold, use.tier, n->e->day,
		    standing_enrolled(st));
	}
	return LEDGER_OK;
}
