#include "base/text.h"

#include <string.h>

const struct text *
text_find(const char *kind, struct str name)
{
	const struct text *t = NULL;

	while ((t = text_next(kind, t)) != NULL) {
		if (str_is(name, t->name))
			break;
	}
	return t;
}

const struct text *
text_next(const char *kind, const struct text *after)
{
	size_t i = after == NULL ? 0 : (size_t)(after - texts) + 1;

	for (; i < texts_count; i++) {
		if (strcmp(texts[i].kind, kind) == 0)
			return &texts[i];
	}
	return NULL;
}
