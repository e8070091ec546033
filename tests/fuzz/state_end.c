/*
 * state_end: what makes a mutated state of crm-points one that is read to its
 * end: its last line is put right, as AFL++ is about to run the tool on it.
 * Without this every mutation would be refused for its digest alone.
 */
#include <stdio.h>
#include <stdlib.h>

#include "ledger/digest.h"

struct state_end {
	char *text;
	size_t room;
};

void *afl_custom_init(void *afl, unsigned seed);
size_t afl_custom_post_process(
    void *arg, unsigned char *p, size_t n, unsigned char **out);
void afl_custom_deinit(void *arg);

enum { END_MAX = 64 };

void *
afl_custom_init(void *afl, unsigned seed)
{
	(void)afl;
	(void)seed;
	return calloc(1, sizeof(struct state_end));
}

/* How long the text is without a last line that counts: z and a TAB. */
static size_t
body(const char *p, size_t n)
{
	size_t at = n > 0 && p[n - 1] == '\n' ? n - 1 : n;

	while (at > 0 && p[at - 1] != '\n')
		at--;
	return n - at >= 2 && p[at] == 'z' && p[at + 1] == '\t' ? at : n;
}

static size_t
put_end(char *p, size_t n)
{
	uint64_t digest = DIGEST_START, lines = 0;
	size_t at = 0;

	while (at < n) {
		const char *lf = memchr(p + at, '\n', n - at);
		size_t end = lf != NULL ? (size_t)(lf - p) : n;

		digest = digest_bytes(digest, p + at, end - at);
		lines++;
		at = end + 1;
	}
	return (size_t)snprintf(p + n, END_MAX, "z\t%llu\t%016llx\n",
	    (unsigned long long)lines, (unsigned long long)digest);
}

size_t
afl_custom_post_process(
    void *arg, unsigned char *p, size_t n, unsigned char **out)
{
	struct state_end *s = arg;
	size_t length = body((const char *)p, n);

	if (s->room < n + 1 + END_MAX) {
		free(s->text);
		s->room = 2 * (n + 1 + END_MAX);
		s->text = malloc(s->room);
		if (s->text == NULL)
			abort();
	}
	memcpy(s->text, p, length);
	if (length > 0 && s->text[length - 1] != '\n')
		s->text[length++] = '\n';
	*out = (unsigned char *)s->text;
	return length + put_end(s->text, length);
}

void
afl_custom_deinit(void *arg)
{
	struct state_end *s = arg;

	free(s->text);
	free(s);
}
