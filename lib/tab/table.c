/* table: files with headers, one after the other, as one stream of rows. */
#include <stdio.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tab/table_priv.h"

enum { TICK_ROWS = 4096 };

struct table *
table_new(const struct table_form *form)
{
	struct table *t = mem_zero(1, sizeof(*t));

	t->form = *form;
	return t;
}

void
table_delete(struct table *t)
{
	if (t == NULL)
		return;
	if (t->reader != NULL)
		reader_close(t->reader);
	input_close(t->given);
	if (t->rejects != NULL)
		writer_delete(t->rejects);
	schema_free(&t->first);
	schema_free(&t->now);
	mem_free(t->order);
	mem_free(t->slot);
	mem_free(t->file);
	mem_free(t);
}

bool
table_stop(struct table *t)
{
	t->stopped = true;
	return false;
}

static void
number_columns(struct schema *s, size_t n)
{
	struct buf b = {0};
	struct str *names = mem_resize(NULL, n, sizeof(*names));
	size_t *end = mem_resize(NULL, n, sizeof(*end));

	for (size_t i = 0; i < n; i++) {
		buf_printf(&b, "%zu", i + 1);
		end[i] = b.n;
	}
	for (size_t i = 0; i < n; i++) {
		size_t from = i == 0 ? 0 : end[i - 1];

		names[i] = (struct str){b.p + from, end[i] - from};
	}
	schema_init(s, names, n);
	mem_free(names);
	mem_free(end);
	buf_free(&b);
}

static void
name_columns(struct table *t)
{
	size_t n = record_fields(t->reader);
	struct str *names = mem_resize(NULL, n, sizeof(*names));

	for (size_t i = 0; i < n; i++)
		names[i] = record_field(t->reader, i);
	schema_init(&t->now, names, n);
	mem_free(names);
}

static bool
read_header(struct table *t)
{
	if (!record_next(t->reader)) {
		t->fault = *record_fault(t->reader);
		if (t->fault.code == FAULT_NONE) {
			fault_set(&t->fault, FAULT_FORM,
			    "no header row: the input is empty");
			fault_at(&t->fault, reader_name(t->reader), 0);
		}
		return table_stop(t);
	}
	schema_free(&t->now);
	if (t->form.no_header)
		number_columns(&t->now, record_fields(t->reader));
	else
		name_columns(t);
	t->pending = t->form.no_header;
	record_columns(t->reader, t->now.count);
	return true;
}

static bool
adopt_header(struct table *t)
{
	if (t->opened == 1) {
		schema_init(&t->first, t->now.name, t->now.count);
		t->delimiter = reader_delimiter(t->reader);
	}
	return table_resolve(t);
}

static bool
open_next(struct table *t)
{
	const char *path = t->file[t->opened];
	struct input *in;

	if (t->reader != NULL) {
		t->taken_before += input_taken(reader_input(t->reader));
		reader_close(t->reader);
		t->reader = NULL;
	}
	in = t->given != NULL ? t->given : input_open(path, &t->fault);
	t->given = NULL;
	if (in == NULL)
		return table_stop(t);
	input_threads(in, t->form.threads);
	input_decode(in, &t->form.encoding);
	t->reader = reader_open(in, &t->form.record, &t->fault);
	if (t->reader == NULL)
		return table_stop(t);
	t->opened++;
	return read_header(t) && adopt_header(t);
}

static void
begin_rejects(struct table *t)
{
	static const char *const names[] = {
	    "file", "line", "column", "reason", "row"};

	t->rejects = writer_new(t->form.rejects, &(struct writer_form){0});
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		writer_column(t->rejects, str_of(names[i]));
	writer_begin(t->rejects);
}

static bool
open_first(struct table *t, struct fault *f)
{
	if (t->form.rejects != NULL)
		begin_rejects(t);
	if (open_next(t))
		return true;
	*f = t->fault;
	return false;
}

bool
table_open(struct table *t, char *const *files, size_t n, struct fault *f)
{
	t->files = n == 0 ? 1 : n;
	t->file = mem_zero(t->files, sizeof(*t->file));
	for (size_t i = 0; i < n; i++)
		t->file[i] = files[i];
	return open_first(t, f);
}

void
table_take(struct table *t, struct input *first)
{
	t->given = first;
}

bool
table_open_file(struct table *t, const char *path, struct fault *f)
{
	t->files = 1;
	t->file = mem_zero(1, sizeof(*t->file));
	t->file[0] = path;
	return open_first(t, f);
}

const struct schema *
table_schema(const struct table *t)
{
	return &t->first;
}

char
table_delimiter(const struct table *t)
{
	return t->delimiter;
}

bool
table_tsv(const struct table *t)
{
	return t->form.record.tsv;
}

static void
write_reject(struct table *t)
{
	struct buf reason = {0};
	char line[24];
	int n = snprintf(
	    line, sizeof(line), "%llu", (unsigned long long)t->fault.line);

	buf_puts(&reason, t->fault.what);
	if (t->fault.has_value)
		buf_printf(&reason, ": '%s'", t->fault.value);
	writer_text(t->rejects, str_of(t->fault.file));
	writer_number(t->rejects, line, (size_t)n);
	writer_text(t->rejects, str_of(t->fault.column));
	writer_text(t->rejects, buf_view(&reason));
	writer_text(t->rejects, record_raw(t->reader));
	writer_end(t->rejects);
	buf_free(&reason);
}

bool
table_bad_row(struct table *t)
{
	fault_at(&t->fault, reader_name(t->reader), record_line(t->reader));
	t->bad_row = true;
	return false;
}

/* Settles a bad row: returns false when the stream stops at it. */
HINT_APART static bool
settle(struct table *t)
{
	if (!t->form.skip_bad && t->form.rejects == NULL)
		return table_stop(t);
	t->bad_row = false;
	t->bad++;
	if (t->form.skipped != NULL)
		++*t->form.skipped;
	if (t->rejects != NULL)
		write_reject(t);
	t->fault = (struct fault){0};
	return true;
}

/* Whether the first cell is as long as its name, with a mark or without, or
 * has to be looked at. */
static inline bool
may_be_header(const struct table *t)
{
	size_t name = t->now.name[0].n;
	struct str s;

	return !t->form.no_header && (!record_bare(t->reader, 0, &s) ||
					 s.n == name || s.n == name + 3);
}

/* All records but the header have its number of fields. */
HINT_APART static bool
header_again(const struct table *t)
{
	for (size_t i = 0; i < t->now.count; i++) {
		struct str cell = record_field(t->reader, i);

		/* A pasted file may begin with its byte order mark. */
		if (i == 0 && cell.n >= 3 &&
		    memcmp(cell.p, "\xef\xbb\xbf", 3) == 0)
			cell = (struct str){cell.p + 3, cell.n - 3};
		if (!str_eq(cell, t->now.name[i]))
			return false;
	}
	return true;
}

/* Moves to the first record of the files that follow, if there is one. */
HINT_APART static bool
next_file(struct table *t)
{
	do {
		t->fault = *record_fault(t->reader);
		if (t->fault.code != FAULT_NONE || t->opened == t->files)
			return table_stop(t);
		if (!open_next(t))
			return false;
		if (t->pending) {
			t->pending = false;
			return true;
		}
	} while (!record_next(t->reader));
	return true;
}

/* Moves to the next record of any file. */
static inline bool
advance(struct table *t)
{
	if (t->pending) {
		t->pending = false;
		return true;
	}
	return record_next(t->reader) || next_file(t);
}

HINT_APART static bool
pasted(struct table *t)
{
	fault_set(&t->fault, FAULT_FORM, "the header line is repeated");
	fault_hint(&t->fault, "two files were pasted: give them as operands, "
			      "each with its own header");
	fault_at(&t->fault, reader_name(t->reader), record_line(t->reader));
	return table_stop(t);
}

HINT_APART static void
ragged(struct table *t, size_t n)
{
	fault_set(&t->fault, FAULT_ROW, "%zu field%s, the header has %zu", n,
	    n == 1 ? "" : "s", t->now.count);
	table_bad_row(t);
}

bool
table_ready(struct table *t)
{
	return !t->stopped && (!t->bad_row || settle(t));
}

void
table_count(struct table *t, size_t n)
{
	uint64_t before = t->rows;

	t->rows += n;
	if (t->form.tick != NULL && t->rows / TICK_ROWS != before / TICK_ROWS)
		t->form.tick(t->form.tick_arg, t);
}

bool
table_next(struct table *t)
{
	for (;;) {
		size_t n;

		if (!table_ready(t) || !advance(t))
			return false;
		n = record_fields(t->reader);
		if (n == t->now.count && may_be_header(t) && header_again(t))
			return pasted(t);
		table_count(t, 1);
		if (n == t->now.count)
			return true;
		ragged(t, n);
	}
}

void
table_cells(const struct table *t, struct str *cells)
{
	for (size_t i = 0; i < t->first.count; i++)
		cells[i] =
		    record_field(t->reader, t->order != NULL ? t->order[i] : i);
}

struct str
table_cell(const struct table *t, size_t column)
{
	return record_field(
	    t->reader, t->order != NULL ? t->order[column] : column);
}

bool
table_raw(const struct table *t, struct str *raw)
{
	*raw = record_raw(t->reader);
	return !t->permuted && reader_delimiter(t->reader) == t->delimiter;
}

size_t
table_files(const struct table *t)
{
	return t->opened;
}

const char *
table_file(const struct table *t)
{
	return reader_name(t->reader);
}

uint64_t
table_line(const struct table *t)
{
	return record_line(t->reader);
}

uint64_t
table_rows(const struct table *t)
{
	return t->rows;
}

uint64_t
table_bad(const struct table *t)
{
	return t->bad;
}

uint64_t
table_taken(const struct table *t)
{
	return t->taken_before +
	       (t->reader == NULL ? 0 : input_taken(reader_input(t->reader)));
}

uint64_t
table_size(const struct table *t)
{
	return t->files == 1 && t->reader != NULL
		   ? input_size(reader_input(t->reader))
		   : 0;
}

bool
table_done(struct table *t, struct fault *f)
{
	if (t->rejects != NULL && !writer_finish(t->rejects, f))
		return false;
	if (t->fault.code != FAULT_NONE) {
		*f = t->fault;
		return false;
	}
	if (t->rows > 0 && t->bad == t->rows)
		return fault_set(f, FAULT_DATA,
		    "every row is bad: %llu of %llu",
		    (unsigned long long)t->bad, (unsigned long long)t->rows);
	if (t->form.expect && t->rows != t->form.expect_rows)
		return fault_set(f, FAULT_DATA, "%llu rows, expected %llu",
		    (unsigned long long)t->rows,
		    (unsigned long long)t->form.expect_rows);
	return true;
}
