#include "ledger/state_text.h"

#include "ledger/event.h"
#include "num/date.h"
#include "num/parse.h"
#include "num/print.h"

void
state_put_int(struct buf *b, int64_t v)
{
	buf_putc(b, '\t');
	b->n += print_i64(buf_room(b, PRINT_MAX), v);
}

void
state_put_day(struct buf *b, int32_t day)
{
	buf_putc(b, '\t');
	b->n += date_put(buf_room(b, DATE_MAX), day);
}

void
state_put_time(struct buf *b, int64_t us)
{
	buf_putc(b, '\t');
	if (us == EVENT_NEVER)
		buf_puts(b, "never");
	else if (us == INT64_MIN)
		buf_putc(b, '-');
	else
		b->n += date_put_time(buf_room(b, DATE_TIME_MAX), us);
}

void
state_put_hex(struct buf *b, uint64_t v, int digits)
{
	static const char hex[] = "0123456789abcdef";

	buf_putc(b, '\t');
	while (digits-- > 0)
		buf_putc(b, hex[v >> (4 * digits) & 15]);
}

/* The letter that stands behind a backslash, or 0. */
static char
escape(char c)
{
	return (char)(c == '\t'   ? 't'
		      : c == '\n' ? 'n'
		      : c == '\r' ? 'r'
		      : c == '\\' ? '\\'
				  : 0);
}

void
state_put_text(struct buf *b, struct str s)
{
	buf_putc(b, '\t');
	for (size_t i = 0; i < s.n; i++) {
		char c = escape(s.p[i]);

		if (c != 0) {
			buf_putc(b, '\\');
			buf_putc(b, c);
		} else {
			buf_putc(b, s.p[i]);
		}
	}
}

bool
state_get_int(struct str *rest, int64_t min, int64_t max, int64_t *v)
{
	struct str cell;

	return str_split(rest, '\t', &cell) && parse_i64(cell, v) == PARSE_OK &&
	       *v >= min && *v <= max;
}

static bool
get_date(struct str cell, struct date *d)
{
	return date_parse(NULL, &(struct zone){0}, cell, d) == DATE_OK;
}

bool
state_get_day(struct str *rest, int32_t *day)
{
	struct str cell;
	struct date d;

	if (!str_split(rest, '\t', &cell) || !get_date(cell, &d) || d.timed)
		return false;
	*day = d.day;
	return true;
}

bool
state_get_time(struct str *rest, int64_t *us)
{
	struct str cell;
	struct date d;

	if (!str_split(rest, '\t', &cell))
		return false;
	if (str_is(cell, "never")) {
		*us = EVENT_NEVER;
		return true;
	}
	if (str_is(cell, "-")) {
		*us = INT64_MIN;
		return true;
	}
	if (!get_date(cell, &d))
		return false;
	*us = d.us;
	return true;
}

bool
state_get_hex(struct str *rest, uint64_t *v)
{
	struct str cell;

	*v = 0;
	if (!str_split(rest, '\t', &cell) || cell.n == 0 || cell.n > 16)
		return false;
	for (size_t i = 0; i < cell.n; i++) {
		char c = cell.p[i];

		if (c >= '0' && c <= '9')
			*v = *v << 4 | (uint64_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			*v = *v << 4 | (uint64_t)(c - 'a' + 10);
		else
			return false;
	}
	return true;
}

bool
state_get_text(struct str *rest, struct buf *b)
{
	struct str cell;

	b->n = 0;
	if (!str_split(rest, '\t', &cell))
		return false;
	for (size_t i = 0; i < cell.n; i++) {
		char c = cell.p[i];

		if (c == '\\') {
			if (++i == cell.n)
				return false;
			c = cell.p[i];
			if (c != 't' && c != 'n' && c != 'r' && c != '\\')
				return false;
			c = (char)(c == 't'   ? '\t'
				   : c == 'n' ? '\n'
				   : c == 'r' ? '\r'
					      : c);
		}
		buf_putc(b, c);
	}
	return true;
}
