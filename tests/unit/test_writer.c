#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "io/json.h"
#include "io/grid.h"
#include "io/writer.h"
#include "io_helper.h"

/*
 * Cells are told by their first byte: # a number, ! an empty cell, else a
 * text; ; ends a row, | a cell. The first row names the columns.
 */
struct one {
	const char *name;
	struct writer_form form;
	const char *rows;
	const char *out; /* or !LINE what 'value' */
};

static const struct one cases[] = {
    {"csv", {0}, "a|b;x|#1;y|!", "a,b\nx,1\ny,\n"},
    {"no header", {.no_header = true}, "a|b;x|#1", "x,1\n"},
    {"quotes", {0}, "a,|\"b;x\ny|z\r; x |'",
	"\"a,\",\"\"\"b\"\n\"x\ny\",\"z\r\"\n x ,'\n"},
    {"delimiter", {.delimiter = '\t'}, "a,|b\tc", "a,\t\"b\tc\"\n"},
    {"decimal comma", {0}, "a|b;#1,5|#2", "a,b\n\"1,5\",2\n"},
    {"comma free", {.delimiter = ':'}, "a|b;#1,5|#2", "a:b\n1,5:2\n"},
    {"lone empty", {0}, "a;;!;b", "a\n\"\"\n\"\"\nb\n"},
    {"lone empty name", {0}, ";x", "\"\"\nx\n"},
    {"first bytes", {0},
	"\xef\xbb\xbf"
	"a|\xef\xbb\xbf"
	"b",
	"\"\xef\xbb\xbf"
	"a\",\xef\xbb\xbf"
	"b\n"},
    {"not utf-8", {0}, "a;\xff", "a\n\xff\n"},

    {"tsv", {.format = FORMAT_TSV}, "a|b,;x\"|#1;y|!", "a\tb,\nx\"\t1\ny\t\n"},
    {"tsv lone empty", {.format = FORMAT_TSV}, "a;;b", "a\n\nb\n"},
    {"tsv tab", {.format = FORMAT_TSV}, "a|b;x|y;z\tz|w",
	"!3 a TSV cannot hold a TAB or line end 'z\\tz'"},
    {"tsv newline", {.format = FORMAT_TSV}, "a|b;x|y\n",
	"!2 b TSV cannot hold a TAB or line end 'y\\n'"},
    {"tsv name", {.format = FORMAT_TSV}, "a\t",
	"!1 a\\t TSV cannot hold a TAB or line end 'a\\t'"},

    {"jsonl", {.format = FORMAT_JSONL}, "a|b|c;x|#1.5|!;|#-3|",
	"{\"a\":\"x\",\"b\":1.5,\"c\":null}\n"
	"{\"a\":\"\",\"b\":-3,\"c\":\"\"}\n"},
    {"jsonl inf", {.format = FORMAT_JSONL}, "a|b|c;#inf|#-inf|#1,25",
	"{\"a\":\"inf\",\"b\":\"-inf\",\"c\":1.25}\n"},
    {"jsonl escapes", {.format = FORMAT_JSONL},
	"a\";\"\\\b\f\n\r\t\x01\x1f\x7f\xc3\xa9",
	"{\"a\\\"\":\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\xc3\xa9\"}\n"},
    {"jsonl bytes", {.format = FORMAT_JSONL}, "a|b;x|y;x|y\xff",
	"!3 b invalid UTF-8 cannot go into JSON 'y\\xff'"},
    {"jsonl name", {.format = FORMAT_JSONL}, "a\xc0;x",
	"!0 a\\xc0 invalid UTF-8 cannot go into JSON 'a\\xc0'"},
    {"jsonl twice", {.format = FORMAT_JSONL}, "a|b|a;x|y|z",
	"!0 a JSON cannot hold two columns of one name 'a'"},

    {"table", {.format = FORMAT_TABLE}, "id|n|text;x|#1|yy;long id|#100|;z|!|w",
	"id         n  text\nx          1  yy\n"
	"long id  100\nz             w\n"},
    {"table no header", {.format = FORMAT_TABLE, .no_header = true},
	"name|n;x|#1;yy|#22", "x    1\nyy  22\n"},
    {"table control", {.format = FORMAT_TABLE}, "a|b;x\x1b[1m\n\t\xff|y",
	"a                 b\nx\\x1b[1m\\n\\t\\xff  y\n"},
    {"table bidi", {.format = FORMAT_TABLE}, "a|b;\xe2\x80\xae|y",
	"a             b\n\\xe2\\x80\\xae  y\n"},
    {"table wide", {.format = FORMAT_TABLE},
	"a|b;\xe6\xbc\xa2\xe5\xad\x97|1;e\xcc\x81|2;xxx|3",
	"a     b\n\xe6\xbc\xa2\xe5\xad\x97  1\ne\xcc\x81     2\nxxx   3\n"},
    {"table header only", {.format = FORMAT_TABLE}, "a|b", "a  b\n"},
};

enum how { CELLS, RENDERED };

static void
put_cell(struct writer *w, struct str s)
{
	if (s.n > 0 && s.p[0] == '#')
		writer_number(w, s.p + 1, s.n - 1);
	else if (str_is(s, "!"))
		writer_empty(w);
	else
		writer_text(w, s);
}

/* The first cells that are text pass through, if so asked. */
static void
put_row(struct writer *w, struct str row, enum how how, size_t pass)
{
	struct str cells[8], piece;
	struct buf b = {0};
	size_t n = 0;

	while (str_split(&row, '|', &piece))
		cells[n++] = piece;
	if (how == RENDERED) {
		writer_render(w, &b, cells, pass);
		writer_replay(w, buf_view(&b));
	}
	for (size_t k = how == RENDERED ? pass : 0; k < n; k++)
		put_cell(w, cells[k]);
	writer_end(w);
	buf_free(&b);
}

/* How many leading columns are text in every row. */
static size_t
passable(struct str rows)
{
	size_t pass = 8;
	struct str row, cell;

	while (str_split(&rows, ';', &row)) {
		size_t k = 0;

		while (str_split(&row, '|', &cell)) {
			if (cell.n > 0 &&
			    (cell.p[0] == '#' || cell.p[0] == '!') && k < pass)
				pass = k;
			k++;
		}
		if (k < pass)
			pass = k;
	}
	return pass;
}

static void
run(const struct one *c, enum how how)
{
	struct fault f = {0};
	struct outfile *out = outfile_open(io_file("", 0), &f);
	struct writer *w = writer_new(out, &c->form);
	struct str rows = str_of(c->rows), row, name;
	size_t pass = passable(rows);
	struct buf got = {0};
	uint64_t line = 1;

	str_split(&rows, ';', &row);
	while (str_split(&row, '|', &name))
		writer_column(w, name);
	if (c->form.format == FORMAT_TSV)
		writer_at(w, "in.csv", 1);
	writer_begin(w);
	while (str_split(&rows, ';', &row)) {
		writer_at(w, "in.csv", ++line);
		put_row(w, row, how, pass);
	}
	if (writer_finish(w, &f)) {
		assert_true(outfile_commit(&out, 1, &f));
		io_slurp(io_path, &got);
	} else {
		assert_int_equal(f.code, FAULT_FORM);
		buf_printf(&got, "!%lu %s %s '%s'", (unsigned long)f.line,
		    f.column, f.what, f.value);
		outfile_discard(out);
	}
	writer_delete(w);
	if (strcmp(buf_cstr(&got), c->out) != 0)
		fail_msg("%s (%s):\n got %s\nwant %s", c->name,
		    how == CELLS ? "cells" : "rendered", got.p, c->out);
	buf_free(&got);
}

static void
test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		run(&cases[i], CELLS);
		run(&cases[i], RENDERED);
	}
}

static void
test_copy(void **state)
{
	struct fault f = {0};
	struct outfile *out = outfile_open(io_file("", 0), &f);
	struct writer_form form = {.delimiter = ';'};
	struct writer *w = writer_new(out, &form);
	struct buf b = {0}, got = {0};

	(void)state;
	assert_true(writer_can_copy(w, ';', false));
	assert_false(writer_can_copy(w, ',', false));
	assert_false(writer_can_copy(w, ';', true));
	writer_column(w, STR("a"));
	writer_column(w, STR("b"));
	writer_column(w, STR("c"));
	writer_begin(w);
	writer_copy(w, &b, STR("\"x\";y"), 2);
	writer_replay(w, buf_view(&b));
	writer_number(w, "7", 1);
	assert_true(writer_end(w));
	assert_true(writer_finish(w, &f));
	assert_true(outfile_commit(&out, 1, &f));
	writer_delete(w);
	io_slurp(io_path, &got);
	assert_string_equal(buf_cstr(&got), "a;b;c\n\"x\";y;7\n");
	buf_free(&got);
	buf_free(&b);
}

static void
test_can_copy(void **state)
{
	static const enum format formats[] = {
	    FORMAT_TSV, FORMAT_JSONL, FORMAT_TABLE};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct writer_form form = {.format = formats[i]};
		struct writer *w = writer_new(NULL, &form);

		assert_int_equal(writer_can_copy(w, '\t', true), i == 0);
		assert_false(writer_can_copy(w, ',', false));
		writer_delete(w);
	}
}

/* A write that fails is told by writer_end, at the latest by the finish. */
static void
test_full(void **state)
{
	struct fault f = {0};
	struct outfile *out = outfile_open("/dev/full", &f);
	struct writer_form form = {0};
	struct writer *w = writer_new(out, &form);
	bool ok = true;

	(void)state;
	writer_column(w, STR("a"));
	writer_begin(w);
	for (int i = 0; i < 100000 && ok; i++) {
		writer_text(w, STR("text"));
		ok = writer_end(w);
	}
	assert_false(ok);
	assert_false(writer_finish(w, &f));
	assert_int_equal(f.code, FAULT_IO);
	assert_string_equal(f.what, "write error: No space left on device");
	writer_delete(w);
	outfile_discard(out);
}

/* A cell as it has to be. */
static void
want_cell(struct buf *b, struct str s, size_t at, bool quoted)
{
	if (quoted)
		buf_putc(b, '"');
	buf_put(b, s.p, at);
	if (s.n > 0 && s.p[at] == '"')
		buf_putc(b, '"');
	buf_put(b, s.p + at, s.n - at);
	if (quoted)
		buf_putc(b, '"');
}

/* A row of the same cell twice, whose byte at may ask for quotes. */
static void
twice(struct writer *w, char delimiter, struct str s, size_t at)
{
	char c = s.n > 0 ? s.p[at] : 'z';
	bool quoted = c == delimiter || c == '"' || c == '\r' || c == '\n';
	struct buf want = {0};
	struct str got;

	want_cell(&want, s, at, quoted);
	buf_putc(&want, delimiter);
	want_cell(&want, s, at, quoted);
	writer_text(w, s);
	writer_text(w, s);
	got = writer_since(w, 0);
	assert_int_equal(got.n, want.n);
	assert_memory_equal(got.p, want.p, got.n);
	writer_end(w);
	buf_free(&want);
}

/* Quotes where they have to be, whatever byte stands where in a cell that
 * is written in words. */
static void
test_short(void **state)
{
	static const char delimiters[] = {',', ':', ' ', '-', '\xa7'};
	struct fault f = {0};

	(void)state;
	for (size_t k = 0; k < sizeof(delimiters); k++) {
		struct outfile *out = outfile_open("/dev/null", &f);
		struct writer_form form = {.delimiter = delimiters[k]};
		struct writer *w = writer_new(out, &form);
		char cell[20];

		writer_column(w, STR("a"));
		writer_column(w, STR("b"));
		writer_begin(w);
		twice(w, delimiters[k], STR(""), 0);
		for (size_t n = 1; n <= sizeof(cell); n++)
			for (size_t i = 0; i < n * 256; i++) {
				memset(cell, 'z', n);
				cell[i / 256] = (char)(i % 256);
				twice(w, delimiters[k], (struct str){cell, n},
				    i / 256);
			}
		assert_true(outfile_commit(&out, 1, &f));
		writer_delete(w);
	}
}

static void
test_width(void **state)
{
	static const struct {
		const char *s;
		size_t width;
	} widths[] = {
	    {"", 0},
	    {"abc", 3},
	    {"\xc3\xa9", 1},
	    {"e\xcc\x81", 1},
	    {"\xe6\xbc\xa2", 2},
	    {"\xef\xbc\xa1", 2},
	    {"\xef\xbd\xb1", 1},
	    {"\xe1\x84\x80", 2},
	    {"\xea\xb0\x80", 2},
	    {"\xf0\x9f\x98\x80", 2},
	    {"\xf0\xa0\x80\x80", 2},
	    {"\xe2\x82\xac", 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++)
		if (grid_width(str_of(widths[i].s)) != widths[i].width)
			fail_msg("width of %s", widths[i].s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cases),
	    cmocka_unit_test(test_copy),
	    cmocka_unit_test(test_can_copy),
	    cmocka_unit_test(test_full),
	    cmocka_unit_test(test_short),
	    cmocka_unit_test(test_width),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
