/* One run: rows come in, orders gather, what passes the sieve goes out. */
#include "orders.h"

#include "shop/rows.h"
#include "shop/sieve.h"

struct import {
	struct run *run;
	struct settings *set;
	struct plan plan;
	struct table *table;
	struct rows *rows;
	struct book *book; /* NULL: orders are written as they are read */
	struct sieve sieve;
	struct sink sink;
};

/* The kept columns must not be called as ours. */
static bool
check_kept(struct import *m, size_t first)
{
	const char *const *ours =
	    m->set->events ? sink_event_columns : sink_columns;

	for (size_t i = 0; i < m->set->keep.n; i++) {
		struct str name = table_name(m->table, first + i);
		bool twice = false;

		for (size_t j = 0; ours[j] != NULL; j++)
			twice |= str_is(name, ours[j]);
		for (size_t j = 0; j < i; j++)
			twice |= str_eq(name, table_name(m->table, first + j));
		if (!twice)
			continue;
		run_usage(m->run, "--keep: there would be two columns of one "
				  "name");
		fault_value(&m->run->fault, name);
		return false;
	}
	return true;
}

static bool
open_table(struct import *m)
{
	struct run *r = m->run;
	struct common *c = &m->set->common;
	bool tsv = c->tsv;
	struct rows_form form = {.profile = m->plan.profile,
	    .key = (enum key)m->plan.key,
	    .zone = c->zone,
	    .date = r->date,
	    .dec = {c->decimal, c->money, c->round_amount},
	    .product = m->plan.product,
	    .need_order = m->plan.need_order,
	    .need_currency = m->set->currency != NULL,
	    .keep = ROLE_COUNT,
	    .nkeep = m->set->keep.n};

	/* The profile's way of reading is not to be that of writing. */
	if (c->delimiter == 0 && !c->tsv)
		c->delimiter = m->plan.profile->delimiter;
	c->tsv |= m->plan.profile->tsv != 0;
	m->table = run_table(r);
	c->tsv = tsv;
	for (size_t i = 0; i < ROLE_COUNT; i++)
		table_alias(
		    m->table, i, words_names(&m->plan.profile->column[i]));
	for (size_t i = 0; i < m->set->keep.n; i++)
		(void)table_column(m->table, m->set->keep.item[i], "keep");
	m->rows = rows_new(m->table, &form);
	return run_open(r, m->table) && rows_check(m->rows, &r->fault) &&
	       check_kept(m, ROLE_COUNT);
}

/* Rows that are orders pass right through, whatever their number. */
static void
open_book(struct import *m)
{
	const struct profile *p = m->plan.profile;
	struct book_form form = {.rows = (enum profile_rows)p->rows,
	    .net = m->plan.match,
	    .sum = m->plan.product,
	    .dedupe = m->set->dedupe == 0,
	    .apart = (ORDER_CANCELLED | ORDER_UNPAID) & ~m->sieve.marks,
	    .nkeep = m->set->keep.n};

	if (p->rows != ROWS_ORDER || form.net || form.dedupe || m->set->events)
		m->book = book_new(&form);
}

/* An order, number i of the book, has all its rows: judge it, write it. */
static bool
settle(struct import *m, size_t i, struct order *o)
{
	struct fault *f = &m->run->fault;

	if (sieve_order(&m->sieve, o, f) != SIEVE_PASSED)
		return true;
	if (f->code != FAULT_NONE)
		return false;
	if (m->set->events) {
		sink_collect(&m->sink, i, o);
		return true;
	}
	return sink_row(&m->sink, o);
}

static bool
read_rows(struct import *m)
{
	const size_t i = 0; /* there is no book to find it in */
	struct order o;

	while (rows_next(m->rows, &o)) {
		if (m->book != NULL)
			rows_flaw(m->rows, book_add(m->book, &o));
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
		book_order(m->book, i, &o);
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
			  "if the files overlap: --dedupe order",
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
	    .currency = str_of(m->plan.currency)};
}

static void
set_up_sink(struct import *m)
{
	const struct profile *p = m->plan.profile;

	m->sink.book = m->book;
	m->sink.times = m->set->times;
	m->sink.nkeep = m->set->keep.n;
	m->sink.own_ids = p->refunds == REFUNDS_ORDERS || p->rows != ROWS_ORDER;
	sink_header(&m->sink, m->set->events, m->table, ROLE_COUNT);
}

static bool
import(struct import *m)
{
	const struct profile *p;

	if (!plan_make(&m->plan, m->set, m->run))
		return false;
	p = m->plan.profile;
	diag_note("profile %s: %s", p->name,
	    p->about != NULL ? p->about : "it does not tell what of");
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
	book_delete(m.book);
	rows_delete(m.rows);
	table_delete(m.table);
	profile_delete(m.plan.profile);
	return ok;
}
