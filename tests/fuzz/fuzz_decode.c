/*
 * fuzz_decode: any bytes as text in any encoding.
 *
 * Byte 0 less 'a' chooses the encoding. Byte 1 less '0': bit 0 lossy, bit 1
 * that the rest is hex, the other six the block size (0: the default).
 *
 * Properties: no crash; the block size changes neither the bytes nor the
 * fault nor how many U+FFFD there are; what comes out is UTF-8; under lossy
 * no byte is refused; UTF-8 that is right comes out as it is.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "../unit/io_helper.h"
#include "hex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const encodings[] = {"utf-8", "utf-16", "utf-16be", "utf-32",
    "gb18030", "cp932", "big5", "euc-jp", "euc-kr", "iso-2022-jp", "cp1252",
    "iso-8859-1", "utf-7", "gb2312", "big5-hkscs"};

static _Noreturn void
die(const char *what, struct buf *a, struct buf *b)
{
	fprintf(
	    stderr, "%s\n got %s\nwant %s\n", what, buf_cstr(a), buf_cstr(b));
	abort();
}

/* All that comes, and what is said of it; *text is how much of it is text. */
static void
drain(struct buf *b, const struct encoding *e, size_t block, size_t *text)
{
	struct fault f = {0};
	struct input *in = input_open(io_path, &f);
	ptrdiff_t got;

	b->n = 0;
	input_decode(in, e);
	while ((got = input_read(in, buf_room(b, block), block, &f)) > 0)
		b->n += (size_t)got;
	*text = b->n;
	if (got < 0)
		buf_printf(b, "!%s %s %s", f.what, f.value, f.hint);
	input_close(in);
}

static size_t
well_formed(const char *p, size_t n)
{
	size_t i = 0, len = 1;
	unsigned code;

	for (; i < n && len > 0; i += len)
		len = utf8_next(p + i, n - i, &code);
	return i;
}

static void
check(const struct encoding *e, struct str in, size_t block)
{
	struct buf got = {0}, want = {0}, raw = {0};
	uint64_t replaced;
	size_t text;

	buf_str(&raw, in);
	io_file(in.p, in.n);
	*e->replaced = 0;
	drain(&want, e, 65536, &text);
	replaced = *e->replaced;
	*e->replaced = 0;
	drain(&got, e, block, &text);
	if (!str_eq(buf_view(&got), buf_view(&want)) ||
	    replaced != *e->replaced)
		die("the block size matters", &got, &want);
	if (well_formed(got.p, text) != text)
		die("no UTF-8 came out", &got, &want);
	if (e->lossy && strstr(buf_cstr(&got) + text, " is not ") != NULL)
		die("lossy, and yet refused", &got, &want);
	if (strcmp(e->name, "utf-8") == 0 && !input_is_mark(in) &&
	    well_formed(in.p, in.n) == in.n && !str_eq(buf_view(&got), in))
		die("not what it was", &got, &raw);
	buf_free(&got);
	buf_free(&want);
	buf_free(&raw);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t replaced = 0;
	struct encoding e = {.replaced = &replaced};
	struct buf bytes = {0};
	struct fault f;
	unsigned how;

	if (size < 2 || size > 4096)
		return 0;
	how = (uint8_t)(data[1] - '0');
	e.name = encodings[(uint8_t)(data[0] - 'a') %
			   (sizeof(encodings) / sizeof(encodings[0]))];
	e.lossy = (how & 1) != 0;
	if (!encoding_known(e.name, &f))
		return 0;
	if (how & 2)
		hex_bytes(&bytes, data + 2, size - 2);
	else
		buf_put(&bytes, (const char *)data + 2, size - 2);
	check(&e, buf_view(&bytes), how / 4 != 0 ? how / 4 : 4096);
	buf_free(&bytes);
	return 0;
}
