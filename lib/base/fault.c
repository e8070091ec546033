#include "base/fault.h"

#include <stdarg.h>
#include <stdio.h>

enum { VALUE_SHOWN = 60, REASON = 80 };

/* C0, DEL, C1, line separators and what reorders text on a terminal. */
static bool
is_control(unsigned u)
{
	return u < 0x20 || (u >= 0x7f && u < 0xa0) || u == 0x200e ||
	       u == 0x200f || (u >= 0x2028 && u <= 0x202e) ||
	       (u >= 0x2066 && u <= 0x2069) || u == 0x00a0 || u == 0xfeff ||
	       u == 0x200b;
}

void
fault_tame(char *text)
{
	size_t n = strlen(text), len;

	for (size_t i = 0; i < n; i += len) {
		unsigned u = 0;

		len = utf8_next(text + i, n - i, &u);
		if (len != 0 && !is_control(u))
			continue;
		len = len == 0 ? 1 : len;
		memset(text + i, '?', len);
	}
}

static void __attribute__((format(printf, 3, 0)))
put(char *out, size_t size, const char *fmt, va_list ap)
{
	int n = vsnprintf(out, size, fmt, ap);

	/* A cut may not end inside a character. */
	if (n >= 0 && (size_t)n >= size) {
		size_t end = size - 1;

		while (end > 0 && ((unsigned char)out[end - 1] & 0xc0) == 0x80)
			end--;
		if (end > 0 && (unsigned char)out[end - 1] >= 0xc0)
			end--;
		out[end] = '\0';
	}
	fault_tame(out);
}

bool
fault_set(struct fault *f, enum fault_code code, const char *fmt, ...)
{
	va_list ap;

	*f = (struct fault){.code = code};
	va_start(ap, fmt);
	put(f->what, sizeof(f->what), fmt, ap);
	va_end(ap);
	return false;
}

bool
fault_errno(struct fault *f, int err, const char *fmt, ...)
{
	char reason[REASON];
	va_list ap;
	size_t n;

	*f = (struct fault){.code = FAULT_IO};
	va_start(ap, fmt);
	put(f->what, sizeof(f->what), fmt, ap);
	va_end(ap);
	n = strlen(f->what);
	/* Threads may fail at one time. */
	if (strerror_r(err, reason, sizeof(reason)) != 0)
		(void)snprintf(reason, sizeof(reason), "error %d", err);
	(void)snprintf(f->what + n, sizeof(f->what) - n, "%s%s",
	    n > 0 ? ": " : "", reason);
	return false;
}

void
fault_at(struct fault *f, const char *file, uint64_t line)
{
	f->file = file;
	f->line = line;
}

void
fault_column(struct fault *f, struct str name)
{
	fault_escape(f->column, sizeof(f->column), name);
}

void
fault_value(struct fault *f, struct str value)
{
	fault_escape(f->value, sizeof(f->value), value);
	f->has_value = true;
}

void
fault_hint(struct fault *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(f->hint, sizeof(f->hint), fmt, ap);
	va_end(ap);
}

static bool
is_unsafe(unsigned u)
{
	return is_control(u) || u == '\'' || u == '\\';
}

static size_t
escape_byte(char *out, unsigned char c)
{
	static const char names[] = "\n\r\t\\'";
	static const char letters[] = "nrt\\'";
	const char *at = c == 0 ? NULL : strchr(names, c);

	if (at != NULL) {
		out[0] = '\\';
		out[1] = letters[at - names];
		return 2;
	}
	return (size_t)sprintf(out, "\\x%02x", c);
}

void
fault_escape(char *out, size_t size, struct str s)
{
	size_t shown = 0, n = 0, i = 0;

	while (i < s.n) {
		unsigned u = 0;
		size_t len = utf8_next(s.p + i, s.n - i, &u);
		size_t bytes = len == 0 ? 1 : len;
		bool raw = len != 0 && !is_unsafe(u);

		if (shown >= VALUE_SHOWN || n + 4 * bytes + 4 > size) {
			memcpy(out + n, "...", 3);
			n += 3;
			break;
		}
		for (size_t k = 0; k < bytes; k++, shown++) {
			if (raw)
				out[n++] = s.p[i + k];
			else
				n += escape_byte(
				    out + n, (unsigned char)s.p[i + k]);
		}
		i += bytes;
	}
	out[n] = '\0';
}
