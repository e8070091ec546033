/*
 * crm-orders: any order export -> orders.
 *
 * A profile says how to read the export; the library gathers rows to orders
 * and leaves out what is no purchase of a known customer. In comes any CSV,
 * out go customer_id,order_id,date,amount,currency,kind and kept columns.
 */
#include "base/mem.h"
#include "cli/tool.h"
#include "orders.h"
#include "shop/book.h"
#include "shop/profile.h"
#include "shop/rows.h"
#include "shop/sieve.h"

enum { REFUNDS_AS_PROFILE = -1, REFUNDS_NET, REFUNDS_AS_ROWS };

static struct common common = COMMON_DEFAULTS;
static const char *profile_name = "generic";
static const char *show_profile;
static const char *currency;
static struct opt_list keep;
static struct sieve sieve;
static int key = -1;
static int refunds = REFUNDS_AS_PROFILE;
static int dedupe = -1;
static bool events, times;

static const char *const refund_ways[] = {"net", "rows", NULL};
static const char *const dedupe_ways[] = {"order", NULL};

/* --include: a list of what is left out otherwise. */
static bool
include(void *to, const char *value, struct fault *f)
{
	struct sieve *s = to;
	struct str rest = str_of(value), piece;

	while (str_split(&rest, ',', &piece)) {
		if (str_is(piece, "unpaid"))
			s->marks |= ORDER_UNPAID;
		else if (str_is(piece, "cancelled"))
			s->marks |= ORDER_CANCELLED;
		else if (str_is(piece, "guest"))
			s->guests = true;
		else {
			fault_set(f, FAULT_USAGE, "--include: no such choice");
			fault_value(f, piece);
			fault_hint(f, "some of unpaid, cancelled, guest, "
				      "with commas between");
			return false;
		}
	}
	return true;
}

static const struct opt opts[] = {
    {.name = "profile",
	.letter = 'p',
	.type = OPT_TEXT,
	.to = &profile_name,
	.arg = "NAME",
	.dflt = "generic",
	.help = "how to read the export: a profile's name, or a file of "
		"your own: ./mine.csv",
	.group = "Export"},
    {.name = "show-profile",
	.type = OPT_TEXT,
	.to = &show_profile,
	.arg = "NAME",
	.help = "print a built-in profile, and stop",
	.group = "Export"},
    {.name = "key",
	.type = OPT_CHOICE,
	.to = &key,
	.arg = "email|id|text",
	.dflt = "as the profile",
	.choices = key_names,
	.help = "what makes customers equal: see the manual",
	.group = "Export"},
    {.name = "refunds",
	.type = OPT_CHOICE,
	.to = &refunds,
	.arg = "net|rows",
	.dflt = "rows, or net if they have no date",
	.choices = refund_ways,
	.help = "refunds reduce their order, or are negative rows",
	.group = "Export"},
    {.name = "include",
	.type = OPT_CALL,
	.to = &sieve,
	.arg = "LIST",
	.call = include,
	.help = "do not leave out: unpaid, cancelled, guest",
	.group = "Export"},
    {.name = "currency",
	.type = OPT_TEXT,
	.to = &currency,
	.arg = "CODE",
	.help = "keep the orders in this currency only",
	.group = "Export"},
    {.name = "dedupe",
	.type = OPT_CHOICE,
	.to = &dedupe,
	.arg = "order",
	.choices = dedupe_ways,
	.help = "an order that comes again counts once, if it is the same",
	.group = "Export"},
    {.name = "keep",
	.type = OPT_CALL,
	.to = &keep,
	.arg = "COL,...",
	.call = opt_list,
	.help = "further columns to write",
	.group = "Columns"},
    {.name = "times",
	.type = OPT_FLAG,
	.to = &times,
	.help = "write dates with the time of day",
	.group = OPT_GROUP_OUTPUT},
    {.name = "events",
	.type = OPT_FLAG,
	.to = &events,
	.help = "write events for crm-points, in time order",
	.group = OPT_GROUP_OUTPUT},
    OPTS_INPUT(&common),
    OPTS_MONEY(&common),
    OPTS_DATES(&common),
    OPTS_OUTPUT(&common),
    OPTS_GENERAL(&common),
    OPTS_END,
};

static struct role roles[ROLE_COUNT + 1] = {
    [ROLE_CUSTOMER] = {.option = "customer",
	.name = "customer_id",
	.help = "column of customers"},
    [ROLE_ORDER] = {.option = "order",
	.name = "order_id",
	.help = "column of order ids"},
    [ROLE_DATE] = {.option = "date",
	.name = "date",
	.help = "column of order dates"},
    [ROLE_AMOUNT] = {.option = "amount",
	.name = "amount",
	.help = "column of amounts"},
    [ROLE_QUANTITY] = {.option = "quantity",
	.help = "column of quantities: rows are lines, amounts are "
		"quantity times price"},
    [ROLE_PRICE] = {.option = "price", .help = "column of unit prices"},
    [ROLE_REFUNDED] = {.option = "refunded",
	.help = "column of what came back of the row's order"},
    [ROLE_CURRENCY] = {.option = "currency-column",
	.name = "currency",
	.help = "column of currency codes"},
    [ROLE_KIND] = {.option = "kind",
	.name = "kind",
	.help = "column that tells sale and refund"},
    [ROLE_STATUS] = {.option = "status",
	.help = "column that tells what was paid"},
    [ROLE_CANCELLED] = {.option = "cancelled",
	.help = "column that is not blank when the order was cancelled"},
};

static bool
print_profile(struct run *r)
{
	const struct text *t = profile_text(show_profile, &r->fault);
	struct outfile *out;

	if (t == NULL)
		return false;
	out = run_output(r, RUN_OUTPUT, common.output);
	if (out == NULL)
		return false;
	if (!outfile_write(out, t->body, t->size))
		r->fault = *outfile_fault(out);
	return r->fault.code == FAULT_NONE;
}

/* What one run reads, beyond the options. */
struct import {
	struct run *run;
	struct profile *profile;
	struct table *table;
	struct rows *rows;
	struct book *book; /* NULL: orders are written as they are read */
	struct sink sink;
	bool product, net, need_order;
};

static bool
given(enum profile_role role)
{
	return roles[role].column != NULL;
}

/* Which columns make the amount, and what that makes of the rows. */
static bool
choose_money(struct import *m)
{
	const struct profile *p = m->profile;
	bool quantity = given(ROLE_QUANTITY), price = given(ROLE_PRICE);

	if (given(ROLE_AMOUNT) && (quantity || price))
		return run_usage(m->run, "--amount excludes --quantity and "
					 "--price");
	m->product = quantity || price ||
		     (!given(ROLE_AMOUNT) && p->column[ROLE_AMOUNT].n == 0);
	if (m->product && !price && p->column[ROLE_PRICE].n == 0)
		return run_usage(m->run, "--quantity needs --price COL");
	if (m->product && !quantity && p->column[ROLE_QUANTITY].n == 0)
		return run_usage(m->run, "--price needs --quantity COL");
	if (m->product && p->rows == ROWS_ORDER)
		m->profile->rows = ROWS_LINE;
	else
		m->need_order = p->rows != ROWS_ORDER;
	return true;
}

static bool
choose_refunds(struct import *m)
{
	struct profile *p = m->profile;

	if (given(ROLE_REFUNDED))
		p->refunds = REFUNDS_COLUMN;
	m->net = refunds == REFUNDS_NET ||
		 (refunds == REFUNDS_AS_PROFILE && !events &&
		     p->refunds == REFUNDS_COLUMN);
	if (m->net && p->refunds == REFUNDS_ORDERS) {
		run_usage(m->run,
		    "--refunds net: refunds of -p %s are orders "
		    "of their own and do not say of which order",
		    p->name);
		fault_hint(&m->run->fault, "--refunds rows, and net sums by "
					   "customer come from crm-summary");
		return false;
	}
	if (m->net && p->rows == ROWS_ORDER && p->refunds == REFUNDS_ROWS &&
	    dedupe == 0)
		return run_usage(m->run,
		    "--dedupe order and --refunds net "
		    "exclude each other where refunds are rows");
	m->need_order |=
	    events || dedupe == 0 ||
	    (m->net && p->refunds == REFUNDS_ROWS && p->rows == ROWS_ORDER);
	return true;
}

/* The options take precedence over the profile. */
static bool
reconcile(struct import *m)
{
	struct profile *p = m->profile;

	if (given(ROLE_STATUS) && p->paid.n == 0)
		return run_usage(m->run,
		    "--status: -p %s does not say which "
		    "statuses mean paid",
		    p->name);
	if (!choose_money(m) || !choose_refunds(m))
		return false;
	if (common.delimiter == 0 && !common.tsv)
		common.delimiter = p->delimiter;
	sieve.net = m->net;
	if (key < 0)
		key = p->key;
	return true;
}

/* An ISO 4217 code, written large. */
static bool
choose_currency(struct run *r)
{
	static char code[4];

	if (currency == NULL)
		return true;
	for (size_t i = 0; i < 3; i++) {
		char c = currency[i];
		bool small = c >= 'a' && c <= 'z';

		if (!small && !(c >= 'A' && c <= 'Z'))
			break;
		code[i] = small ? (char)(c - 'a' + 'A') : c;
	}
	if (strlen(currency) != 3 || strlen(code) != 3) {
		run_usage(r, "--currency: not three letters such as EUR");
		fault_value(&r->fault, str_of(currency));
		return false;
	}
	sieve.currency = str_of(code);
	return true;
}

/* The kept columns must not be called as ours. */
static bool
check_kept(struct import *m, size_t first)
{
	const char *const *ours = events ? sink_event_columns : sink_columns;

	for (size_t i = 0; i < keep.n; i++) {
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
	bool tsv = common.tsv;
	struct rows_form form = {.profile = m->profile,
	    .key = (enum key)key,
	    .zone = common.zone,
	    .date = r->date,
	    .dec = {common.decimal, common.money, common.round_amount},
	    .product = m->product,
	    .need_order = m->need_order,
	    .need_currency = currency != NULL,
	    .keep = ROLE_COUNT,
	    .nkeep = keep.n};

	common.tsv |= m->profile->tsv != 0;
	m->table = run_table(r);
	common.tsv = tsv;
	for (size_t i = 0; i < ROLE_COUNT; i++)
		table_alias(m->table, i, words_names(&m->profile->column[i]));
	for (size_t i = 0; i < keep.n; i++)
		(void)table_column(m->table, keep.item[i], "keep");
	m->rows = rows_new(m->table, &form);
	return run_open(r, m->table) && rows_check(m->rows, &r->fault) &&
	       check_kept(m, ROLE_COUNT);
}

/* Rows that are orders pass right through, whatever their number. */
static void
open_book(struct import *m)
{
	const struct profile *p = m->profile;
	struct book_form form = {.rows = (enum profile_rows)p->rows,
	    .net =
		m->net && p->refunds == REFUNDS_ROWS && p->rows == ROWS_ORDER,
	    .sum = m->product,
	    .dedupe = dedupe == 0,
	    .apart = (ORDER_CANCELLED | ORDER_UNPAID) & ~sieve.marks,
	    .nkeep = keep.n};

	if (p->rows != ROWS_ORDER || form.net || form.dedupe || events)
		m->book = book_new(&form);
}

/* An order, number i of the book, has all its rows: judge it, write it. */
static bool
settle(struct import *m, size_t i, struct order *o)
{
	struct fault *f = &m->run->fault;

	if (sieve_order(&sieve, o, f) != SIEVE_PASSED)
		return true;
	if (f->code != FAULT_NONE)
		return false;
	if (events) {
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
	struct sieve_count *again = &sieve.count[SIEVE_AGAIN];
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
	return !events || sink_events(&m->sink) ||
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
		orders += sieve.count[i].orders;
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
	sieve_say(&sieve, &b);
	if (table_bad(t) > 0)
		buf_printf(
		    &b, "; bad rows %llu", (unsigned long long)table_bad(t));
	if (sieve.moved > 0)
		buf_printf(&b, "; changed day by --tz %llu",
		    (unsigned long long)sieve.moved);
	diag_say("%s", buf_cstr(&b));
	buf_free(&b);
}

static bool
import(struct import *m)
{
	struct run *r = m->run;

	m->profile = profile_new(profile_name, &r->fault);
	if (m->profile == NULL || !choose_currency(r) || !reconcile(m) ||
	    !open_table(m) || !run_put(r, m->table, &m->sink.put))
		return false;
	diag_note("profile %s: %s", m->profile->name,
	    m->profile->about != NULL ? m->profile->about : "no description");
	open_book(m);
	m->sink.book = m->book;
	m->sink.times = times;
	m->sink.nkeep = keep.n;
	m->sink.own_ids = m->profile->refunds == REFUNDS_ORDERS ||
			  m->profile->rows != ROWS_ORDER;
	sink_header(&m->sink, events, m->table, ROLE_COUNT);
	if (!read_rows(m) || !write_book(m))
		return false;
	report(m);
	return true;
}

static bool
run(struct run *r)
{
	struct import m = {.run = r};
	bool ok;

	if (show_profile != NULL)
		return print_profile(r);
	ok = import(&m);
	sink_free(&m.sink);
	sieve_free(&sieve);
	book_delete(m.book);
	rows_delete(m.rows);
	table_delete(m.table);
	profile_delete(m.profile);
	return ok;
}

static const struct tool tool = {
    .name = "crm-orders",
    .summary = "any order export -> orders",
    .operands = "[FILE...]",
    .about = "Writes customer_id,order_id,date,amount,currency,kind and kept "
	     "columns.",
    .opts = opts,
    .roles = roles,
    .common = &common,
    .run = run,
};

int
main(int argc, char **argv)
{
	return tool_main(&tool, argc, argv);
}
