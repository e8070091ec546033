/* Events that are read ahead, column by column, where rows are plain; what is
 * not, or may be wrong, is left to row_read. */
#include "base/mem.h"
#include "ledger/facts.h"
#include "num/plain.h"
#include "rows.h"
#include "tab/batch.h"

enum { COLUMNS = ENROLLED + 1 };

struct coming {
	struct work *w;
	struct batch *rows;
	struct batch_column column[COLUMNS];
	size_t columns;
	/* By row of the batch; without a column there is none. */
	struct str id[BATCH_ROWS], member[BATCH_ROWS], type[BATCH_ROWS];
	struct str text[ROW_TEXTS][BATCH_ROWS];
	int64_t ts[BATCH_ROWS], points[BATCH_ROWS], amount[BATCH_ROWS];
	int64_t available[BATCH_ROWS], expires[BATCH_ROWS];
	int64_t quantity[BATCH_ROWS];
	bool has_points[BATCH_ROWS], has_amount[BATCH_ROWS];
	bool has_available[BATCH_ROWS], has_expires[BATCH_ROWS];
	bool has_quantity[BATCH_ROWS];
	/* Events that are ready. */
	struct event e[LEDGER_BATCH];
	bool has[LEDGER_BATCH];
};

static void
add(struct coming *a, enum slot slot, enum batch_kind kind, void *to, bool *has)
{
	if ((a->w->here >> slot & 1) != 0)
		a->column[a->columns++] =
		    (struct batch_column){slot, kind, to, has};
}

static void
add_columns(struct coming *a)
{
	const struct work *w = a->w;

	add(a, TS, BATCH_INSTANT, a->ts, NULL);
	add(a, EVENT, BATCH_ID, a->id, NULL);
	add(a, MEMBER, BATCH_ID, a->member, NULL);
	add(a, TYPE, BATCH_ID, a->type, NULL);
	add(a, POINTS, BATCH_INT, a->points, a->has_points);
	add(a, AMOUNT, BATCH_DEC, a->amount, a->has_amount);
	add(a, AVAILABLE, BATCH_INSTANT, a->available, a->has_available);
	add(a, EXPIRES, BATCH_INSTANT, a->expires, a->has_expires);
	add(a, QUANTITY, BATCH_INT, a->quantity, a->has_quantity);
	for (size_t k = 0; k < w->texts; k++)
		add(a, row_texts[w->text[k]].slot, BATCH_TEXT,
		    a->text[w->text[k]], NULL);
}

struct coming *
coming_new(struct work *w)
{
	struct coming *a = mem_zero(1, sizeof(*a));

	a->w = w;
	add_columns(a);
	a->rows = batch_new(w->t, a->column, a->columns);
	for (size_t i = 0; i < LEDGER_BATCH; i++) {
		for (size_t k = 0; k < ROW_TEXTS; k++)
			*row_text_at(&a->e[i], k) = STR("");
		a->e[i].row = &w->row;
	}
	return a;
}

void
coming_delete(struct coming *a)
{
	batch_delete(a->rows);
	mem_free(a);
}

/* --- one event --- */

/* What the ledger looks up, of rows that are not plain, too. */
static void
name(const struct coming *a, size_t at, struct event *e)
{
	const struct work *w = a->w;

	e->id = a->id[at];
	e->member = a->member[at];
	for (size_t k = 0; k < w->texts; k++)
		*row_text_at(e, w->text[k]) = a->text[w->text[k]][at];
}

static void
number(const struct coming *a, size_t at, struct event *e)
{
	e->us = a->ts[at];
	e->day = date_of_instant(e->us);
	e->has_points = a->has_points[at];
	e->points = e->has_points ? a->points[at] : 0;
	e->has_amount = a->has_amount[at];
	e->amount = e->has_amount ? a->amount[at] : 0;
	e->has_available = a->has_available[at];
	e->available = e->has_available ? a->available[at] : 0;
	e->has_expires = a->has_expires[at];
	e->expires = e->has_expires ? a->expires[at] : 0;
	e->quantity = a->has_quantity[at] ? a->quantity[at] : 1;
}

static bool
points_fit(const struct event *e)
{
	enum row_points need = row_need(e->type, e->reward.n != 0);

	if (!e->has_points)
		return need == POINTS_NONE || need == POINTS_MAYBE;
	return e->points > 0 || need == POINTS_NONE || need == POINTS_ANY ||
	       (e->points < 0 && need == POINTS_SIGNED);
}

static bool
texts_fit(const struct event *e)
{
	return (e->ref.n != 0 || !row_kinds[e->type].ref) &&
	       (e->activity.n != 0 || e->type != EVENT_ACTIVITY) &&
	       (e->friend_.n != 0 || e->type != EVENT_REFERRAL) &&
	       (e->tier.n != 0 || e->type != EVENT_TIER);
}

static bool
member_fits(struct event *e)
{
	int32_t second;

	return (e->birthday.n == 0 || facts_birthday(e->birthday) != 0) &&
	       (e->enrolled.n == 0 ||
		   plain_local(e->enrolled, &e->enrolled_day, &second));
}

/* Whether the row is such an event, of which nothing is to be said. */
static bool
make(const struct coming *a, size_t at, struct event *e)
{
	name(a, at, e);
	if (!batch_plain(a->rows, at) || !row_type(a->type[at], &e->type))
		return false;
	number(a, at, e);
	return points_fit(e) && e->amount >= 0 && e->quantity >= 1 &&
	       texts_fit(e) && member_fits(e);
}

/* --- those that come --- */

size_t
coming_look(struct coming *a, struct event **e)
{
	size_t at = 0, n = batch_ahead(a->rows, &at, LEDGER_BATCH);

	for (size_t i = 0; i < n; i++)
		a->has[i] = make(a, at + i, &a->e[i]);
	*e = a->e;
	return n;
}

bool
coming_has(const struct coming *a, size_t i)
{
	return a->has[i];
}

bool
coming_step(struct coming *a)
{
	return batch_step(a->rows);
}
