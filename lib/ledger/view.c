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
	const struct account *a = &l->members.at[i];

	*v = (struct account_view){.member = members_name(&l->members, i),
	    .issuer = l->issuers.name[a->issuer],
	    .earned = a->earned,
	    .redeemed = a->redeemed,
	    .expired = a->expired,
	    .reversed = a->reversed,
	    .adjusted = a->adjusted,
	    .written_off = members_written(&l->members, i),
	    .debt_created = a->debt_created,
	    .debt_repaid = a->debt_repaid,
	    .outstanding = account_outstanding(a),
	    .debt = account_debt(a),
	    .balance = account_balance(a),
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

	collect_tree(&c, a->spend);
	/* First-in-first-out, the tree of spending holds them all. */
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
