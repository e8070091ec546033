#include "shop/book.h"

#include "base/i128.h"
#include "base/mem.h"
#include "shop/book_priv.h"

struct book *
book_new(const struct book_form *form)
{
	struct book *b = mem_zero(1, sizeof(*b));

	b->form = *form;
	return b;
}

void
book_delete(struct book *b)
{
	if (b == NULL)
		return;
	names_free(&b->ids);
	names_free(&b->customers);
	names_free(&b->currencies);
	arena_free(&b->arena);
	mem_free(b->slot);
	mem_free(b->copy);
	mem_free(b->at);
	mem_free(b);
}

static uint32_t
intern(struct names *t, struct str s)
{
	return s.n == 0 ? NONE : names_add(t, s);
}

static struct str
text_of(const struct names *t, uint32_t i)
{
	return i == NONE ? STR("") : t->name[i];
}

static const struct str *
keep(struct book *b, const struct order *o)
{
	struct str *kept;

	if (b->form.nkeep == 0)
		return NULL;
	kept = arena_alloc(&b->arena, b->form.nkeep * sizeof(*kept));
	for (size_t i = 0; i < b->form.nkeep; i++)
		kept[i] = arena_str(&b->arena, o->kept[i]);
	return kept;
}

struct slot
book_slot(struct book *b, const struct order *o, uint32_t id)
{
	return (struct slot){.us = o->us,
	    .amount = o->amount,
	    .refunded = o->refunded,
	    .line = o->line,
	    .file = o->file,
	    .kept = keep(b, o),
	    .id = id,
	    .customer = intern(&b->customers, o->customer),
	    .rows = (uint32_t)o->rows,
	    .copy = NONE,
	    .currency = intern(&b->currencies, o->currency),
	    .marks = (uint8_t)o->marks,
	    .moved = o->moved};
}

enum order_flaw
book_whole(const struct order *o)
{
	return !o->dated ? FLAW_DATE : !o->priced ? FLAW_AMOUNT : FLAW_NONE;
}

void
book_settle(const struct book *b, struct slot *s)
{
	if (!b->form.net || s->amount >= 0)
		return;
	s->refunded = -s->amount;
	s->amount = 0;
	s->marks |= ORDER_ALONE;
}

enum order_flaw
book_append(struct book *b, const struct order *o, uint32_t id, uint32_t *at)
{
	enum order_flaw flaw = book_whole(o);

	if (flaw != FLAW_NONE)
		return flaw;
	b->slot = mem_grow(b->slot, &b->room, b->count + 1, sizeof(*b->slot));
	b->slot[b->count] = book_slot(b, o, id);
	book_settle(b, &b->slot[b->count]);
	if (at != NULL)
		*at = (uint32_t)b->count;
	b->went = b->count++;
	return FLAW_NONE;
}

/* Two tellings of one thing: the same, or one of them silent. */
static bool
agree(const struct names *t, uint32_t a, struct str b)
{
	return a == NONE || b.n == 0 || str_eq(t->name[a], b);
}

static enum order_flaw
check_owner(const struct book *b, const struct slot *s, const struct order *o)
{
	if (!agree(&b->customers, s->customer, o->customer))
		return FLAW_CUSTOMER;
	if (!agree(&b->currencies, s->currency, o->currency))
		return FLAW_CURRENCY;
	return FLAW_NONE;
}

static bool
add_money(int64_t *sum, int64_t v)
{
	int64_t total;

	if (!i128_to_i64(i128_add(i128_of(*sum), i128_of(v)), &total) ||
	    total == INT64_MIN)
		return false;
	*sum = total;
	return true;
}

/* What any further row does to its order. */
static void
join(struct book *b, struct slot *s, const struct order *o)
{
	if (s->customer == NONE)
		s->customer = intern(&b->customers, o->customer);
	if (s->currency == NONE)
		s->currency = intern(&b->currencies, o->currency);
	if (o->dated && o->us < s->us) {
		s->us = o->us;
		s->moved = o->moved;
	}
	s->marks |= (uint8_t)o->marks;
	s->rows++;
}

static enum order_flaw
add_line(struct book *b, struct slot *s, const struct order *o)
{
	struct slot sum = *s;

	if (!o->priced)
		return FLAW_AMOUNT;
	if (!o->dated && b->form.rows == ROWS_LINE)
		return FLAW_DATE;
	if (!add_money(&sum.amount, o->amount) ||
	    !add_money(&sum.refunded, o->refunded))
		return FLAW_RANGE;
	*s = sum;
	join(b, s, o);
	return FLAW_NONE;
}

static enum order_flaw
add_further_row(struct book *b, struct slot *s, const struct order *o)
{
	if (o->priced && (o->marks & (ORDER_CANCELLED | ORDER_UNPAID)) == 0 &&
	    o->amount != s->amount)
		return FLAW_TOTAL;
	if (o->refunded != 0 && s->refunded != 0 && o->refunded != s->refunded)
		return FLAW_REFUNDED;
	if (s->refunded == 0)
		s->refunded = o->refunded;
	join(b, s, o);
	return FLAW_NONE;
}

/* ROWS_ORDER under net: a refund of the order, or the order itself. */
static enum order_flaw
add_refund(struct book *b, struct slot *s, const struct order *o)
{
	int64_t refunded = s->refunded;

	if (o->amount >= 0) {
		struct slot sale = book_slot(b, o, s->id);

		if ((s->marks & ORDER_ALONE) == 0)
			return FLAW_SOLD;
		sale.refunded = refunded;
		sale.rows = s->rows + 1;
		*s = sale;
		return FLAW_NONE;
	}
	if (!add_money(&refunded, -o->amount))
		return FLAW_RANGE;
	s->refunded = refunded;
	s->rows++;
	return FLAW_NONE;
}

enum order_flaw
book_join(struct book *b, struct slot *s, const struct order *o)
{
	enum order_flaw flaw = check_owner(b, s, o);

	if (b->form.rows == ROWS_ORDER && b->form.dedupe == DEDUPE_ORDER)
		return book_same(b, s, o);
	if (flaw != FLAW_NONE)
		return flaw;
	if (b->form.rows == ROWS_ORDER)
		return add_refund(b, s, o);
	if (b->form.rows == ROWS_LINE || b->form.sum)
		return add_line(b, s, o);
	return add_further_row(b, s, o);
}

/* Where the row's part of its order stands, or NONE as yet. */
static uint32_t *
place_of(struct book *b, uint32_t id, const struct order *o)
{
	bool other = (o->marks & b->form.apart) != 0;

	if (b->form.rows == ROWS_ORDER)
		other = !b->form.net && (o->marks & ORDER_REFUND) != 0;
	else if (b->form.rows == ROWS_FIRST_ROW)
		other = false;
	if (b->ats < 2 * b->ids.count) {
		b->at = mem_grow(
		    b->at, &b->at_room, 2 * b->ids.count, sizeof(*b->at));
		while (b->ats < 2 * b->ids.count)
			b->at[b->ats++] = NONE;
	}
	return &b->at[2 * (size_t)id + other];
}

enum order_flaw
book_add(struct book *b, const struct order *o)
{
	bool merge =
	    b->form.rows != ROWS_ORDER || b->form.net || b->form.dedupe != 0;
	uint32_t id = intern(&b->ids, o->id), *at;
	struct slot *s;

	b->anew = false;
	if (id == NONE || !merge)
		return book_append(b, o, id, NULL);
	at = place_of(b, id, o);
	if (b->form.dedupe == DEDUPE_LAST)
		return book_last(b, id, at, o);
	if (*at == NONE)
		return book_append(b, o, id, at);
	s = &b->slot[*at];
	b->went = *at;
	if (b->form.rows != ROWS_ORDER && s->file != o->file) {
		if (b->form.dedupe == DEDUPE_ORDER)
			return book_copy(b, *at, o);
		b->spread += !s->spread;
		s->spread = true;
	}
	return book_join(b, s, o);
}

size_t
book_count(const struct book *b)
{
	return b->count;
}

size_t
book_at(const struct book *b, bool *anew)
{
	*anew = b->anew;
	return b->went;
}

bool
book_order(const struct book *b, size_t i, struct order *o)
{
	const struct slot *s = &b->slot[i];

	*o = (struct order){.customer = text_of(&b->customers, s->customer),
	    .id = text_of(&b->ids, s->id),
	    .currency = text_of(&b->currencies, s->currency),
	    .kept = s->kept,
	    .us = s->us,
	    .amount = s->amount,
	    .refunded = s->refunded,
	    .rows = s->rows,
	    .line = s->line,
	    .file = s->file,
	    .marks = s->marks,
	    .moved = s->moved,
	    .dated = true,
	    .priced = true};
	return !s->stale;
}

uint64_t
book_spread(const struct book *b)
{
	return b->spread;
}
