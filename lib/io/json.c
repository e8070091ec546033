#include "io/json.h"

/* How a byte below 0x80 is written: 0 as it is, 'u' as \u00XX, else \x. */
static char
escape_of(unsigned char c)
{
	switch (c) {
	case '"':
	case '\\':
		return (char)c;
	case '\b':
		return 'b';
	case '\f':
		return 'f';
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\t':
		return 't';
	default:
		return c < 0x20 ? 'u' : '\0';
	}
}

static char *
put_escape(char *to, char how, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";

	*to++ = '\\';
	*to++ = how;
	if (how == 'u') {
		*to++ = '0';
		*to++ = '0';
		*to++ = hex[c >> 4];
		*to++ = hex[c & 15];
	}
	return to;
}

bool
json_string(struct buf *b, struct str s)
{
	/* \u00XX is the longest that a byte becomes. */
	char *to = buf_room(b, 6 * s.n + 2);
	size_t i = 0;

	*to++ = '"';
	while (i < s.n) {
		unsigned char c = (unsigned char)s.p[i];
		char how = c < 0x80 ? escape_of(c) : '\0';
		unsigned code;
		size_t n;

		if (how != '\0') {
			to = put_escape(to, how, c);
			i++;
			continue;
		}
		n = utf8_next(s.p + i, s.n - i, &code);
		if (n == 0)
			return false;
		for (; n > 0; n--)
			*to++ = s.p[i++];
	}
	*to++ = '"';
	b->n = (size_t)(to - b->p);
	return true;
}

void
json_number(struct buf *b, struct str s)
{
	if (s.n == 0) {
		buf_puts(b, "null");
	} else if (s.p[s.n - 1] == 'f') {
		json_string(b, s);
	} else {
		char *to = buf_room(b, s.n);

		for (size_t i = 0; i < s.n; i++)
			to[i] = s.p[i];
		to = memchr(to, ',', s.n);
		if (to != NULL)
			*to = '.';
		b->n += s.n;
	}
}
