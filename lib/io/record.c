#include "io/record.h"

#include <string.h>

#include "base/buf.h"
#include "base/hint.h"
#include "base/mem.h"
#include "io/block.h"
#include "io/dialect.h"
#include "io/grammar.h"
#include "io/index.h"

struct reader {
	struct record_view view; /* first: see record.h */
	struct index index;
	struct block block;
	struct grammar *grammar;
	char delimiter;
	bool tsv;
	bool blanks;
	size_t columns;   /* 0: not told */
	size_t max_field; /* [bytes] */
	struct fault fault;
	struct lines at;

	size_t base;    /* of the index, in the block */
	uint32_t begin; /* the record, from the base, without line end */
	uint32_t stop;
	struct buf *undone; /* room for fields without their quotes; n is 0 */
};

const char *const record_path_name[RECORD_PATHS] = {
    [RECORD_BEST] = "best",
    [RECORD_LIBCSV] = "libcsv",
    [RECORD_SWAR] = "swar",
    [RECORD_SSE2] = "sse2",
    [RECORD_AVX2] = "avx2",
    [RECORD_NEON] = "neon",
};

#ifdef RECORD_LIBCSV_ONLY
static enum record_path forced = RECORD_LIBCSV;
#else
static enum record_path forced = RECORD_BEST;
#endif
static size_t forced_chunk;

bool
record_force(enum record_path path, size_t chunk)
{
	struct index trial;
	bool ok = path == RECORD_LIBCSV || index_init(&trial, path, ',', true);

#ifdef RECORD_LIBCSV_ONLY
	ok = path == RECORD_BEST || path == RECORD_LIBCSV;
	path = RECORD_LIBCSV;
#endif
	ok = ok && (chunk == 0 || chunk >= INDEX_LEAST);
	if (ok) {
		forced = path;
		forced_chunk = chunk;
	}
	return ok;
}

/* --- opening --- */

/* The grammar has its own order of what comes first if one byte is two. */
static void
begin_index(struct reader *r)
{
	char c = r->delimiter;

	if (c == '"' || c == '\n' || c == '\r' || r->blanks ||
	    forced == RECORD_LIBCSV)
		return;
	index_init(&r->index, forced, c, !r->tsv);
	if (forced_chunk != 0)
		r->index.chunk = forced_chunk;
}

static bool
begin(struct reader *r, struct fault *f)
{
	struct grammar_form form = {.tsv = r->tsv,
	    .blanks = r->blanks,
	    .max_field = r->max_field,
	    .max_fields = RECORD_MAX_FIELDS};

	if (r->delimiter == '\0' && !dialect_find(&r->block, &r->delimiter, f))
		return false;
	form.delimiter = r->delimiter;
	r->grammar = grammar_new(&form);
	if (r->grammar == NULL)
		return fault_set(f, FAULT_FORM, "cannot start libcsv");
	r->view.quote = r->tsv ? 256 : '"';
	begin_index(r);
	return true;
}

struct reader *
reader_open(struct input *in, const struct record_form *form, struct fault *f)
{
	struct reader *r = mem_zero(1, sizeof(*r));

	block_init(&r->block, in, form->block);
	r->tsv = form->tsv || form->blanks;
	r->blanks = form->blanks;
	r->delimiter = form->blanks ? ',' : form->tsv ? '\t' : form->delimiter;
	r->max_field =
	    form->max_field != 0 ? form->max_field : RECORD_MAX_FIELD;
	r->at.begin = r->at.next = 1;
	r->undone = mem_zero(1, sizeof(*r->undone));
	if (begin(r, f))
		return r;
	reader_close(r);
	return NULL;
}

void
reader_close(struct reader *r)
{
	if (r == NULL)
		return;
	grammar_delete(r->grammar);
	index_free(&r->index);
	block_free(&r->block);
	buf_free(r->undone);
	mem_free(r->undone);
	mem_free(r);
}

/* --- records --- */

/* Behind a record of the grammar's the index begins anew. */
HINT_APART static bool
next_fed(struct reader *r)
{
	bool ok =
	    grammar_next(r->grammar, &r->block, &r->at, r->columns, &r->fault);

	index_reset(&r->index);
	r->base = r->block.scan;
	r->view.end = NULL;
	r->view.fields = ok ? grammar_fields(r->grammar) : 0;
	return ok;
}

/* Whether more bytes could make the open record one for the index. */
static bool
may_wait(const struct reader *r)
{
	const struct block *b = &r->block;
	const struct index *ix = &r->index;

	return b->stop == b->end && !b->over && ix->seen <= r->max_field &&
	       ix->seen < INDEX_MOST && ix->ends <= RECORD_MAX_FIELDS;
}

/* Finds more records; false when the next one is for the grammar. */
HINT_APART static bool
find_records(struct reader *r)
{
	struct index *ix = &r->index;
	struct block *b = &r->block;

	if (ix->scan == NULL)
		return false;
	b->open = b->scan = r->base + ix->from;
	index_rebase(ix);
	while (ix->rows == 0 && !ix->broken) {
		size_t n = b->stop - b->scan;

		if (n > ix->seen)
			index_more(ix, b->p + b->open, n);
		else if (may_wait(r))
			(void)block_fill(b); /* its fault is the grammar's */
		else
			break;
	}
	r->base = b->open;
	r->view.base = b->p + b->open;
	return ix->rows > 0;
}

/* The bytes of a field without its quotes. */
static size_t
size_unquoted(const char *p, size_t n)
{
	size_t size = 0;

	for (size_t i = 1; i + 1 < n; i++, size++)
		i += p[i] == '"';
	return size;
}

/* Whether a long record is within the limits after all. */
HINT_APART static bool
fits(const struct reader *r)
{
	const char *base = r->view.base;

	for (size_t k = 0; k < r->view.fields; k++) {
		const uint32_t *end = r->view.end + k;
		uint32_t from = end[-1] + 1;
		size_t n = *end - from;

		if (n > r->max_field &&
		    (r->tsv || base[from] != '"' ||
			size_unquoted(base + from, n) > r->max_field))
			return false;
	}
	return r->view.fields <= RECORD_MAX_FIELDS;
}

/* The grammar says what is wrong with it. */
HINT_APART static bool
refuse(struct reader *r)
{
	r->block.open = r->block.scan = r->base + r->begin;
	r->at.next = r->at.begin;
	return next_fed(r);
}

/* Moves over n records, the last of which ends at lf. */
static inline void
count_lines(struct reader *r, size_t n, uint32_t lf)
{
	struct index *ix = &r->index;

	r->at.begin = r->at.next;
	r->at.next += n;
	for (; ix->extra_at < ix->extras && ix->extra[ix->extra_at] < lf;
	     ix->extra_at++)
		r->at.next++;
}

/* Takes the next record that was found; false if that is a blank line. */
static bool
take(struct reader *r)
{
	struct index *ix = &r->index;
	uint32_t *end = ix->end + ix->end_at;
	size_t upto = ix->row[ix->row_at++];
	size_t fields = upto - ix->end_at;
	uint32_t from = ix->from, lf = end[fields - 1], to = lf;

	if (lf > from && r->view.base[lf - 1] == '\r')
		to--;
	/* Where the record before ended nobody asks any more. */
	end[-1] = from - 1;
	end[fields - 1] = to;
	ix->end_at = upto;
	ix->from = lf + 1;
	r->begin = from;
	r->stop = to;
	r->view.end = end;
	r->view.fields = fields;
	count_lines(r, 1, lf);
	return to > from || fields > 1 || r->columns == 1;
}

bool
record_next(struct reader *r)
{
	struct index *ix = &r->index;

	if (r->fault.code != FAULT_NONE)
		return false;
	do {
		if (ix->row_at == ix->rows && !find_records(r))
			return next_fed(r);
	} while (!take(r));
	if ((r->stop - r->begin > r->max_field ||
		r->view.fields > RECORD_MAX_FIELDS) &&
	    !fits(r))
		return refuse(r);
	return true;
}

void
record_run(struct reader *r, size_t fields, size_t most, struct record_run *run)
{
	struct index *ix = &r->index;
	size_t at = ix->row_at, upto;

	*run = (struct record_run){.quote = r->view.quote};
	if (r->fault.code != FAULT_NONE || fields > RECORD_MAX_FIELDS ||
	    (at == ix->rows && !find_records(r)))
		return;
	at = ix->row_at;
	most = most < ix->rows - at ? at + most : ix->rows;
	for (upto = ix->end_at + fields; at < most && ix->row[at] == upto; at++)
		upto += fields;
	upto -= fields;
	if (at == ix->row_at || ix->end[upto - 1] - ix->from > r->max_field)
		return;
	run->base = r->view.base;
	run->end = ix->end + ix->end_at;
	run->rows = at - ix->row_at;
	/* Where the record before ended nobody asks any more. */
	(ix->end + ix->end_at)[-1] = ix->from - 1;
}

void
record_skip(struct reader *r, size_t n, size_t fields)
{
	struct index *ix = &r->index;
	uint32_t lf;

	ix->row_at += n;
	ix->end_at += n * fields;
	lf = ix->end[ix->end_at - 1];
	ix->from = lf + 1;
	r->view.fields = 0;
	count_lines(r, n, lf);
}

const struct fault *
record_fault(const struct reader *r)
{
	return &r->fault;
}

struct str
record_fed(const struct reader *r, size_t k)
{
	return grammar_field(r->grammar, k);
}

/*
 * Undone where the field stands in its record, but in memory of our own: no
 * two fields meet, and asking twice writes the same again. It only grows
 * before the first field of a record is in it.
 */
struct str
record_unquoted(const struct reader *r, const char *p, size_t n)
{
	size_t room = r->stop - r->begin;
	const char *end = p + n - 1, *quote;
	char *to, *start;

	p++;
	quote = memchr(p, '"', (size_t)(end - p));
	if (quote == NULL)
		return (struct str){p, (size_t)(end - p)};
	start = to = buf_room(r->undone, room) + (p - r->view.base - r->begin);
	do {
		size_t part = (size_t)(quote - p) + 1;

		memcpy(to, p, part);
		to += part;
		p = quote + 2;
		quote = memchr(p, '"', (size_t)(end - p));
	} while (quote != NULL);
	memcpy(to, p, (size_t)(end - p));
	return (struct str){start, (size_t)(to - start) + (size_t)(end - p)};
}

struct str
record_raw(const struct reader *r)
{
	if (r->view.end == NULL)
		return grammar_raw(r->grammar);
	return (struct str){r->view.base + r->begin, r->stop - r->begin};
}

uint64_t
record_line(const struct reader *r)
{
	return r->at.begin;
}

size_t
record_column(const struct reader *r, size_t k)
{
	if (r->view.end == NULL)
		return grammar_column(r->grammar, k);
	return (r->view.end + k)[-1] + 2 - r->begin;
}

void
record_columns(struct reader *r, size_t n)
{
	r->columns = n;
}

char
reader_delimiter(const struct reader *r)
{
	return r->delimiter;
}

const char *
reader_name(const struct reader *r)
{
	return input_name(r->block.in);
}

const struct input *
reader_input(const struct reader *r)
{
	return r->block.in;
}
