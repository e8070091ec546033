/*
 * The reader. Lines come in the order in which the writer has them, and what
 * one says is checked against those before it; totals at the end.
 */
#include "base/i128.h"
#include "base/mem.h"
#include "ledger/check.h"
#include "ledger/digest.h"
#include "ledger/engine_priv.h"
#include "ledger/state.h"
#include "ledger/state_text.h"

struct state_reader {
	struct ledger *l;
	struct state_head head;
	uint64_t lines, digest;
	size_t kind; /* of the line before: a place in the table of kinds */
	bool dated, whole;
	const char *why;   /* what a line needs that is not there; or NULL */
	struct buf text;
	uint32_t *terms;   /* the table's, by number from 1 */
	size_t nterms, terms_room;
};

static bool
damaged(struct fault *f, const char *what)
{
	fault_set(f, FAULT_FORM, "damaged state: %s", what);
	fault_hint(f, "put a copy of the file back, or replay the events "
	    "into a new one");
	return false;
}

static struct str
text(const struct state_reader *r)
{
	return buf_view(&r->text);
}

/* --- one function for each kind of line; rest is behind the letter --- */

static bool
get_magic(struct state_reader *r, struct str rest)
{
	(void)r;
	return str_is(rest, "rm-points-state\t1");
}

static bool
get_as_of(struct state_reader *r, struct str rest)
{
	return state_get_day(&rest, &r->head.as_of) && rest.p == NULL &&
	    !r->dated && (r->dated = true);
}

static bool
get_horizon(struct state_reader *r, struct str rest)
{
	return state_get_day(&rest, &r->head.horizon) && rest.p == NULL;
}

static bool
get_programme(struct state_reader *r, struct str rest)
{
	return state_get_hex(&rest, &r->head.programme) && rest.p == NULL;
}

/* A name that is not there yet. */
static bool
get_name(struct state_reader *r, struct str rest, struct names *names)
{
	return state_get_text(&rest, &r->text) && rest.p == NULL &&
	    names->count <= UINT16_MAX &&
	    names_add(names, text(r)) == names->count - 1 &&
	    text(r).n != 0;
}

static bool
get_issuer(struct state_reader *r, struct str rest)
{
	size_t n = r->l->issuers.count;

	return get_name(r, rest, &r->l->issuers) && r->l->issuers.count > n;
}

static bool
get_label(struct state_reader *r, struct str rest)
{
	size_t n = r->l->labels.count;

	return get_name(r, rest, &r->l->labels) && r->l->labels.count > n;
}

/* The account that the line tells of, new. */
static uint32_t
add_account(struct state_reader *r, uint16_t issuer)
{
	struct members *m = &r->l->members;
	uint64_t hash = slots_hash(text(r));
	uint32_t first = members_find(m, text(r), hash);

	if (first != MEMBER_NONE &&
	    members_of(m, first, issuer) != MEMBER_NONE)
		return MEMBER_NONE;
	return members_add(m, text(r), hash, first, issuer);
}

static bool
get_active(struct state_reader *r, uint32_t i, struct str *rest)
{
	int32_t day;

	if (rest->p == NULL)
		return true;
	if (!state_get_day(rest, &day) || rest->p != NULL)
		return false;
	members_side(&r->l->members, i)->active = day;
	return true;
}

static bool
get_account(struct state_reader *r, struct str rest)
{
	int64_t issuer, v[8], last;
	uint32_t i;
	struct account *a;

	if (!state_get_text(&rest, &r->text) || text(r).n == 0 ||
	    !state_get_int(&rest, 0, (int64_t)r->l->issuers.count - 1,
		&issuer) ||
	    !state_get_time(&rest, &last) || last == EVENT_NEVER)
		return false;
	for (int k = 0; k < 8; k++)
		if (!state_get_int(&rest, k == 1 ? INT64_MIN : 0, INT64_MAX,
		    &v[k]))
			return false;
	i = add_account(r, (uint16_t)issuer);
	if (i == MEMBER_NONE)
		return false;
	a = &r->l->members.at[i];
	a->last = last;
	a->earned = v[0];
	a->adjusted = v[1];
	a->redeemed = v[2];
	a->expired = v[3];
	a->reversed = v[4];
	a->written_off = v[5];
	a->debt_created = v[6];
	a->debt_repaid = v[7];
	return get_active(r, i, &rest);
}

static bool
get_terms(struct state_reader *r, struct str rest)
{
	struct terms_table *t = r->l->form.terms;
	struct fault f;
	uint32_t id;

	if (t == NULL || !state_get_text(&rest, &r->text) || rest.p != NULL ||
	    !terms_add_text(t, text(r), &id, &f))
		return false;
	r->terms = mem_grow(r->terms, &r->terms_room, r->nterms + 2,
	    sizeof(*r->terms));
	r->terms[0] = 0;
	r->terms[++r->nterms] = id;
	return true;
}

/* A day, or none. */
static bool
get_some_day(struct str *rest, int32_t none, int32_t *day)
{
	struct str cell, before = *rest;

	if (!str_split(rest, '\t', &cell))
		return false;
	*day = none;
	if (str_is(cell, "-"))
		return true;
	*rest = before;
	return state_get_day(rest, day);
}

static bool
get_hold(struct state_reader *r, struct str *rest, struct tier_hold *h)
{
	const struct tiers *t = r->l->standings.tiers;

	if (!state_get_text(rest, &r->text) ||
	    !state_get_day(rest, &h->since) ||
	    !get_some_day(rest, TIER_FOREVER, &h->until) ||
	    !get_some_day(rest, h->since, &h->judged))
		return false;
	h->tier = t == NULL ? TIERS_NONE : tiers_find(t, text(r));
	if (h->tier == TIERS_NONE)
		r->why = t == NULL
		    ? "this state has tiers: --tiers FILE"
		    : "this state has a tier that the file of tiers lacks";
	return h->tier != TIERS_NONE;
}

/* The account of a line, as its first cell. */
static bool
get_index(struct state_reader *r, struct str *rest, uint32_t *i)
{
	int64_t v;

	if (!state_get_int(rest, 0, (int64_t)r->l->members.count - 1, &v))
		return false;
	*i = (uint32_t)v;
	return true;
}

static bool
get_standing(struct state_reader *r, struct str rest)
{
	struct ledger *l = r->l;
	struct standing s = {.hold = {.until = TIER_FOREVER},
	    .head = STANDING_NONE, .tail = STANDING_NONE};
	int64_t orders, streak, birthday;
	int32_t month;
	uint32_t i;

	if (!get_index(r, &rest, &i) ||
	    l->members.at[i].standing != STANDING_NONE ||
	    !state_get_int(&rest, 0, INT64_MAX, &s.growth) ||
	    !state_get_int(&rest, 0, UINT32_MAX - 1, &orders) ||
	    !state_get_int(&rest, 0, UINT32_MAX - 1, &streak) ||
	    !get_some_day(&rest, INT32_MIN, &month) ||
	    !get_some_day(&rest, INT32_MIN, &s.first) ||
	    !get_some_day(&rest, INT32_MIN, &s.enrolled) ||
	    !state_get_int(&rest, 0, 1231, &birthday))
		return false;
	s.month = month == INT32_MIN ? month
				     : period_of(PERIOD_MONTH, month);
	s.orders = (uint32_t)orders;
	s.streak = (uint32_t)streak;
	s.birthday = (int32_t)birthday;
	if (rest.p != NULL && (!get_hold(r, &rest, &s.hold) ||
	    s.first == INT32_MIN || rest.p != NULL))
		return false;
	/* Who had no tier until now has everybody's from his first day on. */
	if (l->standings.tiers != NULL && s.first != INT32_MIN &&
	    s.hold.since == 0 && s.hold.until == TIER_FOREVER)
		tiers_begin(l->standings.tiers, &s.hold, s.first);
	*standing_of(&l->standings, &l->members, i) = s;
	l->standing = true;
	return true;
}

static bool
get_days(struct state_reader *r, struct str rest)
{
	struct ledger *l = r->l;
	struct standing *s;
	int32_t day, last = INT32_MIN;
	int64_t value;
	uint32_t i;

	if (!get_index(r, &rest, &i) ||
	    l->members.at[i].standing == STANDING_NONE)
		return false;
	s = &l->standings.at[l->members.at[i].standing];
	if (s->head != STANDING_NONE)
		return false;
	do {
		if (!state_get_day(&rest, &day) || day <= last ||
		    !state_get_int(&rest, INT64_MIN, INT64_MAX, &value))
			return false;
		standing_put(&l->standings, s, day, value);
		last = day;
	} while (rest.p != NULL);
	return true;
}

static bool
get_event(struct state_reader *r, struct str rest)
{
	struct ids *t = &r->l->ids;
	int32_t day;
	uint64_t content, hash;

	if (!state_get_text(&rest, &r->text) || text(r).n == 0 ||
	    !state_get_day(&rest, &day) || day < r->head.horizon ||
	    !state_get_hex(&rest, &content) || rest.p != NULL)
		return false;
	hash = slots_hash(text(r));
	return ids_find(t, text(r), hash) == IDS_NONE &&
	    ids_add(t, text(r), hash, content, day) != IDS_NONE;
}

/* The id of a lot's event; only a name if it is forgotten. */
static uint32_t
lot_id(struct state_reader *r)
{
	struct ledger *l = r->l;
	uint32_t id = ids_find(&l->ids, text(r), slots_hash(text(r)));

	if (id != IDS_NONE)
		return id;
	if (l->lots.count != 0) {
		id = l->lots.at[l->lots.count - 1].id;
		if (str_eq(ids_text(&l->ids, id), text(r)))
			return id;
	}
	return ids_add(&l->ids, text(r), 0, 0, IDS_FORGOTTEN);
}

struct lot_line {
	struct lot lot;
	int64_t size, rest, reversed, available;
};

static bool
get_end(struct state_reader *r, struct str *rest, struct lot *lot)
{
	struct ledger *l = r->l;
	int64_t v;

	if ((lot->marks & LOT_IDLE) != 0) {
		if (!state_get_int(rest, 1, 1200, &v) ||
		    l->members.at[lot->account].side == MEMBER_NONE ||
		    members_side(&l->members, lot->account)->active ==
			INT32_MIN)
			return false;
		lot->expires = (uint32_t)v;
		return true;
	}
	if (!state_get_time(rest, &v) || v == INT64_MIN)
		return false;
	lot->expires = instants_add(&l->lots.instants, v);
	return true;
}

static bool
get_lot_line(struct state_reader *r, struct str *rest, struct lot_line *n)
{
	const struct ledger *l = r->l;
	int64_t account, marks, label, part;

	*n = (struct lot_line){.available = 0};
	if (!state_get_text(rest, &r->text) || text(r).n == 0 ||
	    !state_get_int(rest, 0, (int64_t)l->members.count - 1,
		&account) ||
	    !state_get_int(rest, 0, LOT_MARKS & ~LOT_WIDE, &marks))
		return false;
	n->lot.account = (uint32_t)account;
	n->lot.marks = (uint8_t)marks;
	if ((marks & ~(LOT_MARKS & ~LOT_WIDE)) != 0 ||
	    !get_end(r, rest, &n->lot) ||
	    !state_get_int(rest, 1, INT64_MAX, &n->size) ||
	    !state_get_int(rest, 0, n->size, &n->rest) ||
	    !state_get_int(rest, 0, n->size, &n->reversed) ||
	    !state_get_int(rest, 0, UINT16_MAX, &label) ||
	    !state_get_int(rest, 0, UINT8_MAX, &part))
		return false;
	n->lot.label = (uint16_t)label;
	n->lot.part = (uint8_t)part;
	return (marks & LOT_BESIDE) == 0 || (size_t)label < l->labels.count;
}

/* Into its tree or heap. */
static void
place_lot(struct ledger *l, uint32_t i, const struct lot_line *n)
{
	if ((n->lot.marks & LOT_PENDING) != 0) {
		struct side *s = members_side(&l->members, n->lot.account);

		s->pending += n->rest;
		pending_put(&l->pending, &s->heap, i, n->available);
	} else if (n->rest != 0) {
		flow_enter(l, i);
	}
}

static bool
get_lot(struct state_reader *r, struct str rest)
{
	struct ledger *l = r->l;
	struct lot_line n;
	uint32_t i;

	if (!get_lot_line(r, &rest, &n))
		return false;
	if ((n.lot.marks & LOT_PENDING) != 0 &&
	    (!state_get_time(&rest, &n.available) ||
		n.available == INT64_MIN ||
		n.rest > INT64_MAX -
		    members_side(&l->members, n.lot.account)->pending))
		return false;
	n.lot.id = lot_id(r);
	if (rest.p != NULL || n.lot.id == IDS_NONE ||
	    (i = lots_add(&l->lots, &n.lot, n.size)) == LOT_NONE)
		return false;
	if (n.reversed != 0)
		lots_reverse(&l->lots, i, n.reversed);
	lots_set_rest(&l->lots, i, n.rest);
	if (ids_day(&l->ids, n.lot.id) != IDS_FORGOTTEN &&
	    (n.lot.marks & (LOT_GROWTH | LOT_BESIDE)) == 0 &&
	    ids_kind(&l->ids, n.lot.id) == IDS_NOTHING)
		ids_link(&l->ids, n.lot.id, IDS_LOT, i);
	place_lot(l, i, &n);
	return true;
}

static bool
get_use(struct state_reader *r, struct str *rest, uint32_t first)
{
	struct ledger *l = r->l;
	int64_t lot, points;

	if (!state_get_int(rest, 0, (int64_t)l->lots.count - 1, &lot) ||
	    !state_get_int(rest, 0, lots_size(&l->lots, (uint32_t)lot),
		&points))
		return false;
	return (l->uses.count == first ||
		l->lots.at[lot].account ==
		    l->lots.at[uses_lot(&l->uses, first)].account) &&
	    uses_add(&l->uses, (uint32_t)lot, points);
}

static bool
get_uses(struct state_reader *r, struct str rest)
{
	struct ledger *l = r->l;
	uint32_t first = l->uses.count, id;

	if (!state_get_text(&rest, &r->text))
		return false;
	id = ids_find(&l->ids, text(r), slots_hash(text(r)));
	if (id == IDS_NONE || ids_kind(&l->ids, id) != IDS_NOTHING)
		return false;
	do
		if (!get_use(r, &rest, first))
			return false;
	while (rest.p != NULL);
	uses_end(&l->uses);
	ids_link(&l->ids, id, IDS_USES, first);
	return true;
}

/* A number of terms, 0 for none. */
static bool
get_order_terms(struct state_reader *r, struct str *rest, uint32_t *terms)
{
	int64_t v;

	if (!state_get_int(rest, 0, (int64_t)r->nterms, &v))
		return false;
	*terms = v == 0 ? 0 : r->terms[v];
	return true;
}

/* Every lot is the order's, and has its part of the terms. */
static bool
check_order(const struct state_reader *r, const struct order *o)
{
	const struct ledger *l = r->l;

	for (uint32_t k = 0; k < o->lots; k++) {
		const struct lot *t = &l->lots.at[o->lot + k];
		uint32_t terms = k < o->own ? o->terms : o->referral;

		if (t->id != o->id || terms == 0 ||
		    t->part >= terms_parts(l->form.terms, terms))
			return false;
	}
	return true;
}

static bool
get_order_lots(struct state_reader *r, struct str *rest, struct order *o)
{
	int64_t lots, own, first = 0;

	if (!state_get_int(rest, 0, UINT16_MAX, &lots) ||
	    !state_get_int(rest, 0, lots, &own))
		return false;
	if (lots != 0 && !state_get_int(rest, 0,
	    (int64_t)r->l->lots.count - lots, &first))
		return false;
	o->lot = lots == 0 ? LOT_NONE : (uint32_t)first;
	o->lots = (uint16_t)lots;
	o->own = (uint16_t)own;
	return rest->p == NULL && check_order(r, o);
}

static bool
get_order(struct state_reader *r, struct str rest)
{
	struct ledger *l = r->l;
	struct order o = {.net = 0};
	uint32_t i = l->orders.count;

	if (!state_get_text(&rest, &r->text))
		return false;
	o.id = ids_find(&l->ids, text(r), slots_hash(text(r)));
	if (o.id == IDS_NONE || ids_kind(&l->ids, o.id) >= IDS_ORDER ||
	    i >= ORDERS_MAX || !get_index(r, &rest, &o.account) ||
	    !state_get_int(&rest, 0, INT64_MAX, &o.net) ||
	    !state_get_int(&rest, 0, INT64_MAX, &o.stated) ||
	    !get_order_terms(r, &rest, &o.terms) ||
	    !get_order_terms(r, &rest, &o.referral) ||
	    !get_order_lots(r, &rest, &o))
		return false;
	l->orders.at = mem_grow(l->orders.at, &l->orders.room,
	    (size_t)i + 1, sizeof(*l->orders.at));
	l->orders.at[l->orders.count++] = o;
	ids_link(&l->ids, o.id, IDS_ORDER, i);
	return true;
}

static bool
get_count(struct state_reader *r, struct str rest)
{
	struct ledger *l = r->l;
	int64_t account, label, kind, period, used, *to;
	uint32_t n = l->counts.count;

	if (!state_get_int(&rest, -1, (int64_t)l->members.count - 1,
		&account) ||
	    !state_get_int(&rest, 0, (int64_t)l->labels.count - 1, &label) ||
	    !state_get_int(&rest, 0, COUNT_KINDS - 1, &kind) ||
	    !state_get_int(&rest, INT32_MIN, INT32_MAX, &period) ||
	    !state_get_int(&rest, 0, INT64_MAX, &used) || rest.p != NULL)
		return false;
	to = counts_find(&l->counts,
	    account < 0 ? MEMBER_NONE : (uint32_t)account,
	    (uint32_t)(label * COUNT_KINDS + kind), (int32_t)period);
	if (to == NULL || l->counts.count == n)
		return false;
	*to = used;
	return true;
}

static bool
get_referral(struct state_reader *r, struct str rest)
{
	struct ledger *l = r->l;
	int64_t issuer, paid;
	uint32_t account;

	if (!state_get_int(&rest, 0, (int64_t)l->issuers.count - 1,
		&issuer) ||
	    !state_get_text(&rest, &r->text) ||
	    !get_index(r, &rest, &account) ||
	    !state_get_int(&rest, 0, 1, &paid) || rest.p != NULL ||
	    !referrals_add(&l->referrals, (uint16_t)issuer, text(r), account))
		return false;
	referrals_find(&l->referrals, (uint16_t)issuer, text(r))->paid =
	    paid != 0;
	return true;
}

/* --- the lines in order --- */

static const struct line_kind {
	char letter;
	bool once;
	bool (*get)(struct state_reader *r, struct str rest);
	const char *what;
} kinds[] = {
    {'c', true, get_magic, "not the first line of a state"},
    {'d', true, get_as_of, "not the day of a state"},
    {'h', true, get_horizon, "not a day"},
    {'p', true, get_programme, "not a digest"},
    {'i', false, get_issuer, "not an issuer"},
    {'r', false, get_label, "not a rule's name"},
    {'t', false, get_terms, "not terms"},
    {'a', false, get_account, "not an account"},
    {'s', false, get_standing, "not an account's standing"},
    {'e', false, get_event, "not an event"},
    {'l', false, get_lot, "not a lot"},
    {'o', false, get_order, "not an order"},
    {'u', false, get_uses, "not a redemption"},
    {'k', false, get_count, "not a count"},
    {'f', false, get_referral, "not a referral"},
};
enum { KINDS = sizeof(kinds) / sizeof(*kinds) };

static bool
get_last(struct state_reader *r, struct str line, struct fault *f)
{
	struct str rest = {line.p + 1, line.n - 1}, none;
	int64_t lines;
	uint64_t digest;

	if (!str_split(&rest, '\t', &none) || none.n != 0 ||
	    !state_get_int(&rest, 0, INT64_MAX, &lines) ||
	    !state_get_hex(&rest, &digest) || rest.p != NULL)
		return damaged(f, "not its last line");
	if ((uint64_t)lines != r->lines)
		return damaged(f, "the number of lines is another");
	if (digest != r->digest)
		return damaged(f, "the digest is another");
	r->whole = true;
	return true;
}

struct state_reader *
state_reader_new(struct ledger *l)
{
	struct state_reader *r = mem_zero(1, sizeof(*r));

	r->l = l;
	r->digest = DIGEST_START;
	r->head.horizon = INT32_MIN;
	return r;
}

void
state_reader_delete(struct state_reader *r)
{
	if (r == NULL)
		return;
	buf_free(&r->text);
	mem_free(r->terms);
	mem_free(r);
}

static bool
get_line(struct state_reader *r, struct str line, struct fault *f)
{
	struct str rest = {line.p + 1, line.n - 1}, none;
	size_t k = r->kind;

	/* Days stand behind the standing that they are of. */
	if (line.p[0] == 'q' && kinds[k].letter == 's') {
		if (!str_split(&rest, '\t', &none) || none.n != 0 ||
		    !get_days(r, rest))
			return damaged(f, "not days");
		return true;
	}
	while (k < KINDS && kinds[k].letter != line.p[0])
		k++;
	if (k == KINDS || (k == r->kind && kinds[k].once && r->lines != 0) ||
	    (r->lines == 1 && k != 1))
		return damaged(f, "not a line that can stand here");
	r->kind = k;
	if (k != 0 && (!str_split(&rest, '\t', &none) || none.n != 0))
		return damaged(f, kinds[k].what);
	if (kinds[k].get(r, rest))
		return true;
	if (r->why != NULL)
		return fault_set(f, FAULT_DATA, "%s", r->why);
	return damaged(f, kinds[k].what);
}

static bool
check_first(struct state_reader *r, struct str line, struct fault *f)
{
	struct str magic = STR("crm-points-state\t");

	if (r->lines != 0 || str_is(line, "crm-points-state\t1"))
		return true;
	if (!str_starts(line, magic))
		return fault_set(f, FAULT_FORM, "not a state of crm-points");
	return fault_set(f, FAULT_FORM,
	    "a state of another version of crm-points");
}

bool
state_line(struct state_reader *r, struct str line, struct fault *f)
{
	if (!check_first(r, line, f))
		return false;
	if (r->whole)
		return damaged(f, "a line behind the last one");
	if (line.n != 0 && line.p[0] == 'z' && r->lines > 1)
		return get_last(r, line, f);
	if (line.n == 0 || !get_line(r, line, f))
		return line.n == 0 ? damaged(f, "an empty line") : false;
	r->digest = digest_bytes(r->digest, line.p, line.n);
	r->lines++;
	return true;
}

bool
state_done(struct state_reader *r, struct state_head *head, struct fault *f)
{
	if (r->lines == 0)
		return fault_set(f, FAULT_FORM, "empty: a state has lines");
	if (!r->whole)
		return damaged(f, "cut short: it has no last line");
	*head = r->head;
	r->l->horizon = r->head.horizon;
	return ledger_check(r->l, f) || damaged(f, f->what);
}
