#include "shop/book.h"

#include "base/hash.h"
#include "base/i128.h"
#include "base/mem.h"

#define NONE BOOK_NOWHERE

/* An order as it is kept. */
struct slot {
	int64_t us, amount, refunded;
	uint64_t line;
	const char *file;
	const struct str *kept;
	uint32_t id, customer, rows;
	uint32_t copy; /* its last copy; of a refund, under DEDUPE_LAST, the
	                  one before of the same id and file; or NONE */
	uint32_t currency;
	uint8_t marks;
	bool moved, spread;
	bool stale; /* a later file has the order, too */
};

/* The same order in a later file, under --dedupe. */
struct copy {
	uint32_t of;
	struct slot slot;
};

struct book {
	struct book_form form;
	struct names ids, customers, currencies;
	struct arena arena;
	struct slot *slot;
	size_t count, room;
	struct copy *copy;
	size_t copies, copy_room;
	uint32_t *at; /* of id i, 2 i and 2 i + 1: the parts of an order */
	size_t ats, at_room;
	uint64_t again, again_rows, spread;
	size_t went; /* where the last row went, or NONE */
	bool anew;
};

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

static struct slot
slot_of(struct book *b, const struct order *o, uint32_t id)
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

static enum order_flaw
whole(const struct order *o)
{
	return !o->dated ? FLAW_DATE : !o->priced ? FLAW_AMOUNT : FLAW_NONE;
}

/* Under net a refund row is what came back of an order yet to be seen. */
static void
settle_refund(const struct book *b, struct slot *s)
{
	if (!b->form.net || s->amount >= 0)
		return;
	s->refunded = -s->amount;
	s->amount = 0;
	s->marks |= ORDER_ALONE;
}

static enum order_flaw
append(struct book *b, const struct order *o, uint32_t id, uint32_t *at)
{
	enum order_flaw flaw = whole(o);

	if (flaw != FLAW_NONE)
		return flaw;
	b->slot = mem_grow(b->slot, &b->room, b->count + 1, sizeof(*b->slot));
	b->slot[b->count] = slot_of(b, o, id);
	settle_refund(b, &b->slot[b->count]);
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
		struct slot sale = slot_of(b, o, s->id);

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

static bool
same_order(const struct slot *a, const struct slot *b)
{
	return a->us == b->us && a->amount == b->amount &&
	       a->refunded == b->refunded && a->customer == b->customer &&
	       a->currency == b->currency && a->marks == b->marks;
}

static enum order_flaw
add_again(struct book *b, const struct slot *s, const struct order *o)
{
	struct slot row = slot_of(b, o, s->id);

	if (!same_order(s, &row))
		return FLAW_TWICE;
	b->went = NONE;
	b->again++;
	b->again_rows++;
	return FLAW_NONE;
}

static enum order_flaw
add_to(struct book *b, struct slot *s, const struct order *o)
{
	enum order_flaw flaw = check_owner(b, s, o);

	if (b->form.rows == ROWS_ORDER && b->form.dedupe == DEDUPE_ORDER)
		return add_again(b, s, o);
	if (flaw != FLAW_NONE)
		return flaw;
	if (b->form.rows == ROWS_ORDER)
		return add_refund(b, s, o);
	if (b->form.rows == ROWS_LINE || b->form.sum)
		return add_line(b, s, o);
	return add_further_row(b, s, o);
}

/* A row of an order that was in a file before: its copy here. */
static enum order_flaw
add_copy(struct book *b, uint32_t at, const struct order *o)
{
	struct slot *s = &b->slot[at];
	enum order_flaw flaw = whole(o);

	b->went = NONE;
	if (s->copy != NONE && b->copy[s->copy].slot.file == o->file)
		return add_to(b, &b->copy[s->copy].slot, o);
	if (flaw != FLAW_NONE)
		return flaw;
	b->copy =
	    mem_grow(b->copy, &b->copy_room, b->copies + 1, sizeof(*b->copy));
	b->copy[b->copies] = (struct copy){at, slot_of(b, o, s->id)};
	s->copy = (uint32_t)b->copies++;
	return FLAW_NONE;
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

static struct slot *
slot_at(struct book *b, uint32_t at)
{
	return at == NONE || b->slot[at].stale ? NULL : &b->slot[at];
}

/* Takes away what the files before said of an order and its refunds. */
static void
forget(struct book *b, uint32_t id, const char *file)
{
	uint64_t rows = 0;
	bool any = false;

	for (size_t part = 0; part < 2; part++) {
		struct slot *s = slot_at(b, b->at[2 * (size_t)id + part]);

		for (; s != NULL && s->file != file; s = slot_at(b, s->copy)) {
			s->stale = true;
			rows += s->rows;
			any = true;
		}
	}
	b->again += any;
	b->again_rows += rows;
}

/* DEDUPE_LAST: puts the row where an order has been taken away. */
static enum order_flaw
replace(struct book *b, uint32_t at, const struct order *o)
{
	struct slot *s = &b->slot[at];

	*s = slot_of(b, o, s->id);
	settle_refund(b, s);
	b->went = at;
	b->anew = true;
	return FLAW_NONE;
}

/* DEDUPE_LAST: of one file's rows with one id, refunds are many, sales one. */
static enum order_flaw
add_same_id(struct book *b, uint32_t *at, const struct order *o)
{
	uint32_t before = *at;
	enum order_flaw flaw = whole(o);

	if (flaw != FLAW_NONE)
		return flaw;
	if ((o->marks & ORDER_REFUND) == 0) {
		b->again++;
		b->again_rows += b->slot[before].rows;
		return replace(b, before, o);
	}
	flaw = append(b, o, b->slot[before].id, at);
	b->slot[*at].copy = before;
	return flaw;
}

static enum order_flaw
add_last(struct book *b, uint32_t id, uint32_t *at, const struct order *o)
{
	struct slot *s;
	enum order_flaw flaw = whole(o);

	for (size_t part = 0; part < 2; part++) {
		s = slot_at(b, b->at[2 * (size_t)id + part]);
		if (s == NULL || s->file == o->file)
			continue;
		if (flaw != FLAW_NONE)
			return flaw;
		forget(b, id, o->file);
	}
	if (*at == NONE)
		return append(b, o, id, at);
	s = &b->slot[*at];
	if (s->stale)
		return flaw != FLAW_NONE ? flaw : replace(b, *at, o);
	if (b->form.rows == ROWS_ORDER && !b->form.net)
		return add_same_id(b, at, o);
	b->went = *at;
	return add_to(b, s, o);
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
		return append(b, o, id, NULL);
	at = place_of(b, id, o);
	if (b->form.dedupe == DEDUPE_LAST)
		return add_last(b, id, at, o);
	if (*at == NONE)
		return append(b, o, id, at);
	s = &b->slot[*at];
	b->went = *at;
	if (b->form.rows != ROWS_ORDER && s->file != o->file) {
		if (b->form.dedupe == DEDUPE_ORDER)
			return add_copy(b, *at, o);
		b->spread += !s->spread;
		s->spread = true;
	}
	return add_to(b, s, o);
}

bool
book_close(struct book *b, struct fault *f)
{
	for (size_t i = 0; i < b->copies; i++) {
		const struct slot *c = &b->copy[i].slot;
		const struct slot *s = &b->slot[b->copy[i].of];

		b->again++;
		b->again_rows += c->rows;
		if (same_order(s, c))
			continue;
		fault_set(f, FAULT_DATA,
		    "the order is not the same as in %s:%llu", s->file,
		    (unsigned long long)s->line);
		fault_value(f, text_of(&b->ids, s->id));
		fault_at(f, c->file, c->line);
		return false;
	}
	return true;
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
book_again(const struct book *b, uint64_t *rows)
{
	*rows = b->again_rows;
	return b->again;
}

uint64_t
book_spread(const struct book *b)
{
	return b->spread;
}
