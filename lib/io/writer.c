#include "io/writer.h"

#include <assert.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/mem.h"
#include "io/input.h"
#include "io/json.h"
#include "io/grid.h"
#include "io/quote.h"

enum kind { KIND_NAME, KIND_TEXT, KIND_NUMBER };

struct column {
	struct str name;
	struct str key; /* as JSON wants it in front of a value */
};

struct writer {
	struct outfile *out; /* NULL: a branch, which keeps its rows */
	enum format format;
	char delimiter;
	bool no_header;
	bool safe;    /* form->safe, of a format that spreadsheets read */
	bool written; /* something went out already */
	bool bare;    /* what we print never needs quotes */
	bool quick;   /* what has nothing below '-' in it is its bytes */

	struct arena arena;
	struct column *column;
	size_t columns;
	size_t room;

	struct buf row;
	size_t cell; /* cells in the row */
	size_t kept; /* cells in what was rendered */

	bool aside; /* the open cell is in open, not in its row */
	char open[WRITER_ROOM];

	struct buf text; /* a defused cell */
	struct buf held; /* all rows of the table format, or of a branch */
	bool *left;
	size_t left_room;

	const char *file;
	uint64_t line;
	struct fault fault;
};

/* Of what numbers, dates and times are made, but for a decimal comma. */
static const char ours[] = "0123456789+-.:eTinf";

struct writer *
writer_new(struct outfile *out, const struct writer_form *form)
{
	struct writer *w = mem_zero(1, sizeof(*w));

	w->out = out;
	w->format = form->format;
	w->delimiter = form->delimiter != '\0' ? form->delimiter : ',';
	if (w->format == FORMAT_TSV)
		w->delimiter = '\t';
	w->no_header = form->no_header;
	w->safe =
	    form->safe && (w->format == FORMAT_CSV || w->format == FORMAT_TSV);
	w->bare = (w->format == FORMAT_CSV || w->format == FORMAT_TSV) &&
		  memchr(ours, w->delimiter, sizeof(ours)) == NULL;
	w->quick = w->format == FORMAT_CSV && !w->safe &&
		   (unsigned char)w->delimiter < QUOTE_BELOW;
	return w;
}

static bool
is_fine(const struct writer *w)
{
	return w->fault.code == FAULT_NONE &&
	       (w->out == NULL || outfile_fault(w->out)->code == FAULT_NONE);
}

struct writer *
writer_branch(const struct writer *w)
{
	struct writer *branch = mem_zero(1, sizeof(*branch));

	assert(w->written && w->format != FORMAT_TABLE);
	*branch = *w;
	branch->out = NULL;
	branch->row = branch->text = branch->held = (struct buf){0};
	return branch;
}

bool
writer_is_table(const struct writer *w)
{
	return w->format == FORMAT_TABLE;
}

bool
writer_move(struct writer *w, struct writer *branch)
{
	outfile_write(w->out, branch->held.p, branch->held.n);
	branch->held.n = 0;
	if (w->fault.code == FAULT_NONE)
		w->fault = branch->fault;
	return is_fine(w);
}

void
writer_delete(struct writer *w)
{
	if (w == NULL)
		return;
	if (w->out != NULL) {
		arena_free(&w->arena);
		mem_free(w->column);
		mem_free(w->left);
	}
	buf_free(&w->row);
	buf_free(&w->held);
	buf_free(&w->text);
	mem_free(w);
}

/* The first failure stays; it belongs to cell k of the current row. */
static void
fail(struct writer *w, size_t k, struct str s, const char *what,
    const char *hint)
{
	if (w->fault.code != FAULT_NONE)
		return;
	fault_set(&w->fault, FAULT_FORM, "%s", what);
	fault_at(&w->fault, w->file, w->line);
	fault_value(&w->fault, s);
	if (k < w->columns)
		fault_column(&w->fault, w->column[k].name);
	fault_hint(&w->fault, "%s", hint);
}

static void
fail_utf8(struct writer *w, size_t k, struct str s)
{
	fail(w, k, s, "invalid UTF-8 cannot go into JSON",
	    "tell the encoding: --encoding, or write CSV");
}

/* --- a cell in each format --- */

/*
 * The very first bytes of the output may not look like the mark of another
 * format to the next reader: quotes hide it.
 */
static void
csv_cell(struct writer *w, struct buf *b, size_t k, struct str s)
{
	char *to = buf_room(b, 2 * s.n + 3 + sizeof(uint64_t));

	if (k > 0)
		*to++ = w->delimiter;
	if (quote_needed(to, s, w->delimiter) ||
	    (k == 0 && !w->written && input_is_mark(s)))
		to = quote_put(to, s);
	else
		to += s.n;
	b->n = (size_t)(to - b->p);
}

static void
tsv_cell(struct writer *w, struct buf *b, size_t k, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\t' || s.p[i] == '\n' || s.p[i] == '\r')
			fail(w, k, s, "TSV cannot hold a TAB or line end",
			    "write CSV: -f csv");
	buf_str(b, s);
}

static void
json_cell(
    struct writer *w, struct buf *b, size_t k, enum kind kind, struct str s)
{
	buf_putc(b, k == 0 ? '{' : ',');
	buf_str(b, w->column[k].key);
	if (kind == KIND_NUMBER)
		json_number(b, s);
	else if (!json_string(b, s))
		fail_utf8(w, k, s);
}

/* Whether a spreadsheet would take it for a formula, and not for a number. */
static bool
is_formula(struct str s)
{
	if (s.n == 0 || memchr("=+-@\t\r", s.p[0], 6) == NULL)
		return false;
	if (s.p[0] != '+' && s.p[0] != '-')
		return true;
	for (size_t i = 1; i < s.n; i++)
		if ((s.p[i] < '0' || s.p[i] > '9') && s.p[i] != '.' &&
		    s.p[i] != ',')
			return true;
	return false;
}

static struct str
defused(struct writer *w, struct str s)
{
	w->text.n = 0;
	buf_putc(&w->text, '\'');
	buf_str(&w->text, s);
	return buf_view(&w->text);
}

/* Cell k of a row, with what stands between it and the one before. */
static void
put_cell(
    struct writer *w, struct buf *b, size_t k, enum kind kind, struct str s)
{
	assert(k < w->columns);
	if (w->safe && kind != KIND_NUMBER && is_formula(s))
		s = defused(w, s);
	switch (w->format) {
	case FORMAT_CSV:
		csv_cell(w, b, k, s);
		break;
	case FORMAT_TSV:
		if (k > 0)
			buf_putc(b, '\t');
		tsv_cell(w, b, k, s);
		break;
	case FORMAT_JSONL:
		json_cell(w, b, k, kind, s);
		break;
	case FORMAT_TABLE:
		grid_cell(b, s);
		w->left[k] |= kind == KIND_TEXT && s.n > 0;
		break;
	}
}

/* --- rows --- */

void
writer_column(struct writer *w, struct str name)
{
	struct column *c;
	struct buf key = {0};

	w->column = mem_grow(w->column, &w->room, w->columns + 1, sizeof(*c));
	w->left =
	    mem_grow(w->left, &w->left_room, w->columns + 1, sizeof(*w->left));
	w->left[w->columns] = false;
	c = &w->column[w->columns++];
	*c = (struct column){.name = arena_str(&w->arena, name)};
	if (w->format != FORMAT_JSONL)
		return;
	if (!json_string(&key, name))
		fail_utf8(w, w->columns - 1, name);
	buf_putc(&key, ':');
	c->key = arena_str(&w->arena, buf_view(&key));
	buf_free(&key);
}

static void
check_names(struct writer *w)
{
	struct names seen = {0};

	for (size_t k = 0; k < w->columns; k++)
		if (names_add(&seen, w->column[k].name) != k) {
			fail(w, k, w->column[k].name,
			    "JSON cannot hold two columns of one name",
			    "rename one, or write CSV");
			break;
		}
	names_free(&seen);
}

void
writer_begin(struct writer *w)
{
	if (w->format == FORMAT_JSONL) {
		check_names(w);
	} else if (!w->no_header) {
		for (size_t k = 0; k < w->columns; k++)
			put_cell(w, &w->row, w->cell++, KIND_NAME,
			    w->column[k].name);
		writer_end(w);
	}
}

/* A short cell, if it is that plain: most are. */
static inline bool
put_short(struct writer *w, struct str s)
{
	size_t lead = w->cell > 0;
	char *to = buf_room(&w->row, 1 + QUOTE_SHORT);

	*to = w->delimiter;
	if (!quote_short(to + lead, s))
		return false;
	assert(w->cell < w->columns);
	w->row.n += lead + s.n;
	w->cell++;
	return true;
}

void
writer_text(struct writer *w, struct str s)
{
	if (w->quick && w->written && s.n <= QUOTE_SHORT && put_short(w, s))
		return;
	put_cell(w, &w->row, w->cell++, KIND_TEXT, s);
}

void
writer_number(struct writer *w, const char *p, size_t n)
{
	put_cell(w, &w->row, w->cell++, KIND_NUMBER, (struct str){p, n});
}

void
writer_empty(struct writer *w)
{
	put_cell(w, &w->row, w->cell++, KIND_NUMBER, STR(""));
}

char *
writer_open(struct writer *w, bool comma)
{
	char *to;

	/* The very first cell may need more than what stands in it. */
	w->aside = !w->bare || comma || !w->written;
	if (w->aside)
		return w->open;
	to = buf_room(&w->row, WRITER_ROOM + 1);
	*to = w->delimiter;
	return to + (w->cell > 0);
}

void
writer_close(struct writer *w, size_t n, bool text)
{
	if (w->aside) {
		put_cell(w, &w->row, w->cell++, text ? KIND_TEXT : KIND_NUMBER,
		    (struct str){w->open, n});
		return;
	}
	assert(w->cell < w->columns);
	w->row.n += n + (w->cell > 0);
	w->cell++;
}

bool
writer_end(struct writer *w)
{
	struct buf *b = &w->row;

	assert(w->cell == w->columns);
	if (w->fault.code != FAULT_NONE) {
		b->n = 0;
	} else if (w->format == FORMAT_TABLE) {
		buf_put(&w->held, b->p, b->n);
	} else {
		/* A blank line would be skipped by others. */
		if (w->format == FORMAT_CSV && b->n == 0)
			buf_puts(b, "\"\"");
		else if (w->format == FORMAT_JSONL)
			buf_puts(b, b->n == 0 ? "{}" : "}");
		buf_putc(b, '\n');
		if (w->out != NULL)
			outfile_write(w->out, b->p, b->n);
		else
			buf_put(&w->held, b->p, b->n);
	}
	b->n = 0;
	w->cell = 0;
	w->written = true;
	return is_fine(w);
}

/* --- rows that are kept --- */

void
writer_render(
    struct writer *w, struct buf *b, const struct str *cells, size_t n)
{
	for (size_t k = 0; k < n; k++)
		put_cell(w, b, k, KIND_TEXT, cells[k]);
	w->kept = n;
}

bool
writer_can_copy(const struct writer *w, char delimiter, bool tsv)
{
	if (w->safe)
		return false;
	if (w->format == FORMAT_TSV)
		return tsv;
	return w->format == FORMAT_CSV && !tsv && delimiter == w->delimiter;
}

void
writer_copy(struct writer *w, struct buf *b, struct str raw, size_t n)
{
	buf_str(b, raw);
	w->kept = n;
}

void
writer_replay(struct writer *w, struct str rendered)
{
	assert(w->cell == 0);
	buf_str(&w->row, rendered);
	w->cell = w->kept;
}

size_t
writer_bytes(const struct writer *w)
{
	return w->row.n;
}

struct str
writer_since(const struct writer *w, size_t n)
{
	return (struct str){w->row.p + n, w->row.n - n};
}

void
writer_paste(struct writer *w, struct str bytes, size_t cells)
{
	buf_str(&w->row, bytes);
	w->cell += cells;
}

void
writer_at(struct writer *w, const char *file, uint64_t line)
{
	w->file = file;
	w->line = line;
}

bool
writer_finish(struct writer *w, struct fault *f)
{
	if (w->format == FORMAT_TABLE && w->fault.code == FAULT_NONE &&
	    w->columns > 0)
		grid_write(w->out, buf_view(&w->held), w->columns, w->left);
	*f = w->fault.code != FAULT_NONE ? w->fault : *outfile_fault(w->out);
	return f->code == FAULT_NONE;
}
