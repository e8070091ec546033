/* book_again: orders that come again. */
#include "base/mem.h"
#include "shop/book_priv.h"

static bool
same_order(const struct slot *a, const struct slot *b)
{
	return a->us == b->us && a->amount == b->amount &&
	       a->refunded == b->refunded && a->customer == b->customer &&
	       a->currency == b->currency && a->marks == b->marks;
}

enum order_flaw
book_same(struct book *b, const struct slot *s, const struct order *o)
{
	struct slot row = book_slot(b, o, s->id);

	if (!same_order(s, &row))
		return FLAW_TWICE;
	b->went = NONE;
	b->again++;
	b->again_rows++;
	return FLAW_NONE;
}

/* A row of an order that was in a file before: its copy here. */
enum order_flaw
book_copy(struct book *b, uint32_t at, const struct order *o)
{
	struct slot *s = &b->slot[at];
	enum order_flaw flaw = book_whole(o);

	b->went = NONE;
	if (s->copy != NONE && b->copy[s->copy].slot.file == o->file)
		return book_join(b, &b->copy[s->copy].slot, o);
	if (flaw != FLAW_NONE)
		return flaw;
	b->copy =
	    mem_grow(b->copy, &b->copy_room, b->copies + 1, sizeof(*b->copy));
	b->copy[b->copies] = (struct copy){at, book_slot(b, o, s->id)};
	s->copy = (uint32_t)b->copies++;
	return FLAW_NONE;
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

	*s = book_slot(b, o, s->id);
	book_settle(b, s);
	b->went = at;
	b->anew = true;
	return FLAW_NONE;
}

/* DEDUPE_LAST: of one file's rows with one id, refunds are many, sales one. */
static enum order_flaw
add_same_id(struct book *b, uint32_t *at, const struct order *o)
{
	uint32_t before = *at;
	enum order_flaw flaw = book_whole(o);

	if (flaw != FLAW_NONE)
		return flaw;
	if ((o->marks & ORDER_REFUND) == 0) {
		b->again++;
		b->again_rows += b->slot[before].rows;
		return replace(b, before, o);
	}
	flaw = book_append(b, o, b->slot[before].id, at);
	b->slot[*at].copy = before;
	return flaw;
}

enum order_flaw
book_last(struct book *b, uint32_t id, uint32_t *at, const struct order *o)
{
	struct slot *s;
	enum order_flaw flaw = book_whole(o);

	for (size_t part = 0; part < 2; part++) {
		s = slot_at(b, b->at[2 * (size_t)id + part]);
		if (s == NULL || s->file == o->file)
			continue;
		if (flaw != FLAW_NONE)
			return flaw;
		forget(b, id, o->file);
	}
	if (*at == NONE)
		return book_append(b, o, id, at);
	s = &b->slot[*at];
	if (s->stale)
		return flaw != FLAW_NONE ? flaw : replace(b, *at, o);
	if (b->form.rows == ROWS_ORDER && !b->form.net)
		return add_same_id(b, at, o);
	b->went = *at;
	return book_join(b, s, o);
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
		fault_value(f, b->ids.name[s->id]);
		fault_at(f, c->file, c->line);
		return false;
	}
	return true;
}

uint64_t
book_again(const struct book *b, uint64_t *rows)
{
	*rows = b->again_rows;
	return b->again;
}
