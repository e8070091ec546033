/* Orders for -m survival: the days from the first purchase to the second. */
#include <math.h>

#include "base/buf.h"
#include "fold/diary.h"
#include "fold/feed.h"
#include "fold/key.h"
#include "survival.h"

/* The number of the row's group stands behind the customer's id. */
static bool
read_key(struct survival *s, struct buf *key, struct str *id)
{
	uint32_t group;

	if (!group_find(s->groups, s->t, &group))
		return false;
	if (o.by.n == 0)
		return true;
	key->n = 0;
	buf_str(key, *id);
	buf_putc(key, KEY_SEPARATOR);
	buf_printf(key, "%u", (unsigned)group);
	*id = buf_view(key);
	return true;
}

/* The fold leaves out and counts what is after as-of. */
static bool
read_order(struct survival *s, struct buf *key, struct fold_row *row)
{
	const struct opt_date *as_of = &o.common.as_of;
	bool money = table_has(s->t, AMOUNT);

	while (table_next(s->t)) {
		if (!table_id(s->t, CUSTOMER, &row->id) ||
		    !table_day(s->t, DATE, &row->day) ||
		    (money && !table_dec(s->t, AMOUNT, &row->amount)))
			continue;
		if ((as_of->given && row->day > as_of->day) ||
		    read_key(s, key, &row->id))
			return true;
	}
	return false;
}

static bool
read_orders(struct survival *s, struct roll *roll)
{
	struct feed *fe = feed_new(roll, &s->r->threads);
	struct fold_row row = {.amount = 0};
	struct buf key = {0};
	bool ok;

	while (read_order(s, &key, &row) && feed_row(fe, &row))
		continue;
	ok = feed_end(fe, &s->r->fault) && table_done(s->t, &s->r->fault) &&
	     roll_finish(roll, &s->r->fault);
	buf_free(&key);
	return ok;
}

static uint32_t
group_of(struct str key)
{
	struct str rest;
	uint32_t group = 0;

	(void)key_first(key, &rest);
	for (size_t i = 0; rest.p != NULL && i < rest.n; i++)
		group = 10 * group + (uint32_t)(rest.p[i] - '0');
	return group;
}

/* Both may be on one day. */
static struct subject
subject_of(const struct fold_person *p, int32_t as_of)
{
	struct subject x = {.entry = -HUGE_VAL, .group = group_of(p->id)};
	struct diary_page page;
	size_t at = 0;
	uint64_t orders = 0;
	int32_t first = 0;

	while (orders < 2 && diary_next(p, &at, &page)) {
		if (page.orders == 0)
			continue;
		first = orders == 0 ? page.period : first;
		orders += page.orders;
	}
	x.event = orders >= 2;
	x.time = (double)(x.event ? page.period : as_of) - first;
	return x;
}

bool
survival_from_orders(struct survival *s)
{
	const struct opt_date *as_of = &o.common.as_of;
	struct fault *f = &s->r->fault;
	struct roll *roll = roll_new(
	    &(struct fold_form){
		.has_as_of = as_of->given, .as_of = as_of->day, .days = true},
	    o.common.memory, o.common.tmpdir);
	struct fold_person p;
	int32_t end = 0;
	bool ok = table_need(s->t, CUSTOMER, f) && table_need(s->t, DATE, f) &&
		  read_orders(s, roll);

	if (ok) {
		(void)roll_as_of(roll, &end);
		ok = roll_walk(roll, &(struct roll_order){.any = true}, f);
	}
	while (ok && roll_next(roll, &p, f)) {
		struct subject x = subject_of(&p, end);

		survival_add(s, &x);
	}
	s->after = roll_counts(roll)->after;
	s->refund_only = roll_counts(roll)->refund_only;
	roll_delete(roll);
	return ok && f->code == FAULT_NONE;
}
