#include "shop/words.h"

void
words_add(struct words *w, struct arena *a, const char *word)
{
	const char **more = arena_alloc(a, (w->n + 2) * sizeof(*more));

	for (size_t i = 0; i < w->n; i++)
		more[i] = w->word[i];
	more[w->n++] = word;
	more[w->n] = NULL;
	w->word = more;
}

const char *const *
words_names(const struct words *w)
{
	static const char *const none[] = {NULL};

	return w->n > 0 ? w->word : none;
}

bool
words_have(const struct words *w, struct str s)
{
	for (size_t i = 0; i < w->n; i++)
		if (str_eq_nocase(str_of(w->word[i]), s))
			return true;
	return false;
}

bool
words_start(const struct words *w, struct str s)
{
	for (size_t i = 0; i < w->n; i++)
		if (str_starts(s, str_of(w->word[i])))
			return true;
	return false;
}

struct str
words_map(const struct words *w, struct str s)
{
	for (size_t i = 0; i < w->n; i++) {
		const char *mark = strrchr(w->word[i], '=');
		size_t n = mark == NULL ? 0 : (size_t)(mark - w->word[i]);

		if (n > 0 && str_eq_nocase((struct str){w->word[i], n}, s))
			return str_of(mark + 1);
	}
	return s;
}
