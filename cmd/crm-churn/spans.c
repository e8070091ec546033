/*
 * -m rate from spans: a customer is there from the day of start until the
 * day before end; what counts is where he is when a period ends.
 */
#include "rate.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/sort.h"
#include "fold/customers.h"

#define OPEN INT32_MAX

struct span {
	uint32_t customer;
	int32_t start, end; /* days; end OPEN: not yet */
};

struct spans {
	struct customers customers;
	struct span *at;
	size_t n, room;
	int32_t first; /* the first day */
};

static bool
read_span(struct rate *w, struct spans *x, struct span *s)
{
	struct date start, end = {0};
	bool blank = table_blank(w->t, END);
	struct str id;

	if (!table_id(w->t, CUSTOMER, &id) ||
	    !table_date(w->t, START, &start) ||
	    (!blank && !table_date(w->t, END, &end)))
		return false;
	if (!blank && end.day < start.day)
		return table_reject(w->t, END, "before the start");
	if (rate_too_late(w, start.day))
		return false;
	if (!blank && o.common.as_of.given && end.day > o.common.as_of.day)
		blank = true;
	if (!blank)
		(void)rate_too_late(w, end.day);
	*s = (struct span){customers_add(&x->customers, id), start.day,
	    blank ? OPEN : end.day};
	return true;
}

static bool
read_spans(struct rate *w, struct spans *x)
{
	struct span s = {0};

	while (table_next(w->t)) {
		if (!read_span(w, x, &s))
			continue;
		if (s.customer == CUSTOMERS_NONE || x->n == UINT32_MAX)
			return fault_set(&w->r->fault, FAULT_DATA,
			    "more than 4294967294 customers or rows");
		x->at = mem_grow(x->at, &x->room, x->n + 1, sizeof(*x->at));
		x->at[x->n++] = s;
		x->first = s.start < x->first ? s.start : x->first;
	}
	return table_done(w->t, &w->r->fault);
}

static int
by_customer(uint32_t a, uint32_t b, void *arg)
{
	const struct span *s = arg;

	if (s[a].customer != s[b].customer)
		return s[a].customer < s[b].customer ? -1 : 1;
	return (s[a].start > s[b].start) - (s[a].start < s[b].start);
}

/* The periods at whose end a customer is there: a run that may grow. */
struct stay {
	bool any, before;
	size_t from, last;
};

static void
flush(struct churn *c, struct stay *s)
{
	if (s->any)
		churn_stay(c, s->from, s->last, s->before);
	s->before |= s->any;
	s->any = false;
}

static void
add_span(struct rate *w, struct churn *c, struct stay *s, const struct span *x,
    int32_t first)
{
	enum period p = (enum period)o.period;
	size_t from = (size_t)(period_of(p, x->start) - first);
	size_t end =
	    x->end == OPEN ? c->n : (size_t)(period_of(p, x->end) - first);

	if (from == end) {
		w->brief++;
		return;
	}
	if (s->any && from <= s->last + 1) {
		s->last = end - 1 > s->last ? end - 1 : s->last;
		return;
	}
	flush(c, s);
	s->any = true;
	s->from = from;
	s->last = end - 1;
}

static void
count(struct rate *w, struct churn *c, const struct spans *x, int32_t first)
{
	uint32_t *order = mem_resize(NULL, x->n, sizeof(*order));
	struct stay stay = {0};

	for (size_t i = 0; i < x->n; i++)
		order[i] = (uint32_t)i;
	sort_index(order, x->n, by_customer, x->at);
	for (size_t i = 0; i < x->n; i++) {
		const struct span *s = &x->at[order[i]];

		if (i > 0 && s->customer != x->at[order[i - 1]].customer) {
			flush(c, &stay);
			stay = (struct stay){0};
		}
		add_span(w, c, &stay, s, first);
	}
	flush(c, &stay);
	churn_close(c);
	mem_free(order);
}

static bool
write_periods(struct rate *w, const struct spans *x)
{
	enum period p = (enum period)o.period;
	int32_t first = period_of(p, x->first);
	struct churn c = {.n = (size_t)(period_of(p, w->as_of) - first) + 1};
	bool ok;

	c.at = mem_zero(c.n, sizeof(*c.at));
	count(w, &c, x, first);
	ok = rate_periods(w, &c, first);
	mem_free(c.at);
	return ok;
}

bool
rate_from_spans(struct rate *w)
{
	struct spans x = {.first = INT32_MAX};
	bool ok = table_need(w->t, CUSTOMER, &w->r->fault) &&
		  table_need(w->t, END, &w->r->fault) && read_spans(w, &x);

	if (ok && o.common.as_of.given)
		w->as_of = o.common.as_of.day;
	if (ok)
		rate_begin(w);
	if (ok && x.n > 0)
		ok = write_periods(w, &x);
	customers_free(&x.customers);
	mem_free(x.at);
	return ok;
}
