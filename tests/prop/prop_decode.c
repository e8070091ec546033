/*
 * Properties of decoding: a text in any encoding that has its characters reads
 * as it does in UTF-8, whatever the block size, gzip or not, and of any bytes
 * at all every block size makes the same; under lossy, that is UTF-8.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <iconv.h>

#include "../unit/io_helper.h"

static uint64_t seed = 20261125;

/* xorshift64*: the same cases on every run. */
static unsigned
draw(unsigned n)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (unsigned)((seed * 2685821657736338717U) >> 33) % n;
}

static const char *const encodings[] = {"utf-8", "utf-16", "utf-16be", "utf-32",
    "gb18030", "gbk", "big5", "shift_jis", "euc-jp", "euc-kr", "iso-2022-jp",
    "cp1252", "iso-8859-1", "iso-8859-15", "cp1251", "koi8-r", "utf-7"};

/* Characters to draw from: each is in some of them. Where \\ and ~ are, the
 * Shift_JIS of one libc has a yen sign and an overline. */
static const char *const letters[] = {"a", "Z", "0", " ", ",", ",", "\n",
    "\r\n", ";", "|", "\xc3\xa9", "\xc3\xbc", "\xe2\x82\xac", "\xd0\x96",
    "\xe4\xb8\xad", "\xe5\x9b\xbd", "\xe8\xa1\xa8", "\xe6\x97\xa5",
    "\xe3\x81\x82", "\xed\x95\x9c", "\xe4\xba\x85", "\xf0\x9f\x98\x80",
    "\xf0\xa0\x80\x80", "\xc2\x80"};

/* Appends all of s in that encoding; false when it has not all of it. */
static bool
encode(const char *encoding, struct str s, struct buf *out)
{
	iconv_t cd = iconv_open(encoding, "UTF-8");
	char *copy = mem_dup(s.p, s.n), *from = copy;
	size_t left = s.n, room = 8 * s.n + 64, free = room;
	char *to = buf_room(out, room);
	bool ok = cd != (iconv_t)-1 &&
		  iconv(cd, &from, &left, &to, &free) == 0 &&
		  iconv(cd, NULL, NULL, &to, &free) == 0;

	out->n += ok ? room - free : 0;
	mem_free(copy);
	if (cd != (iconv_t)-1)
		iconv_close(cd);
	return ok;
}

/* The same text twice: in UTF-8 and in the encoding. */
static bool
make_text(const char *encoding, struct buf *utf8, struct buf *other)
{
	const char *to = strcmp(encoding, "utf-16") == 0   ? "utf-16le"
			 : strcmp(encoding, "utf-32") == 0 ? "utf-32le"
							   : encoding;
	struct buf trial = {0};
	bool mark = draw(2) == 0 && strncmp(to, "utf-", 4) == 0;

	utf8->n = other->n = 0;
	if (mark)
		buf_puts(utf8, "\xef\xbb\xbf");
	for (unsigned n = draw(200); n > 0; n--) {
		const char *s =
		    letters[draw(sizeof(letters) / sizeof(letters[0]))];

		if (encode(to, str_of(s), &trial))
			buf_puts(utf8, s);
	}
	buf_free(&trial);
	return encode(to, buf_view(utf8), other);
}

static void
events(struct buf *b, struct str in, size_t block, bool zip)
{
	struct record_form form = {.delimiter = ',', .block = block};
	struct buf packed = {0};

	if (zip)
		io_gzip(in.p, in.n, &packed);
	io_file(zip ? packed.p : in.p, zip ? packed.n : in.n);
	b->n = 0;
	io_events(b, io_path, &form, 2, IO_POSITIONS);
	buf_free(&packed);
}

static void
test_same(void **state)
{
	struct buf utf8 = {0}, other = {0}, got = {0}, want = {0};
	size_t tried = 0;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		const char *e =
		    encodings[draw(sizeof(encodings) / sizeof(encodings[0]))];
		size_t block = draw(3) == 0 ? 0 : 1 + draw(130);

		if (!make_text(e, &utf8, &other))
			continue;
		io_encoding = (struct encoding){0};
		events(&want, buf_view(&utf8), 0, false);
		io_encoding.name = e;
		events(&got, buf_view(&other), block, draw(4) == 0);
		tried++;
		if (!str_eq(buf_view(&got), buf_view(&want)))
			fail_msg("%s by %zu\n got %s\nwant %s", e, block,
			    buf_cstr(&got), buf_cstr(&want));
	}
	io_encoding = (struct encoding){0};
	assert_true(tried > 1000);
	buf_free(&utf8);
	buf_free(&other);
	buf_free(&got);
	buf_free(&want);
}

static void
any_bytes(struct buf *b)
{
	b->n = 0;
	for (unsigned n = draw(300); n > 0; n--)
		buf_putc(b, draw(3) == 0   ? (char)draw(256)
			    : draw(2) == 0 ? (char)(128 + draw(128))
					   : "ab,\n\"0 \x1b$B("[draw(11)]);
	/* No mark of another encoding, no gzip. */
	if (b->n > 0)
		b->p[0] = 'x';
}

/* All that a stream gives, and what became of it. */
static void
drain(struct buf *b, const struct encoding *e, size_t block)
{
	struct fault f = {0};
	struct input *in = input_open(io_path, &f);
	ptrdiff_t got;

	b->n = 0;
	input_decode(in, e);
	while ((got = input_read(in, buf_room(b, block), block, &f)) > 0)
		b->n += (size_t)got;
	if (got < 0)
		buf_printf(b, "!%s %s %s", f.what, f.value, f.hint);
	input_close(in);
}

static void
test_any_bytes(void **state)
{
	struct buf in = {0}, got = {0}, want = {0};
	struct fault f;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		uint64_t replaced = 0, before;
		struct encoding e = {
		    encodings[draw(sizeof(encodings) / sizeof(encodings[0]))],
		    draw(2) == 0, &replaced};
		unsigned code;

		if (!encoding_known(e.name, &f))
			continue;
		any_bytes(&in);
		io_file(in.p, in.n);
		drain(&want, &e, 65536);
		before = replaced;
		replaced = 0;
		drain(&got, &e, 1 + draw(100));
		assert_int_equal(replaced, before);
		if (!str_eq(buf_view(&got), buf_view(&want)))
			fail_msg("%s\n got %s\nwant %s", e.name, buf_cstr(&got),
			    buf_cstr(&want));
		for (size_t i = 0, n; i < got.n; i += n) {
			n = utf8_next(got.p + i, got.n - i, &code);
			if (n == 0)
				fail_msg("%s: no UTF-8 at %zu of %s", e.name, i,
				    buf_cstr(&got));
		}
		assert_true(!e.lossy || got.n == 0 || got.p[0] != '!');
	}
	buf_free(&in);
	buf_free(&got);
	buf_free(&want);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_same),
	    cmocka_unit_test(test_any_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
