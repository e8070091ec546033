#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "io_helper.h"

/* Bytes with NUL among them. */
#define B(s) s, sizeof(s) - 1

struct one {
	const char *encoding;
	const char *in;
	size_t n;
	const char *strict; /* as io_events has it */
	const char *lossy;  /* NULL: the same, and nothing replaced */
	unsigned replaced;
};

/*
 * What the bytes say was looked up in the encodings' charts; how much of
 * wrong UTF-8 one U+FFFD stands for, in Unicode 15, table 3-8.
 */
static const struct one cases[] = {
    /* Every length, and what libcsv would see nothing wrong with. */
    {"utf-8", B("a,b\n\xc3\xa9,\xe4\xb8\xad\xf0\x9f\x98\x80\n"),
	"1[a][b];2[\\xc3\\xa9][\\xe4\\xb8\\xad\\xf0\\x9f\\x98\\x80];", NULL, 0},
    {"UTF8",
	B("\xef\xbb\xbf"
	  "a\n"),
	"1[a];", NULL, 0},
    {"utf-8",
	B("\xef\xbb\xbf\xef\xbb\xbf"
	  "a\n"),
	"1[\\xef\\xbb\\xbfa];", NULL, 0},
    {"utf-8", B("a,b\nc,d\n\xff,e\nf,g\n"),
	"1[a][b];2[c][d];!3 byte 9 of the input is not utf-8",
	"1[a][b];2[c][d];3[\\xef\\xbf\\xbd][e];4[f][g];", 1},
    {"utf-8", B("\xfc,b\n1,2\n"), "!1 byte 1 of the input is not utf-8",
	"1[\\xef\\xbf\\xbd][b];2[1][2];", 1},
    /* The line is that on which the record begins. */
    {"utf-8", B("a\n\n\"x\ny\x80\"\n"),
	"1[a];!3 byte 8 of the input is not utf-8",
	"1[a];3[x\\ny\\xef\\xbf\\xbd];", 1},
    {"utf-8", B("a\r\n\r\nb\xe4\xb8\n"),
	"1[a];!3 byte 7 of the input is not utf-8", "1[a];3[b\\xef\\xbf\\xbd];",
	1},
    {"utf-8", B("a\nb\xe4\xb8"),
	"1[a];!2 the input ends within a character of utf-8",
	"1[a];2[b\\xef\\xbf\\xbd];", 1},
    {"utf-8", B("a\nb\xc0"), "1[a];!2 byte 4 of the input is not utf-8",
	"1[a];2[b\\xef\\xbf\\xbd];", 1},
    {"utf-8", B("\x61\xf1\x80\x80\xe1\x80\xc2\x62\x80\x63\x80\xbf\x64"),
	"!1 byte 2 of the input is not utf-8",
	"1[a\\xef\\xbf\\xbd\\xef\\xbf\\xbd\\xef\\xbf\\xbd"
	"b\\xef\\xbf\\xbd"
	"c\\xef\\xbf\\xbd\\xef\\xbf\\xbd"
	"d];",
	6},
    {"utf-8", B("\xed\xa0\x80"), "!1 byte 1 of the input is not utf-8",
	"1[\\xef\\xbf\\xbd\\xef\\xbf\\xbd\\xef\\xbf\\xbd];", 3},
    {"utf-8", B("\xf4\x90\x80\x80"), "!1 byte 1 of the input is not utf-8",
	"1[\\xef\\xbf\\xbd\\xef\\xbf\\xbd\\xef\\xbf\\xbd\\xef\\xbf\\xbd];", 4},
    {"utf-8", B("\xe0\x80\xf0\x8f"), "!1 byte 1 of the input is not utf-8",
	"1[\\xef\\xbf\\xbd\\xef\\xbf\\xbd\\xef\\xbf\\xbd\\xef\\xbf\\xbd];", 4},

    {"cp1252", B("\x80,\xe9\n\x93,\xff\n"),
	"1[\\xe2\\x82\\xac][\\xc3\\xa9];2[\\xe2\\x80\\x9c][\\xc3\\xbf];", NULL,
	0},
    {"ISO-8859-1", B("\xe9,\x80\n"), "1[\\xc3\\xa9][\\xc2\\x80];", NULL, 0},
    {"iso-8859-15", B("\xa4\n"), "1[\\xe2\\x82\\xac];", NULL, 0},

    /* Trail bytes of gb18030 and shift_jis look like ASCII: 0x7c is |. */
    {"gb18030", B("\xd6\xd0,\x81\x7c\n\x81\x30\x81\x30,\x94\x39\xfc\x36\n"),
	"1[\\xe4\\xb8\\xad][\\xe4\\xba\\x85];2[\\xc2\\x80]"
	"[\\xf0\\x9f\\x98\\x80];",
	NULL, 0},
    {"gb18030",
	B("\x84\x31\x95\x33"
	  "a\n"),
	"1[a];", NULL, 0},
    {"gb18030", B("a,b\n\xd6\xd0,\xff\n"),
	"1[a][b];!2 byte 8 of the input is not gb18030",
	"1[a][b];2[\\xe4\\xb8\\xad][\\xef\\xbf\\xbd];", 1},
    {"gb18030", B("a,b\n\xd6\xd0,\xd6"),
	"1[a][b];!2 the input ends within a character of gb18030",
	"1[a][b];2[\\xe4\\xb8\\xad][\\xef\\xbf\\xbd];", 1},
    {"gb18030", B("\x94\x39\xfc"),
	"!1 the input ends within a character of gb18030",
	"1[\\xef\\xbf\\xbd];", 1},
    {"shift_jis", B("\x93\xfa\x96\x7b,\x83\x5e\n\xb1,\x81\x7c\n"),
	"1[\\xe6\\x97\\xa5\\xe6\\x9c\\xac][\\xe3\\x82\\xbf];"
	"2[\\xef\\xbd\\xb1][\\xe2\\x88\\x92];",
	NULL, 0},
    {"euc-kr", B("\xc7\xd1\n"), "1[\\xed\\x95\\x9c];", NULL, 0},
    {"big5", B("\xa4\xa4\n"), "1[\\xe4\\xb8\\xad];", NULL, 0},

    /* By escape sequences: within them 0x2c and 0x22 are no comma, no quote,
     * but parts of characters. */
    {"iso-2022-jp", B("\x1b$B$\x22$,\x1b(B,x\n1,2\n"),
	"1[\\xe3\\x81\\x82\\xe3\\x81\\x8c][x];2[1][2];", NULL, 0},

    {"utf-16",
	B("\xff\xfe"
	  "a\0,\0\x2d\x4e\n\0"),
	"1[a][\\xe4\\xb8\\xad];", NULL, 0},
    {"utf-16", B("\xfe\xff\0a\0,\x4e\x2d\0\n"), "1[a][\\xe4\\xb8\\xad];", NULL,
	0},
    {"utf-16", B("a\0,\0b\0\r\0\n\0"), "1[a][b];", NULL, 0},
    {"utf-16le",
	B("\xff\xfe"
	  "a\0"),
	"1[a];", NULL, 0},
    {"utf-16be", B("\0a\0,\0b"), "1[a][b];", NULL, 0},
    {"utf-16", B("=\xd8\0\xde\n\0"), "1[\\xf0\\x9f\\x98\\x80];", NULL, 0},
    {"utf-16",
	B("a\0\n\0=\xd8"
	  "b\0"),
	"1[a];!2 byte 5 of the input is not utf-16",
	"1[a];2[\\xef\\xbf\\xbd"
	"b];",
	1},
    {"utf-16", B("a\0\n\0\0\xde"), "1[a];!2 byte 5 of the input is not utf-16",
	"1[a];2[\\xef\\xbf\\xbd];", 1},
    {"utf-16", B("a\0\n\0b"),
	"1[a];!2 the input ends within a character of utf-16",
	"1[a];2[\\xef\\xbf\\xbd];", 1},
    {"utf-16", B("a\0\n\0=\xd8"),
	"1[a];!2 the input ends within a character of utf-16",
	"1[a];2[\\xef\\xbf\\xbd];", 1},
    {"utf-16", B(""), "", NULL, 0},
    {"utf-16", B("\xff\xfe"), "", NULL, 0},
    /* A line end of other sorts, and a NUL that is a character. */
    {"utf-16", B("a\0\r\0b\0\0\0"), "1[a];!2 NUL byte", NULL, 0},
    {"utf-32", B("\xff\xfe\0\0a\0\0\0,\0\0\0\0\xf6\1\0"),
	"1[a][\\xf0\\x9f\\x98\\x80];", NULL, 0},
    {"utf-32", B("\0\0\xfe\xff\0\0\0a"), "1[a];", NULL, 0},
    {"utf-32be", B("\0\0\0a\0\0\0\n"), "1[a];", NULL, 0},
    {"utf-32", B("a\0\0\0\n\0\0\0\0\xd8\0\0"),
	"1[a];!2 byte 9 of the input is not utf-32", "1[a];2[\\xef\\xbf\\xbd];",
	1},

    /* Another encoding's mark. */
    {"cp1252",
	B("\xef\xbb\xbf"
	  "a\n"),
	"!1 UTF-8 text, as its byte order mark says", NULL, 0},
    {"gb18030",
	B("\xff\xfe"
	  "a\0"),
	"!1 UTF-16 text", NULL, 0},
    {"utf-16be",
	B("\xff\xfe"
	  "a\0"),
	"!1 UTF-16 text", NULL, 0},
    {"utf-16",
	B("\xef\xbb\xbf"
	  "a\n"),
	"!1 UTF-8 text, as its byte order mark says", NULL, 0},
    {"utf-32", B("\xfe\xff\0a"), "!1 UTF-16 text", NULL, 0},
    {"utf-8", B("PK\3\4...."), "!1 this is a ZIP file (.xlsx?), not CSV", NULL,
	0},
};

static void
read_as(const struct one *c, size_t block, bool lossy, const char *want)
{
	struct record_form form = {.delimiter = ',', .block = block};
	struct buf b = {0};
	uint64_t replaced = 0;

	io_encoding = (struct encoding){c->encoding, lossy, &replaced};
	io_events(&b, io_path, &form, 2, 0);
	if (strcmp(buf_cstr(&b), want) != 0)
		fail_msg("%s by %zu%s:\n got %s\nwant %s", c->encoding, block,
		    lossy ? ", lossy" : "", b.p, want);
	assert_int_equal(replaced, lossy ? c->replaced : 0);
	buf_free(&b);
	io_encoding = (struct encoding){0};
}

static void
test_cases(void **state)
{
	static const size_t blocks[] = {1, 2, 3, 5, 63, 64, 65, 0};
	struct fault f = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct one *c = &cases[i];
		struct buf zip = {0};

		if (!encoding_known(c->encoding, &f)) {
			print_message("iconv has no %s\n", c->encoding);
			continue;
		}
		for (size_t k = 0; k < sizeof(blocks) / sizeof(*blocks); k++) {
			io_file(c->in, c->n);
			read_as(c, blocks[k], false, c->strict);
			read_as(c, blocks[k], true,
			    c->lossy != NULL ? c->lossy : c->strict);
		}
		io_gzip(c->in, c->n, &zip);
		io_file(zip.p, zip.n);
		read_as(c, 0, false, c->strict);
		buf_free(&zip);
	}
}

/* Longer than any buffer, each character in every place of one. */
static void
test_edges(void **state)
{
	static const char unit[] = "\xd6\xd0\x81\x30\x81\x30z";
	static const char want[] = "\xe4\xb8\xad\xc2\x80z";
	struct encoding gb = {"gb18030", false, NULL};
	struct buf in = {0}, out = {0};
	struct fault f = {0};
	struct input *input;
	ptrdiff_t got;
	size_t units = 3 * 65536 / 7;

	(void)state;
	if (!encoding_known("gb18030", &f))
		skip();
	for (size_t i = 0; i < units; i++)
		buf_put(&in, unit, 7);
	input = input_open(io_file(in.p, in.n), &f);
	input_decode(input, &gb);
	while ((got = input_read(
		    input, buf_room(&out, 4096), 1 + out.n % 4096, &f)) > 0)
		out.n += (size_t)got;
	assert_int_equal(got, 0);
	assert_int_equal(out.n, units * 6);
	for (size_t i = 0; i < units; i++)
		assert_memory_equal(out.p + 6 * i, want, 6);
	input_close(input);
	buf_free(&in);
	buf_free(&out);
}

static void
test_names(void **state)
{
	static const char *const good[] = {"utf-8", "UTF8", "utf_8", "utf-16",
	    "UTF-16LE", "utf32", "iso-8859-1", "latin1", "us-ascii"};
	static const char *const bad[] = {"", "nope", "char", "WCHAR_T",
	    "utf-8//IGNORE", "utf-16/", "iso-8859-1 ", "../x",
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "gb\xff"};
	struct fault f;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		if (!encoding_known(good[i], &f))
			fail_msg("unknown: %s", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (encoding_known(bad[i], &f))
			fail_msg("known: %s", bad[i]);
		assert_int_equal(f.code, FAULT_USAGE);
		assert_string_equal(f.what, "unknown encoding");
		assert_non_null(strstr(f.hint, "gb18030"));
	}
}

static void
test_marks(void **state)
{
	(void)state;
	assert_true(encoding_has_mark("utf-16", "utf-16le"));
	assert_true(encoding_has_mark("UTF16", "utf-16be"));
	assert_true(encoding_has_mark("utf_16LE", "utf-16le"));
	assert_false(encoding_has_mark("utf-16be", "utf-16le"));
	assert_false(encoding_has_mark("utf", "utf-16le"));
	assert_true(encoding_has_mark("utf-8", "utf-8"));
	assert_false(encoding_has_mark("cp1252", "utf-8"));
}

/* What to do next depends on what the bytes look like. */
static void
test_hints(void **state)
{
	static const struct {
		const char *encoding, *in, *value, *hint;
	} told[] = {
	    {"utf-8", "caf\xe9,1\n", "\\xe9",
		"is it cp1252? --encoding cp1252; or --lossy"},
	    {"utf-8", "\xd6\xd0\xb9\xfa\n", "\\xd6",
		"is it gb18030 or cp932? --encoding NAME; or --lossy"},
	    {"utf-8", "x\xe4\xb8", "\\xe4\\xb8",
		"is it gb18030 or cp932? --encoding NAME; or --lossy"},
	    {"us-ascii", "caf\xc3\xa9\n", "\\xc3",
		"it looks like UTF-8: leave out --encoding us-ascii"},
	    {"cp1252", "A\xc5\x81\n", "\\x81",
		"it looks like UTF-8: leave out --encoding cp1252"},
	    {"gb2312", "\x81\x40\n", "\\x81",
		"gb18030 has more characters than gb2312: --encoding gb18030, "
		"or --lossy"},
	    /* A number in a circle, as only Windows has it. */
	    {"shift_jis", "\x87\x40\n", "\\x87",
		"cp932 has more characters than shift_jis: --encoding cp932, "
		"or --lossy"},
	    {"us-ascii", "caf\xe9\n", "\\xe9",
		"another --encoding, or --lossy to read it as U+FFFD"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(told) / sizeof(*told); i++) {
		struct encoding e = {told[i].encoding, false, NULL};
		struct fault f = {0};
		struct input *in;
		char byte[100];

		if (!encoding_known(e.name, &f))
			continue;
		in = input_open(io_file(told[i].in, strlen(told[i].in)), &f);
		input_decode(in, &e);
		while (input_read(in, byte, sizeof(byte), &f) > 0)
			;
		assert_int_equal(f.code, FAULT_FORM);
		assert_true(f.line == FAULT_LINE_HERE);
		assert_string_equal(f.value, told[i].value);
		assert_string_equal(f.hint, told[i].hint);
		input_close(in);
	}
}

/* A stream that breaks off is reported as such, whatever the text. */
static void
test_truncated(void **state)
{
	struct encoding e = {"utf-16", false, NULL};
	struct buf zip = {0}, b = {0};
	struct record_form form = {.delimiter = ','};

	(void)state;
	io_gzip("a\0,\0b\0\n\0", 8, &zip);
	io_file(zip.p, zip.n - 6);
	io_encoding = e;
	io_events(&b, io_path, &form, 2, 0);
	io_encoding = (struct encoding){0};
	assert_string_equal(buf_cstr(&b), "1[a][b];!0 truncated gzip data");
	buf_free(&zip);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cases),
	    cmocka_unit_test(test_edges),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_marks),
	    cmocka_unit_test(test_hints),
	    cmocka_unit_test(test_truncated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
