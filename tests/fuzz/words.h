/* words: an input as a command line, a word a line, and what holds of one. */
#ifndef FUZZ_WORDS_H
#define FUZZ_WORDS_H

#include <getopt.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/fault.h"

enum { WORDS = 40 };

static inline void
must(bool ok)
{
	if (!ok)
		abort();
}

/* getopt_long starts over. */
static inline void
words_start(void)
{
	optind = 0;
}

/* Each word with a NUL behind it. */
static inline void
words_put(struct buf *b, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		buf_putc(b, data[i] == '\n' ? '\0' : (char)data[i]);
	if (b->n > 0 && b->p[b->n - 1] != '\0')
		buf_putc(b, '\0');
}

/* The words behind a name: argv, which has room for WORDS + 2. */
static inline size_t
words_cut(struct buf *b, char **argv)
{
	static char name[] = "crm-fuzz";
	size_t n = 0;

	argv[n++] = name;
	for (size_t at = 0; at < b->n && n < WORDS; at += strlen(b->p + at) + 1)
		argv[n++] = b->p + at;
	argv[n] = NULL;
	return n;
}

/* The words, and all again; twice has room for 2 * WORDS. */
static inline size_t
words_twice(char **argv, size_t n, char **twice)
{
	memcpy(twice, argv, n * sizeof(*argv));
	memcpy(twice + n, argv + 1, (n - 1) * sizeof(*argv));
	twice[2 * n - 1] = NULL;
	return 2 * n - 1;
}

/* Whether "--" is among them: what stands behind it is no option. */
static inline bool
words_end(char **argv, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (strcmp(argv[i], "--") == 0)
			return true;
	return false;
}

/* Letters and marks only: nothing that moves a cursor or turns the text. */
static inline void
words_check_text(const char *text)
{
	struct str s = str_of(text);

	while (s.n > 0) {
		unsigned code;
		size_t n = utf8_next(s.p, s.n, &code);

		must(n > 0 && code >= 0x20 && (code < 0x7f || code >= 0xa0));
		s = (struct str){s.p + n, s.n - n};
	}
}

static inline void
words_check_fault(const struct fault *f)
{
	must(f->code == FAULT_USAGE && f->what[0] != '\0');
	words_check_text(f->what);
	words_check_text(f->hint);
	words_check_text(f->value);
}

#endif
