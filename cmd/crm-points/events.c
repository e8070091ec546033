/* Rows of events, read, looked up and applied. */
#include <stddef.h>

#include "base/mem.h"
#include "ledger/facts.h"
#include "points.h"

/* What a type asks of its cells. */
enum points_need { NO_POINTS, POSITIVE, SIGNED, ANY, MAYBE };

#define WORD(s)                    \
	{                          \
		(s), sizeof(s) - 1 \
	}

static const struct kind {
	struct str name;
	enum points_need points;
	bool ref;
} kinds[EVENT_TYPES] = {
    [EVENT_PURCHASE] = {WORD("purchase"), MAYBE, false},
    [EVENT_REFUND] = {WORD("refund"), MAYBE, false},
    [EVENT_EARN] = {WORD("earn"), POSITIVE, false},
    [EVENT_REDEEM] = {WORD("redeem"), POSITIVE, false},
    [EVENT_REVERSE_EARN] = {WORD("reverse_earn"), POSITIVE, true},
    [EVENT_REVERSE_REDEEM] = {WORD("reverse_redeem"), MAYBE, true},
    [EVENT_ACTIVITY] = {WORD("activity"), NO_POINTS, false},
    [EVENT_REFERRAL] = {WORD("referral"), NO_POINTS, false},
    [EVENT_ADJUST] = {WORD("adjust"), SIGNED, false},
    [EVENT_TIER] = {WORD("tier"), NO_POINTS, false},
    [EVENT_ASSERT] = {WORD("assert"), ANY, false},
};

/* --- one row --- */

/* Whether the row has something in that column. */
static bool
has_cell(const struct work *w, enum slot slot)
{
	return (w->here >> slot & 1) != 0 && !table_blank(w->t, slot);
}

/* The type needs that cell: the row is bad; without such a column, all is. */
static bool
need_cell(struct work *w, enum event_type type, enum slot slot)
{
	if ((w->here >> slot & 1) != 0)
		return table_reject(
		    w->t, slot, "empty, but %s needs it", kinds[type].name.p);
	w->stop = !table_need(w->t, slot, &w->missing);
	return false;
}

static bool
read_type(struct work *w, enum event_type *type)
{
	struct str s;

	if (!table_id(w->t, TYPE, &s))
		return false;
	for (int k = 0; k < EVENT_TYPES; k++) {
		/* Most of the others differ there already. */
		if (s.n == kinds[k].name.n && s.p[1] == kinds[k].name.p[1] &&
		    str_eq(s, kinds[k].name)) {
			*type = (enum event_type)k;
			return true;
		}
	}
	table_reject(w->t, TYPE, "no such type of event");
	for (int k = 0; k < EVENT_TYPES; k++)
		if (str_eq_nocase(str_trim(s), kinds[k].name)) {
			table_hint(w->t, "write it as %s", kinds[k].name.p);
			return false;
		}
	table_hint(w->t,
	    "types are purchase, refund, earn, redeem, "
	    "reverse_earn, reverse_redeem, activity, referral, adjust, tier, "
	    "assert");
	return false;
}

static bool
read_points(struct work *w, struct event *e)
{
	enum points_need need = kinds[e->type].points;

	if (e->type == EVENT_REDEEM && !table_blank(w->t, REWARD))
		need = MAYBE;
	e->has_points = has_cell(w, POINTS);
	if (!e->has_points)
		return need == NO_POINTS || need == MAYBE ||
		       need_cell(w, e->type, POINTS);
	if (!table_int(w->t, POINTS, &e->points))
		return false;
	if (e->points <= 0 && (need == POSITIVE || need == MAYBE))
		return table_reject(w->t, POINTS, "not above 0");
	if (e->points == 0 && need == SIGNED)
		return table_reject(w->t, POINTS, "0 changes nothing");
	return true;
}

static bool
read_amount(struct work *w, struct event *e)
{
	e->has_amount = has_cell(w, AMOUNT);
	if (!e->has_amount)
		return true;
	if (!table_dec(w->t, AMOUNT, &e->amount))
		return false;
	if (e->amount < 0) {
		table_reject(w->t, AMOUNT, "below 0");
		table_hint(w->t, "what is taken back is an event of its own: "
				 "refund, with ref_event_id");
		return false;
	}
	return true;
}

/* A date that the row before had, too, need not be read again. */
static bool
read_date(struct work *w, enum slot slot, struct date *d)
{
	struct date_cell *c = &w->date[slot == TS];
	struct str s = table_text(w->t, slot);

	if (s.n == c->n && s.n != 0 && memcmp(s.p, c->text, s.n) == 0) {
		*d = c->date;
		return true;
	}
	if (!table_date(w->t, slot, d))
		return false;
	c->n = s.n <= sizeof(c->text) ? s.n : 0;
	memcpy(c->text, s.p, c->n);
	c->date = *d;
	return true;
}

static bool
read_instant(struct work *w, enum slot slot, bool *has, int64_t *us)
{
	struct date d;

	*has = has_cell(w, slot);
	if (!*has)
		return true;
	if (!read_date(w, slot, &d))
		return false;
	*us = d.us;
	return true;
}

/* Texts that events may have. */
static const struct text {
	enum slot slot;
	size_t at;
} texts[] = {{REF, offsetof(struct event, ref)},
    {ISSUER, offsetof(struct event, issuer)},
    {REWARD, offsetof(struct event, reward)},
    {ACTIVITY, offsetof(struct event, activity)},
    {FRIEND, offsetof(struct event, friend_)},
    {TIER, offsetof(struct event, tier)},
    {BIRTHDAY, offsetof(struct event, birthday)},
    {ENROLLED, offsetof(struct event, enrolled)}};
enum { TEXTS = sizeof(texts) / sizeof(*texts) };

static struct str *
text_at(struct event *e, size_t k)
{
	return (struct str *)(void *)((char *)e + texts[k].at);
}

static bool
read_texts(struct work *w, struct event *e)
{
	for (size_t k = 0; k < w->texts; k++) {
		struct str s = table_text(w->t, texts[w->text[k]].slot);

		*text_at(e, w->text[k]) =
		    s.n == 0 ? (struct str){"", 0} : str_trim(s);
	}
	e->quantity = 1;
	if (has_cell(w, QUANTITY)) {
		if (!table_int(w->t, QUANTITY, &e->quantity))
			return false;
		if (e->quantity < 1)
			return table_reject(w->t, QUANTITY, "not above 0");
	}
	if (e->ref.n == 0 && kinds[e->type].ref)
		return need_cell(w, e->type, REF);
	return true;
}

/* Texts that one type cannot do without. */
static bool
need_texts(struct work *w, const struct event *e)
{
	if (e->type == EVENT_ACTIVITY && e->activity.n == 0)
		return need_cell(w, e->type, ACTIVITY);
	if (e->type == EVENT_REFERRAL && e->friend_.n == 0)
		return need_cell(w, e->type, FRIEND);
	if (e->type == EVENT_TIER && e->tier.n == 0)
		return need_cell(w, e->type, TIER);
	return true;
}

/* What an event says of its member. */
static bool
read_member(struct work *w, struct event *e)
{
	struct date d;

	if (e->birthday.n != 0 && facts_birthday(e->birthday) == 0)
		return table_reject(
		    w->t, BIRTHDAY, "not a birthday: YYYY-MM-DD or MM-DD");
	if (e->enrolled.n == 0)
		return true;
	if (!table_date(w->t, ENROLLED, &d))
		return false;
	e->enrolled_day = d.day;
	return true;
}

/* The event had another row before: what has no column stays as it was. */
static bool
read_event(struct work *w, struct event *e)
{
	struct date ts;

	e->points = e->amount = e->available = e->expires = 0;
	if (!read_date(w, TS, &ts) || !table_id(w->t, EVENT, &e->id) ||
	    !table_id(w->t, MEMBER, &e->member) || !read_type(w, &e->type))
		return false;
	e->us = ts.us;
	e->day = ts.day;
	return read_points(w, e) && read_amount(w, e) &&
	       read_instant(w, AVAILABLE, &e->has_available, &e->available) &&
	       read_instant(w, EXPIRES, &e->has_expires, &e->expires) &&
	       read_texts(w, e) && need_texts(w, e) && read_member(w, e);
}

/* --- the batch --- */

/* A fault of an event of the batch; stops the run unless bad rows may be
 * passed over, when it is the table's row. */
static bool
reject(struct work *w, size_t i, long column, const struct fault *f)
{
	const struct batch *b = &w->batch;
	struct fault *to = &w->r->fault;

	if (b->most == 1) {
		if (column >= 0)
			(void)table_reject_cell(w->t, (size_t)column, f);
		else
			table_reject(w->t, TABLE_ROW, "%s", f->what);
		return true;
	}
	*to = *f;
	to->code = FAULT_ROW;
	fault_at(to, b->file[i], b->line[i]);
	if (column >= 0)
		fault_column(to, table_schema(w->t)->name[column]);
	return false;
}

/* Statuses that only -m status lets pass. */
static bool
reject_status(struct work *w, size_t i, enum ledger_status s)
{
	const struct event *e = &w->batch.e[i];
	struct fault f;

	if (s == LEDGER_CONFLICT) {
		fault_set(&f, FAULT_ROW, "seen before with other content");
		fault_column(&f, table_name(w->t, EVENT));
		fault_value(&f, e->id);
	} else if (s == LEDGER_OUT_OF_ORDER) {
		fault_set(
		    &f, FAULT_ROW, "earlier than what this member has seen");
		fault_column(&f, table_name(w->t, TS));
		fault_hint(&f, "sort events by time");
	} else {
		struct account_view v;

		ledger_find(w->l, e->member, e->issuer, &v);
		fault_set(&f, FAULT_ROW, "assert: balance is %lld",
		    (long long)v.balance);
		fault_column(&f, table_name(w->t, POINTS));
	}
	return reject(w, i, -1, &f);
}

static bool
apply(struct work *w, size_t i)
{
	const struct event *e = &w->batch.e[i];
	struct fault f; /* set if the status says so */
	size_t column;
	enum ledger_status s = ledger_apply(w->l, e, &column, &f);

	if (s == LEDGER_BAD)
		return reject(w, i, column == SIZE_MAX ? -1 : (long)column, &f);
	w->count[s]++;
	w->events++;
	if (e->day > w->last)
		w->last = e->day;
	if (w->mode->event != NULL)
		return w->mode->event(w, e, s);
	if (s == LEDGER_CONFLICT || s == LEDGER_OUT_OF_ORDER ||
	    s == LEDGER_FAILED)
		return reject_status(w, i, s);
	return true;
}

/* New events that are still to come, by what has been read: a guess. */
static uint64_t
more(const struct work *w)
{
	uint64_t size = table_size(w->t), taken = table_taken(w->t);
	uint64_t seen = w->count[LEDGER_DUPLICATE] + w->count[LEDGER_CONFLICT];

	if (size <= taken || w->events == seen)
		return 0;
	return (size - taken) / (taken / (w->events - seen) + 1);
}

static bool
flush(struct work *w)
{
	struct batch *b = &w->batch;
	size_t n = b->n;

	ledger_expect(w->l, more(w));
	ledger_ready(w->l, b->e, n);
	b->n = 0;
	for (size_t i = 0; i < n; i++)
		if (!apply(w, i))
			return false;
	return true;
}

static void
keep(struct buf *b, struct str *s)
{
	if (s->n == 0)
		return;
	memcpy(b->p + b->n, s->p, s->n);
	s->p = b->p + b->n;
	b->n += s->n;
}

static struct str
cell_of(const void *arg, size_t column)
{
	const struct batch_row *row = arg;
	const struct programme *p = &row->w->programme;
	size_t k = 0;

	while (k < p->columns && p->column[k] != column)
		k++;
	return k == p->columns ? STR("")
			       : row->w->batch.cell[row->i * p->columns + k];
}

static size_t
cells_size(const struct work *w)
{
	const struct programme *p = &w->programme;
	size_t n = 0;

	for (size_t k = 0; k < p->columns; k++)
		n += table_cell(w->t, p->column[k]).n;
	return n;
}

/* The cells that conditions read. */
static void
keep_cells(struct work *w, size_t i)
{
	const struct programme *p = &w->programme;
	struct batch *b = &w->batch;
	struct str *cell = b->cell + i * p->columns;

	for (size_t k = 0; k < p->columns; k++) {
		cell[k] = table_cell(w->t, p->column[k]);
		keep(&b->text[i], &cell[k]);
	}
}

/* The texts of the event just read move to the batch, which is applied when
 * it is full. */
static bool
add(struct work *w)
{
	struct batch *b = &w->batch;
	size_t i = b->n++;
	struct event *e = &b->e[i];
	struct buf *text = &b->text[i];
	size_t size = cells_size(w) + e->id.n + e->member.n;

	for (size_t k = 0; k < w->texts; k++)
		size += text_at(e, w->text[k])->n;
	text->n = 0;
	(void)buf_room(text, size);
	keep(text, &e->id);
	keep(text, &e->member);
	for (size_t k = 0; k < w->texts; k++)
		keep(text, text_at(e, w->text[k]));
	keep_cells(w, i);
	b->file[i] = table_file(w->t);
	b->line[i] = table_line(w->t);
	return b->n < b->most || flush(w);
}

static void
open_batch(struct work *w)
{
	struct batch *b = &w->batch;
	const struct common *c = &o.common;

	for (int k = TS; k <= ENROLLED; k++)
		w->here |= (uint32_t)table_has(w->t, (size_t)k) << k;
	for (size_t k = 0; k < TEXTS; k++)
		if (table_has(w->t, texts[k].slot))
			w->text[w->texts++] = k;
	b->most = c->on_bad_row == 1 || c->rejects != NULL ? 1 : LEDGER_BATCH;
	b->cell =
	    mem_zero(LEDGER_BATCH * w->programme.columns, sizeof(*b->cell));
	for (size_t i = 0; i < LEDGER_BATCH; i++) {
		b->row[i] = (struct batch_row){w, i};
		b->expr[i] = (struct expr_row){.cell = cell_of,
		    .arg = &b->row[i],
		    .dec = {c->decimal, c->money, c->round_amount},
		    .date = w->r->date,
		    .zone = c->zone};
		for (size_t k = 0; k < TEXTS; k++)
			*text_at(&b->e[i], k) = STR("");
		b->e[i].row = &b->expr[i];
	}
}

static void
free_batch(struct batch *b)
{
	for (size_t i = 0; i < LEDGER_BATCH; i++)
		buf_free(&b->text[i]);
	mem_free(b->cell);
}

bool
events_all(struct work *w)
{
	const struct opt_date *as_of = &o.common.as_of;
	struct batch *b = &w->batch;
	bool ok = true;

	open_batch(w);
	while (ok && !w->stop && table_next(w->t)) {
		struct event *e = &b->e[b->n];

		if (!read_event(w, e))
			continue;
		if (as_of->given && e->day > as_of->day)
			w->late++;
		else
			ok = add(w);
	}
	/* What is read stands before what stopped the reading. */
	ok = ok && flush(w);
	free_batch(b);
	if (ok && w->stop) {
		w->r->fault = w->missing;
		return false;
	}
	return ok && table_done(w->t, &w->r->fault);
}
