/*
 * str: a view of bytes that somebody else owns. Not terminated; may hold any
 * byte. Views into a record die when the next record is read.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct str {
	const char *p;
	size_t n;
};

/* A view of a string literal. */
#define STR(s) ((struct str){("" s), sizeof(s) - 1})

static inline struct str
str_of(const char *s)
{
	return (struct str){s, strlen(s)};
}

static inline bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool
str_is(struct str a, const char *s)
{
	return str_eq(a, str_of(s));
}

/* Bytewise order, as LC_ALL=C sort has it: negative, 0 or positive. */
int str_cmp(struct str a, struct str b);

/* Equal but for the case of ASCII letters. */
bool str_eq_nocase(struct str a, struct str b);

bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);

/* The same view without blanks (space and TAB) at either end. */
struct str str_trim(struct str s);

/*
 * str_split: cuts the next piece off *rest at the byte sep.
 * Returns false when nothing is left; "a,,b" gives "a", "" and "b".
 * A NULL rest.p means that the last piece has been given.
 */
bool str_split(struct str *rest, char sep, struct str *piece);

/*
 * str_distance: Levenshtein distance, ASCII case ignored, for "did you mean".
 * Names over 64 bytes count as infinitely far (SIZE_MAX).
 */
size_t str_distance(struct str a, struct str b);

/*
 * utf8_next: reads one character of well-formed UTF-8 (RFC 3629: no
 * overlong forms, no surrogates, at most U+10FFFF).
 *
 *   s     n bytes, n >= 1
 *   code  out: the code point
 *
 * Returns the bytes it takes, 1 to 4, or 0 when they are not UTF-8.
 */
size_t utf8_next(const char *s, size_t n, unsigned *code);

#endif
