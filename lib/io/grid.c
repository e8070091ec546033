#include "io/grid.h"

#include <stdint.h>
#include <stdio.h>

#include "base/mem.h"

struct range {
	unsigned from;
	unsigned to;
};

static const struct range wide[] = {
    {0x1100, 0x115f},
    {0x231a, 0x231b},
    {0x23e9, 0x23ec},
    {0x25fd, 0x25fe},
    {0x2614, 0x2615},
    {0x2648, 0x2653},
    {0x26aa, 0x26ab},
    {0x26bd, 0x26be},
    {0x2705, 0x2705},
    {0x270a, 0x270b},
    {0x2753, 0x2755},
    {0x2795, 0x2797},
    {0x2b1b, 0x2b1c},
    {0x2b50, 0x2b50},
    {0x2e80, 0x303e},
    {0x3041, 0x33ff},
    {0x3400, 0x4dbf},
    {0x4e00, 0x9fff},
    {0xa000, 0xa4cf},
    {0xa960, 0xa97f},
    {0xac00, 0xd7a3},
    {0xf900, 0xfaff},
    {0xfe10, 0xfe19},
    {0xfe30, 0xfe6f},
    {0xff01, 0xff60},
    {0xffe0, 0xffe6},
    {0x16fe0, 0x18cff},
    {0x1b000, 0x1b2ff},
    {0x1f004, 0x1f004},
    {0x1f0cf, 0x1f0cf},
    {0x1f18e, 0x1f19a},
    {0x1f200, 0x1f320},
    {0x1f32d, 0x1f335},
    {0x1f337, 0x1f37c},
    {0x1f37e, 0x1f393},
    {0x1f3a0, 0x1f3ca},
    {0x1f3cf, 0x1f3d3},
    {0x1f3e0, 0x1f3f0},
    {0x1f3f8, 0x1f43e},
    {0x1f440, 0x1f440},
    {0x1f442, 0x1f4fc},
    {0x1f4ff, 0x1f53d},
    {0x1f54b, 0x1f567},
    {0x1f595, 0x1f596},
    {0x1f5fb, 0x1f64f},
    {0x1f680, 0x1f6c5},
    {0x1f6cc, 0x1f6cc},
    {0x1f6d0, 0x1f6df},
    {0x1f6eb, 0x1f6ec},
    {0x1f6f4, 0x1f6fc},
    {0x1f7e0, 0x1f7eb},
    {0x1f90c, 0x1f93a},
    {0x1f93c, 0x1f945},
    {0x1f947, 0x1f9ff},
    {0x1fa70, 0x1faff},
    {0x20000, 0x3fffd},
};

static const struct range combining[] = {
    {0x0300, 0x036f},
    {0x0483, 0x0489},
    {0x0591, 0x05bd},
    {0x05bf, 0x05bf},
    {0x05c1, 0x05c2},
    {0x05c4, 0x05c5},
    {0x0610, 0x061a},
    {0x064b, 0x065f},
    {0x0670, 0x0670},
    {0x06d6, 0x06dc},
    {0x0900, 0x0902},
    {0x093a, 0x093a},
    {0x093c, 0x093c},
    {0x0941, 0x0948},
    {0x094d, 0x094d},
    {0x0e31, 0x0e31},
    {0x0e34, 0x0e3a},
    {0x0e47, 0x0e4e},
    {0x1ab0, 0x1aff},
    {0x1dc0, 0x1dff},
    {0x200b, 0x200d},
    {0x20d0, 0x20ff},
    {0x302a, 0x302d},
    {0x3099, 0x309a},
    {0xfe00, 0xfe0f},
    {0xfe20, 0xfe2f},
    {0x1f3fb, 0x1f3ff},
    {0xe0100, 0xe01ef},
};

static bool
within(unsigned code, const struct range *r, size_t n)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (code > r[middle].to)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && code >= r[low].from;
}

size_t
grid_width(struct str s)
{
	size_t width = 0, i = 0;

	while (i < s.n) {
		unsigned code = 0;
		size_t n = utf8_next(s.p + i, s.n - i, &code);

		i += n != 0 ? n : 1;
		if (code < 0x300)
			width++;
		else if (!within(code, combining,
			     sizeof(combining) / sizeof(combining[0])))
			width +=
			    within(code, wide, sizeof(wide) / sizeof(wide[0]))
				? 2
				: 1;
	}
	return width;
}

/* C0, DEL, C1, line separators and what reorders text. */
static bool
is_control(unsigned u)
{
	return u < 0x20 || (u >= 0x7f && u < 0xa0) || u == 0x200e ||
	       u == 0x200f || (u >= 0x2028 && u <= 0x202e) ||
	       (u >= 0x2066 && u <= 0x2069);
}

static void
put_escape(struct buf *b, unsigned char c)
{
	static const char names[] = "\t\n\r";
	const char *at = c == 0 ? NULL : strchr(names, c);

	if (at != NULL)
		buf_printf(b, "\\%c", "tnr"[at - names]);
	else
		buf_printf(b, "\\x%02x", c);
}

void
grid_cell(struct buf *b, struct str s)
{
	size_t at = b->n, i = 0;
	uint32_t size = 0;

	buf_put(b, (const char *)&size, sizeof(size));
	while (i < s.n) {
		unsigned code = 0;
		size_t n = utf8_next(s.p + i, s.n - i, &code);
		size_t end = i + (n != 0 ? n : 1);

		if (n != 0 && !is_control(code))
			buf_put(b, s.p + i, n);
		else
			for (; i < end; i++)
				put_escape(b, (unsigned char)s.p[i]);
		i = end;
	}
	size = (uint32_t)(b->n - at - sizeof(size));
	memcpy(b->p + at, &size, sizeof(size));
}

static struct str
next_cell(struct str *cells)
{
	uint32_t size;
	struct str s;

	memcpy(&size, cells->p, sizeof(size));
	s = (struct str){cells->p + sizeof(size), size};
	cells->p += sizeof(size) + size;
	cells->n -= sizeof(size) + size;
	return s;
}

static void
pad(struct buf *b, size_t n)
{
	if (n > 0)
		memset(buf_room(b, n), ' ', n);
	b->n += n;
}

static void
put_line(struct buf *b, struct str *cells, size_t columns, const size_t *widths,
    const bool *left)
{
	b->n = 0;
	for (size_t k = 0; k < columns; k++) {
		struct str s = next_cell(cells);
		size_t free = widths[k] - grid_width(s);

		pad(b, k > 0 ? 2 : 0);
		pad(b, left[k] ? 0 : free);
		buf_str(b, s);
		pad(b, left[k] ? free : 0);
	}
	while (b->n > 0 && b->p[b->n - 1] == ' ')
		b->n--;
	buf_putc(b, '\n');
}

void
grid_write(
    struct outfile *out, struct str cells, size_t columns, const bool *left)
{
	size_t *widths = mem_zero(columns, sizeof(*widths));
	struct buf line = {0};

	for (struct str rest = cells; rest.n > 0;) {
		for (size_t k = 0; k < columns; k++) {
			size_t width = grid_width(next_cell(&rest));

			if (width > widths[k])
				widths[k] = width;
		}
	}
	while (cells.n > 0) {
		put_line(&line, &cells, columns, widths, left);
		outfile_write(out, line.p, line.n);
	}
	buf_free(&line);
	mem_free(widths);
}
