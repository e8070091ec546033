/* Rows of events, read, looked up and applied. */
#include "base/mem.h"
#include "ledger/facts.h"
#include "points.h"

enum { TEXT_ROOM = 64 * 1024 };

/* What a type asks of its cells. */
enum points_need { NO_POINTS, POSITIVE, SIGNED, ANY, MAYBE };

static const struct kind {
	const char *name;
	enum points_need points;
	bool amount, ref;
} kinds[EVENT_TYPES] = {
    [EVENT_PURCHASE] = {"purchase", MAYBE, false, false},
    [EVENT_REFUND] = {"refund", MAYBE, false, true},
    [EVENT_EARN] = {"earn", POSITIVE, false, false},
    [EVENT_REDEEM] = {"redeem", POSITIVE, false, false},
    [EVENT_REVERSE_EARN] = {"reverse_earn", POSITIVE, false, true},
    [EVENT_REVERSE_REDEEM] = {"reverse_redeem", MAYBE, false, true},
    [EVENT_ACTIVITY] = {"activity", NO_POINTS, false, false},
    [EVENT_REFERRAL] = {"referral", NO_POINTS, false, false},
    [EVENT_ADJUST] = {"adjust", SIGNED, false, false},
    [EVENT_TIER] = {"tier", NO_POINTS, false, false},
    [EVENT_ASSERT] = {"assert", ANY, false, false},
};

/* --- one row --- */

static bool
read_type(struct table *t, enum event_type *type)
{
	struct str s;

	if (!table_id(t, TYPE, &s))
		return false;
	for (int k = 0; k < EVENT_TYPES; k++) {
		if (str_is(s, kinds[k].name)) {
			*type = (enum event_type)k;
			return true;
		}
	}
	table_reject(t, TYPE, "no such type of event");
	for (int k = 0; k < EVENT_TYPES; k++)
		if (str_eq_nocase(str_trim(s), str_of(kinds[k].name))) {
			table_hint(t, "write it as %s", kinds[k].name);
			return false;
		}
	table_hint(t, "types are purchase, refund, earn, redeem, "
	    "reverse_earn, reverse_redeem, activity, referral, adjust, tier, "
	    "assert");
	return false;
}

static bool
read_points(struct table *t, struct event *e)
{
	enum points_need need = kinds[e->type].points;

	if (e->type == EVENT_REDEEM && !table_blank(t, REWARD))
		need = MAYBE;
	e->has_points = table_has(t, POINTS) && !table_blank(t, POINTS);
	if (!e->has_points)
		return need == NO_POINTS || need == MAYBE
		    ? true
		    : table_reject(t, table_has(t, POINTS) ? POINTS : TYPE,
			  "%s needs points", kinds[e->type].name);
	if (!table_int(t, POINTS, &e->points))
		return false;
	if (e->points <= 0 && (need == POSITIVE || need == MAYBE))
		return table_reject(t, POINTS, "not above 0");
	if (e->points == 0 && need == SIGNED)
		return table_reject(t, POINTS, "0 changes nothing");
	return true;
}

static bool
read_amount(struct table *t, struct event *e)
{
	e->has_amount = table_has(t, AMOUNT) && !table_blank(t, AMOUNT);
	if (!e->has_amount)
		return true;
	if (!table_dec(t, AMOUNT, &e->amount))
		return false;
	if (e->amount < 0) {
		table_reject(t, AMOUNT, "below 0");
		table_hint(t, "what is taken back is an event of its own: "
		    "refund, with ref_event_id");
		return false;
	}
	return true;
}

static bool
read_instant(struct table *t, enum slot slot, bool *has, int64_t *us)
{
	struct date d;

	*has = table_has(t, slot) && !table_blank(t, slot);
	if (!*has)
		return true;
	if (!table_date(t, slot, &d))
		return false;
	*us = d.us;
	return true;
}

static struct str
text_of(struct table *t, enum slot slot)
{
	return table_has(t, slot) ? str_trim(table_text(t, slot)) : STR("");
}

static bool
read_texts(struct table *t, struct event *e)
{
	e->ref = text_of(t, REF);
	e->issuer = text_of(t, ISSUER);
	e->reward = text_of(t, REWARD);
	e->activity = text_of(t, ACTIVITY);
	e->friend_ = text_of(t, FRIEND);
	e->tier = text_of(t, TIER);
	e->birthday = text_of(t, BIRTHDAY);
	e->enrolled = text_of(t, ENROLLED);
	e->quantity = 1;
	if (table_has(t, QUANTITY) && !table_blank(t, QUANTITY)) {
		if (!table_int(t, QUANTITY, &e->quantity))
			return false;
		if (e->quantity < 1)
			return table_reject(t, QUANTITY, "not above 0");
	}
	if (e->ref.n == 0 && kinds[e->type].ref)
		return table_reject(t, table_has(t, REF) ? REF : TYPE,
		    "%s needs the event it takes back",
		    kinds[e->type].name);
	return true;
}

/* Texts that one type cannot do without. */
static bool
need_texts(struct table *t, const struct event *e)
{
	const struct {
		enum event_type type;
		enum slot slot;
		struct str text;
		const char *name;
	} needs[] = {{EVENT_ACTIVITY, ACTIVITY, e->activity, "activity"},
	    {EVENT_REFERRAL, FRIEND, e->friend_, "friend"},
	    {EVENT_TIER, TIER, e->tier, "tier"}};

	for (size_t i = 0; i < sizeof(needs) / sizeof(*needs); i++)
		if (e->type == needs[i].type && needs[i].text.n == 0)
			return table_reject(t,
			    table_has(t, needs[i].slot) ? needs[i].slot : TYPE,
			    "%s needs its column '%s'", kinds[e->type].name,
			    needs[i].name);
	return true;
}

/* What an event says of its member. */
static bool
read_member(struct table *t, struct event *e)
{
	struct date d;

	if (e->birthday.n != 0 && facts_birthday(e->birthday) == 0)
		return table_reject(t, BIRTHDAY,
		    "not a birthday: YYYY-MM-DD or MM-DD");
	if (e->enrolled.n == 0)
		return true;
	if (!table_date(t, ENROLLED, &d))
		return false;
	e->enrolled_day = d.day;
	return true;
}

static bool
read_event(struct table *t, struct event *e)
{
	struct date ts;

	*e = (struct event){.points = 0};
	if (!table_date(t, TS, &ts) || !table_id(t, EVENT, &e->id) ||
	    !table_id(t, MEMBER, &e->member) || !read_type(t, &e->type))
		return false;
	e->us = ts.us;
	e->day = ts.day;
	return read_points(t, e) && read_amount(t, e) &&
	    read_instant(t, AVAILABLE, &e->has_available, &e->available) &&
	    read_instant(t, EXPIRES, &e->has_expires, &e->expires) &&
	    read_texts(t, e) && need_texts(t, e) && read_member(t, e);
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
		fault_set(&f, FAULT_ROW,
		    "earlier than what this member has seen");
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
	struct fault f = {0};
	size_t column;
	enum ledger_status s = ledger_apply(w->l, e, &column, &f);

	if (s == LEDGER_BAD)
		return reject(w, i,
		    column == SIZE_MAX ? -1 : (long)column, &f);
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

static bool
flush(struct work *w)
{
	struct batch *b = &w->batch;
	size_t n = b->n;

	ledger_ahead(w->l, b->e, n);
	b->n = 0;
	b->text.n = 0;
	for (size_t i = 0; i < n; i++)
		if (!apply(w, i))
			return false;
	return true;
}

static void
keep(struct buf *b, struct str *s)
{
	char *to = b->p + b->n;

	if (s->n != 0)
		memcpy(to, s->p, s->n);
	b->n += s->n;
	s->p = to;
}

/* The event's texts move to the batch, which is applied when full. */
static struct str
cell_of(const void *arg, size_t column)
{
	const struct batch_row *row = arg;
	const struct programme *p = &row->w->programme;
	size_t k = 0;

	while (k < p->columns && p->column[k] != column)
		k++;
	return k == p->columns
	    ? STR("")
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
		keep(&b->text, &cell[k]);
	}
	b->e[i].row = &b->expr[i];
}

static bool
add(struct work *w, const struct event *e)
{
	struct batch *b = &w->batch;
	struct event copy = *e;
	struct str *text[] = {&copy.id, &copy.member, &copy.ref,
	    &copy.issuer, &copy.reward, &copy.activity, &copy.friend_,
	    &copy.tier, &copy.birthday, &copy.enrolled};
	size_t size = cells_size(w), n = sizeof(text) / sizeof(*text);

	for (size_t k = 0; k < n; k++)
		size += text[k]->n;
	/* The text must not move under the events that are there. */
	if (b->n != 0 && b->text.cap - b->text.n < size && !flush(w))
		return false;
	(void)buf_room(&b->text, size);
	for (size_t k = 0; k < n; k++)
		keep(&b->text, text[k]);
	b->e[b->n] = copy;
	keep_cells(w, b->n);
	b->file[b->n] = table_file(w->t);
	b->line[b->n] = table_line(w->t);
	b->n++;
	return b->n < b->most || flush(w);
}

static void
open_batch(struct work *w)
{
	struct batch *b = &w->batch;
	const struct common *c = &o.common;

	b->most = c->on_bad_row == 1 || c->rejects != NULL ? 1 : LEDGER_BATCH;
	b->cell = mem_zero(LEDGER_BATCH * w->programme.columns,
	    sizeof(*b->cell));
	for (size_t i = 0; i < LEDGER_BATCH; i++) {
		b->row[i] = (struct batch_row){w, i};
		b->expr[i] = (struct expr_row){.cell = cell_of,
		    .arg = &b->row[i],
		    .dec = {c->decimal, c->money, c->round_amount},
		    .date = w->r->date, .zone = c->zone};
	}
	(void)buf_room(&b->text, TEXT_ROOM);
}

bool
events_all(struct work *w)
{
	const struct opt_date *as_of = &o.common.as_of;
	struct event e;
	bool ok = true;

	open_batch(w);
	while (ok && table_next(w->t)) {
		if (!read_event(w->t, &e))
			continue;
		if (as_of->given && e.day > as_of->day)
			w->late++;
		else
			ok = add(w, &e);
	}
	/* What is read stands before what stopped the reading. */
	ok = ok && flush(w);
	buf_free(&w->batch.text);
	mem_free(w->batch.cell);
	return ok && table_done(w->t, &w->r->fault);
}
