#include "io/grammar.h"

#include <csv.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/spans.h"
#include "io/tsv.h"

enum { CSV_STEP = 4096 }; /* growth of libcsv's buffer */

struct grammar {
	struct grammar_form form;
	struct csv_parser csv;
	struct spans spans;
	struct buf cells; /* fields with their quotes undone, end to end */

	struct block *b;
	struct lines *at;
	struct fault *fault;
	size_t raw_n;
	size_t field; /* TSV: where the open field begins */
	bool begun;   /* bytes of the record were fed */
	bool ended;   /* the record is complete */
};

static bool
fail(struct grammar *g)
{
	fault_at(g->fault, input_name(g->b->in), g->at->begin);
	return false;
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
grammar_column(const struct grammar *g, size_t k)
{
	const char *open = g->b->p + g->b->open;
	const char *end = g->b->p + g->b->scan;
	const char *p = open;

	while (k-- > 0 && p < end) {
		p = skip_field(p, end, g->form.delimiter, g->form.tsv);
		if (p < end)
			p++;
	}
	return (size_t)(p - open) + 1;
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
csv_begin(struct grammar *g)
{
	if (csv_init(&g->csv, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return false;
	csv_set_delim(&g->csv, (unsigned char)g->form.delimiter);
	csv_set_space_func(&g->csv, csv_no_space);
	csv_set_realloc_func(&g->csv, csv_memory);
	csv_set_free_func(&g->csv, mem_free);
	csv_set_blk_size(&g->csv, CSV_STEP);
	return true;
}

static void
csv_on_field(void *p, size_t n, void *arg)
{
	struct grammar *g = arg;

	spans_push(&g->spans, g->cells.n, n);
	if (g->spans.excess == EXCESS_NONE)
		buf_put(&g->cells, p, n);
}

static void
csv_on_row(int c, void *arg)
{
	struct grammar *g = arg;

	(void)c;
	g->ended = true;
}

static bool
csv_refused(struct grammar *g, size_t byte)
{
	struct block *b = g->b;

	if (csv_error(&g->csv) != CSV_EPARSE) {
		g->spans.excess = EXCESS_LONG;
		return true;
	}
	if (b->p[byte] == '"')
		fault_set(g->fault, FAULT_FORM, "stray quote at byte %zu",
		    byte - b->open + 1);
	else
		fault_set(g->fault, FAULT_FORM,
		    "stray quote: text after the closing one at byte %zu",
		    byte - b->open + 1);
	fault_hint(g->fault, "a field with quotes is quoted as a whole, "
			     "its quotes doubled: \"say \"\"hi\"\"\"");
	return fail(g);
}

static bool
csv_feed(struct grammar *g, size_t n)
{
	struct block *b = g->b;
	size_t done;

	/* Room for the longest field, its closing quote and one to see it. */
	csv_limit = g->spans.max_size + 2;
	/* A long piece may be one field: steps in proportion, not 4 KiB. */
	if (n > CSV_STEP)
		csv_set_blk_size(&g->csv, n);
	done =
	    csv_parse(&g->csv, b->p + b->scan, n, csv_on_field, csv_on_row, g);
	if (done < n && g->spans.excess == EXCESS_NONE)
		return csv_refused(g, b->scan + done);
	return true;
}

static bool
csv_end(struct grammar *g)
{
	csv_limit = g->spans.max_size + 2;
	if (csv_fini(&g->csv, csv_on_field, csv_on_row, g) == 0)
		return true;
	fault_set(g->fault, FAULT_FORM, "unterminated quoted field");
	fault_hint(g->fault,
	    "the quote at byte %zu of this record is never "
	    "closed",
	    grammar_column(g, g->spans.n));
	return fail(g);
}

/* --- records --- */

static bool
exceeded(struct grammar *g)
{
	struct spans *s = &g->spans;

	if (s->excess == EXCESS_MANY) {
		fault_set(g->fault, FAULT_FORM, "more than %zu fields", s->max);
	} else {
		fault_set(g->fault, FAULT_FORM,
		    "field %zu is longer than %zu bytes", s->n + 1,
		    s->max_size);
		fault_hint(g->fault,
		    "a quote that never closes may have "
		    "swallowed lines; or allow it: --max-field");
	}
	return fail(g);
}

/* The bytes [from .. to) of a line without quoting. */
static void
plain_feed(struct grammar *g, size_t from, size_t to, bool ended)
{
	const char *line = g->b->p + g->b->open;

	if (g->form.blanks)
		blanks_feed(&g->spans, line, &g->field, from, to, ended);
	else
		tsv_feed(&g->spans, line, &g->field, from, to, ended);
}

/* Feeds the n bytes from scan on, the last line_end of them a line end. */
static bool
feed(struct grammar *g, size_t n, size_t line_end)
{
	struct block *b = g->b;
	size_t from = b->scan - b->open;

	g->begun = true;
	if (!g->form.tsv) {
		if (!csv_feed(g, n))
			return false;
	} else {
		g->ended = line_end > 0;
		plain_feed(g, from, from + n - line_end, g->ended);
	}
	if (g->spans.excess != EXCESS_NONE)
		return exceeded(g);
	b->scan += n;
	g->at->next += line_end > 0;
	g->raw_n = from + n - line_end;
	return true;
}

/* The input is over: its last record may lack a line end. */
static bool
finish(struct grammar *g)
{
	size_t n = g->b->scan - g->b->open;

	*g->fault = g->b->fault;
	if (g->fault->line == FAULT_LINE_HERE)
		g->fault->line = g->at->begin;
	if (g->fault->code != FAULT_NONE || !g->begun)
		return false;
	if (g->form.tsv)
		plain_feed(g, n, n, true);
	else if (!csv_end(g))
		return false;
	if (g->spans.excess != EXCESS_NONE)
		return exceeded(g);
	g->raw_n = n;
	return true;
}

static void
start(struct grammar *g)
{
	g->b->open = g->b->scan;
	g->at->begin = g->at->next;
	g->begun = false;
	g->ended = false;
	g->raw_n = 0;
	g->spans.n = 0;
	g->cells.n = 0;
	g->field = g->form.blanks ? BLANKS_CLOSED : 0;
}

/* True when the blank line is a record: of a table with one column. */
static bool
blank_line(struct grammar *g, size_t n, size_t columns)
{
	g->at->next++;
	g->b->scan += n;
	if (columns == 1) {
		spans_push(&g->spans, 0, 0);
		return true;
	}
	start(g);
	return false;
}

static bool
has_nul(struct grammar *g)
{
	const struct block *b = g->b;

	fault_set(g->fault, FAULT_FORM, "NUL byte");
	fault_hint(g->fault,
	    "text has none; is it UTF-16? "
	    "--encoding utf-16%s",
	    b->scan == b->open ? "be" : "");
	return fail(g);
}

bool
grammar_next(struct grammar *g, struct block *b, struct lines *at,
    size_t columns, struct fault *f)
{
	g->b = b;
	g->at = at;
	g->fault = f;
	start(g);
	while (!g->ended) {
		size_t line_end;
		size_t n = block_line(b, g->form.tsv, &line_end);

		if (n == 0 && block_at_nul(b))
			return has_nul(g);
		if (n == 0) {
			if (!block_fill(b) && b->scan == b->stop)
				return finish(g);
		} else if (n == line_end && !g->begun) {
			if (blank_line(g, n, columns))
				return true;
		} else if (!feed(g, n, line_end)) {
			return false;
		}
	}
	return true;
}

struct grammar *
grammar_new(const struct grammar_form *form)
{
	struct grammar *g = mem_zero(1, sizeof(*g));

	g->form = *form;
	g->spans.max = form->max_fields;
	g->spans.max_size = form->max_field;
	if (form->tsv || csv_begin(g))
		return g;
	grammar_delete(g);
	return NULL;
}

void
grammar_delete(struct grammar *g)
{
	if (g == NULL)
		return;
	if (g->csv.free_func != NULL)
		csv_free(&g->csv);
	buf_free(&g->cells);
	mem_free(g->spans.span);
	mem_free(g);
}

size_t
grammar_fields(const struct grammar *g)
{
	return g->spans.n;
}

struct str
grammar_field(const struct grammar *g, size_t k)
{
	const struct span *s = &g->spans.span[k];
	const char *base = g->form.tsv ? g->b->p + g->b->open : g->cells.p;

	/* All fields may be empty, and nothing was ever stored. */
	if (s->n == 0)
		return STR("");
	return (struct str){base + s->at, s->n};
}

struct str
grammar_raw(const struct grammar *g)
{
	return (struct str){g->b->p + g->b->open, g->raw_n};
}
