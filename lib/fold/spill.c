#include "fold/spill.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "tab/spool.h"

enum {
	PIECE = 16 * 1024, /* of rows, before they go to the spool */
	BATCH = 128,
	LISTED = INT32_MIN /* in place of more: a customer to be listed */
};

/* A row as it is written; its id stands behind it. */
struct head {
	uint64_t rank;
	int64_t amount;
	int32_t day;
	int32_t more;
	uint32_t size;
};

enum { HEAD_SIZE = 28 };

struct part {
	struct spool *spool;
	struct buf rows;
};

struct spill {
	struct part part[SPILL_PARTS];
	uint64_t rank;
};

struct spill *
spill_new(const char *folder)
{
	struct spill *s = mem_zero(1, sizeof(*s));

	for (size_t i = 0; i < SPILL_PARTS; i++)
		s->part[i].spool = spool_new(1, folder);
	return s;
}

static void
end_part(struct part *p)
{
	spool_delete(p->spool);
	buf_free(&p->rows);
	p->spool = NULL;
}

void
spill_delete(struct spill *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < SPILL_PARTS; i++)
		end_part(&s->part[i]);
	mem_free(s);
}

static bool
flush(struct part *p, struct fault *f)
{
	bool ok = p->rows.n == 0 || spool_put(p->spool, buf_view(&p->rows), f);

	p->rows.n = 0;
	return ok;
}

/* --- writing --- */

static bool
write_row(struct spill *s, const struct fold_row *row, struct fault *f)
{
	struct part *p = &s->part[hash_bytes(row->id) % SPILL_PARTS];
	struct head h = {
	    s->rank++, row->amount, row->day, row->more, (uint32_t)row->id.n};

	buf_put(&p->rows, (const char *)&h, HEAD_SIZE);
	buf_str(&p->rows, row->id);
	return p->rows.n < PIECE || flush(p, f);
}

bool
spill_row(struct spill *s, const struct fold_row *row, struct fault *f)
{
	return write_row(s, row, f);
}

bool
spill_list(struct spill *s, struct str id, struct fault *f)
{
	return write_row(s, &(struct fold_row){.id = id, .more = LISTED}, f);
}

/*
 * n orders that sum up to sum, in as many rows as it takes. Refunds are less
 * than 2^31, or what is left of the number would be purchases of nothing.
 */
static bool
write_sum(struct spill *s, struct fold_row row, struct i128 sum, uint64_t n,
    struct fault *f)
{
	bool ok = true, more = true;

	while (ok && more) {
		uint64_t part = n < INT32_MAX ? n : INT32_MAX;

		more = !i128_to_i64(sum, &row.amount) || part < n;
		if (!i128_to_i64(sum, &row.amount))
			row.amount = sum.hi < 0 ? INT64_MIN : INT64_MAX;
		row.more = (int32_t)((int64_t)part - 1);
		sum = i128_sub(sum, i128_of(row.amount));
		n -= part;
		ok = write_row(s, &row, f);
	}
	return ok;
}

static bool
write_days(struct spill *s, enum period period, const struct fold_person *p,
    struct fault *f)
{
	struct fold_row row = {.id = p->id};
	bool ok = true;

	for (size_t i = 0; ok && i < p->days; i++) {
		row.day = period_first_day(period, p->day[i].day);
		ok = write_sum(s, row, i128_of(p->day[i].sum), p->day[i].n, f);
	}
	return ok;
}

static bool
write_visits(struct spill *s, const struct fold *fo, size_t i,
    const struct fold_person *p, struct fault *f)
{
	struct i128 opening = i128_sub(p->bought, p->repeat);
	struct fold_row row = {.id = p->id, .day = p->first};
	const int32_t *period;
	size_t n = fold_visits(fo, i, &period);
	bool ok = write_sum(s, row, opening, p->orders, f);

	row.day = p->last;
	ok = ok && (p->first == p->last || write_sum(s, row, p->repeat, 0, f));
	row.more = -1;
	for (size_t k = 1; ok && k + 1 < n; k++) {
		row.day = period_first_day(fold_form(fo)->period, period[k]);
		ok = write_row(s, &row, f);
	}
	return ok;
}

/* The holdout's sum goes to its first period; a period may begin before. */
static bool
write_later(struct spill *s, const struct fold *fo, size_t i,
    const struct fold_person *p, struct fault *f)
{
	const struct fold_form *form = fold_form(fo);
	struct fold_row row = {.id = p->id};
	const int32_t *period;
	size_t n = fold_later(fo, i, &period);
	bool ok = true;

	for (size_t k = 0; ok && k < n; k++) {
		row.day = period_first_day(form->period, period[k]);
		if (row.day <= form->until)
			row.day = form->until + 1;
		ok = write_sum(s, row, k == 0 ? p->holdout : i128_of(0), 0, f);
	}
	return ok;
}

/* Refunds have a sum and no day: one that is not in the holdout. */
static bool
write_returned(struct spill *s, const struct fold *fo,
    const struct fold_person *p, struct fault *f)
{
	const struct fold_form *form = fold_form(fo);
	struct fold_row row = {.id = p->id};

	if (i128_sign(p->returned) == 0)
		return true;
	(void)fold_as_of(fo, &row.day);
	if (p->orders > 0)
		row.day = p->first;
	else if (form->has_until && row.day > form->until)
		row.day = form->until;
	return write_sum(s, row, i128_neg(p->returned), 0, f);
}

bool
spill_fold(struct spill *s, struct fold *fo, struct fault *f)
{
	struct fold_person p;
	bool ok = true;

	fold_settle(fo);
	for (size_t i = 0; ok && i < fold_count(fo); i++) {
		fold_get(fo, i, &p);
		if (fold_form(fo)->days)
			ok = write_days(s, fold_form(fo)->period, &p, f);
		else
			ok = (p.orders == 0 || write_visits(s, fo, i, &p, f)) &&
			     write_returned(s, fo, &p, f) &&
			     write_later(s, fo, i, &p, f);
		if (ok && p.listed)
			ok = spill_list(s, p.id, f);
	}
	return ok;
}

/* --- reading --- */

struct reading {
	struct fold *fo;
	struct spill_ranks *ranks;
	struct fold_row row[BATCH];
	uint64_t rank[BATCH];
	size_t n;
};

/* A customer's rank is that of the row that made him one. */
static void
note_rank(struct spill_ranks *r, size_t customers, uint64_t rank)
{
	if (r->n == customers)
		return;
	r->rank = mem_grow(r->rank, &r->room, r->n + 1, sizeof(*r->rank));
	r->rank[r->n++] = rank;
}

static bool
fold_batch(struct reading *in, struct fault *f)
{
	uint32_t of[BATCH];

	if (!fold_add_to(in->fo, in->row, in->n, of, f))
		return false;
	for (size_t k = 0; k < in->n; k++)
		if (of[k] == in->ranks->n)
			note_rank(in->ranks, fold_count(in->fo), in->rank[k]);
	in->n = 0;
	return true;
}

static bool
list(struct reading *in, struct str id, uint64_t rank, struct fault *f)
{
	if (!fold_batch(in, f) || !fold_list(in->fo, id, f))
		return false;
	note_rank(in->ranks, fold_count(in->fo), rank);
	return true;
}

/* Folds all rows of a piece, whose ids are views into it. */
static bool
read_piece(struct reading *in, struct str piece, struct fault *f)
{
	bool ok = true;

	while (ok && piece.n > 0) {
		struct head h;
		struct str id;

		memcpy(&h, piece.p, HEAD_SIZE);
		id = (struct str){piece.p + HEAD_SIZE, h.size};
		piece.p += HEAD_SIZE + h.size;
		piece.n -= HEAD_SIZE + h.size;
		if (h.more == LISTED) {
			ok = list(in, id, h.rank, f);
			continue;
		}
		in->row[in->n] = (struct fold_row){id, h.amount, h.day, h.more};
		in->rank[in->n++] = h.rank;
		if (in->n == BATCH)
			ok = fold_batch(in, f);
	}
	return ok && fold_batch(in, f);
}

bool
spill_read(struct spill *s, size_t part, struct fold *fo,
    struct spill_ranks *ranks, struct fault *f)
{
	struct reading in = {.fo = fo, .ranks = ranks};
	struct part *p = &s->part[part];
	struct str piece;
	bool ok = flush(p, f) && spool_rewind(p->spool, f);

	ranks->n = 0;
	if (ok)
		f->code = FAULT_NONE;
	while (ok && spool_next(p->spool, &piece, f))
		ok = read_piece(&in, piece, f);
	end_part(p);
	return ok && f->code == FAULT_NONE;
}
