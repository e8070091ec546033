/* Events, looked up and applied, each while its row is the table's. */
#include "rows.h"

/* Statuses that only -m status lets pass. */
static void
reject_status(const struct work *w, const struct event *e, enum ledger_status s)
{
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
	(void)table_reject_row(w->t, &f);
}

static bool
apply(struct work *w, const struct event *e)
{
	struct fault f; /* set if the status says so */
	size_t column;
	enum ledger_status s = ledger_apply(w->l, e, &column, &f);

	if (s == LEDGER_BAD) {
		if (column != SIZE_MAX)
			(void)table_reject_cell(w->t, column, &f);
		else
			(void)table_reject_row(w->t, &f);
		return true;
	}
	w->count[s]++;
	w->events++;
	if (e->day > w->last)
		w->last = e->day;
	if (w->mode->event != NULL)
		return w->mode->event(w, e, s);
	if (s == LEDGER_CONFLICT || s == LEDGER_OUT_OF_ORDER ||
	    s == LEDGER_FAILED)
		reject_status(w, e, s);
	return true;
}

/* New events that are still to come, by what has been read: a guess. */
static uint64_t
to_come(const struct work *w)
{
	uint64_t size = table_size(w->t), taken = table_taken(w->t);
	uint64_t seen = w->count[LEDGER_DUPLICATE] + w->count[LEDGER_CONFLICT];

	if (size <= taken || w->events == seen)
		return 0;
	return (size - taken) / (taken / (w->events - seen) + 1);
}

static struct str
cell_of(const void *arg, size_t column)
{
	const struct work *w = arg;

	return table_cell(w->t, column);
}

static void
find_columns(struct work *w)
{
	const struct common *c = &o.common;

	for (int k = TS; k <= ENROLLED; k++)
		w->here |= (uint32_t)table_has(w->t, (size_t)k) << k;
	for (size_t k = 0; k < ROW_TEXTS; k++)
		if (table_has(w->t, row_texts[k].slot))
			w->text[w->texts++] = k;
	w->row = (struct expr_row){.cell = cell_of,
	    .arg = w,
	    .dec = {c->decimal, c->money, c->round_amount},
	    .date = w->r->date,
	    .zone = c->zone};
}

/* The event of the row at hand; what was not read ahead is read now. */
static bool
take(struct work *w, struct event *e, bool ahead)
{
	const struct opt_date *as_of = &o.common.as_of;

	if (!ahead) {
		if (!row_read(w, e))
			return !w->stop;
		ledger_ready(w->l, e, 1);
	}
	if (as_of->given && e->day > as_of->day) {
		w->late++;
		return true;
	}
	return apply(w, e);
}

/* The rows that can be looked at together, or one; *more says whether there
 * was one. */
static bool
take_some(struct work *w, struct coming *a, bool *more)
{
	struct event *e;
	size_t n = coming_look(a, &e);
	bool ok = true;

	ledger_expect(w->l, to_come(w));
	ledger_ready(w->l, e, n);
	for (size_t i = 0; ok && i < (n == 0 ? 1 : n); i++) {
		*more = coming_step(a);
		if (!*more)
			break;
		ok = take(w, &e[i], n > 0 && coming_has(a, i));
	}
	return ok;
}

bool
events_all(struct work *w)
{
	struct coming *a;
	bool ok = true, more = true;

	find_columns(w);
	a = coming_new(w);
	while (ok && more)
		ok = take_some(w, a, &more);
	coming_delete(a);
	if (w->stop) {
		w->r->fault = w->missing;
		return false;
	}
	return ok && table_done(w->t, &w->r->fault);
}
