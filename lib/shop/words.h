/* words: what a profile lists under one key. Zeroed is none. */
#ifndef SHOP_WORDS_H
#define SHOP_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

struct words {
	const char **word; /* n, in the order of the profile, then NULL */
	size_t n;
};

/* Appends a word, which is borrowed; the list lives in the arena. */
void words_add(struct words *w, struct arena *a, const char *word);

/* The words, NULL-ended, also when there are none. */
const char *const *words_names(const struct words *w);

/* Whether s is one of the words, ASCII case ignored. */
bool words_have(const struct words *w, struct str s);

/*
 * words_map: of words of the form NAME=VALUE the value of the first whose
 * name is s, ASCII case ignored; or s itself.
 */
struct str words_map(const struct words *w, struct str s);

/* Whether s begins with one of the words, bytewise. */
bool words_start(const struct words *w, struct str s);

#endif
