#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <sys/stat.h>

#include "io_helper.h"

/* More threads that readers may have. */
static int more_threads;

/* All bytes of the file, read n at a time, and `!LINE what` for a fault. */
static void
drain(struct buf *b, const char *path, size_t n)
{
	struct fault f = {0};
	struct input *in = input_open(path, &f);
	ptrdiff_t got = 0;
	int threads = more_threads;

	if (in != NULL)
		input_threads(in, &threads);
	while (in != NULL && (got = input_read(in, buf_room(b, n), n, &f)) > 0)
		b->n += (size_t)got;
	if (got < 0) {
		/* A fault stays. */
		assert_int_equal(input_read(in, buf_room(b, n), n, &f), -1);
		assert_string_equal(f.file, path);
	}
	if (f.code != FAULT_NONE)
		buf_printf(b, "!%lu %s", (unsigned long)f.line, f.what);
	input_close(in);
	assert_int_equal(threads, more_threads);
}

static void
expect(const char *name, const char *p, size_t n, const char *want)
{
	static const size_t sizes[] = {1, 2, 3, 7, 64, 300000};

	io_file(p, n);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct buf b = {0};

		drain(&b, io_path, sizes[i]);
		if (strcmp(buf_cstr(&b), want) != 0)
			fail_msg("%s by %zu:\n got %s\nwant %s", name, sizes[i],
			    b.p, want);
		buf_free(&b);
	}
}

static void
test_plain(void **state)
{
	(void)state;
	expect("empty", "", 0, "");
	expect("plain", "abc\n", 4, "abc\n");
	expect("bom",
	    "\xef\xbb\xbf"
	    "abc",
	    6, "abc");
	expect("only bom", "\xef\xbb\xbf", 3, "");
	expect("half a bom", "\xef\xbb", 2, "\xef\xbb");
	expect("two boms", "\xef\xbb\xbf\xef\xbb\xbf", 6, "\xef\xbb\xbf");
	expect("one byte of gzip", "\x1f", 1, "\x1f");
	expect("PK", "PK,x", 4, "PK,x");
	expect("PAR1", "PAR1,x", 6, "PAR1,x");
}

static void
test_marks(void **state)
{
	static const struct {
		const char *p;
		size_t n;
		const char *what;
	} cases[] = {
	    {"\xff\xfe"
	     "a\0",
		4, "!1 UTF-16 text"},
	    {"\xff\xfe", 2, "!1 UTF-16 text"},
	    {"\xfe\xff\0a", 4, "!1 UTF-16 text"},
	    {"\xff\xfe\0\0a\0\0\0", 8, "!1 UTF-32 text"},
	    {"\0\0\xfe\xff", 4, "!1 UTF-32 text"},
	    {"PK\3\4....", 8, "!1 this is a ZIP file (.xlsx?), not CSV"},
	    {"%PDF-1.7\n", 9, "!1 this is a PDF file, not CSV"},
	    {"PAR1\x15\x04", 6, "!1 this is a Parquet file, not CSV"},
	    {"BZh91AY&SY", 10, "!1 this is bzip2 data, not CSV"},
	    {"\xfd"
	     "7zXZ\0",
		6, "!1 this is xz data, not CSV"},
	    {"\x28\xb5\x2f\xfd", 4, "!1 this is zstd data, not CSV"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect(cases[i].what, cases[i].p, cases[i].n, cases[i].what);
}

static void
test_gzip(void **state)
{
	struct buf b = {0};
	size_t one;

	(void)state;
	io_gzip("", 0, &b);
	expect("gzip of nothing", b.p, b.n, "");
	io_gzip("\xef\xbb\xbf"
		"abc\n",
	    7, &b);
	one = b.n;
	expect("empty member and bom", b.p, b.n, "abc\n");
	io_gzip("def", 3, &b);
	expect("three members", b.p, b.n, "abc\ndef");
	expect(
	    "cut in the header", b.p, one + 5, "abc\n!0 truncated gzip data");
	expect("one byte behind", b.p, one + 1,
	    "abc\n!0 garbage after the gzip data");
	for (size_t i = 1; i <= 8; i++)
		expect("cut in the trailer", b.p, b.n - i,
		    "abc\ndef!0 truncated gzip data");
	buf_puts(&b, "x");
	expect("garbage", b.p, b.n, "abc\ndef!0 garbage after the gzip data");
	b.p[b.n - 4] ^= 1;
	expect("length", b.p, b.n - 1, "abc\ndef!0 corrupt gzip data");
	b.p[b.n - 7] ^= 1;
	expect("crc", b.p, b.n - 1, "abc\ndef!0 corrupt gzip data");
	b.n = 0;
	io_gzip("x", 1, &b);
	b.p[2] = 7;
	expect("method", b.p, b.n, "!0 corrupt gzip data");
	expect("only magic", "\x1f\x8b", 2, "!0 truncated gzip data");
	buf_free(&b);
}

static void
test_gzip_twice(void **state)
{
	struct buf b = {0}, c = {0};

	(void)state;
	io_gzip("abc", 3, &b);
	io_gzip(b.p, b.n, &c);
	expect("twice", c.p, c.n, "!1 compressed twice with gzip");
	buf_free(&c);
	buf_free(&b);
}

static void
test_large_gzip(void **state)
{
	struct buf text = {0}, b = {0}, got = {0};

	(void)state;
	for (unsigned i = 0; i < 200000; i++)
		buf_printf(&text, "%u,%u\n", i, i * 2654435761U);
	io_gzip(text.p, text.n / 2, &b);
	io_gzip(text.p + text.n / 2, text.n - text.n / 2, &b);
	io_file(b.p, b.n);
	drain(&got, io_path, 100000);
	assert_int_equal(got.n, text.n);
	assert_memory_equal(got.p, text.p, text.n);
	buf_free(&got);
	buf_free(&b);
	buf_free(&text);
}

enum { MEMBERS = 3000, ODD = 2500 };

/*
 * Members of all sizes, hundreds of them long enough together for a thread;
 * where the file's and the text's part end that is up to the odd one.
 */
static void
many_members(struct buf *gz, struct buf *text, size_t *gz_end, size_t *text_end)
{
	uint64_t x = 1;

	for (unsigned i = 0; i < MEMBERS; i++) {
		size_t from = text->n, n;

		x = x * 6364136223846793005U + 1442695040888963407U;
		n = i % 3 == 0 ? x >> 60 : i < 1500 ? x >> 48 : x >> 53;
		n = i == ODD ? 20 : n;
		for (size_t k = 0; k < n; k++)
			buf_putc(text, (char)('a' + (x >> (k % 50)) % 26));
		io_gzip(text->p + from, n, gz);
		if (i == ODD) {
			*gz_end = gz->n;
			*text_end = text->n;
		}
	}
}

static void
check_members(
    const char *name, struct str gz, struct str text, const char *fault)
{
	struct buf got = {0}, want = {0};

	io_file(gz.p, gz.n);
	buf_str(&want, text);
	buf_puts(&want, fault);
	for (more_threads = 0; more_threads < 2; more_threads++) {
		got.n = 0;
		drain(&got, io_path, 100000);
		if (!str_eq(buf_view(&got), buf_view(&want)))
			fail_msg("%s with %d more threads: %zu bytes, not %zu",
			    name, more_threads, got.n, want.n);
	}
	more_threads = 0;
	buf_free(&got);
	buf_free(&want);
}

/* What is wrong is said behind all bytes that came before. */
static void
test_gzip_members(void **state)
{
	struct buf gz = {0}, text = {0};
	size_t gz_end = 0, text_end = 0;
	struct str part;

	(void)state;
	many_members(&gz, &text, &gz_end, &text_end);
	assert_true(text.n > 16 * 1024 * 1024);
	check_members("whole", buf_view(&gz), buf_view(&text), "");
	part = (struct str){text.p, text_end};
	for (size_t i = 1; i <= 8; i++) {
		gz.p[gz_end - i] ^= 0x10;
		check_members(
		    "trailer", buf_view(&gz), part, "!0 corrupt gzip data");
		gz.p[gz_end - i] ^= 0x10;
		check_members("cut", (struct str){gz.p, gz_end - i}, part,
		    "!0 truncated gzip data");
	}
	check_members("garbage", (struct str){gz.p, gz_end + 1}, part,
	    "!0 garbage after the gzip data");
	buf_free(&gz);
	buf_free(&text);
}

static void
test_refused(void **state)
{
	struct fault f = {0};

	(void)state;
	assert_null(input_open("/", &f));
	assert_int_equal(f.code, FAULT_IO);
	assert_string_equal(f.what, "cannot open: Is a directory");
	assert_string_equal(f.file, "/");
	assert_null(input_open("/no/such", &f));
	assert_string_equal(f.what, "cannot open: No such file or directory");
	/* Opens, but cannot be read from its start. */
	io_file("", 0);
	if (access("/proc/self/mem", R_OK) == 0) {
		struct buf b = {0};

		drain(&b, "/proc/self/mem", 10);
		assert_string_equal(
		    buf_cstr(&b), "!0 cannot read: Input/output error");
		buf_free(&b);
	}
}

static void
test_pipe(void **state)
{
	struct fault f = {0};
	struct input *in;
	char p[10];
	int ends[2], old = dup(0);

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "abc", 3), 3);
	close(ends[1]);
	dup2(ends[0], 0);
	close(ends[0]);
	in = input_open("-", &f);
	assert_string_equal(input_name(in), "<stdin>");
	assert_int_equal(input_size(in), 0);
	assert_int_equal(input_read(in, p, sizeof(p), &f), 3);
	assert_memory_equal(p, "abc", 3);
	assert_int_equal(input_taken(in), 3);
	assert_int_equal(input_read(in, p, sizeof(p), &f), 0);
	input_close(in);
	close(0);
	assert_null(input_open(NULL, &f));
	assert_string_equal(f.what, "cannot open: Bad file descriptor");
	dup2(old, 0);
	close(old);
}

static void
test_text(void **state)
{
	struct input *in = input_text("built in", STR("a,b\n1,2\n"));
	struct fault f = {0};
	char p[4];

	(void)state;
	assert_string_equal(input_name(in), "built in");
	assert_int_equal(input_size(in), 8);
	assert_int_equal(input_read(in, p, 4, &f), 4);
	assert_memory_equal(p, "a,b\n", 4);
	assert_int_equal(input_read(in, p, 4, &f), 4);
	assert_memory_equal(p, "1,2\n", 4);
	assert_int_equal(input_read(in, p, 4, &f), 0);
	assert_int_equal(f.code, FAULT_NONE);
	input_close(in);
}

static void
rest_is(struct input *in, const char *want)
{
	struct fault f = {0};
	struct buf b = {0};
	ptrdiff_t got;

	while ((got = input_read(in, buf_room(&b, 3), 3, &f)) > 0)
		b.n += (size_t)got;
	assert_int_equal(got, 0);
	assert_string_equal(buf_cstr(&b), want);
	buf_free(&b);
}

/* What was looked at, as it is, comes all the same. */
static void
test_peek(void **state)
{
	struct fault f = {0};
	struct str s;
	struct input *in;
	struct buf gz = {0};
	char p[16];

	(void)state;
	io_file("\xef\xbb\xbf"
		"abcdefgh",
	    11);
	in = input_open(io_path, &f);
	assert_true(input_peek(in, 2, &s, &f));
	assert_true(s.n >= 2 && memcmp(s.p, "\xef\xbb", 2) == 0);
	assert_true(input_peek(in, 5, &s, &f));
	assert_true(s.n >= 5 && memcmp(s.p,
				    "\xef\xbb\xbf"
				    "ab",
				    5) == 0);
	rest_is(in, "abcdefgh");
	input_close(in);
	io_gzip("abcdefghijkl", 12, &gz);
	io_file(gz.p, gz.n);
	in = input_open(io_path, &f);
	assert_true(input_peek(in, 100, &s, &f));
	assert_true(str_is(s, "abcdefghijkl"));
	rest_is(in, "abcdefghijkl");
	input_close(in);
	/* What is wrong comes when it is read, behind what is not. */
	io_file(gz.p, gz.n - 1);
	in = input_open(io_path, &f);
	assert_true(input_peek(in, 100, &s, &f));
	assert_true(str_is(s, "abcdefghijkl"));
	input_close(in);
	io_file("PK\003\004 and more of it", 18);
	in = input_open(io_path, &f);
	assert_true(input_peek(in, 18, &s, &f));
	assert_int_equal(input_read(in, p, 16, &f), -1);
	assert_int_equal(f.code, FAULT_FORM);
	input_close(in);
	buf_free(&gz);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_plain),
	    cmocka_unit_test(test_marks),
	    cmocka_unit_test(test_gzip),
	    cmocka_unit_test(test_gzip_twice),
	    cmocka_unit_test(test_large_gzip),
	    cmocka_unit_test(test_gzip_members),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_pipe),
	    cmocka_unit_test(test_text),
	    cmocka_unit_test(test_peek),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
