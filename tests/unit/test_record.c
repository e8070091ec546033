#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "io_helper.h"
#include "io/record_path.h"

struct one {
	const char *name;
	const char *in;
	size_t n; /* 0: strlen */
	const char *events;
	char delimiter; /* a blank: form.blanks */
	bool tsv;
	size_t columns;
	size_t max_field;
};

static const struct one cases[] = {
    {"nothing", "", 0, "", ',', false, 0, 0},
    {"one line", "a,b\n", 0, "1[a][b];", ',', false, 0, 0},
    {"no final newline", "a,b\n1,2", 0, "1[a][b];2[1][2];", ',', false, 0, 0},
    {"crlf", "a,b\r\n1,2\r\n", 0, "1[a][b];2[1][2];", ',', false, 0, 0},
    {"lone cr", "a,b\r1,2\r", 0, "1[a][b];2[1][2];", ',', false, 0, 0},
    {"torn crlf", "a,b\r\n1,2\r", 0, "1[a][b];2[1][2];", ',', false, 0, 0},
    {"mixed ends", "a\nb\r\nc\rd", 0, "1[a];2[b];3[c];4[d];", ',', false, 0, 0},
    {"lf cr", "a\n\rb\n\r", 0, "1[a];3[b];", ',', false, 0, 0},
    {"cr cr lf", "a\r\r\nb", 0, "1[a];3[b];", ',', false, 0, 0},
    {"blank lines skipped", "\n\r\na,b\n\n\r\r\n1,2\n\n", 0, "3[a][b];7[1][2];",
	',', false, 2, 0},
    {"blank lines of one column", "\na\n\n\r\nb\n\n", 0,
	"2[a];3[];4[];5[b];6[];", ',', false, 1, 0},
    {"blank line of a blank", "a\n \nb\n", 0, "1[a];2[ ];3[b];", ',', false, 2,
	0},
    {"empty quoted", "a\n\"\"\n", 0, "1[a];2[];", ',', false, 2, 0},
    {"empty fields", ",,\n,\n", 0, "1[][][];2[][];", ',', false, 0, 0},
    {"empty field at the end", "a,", 0, "1[a][];", ',', false, 0, 0},
    {"blanks are data", " a , \"b\n", 0, "!1 stray quote at byte 6", ',', false,
	0, 0},
    {"blanks stay", " a , b \n\t,\t\n", 0, "1[ a ][ b ];2[\\t][\\t];", ',',
	false, 0, 0},
    {"doubled quotes", "\"a\"\"b\",\"\"\"\"\n", 0, "1[a\"b][\"];", ',', false,
	0, 0},
    {"newlines in quotes", "\"a\nb\r\nc\rd\",x\ny,z\n", 0,
	"1[a\\nb\\r\\nc\\rd][x];5[y][z];", ',', false, 0, 0},
    {"delimiter in quotes", "\"a,b\",c\n", 0, "1[a,b][c];", ',', false, 0, 0},
    {"quoted at the end", "a,\"b\"", 0, "1[a][b];", ',', false, 0, 0},
    {"stray quote", "a,b\nc,d\"e\n", 0, "1[a][b];!2 stray quote at byte 4", ',',
	false, 0, 0},
    {"text after a quote", "a\n\"b\"c\n", 0,
	"1[a];!2 stray quote: text after the closing one at byte 4", ',', false,
	0, 0},
    {"stray in a record of lines", "\"a\nb\",c\"\n", 0,
	"!1 stray quote at byte 8", ',', false, 0, 0},
    {"unterminated", "a,b\nc,\"d\ne\n", 0,
	"1[a][b];!2 unterminated quoted field", ',', false, 0, 0},
    {"one quote", "\"", 0, "!1 unterminated quoted field", ',', false, 0, 0},
    {"nul", "a,b\nc\0,d\n", 9, "1[a][b];!2 NUL byte", ',', false, 0, 0},
    {"nul first", "\0", 1, "!1 NUL byte", ',', false, 0, 0},
    {"nul behind a cr", "a\r\0", 3, "1[a];!2 NUL byte", ',', false, 0, 0},
    {"nul behind a stray quote", "a\"\0\n", 4, "!1 stray quote at byte 2", ',',
	false, 0, 0},
    {"nul in a later line of quotes", "\"a\nb\0\"", 6, "!1 NUL byte", ',',
	false, 0, 0},
    {"longest field", "abcd,\"efgh\"\n", 0, "1[abcd][efgh];", ',', false, 0, 4},
    {"too long", "abcd,efghi\n", 0, "!1 field 2 is longer than 4 bytes", ',',
	false, 0, 4},
    {"too long quoted", "a\n\"b\",\"efghi\"\n", 0,
	"1[a];!2 field 2 is longer than 4 bytes", ',', false, 0, 4},
    {"quotes count undone", "\"\"\"\"\"\"\"\"\"\"\n", 0, "1[\"\"\"\"];", ',',
	false, 0, 4},
    {"bom inside", "a,\xef\xbb\xbf\n", 0, "1[a][\\xef\\xbb\\xbf];", ',', false,
	0, 0},
    {"bom", "\xef\xbb\xbf\"a,\",b\n", 0, "1[a,][b];", ',', false, 0, 0},
    {"two boms",
	"\xef\xbb\xbf\xef\xbb\xbf"
	"a\n",
	0, "1[\\xef\\xbb\\xbfa];", ',', false, 0, 0},
    {"only a bom", "\xef\xbb\xbf", 0, "", ',', false, 0, 0},
    {"semicolons", "a;b,c\n", 0, "1[a][b,c];", ';', false, 0, 0},
    {"tab with quotes", "\"a\tb\"\tc\n", 0, "1[a\\tb][c];", '\t', false, 0, 0},

    {"tsv", "a\tb\r\n\"\t\\t\n", 0, "1[a][b];2[\"][\\x5ct];", 0, true, 0, 0},
    {"tsv empty", "\t\n\t", 0, "1[][];2[][];", 0, true, 0, 0},
    {"tsv blank lines", "\na\tb\n\r\n\n1\t2", 0, "2[a][b];5[1][2];", 0, true, 2,
	0},
    {"tsv lone cr is data", "a\rb\tc\r\r\nd\r", 0, "1[a\\rb][c\\r];2[d];", 0,
	true, 0, 0},
    {"tsv nul", "a\tb\nc\r\0", 7, "1[a][b];!2 NUL byte", 0, true, 0, 0},
    {"tsv longest", "abcd\tefgh\r\n", 0, "1[abcd][efgh];", 0, true, 0, 4},
    {"tsv too long", "abcd\tefghi\r\n", 0, "!1 field 2 is longer than 4 bytes",
	0, true, 0, 4},

    {"guess comma", "a,b\n", 0, "1[a][b];", 0, false, 0, 0},
    {"guess semicolon", "\n\na;b\n1,5;2\n", 0, "3[a][b];4[1,5][2];", 0, false,
	0, 0},
    {"guess tab", "a\tb\n", 0, "1[a][b];", 0, false, 0, 0},
    {"guess pipe", "a|b|c,d\n", 0, "1[a][b][c,d];", 0, false, 0, 0},
    {"guess none", "a\n1,2\n", 0, "1[a];2[1][2];", 0, false, 0, 0},
    {"guess outside quotes", "\"a;b;c\n;\",d\n", 0, "1[a;b;c\\n;][d];", 0,
	false, 0, 0},
    {"guess tie", "a,b;c\n", 0,
	"!1 cannot tell the delimiter: both ',' and ';' are frequent", 0, false,
	0, 0},
    {"guess near tie", "a;b\tc;d\te;f\n", 0,
	"!1 cannot tell the delimiter: both ';' and 'TAB' are frequent", 0,
	false, 0, 0},
    {"blanks", " a  b\r\n\"c\t d ", 0, "1[a][b];2[\"c][d];", ' ', false, 0, 0},
    {"blanks only", "a b\n  \nc d\n", 0, "1[a][b];2;3[c][d];", ' ', false, 2,
	0},
    {"blanks, a lone cr", "a\rb c\n", 0, "1[a\\rb][c];", ' ', false, 0, 0},
    {"blanks, nul", "a b\nc\0", 6, "1[a][b];!2 NUL byte", ' ', false, 0, 0},
    {"blanks, too long", "a bcde f\n", 0, "!1 field 2 is longer than 3 bytes",
	' ', false, 0, 3},
    {"guess before a nul", "a,b;\0", 5, "!1 NUL byte", 0, false, 0, 0},
};

static void
check(const struct one *c, const char *path, size_t block)
{
	struct record_form form = {.delimiter = c->delimiter,
	    .tsv = c->tsv,
	    .blanks = c->delimiter == ' ',
	    .max_field = c->max_field,
	    .block = block};
	struct buf b = {0};

	io_events(&b, path, &form, c->columns, 0);
	if (strcmp(buf_cstr(&b), c->events) != 0)
		fail_msg("%s, block %zu:\n got %s\nwant %s", c->name, block,
		    b.p, c->events);
	buf_free(&b);
}

static void
test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct one *c = &cases[i];
		size_t n = c->n != 0 ? c->n : strlen(c->in);
		struct buf gz = {0};

		io_file(c->in, n);
		for (size_t block = 0; block <= n + 1; block++)
			check(c, io_path, block);
		io_gzip(c->in, n, &gz);
		io_file(gz.p, gz.n);
		for (size_t block = 0; block <= n + 1; block++)
			check(c, io_path, block);
		buf_free(&gz);
	}
}

static void
test_positions(void **state)
{
	static const char in[] = "a,\"b,\"\"\",c\n\"x\ny\",,z\r\n";
	struct record_form form = {.delimiter = ','};
	struct buf b = {0};

	(void)state;
	io_file(in, sizeof(in) - 1);
	io_events(&b, io_path, &form, 3, IO_POSITIONS);
	assert_string_equal(buf_cstr(&b), "1@1[a]@3[b,\"]@10[c]=a,\"b,\"\"\",c;"
					  "2@1[x\\ny]@7[]@8[z]=\"x\\ny\",,z;");
	buf_free(&b);
}

static void
test_hints(void **state)
{
	struct record_form form = {.delimiter = ','};
	struct fault f = {0};
	struct reader *r;

	(void)state;
	io_file("a,b\nc,\"d\n", 9);
	r = reader_open(input_open(io_path, &f), &form, &f);
	assert_true(record_next(r));
	assert_int_equal(reader_delimiter(r), ',');
	assert_string_equal(reader_name(r), io_path);
	assert_int_equal(input_taken(reader_input(r)), 9);
	assert_int_equal(input_size(reader_input(r)), 9);
	assert_false(record_next(r));
	assert_int_equal(record_fault(r)->code, FAULT_FORM);
	assert_string_equal(record_fault(r)->file, io_path);
	assert_string_equal(record_fault(r)->hint,
	    "the quote at byte 3 of this record is never closed");
	reader_close(r);
}

/* A field larger than every buffer, and one byte more than is allowed. */
static void
test_long(void **state)
{
	size_t n = 3 << 20;
	struct record_form form = {.delimiter = ',', .max_field = n};
	char *p = mem_alloc(n + 4);
	struct fault f = {0};
	struct reader *r;

	(void)state;
	memset(p, 'x', n + 4);
	p[0] = p[n + 1] = '"';
	p[n + 2] = '\n';
	for (int over = 0; over < 2; over++) {
		if (over)
			memcpy(p + n + 1, "x\"\n", 3);
		io_file(p, n + 3 + (size_t)over);
		r = reader_open(input_open(io_path, &f), &form, &f);
		assert_int_equal(record_next(r), !over);
		if (!over)
			assert_int_equal(record_field(r, 0).n, n);
		else
			assert_int_equal(record_fault(r)->code, FAULT_FORM);
		reader_close(r);
	}
	mem_free(p);
}

static void
test_many(void **state)
{
	size_t n = RECORD_MAX_FIELDS;
	struct fault f = {0};
	char *p = mem_alloc(n + 1);

	(void)state;
	memset(p, '\t', n);
	p[n] = '\n';
	for (int tsv = 0; tsv < 2; tsv++)
		for (size_t over = 0; over < 2; over++) {
			struct record_form form = {
			    .delimiter = '\t', .tsv = tsv};
			struct reader *r;

			io_file(p + 1 - over, n + over);
			r = reader_open(input_open(io_path, &f), &form, &f);
			assert_int_equal(record_next(r), !over);
			if (!over)
				assert_int_equal(record_fields(r), n);
			else
				assert_string_equal(record_fault(r)->what,
				    "more than 65536 fields");
			reader_close(r);
		}
	mem_free(p);
}

/* What is undone stays where it is until the next record, asked for twice. */
static void
test_views(void **state)
{
	static const char in[] = "\"a\"\"\",\"\"\"b\",c,\"\"\"\"\n\"x\"\"y\"\n";
	struct record_form form = {.delimiter = ','};
	struct fault f = {0};
	struct reader *r;
	struct str first, second;

	(void)state;
	io_file(in, sizeof(in) - 1);
	r = reader_open(input_open(io_path, &f), &form, &f);
	assert_true(record_next(r));
	first = record_field(r, 0);
	second = record_field(r, 1);
	assert_true(str_is(record_field(r, 3), "\""));
	assert_true(str_is(second, "\"b"));
	assert_true(str_is(first, "a\""));
	assert_ptr_equal(record_field(r, 0).p, first.p);
	assert_true(record_next(r));
	assert_true(str_is(record_field(r, 0), "x\"y"));
	assert_false(record_next(r));
	reader_close(r);
}

static void
test_force(void **state)
{
	(void)state;
	assert_true(record_force(RECORD_LIBCSV, 0));
	assert_true(record_force(RECORD_BEST, 0));
	assert_false(record_force(RECORD_PATHS, 0));
	assert_false(record_force(RECORD_BEST, 63));
}

/* Everything on every path that there is. */
int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cases),
	    cmocka_unit_test(test_positions),
	    cmocka_unit_test(test_hints),
	    cmocka_unit_test(test_long),
	    cmocka_unit_test(test_many),
	    cmocka_unit_test(test_views),
	};
	const struct CMUnitTest once[] = {cmocka_unit_test(test_force)};
	int failed = 0;

	for (int i = RECORD_BEST; i < RECORD_PATHS; i++)
		if (record_force((enum record_path)i, 0))
			failed += cmocka_run_group_tests_name(
			    record_path_name[i], tests, NULL, NULL);
	return failed + cmocka_run_group_tests(once, NULL, NULL);
}
