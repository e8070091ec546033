#include "fold/roll.h"

#include "base/mem.h"
#include "base/sort.h"
#include "fold/roll_impl.h"

struct roll *
roll_new(const struct fold_form *form, uint64_t memory, const char *folder)
{
	struct roll *ro = mem_zero(1, sizeof(*ro));

	ro->form = *form;
	ro->memory = memory;
	ro->folder = folder;
	ro->fold = fold_new(form);
	return ro;
}

void
roll_delete(struct roll *ro)
{
	if (ro == NULL)
		return;
	roll_merge_end(ro);
	fold_delete(ro->part);
	fold_delete(ro->fold);
	spill_delete(ro->spill);
	mem_free(ro->index);
	mem_free(ro->group);
	mem_free(ro);
}

/* From here on the fold in memory only counts. */
static bool
begin_spill(struct roll *ro, struct fault *f)
{
	bool ok;

	ro->spill = spill_new(ro->folder);
	ok = spill_fold(ro->spill, ro->fold, f);
	fold_shrink(ro->fold);
	return ok;
}

static bool
check_memory(struct roll *ro, struct fault *f)
{
	return fold_memory(ro->fold) <= ro->memory || begin_spill(ro, f);
}

bool
roll_add(struct roll *ro, const struct fold_row *row, size_t n, struct fault *f)
{
	bool ok = true;

	if (ro->spill == NULL)
		return fold_add(ro->fold, row, n, f) && check_memory(ro, f);
	for (size_t i = 0; ok && i < n; i++)
		if (fold_take(ro->fold, &row[i]))
			ok = spill_row(ro->spill, &row[i], f);
	return ok;
}

bool
roll_list(struct roll *ro, struct str id, struct fault *f)
{
	if (ro->spill != NULL)
		return spill_list(ro->spill, id, f);
	return fold_list(ro->fold, id, f) && check_memory(ro, f);
}

void
roll_seen(struct roll *ro, int32_t day)
{
	fold_seen(ro->fold, day);
}

bool
roll_finish(struct roll *ro, struct fault *f)
{
	if (ro->spill != NULL)
		return fold_check(ro->fold, f);
	return fold_finish(ro->fold, f);
}

void
roll_threads(struct roll *ro, int *threads)
{
	fold_threads(ro->fold, threads);
}

bool
roll_as_of(const struct roll *ro, int32_t *day)
{
	return fold_as_of(ro->fold, day);
}

int64_t
roll_holdout_length(const struct roll *ro)
{
	return fold_holdout_length(ro->fold);
}

const struct fold_count *
roll_counts(const struct roll *ro)
{
	return fold_counts(ro->fold);
}

struct fold *
roll_part(
    struct roll *ro, size_t part, struct spill_ranks *ranks, struct fault *f)
{
	struct fold_form form = ro->form;
	struct fold *fo;

	form.has_as_of = fold_as_of(ro->fold, &form.as_of);
	fo = fold_new(&form);
	if (spill_read(ro->spill, part, fo, ranks, f) && fold_finish(fo, f)) {
		fold_count_more(ro->fold, fold_counts(fo));
		return fo;
	}
	fold_delete(fo);
	return NULL;
}

/* --- which customers, in what order --- */

static int
by_id(uint32_t a, uint32_t b, void *arg)
{
	const struct fold *fo = arg;

	return str_cmp(fold_id(fo, a), fold_id(fo, b));
}

static int
by_amount(uint32_t a, uint32_t b, void *arg)
{
	const struct i128 *net = arg;

	return i128_cmp(net[b], net[a]);
}

/* The customers of greatest net sum, the greatest first. */
static size_t
keep_top(const struct fold *fo, uint64_t top, uint32_t *row, size_t n)
{
	struct i128 *net = mem_resize(NULL, fold_count(fo), sizeof(*net));
	struct fold_person p;

	for (size_t i = 0; i < n; i++) {
		fold_get(fo, row[i], &p);
		net[row[i]] = p.net;
	}
	sort_index(row, n, by_amount, net);
	mem_free(net);
	return n < top ? n : (size_t)top;
}

uint32_t *
roll_choose(const struct roll_order *order, struct fold *fo, size_t *n)
{
	size_t all = fold_count(fo);
	uint32_t *row = mem_resize(NULL, all, sizeof(*row));

	*n = 0;
	for (size_t i = 0; i < all; i++)
		if (order->all || fold_is_buyer(fo, i) ||
		    (fold_is_listed(fo, i) && order->top == 0))
			row[(*n)++] = (uint32_t)i;
	if (order->top > 0)
		*n = keep_top(fo, order->top, row, *n);
	if (order->by_id)
		sort_index(row, *n, by_id, fo);
	return row;
}

bool
roll_walk(struct roll *ro, const struct roll_order *order, struct fault *f)
{
	ro->order = *order;
	if (ro->spill != NULL)
		return order->any || roll_merge(ro, f);
	ro->walked = ro->fold;
	ro->index = roll_choose(order, ro->fold, &ro->n);
	return true;
}

/* In no order: the parts that were spilled, one after the other. */
static bool
next_part(struct roll *ro, struct fault *f)
{
	struct spill_ranks ranks = {0};

	f->code = FAULT_NONE;
	fold_delete(ro->part);
	ro->part = NULL;
	if (ro->spill == NULL || ro->parts == SPILL_PARTS)
		return false;
	ro->part = roll_part(ro, ro->parts++, &ranks, f);
	mem_free(ranks.rank);
	if (ro->part == NULL)
		return false;
	mem_free(ro->index);
	ro->walked = ro->part;
	ro->index = roll_choose(&ro->order, ro->part, &ro->n);
	ro->at = 0;
	return true;
}

bool
roll_next(struct roll *ro, struct fold_person *p, struct fault *f)
{
	if (ro->spill != NULL && !ro->order.any)
		return roll_merge_next(ro, p, f);
	while (ro->at == ro->n)
		if (!next_part(ro, f))
			return false;
	fold_get(ro->walked, ro->index[ro->at++], p);
	return true;
}

size_t
roll_held(const struct roll *ro)
{
	return ro->spill != NULL ? 0 : ro->n;
}

void
roll_get(const struct roll *ro, size_t i, struct fold_person *p)
{
	fold_get(ro->fold, ro->index[i], p);
}
