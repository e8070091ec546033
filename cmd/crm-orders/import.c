/* One run: rows come in, orders gather, what passes the sieve goes out. */
#include "orders.h"

#include "shop/sieve.h"

struct import {
	struct run *run;
	struct settings *set;
	struct plan plan;
	struct table *table;
	struct rows *rows;
	size_t keep;        /* the first slot of --keep */
	struct book *book;  /* NULL: orders are written as they are read */
	struct lines lines; /* of the book's orders, under --lines */
	struct rates *rates;
	struct sieve sieve;
	struct sink sink;
};

/* The kept columns must not be called as ours. */
static bool
check_kept(struct import *m)
{
	const char *const *ours = sink_columns(m->set);

	for (size_t i = 0; i < m->set->keep.n; i++) {
		struct str name = table_name(m->table, m->keep + i);
		bool twice = false;

		for (size_t j = 0; ours[j] != NULL; j++)
			twice |= str_is(name, ours[j]);
		for (size_t j = 0; j < i; j++)
			twice |=
			    str_eq(name, table_name(m->table, m->keep + j));
		if (!twice)
			continue;
		run_usage(m->run, "--keep: there would be two columns of one "
				  "name");
		fault_value(&m->run->fault, name);
		return false;
	}
	return true;
}

/*
 * A header that a profile can live with may yet be another's, whose money
 * would be read wrongly. Who names columns himself knows better.
 */
static bool
check_header(struct import *m)
{
	const struct profile *p = m->plan.profile;
	const struct schema *header = table_schema(m->table);
	struct fault *f = &m->run->fault;
	const char *other;

	for (size_t i = 0; i < ROLE_COUNT; i++)
		if (m->set->roles[i].column != NULL)
			return true;
	if (p->signature.n == 0 || profile_fits(p, header))
		return true;
	other = profile_guess(header);
	if (other == NULL || strcmp(other, p->name) == 0)
		return true;
	fault_set(f, FAULT_FORM, "the header is not one of -p %s", p->name);
	fault_hint(f, "the columns are those of -p %s", other);
	fault_at(f, table_file(m->table), 1);
	return false;
}

static bool
open_table(struct import *m)
{
	return plan_table(
		   &m->plan, m->set, m->run, &m->table, &m->rows, &m->keep) &&
	       rows_check(m->rows, &m->run->fault) && check_header(m) &&
	       check_kept(m);
}

static bool
open_rates(struct import *m)
{
	struct table *t;

	if (m->set->rates == NULL)
		return true;
	/* A table of the user's own, whatever the export is written in. */
	t = table_new(&(struct table_form){0});
	m->rates = rates_new(t, m->set->rates, &m->run->fault);
	table_delete(t);
	return m->rates != NULL;
}

/* Rows that are orders pass right through, whatever their number. */
static void
open_book(struct import *m)
{
	const struct profile *p = m->plan.profile;
	struct book_form form = {.rows = (enum profile_rows)p->rows,
	    .net = m->plan.match,
	    .sum = m->plan.product,
	    .dedupe = m->plan.dedupe,
	    .apart = (ORDER_CANCELLED | ORDER_UNPAID) & ~m->sieve.marks,
	    .nkeep = m->set->keep.n};

	if (p->rows != ROWS_ORDER || form.net || form.dedupe != DEDUPE_NONE ||
	    m->set->events || m->set->lines)
		m->book = book_new(&form);
}

/* The rate of an order's currency; the wanted one is worth 1. */
static bool
find_rate(struct import *m, const struct order *o, struct rate *rate)
{
	struct fault *f = &m->run->fault;

	if (rates_find(m->rates, o->currency, date_of_instant(o->us), rate))
		return true;
	*rate = (struct rate){1, 0};
	if (str_is(o->currency, m->plan.currency))
		return true;
	fault_set(f, FAULT_DATA, "no rate for its currency on its day");
	fault_value(f, o->currency);
	fault_hint(f, "add it to %s", m->set->rates);
	fault_at(f, o->file, o->line);
	return false;
}

static bool
convert(struct import *m, struct order *o, struct rate *rate)
{
	struct fault *f = &m->run->fault;

	if (!find_rate(m, o, rate))
		return false;
	if (!rates_convert(rate, o->amount, &o->amount) ||
	    !rates_convert(rate, o->refunded, &o->refunded)) {
		fault_set(f, FAULT_DATA, "the amount is out of range in %s",
		    m->plan.currency);
		fault_at(f, o->file, o->line);
		return false;
	}
	o->currency = str_of(m->plan.currency);
	return true;
}

/* An order, number i of the book, has all its rows: judge it, write it. */
static bool
settle(struct import *m, size_t i, struct order *o)
{
	struct fault *f = &m->run->fault;
	struct rate rate;

	if (sieve_order(&m->sieve, o, f) != SIEVE_PASSED)
		return true;
	if (f->code != FAULT_NONE)
		return false;
	if (m->rates != NULL && !convert(m, o, &rate))
		return false;
	if (m->set->lines)
		return sink_lines(
		    &m->sink, &m->lines, i, o, m->rates != NULL ? &rate : NULL);
	if (m->set->events) {
		sink_collect(&m->sink, i, o);
		return true;
	}
	return sink_row(&m->sink, o);
}

/* Keeps the row as a line of the order that it went to. */
static void
keep_line(struct import *m, const struct order *o)
{
	bool anew;
	size_t at = book_at(m->book, &anew);

	if (anew)
		lines_clear(&m->lines, at);
	/* Under net, a refund's row is no line of its order. */
	if (at != BOOK_NOWHERE && !(m->plan.match && o->amount < 0))
		lines_add(&m->lines, at, o,
		    m->plan.net && m->plan.profile->rows == ROWS_LINE,
		    m->set->keep.n);
}

static void
enter(struct import *m, const struct order *o)
{
	enum order_flaw flaw = book_add(m->book, o);

	rows_flaw(m->rows, flaw);
	if (flaw == FLAW_NONE && m->set->lines)
		keep_line(m, o);
}

static bool
read_rows(struct import *m)
{
	const size_t i = 0; /* there is no book to find it in */
	struct order o;

	while (rows_next(m->rows, &o)) {
		if (m->book != NULL)
			enter(m, &o);
		else if (!o.dated || !o.priced)
			rows_flaw(m->rows, o.dated ? FLAW_AMOUNT : FLAW_DATE);
		else if (!settle(m, i, &o))
			break;
	}
	return m->run->fault.code == FAULT_NONE &&
	       table_done(m->table, &m->run->fault);
}

static bool
write_book(struct import *m)
{
	struct sieve_count *again = &m->sieve.count[SIEVE_AGAIN];
	struct order o;

	if (m->book == NULL)
		return true;
	if (!book_close(m->book, &m->run->fault))
		return false;
	again->orders = book_again(m->book, &again->rows);
	for (size_t i = 0; i < book_count(m->book); i++) {
		if (!book_order(m->book, i, &o))
			continue;
		if (!settle(m, i, &o))
			return m->run->fault.code == FAULT_NONE;
	}
	return !m->set->events || sink_events(&m->sink) ||
	       m->run->fault.code == FAULT_NONE;
}

static void
report(const struct import *m)
{
	const struct table *t = m->table;
	uint64_t spread = m->book != NULL ? book_spread(m->book) : 0;
	uint64_t orders = 0;
	struct buf b = {0};

	for (size_t i = 0; i < SIEVE_REASONS; i++)
		orders += m->sieve.count[i].orders;
	if (spread > 0)
		diag_warn("orders with rows in more than one file: %llu; "
			  "if the files overlap: --dedupe order or last",
		    (unsigned long long)spread);
	buf_printf(&b,
	    "rows read %llu, orders %llu, rows written %llu, "
	    "refunds %llu",
	    (unsigned long long)table_rows(t), (unsigned long long)orders,
	    (unsigned long long)m->sink.written,
	    (unsigned long long)m->sink.refunds);
	sieve_say(&m->sieve, &b);
	if (m->sieve.moved > 0)
		buf_printf(&b, "; changed day by --tz %llu",
		    (unsigned long long)m->sieve.moved);
	diag_say("%s", buf_cstr(&b));
	buf_free(&b);
}

static void
set_up_sieve(struct import *m)
{
	m->sieve = (struct sieve){.guests = m->set->guests,
	    .marks = m->set->marks,
	    .net = m->plan.net,
	    .currency = str_of(m->rates != NULL ? "" : m->plan.currency),
	    .mixed = m->rates != NULL};
}

static void
set_up_sink(struct import *m)
{
	const struct profile *p = m->plan.profile;

	m->sink.book = m->book;
	m->sink.times = m->set->times;
	m->sink.nkeep = m->set->keep.n;
	m->sink.own_ids = p->refunds == REFUNDS_ORDERS || p->rows != ROWS_ORDER;
	sink_header(&m->sink, m->set, m->table, m->keep);
}

static bool
import(struct import *m)
{
	if (!plan_make(&m->plan, m->set, m->run) || !open_rates(m))
		return false;
	set_up_sieve(m);
	if (!open_table(m) || !run_put(m->run, m->table, &m->sink.put))
		return false;
	open_book(m);
	set_up_sink(m);
	if (!read_rows(m) || !write_book(m))
		return false;
	report(m);
	return true;
}

bool
import_orders(struct run *r, struct settings *set)
{
	struct import m = {.run = r, .set = set};
	bool ok = import(&m);

	sink_free(&m.sink);
	sieve_free(&m.sieve);
	lines_free(&m.lines);
	book_delete(m.book);
	rows_delete(m.rows);
	table_delete(m.table);
	rates_delete(m.rates);
	plan_free(&m.plan);
	return ok;
}
