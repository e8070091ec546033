/*
 * Properties of rows read some at a time, and of rows looked at ahead: they
 * are those that table_next gives one by one, cell for cell, and so are the
 * rejects (file, line, column and reason), the counts and the fault at the
 * end; on every path of the reader, and whatever the size of a block or of
 * what is indexed at once.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../unit/io_helper.h"
#include "io/record_path.h"
#include "tab/batch.h"

enum { FILES = 1500, COLUMNS = 5 };

static uint64_t seed = 20261126;

/* xorshift64*: the same cases on every run. */
static unsigned
draw(unsigned n)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (unsigned)((seed * 2685821657736338717U) >> 33) % n;
}

/* --- files --- */

struct shape {
	char delimiter;
	bool tsv, no_header, skip, date_form;
	bool plain_names;               /* the header could be a row */
	bool whole;                     /* numbers without decimals */
	unsigned columns, id, day, dec; /* where those columns are */
	unsigned quoted;                /* 1 cell in so many; 0: none */
	unsigned odd; /* the same of cells that are not plain */
	unsigned ends;
};

/* A cell of the column, most often a plain one. */
static void
put_value(struct buf *b, const struct shape *s, unsigned k)
{
	static const char *const odd[] = {"", " ", "x", "id", "date", "amount",
	    "2024-02-29", "2023-02-29", "2024-1-1", "1999-12-31T10:00:00Z", "-",
	    "-1", "1e3", "123456789.25", ".5", "0.1234567", "1 000", "é",
	    "long enough to be no short id at all", "1600-01-01"};

	static const char *const time[] = {
	    "", "", "T10:00", "t23:59:59", " 00:00"};

	if (s->odd > 0 && draw(s->odd) == 0)
		buf_puts(b, odd[draw(sizeof(odd) / sizeof(*odd))]);
	else if (k == s->day)
		buf_printf(b, "%04u-%02u-%02u%s", 1990 + draw(60), 1 + draw(12),
		    1 + draw(28), time[draw(sizeof(time) / sizeof(*time))]);
	else if (k == s->dec && s->whole)
		buf_printf(b, "%s%u", draw(9) == 0 ? "-" : "", draw(100000));
	else if (k == s->dec)
		buf_printf(b, "%s%u.%02u", draw(9) == 0 ? "-" : "", draw(1000),
		    draw(100));
	else
		buf_printf(b, "c%u", draw(100000));
}

static void
put_cell(struct buf *b, const struct shape *s, unsigned k)
{
	bool quoted = !s->tsv && s->quoted > 0 && draw(s->quoted) == 0;

	if (quoted)
		buf_putc(b, '"');
	put_value(b, s, k);
	if (quoted) {
		static const char *const more[] = {"\"\"", "\n", ",", "\r\n"};

		if (s->odd > 0 && draw(3 * s->odd) == 0)
			buf_puts(b, more[draw(4)]);
		buf_putc(b, '"');
	}
}

static void
put_end(struct buf *b, const struct shape *s)
{
	static const char *const ends[] = {"\n", "\r\n", "\r", "\n\n"};

	buf_puts(b, ends[s->ends < 4 ? s->ends == 3 ? draw(4) : s->ends : 0]);
}

static void
name_columns(const struct shape *s, char name[][16])
{
	for (unsigned k = 0; k < s->columns; k++)
		snprintf(name[k], 16, s->no_header ? "%u" : "c%u", k + 1);
	if (s->no_header)
		return;
	snprintf(name[s->id], 16, "id");
	snprintf(name[s->day], 16, s->plain_names ? "2024-01-31" : "date");
	snprintf(name[s->dec], 16, s->plain_names ? "12.5" : "amount");
}

static void
put_header(struct buf *b, const struct shape *s)
{
	char name[COLUMNS][16];

	name_columns(s, name);
	for (unsigned k = 0; k < s->columns; k++) {
		if (k > 0)
			buf_putc(b, s->delimiter);
		buf_puts(b, name[k]);
	}
	put_end(b, s);
}

static void
put_file(struct buf *b, const struct shape *s)
{
	if (!s->no_header)
		put_header(b, s);
	for (unsigned rows = draw(600); rows > 0; rows--) {
		for (unsigned k = 0; k < s->columns; k++) {
			if (k > 0)
				buf_putc(b, s->delimiter);
			put_cell(b, s, k);
		}
		if (s->odd > 0 && draw(40 * s->odd) == 0)
			buf_putc(b, s->delimiter);
		if (rows > 1 || draw(3) > 0)
			put_end(b, s);
		if (s->odd > 0 && draw(400 * s->odd) == 0)
			put_header(b, s);
		if (s->odd > 0 && draw(400 * s->odd) == 0)
			buf_putc(b, '"');
	}
}

static struct shape
draw_shape(void)
{
	struct shape s = {.delimiter = ",;\t"[draw(3)],
	    .no_header = draw(6) == 0,
	    .skip = draw(4) > 0,
	    .date_form = draw(30) == 0,
	    .plain_names = draw(8) == 0,
	    .whole = draw(2) == 0,
	    .columns = 3 + draw(COLUMNS - 2),
	    .quoted = draw(3) == 0 ? 0 : 1 + draw(8),
	    .odd = draw(3) == 0 ? 0 : 4 << draw(8),
	    .ends = draw(6)};

	s.tsv = s.delimiter == '\t' && draw(2) == 0;
	s.id = draw(s.columns);
	s.day = (s.id + 1 + draw(s.columns - 1)) % s.columns;
	do
		s.dec = draw(s.columns);
	while (s.dec == s.id || s.dec == s.day);
	return s;
}

/* --- what a reader makes of them --- */

struct cells {
	struct str id[BATCH_ROWS];
	int32_t day[BATCH_ROWS];
	int64_t dec[BATCH_ROWS];
};

enum { ID, DAY, DEC };

static struct date_form *dates;
static size_t plain; /* rows looked at ahead that were */

static struct table *
open_table(const struct shape *s, size_t block, char *path, struct outfile *out)
{
	struct table_form form = {.record = {.delimiter = s->delimiter,
				      .tsv = s->tsv,
				      .block = block},
	    .no_header = s->no_header,
	    .skip_bad = s->skip,
	    .rejects = s->skip ? out : NULL};
	/* Borrowed for as long as the table is. */
	static char name[COLUMNS][16];
	char *twice[] = {path, path};
	struct fault f = {0};
	struct table *t;

	form.date = s->date_form ? dates : NULL;
	t = table_new(&form);
	name_columns(s, name);
	(void)table_column(t, name[s->id], NULL);
	(void)table_column(t, name[s->day], NULL);
	(void)table_column(t, name[s->dec], NULL);
	if (table_open(t, twice, 1 + (s->columns & 1), &f))
		return t;
	table_delete(t);
	return NULL;
}

static void
show(struct buf *b, struct str id, int32_t day, int64_t dec)
{
	buf_putc(b, '[');
	io_show(b, id);
	buf_printf(b, "|%ld|%lld]\n", (long)day, (long long)dec);
}

static void
one_by_one(struct table *t, struct buf *b)
{
	struct str id;
	int32_t day;
	int64_t dec;

	while (table_next(t))
		if (table_id(t, ID, &id) && table_day(t, DAY, &day) &&
		    table_dec(t, DEC, &dec))
			show(b, id, day, dec);
}

/* A short id has bytes behind it that can be read. */
static void
check_spare(struct str id)
{
	char copy[BATCH_SPARE];

	memcpy(copy, id.p, sizeof(copy));
	if (id.n <= sizeof(copy))
		assert_memory_equal(copy, id.p, id.n);
}

static void
some_at_a_time(struct table *t, struct buf *b)
{
	struct cells *c = mem_zero(1, sizeof(*c));
	const struct batch_column column[] = {{ID, BATCH_ID, c->id, NULL},
	    {DAY, BATCH_DAY, c->day, NULL}, {DEC, BATCH_DEC, c->dec, NULL}};
	struct batch *rows = batch_new(t, column, 3);
	size_t at, n;

	while ((n = batch_next(rows, &at)) > 0)
		for (size_t i = at; i < at + n; i++) {
			check_spare(c->id[i]);
			show(b, c->id[i], c->day[i], c->dec[i]);
		}
	batch_delete(rows);
	mem_free(c);
}

/* --- rows looked at ahead --- */

/* What a row has; what need not be there is 0 where it is not. */
struct row {
	struct str id, text;
	int64_t us, number;
	bool dated, numbered;
};

static void
show_row(struct buf *b, const struct row *r)
{
	buf_putc(b, '[');
	io_show(b, r->id);
	buf_putc(b, '|');
	io_show(b, r->text);
	buf_printf(b, "|%d %lld|%d %lld]\n", r->dated, (long long)r->us,
	    r->numbered, (long long)r->number);
}

static bool
read_row(struct table *t, bool whole, struct row *r)
{
	struct date d = {0};

	*r = (struct row){
	    .dated = !table_blank(t, DAY), .numbered = !table_blank(t, DEC)};
	if (!table_id(t, ID, &r->id) || (r->dated && !table_date(t, DAY, &d)) ||
	    (r->numbered && whole && !table_int(t, DEC, &r->number)) ||
	    (r->numbered && !whole && !table_dec(t, DEC, &r->number)))
		return false;
	r->us = d.us;
	r->text = str_trim(table_text(t, DAY));
	return true;
}

static void
rows_one_by_one(struct table *t, const struct shape *s, struct buf *b)
{
	struct row r;

	while (table_next(t))
		if (read_row(t, s->whole, &r))
			show_row(b, &r);
}

struct ahead {
	struct str id[BATCH_ROWS], text[BATCH_ROWS];
	int64_t us[BATCH_ROWS], number[BATCH_ROWS];
	bool dated[BATCH_ROWS], numbered[BATCH_ROWS];
};

static struct row
row_of(const struct ahead *a, size_t i)
{
	return (struct row){a->id[i], a->text[i], a->dated[i] ? a->us[i] : 0,
	    a->numbered[i] ? a->number[i] : 0, a->dated[i], a->numbered[i]};
}

static void
rows_ahead(struct table *t, const struct shape *s, struct buf *b)
{
	struct ahead *a = mem_zero(1, sizeof(*a));
	const struct batch_column column[] = {{ID, BATCH_ID, a->id, NULL},
	    {DAY, BATCH_INSTANT, a->us, a->dated},
	    {DAY, BATCH_TEXT, a->text, NULL},
	    {DEC, s->whole ? BATCH_INT : BATCH_DEC, a->number, a->numbered}};
	struct batch *rows = batch_new(t, column, 4);
	bool more = true;

	while (more) {
		size_t at, n = batch_ahead(rows, &at, 1 + draw(BATCH_ROWS));

		for (size_t i = 0; i < (n == 0 ? 1 : n); i++) {
			struct row r;

			more = batch_step(rows);
			if (!more)
				break;
			plain += n > 0 && batch_plain(rows, at + i);
			if (n > 0 && batch_plain(rows, at + i))
				r = row_of(a, at + i);
			else if (!read_row(t, s->whole, &r))
				continue;
			show_row(b, &r);
		}
	}
	batch_delete(rows);
	mem_free(a);
}

/* --- and rows some at a time, with all that must be there --- */

static void
whole_rows_one_by_one(struct table *t, const struct shape *s, struct buf *b)
{
	while (table_next(t)) {
		struct row r = {.dated = true, .numbered = true};
		struct date d;

		if (!table_id(t, ID, &r.id) || !table_date(t, DAY, &d) ||
		    !(s->whole ? table_int(t, DEC, &r.number)
			       : table_dec(t, DEC, &r.number)))
			continue;
		r.us = d.us;
		r.text = str_trim(table_text(t, DAY));
		show_row(b, &r);
	}
}

static void
whole_rows(struct table *t, const struct shape *s, struct buf *b)
{
	struct ahead *a = mem_zero(1, sizeof(*a));
	const struct batch_column column[] = {{ID, BATCH_ID, a->id, NULL},
	    {DAY, BATCH_INSTANT, a->us, NULL}, {DAY, BATCH_TEXT, a->text, NULL},
	    {DEC, s->whole ? BATCH_INT : BATCH_DEC, a->number, NULL}};
	struct batch *rows = batch_new(t, column, 4);
	size_t at, n;

	memset(a->dated, true, sizeof(a->dated));
	memset(a->numbered, true, sizeof(a->numbered));
	while ((n = batch_next(rows, &at)) > 0)
		for (size_t i = at; i < at + n; i++) {
			struct row r = row_of(a, i);

			show_row(b, &r);
		}
	batch_delete(rows);
	mem_free(a);
}

/* --- the same, all of them --- */

enum reading { ONE_BY_ONE, SOME, ROWS, AHEAD, WHOLE_ROWS, SOME_WHOLE };

static void
read_all(
    struct table *t, const struct shape *s, enum reading how, struct buf *b)
{
	switch (how) {
	case ONE_BY_ONE:
		one_by_one(t, b);
		break;
	case SOME:
		some_at_a_time(t, b);
		break;
	case ROWS:
		rows_one_by_one(t, s, b);
		break;
	case AHEAD:
		rows_ahead(t, s, b);
		break;
	case WHOLE_ROWS:
		whole_rows_one_by_one(t, s, b);
		break;
	case SOME_WHOLE:
		whole_rows(t, s, b);
		break;
	}
}

/* All that is to be the same. */
static void
all_of(const struct shape *s, size_t block, char *path, enum reading how,
    struct buf *b)
{
	char name[80];
	struct fault f = {0};
	struct outfile *out;
	struct table *t;

	snprintf(name, sizeof(name), "%s.rejects", path);
	out = outfile_open(name, &f);
	t = open_table(s, block, path, out);
	if (t == NULL) {
		outfile_discard(out);
		return;
	}
	read_all(t, s, how, b);
	if (!table_done(t, &f))
		buf_printf(b, "%s:%llu: %s: %s '%s'\n", f.file,
		    (unsigned long long)f.line, f.column, f.what, f.value);
	buf_printf(b, "%llu of %llu\n", (unsigned long long)table_bad(t),
	    (unsigned long long)table_rows(t));
	table_delete(t);
	assert_true(outfile_commit(&out, 1, &f));
	io_slurp(name, b);
	unlink(name);
}

/* From where they differ on. */
static void
differ(const char *path, size_t block, struct buf *got, struct buf *want)
{
	const char *g = buf_cstr(got), *w = buf_cstr(want);
	size_t at = 0, line;

	while (g[at] == w[at])
		at++;
	for (line = at; line > 0 && w[line - 1] != '\n';)
		line--;
	fail_msg("%s, blocks of %zu: got\n%.300s\nwant\n%.300s", path, block,
	    g + line, w + line);
}

static void
check_file(const struct shape *s, struct str in, enum reading want_how,
    enum reading how)
{
	static const size_t chunks[] = {0, 64, 1000};
	struct buf want = {0}, got = {0};
	size_t block = draw(2) == 0 ? 0 : 1 + draw(5000);

	io_file(in.p, in.n);
	record_force(RECORD_LIBCSV, 0);
	all_of(s, 0, io_path, want_how, &want);
	for (int k = RECORD_BEST; k < RECORD_PATHS; k++) {
		if (!record_force((enum record_path)k, chunks[draw(3)]))
			continue;
		got.n = 0;
		all_of(s, block, io_path, how, &got);
		if (!str_eq(buf_view(&got), buf_view(&want)))
			differ(record_path_name[k], block, &got, &want);
	}
	record_force(RECORD_BEST, 0);
	buf_free(&want);
	buf_free(&got);
}

static void
check_files(enum reading want, enum reading got)
{
	struct buf b = {0};
	const char *what;

	dates = date_form_new("%Y-%m-%d", &what);
	for (int i = 0; i < FILES; i++) {
		struct shape s = draw_shape();

		b.n = 0;
		put_file(&b, &s);
		check_file(&s, buf_view(&b), want, got);
	}
	date_form_delete(dates);
	buf_free(&b);
}

static void
test_batches_are_rows(void **state)
{
	(void)state;
	check_files(ONE_BY_ONE, SOME);
	check_files(WHOLE_ROWS, SOME_WHOLE);
}

static void
test_ahead_are_rows(void **state)
{
	(void)state;
	check_files(ROWS, AHEAD);
	assert_true(plain > 100000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_batches_are_rows),
	    cmocka_unit_test(test_ahead_are_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
