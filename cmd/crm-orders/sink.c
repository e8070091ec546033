/* Orders as rows of the orders table, or as events for crm-points. */
#include "orders.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/sort.h"

static const char *const row_columns[] = {
    "customer_id", "order_id", "date", "amount", "currency", "kind", NULL};
static const char *const line_columns[] = {"customer_id", "order_id", "date",
    "amount", "currency", "kind", "sku", "quantity", NULL};
static const char *const event_columns[] = {
    "ts", "event_id", "member_id", "type", "amount", "ref_event_id", NULL};

struct event {
	int64_t us;
	int64_t amount; /* >= 0 */
	uint32_t order; /* in the book */
	uint32_t nth;   /* refund of its order, from 1; 0: a purchase */
	bool refund;
};

const char *const *
sink_columns(const struct settings *set)
{
	return set->events  ? event_columns
	       : set->lines ? line_columns
			    : row_columns;
}

void
sink_header(struct sink *s, const struct settings *set, const struct table *t,
    size_t keep)
{
	const char *const *name = sink_columns(set);

	for (; *name != NULL; name++)
		writer_column(s->put.w, str_of(*name));
	for (size_t i = 0; i < s->nkeep; i++)
		writer_column(s->put.w, table_name(t, keep + i));
	writer_begin(s->put.w);
}

static bool
finish_row(struct sink *s, const struct order *o, bool refund)
{
	for (size_t i = 0; i < s->nkeep; i++)
		put_text(&s->put, o->kept[i]);
	s->written++;
	s->refunds += refund;
	return put_end(&s->put);
}

static void
put_order(struct sink *s, const struct order *o, int64_t amount, bool refund)
{
	const struct put *p = &s->put;

	writer_at(p->w, o->file, o->line);
	put_text(p, o->customer);
	put_text(p, o->id);
	if (s->times)
		put_time(p, o->us);
	else
		put_date(p, date_of_instant(o->us));
	put_dec(p, amount);
	put_text(p, o->currency);
	put_label(p, refund ? "refund" : "sale");
}

static bool
put_row(struct sink *s, const struct order *o, int64_t amount, bool refund)
{
	put_order(s, o, amount, refund);
	return finish_row(s, o, refund);
}

/* Without a line: what is of the order only. */
static bool
put_line(struct sink *s, const struct order *o, int64_t amount, bool refund,
    struct str sku, const struct line *line)
{
	put_order(s, o, amount, refund);
	put_text(&s->put, sku);
	if (line != NULL && line->counted)
		put_dec(&s->put, line->quantity);
	else
		put_empty(&s->put);
	return finish_row(s, o, refund);
}

/* The sign decides, as it does for whoever reads the orders. */
static bool
is_refund(const struct order *o)
{
	return o->amount < 0 ||
	       (o->amount == 0 && (o->marks & ORDER_REFUND) != 0);
}

bool
sink_row(struct sink *s, const struct order *o)
{
	if (!put_row(s, o, o->amount, is_refund(o)))
		return false;
	return o->refunded == 0 || put_row(s, o, -o->refunded, true);
}

bool
sink_lines(struct sink *s, const struct lines *l, size_t i,
    const struct order *o, const struct rate *rate)
{
	bool refund = is_refund(o);
	struct i128 rest = i128_of(o->amount);
	struct order of_line = *o;
	int64_t amount;

	for (uint32_t k = lines_first(l, i); k != LINES_NONE;
	     k = l->line[k].next) {
		const struct line *line = &l->line[k];

		amount = line->amount;
		if (rate != NULL && !rates_convert(rate, amount, &amount))
			continue; /* it stays in the rest */
		rest = i128_sub(rest, i128_of(amount));
		of_line.kept = line->kept;
		if (!put_line(
			s, &of_line, amount, refund, lines_sku(l, line), line))
			return false;
	}
	if (i128_sign(rest) != 0 && i128_to_i64(rest, &amount) &&
	    !put_line(s, o, amount, refund, STR(""), NULL))
		return false;
	return o->refunded == 0 ||
	       put_line(s, o, -o->refunded, true, STR(""), NULL);
}

/* How many refunds of this order there are, with this one. */
static uint32_t
count_refund(struct sink *s, struct str id)
{
	size_t had = s->ids.count;
	uint32_t i = names_add(&s->ids, id);

	if (i == had) {
		s->refunded = mem_grow(
		    s->refunded, &s->ids_room, had + 1, sizeof(*s->refunded));
		s->refunded[i] = 0;
	}
	return ++s->refunded[i];
}

void
sink_collect(struct sink *s, size_t i, const struct order *o)
{
	bool refund = is_refund(o);
	struct event e = {.us = o->us,
	    .order = (uint32_t)i,
	    .amount = refund ? -o->amount : o->amount,
	    .refund = refund};

	s->event =
	    mem_grow(s->event, &s->room, s->events + 2, sizeof(*s->event));
	if (refund && !s->own_ids)
		e.nth = count_refund(s, o->id);
	s->event[s->events++] = e;
	if (o->refunded == 0)
		return;
	e.amount = o->refunded;
	e.refund = true;
	e.nth = count_refund(s, o->id);
	s->event[s->events++] = e;
}

/* In time; at one moment purchases before refunds. */
static int
before(uint32_t a, uint32_t b, void *arg)
{
	const struct event *event = arg;
	const struct event *x = &event[a], *y = &event[b];

	if (x->us != y->us)
		return x->us < y->us ? -1 : 1;
	return x->refund - y->refund;
}

static bool
put_event(struct sink *s, const struct event *e, struct buf *id)
{
	const struct put *p = &s->put;
	struct order o;

	(void)book_order(s->book, e->order, &o);
	id->n = 0;
	buf_str(id, o.id);
	if (e->nth != 0)
		buf_printf(id, "/r%u", (unsigned)e->nth);
	writer_at(p->w, o.file, o.line);
	put_time(p, o.us);
	put_text(p, buf_view(id));
	put_text(p, o.customer);
	put_label(p, e->refund ? "refund" : "purchase");
	put_dec(p, e->amount);
	put_text(p, e->nth != 0 ? o.id : STR(""));
	return finish_row(s, &o, e->refund);
}

bool
sink_events(struct sink *s)
{
	uint32_t *index = mem_resize(NULL, s->events, sizeof(*index));
	struct buf id = {0};
	bool ok = true;

	for (size_t i = 0; i < s->events; i++)
		index[i] = (uint32_t)i;
	sort_index(index, s->events, before, s->event);
	for (size_t i = 0; ok && i < s->events; i++)
		ok = put_event(s, &s->event[index[i]], &id);
	mem_free(index);
	buf_free(&id);
	return ok;
}

void
sink_free(struct sink *s)
{
	mem_free(s->event);
	mem_free(s->refunded);
	names_free(&s->ids);
}
