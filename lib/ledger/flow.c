/* Points between lots: they become usable, are spent, end, pay debts. */
#include "ledger/engine_priv.h"

static struct account *
account(const struct ledger *l, uint32_t i)
{
	return &l->members.at[i];
}

static struct side *
side_of(const struct ledger *l, uint32_t i)
{
	uint32_t side = account(l, i)->side;

	return side == MEMBER_NONE ? NULL : &l->members.side[side];
}

struct str
flow_rule(const struct ledger *l, uint32_t lot)
{
	if ((l->lots.at[lot].marks & LOT_BESIDE) == 0)
		return STR("");
	return l->labels.name[lots_label(&l->lots, lot)];
}

static void
post(struct ledger *l, int64_t us, uint32_t i, enum movement_kind kind,
    int64_t points, uint32_t lot, struct str event)
{
	struct movement m;

	if (l->form.post == NULL)
		return;
	m = (struct movement){
	    .us = us, .kind = kind, .points = points, .event = event};
	m.member = members_name(&l->members, i);
	m.issuer = l->issuers.name[account(l, i)->issuer];
	m.balance = members_balance(&l->members, i);
	if (lot != LOT_NONE) {
		m.lot = ids_text(&l->ids, l->lots.at[lot].id);
		m.rule = flow_rule(l, lot);
	}
	l->form.post(l->form.arg, &m);
}

int64_t
flow_end(const struct ledger *l, uint32_t lot)
{
	const struct lot *t = &l->lots.at[lot];
	struct expiry e = {EXPIRY_INACTIVE, (int32_t)t->expires};

	if ((t->marks & LOT_IDLE) == 0)
		return lots_end(&l->lots, lot);
	return expiry_end(
	    &e, l->members.side[account(l, t->account)->side].active);
}

/* Of two lots that end, the one that comes first. */
static bool
ends_before(const struct ledger *l, uint32_t a, uint32_t b)
{
	int64_t x = flow_end(l, a), y = flow_end(l, b);

	return x != y ? x < y : a < b;
}

static uint32_t
first_of_both(const struct ledger *l, uint32_t a, uint32_t b)
{
	if (a == LOT_NONE || b == LOT_NONE)
		return a == LOT_NONE ? b : a;
	return ends_before(l, a, b) ? a : b;
}

static enum tree
spending(const struct ledger *l)
{
	return l->lots.fifo ? TREE_AGE : TREE_DATED;
}

/* The first in the order of spending: of first-expired-first-out the first
 * dated one. */
static uint32_t
first_spent(const struct ledger *l, uint32_t i, const struct side *s)
{
	uint32_t a = account(l, i)->spend.first, b;

	if (s == NULL)
		return a;
	b = tree_first(&l->lots, spending(l), s->before);
	if (a == LOT_NONE || b == LOT_NONE)
		return a == LOT_NONE ? b : a;
	return tree_before(&l->lots, spending(l), a, b) ? a : b;
}

/* The usable lot that ends first. */
static uint32_t
first_end(const struct ledger *l, uint32_t i)
{
	const struct side *s = side_of(l, i);
	uint32_t dated;

	if (!l->lots.fifo)
		dated = first_spent(l, i, s);
	else
		dated = s == NULL ? LOT_NONE
				  : tree_first(&l->lots, TREE_DATED, s->due);
	if (s == NULL)
		return dated;
	return first_of_both(
	    l, dated, tree_first(&l->lots, TREE_IDLE, s->idle));
}

uint32_t
flow_first(const struct ledger *l, uint32_t i)
{
	return l->lots.fifo ? first_spent(l, i, side_of(l, i))
			    : first_end(l, i);
}

/* The tree of a lot by its end, where that is not the order of spending, and
 * where its root is; NULL where it is. */
static uint32_t *
end_root(struct ledger *l, uint32_t lot, enum tree *tree)
{
	uint32_t i = l->lots.at[lot].account;

	*tree = TREE_IDLE;
	if ((l->lots.at[lot].marks & LOT_IDLE) != 0)
		return &members_follow(&l->members, i)->idle;
	*tree = TREE_DATED;
	return l->lots.fifo ? &members_follow(&l->members, i)->due : NULL;
}

/* Into the order of spending, and out of it. */
static void
line_up(struct ledger *l, uint32_t lot)
{
	uint32_t i = l->lots.at[lot].account;

	if (!queue_put(&l->lots, spending(l), &account(l, i)->spend, lot))
		tree_insert(&l->lots, spending(l),
		    &members_side(&l->members, i)->before, lot);
}

static void
step_out(struct ledger *l, uint32_t lot)
{
	uint32_t i = l->lots.at[lot].account;

	if ((l->lots.at[lot].marks & LOT_QUEUED) != 0)
		queue_drop(&l->lots, &account(l, i)->spend, lot);
	else
		tree_remove(&l->lots, spending(l),
		    &members_side(&l->members, i)->before, lot);
}

/* Ends by inactivity only move on: it stays a bound. */
static void
lower_due(struct ledger *l, uint32_t i, int64_t us)
{
	int32_t day = date_of_instant(us);

	if (day < account(l, i)->due)
		account(l, i)->due = day;
}

void
flow_enter(struct ledger *l, uint32_t lot)
{
	enum tree tree;
	uint32_t *root = end_root(l, lot, &tree);

	lower_due(l, l->lots.at[lot].account, flow_end(l, lot));
	if (root != NULL)
		tree_insert(&l->lots, tree, root, lot);
	if (root == NULL || l->lots.fifo)
		line_up(l, lot);
}

void
flow_wait(struct ledger *l, uint32_t lot, int64_t available)
{
	uint32_t i = l->lots.at[lot].account;
	struct side *s = members_follow(&l->members, i);

	s->pending += lots_rest(&l->lots, lot);
	pending_put(&l->pending, &s->heap, lot, available);
	lower_due(l, i, available);
}

static void
leave(struct ledger *l, uint32_t lot)
{
	enum tree tree;
	uint32_t *root = end_root(l, lot, &tree);

	if (root != NULL)
		tree_remove(&l->lots, tree, root, lot);
	if (root == NULL || l->lots.fifo)
		step_out(l, lot);
}

static void
take(struct ledger *l, uint32_t lot, int64_t n)
{
	int64_t rest = lots_rest(&l->lots, lot) - n;

	lots_set_rest(&l->lots, lot, rest);
	/* A pending lot's node is dropped when its day has come. */
	if ((l->lots.at[lot].marks & LOT_PENDING) != 0)
		members_side(&l->members, l->lots.at[lot].account)->pending -=
		    n;
	else if (rest == 0)
		leave(l, lot);
}

void
flow_active(struct ledger *l, uint32_t i, int32_t day)
{
	struct side *s = side_of(l, i);

	if ((account(l, i)->marks & ACCOUNT_ACTIVE) != 0 && day > s->active)
		s->active = day;
}

static void
activate(struct ledger *l, uint32_t i, int64_t us)
{
	struct side *s = side_of(l, i);

	while (s != NULL && s->heap != PENDING_NONE &&
	       l->pending.at[s->heap].available <= us) {
		const struct pending_node *top = &l->pending.at[s->heap];
		int32_t day = date_of_instant(top->available);
		uint32_t lot = top->lot;

		pending_drop(&l->pending, &s->heap);
		l->lots.at[lot].marks &= (uint8_t)~LOT_PENDING;
		s->pending -= lots_rest(&l->lots, lot);
		if ((l->lots.at[lot].marks & LOT_IDLE) != 0)
			flow_active(l, i, day);
		if (lots_rest(&l->lots, lot) != 0)
			flow_enter(l, lot);
	}
}

/* One lot's points end. */
static void
expire(struct ledger *l, uint32_t lot, int64_t us, struct str event)
{
	uint32_t i = l->lots.at[lot].account;
	int64_t n = lots_rest(&l->lots, lot);

	take(l, lot, n);
	members_add_sum(&l->members, i, SUM_EXPIRED, n);
	post(l, us, i, MOVE_EXPIRE, -n, lot, event);
}

void
flow_expire(struct ledger *l, uint32_t i, int64_t us)
{
	const struct side *s;
	uint32_t lot;

	if (date_of_instant(us) < account(l, i)->due)
		return;
	activate(l, i, us);
	account(l, i)->due = INT32_MAX;
	while ((lot = first_end(l, i)) != LOT_NONE) {
		int64_t end = flow_end(l, lot);

		if (end > us) {
			lower_due(l, i, end);
			break;
		}
		if (end > account(l, i)->last)
			account(l, i)->last = end;
		expire(l, lot, end, STR(""));
	}
	s = side_of(l, i);
	if (s != NULL && s->heap != PENDING_NONE)
		lower_due(l, i, l->pending.at[s->heap].available);
}

void
flow_expire_now(struct ledger *l, uint32_t i, int64_t us, struct str event)
{
	uint32_t lot;

	while ((lot = first_end(l, i)) != LOT_NONE && flow_end(l, lot) <= us)
		expire(l, lot, us, event);
}

int64_t
flow_usable(const struct ledger *l, uint32_t i)
{
	const struct side *s = side_of(l, i);

	return members_outstanding(&l->members, i) -
	       (s == NULL ? 0 : s->pending);
}

void
flow_settle(struct ledger *l, uint32_t i, int64_t us, struct str event)
{
	int64_t debt;
	uint32_t lot;

	while ((debt = members_debt(&l->members, i)) != 0 &&
	       (lot = flow_first(l, i)) != LOT_NONE) {
		int64_t rest = lots_rest(&l->lots, lot);
		int64_t n = debt < rest ? debt : rest;

		take(l, lot, n);
		members_add_sum(&l->members, i, SUM_DEBT_REPAID, n);
		post(l, us, i, MOVE_REPAY, 0, lot, event);
	}
}

void
flow_touch(struct ledger *l, uint32_t i, int64_t us)
{
	flow_expire(l, i, us);
	if (members_debt(&l->members, i) != 0)
		flow_settle(l, i, us, STR(""));
	if (us > account(l, i)->last)
		account(l, i)->last = us;
}

/* What leaves lots is counted by what it is. */
static void
count(struct ledger *l, uint32_t i, enum movement_kind kind, int64_t n)
{
	if (kind == MOVE_REDEEM)
		members_add_sum(&l->members, i, SUM_REDEEMED, n);
	else if (kind == MOVE_ADJUST)
		members_add_sum(&l->members, i, SUM_ADJUSTED, -n);
	else
		members_add_sum(&l->members, i, SUM_REVERSED, n);
}

int64_t
flow_spend_lot(struct ledger *l, uint32_t lot, int64_t us, int64_t most,
    enum movement_kind kind, struct str event)
{
	int64_t rest = lots_rest(&l->lots, lot);
	int64_t n = rest < most ? rest : most;
	uint32_t i = l->lots.at[lot].account;

	if (n == 0)
		return 0;
	take(l, lot, n);
	count(l, i, kind, n);
	post(l, us, i, kind, -n, lot, event);
	return n;
}

int64_t
flow_spend(struct ledger *l, uint32_t i, int64_t us, int64_t n,
    enum movement_kind kind, struct str event, bool note)
{
	uint32_t lot;

	while (n != 0 && (lot = flow_first(l, i)) != LOT_NONE) {
		int64_t taken = flow_spend_lot(l, lot, us, n, kind, event);

		n -= taken;
		if (note)
			(void)uses_add(&l->uses, lot, taken);
	}
	return n;
}

void
flow_short(
    struct ledger *l, uint32_t i, int64_t us, int64_t missing, struct str event)
{
	if (missing == 0)
		return;
	if (l->form.negative == NEGATIVE_CLAMP) {
		members_add_sum(&l->members, i, SUM_WRITTEN_OFF, missing);
		post(l, us, i, MOVE_WRITE_OFF, 0, LOT_NONE, event);
	} else {
		members_add_sum(&l->members, i, SUM_DEBT_CREATED, missing);
		post(l, us, i, MOVE_DEBT, -missing, LOT_NONE, event);
	}
}

bool
flow_fits(const struct ledger *l, uint32_t i, int64_t points)
{
	int64_t adjusted = members_sum(&l->members, i, SUM_ADJUSTED);

	return points <= INT64_MAX - members_sum(&l->members, i, SUM_EARNED) -
			     (adjusted > 0 ? adjusted : 0);
}

bool
flow_fits_debt(const struct ledger *l, uint32_t i, int64_t points)
{
	return points <= INT64_MAX -
			     members_sum(&l->members, i, SUM_DEBT_CREATED) -
			     members_sum(&l->members, i, SUM_WRITTEN_OFF);
}

uint32_t
flow_lot(struct ledger *l, const struct new_lot *new)
{
	bool pending = new->available > new->us && !new->growth;
	struct lot lot = {.id = new->id,
	    .account = new->account,
	    .part = new->part,
	    .label = (uint16_t) new->label};
	uint32_t i;

	lot.marks = (uint8_t)((pending ? LOT_PENDING : 0) |
			      (new->idle != 0 ? LOT_IDLE : 0) |
			      (new->beside ? LOT_BESIDE : 0) |
			      (new->growth ? LOT_GROWTH : 0));
	lot.expires = new->idle != 0
			  ? (uint32_t) new->idle
			  : instants_add(&l->lots.instants, new->expires);
	i = lots_add(&l->lots, &lot, new->size);
	if (i == LOT_NONE)
		return i;
	if (new->growth) {
		lots_set_rest(&l->lots, i, 0);
		standing_of(&l->standings, &l->members, new->account)->growth +=
		    new->size;
		return i;
	}
	members_add_sum(&l->members, new->account,
	    new->kind == MOVE_ADJUST ? SUM_ADJUSTED : SUM_EARNED, new->size);
	if (new->idle != 0) {
		(void)members_follow(&l->members, new->account);
		flow_active(l, new->account, date_of_instant(new->us));
	}
	if (pending)
		flow_wait(l, i, new->available);
	else
		flow_enter(l, i);
	post(l, new->us, new->account, new->kind, new->size, i, new->event);
	return i;
}

/* What a lot's end becomes when points come back to it behind it. */
static void
extend(struct ledger *l, uint32_t lot, const struct event *e)
{
	struct lot *t = &l->lots.at[lot];
	struct expiry days = {EXPIRY_DAYS, l->form.extend};

	if (l->form.extend == 0 || flow_end(l, lot) > e->us)
		return;
	t->marks &= (uint8_t)~LOT_IDLE;
	t->expires = instants_add(&l->lots.instants, expiry_end(&days, e->day));
}

void
flow_restore(
    struct ledger *l, uint32_t lot, const struct event *e, int64_t points)
{
	int64_t rest = lots_rest(&l->lots, lot);
	uint32_t i = l->lots.at[lot].account;

	if (rest == 0)
		extend(l, lot, e);
	lots_set_rest(&l->lots, lot, rest + points);
	if (rest == 0)
		flow_enter(l, lot);
	members_add_sum(&l->members, i, SUM_REDEEMED, -points);
	post(l, e->us, i, MOVE_REVERSE_REDEEM, points, lot, e->id);
}
