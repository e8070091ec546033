#include "tab/table.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/writer.h"
#include "num/parse.h"

enum { TICK_ROWS = 4096 };

/* A column that the tool wants, and where this file has it. */
struct slot {
	const char *name;
	const char *option;
	const char *const *likely;
	const char *const *alias;
	bool named; /* by its option */
	bool required;
	bool found;
	size_t at; /* in this file */
	size_t first; /* in the first file, for its name */
};

struct table {
	struct table_form form;
	char *const *file;
	size_t files, opened;
	struct reader *reader;
	struct slot *slot;
	size_t slots, room;
	struct schema first;  /* the first file's header */
	struct schema now;    /* this file's */
	size_t *order;        /* first file's column -> this file's */
	bool permuted;
	bool pending;         /* -H: the first record is a row */
	char delimiter;       /* the first file's */
	bool bad_row;         /* this row's fault has been recorded */
	bool stopped;
	uint64_t rows, bad, taken_before;
	struct fault fault;   /* of the bad row, or what ended the stream */
	struct writer *rejects;
};

static char *const standard_input[] = {NULL};

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
	if (t->rejects != NULL)
		writer_delete(t->rejects);
	schema_free(&t->first);
	schema_free(&t->now);
	mem_free(t->order);
	mem_free(t->slot);
	mem_free(t);
}

static size_t
bind(struct table *t, const struct slot *slot)
{
	t->slot = mem_grow(t->slot, &t->room, t->slots + 1, sizeof(*t->slot));
	t->slot[t->slots] = *slot;
	return t->slots++;
}

size_t
table_role(struct table *t, const struct role *role)
{
	return bind(t, &(struct slot){
	    .name = role->column != NULL ? role->column : role->name,
	    .named = role->column != NULL,
	    .option = role->option,
	    .likely = role->likely,
	    .required = role->required || role->column != NULL,
	});
}

size_t
table_column(struct table *t, const char *name, const char *option)
{
	return bind(t, &(struct slot){
	    .name = name, .option = option, .required = true});
}

void
table_alias(struct table *t, size_t slot, const char *const *names)
{
	struct slot *s = &t->slot[slot];

	if (s->named)
		return;
	s->alias = names;
	if (names[0] != NULL)
		s->name = names[0];
}

/* The stream ends here; returns false. */
static bool
stop(struct table *t)
{
	t->stopped = true;
	return false;
}

static bool
header_fault(struct table *t)
{
	fault_at(&t->fault, reader_name(t->reader), 1);
	return stop(t);
}

static bool
resolve(struct table *t, struct slot *s)
{
	long at = s->alias != NULL ? schema_alias(&t->now, s->alias)
				   : schema_find(&t->now, str_of(s->name));
	bool before = s->found, later = t->opened > 1;

	if (at == SCHEMA_TWICE) {
		fault_set(&t->fault, FAULT_FORM,
		    "two columns are called '%s'", s->name);
		return header_fault(t);
	}
	if (at == SCHEMA_NONE && (s->required || (later && before))) {
		schema_missing(&t->now, str_of(s->name), s->option, s->likely,
		    &t->fault);
		return header_fault(t);
	}
	if (at != SCHEMA_NONE && later && !before) {
		fault_set(&t->fault, FAULT_FORM,
		    "column '%s' is here but not in %s", s->name,
		    t->file[0] != NULL ? t->file[0] : "<stdin>");
		return header_fault(t);
	}
	s->found = at != SCHEMA_NONE;
	s->at = s->found ? (size_t)at : 0;
	if (!later)
		s->first = s->at;
	return true;
}

/* The first file's columns in this one; names must match one to one. */
static bool
match_columns(struct table *t)
{
	t->permuted = false;
	t->order = mem_resize(t->order, t->now.count, sizeof(*t->order));
	if (t->now.count != t->first.count) {
		fault_set(&t->fault, FAULT_FORM,
		    "%zu columns, the first file has %zu", t->now.count,
		    t->first.count);
		return header_fault(t);
	}
	for (size_t i = 0; i < t->first.count; i++) {
		long at = (long)i;

		if (!str_eq(t->now.name[i], t->first.name[i]))
			at = schema_find(&t->now, t->first.name[i]);
		if (at < 0) {
			schema_missing(&t->now, t->first.name[i], NULL, NULL,
			    &t->fault);
			return header_fault(t);
		}
		t->order[i] = (size_t)at;
		t->permuted |= (size_t)at != i;
	}
	return true;
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
		return stop(t);
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
	for (size_t i = 0; i < t->slots; i++)
		if (!resolve(t, &t->slot[i]))
			return false;
	return !t->form.same_columns || match_columns(t);
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
	in = input_open(path, &t->fault);
	if (in == NULL)
		return stop(t);
	t->reader = reader_open(in, &t->form.record, &t->fault);
	if (t->reader == NULL)
		return stop(t);
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

bool
table_open(struct table *t, char *const *files, size_t n, struct fault *f)
{
	t->file = n == 0 ? standard_input : files;
	t->files = n == 0 ? 1 : n;
	if (t->form.rejects != NULL)
		begin_rejects(t);
	if (open_next(t))
		return true;
	*f = t->fault;
	return false;
}

void
table_same_columns(struct table *t)
{
	t->form.same_columns = true;
}

bool
table_has(const struct table *t, size_t slot)
{
	return t->slot[slot].found;
}

bool
table_need(const struct table *t, size_t slot, struct fault *f)
{
	const struct slot *s = &t->slot[slot];

	if (s->found)
		return true;
	schema_missing(&t->first, str_of(s->name), s->option, s->likely, f);
	fault_at(f, reader_name(t->reader), 1);
	return false;
}

struct str
table_name(const struct table *t, size_t slot)
{
	const struct slot *s = &t->slot[slot];

	return s->found ? t->first.name[s->first] : str_of(s->name);
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
	int n = snprintf(line, sizeof(line), "%llu",
	    (unsigned long long)t->fault.line);

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

/* The row's fault is in t->fault: count it, keep it, or stop at it. */
static bool
row_is_bad(struct table *t)
{
	fault_at(&t->fault, reader_name(t->reader), record_line(t->reader));
	t->bad_row = true;
	return false;
}

/* Settles the row before: returns false when the stream stops at it. */
static bool
settle(struct table *t)
{
	if (!t->bad_row)
		return true;
	if (!t->form.skip_bad && t->form.rejects == NULL)
		return stop(t);
	t->bad_row = false;
	t->bad++;
	if (t->form.skipped != NULL)
		++*t->form.skipped;
	if (t->rejects != NULL)
		write_reject(t);
	t->fault = (struct fault){0};
	return true;
}

static bool
header_again(const struct table *t)
{
	if (t->form.no_header || record_fields(t->reader) != t->now.count)
		return false;
	for (size_t i = 0; i < t->now.count; i++)
		if (!str_eq(record_field(t->reader, i), t->now.name[i]))
			return false;
	return true;
}

/* Moves to the next record of any file. */
static bool
advance(struct table *t)
{
	if (t->pending) {
		t->pending = false;
		return true;
	}
	while (!record_next(t->reader)) {
		t->fault = *record_fault(t->reader);
		if (t->fault.code != FAULT_NONE || t->opened == t->files)
			return stop(t);
		if (!open_next(t))
			return false;
		if (t->pending) {
			t->pending = false;
			break;
		}
	}
	return true;
}

/* Whether the record has the right number of fields and is no header. */
static bool
check_shape(struct table *t)
{
	size_t n = record_fields(t->reader);

	if (n != t->now.count) {
		fault_set(&t->fault, FAULT_ROW,
		    "%zu field%s, the header has %zu", n, n == 1 ? "" : "s",
		    t->now.count);
		return row_is_bad(t);
	}
	return true;
}

bool
table_next(struct table *t)
{
	for (;;) {
		if (t->stopped || !settle(t) || !advance(t))
			return false;
		if (header_again(t)) {
			fault_set(&t->fault, FAULT_FORM,
			    "the header line is repeated");
			fault_hint(&t->fault, "two files were pasted: give "
			    "them as operands, each with its own header");
			fault_at(&t->fault, reader_name(t->reader),
			    record_line(t->reader));
			return stop(t);
		}
		t->rows++;
		if (t->form.tick != NULL && t->rows % TICK_ROWS == 0)
			t->form.tick(t->form.tick_arg, t);
		if (check_shape(t))
			return true;
	}
}

struct str
table_text(const struct table *t, size_t slot)
{
	const struct slot *s = &t->slot[slot];

	return s->found ? record_field(t->reader, s->at) : STR("");
}

bool
table_blank(const struct table *t, size_t slot)
{
	return str_trim(table_text(t, slot)).n == 0;
}

/* A bad cell: the first one of the row is what the row is known for. */
static bool
bad_cell(struct table *t, size_t slot, const char *what, const char *hint)
{
	if (t->bad_row)
		return false;
	fault_set(&t->fault, FAULT_ROW, "%s", what);
	fault_column(&t->fault, table_name(t, slot));
	fault_value(&t->fault, table_text(t, slot));
	if (hint != NULL)
		fault_hint(&t->fault, "%s", hint);
	return row_is_bad(t);
}

bool
table_dec(struct table *t, size_t slot, int64_t *v)
{
	struct str s = table_text(t, slot);
	enum dec_status status = dec_parse(&t->form.dec, s, v);

	if (status == DEC_OK)
		return true;
	return bad_cell(t, slot, dec_problem(status),
	    dec_hint(&t->form.dec, status, s));
}

bool
table_date(struct table *t, size_t slot, struct date *v)
{
	struct str s = table_text(t, slot);
	enum date_status status =
	    date_parse(t->form.date, &t->form.zone, s, v);

	if (status == DATE_OK)
		return true;
	return bad_cell(t, slot, date_problem(status), date_hint(status, s));
}

static const char *
number_problem(enum parse_status status)
{
	return status == PARSE_EMPTY ? "empty"
	    : status == PARSE_RANGE  ? "out of range"
				     : "not a number";
}

bool
table_real(struct table *t, size_t slot, double *v)
{
	char mark = t->form.dec.decimal == ',' ? ',' : '.';
	enum parse_status status = parse_real(table_text(t, slot), mark, v);

	return status == PARSE_OK ||
	    bad_cell(t, slot, number_problem(status), NULL);
}

bool
table_int(struct table *t, size_t slot, int64_t *v)
{
	enum parse_status status = parse_i64(table_text(t, slot), v);

	if (status == PARSE_OK)
		return true;
	return bad_cell(t, slot, status == PARSE_MALFORMED
		? "not a whole number" : number_problem(status), NULL);
}

bool
table_id(struct table *t, size_t slot, struct str *v)
{
	*v = table_text(t, slot);
	return str_trim(*v).n != 0 || bad_cell(t, slot, "empty", NULL);
}

bool
table_reject(struct table *t, long slot, const char *fmt, ...)
{
	char what[FAULT_TEXT];
	va_list ap;

	if (t->bad_row)
		return false;
	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (slot != TABLE_ROW)
		return bad_cell(t, (size_t)slot, what, NULL);
	fault_set(&t->fault, FAULT_ROW, "%s", what);
	return row_is_bad(t);
}

void
table_hint(struct table *t, const char *fmt, ...)
{
	char hint[FAULT_TEXT];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(hint, sizeof(hint), fmt, ap);
	va_end(ap);
	fault_hint(&t->fault, "%s", hint);
}

void
table_cells(const struct table *t, struct str *cells)
{
	for (size_t i = 0; i < t->first.count; i++)
		cells[i] = record_field(t->reader,
		    t->order != NULL ? t->order[i] : i);
}

bool
table_raw(const struct table *t, struct str *raw)
{
	*raw = record_raw(t->reader);
	return !t->permuted && reader_delimiter(t->reader) == t->delimiter;
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
	    ? input_size(reader_input(t->reader)) : 0;
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
