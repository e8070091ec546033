/*
 * text: the small tables compiled in: profiles of exports, segment maps,
 * labels, trees. The build makes them from lib/text/KIND/NAME.csv.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stddef.h>

#include "base/str.h"

struct text {
	const char *kind; /* the folder: "profiles" */
	const char *name; /* the file without its ending: "shopify" */
	const char *body; /* size bytes as they are in the file, then a NUL */
	size_t size;
};

/* In bytewise order of their paths; written by scripts/embed.sh. */
extern const struct text texts[];
extern const size_t texts_count;

/* The text of that kind and name, or NULL. */
const struct text *text_find(const char *kind, struct str name);

/*
 * text_next: walks the texts of one kind in order.
 *
 *   after   the text before, or NULL to begin
 *
 * Returns the next text, or NULL behind the last one.
 */
const struct text *text_next(const char *kind, const struct text *after);

static inline struct str
text_view(const struct text *t)
{
	return (struct str){t->body, t->size};
}

#endif
