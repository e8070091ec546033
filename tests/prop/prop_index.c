/*
 * Properties of the index: on every path, with any block and chunk size, the
 * reader says what it says by libcsv alone, byte for byte: fields, lines,
 * columns, raw bytes and faults. And what it says is what libcsv says of the
 * whole input in one call.
 *
 * Inputs are made so that words of 64 bytes are crossed by everything there
 * is: see the generators.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../unit/direct_helper.h"
#include "io/record_path.h"

enum { INPUTS = 15000 };

static uint64_t seed = 20251124;

/* xorshift64*: the same cases on every run. */
static unsigned
draw(unsigned n)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (unsigned)((seed * 2685821657736338717U) >> 33) % n;
}

/* --- generators --- */

static void
put_run(struct buf *b, char c, unsigned n)
{
	while (n-- > 0)
		buf_putc(b, c);
}

static void
soup(struct buf *b, char delimiter)
{
	const char letters[] = {'a', 'b', delimiter, delimiter, '"', '"', '\n',
	    '\n', '\r', ' ', '\t', ';', '\'', '\xff', '\0'};

	for (unsigned n = draw(200); n > 0; n--)
		buf_putc(b, letters[draw(sizeof(letters) - (draw(50) != 0))]);
}

static void
put_quoted(struct buf *b, char delimiter, unsigned most)
{
	const char letters[] = {'q', 'q', 'q', delimiter, '\n', '\r', ' '};

	buf_putc(b, '"');
	for (unsigned n = draw(most); n > 0; n--) {
		if (draw(6) == 0)
			buf_puts(b, "\"\"");
		else if (draw(20) == 0)
			buf_puts(b, "\r\n");
		else
			buf_putc(b, letters[draw(sizeof(letters))]);
	}
	buf_putc(b, '"');
}

/* Fields of min .. min + spread bytes; rarely something is wrong. */
static void
rows(struct buf *b, char delimiter, unsigned min, unsigned spread)
{
	static const char *const ends[] = {"\n", "\r\n", "\r"};
	static const char wrong[] = "\"\rx\n";
	unsigned how = draw(8), columns = 1 + draw(5);

	for (unsigned i = draw(12); i > 0; i--) {
		for (unsigned k = 0; k < columns; k++) {
			if (k > 0)
				buf_putc(b, delimiter);
			if (draw(5) == 0)
				put_quoted(b, delimiter, min + spread);
			else
				put_run(b, 'u', min + draw(spread));
			if (draw(60) == 0)
				buf_putc(b, wrong[draw(4)]);
		}
		if (i > 1 || draw(3) > 0)
			buf_puts(b, ends[how < 5 ? 0 : how < 7 ? 1 : draw(3)]);
		if (draw(12) == 0)
			buf_puts(b, ends[draw(3)]);
	}
}

static void
noise(struct buf *b)
{
	for (unsigned n = draw(300); n > 0; n--)
		buf_putc(b, (char)draw(256));
}

static void
runs(struct buf *b, char delimiter)
{
	const char letters[] = {'r', delimiter, '"', '\n', '\r'};

	for (unsigned n = draw(8); n > 0; n--)
		put_run(b, letters[draw(sizeof(letters))], 1 + draw(140));
}

static void
generate(struct buf *b, char delimiter)
{
	b->n = 0;
	switch (draw(8)) {
	case 0:
		soup(b, delimiter);
		break;
	case 1:
		noise(b);
		break;
	case 2:
		runs(b, delimiter);
		break;
	case 3:
	case 4:
		rows(b, delimiter, 50, 31);
		break;
	default:
		rows(b, delimiter, 0, 1 + draw(12));
	}
	/* Two bytes that would be taken for gzip, and a mark at the start. */
	if (b->n > 0 &&
	    ((unsigned char)b->p[0] == 0x1f || (unsigned char)b->p[0] >= 0x80))
		b->p[0] = 'x';
}

/* --- the properties --- */

static void
bad(const char *what, struct str in, struct buf *got, struct buf *want)
{
	struct buf text = {0};

	io_show(&text, in);
	fail_msg("%s\n  in %s\n got %s\nwant %s", what, buf_cstr(&text),
	    buf_cstr(got), buf_cstr(want));
}

static size_t
block_size(void)
{
	return draw(4) == 0 ? 0 : 1 + draw(97);
}

static void
every_path(struct str in, struct record_form form, size_t columns)
{
	struct buf want = {0}, got = {0};

	assert_true(record_force(RECORD_LIBCSV, 0));
	form.block = 0;
	io_events(&want, io_path, &form, columns, IO_POSITIONS);
	for (int i = RECORD_LIBCSV; i < RECORD_PATHS; i++) {
		if (!record_force((enum record_path)i,
			draw(3) ? 0 : 64 + draw(3) * 64 + draw(2) * draw(64)))
			continue;
		got.n = 0;
		form.block = block_size();
		io_events(&got, io_path, &form, columns, IO_POSITIONS);
		if (!str_eq(buf_view(&got), buf_view(&want)))
			bad(record_path_name[i], in, &got, &want);
	}
	record_force(RECORD_BEST, 0);
	buf_free(&got);
	buf_free(&want);
}

static const char delimiters[] = ",\t;| ";

static void
test_paths(void **state)
{
	struct buf b = {0};

	(void)state;
	for (int i = 0; i < INPUTS; i++) {
		struct record_form form = {
		    .delimiter = delimiters[draw(5)],
		    .max_field = draw(6) ? 0 : 1 + draw(70),
		};

		if (draw(4) == 0) {
			form.tsv = true;
			form.delimiter = '\t';
		}
		generate(&b, form.delimiter);
		io_file(b.p, b.n);
		every_path(buf_view(&b), form, draw(3));
	}
	buf_free(&b);
}

static void
test_direct(void **state)
{
	struct buf b = {0}, got = {0}, want = {0};

	(void)state;
	for (int i = 0; i < 4 * INPUTS; i++) {
		struct record_form form = {
		    .delimiter = delimiters[draw(5)], .block = block_size()};

		generate(&b, form.delimiter);
		if (b.n > 0 && memchr(b.p, '\0', b.n) != NULL)
			continue;
		io_file(b.p, b.n);
		got.n = want.n = 0;
		direct_ours(&got, io_path, &form);
		direct_libcsv(&want, buf_view(&b), form.delimiter);
		if (!str_eq(buf_view(&got), buf_view(&want)))
			bad("not what libcsv says", buf_view(&b), &got, &want);
	}
	buf_free(&want);
	buf_free(&got);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_paths),
	    cmocka_unit_test(test_direct),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
