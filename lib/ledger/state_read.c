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
	struct buf text;
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
    {'a', false, get_account, "not an account"},
    {'e', false, get_event, "not an event"},
    {'l', false, get_lot, "not a lot"},
    {'u', false, get_uses, "not a redemption"},
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
	if (r != NULL)
		buf_free(&r->text);
	mem_free(r);
}

static bool
get_line(struct state_reader *r, struct str line, struct fault *f)
{
	struct str rest = {line.p + 1, line.n - 1}, none;
	size_t k = r->kind;

	while (k < KINDS && kinds[k].letter != line.p[0])
		k++;
	if (k == KINDS || (k == r->kind && kinds[k].once && r->lines != 0) ||
	    (r->lines == 1 && k != 1))
		return damaged(f, "not a line that can stand here");
	r->kind = k;
	if (k != 0 && (!str_split(&rest, '\t', &none) || none.n != 0))
		return damaged(f, kinds[k].what);
	return kinds[k].get(r, rest) || damaged(f, kinds[k].what);
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
