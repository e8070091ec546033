#include "io/tsv.h"

#include <string.h>

void
tsv_feed(struct spans *s, const char *line, size_t *field, size_t from,
    size_t to, bool ended)
{
	const char *tab;

	while (from < to &&
	    (tab = memchr(line + from, '\t', to - from)) != NULL) {
		from = (size_t)(tab - line);
		spans_push(s, *field, from - *field);
		*field = ++from;
	}
	if (ended)
		spans_push(s, *field, to - *field);
	else if (to - *field > s->max_size && s->excess == EXCESS_NONE)
		s->excess = EXCESS_LONG; /* why wait for the rest of it */
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

void
blanks_feed(struct spans *s, const char *line, size_t n)
{
	size_t i = 0;

	for (;;) {
		size_t from;

		while (i < n && is_blank(line[i]))
			i++;
		if (i == n)
			return;
		for (from = i; i < n && !is_blank(line[i]); i++)
			;
		spans_push(s, from, i - from);
	}
}
