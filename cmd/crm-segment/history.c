/* history: orders -> volumes by customer and period -> stages. */
#include "base/mem.h"
#include "base/sort.h"
#include "lifecycle.h"

struct order {
	uint32_t id;
	int32_t day;
	int64_t volume;
};

struct orders {
	struct order *at;
	size_t n, room;
	enum period period;
};

enum { CUSTOMER, DATE, AMOUNT };

static bool
take_order(struct lifecycle_state *st, struct orders *o, struct table *t)
{
	struct order one = {.volume = DEC_ONE};
	struct str id;
	struct date d;

	if (!table_id(t, CUSTOMER, &id) || !table_date(t, DATE, &d))
		return false;
	if (table_has(t, AMOUNT) && !table_dec(t, AMOUNT, &one.volume))
		return false;
	if (st->orders)
		one.volume = one.volume >= 0 ? DEC_ONE : 0;
	one.id = names_add(&st->ids, id);
	one.day = d.day;
	o->at = mem_grow(o->at, &o->room, o->n + 1, sizeof(*o->at));
	o->at[o->n++] = one;
	return true;
}

static bool
read_orders(struct run *r, struct lifecycle_state *st, struct orders *o)
{
	const struct common *c = r->common;
	struct table *t =
	    table_new(&(struct table_form){.dec = {.decimal = c->decimal},
		.date = r->date,
		.zone = c->zone,
		.encoding = run_encoding(r)});
	char *file = mem_dup(given.orders, strlen(given.orders));
	char *files[1] = {file};
	bool ok;

	table_column(t, "customer_id", NULL);
	table_column(t, "date", NULL);
	(void)table_role(t, &(struct role){.name = "amount"});
	ok = table_open(t, files, 1, &r->fault);
	while (ok && table_next(t)) {
		(void)take_order(st, o, t);
		if (o->n == UINT32_MAX)
			ok = fault_set(&r->fault, FAULT_DATA,
			    "more than 4294967294 orders");
	}
	st->orders = st->orders || !table_has(t, AMOUNT);
	ok = ok && table_done(t, &r->fault);
	if (!ok)
		r->fault.file = given.orders;
	table_delete(t);
	mem_free(file);
	return ok;
}

/* As of the last order's day, unless said otherwise. */
static void
find_end(
    const struct run *r, struct lifecycle_state *st, const struct orders *o)
{
	int32_t index;

	st->known = r->common->as_of.given || o->n > 0;
	if (!st->known)
		return;
	st->as_of =
	    r->common->as_of.given ? r->common->as_of.day : o->at[0].day;
	for (size_t i = 0; i < o->n; i++)
		if (r->common->as_of.given)
			st->late += o->at[i].day > st->as_of;
		else if (o->at[i].day > st->as_of)
			st->as_of = o->at[i].day;
	index = period_of(st->period, st->as_of);
	st->last = period_first_day(st->period, index + 1) - 1 == st->as_of
		       ? index
		       : index - 1;
}

static int
by_customer(uint32_t a, uint32_t b, void *arg)
{
	const struct orders *o = arg;
	const struct order *x = &o->at[a], *y = &o->at[b];

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return (x->day > y->day) - (x->day < y->day);
}

/* The period's volume is known: one step, and those of silence before. */
static bool
close_period(struct run *r, const struct lifecycle_state *st,
    struct lifecycle *l, int32_t *next, int32_t period, struct i128 sum)
{
	int64_t volume;

	if (!i128_to_i64(sum, &volume)) {
		fault_set(&r->fault, FAULT_DATA,
		    "a customer's volume of one period is out of range");
		fault_at(&r->fault, given.orders, 0);
		return false;
	}
	if (volume < 0)
		volume = 0;
	if (l->periods == 0 && volume == 0)
		return true;
	if (l->periods > 0)
		lifecycle_idle(l, (uint64_t)(period - *next));
	lifecycle_step(l, &st->form, volume);
	*next = period + 1;
	return true;
}

/* The orders from i on that are of one customer; returns the next one's. */
static bool
live(struct run *r, struct lifecycle_state *st, const struct orders *o,
    const uint32_t *index, size_t *i)
{
	uint32_t id = o->at[index[*i]].id;
	struct lifecycle *l = &st->life[id];
	int32_t next = 0;

	while (*i < o->n && o->at[index[*i]].id == id) {
		int32_t period = period_of(st->period, o->at[index[*i]].day);
		struct i128 sum = i128_of(0);

		for (; *i < o->n && o->at[index[*i]].id == id &&
		       period_of(st->period, o->at[index[*i]].day) == period;
		     ++*i)
			sum = i128_add(sum, i128_of(o->at[index[*i]].volume));
		if (period <= st->last &&
		    !close_period(r, st, l, &next, period, sum))
			return false;
	}
	if (l->periods > 0 && st->last >= next)
		lifecycle_idle(l, (uint64_t)(st->last - next) + 1);
	return true;
}

static bool
live_all(struct run *r, struct lifecycle_state *st, struct orders *o)
{
	uint32_t *index = mem_resize(NULL, o->n, sizeof(*index));
	bool ok = true;

	for (size_t i = 0; i < o->n; i++)
		index[i] = (uint32_t)i;
	sort_index(index, o->n, by_customer, o);
	st->life = mem_zero(st->ids.count + 1, sizeof(*st->life));
	for (size_t i = 0; ok && i < o->n;)
		ok = live(r, st, o, index, &i);
	mem_free(index);
	return ok;
}

bool
history_read(struct run *r, struct lifecycle_state *st)
{
	struct orders o = {.period = st->period};
	bool ok = read_orders(r, st, &o);

	if (ok) {
		find_end(r, st, &o);
		ok = live_all(r, st, &o);
	}
	mem_free(o.at);
	return ok;
}
