#include "shop/lines.h"

#include "base/i128.h"
#include "base/mem.h"

/* Makes the order known. */
static void
reach(struct lines *l, size_t at)
{
	if (at < l->orders)
		return;
	l->ends =
	    mem_grow(l->ends, &l->ends_room, 2 * (at + 1), sizeof(*l->ends));
	for (; l->orders <= at; l->orders++) {
		l->ends[2 * l->orders] = LINES_NONE;
		l->ends[2 * l->orders + 1] = LINES_NONE;
	}
}

static const struct str *
keep(struct lines *l, const struct order *o, size_t n)
{
	struct str *kept;

	if (n == 0)
		return NULL;
	kept = arena_alloc(&l->arena, n * sizeof(*kept));
	for (size_t i = 0; i < n; i++)
		kept[i] = arena_str(&l->arena, o->kept[i]);
	return kept;
}

void
lines_add(
    struct lines *l, size_t at, const struct order *o, bool net, size_t nkeep)
{
	uint32_t i = (uint32_t)l->n;
	int64_t amount = o->line_amount, rest;

	/* Out of range it stays, and the order's own row makes up for it. */
	if (net &&
	    i128_to_i64(i128_sub(i128_of(amount), i128_of(o->refunded)), &rest))
		amount = rest;
	reach(l, at);
	l->line = mem_grow(l->line, &l->room, l->n + 1, sizeof(*l->line));
	l->line[l->n++] = (struct line){.amount = amount,
	    .quantity = o->quantity,
	    .sku = o->sku.n > 0 ? names_add(&l->skus, o->sku) : LINES_NONE,
	    .next = LINES_NONE,
	    .counted = o->counted,
	    .kept = keep(l, o, nkeep)};
	if (l->ends[2 * at] == LINES_NONE)
		l->ends[2 * at] = i;
	else
		l->line[l->ends[2 * at + 1]].next = i;
	l->ends[2 * at + 1] = i;
}

void
lines_clear(struct lines *l, size_t at)
{
	reach(l, at);
	l->ends[2 * at] = l->ends[2 * at + 1] = LINES_NONE;
}

uint32_t
lines_first(const struct lines *l, size_t at)
{
	return at < l->orders ? l->ends[2 * at] : LINES_NONE;
}

struct str
lines_sku(const struct lines *l, const struct line *line)
{
	return line->sku == LINES_NONE ? STR("") : l->skus.name[line->sku];
}

void
lines_free(struct lines *l)
{
	mem_free(l->line);
	mem_free(l->ends);
	names_free(&l->skus);
	arena_free(&l->arena);
}
