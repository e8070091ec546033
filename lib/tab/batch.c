#include "tab/batch.h"

#include "base/buf.h"
#include "base/mem.h"
#include "num/parse.h"
#include "num/plain.h"
#include "tab/table_priv.h"

enum {
	/* Where most rows are not plain a look costs more than it gives: so
	 * many are read one by one before the next one. */
	IDLE_ROWS = 16 * BATCH_ROWS
};

struct batch {
	struct table *t;
	const struct batch_column *column;
	size_t columns;
	size_t at, n; /* of the rows that were looked at */
	size_t idle;
	struct buf id; /* of a row that was read by itself */
	unsigned char plain[BATCH_ROWS];
};

struct batch *
batch_new(struct table *t, const struct batch_column *column, size_t n)
{
	struct batch *b = mem_zero(1, sizeof(*b));

	b->t = t;
	b->column = column;
	b->columns = n;
	return b;
}

void
batch_delete(struct batch *b)
{
	buf_free(&b->id);
	mem_free(b);
}

/* --- rows side by side --- */

/* One column of a run, and what is known of its rows. */
struct strip {
	const char *base;
	const uint32_t *end; /* of the first row's cell */
	size_t rows, step;
	int quote;
	bool last; /* the line's end may be a CR, too */
	unsigned char *plain;
	bool *has;
};

/* The cell of row i, without quotes around it. */
static inline struct str
cell(const struct strip *s, size_t i, bool *quoted)
{
	const uint32_t *end = s->end + i * s->step;
	uint32_t from = end[-1] + 1;
	struct str v = {s->base + from, end[0] - from};

	if (s->last && v.n > 0 && v.p[v.n - 1] == '\r')
		v.n--;
	*quoted = *v.p == s->quote;
	return *quoted ? (struct str){v.p + 1, v.n - 2} : v;
}

/* The same of a number or a date; false: it need not be there, and is not. */
static inline bool
has_cell(const struct strip *s, size_t i, struct str *text)
{
	bool quoted;

	*text = cell(s, i, &quoted);
	if (s->has != NULL)
		s->has[i] = text->n > 0;
	return s->has == NULL || text->n > 0;
}

static bool
has_quote(struct str s)
{
	return memchr(s.p, '"', s.n) != NULL;
}

static void
look_at_ids(const struct strip *s, struct str *to)
{
	bool quoted;

	for (size_t i = 0; i < s->rows; i++) {
		to[i] = cell(s, i, &quoted);
		s->plain[i] &= to[i].n > 0 && (unsigned char)*to[i].p > ' ' &&
			       !(quoted && has_quote(to[i]));
	}
}

static void
look_at_texts(const struct strip *s, struct str *to)
{
	bool quoted;

	for (size_t i = 0; i < s->rows; i++) {
		to[i] = cell(s, i, &quoted);
		s->plain[i] &= to[i].n == 0 ||
			       ((unsigned char)*to[i].p > ' ' &&
				   (unsigned char)to[i].p[to[i].n - 1] > ' ' &&
				   !(quoted && has_quote(to[i])));
	}
}

static void
look_at_days(const struct strip *s, int32_t *to)
{
	struct str text;
	int32_t second;

	for (size_t i = 0; i < s->rows; i++)
		if (has_cell(s, i, &text))
			s->plain[i] &= plain_local(text, &to[i], &second);
}

static void
look_at_instants(const struct strip *s, int64_t *to)
{
	struct str text;
	int32_t day = 0, second;

	for (size_t i = 0; i < s->rows; i++) {
		if (!has_cell(s, i, &text))
			continue;
		s->plain[i] &= plain_local(text, &day, &second);
		to[i] = day * DATE_US_PER_DAY + second * INT64_C(1000000);
	}
}

static void
look_at_decs(const struct strip *s, char decimal, int64_t *to)
{
	struct str text;

	for (size_t i = 0; i < s->rows; i++)
		if (has_cell(s, i, &text))
			s->plain[i] &= plain_dec(text, decimal, true, &to[i]);
}

static void
look_at_ints(const struct strip *s, int64_t *to)
{
	struct str text;

	for (size_t i = 0; i < s->rows; i++)
		if (has_cell(s, i, &text))
			s->plain[i] &= plain_int(text, &to[i]);
}

static bool
is_date(enum batch_kind kind)
{
	return kind == BATCH_DAY || kind == BATCH_INSTANT;
}

static void
look_at(
    struct batch *b, const struct record_run *run, const struct batch_column *c)
{
	const struct table *t = b->t;
	size_t at = t->slot[c->slot].at;
	struct strip s = {.base = run->base,
	    .end = run->end + at,
	    .rows = run->rows,
	    .step = t->now.count,
	    .quote = run->quote,
	    .last = at + 1 == t->now.count,
	    .plain = b->plain,
	    .has = c->has};

	if (is_date(c->kind) && t->form.date != NULL) {
		memset(b->plain, 0, run->rows);
		return;
	}
	switch (c->kind) {
	case BATCH_ID:
		look_at_ids(&s, c->to);
		break;
	case BATCH_DAY:
		look_at_days(&s, c->to);
		break;
	case BATCH_DEC:
		look_at_decs(&s, table_decimal(t), c->to);
		break;
	case BATCH_INT:
		look_at_ints(&s, c->to);
		break;
	case BATCH_INSTANT:
		look_at_instants(&s, c->to);
		break;
	case BATCH_TEXT:
		look_at_texts(&s, c->to);
		break;
	}
}

/* How many rows from i on are plain. */
static size_t
plain_from(const struct batch *b, size_t i)
{
	size_t from = i;

	while (i < b->n && b->plain[i])
		i++;
	return i - from;
}

/* Whether a header that comes again is no plain row. */
static bool
tells_header(const struct table *t, const struct batch_column *c)
{
	struct str name = t->now.name[t->slot[c->slot].at];
	struct date date;
	int64_t v;

	switch (c->kind) {
	case BATCH_ID:
	case BATCH_TEXT:
		break;
	case BATCH_DAY:
	case BATCH_INSTANT:
		return name.n > 0 &&
		       date_parse(NULL, &t->form.zone, name, &date) != DATE_OK;
	case BATCH_DEC:
		return name.n > 0 &&
		       dec_parse(&t->form.dec, name, &v) != DEC_OK;
	case BATCH_INT:
		return name.n > 0 && parse_i64(name, &v) != PARSE_OK;
	}
	return false;
}

/* Whether all columns are there, and a record of its own is not pending. */
static bool
may_look(const struct batch *b)
{
	for (size_t k = 0; k < b->columns; k++)
		if (!b->t->slot[b->column[k].slot].found)
			return false;
	return !b->t->pending;
}

/* Looks at more rows, if the next ones can be looked at side by side. */
static void
look(struct batch *b)
{
	struct table *t = b->t;
	struct record_run run;

	b->at = b->n = 0;
	if (!may_look(b))
		return;
	record_run(t->reader, t->now.count, BATCH_ROWS, &run);
	b->n = run.rows;
	memset(b->plain, 1, b->n);
	for (size_t k = 0; k < b->columns && b->n > 0; k++)
		look_at(b, &run, &b->column[k]);
}

/* Whether plain rows need no second look: dates are, and no header is one. */
static bool
may_skip(const struct batch *b)
{
	const struct table *t = b->t;
	bool told = t->form.no_header;

	for (size_t k = 0; k < b->columns; k++) {
		if (is_date(b->column[k].kind) && t->form.date != NULL)
			return false;
		told = told || tells_header(t, &b->column[k]);
	}
	return told;
}

/* The same for batch_next, where it gives something. */
static void
look_on(struct batch *b)
{
	size_t plain = 0;

	b->at = b->n = 0;
	if (b->idle > 0) {
		b->idle--;
		return;
	}
	if (!may_look(b) || !may_skip(b))
		return;
	look(b);
	for (size_t i = 0; i < b->n; i++)
		plain += b->plain[i];
	if (plain < b->n / 2)
		b->idle = IDLE_ROWS;
}

/* --- and one by one --- */

/* As those of a run have it, with something to read behind it. */
static bool
read_id(struct batch *b, const struct batch_column *c, struct str *id)
{
	if (!table_id(b->t, c->slot, id))
		return false;
	b->id.n = 0;
	(void)buf_room(&b->id, id->n + BATCH_SPARE);
	buf_str(&b->id, *id);
	*id = buf_view(&b->id);
	return true;
}

static bool
read_instant(struct batch *b, const struct batch_column *c, int64_t *us)
{
	struct date d;
	bool ok = table_date(b->t, c->slot, &d);

	if (ok)
		*us = d.us;
	return ok;
}

static bool
read_cell(struct batch *b, const struct batch_column *c, size_t i)
{
	switch (c->kind) {
	case BATCH_ID:
		return read_id(b, c, (struct str *)c->to + i);
	case BATCH_DAY:
		return table_day(b->t, c->slot, (int32_t *)c->to + i);
	case BATCH_DEC:
		return table_dec(b->t, c->slot, (int64_t *)c->to + i);
	case BATCH_INT:
		return table_int(b->t, c->slot, (int64_t *)c->to + i);
	case BATCH_INSTANT:
		return read_instant(b, c, (int64_t *)c->to + i);
	case BATCH_TEXT:
		((struct str *)c->to)[i] = str_trim(table_text(b->t, c->slot));
		return true;
	}
	return false;
}

static bool
read_row(struct batch *b, size_t i)
{
	for (size_t k = 0; k < b->columns; k++)
		if (!read_cell(b, &b->column[k], i))
			return false;
	return true;
}

/* The rows are behind us: what table_next does for each. */
static void
take(struct batch *b, size_t n)
{
	struct table *t = b->t;

	record_skip(t->reader, n, t->now.count);
	b->at += n;
	table_count(t, n);
}

size_t
batch_next(struct batch *b, size_t *at)
{
	bool ok = false;

	while (!ok) {
		size_t n;

		if (!table_ready(b->t))
			return 0;
		if (b->at == b->n)
			look_on(b);
		*at = b->at;
		n = plain_from(b, b->at);
		if (n > 0) {
			take(b, n);
			return n;
		}
		if (!table_next(b->t))
			return 0;
		ok = read_row(b, *at);
		b->at += b->at < b->n;
	}
	return 1;
}

size_t
batch_ahead(struct batch *b, size_t *at, size_t most)
{
	if (!table_ready(b->t))
		return 0;
	if (b->at == b->n)
		look(b);
	*at = b->at;
	return most < b->n - b->at ? most : b->n - b->at;
}

bool
batch_plain(const struct batch *b, size_t i)
{
	return b->plain[i];
}

bool
batch_step(struct batch *b)
{
	b->at += b->at < b->n;
	return table_next(b->t);
}
