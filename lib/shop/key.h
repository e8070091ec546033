/*
 * key: who a customer cell means. Exports write one customer in several
 * ways; a key is the form in which equal customers are equal bytes.
 */
#ifndef SHOP_KEY_H
#define SHOP_KEY_H

#include "base/buf.h"
#include "base/str.h"

enum key {
	KEY_TEXT,  /* as it is */
	KEY_ID,    /* no blanks around it, no ' before it, no ="" about it,
	              no .0 behind digits; leading zeros stay */
	KEY_EMAIL, /* no blanks around it, ASCII letters small */
	KEY_KINDS
};

/* "text", "id", "email", NULL. */
extern const char *const key_names[KEY_KINDS + 1];

/*
 * key_normal: the key of a cell; of blanks only it is empty.
 *
 *   b   scratch for a key that is no part of s; used from its beginning
 *
 * Returns  a view into s or b
 */
struct str key_normal(enum key kind, struct str s, struct buf *b);

#endif
