/*
 * Properties of the reader: the block size never shows; what libcsv says of
 * the whole input is what we say; a naive splitter agrees; the writer's rows
 * are read back as they were.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../unit/direct_helper.h"
#include "io/writer.h"

static uint64_t seed = 20240607;

/* xorshift64*: the same cases on every run. */
static unsigned
draw(unsigned n)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (unsigned)((seed * 2685821657736338717U) >> 33) % n;
}

static void
bad(const char *what, struct str in, struct buf *got, struct buf *want)
{
	struct buf text = {0};

	io_show(&text, in);
	fail_msg("%s\n  in %s\n got %s\nwant %s", what, buf_cstr(&text),
	    buf_cstr(got), buf_cstr(want));
}

/* --- generators --- */

static void
soup(struct buf *b, const char *alphabet, size_t letters, unsigned most)
{
	b->n = 0;
	for (unsigned n = draw(most); n > 0; n--)
		buf_putc(b, alphabet[draw((unsigned)letters)]);
	/* Two bytes that would be taken for gzip, and a mark at the start. */
	if (b->n > 0 &&
	    ((unsigned char)b->p[0] == 0x1f || (unsigned char)b->p[0] >= 0xef))
		b->p[0] = 'x';
}

static const char *
line_end(unsigned how)
{
	static const char *const ends[] = {"\n", "\r\n", "\r"};

	return ends[how < 3 ? how : draw(3)];
}

static void
quoted(struct buf *b, struct buf *event, char delimiter)
{
	const char letters[] = {'a', '\n', '\r', delimiter, '"', ' '};

	buf_putc(b, '"');
	for (unsigned n = draw(6); n > 0; n--) {
		char c = letters[draw(6)];

		if (c == '"')
			buf_putc(b, '"');
		buf_putc(b, c);
		io_show(event, (struct str){&c, 1});
	}
	buf_putc(b, '"');
}

/* Lines in p, as an editor counts them. */
static unsigned long
lines(const char *p, size_t n)
{
	unsigned long count = 0;

	for (size_t i = 0; i < n; i++)
		if (p[i] == '\n' ||
		    (p[i] == '\r' && (i + 1 == n || p[i + 1] != '\n')))
			count++;
	return count;
}

/* A well-formed file, and what has to come out of it. */
static void
valid(struct buf *b, struct buf *want, char delimiter)
{
	unsigned how = draw(4), rows = draw(6), columns = 2 + draw(3);

	b->n = want->n = 0;
	while (rows-- > 0) {
		while (draw(5) == 0)
			buf_puts(b, line_end(how));
		buf_printf(want, "%lu", lines(b->p, b->n) + 1);
		for (unsigned k = 0; k < columns; k++) {
			if (k > 0)
				buf_putc(b, delimiter);
			buf_putc(want, '[');
			if (draw(3) == 0)
				quoted(b, want, delimiter);
			else
				for (unsigned n = draw(4); n > 0; n--) {
					buf_putc(b, 'u');
					buf_putc(want, 'u');
				}
			buf_putc(want, ']');
		}
		buf_putc(want, ';');
		if (rows > 0 || draw(2) == 0)
			buf_puts(b, line_end(how));
	}
}

/* Events without lines and reasons: rows, as libcsv has them. */
static void
strip(struct buf *b)
{
	size_t n = 0;
	bool inside = false;

	for (size_t i = 0; i < b->n; i++) {
		if (b->p[i] == '[')
			inside = true;
		if (b->p[i] == ']')
			inside = false;
		if (inside || b->p[i] < '0' || b->p[i] > '9')
			b->p[n++] = b->p[i];
		if (!inside && b->p[i] == '!')
			break;
	}
	b->n = n;
}

/* --- properties --- */

static void
every_block(struct str in, const struct record_form *base, size_t columns)
{
	struct buf want = {0}, got = {0};
	struct record_form form = *base;

	form.block = 0;
	io_events(&want, io_path, &form, columns, IO_POSITIONS);
	for (size_t block = 1; block <= in.n + 1; block++) {
		got.n = 0;
		form.block = block;
		io_events(&got, io_path, &form, columns, IO_POSITIONS);
		if (!str_eq(buf_view(&got), buf_view(&want)))
			bad("block size shows", in, &got, &want);
	}
	buf_free(&got);
	buf_free(&want);
}

static const char delimiters[] = ",\t;|";

static void
test_blocks(void **state)
{
	static const char letters[] = "aab,,;\t|\"\"\n\n\r \0\xc3\xa9";
	struct buf b = {0}, gz = {0};

	(void)state;
	for (int i = 0; i < 1500; i++) {
		struct record_form form = {
		    .delimiter = draw(3) ? delimiters[draw(4)] : '\0',
		    .tsv = draw(4) == 0,
		    .max_field = draw(3) ? 0 : 1 + draw(4),
		};
		bool bom = draw(8) == 0;

		soup(&b, letters, sizeof(letters) - 1 - (draw(2) ? 3 : 0), 40);
		if (bom) {
			memmove(buf_room(&b, 3) - b.n + 3, b.p, b.n);
			memcpy(b.p, "\xef\xbb\xbf", 3);
			b.n += 3;
		}
		if (draw(4) == 0) {
			gz.n = 0;
			io_gzip(b.p, b.n, &gz);
			/* Cut: the rows before the cut are the same. */
			if (draw(2) == 0)
				gz.n -= 1 + draw(12);
			io_file(gz.p, gz.n);
		} else {
			io_file(b.p, b.n);
		}
		every_block(buf_view(&b), &form, 1 + draw(2));
	}
	buf_free(&gz);
	buf_free(&b);
}

static void
test_libcsv(void **state)
{
	static const char letters[] = "ab,,\"\"\n\r \t;\xff";
	struct buf b = {0}, got = {0}, want = {0};

	(void)state;
	for (int i = 0; i < 30000; i++) {
		struct record_form form = {
		    .delimiter = delimiters[draw(4)], .block = 1 + draw(60)};

		soup(&b, letters, sizeof(letters) - 1, 32);
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

static void
test_naive(void **state)
{
	struct buf b = {0}, got = {0}, want = {0};

	(void)state;
	for (int i = 0; i < 10000; i++) {
		struct record_form form = {
		    .delimiter = delimiters[draw(4)], .block = draw(40)};

		valid(&b, &want, form.delimiter);
		io_file(b.p, b.n);
		got.n = 0;
		io_events(&got, io_path, &form, 2, 0);
		if (!str_eq(buf_view(&got), buf_view(&want)))
			bad("not what was written", buf_view(&b), &got, &want);
	}
	buf_free(&want);
	buf_free(&got);
	buf_free(&b);
}

/* Random cells; those of TSV without what it cannot hold. */
static struct str
random_cell(struct arena *a, bool tsv)
{
	static const char likely[] = "\",;\t|\r\n ab";
	char p[16];
	size_t n = draw(sizeof(p));

	for (size_t i = 0; i < n; i++) {
		p[i] = draw(2) ? likely[draw(sizeof(likely) - 1)]
			       : (char)(1 + draw(255));
		if (tsv && strchr("\t\r\n", p[i]) != NULL)
			p[i] = 'x';
		/* Only CSV can hide a mark, by quotes. */
		if (tsv && i == 0 && (unsigned char)p[0] >= 0x80)
			p[0] = 'x';
		if (tsv && i == 0 && p[0] == 0x1f)
			p[0] = 'x';
	}
	return arena_str(a, (struct str){p, n});
}

static void
write_rows(const struct writer_form *form, struct str *cells, size_t rows,
    size_t columns)
{
	struct fault f = {0};
	struct outfile *out = outfile_open(io_file("", 0), &f);
	struct writer *w = writer_new(out, form);

	for (size_t k = 0; k < columns; k++)
		writer_column(w, cells[k]);
	writer_begin(w);
	for (size_t i = 1; i < rows; i++) {
		for (size_t k = 0; k < columns; k++)
			writer_text(w, cells[i * columns + k]);
		assert_true(writer_end(w));
	}
	assert_true(writer_finish(w, &f));
	writer_delete(w);
	assert_true(outfile_commit(&out, 1, &f));
}

static void
test_round_trip(void **state)
{
	struct str cells[40];
	struct buf got = {0}, want = {0}, bytes = {0};

	(void)state;
	for (int i = 0; i < 400; i++) {
		size_t columns = 1 + draw(4), rows = 1 + draw(8);
		bool tsv = draw(5) == 0;
		struct record_form in = {.delimiter = delimiters[draw(4)],
		    .tsv = tsv,
		    .block = draw(20)};
		struct writer_form form = {
		    .format = tsv ? FORMAT_TSV : FORMAT_CSV,
		    .delimiter = in.delimiter};
		struct arena a = {0};

		got.n = want.n = bytes.n = 0;
		for (size_t k = 0; k < rows * columns; k++) {
			cells[k] = random_cell(&a, tsv);
			/* A blank header would be no header. */
			if (tsv && columns == 1 && k == 0)
				cells[k] = STR("x");
			buf_putc(&want, '[');
			io_show(&want, cells[k]);
			buf_puts(&want, (k + 1) % columns ? "]" : "];");
		}
		write_rows(&form, cells, rows, columns);
		io_events(&got, io_path, &in, columns, 0);
		strip(&got);
		io_slurp(io_path, &bytes);
		if (!str_eq(buf_view(&got), buf_view(&want)))
			bad("not read back", buf_view(&bytes), &got, &want);
		arena_free(&a);
	}
	buf_free(&bytes);
	buf_free(&want);
	buf_free(&got);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_blocks),
	    cmocka_unit_test(test_libcsv),
	    cmocka_unit_test(test_naive),
	    cmocka_unit_test(test_round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
