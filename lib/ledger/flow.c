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
	const struct lot *t = &l->lots.at[lot];

	if ((t->marks & LOT_BESIDE) == 0)
		return STR("");
	return l->labels.name[t->label];
}

static void
post(struct ledger *l, int64_t us, uint32_t i, enum movement_kind kind,
    int64_t points, uint32_t lot, struct str event)
{
	const struct account *a = account(l, i);
	struct movement m = {
	    .us = us, .kind = kind, .points = points, .event = event};

	if (l->form.post == NULL)
		return;
	m.member = members_name(&l->members, i);
	m.issuer = l->issuers.name[a->issuer];
	m.balance = account_balance(a);
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
first_of_both(const struct ledger *l, uint32_t dated, uint32_t idle)
{
	if (dated == LOT_NONE || idle == LOT_NONE)
		return dated == LOT_NONE ? idle : dated;
	return ends_before(l, dated, idle) ? dated : idle;
}

/* The usable lot that ends first. */
static uint32_t
first_end(const struct ledger *l, uint32_t i)
{
	const struct side *s = side_of(l, i);
	uint32_t dated = !l->lots.fifo ? account(l, i)->spend
			 : s != NULL   ? s->due
				       : LOT_NONE;

	dated = tree_first(&l->lots, TREE_DATED, dated);
	if (s == NULL)
		return dated;
	return first_of_both(
	    l, dated, tree_first(&l->lots, TREE_IDLE, s->idle));
}

uint32_t
flow_first(const struct ledger *l, uint32_t i)
{
	if (l->lots.fifo)
		return tree_first(&l->lots, TREE_AGE, account(l, i)->spend);
	return first_end(l, i);
}

/* The tree of a lot by its end, and where its root is. */
static uint32_t *
end_root(struct ledger *l, uint32_t lot, enum tree *tree)
{
	uint32_t i = l->lots.at[lot].account;

	if ((l->lots.at[lot].marks & LOT_IDLE) != 0) {
		*tree = TREE_IDLE;
		return &members_side(&l->members, i)->idle;
	}
	*tree = TREE_DATED;
	return l->lots.fifo ? &members_side(&l->members, i)->due
			    : &account(l, i)->spend;
}

/* Ends by inactivity only move on: it stays a bound. */
static void
lower_due(struct ledger *l, uint32_t i, int64_t us)
{
	int32_t day = flow_day(us);

	if (day < account(l, i)->due)
		account(l, i)->due = day;
}

void
flow_enter(struct ledger *l, uint32_t lot)
{
	enum tree tree;
	uint32_t *root = end_root(l, lot, &tree);

	lower_due(l, l->lots.at[lot].account, flow_end(l, lot));
	tree_insert(&l->lots, tree, root, lot);
	if (l->lots.fifo)
		tree_insert(&l->lots, TREE_AGE,
		    &account(l, l->lots.at[lot].account)->spend, lot);
}

void
flow_wait(struct ledger *l, uint32_t lot, int64_t available)
{
	uint32_t i = l->lots.at[lot].account;
	struct side *s = members_side(&l->members, i);

	s->pending += lots_rest(&l->lots, lot);
	pending_put(&l->pending, &s->heap, lot, available);
	lower_due(l, i, available);
}

static void
leave(struct ledger *l, uint32_t lot)
{
	enum tree tree;
	uint32_t *root = end_root(l, lot, &tree);

	tree_remove(&l->lots, tree, root, lot);
	if (l->lots.fifo)
		tree_remove(&l->lots, TREE_AGE,
		    &account(l, l->lots.at[lot].account)->spend, lot);
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

	if (s != NULL && day > s->active)
		s->active = day;
}

int32_t
flow_day(int64_t us)
{
	int64_t day = us / DATE_US_PER_DAY;

	return (int32_t)(day - (us % DATE_US_PER_DAY < 0));
}

static void
activate(struct ledger *l, uint32_t i, int64_t us)
{
	struct side *s = side_of(l, i);

	while (s != NULL && s->heap != PENDING_NONE &&
	       l->pending.at[s->heap].available <= us) {
		const struct pending_node *top = &l->pending.at[s->heap];
		int32_t day = flow_day(top->available);
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
	account(l, i)->expired += n;
	post(l, us, i, MOVE_EXPIRE, -n, lot, event);
}

void
flow_expire(struct ledger *l, uint32_t i, int64_t us)
{
	const struct side *s;
	uint32_t lot;

	if (flow_day(us) < account(l, i)->due)
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

	return account_outstanding(account(l, i)) -
	       (s == NULL ? 0 : s->pending);
}

void
flow_settle(struct ledger *l, uint32_t i, int64_t us, struct str event)
{
	uint32_t lot;

	while (account_debt(account(l, i)) != 0 &&
	       (lot = flow_first(l, i)) != LOT_NONE) {
		int64_t debt = account_debt(account(l, i));
		int64_t rest = lots_rest(&l->lots, lot);
		int64_t n = debt < rest ? debt : rest;

		take(l, lot, n);
		account(l, i)->debt_repaid += n;
		post(l, us, i, MOVE_REPAY, 0, lot, event);
	}
}

void
flow_touch(struct ledger *l, uint32_t i, int64_t us)
{
	flow_expire(l, i, us);
	if (account_debt(account(l, i)) != 0)
		flow_settle(l, i, us, STR(""));
	if (us > account(l, i)->last)
		account(l, i)->last = us;
}

/* What leaves lots is counted by what it is. */
static void
count(struct account *a, enum movement_kind kind, int64_t n)
{
	if (kind == MOVE_REDEEM)
		a->redeemed += n;
	else if (kind == MOVE_ADJUST)
		a->adjusted -= n;
	else
		a->reversed += n;
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
	count(account(l, i), kind, n);
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
	struct account *a = account(l, i);

	if (missing == 0)
		return;
	if (l->form.negative == NEGATIVE_CLAMP) {
		members_write_off(&l->members, i, missing);
		post(l, us, i, MOVE_WRITE_OFF, 0, LOT_NONE, event);
	} else {
		a->debt_created += missing;
		post(l, us, i, MOVE_DEBT, -missing, LOT_NONE, event);
	}
}

bool
flow_fits(const struct ledger *l, uint32_t i, int64_t points)
{
	const struct account *a = account(l, i);
	int64_t adjusted = a->adjusted > 0 ? a->adjusted : 0;

	return points <= INT64_MAX - a->earned - adjusted;
}

bool
flow_fits_debt(const struct ledger *l, uint32_t i, int64_t points)
{
	const struct account *a = account(l, i);

	return points <=
	       INT64_MAX - a->debt_created - members_written(&l->members, i);
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
	if (new->kind == MOVE_ADJUST)
		account(l, new->account)->adjusted += new->size;
	else
		account(l, new->account)->earned += new->size;
	if (new->idle != 0) {
		(void)members_side(&l->members, new->account);
		flow_active(l, new->account, flow_day(new->us));
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
	account(l, i)->redeemed -= points;
	post(l, e->us, i, MOVE_REVERSE_REDEEM, points, lot, e->id);
}
