/* What reports read of a ledger. */
#include "base/mem.h"
#include "base/sort.h"
#include "ledger/engine_priv.h"

uint32_t
ledger_accounts(const struct ledger *l)
{
	return l->members.count;
}

void
ledger_account(const struct ledger *l, uint32_t i, struct account_view *v)
{
	const struct members *t = &l->members;
	const struct account *a = &t->at[i];

	*v = (struct account_view){.member = members_name(t, i),
	    .issuer = l->issuers.name[a->issuer],
	    .earned = members_sum(t, i, SUM_EARNED),
	    .redeemed = members_sum(t, i, SUM_REDEEMED),
	    .expired = members_sum(t, i, SUM_EXPIRED),
	    .reversed = members_sum(t, i, SUM_REVERSED),
	    .adjusted = members_sum(t, i, SUM_ADJUSTED),
	    .written_off = members_sum(t, i, SUM_WRITTEN_OFF),
	    .debt_created = members_sum(t, i, SUM_DEBT_CREATED),
	    .debt_repaid = members_sum(t, i, SUM_DEBT_REPAID),
	    .outstanding = members_outstanding(t, i),
	    .debt = members_debt(t, i),
	    .balance = members_balance(t, i),
	    .tier = STR("")};
	if (a->side != MEMBER_NONE)
		v->pending = l->members.side[a->side].pending;
	if (a->standing == STANDING_NONE)
		return;
	v->growth = l->standings.at[a->standing].growth;
	if (l->standings.tiers != NULL)
		v->tier = tiers_name(
		    l->standings.tiers, l->standings.at[a->standing].hold.tier);
}

void
ledger_tier(const struct ledger *l, uint32_t i, int32_t day,
    struct tier_hold *h, int64_t *total)
{
	const struct standings *t = &l->standings;
	uint32_t k = l->members.at[i].standing;

	*h = (struct tier_hold){.since = INT32_MIN, .until = TIER_FOREVER};
	*total = 0;
	if (k == STANDING_NONE || t->at[k].first == INT32_MIN)
		return;
	*h = t->at[k].hold;
	*total = standing_total(t, &t->at[k], day);
}

bool
ledger_issuers(const struct ledger *l)
{
	return l->issuers.count > 1;
}

void
ledger_memory(const struct ledger *l, struct ledger_memory *m)
{
	*m = (struct ledger_memory){.accounts = l->members.count,
	    .lots = l->lots.count,
	    .ids = l->ids.count,
	    .account_bytes = members_memory(&l->members),
	    .lot_bytes = lots_memory(&l->lots) + pending_memory(&l->pending),
	    .id_bytes = ids_memory(&l->ids),
	    .orders = l->orders.count,
	    .order_bytes = l->orders.count * sizeof(*l->orders.at),
	    .other_bytes = l->uses.count * sizeof(*l->uses.at) +
			   standings_memory(&l->standings)};
	for (uint32_t i = 0; i < l->lots.count; i++)
		m->live += lots_rest(&l->lots, i) != 0;
}

bool
ledger_growth(const struct ledger *l)
{
	return l->form.rules != NULL && rules_wants(l->form.rules, NEED_GROWTH);
}

bool
ledger_fell_back(const struct ledger *l)
{
	return l->fell_back;
}

bool
ledger_find(const struct ledger *l, struct str member, struct str issuer,
    struct account_view *v)
{
	uint32_t k = issuer.n == 0 ? 0 : names_find(&l->issuers, issuer);
	uint32_t i = members_find(&l->members, member, slots_hash(member));

	if (k > UINT16_MAX || i == MEMBER_NONE)
		return false;
	i = members_of(&l->members, i, (uint16_t)k);
	if (i == MEMBER_NONE)
		return false;
	ledger_account(l, i, v);
	return true;
}

/* --- lots --- */

struct collect {
	const struct ledger *l;
	uint32_t *lot;
	size_t n, room;
};

static void
collect(struct collect *c, uint32_t lot)
{
	c->lot = mem_grow(c->lot, &c->room, c->n + 1, sizeof(*c->lot));
	c->lot[c->n++] = lot;
}

static void
collect_queue(struct collect *c, const struct queue *q)
{
	for (uint32_t i = q->first; i != LOT_NONE;
	     i = i == q->last ? LOT_NONE : c->l->lots.at[i].right)
		collect(c, i);
}

/* All of a tree: its depth is what a path on the heap of lots is. */
static void
collect_tree(struct collect *c, uint32_t root)
{
	size_t at = c->n;

	if (root == LOT_NONE)
		return;
	collect(c, root);
	for (; at < c->n; at++) {
		const struct lot *t = &c->l->lots.at[c->lot[at]];

		if (t->left != LOT_NONE)
			collect(c, t->left);
		if (t->right != LOT_NONE)
			collect(c, t->right);
	}
}

static void
collect_heap(struct collect *c, uint32_t top)
{
	uint32_t *node = NULL;
	size_t n = 0, room = 0;

	if (top == PENDING_NONE)
		return;
	node = mem_grow(node, &room, 1, sizeof(*node));
	node[n++] = top;
	while (n > 0) {
		const struct pending_node *p = &c->l->pending.at[node[--n]];

		if (lots_rest(&c->l->lots, p->lot) != 0)
			collect(c, p->lot);
		node = mem_grow(node, &room, n + 2, sizeof(*node));
		if (p->left != PENDING_NONE)
			node[n++] = p->left;
		if (p->right != PENDING_NONE)
			node[n++] = p->right;
	}
	mem_free(node);
}

static int
by_end(uint32_t a, uint32_t b, void *arg)
{
	const struct ledger *l = arg;
	int64_t x = flow_end(l, a), y = flow_end(l, b);

	if (x != y)
		return x < y ? -1 : 1;
	return (a > b) - (a < b);
}

void
ledger_lots(const struct ledger *l, uint32_t i,
    void (*each)(void *arg, const struct lot_view *v), void *arg)
{
	const struct account *a = &l->members.at[i];
	const struct side *s =
	    a->side == MEMBER_NONE ? NULL : &l->members.side[a->side];
	struct collect c = {.l = l};

	collect_queue(&c, &a->spend);
	if (s != NULL)
		collect_tree(&c, s->before);
	/* First-in-first-out, those in the order of spending are all. */
	if (s != NULL && !l->lots.fifo)
		collect_tree(&c, s->idle);
	if (s != NULL)
		collect_heap(&c, s->heap);
	sort_index(c.lot, c.n, by_end, (void *)(uintptr_t)l);
	for (size_t k = 0; k < c.n; k++) {
		const struct lot *t = &l->lots.at[c.lot[k]];

		each(arg, &(struct lot_view){.event = ids_text(&l->ids, t->id),
			      .rule = flow_rule(l, c.lot[k]),
			      .size = lots_size(&l->lots, c.lot[k]),
			      .rest = lots_rest(&l->lots, c.lot[k]),
			      .expires = flow_end(l, c.lot[k]),
			      .pending = (t->marks & LOT_PENDING) != 0});
	}
	mem_free(c.lot);
}
