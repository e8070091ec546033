#include "io/record.h"

#include <csv.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/block.h"
#include "io/dialect.h"
#include "io/spans.h"
#include "io/tsv.h"

enum {
	CSV_STEP = 4096,          /* growth of libcsv's buffer */
	DIALECT_LOOK = 1024 * 1024 /* a longer header line is cut there */
};

struct reader {
	struct block block;
	char delimiter;
	bool tsv;
	size_t columns; /* 0: not told */
	struct fault fault;

	uint64_t line;  /* of the record */
	uint64_t next;  /* of what has not been fed */
	size_t raw_n;
	bool begun;     /* bytes of the record were fed */
	bool ended;     /* the record is complete */
	struct spans spans;

	struct csv_parser csv;
	struct buf cells; /* fields with their quotes undone, end to end */
	size_t field;     /* TSV: where the open field begins */
};

static bool
fail(struct reader *r)
{
	fault_at(&r->fault, input_name(r->block.in), r->line);
	return false;
}

/* --- libcsv: fed line by line, so that a feed ends at most one record --- */

/*
 * libcsv's callback for memory knows no context. It asks for a little less
 * after each refusal, so the limit is met exactly.
 */
static _Thread_local size_t csv_limit;

static void *
csv_memory(void *p, size_t n)
{
	return n <= csv_limit ? mem_resize(p, n, 1) : NULL;
}

static int
csv_no_space(unsigned char c)
{
	(void)c;
	return 0;
}

static bool
csv_begin(struct reader *r)
{
	if (csv_init(&r->csv, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return false;
	csv_set_delim(&r->csv, (unsigned char)r->delimiter);
	csv_set_space_func(&r->csv, csv_no_space);
	csv_set_realloc_func(&r->csv, csv_memory);
	csv_set_free_func(&r->csv, mem_free);
	csv_set_blk_size(&r->csv, CSV_STEP);
	return true;
}

static void
csv_on_field(void *p, size_t n, void *arg)
{
	struct reader *r = arg;

	spans_push(&r->spans, r->cells.n, n);
	if (r->spans.excess == EXCESS_NONE)
		buf_put(&r->cells, p, n);
}

static void
csv_on_row(int c, void *arg)
{
	struct reader *r = arg;

	(void)c;
	r->ended = true;
}

static bool
csv_refused(struct reader *r, size_t byte)
{
	struct block *b = &r->block;

	if (csv_error(&r->csv) != CSV_EPARSE) {
		r->spans.excess = EXCESS_LONG;
		return true;
	}
	if (b->p[byte] == '"')
		fault_set(&r->fault, FAULT_FORM, "stray quote at byte %zu",
		    byte - b->open + 1);
	else
		fault_set(&r->fault, FAULT_FORM,
		    "stray quote: text after the closing one at byte %zu",
		    byte - b->open + 1);
	fault_hint(&r->fault, "a field with quotes is quoted as a whole, "
	    "its quotes doubled: \"say \"\"hi\"\"\"");
	return fail(r);
}

static bool
csv_feed(struct reader *r, size_t n)
{
	struct block *b = &r->block;
	size_t done;

	/* Room for the longest field, its closing quote and one to see it. */
	csv_limit = r->spans.max_size + 2;
	/* A long piece may be one field: steps in proportion, not 4 KiB. */
	if (n > CSV_STEP)
		csv_set_blk_size(&r->csv, n);
	done = csv_parse(&r->csv, b->p + b->scan, n, csv_on_field, csv_on_row,
	    r);
	if (done < n && r->spans.excess == EXCESS_NONE)
		return csv_refused(r, b->scan + done);
	return true;
}

static bool
csv_end(struct reader *r)
{
	csv_limit = r->spans.max_size + 2;
	if (csv_fini(&r->csv, csv_on_field, csv_on_row, r) == 0)
		return true;
	fault_set(&r->fault, FAULT_FORM, "unterminated quoted field");
	fault_hint(&r->fault, "the quote at byte %zu of this record is never "
	    "closed", record_column(r, r->spans.n));
	return fail(r);
}

/* --- the reader --- */

static bool
tied(struct reader *r, const char tie[2], struct fault *f)
{
	char name[2][4] = {"TAB", "TAB"};

	for (size_t i = 0; i < 2; i++)
		if (tie[i] != '\t')
			memcpy(name[i], (char[]){tie[i], '\0'}, 2);
	fault_set(f, FAULT_FORM, "cannot tell the delimiter: both '%s' and "
	    "'%s' are frequent", name[0], name[1]);
	fault_at(f, input_name(r->block.in), 1);
	fault_hint(f, "name it: -d");
	return false;
}

static bool
find_delimiter(struct reader *r, struct fault *f)
{
	struct block *b = &r->block;
	struct dialect d = {0};
	size_t at, to = 0;
	bool ended;
	char tie[2];

	do {
		at = to;
		to = b->stop < DIALECT_LOOK ? b->stop : DIALECT_LOOK;
		ended = at < to && dialect_feed(&d, b->p + at, to - at);
	} while (!ended && to < DIALECT_LOOK && b->stop == b->end &&
	    block_fill(b));
	*f = b->fault;
	if (f->code != FAULT_NONE)
		return false;
	r->delimiter = dialect_found(&d, tie);
	if (r->delimiter != '\0')
		return true;
	/* A NUL in the line is the worse fault, and comes with its record. */
	r->delimiter = ',';
	return (!ended && to < DIALECT_LOOK && b->stop < b->end) ||
	    tied(r, tie, f);
}

struct reader *
reader_open(struct input *in, const struct record_form *form, struct fault *f)
{
	struct reader *r = mem_zero(1, sizeof(*r));

	block_init(&r->block, in, form->block);
	r->tsv = form->tsv;
	r->delimiter = form->tsv ? '\t' : form->delimiter;
	r->line = r->next = 1;
	r->spans.max = RECORD_MAX_FIELDS;
	r->spans.max_size =
	    form->max_field != 0 ? form->max_field : RECORD_MAX_FIELD;
	if (r->delimiter == '\0' && !find_delimiter(r, f)) {
		reader_close(r);
		return NULL;
	}
	if (!r->tsv && !csv_begin(r)) {
		fault_set(f, FAULT_FORM, "cannot start libcsv");
		reader_close(r);
		return NULL;
	}
	return r;
}

void
reader_close(struct reader *r)
{
	if (r == NULL)
		return;
	if (r->csv.free_func != NULL)
		csv_free(&r->csv);
	block_free(&r->block);
	buf_free(&r->cells);
	mem_free(r->spans.span);
	mem_free(r);
}

static bool
exceeded(struct reader *r)
{
	struct spans *s = &r->spans;

	if (s->excess == EXCESS_MANY) {
		fault_set(&r->fault, FAULT_FORM, "more than %zu fields",
		    s->max);
	} else {
		fault_set(&r->fault, FAULT_FORM,
		    "field %zu is longer than %zu bytes", s->n + 1,
		    s->max_size);
		fault_hint(&r->fault, "a quote that never closes may have "
		    "swallowed lines; or allow it: --max-field");
	}
	return fail(r);
}

/* Feeds the n bytes from scan on, the last line_end of them a line end. */
static bool
feed(struct reader *r, size_t n, size_t line_end)
{
	struct block *b = &r->block;
	size_t from = b->scan - b->open;

	r->begun = true;
	if (!r->tsv) {
		if (!csv_feed(r, n))
			return false;
	} else {
		r->ended = line_end > 0;
		tsv_feed(&r->spans, b->p + b->open, &r->field, from,
		    from + n - line_end, r->ended);
	}
	if (r->spans.excess != EXCESS_NONE)
		return exceeded(r);
	b->scan += n;
	r->next += line_end > 0;
	r->raw_n = from + n - line_end;
	return true;
}

/* The input is over: its last record may lack a line end. */
static bool
finish(struct reader *r)
{
	size_t n = r->block.scan - r->block.open;

	r->fault = r->block.fault;
	if (r->fault.code != FAULT_NONE || !r->begun)
		return false;
	if (r->tsv)
		tsv_feed(&r->spans, r->block.p + r->block.open, &r->field, n,
		    n, true);
	else if (!csv_end(r))
		return false;
	if (r->spans.excess != EXCESS_NONE)
		return exceeded(r);
	r->raw_n = n;
	return true;
}

static void
start(struct reader *r)
{
	r->block.open = r->block.scan;
	r->line = r->next;
	r->begun = false;
	r->ended = false;
	r->raw_n = 0;
	r->spans.n = 0;
	r->cells.n = 0;
	r->field = 0;
}

/* True when the blank line is a record: of a table with one column. */
static bool
blank_line(struct reader *r, size_t n)
{
	r->next++;
	r->block.scan += n;
	if (r->columns == 1) {
		spans_push(&r->spans, 0, 0);
		return true;
	}
	start(r);
	return false;
}

static bool
has_nul(struct reader *r)
{
	fault_set(&r->fault, FAULT_FORM, "NUL byte");
	fault_hint(&r->fault, "text has none; is it UTF-16? "
	    "iconv -f UTF-16 -t UTF-8");
	return fail(r);
}

bool
record_next(struct reader *r)
{
	struct block *b = &r->block;

	if (r->fault.code != FAULT_NONE)
		return false;
	start(r);
	while (!r->ended) {
		size_t line_end;
		size_t n = block_line(b, r->tsv, &line_end);

		if (n == 0 && block_at_nul(b))
			return has_nul(r);
		if (n == 0) {
			if (!block_fill(b) && b->scan == b->stop)
				return finish(r);
		} else if (n == line_end && !r->begun) {
			if (blank_line(r, n))
				return true;
		} else if (!feed(r, n, line_end)) {
			return false;
		}
	}
	return true;
}

const struct fault *
record_fault(const struct reader *r)
{
	return &r->fault;
}

size_t
record_fields(const struct reader *r)
{
	return r->spans.n;
}

struct str
record_field(const struct reader *r, size_t k)
{
	const struct span *s = &r->spans.span[k];
	const char *base = r->tsv ? r->block.p + r->block.open : r->cells.p;

	/* All fields may be empty, and nothing was ever stored. */
	if (s->n == 0)
		return STR("");
	return (struct str){base + s->at, s->n};
}

struct str
record_raw(const struct reader *r)
{
	return (struct str){r->block.p + r->block.open, r->raw_n};
}

uint64_t
record_line(const struct reader *r)
{
	return r->line;
}

/* Where the field that begins at p ends: at a delimiter, or at end. */
static const char *
skip_field(const char *p, const char *end, char delimiter, bool tsv)
{
	const char *at;

	if (!tsv && p < end && *p == '"') {
		do {
			p++;
			at = memchr(p, '"', (size_t)(end - p));
			if (at == NULL)
				return end;
			p = at + 1;
		} while (p < end && *p == '"');
	}
	at = p < end ? memchr(p, delimiter, (size_t)(end - p)) : NULL;
	return at != NULL ? at : end;
}

size_t
record_column(const struct reader *r, size_t k)
{
	const char *open = r->block.p + r->block.open;
	const char *end = r->block.p + r->block.scan;
	const char *p = open;

	while (k-- > 0 && p < end) {
		p = skip_field(p, end, r->delimiter, r->tsv);
		if (p < end)
			p++;
	}
	return (size_t)(p - open) + 1;
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
