#include "cli/diag.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"
#include "io/raw.h"

enum { SHOWN_OF_ONE = 5, KINDS = 16 };

static const char *tool_name = "crm";
static enum diag_level level = DIAG_NORMAL;

void
diag_init(const char *tool)
{
	tool_name = tool;
}

void
diag_set_level(enum diag_level wanted)
{
	level = wanted;
}

/* One write per message, so that messages of a pipeline do not mix. */
__attribute__((format(printf, 2, 0))) static void
say(const char *kind, const char *fmt, va_list ap)
{
	char text[1200];
	int n = snprintf(text, sizeof(text), "%s: %s", tool_name, kind);
	int m = vsnprintf(text + n, sizeof(text) - (size_t)n - 1, fmt, ap);
	size_t len = (size_t)n + (m < 0 ? 0 : (size_t)m);

	if (len > sizeof(text) - 2)
		len = sizeof(text) - 2;
	text[len] = '\0';
	fault_tame(text);
	text[len] = '\n';
	/* There is nowhere left to complain when this fails. */
	(void)raw_write(2, text, len + 1);
}

void
diag_fault(const struct fault *f)
{
	char text[2400];
	size_t n = 0, room = sizeof(text);

#define ADD(...) n += (size_t)snprintf(text + n, room - n, __VA_ARGS__)
	ADD("%s: ", tool_name);
	if (f->file != NULL) {
		char name[160];

		fault_escape(name, sizeof(name), str_of(f->file));
		ADD("%s:", name);
		if (f->line != 0)
			ADD("%llu:", (unsigned long long)f->line);
		ADD(" ");
	}
	if (f->column[0] != '\0')
		ADD("column '%s': ", f->column);
	ADD("%s", f->what);
	if (f->has_value)
		ADD(": '%s'", f->value);
	ADD("\n");
	if (f->hint[0] != '\0')
		ADD("hint: %s\n", f->hint);
	else if (f->code == FAULT_USAGE)
		ADD("Try '%s --help'.\n", tool_name);
#undef ADD
	(void)raw_write(2, text, n);
}

void
diag_warn(const char *fmt, ...)
{
	static struct {
		const char *fmt;
		unsigned shown;
	} kind[KINDS];
	size_t k = 0;
	va_list ap;

	if (level == DIAG_QUIET)
		return;
	while (k < KINDS - 1 && kind[k].fmt != NULL && kind[k].fmt != fmt)
		k++;
	kind[k].fmt = fmt;
	if (kind[k].shown++ >= SHOWN_OF_ONE)
		return;
	va_start(ap, fmt);
	say("warning: ", fmt, ap);
	va_end(ap);
}

void
diag_say(const char *fmt, ...)
{
	va_list ap;

	if (level == DIAG_QUIET)
		return;
	va_start(ap, fmt);
	say("", fmt, ap);
	va_end(ap);
}

void
diag_note(const char *fmt, ...)
{
	va_list ap;

	if (level != DIAG_VERBOSE)
		return;
	va_start(ap, fmt);
	say("", fmt, ap);
	va_end(ap);
}
