/* The writer. A line begins with a letter that says what it is. */
#include "ledger/state.h"

#include "base/mem.h"
#include "ledger/digest.h"
#include "ledger/state_priv.h"

enum { PIECE = 64 * 1024 };

struct saving {
	const struct ledger *l;
	struct state_head head;
	bool (*write)(void *arg, const char *p, size_t n);
	void *arg;
	bool ok;
	struct buf out;
	size_t line; /* where the line at hand begins in out */
	uint64_t lines, digest;
	uint32_t *number;   /* of each lot in the file; LOT_NONE: left out */
	uint32_t *terms;    /* of each of the table's, from 1; 0: left out */
	int64_t *available; /* of each lot that is pending; or NULL */
};

const enum sum state_sums[SUMS] = {SUM_EARNED, SUM_ADJUSTED, SUM_REDEEMED,
    SUM_EXPIRED, SUM_REVERSED, SUM_WRITTEN_OFF, SUM_DEBT_CREATED,
    SUM_DEBT_REPAID};

static struct buf *
begin(struct saving *s, char kind)
{
	s->line = s->out.n;
	buf_putc(&s->out, kind);
	return &s->out;
}

static void
pass_on(struct saving *s)
{
	s->ok = s->ok && s->write(s->arg, s->out.p, s->out.n);
	s->out.n = 0;
}

static void
end(struct saving *s)
{
	s->digest =
	    digest_bytes(s->digest, s->out.p + s->line, s->out.n - s->line);
	s->lines++;
	buf_putc(&s->out, '\n');
	if (s->out.n >= PIECE)
		pass_on(s);
}

/* Whether what an event left behind is still told. */
static bool
is_kept(const struct saving *s, uint32_t id)
{
	int32_t day = ids_day(&s->l->ids, id);

	return day != IDS_FORGOTTEN && day >= s->head.horizon;
}

/* --- which lots --- */

static void
mark_uses(struct saving *s)
{
	const struct ledger *l = s->l;

	for (uint32_t id = ids_first(&l->ids); id != IDS_NONE;
	     id = ids_next(&l->ids, id)) {
		uint32_t i = ids_index(&l->ids, id);

		if (!is_kept(s, id) || ids_kind(&l->ids, id) != IDS_USES)
			continue;
		do
			s->number[uses_lot(&l->uses, i)] = 0;
		while (!uses_last(&l->uses, i++));
	}
}

/* Numbers those that are written, in order of granting. */
static void
number_lots(struct saving *s)
{
	const struct lots *t = &s->l->lots;
	uint32_t n = 0;

	s->number = mem_resize(NULL, t->count, sizeof(*s->number));
	for (uint32_t i = 0; i < t->count; i++)
		s->number[i] = LOT_NONE;
	mark_uses(s);
	for (uint32_t i = 0; i < t->count; i++)
		if (s->number[i] == 0 || lots_rest(t, i) != 0 ||
		    is_kept(s, t->at[i].id))
			s->number[i] = n++;
}

static void
number_term(struct saving *s, uint32_t id, uint32_t *n)
{
	if (id != 0 && s->terms[id] == 0)
		s->terms[id] = ++*n;
}

/* Those of the orders that are written, in their order. */
static void
number_terms(struct saving *s)
{
	const struct orders *t = &s->l->orders;
	uint32_t n = 0;

	if (s->l->form.terms == NULL)
		return;
	s->terms = mem_zero(
	    (size_t)terms_count(s->l->form.terms) + 1, sizeof(*s->terms));
	for (uint32_t i = 0; i < t->count; i++) {
		if (!is_kept(s, t->at[i].id))
			continue;
		number_term(s, t->at[i].terms, &n);
		number_term(s, t->at[i].referral, &n);
	}
}

static void
find_pending(struct saving *s)
{
	const struct pending *p = &s->l->pending;

	if (p->count == 0)
		return;
	s->available = mem_zero(s->l->lots.count, sizeof(*s->available));
	for (uint32_t i = 0; i < p->count; i++)
		if (p->at[i].lot != LOT_NONE)
			s->available[p->at[i].lot] = p->at[i].available;
}

/* --- the lines --- */

static void
put_head(struct saving *s)
{
	begin(s, 'c');
	buf_puts(&s->out, &STATE_FIRST[1]);
	end(s);
	state_put_day(begin(s, 'd'), s->head.as_of);
	end(s);
	if (s->head.horizon != INT32_MIN) {
		state_put_day(begin(s, 'h'), s->head.horizon);
		end(s);
	}
	state_put_hex(begin(s, 'p'), s->head.programme, 16);
	end(s);
}

static void
put_names(struct saving *s)
{
	const struct ledger *l = s->l;

	for (size_t i = 1; i < l->issuers.count; i++) {
		state_put_text(begin(s, 'i'), l->issuers.name[i]);
		end(s);
	}
	for (size_t i = 0; i < l->labels.count; i++) {
		state_put_text(begin(s, 'r'), l->labels.name[i]);
		end(s);
	}
}

/* In the order of their numbers, which is not the table's. */
static void
put_terms(struct saving *s)
{
	uint32_t count, *by;

	if (s->terms == NULL)
		return;
	count = terms_count(s->l->form.terms);
	by = mem_zero((size_t)count + 1, sizeof(*by));
	for (uint32_t id = 1; id <= count; id++)
		by[s->terms[id]] = id;
	for (uint32_t n = 1; n <= count && by[n] != 0; n++) {
		state_put_text(
		    begin(s, 't'), terms_text(s->l->form.terms, by[n]));
		end(s);
	}
	mem_free(by);
}

static void
put_account(struct saving *s, uint32_t i)
{
	const struct account *a = &s->l->members.at[i];
	struct buf *b = begin(s, 'a');

	state_put_text(b, members_name(&s->l->members, i));
	state_put_int(b, a->issuer);
	state_put_time(b, a->last);
	for (int k = 0; k < SUMS; k++)
		state_put_int(b, members_sum(&s->l->members, i, state_sums[k]));
	if (a->side != MEMBER_NONE &&
	    s->l->members.side[a->side].active != INT32_MIN)
		state_put_day(b, s->l->members.side[a->side].active);
	end(s);
}

/* A day, or nothing where there is none. */
static void
put_some_day(struct buf *b, int32_t day)
{
	if (day == INT32_MIN || day == TIER_FOREVER)
		buf_puts(b, "\t-");
	else
		state_put_day(b, day);
}

static void
put_standing(struct saving *s, uint32_t i)
{
	const struct standings *t = &s->l->standings;
	const struct standing *st;
	struct buf *b;

	if (s->l->members.at[i].standing == STANDING_NONE)
		return;
	st = &t->at[s->l->members.at[i].standing];
	b = begin(s, 's');
	state_put_int(b, i);
	state_put_int(b, st->growth);
	state_put_int(b, st->orders);
	state_put_int(b, st->streak);
	put_some_day(b, st->month == INT32_MIN
			    ? INT32_MIN
			    : period_first_day(PERIOD_MONTH, st->month));
	put_some_day(b, st->first);
	put_some_day(b, st->enrolled);
	state_put_int(b, st->birthday);
	if (t->tiers != NULL && st->first != INT32_MIN) {
		state_put_text(b, tiers_name(t->tiers, st->hold.tier));
		state_put_day(b, st->hold.since);
		put_some_day(b, st->hold.until);
		put_some_day(b, st->hold.until == TIER_FOREVER
				    ? TIER_FOREVER
				    : st->hold.judged);
	}
	end(s);
	if (st->head == STANDING_NONE)
		return;
	b = begin(s, 'q');
	state_put_int(b, i);
	for (uint32_t k = st->head; k != STANDING_NONE; k = t->day[k].next) {
		state_put_day(b, t->day[k].day);
		state_put_int(b, t->day[k].value);
	}
	end(s);
}

static void
put_event(struct saving *s, uint32_t id)
{
	const struct ids *t = &s->l->ids;
	struct buf *b = begin(s, 'e');

	state_put_text(b, ids_text(t, id));
	state_put_day(b, ids_day(t, id));
	state_put_hex(b, ids_content(t, id), 12);
	end(s);
}

static void
put_lot(struct saving *s, uint32_t i)
{
	const struct lots *t = &s->l->lots;
	const struct lot *lot = &t->at[i];
	struct buf *b = begin(s, 'l');

	state_put_text(b, ids_text(&s->l->ids, lot->id));
	state_put_int(b, lot->account);
	state_put_int(b, lot->marks & LOT_SAID);
	if ((lot->marks & LOT_IDLE) != 0)
		state_put_int(b, lot->expires);
	else
		state_put_time(b, lots_end(t, i));
	state_put_int(b, lots_size(t, i));
	state_put_int(b, lots_rest(t, i));
	state_put_int(b, lots_reversed(t, i));
	state_put_int(b, lots_label(t, i));
	state_put_int(b, lot->part);
	if ((lot->marks & LOT_PENDING) != 0)
		state_put_time(b, s->available[i]);
	end(s);
}

static void
put_order(struct saving *s, const struct order *o)
{
	struct buf *b = begin(s, 'o');

	state_put_text(b, ids_text(&s->l->ids, o->id));
	state_put_int(b, o->account);
	state_put_int(b, o->net);
	state_put_int(b, o->stated);
	state_put_int(b, s->terms[o->terms]);
	state_put_int(b, s->terms[o->referral]);
	state_put_int(b, o->lots);
	state_put_int(b, o->own);
	if (o->lots != 0)
		state_put_int(b, s->number[o->lot]);
	end(s);
}

static void
put_count(struct saving *s, const struct count *c)
{
	struct buf *b = begin(s, 'k');

	state_put_int(b, c->account == MEMBER_NONE ? -1 : (int64_t)c->account);
	state_put_int(b, c->what / COUNT_KINDS);
	state_put_int(b, c->what % COUNT_KINDS);
	state_put_int(b, c->period);
	state_put_int(b, c->used);
	end(s);
}

static void
put_referral(struct saving *s, size_t i)
{
	const struct referrals *t = &s->l->referrals;
	struct buf *b = begin(s, 'f');

	state_put_int(b, referrals_issuer(t, i));
	state_put_text(b, referrals_friend(t, i));
	state_put_int(b, t->at[i].account);
	state_put_int(b, t->at[i].paid);
	end(s);
}

static void
put_uses(struct saving *s, uint32_t id)
{
	const struct ledger *l = s->l;
	uint32_t i = ids_index(&l->ids, id);
	struct buf *b = begin(s, 'u');

	state_put_text(b, ids_text(&l->ids, id));
	do {
		state_put_int(b, s->number[uses_lot(&l->uses, i)]);
		state_put_int(b, uses_points(&l->uses, i));
	} while (!uses_last(&l->uses, i++));
	end(s);
}

/* Events, and what they left behind. */
static void
put_events(struct saving *s)
{
	const struct ledger *l = s->l;

	for (uint32_t i = ids_first(&l->ids); s->ok && i != IDS_NONE;
	     i = ids_next(&l->ids, i))
		if (is_kept(s, i))
			put_event(s, i);
	for (uint32_t i = 0; s->ok && i < l->lots.count; i++)
		if (s->number[i] != LOT_NONE)
			put_lot(s, i);
	for (uint32_t i = 0; s->ok && i < l->orders.count; i++)
		if (is_kept(s, l->orders.at[i].id))
			put_order(s, &l->orders.at[i]);
	for (uint32_t i = ids_first(&l->ids); s->ok && i != IDS_NONE;
	     i = ids_next(&l->ids, i))
		if (is_kept(s, i) && ids_kind(&l->ids, i) == IDS_USES)
			put_uses(s, i);
}

static void
put_lines(struct saving *s)
{
	const struct ledger *l = s->l;

	put_head(s);
	put_names(s);
	put_terms(s);
	for (uint32_t i = 0; s->ok && i < l->members.count; i++)
		put_account(s, i);
	for (uint32_t i = 0; s->ok && i < l->members.count; i++)
		put_standing(s, i);
	put_events(s);
	for (uint32_t i = 0; s->ok && i < l->counts.count; i++)
		put_count(s, &l->counts.at[i]);
	for (size_t i = 0; s->ok && i < l->referrals.friends.count; i++)
		put_referral(s, i);
	/* The last line is not in the digest that it tells. */
	buf_printf(&s->out, "z\t%llu\t%016llx\n", (unsigned long long)s->lines,
	    (unsigned long long)s->digest);
	pass_on(s);
}

bool
ledger_save(const struct ledger *l, const struct state_head *head,
    bool (*write)(void *arg, const char *p, size_t n), void *arg)
{
	struct saving s = {.l = l,
	    .head = *head,
	    .write = write,
	    .arg = arg,
	    .ok = true,
	    .digest = DIGEST_START};

	if (l->horizon > s.head.horizon)
		s.head.horizon = l->horizon;
	number_lots(&s);
	number_terms(&s);
	find_pending(&s);
	put_lines(&s);
	mem_free(s.number);
	mem_free(s.terms);
	mem_free(s.available);
	buf_free(&s.out);
	return s.ok;
}
