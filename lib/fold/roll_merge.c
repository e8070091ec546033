/*
 * Each part's customers are written, in the order that is wanted, to a file
 * of its own; then the foremost of all heads is taken again and again.
 */
#include "base/mem.h"
#include "base/sort.h"
#include "fold/roll_impl.h"

/* A customer as he is written: the id and the days stand behind. */
struct record {
	uint64_t rank;
	struct fold_person person;
};

/* All but his days. */
static struct fold_person
person_of(struct str s)
{
	struct record r;

	memcpy(&r, s.p, sizeof(r));
	r.person.day = NULL;
	r.person.id.p = s.p + sizeof(r) + r.person.days * sizeof(*r.person.day);
	return r.person;
}

static uint64_t
rank_of(struct str s)
{
	uint64_t rank;

	memcpy(&rank, s.p, sizeof(rank));
	return rank;
}

/* Whether a comes before b. */
static bool
before(const struct roll_order *o, struct str a, struct str b)
{
	int way = 0;

	if (o->top > 0)
		way = i128_cmp(person_of(b).net, person_of(a).net);
	else if (o->by_id)
		way = str_cmp(person_of(a).id, person_of(b).id);
	return way < 0 || (way == 0 && rank_of(a) < rank_of(b));
}

/* --- writing a part --- */

static bool
write_person(struct spool *to, struct buf *b, uint64_t rank,
    const struct fold_person *p, struct fault *f)
{
	struct record r;

	memset(&r, 0, sizeof(r));
	r.rank = rank;
	r.person = *p;
	b->n = 0;
	buf_put(b, (const char *)&r, sizeof(r));
	if (p->days > 0)
		buf_put(b, (const char *)p->day, p->days * sizeof(*p->day));
	buf_str(b, p->id);
	return spool_put(to, buf_view(b), f);
}

static bool
write_part(struct roll *ro, struct fold *fo, const struct spill_ranks *ranks,
    struct spool *to, struct fault *f)
{
	struct roll_order order = ro->order;
	struct buf b = {0};
	struct fold_person p;
	size_t n;
	uint32_t *row;
	bool ok = true;

	/* The top of all is looked for before it is sorted. */
	order.by_id = order.by_id && order.top == 0;
	row = roll_choose(&order, fo, &n);
	for (size_t i = 0; ok && i < n; i++) {
		fold_get(fo, row[i], &p);
		ok = write_person(to, &b, ranks->rank[row[i]], &p, f);
	}
	mem_free(row);
	buf_free(&b);
	return ok && spool_rewind(to, f);
}

static bool
write_parts(struct roll *ro, struct fault *f)
{
	struct spill_ranks ranks = {0};
	bool ok = true;

	for (size_t i = 0; ok && i < SPILL_PARTS; i++) {
		struct fold *fo = roll_part(ro, i, &ranks, f);

		ro->lane[i].spool = spool_new(1, ro->folder);
		ok = fo != NULL &&
		     write_part(ro, fo, &ranks, ro->lane[i].spool, f);
		fold_delete(fo);
	}
	mem_free(ranks.rank);
	return ok;
}

/* --- the heap --- */

static bool
advance(struct lane *l, struct fault *f)
{
	f->code = FAULT_NONE;
	if (!spool_next(l->spool, &l->head, f))
		l->head.p = NULL;
	return f->code == FAULT_NONE;
}

static void
sift(struct roll *ro, size_t i)
{
	struct lane **heap = ro->heap, *l = heap[i];

	while (2 * i + 1 < ro->lanes) {
		size_t child = 2 * i + 1;

		if (child + 1 < ro->lanes &&
		    before(
			&ro->order, heap[child + 1]->head, heap[child]->head))
			child++;
		if (!before(&ro->order, heap[child]->head, l->head))
			break;
		heap[i] = heap[child];
		i = child;
	}
	heap[i] = l;
}

static bool
fill_heap(struct roll *ro, struct fault *f)
{
	for (size_t i = 0; i < SPILL_PARTS; i++) {
		if (!advance(&ro->lane[i], f))
			return false;
		if (ro->lane[i].head.p != NULL)
			ro->heap[ro->lanes++] = &ro->lane[i];
	}
	for (size_t i = ro->lanes / 2; i-- > 0;)
		sift(ro, i);
	return true;
}

/* The foremost record, until the next call. */
static bool
next_record(struct roll *ro, struct str *s, struct fault *f)
{
	f->code = FAULT_NONE;
	if (ro->taken) {
		if (!advance(ro->heap[0], f))
			return false;
		if (ro->heap[0]->head.p == NULL)
			ro->heap[0] = ro->heap[--ro->lanes];
		if (ro->lanes > 0)
			sift(ro, 0);
	}
	ro->taken = ro->lanes > 0;
	if (ro->taken)
		*s = ro->heap[0]->head;
	return ro->taken;
}

/* --- the top --- */

static int
top_by_id(uint32_t a, uint32_t b, void *arg)
{
	const struct str *top = arg;

	return str_cmp(person_of(top[a]).id, person_of(top[b]).id);
}

static bool
take_top(struct roll *ro, struct fault *f)
{
	struct str s;

	f->code = FAULT_NONE;
	while (ro->tops < ro->order.top && next_record(ro, &s, f)) {
		ro->top = mem_grow(
		    ro->top, &ro->top_room, ro->tops + 1, sizeof(*ro->top));
		ro->top[ro->tops++] = arena_str(&ro->arena, s);
	}
	if (f->code != FAULT_NONE)
		return false;
	ro->n = ro->tops;
	ro->index = mem_resize(NULL, ro->n, sizeof(*ro->index));
	for (size_t i = 0; i < ro->n; i++)
		ro->index[i] = (uint32_t)i;
	if (ro->order.by_id)
		sort_index(ro->index, ro->n, top_by_id, ro->top);
	return true;
}

bool
roll_merge(struct roll *ro, struct fault *f)
{
	return write_parts(ro, f) && fill_heap(ro, f) &&
	       (ro->order.top == 0 || take_top(ro, f));
}

/* A record may begin at any byte: days are read where they are aligned. */
static void
take_days(struct roll *ro, struct str s, struct fold_person *p)
{
	if (p->days == 0)
		return;
	ro->day = mem_grow(ro->day, &ro->day_room, p->days, sizeof(*ro->day));
	memcpy(
	    ro->day, s.p + sizeof(struct record), p->days * sizeof(*ro->day));
	p->day = ro->day;
}

bool
roll_merge_next(struct roll *ro, struct fold_person *p, struct fault *f)
{
	struct str s;

	if (ro->order.top == 0) {
		if (!next_record(ro, &s, f))
			return false;
	} else {
		if (ro->at == ro->n)
			return false;
		s = ro->top[ro->index[ro->at++]];
	}
	*p = person_of(s);
	take_days(ro, s, p);
	return true;
}

void
roll_merge_end(struct roll *ro)
{
	for (size_t i = 0; i < SPILL_PARTS; i++)
		spool_delete(ro->lane[i].spool);
	mem_free(ro->day);
	mem_free(ro->top);
	arena_free(&ro->arena);
}
