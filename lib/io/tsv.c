#include "io/tsv.h"

#include <string.h>

void
tsv_feed(struct spans *s, const char *line, size_t *field, size_t from,
    size_t to, bool ended)
{
	const char *tab;

	while (
	    from < to && (tab = memchr(line + from, '\t', to - from)) != NULL) {
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
blanks_feed(struct spans *s, const char *line, size_t *field, size_t from,
    size_t to, bool ended)
{
	for (size_t i = from; i < to; i++) {
		if (!is_blank(line[i])) {
			if (*field == BLANKS_CLOSED)
				*field = i;
		} else if (*field != BLANKS_CLOSED) {
			spans_push(s, *field, i - *field);
			*field = BLANKS_CLOSED;
		}
	}
	if (*field == BLANKS_CLOSED)
		return;
	if (ended)
		spans_push(s, *field, to - *field);
	else if (to - *field > s->max_size && s->excess == EXCESS_NONE)
		s->excess = EXCESS_LONG;
}
