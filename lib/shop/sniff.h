/*
 * sniff: which layout of a profile, or of all of them, an export has: by its
 * header, before anything is taken from it.
 */
#ifndef SHOP_SNIFF_H
#define SHOP_SNIFF_H

#include "io/input.h"
#include "io/record.h"
#include "shop/profile.h"

/* How to read, as far as the user says. */
struct sniff_form {
	struct record_form record;
	struct encoding encoding;
};

/*
 * sniff: tries each layout's way of reading on the first line.
 *
 *   in      fresh; nothing of it is taken
 *   given   what the user says of its dialect, and encoding
 *   any     the list is of all profiles: one must fit, and one only
 *   best    out: the layout that fits; unless any, the first one if none does
 *
 * Errors  FAULT_FORM at line 1, listing the columns there are
 */
bool sniff(struct input *in, const struct sniff_form *given,
    struct profile *list, bool any, struct profile **best, struct fault *f);

/*
 * sniff_encoding: the layout's encoding, unless the first line is UTF-8: a
 * byte order mark or another character than of ASCII, and all well-formed.
 * The name is the profile's; NULL: bytes pass as they are.
 */
bool sniff_encoding(struct input *in, const struct profile *p,
    const char **name, struct fault *f);

/* The way of reading that a layout and the user come to together. */
struct record_form sniff_record(
    const struct profile *p, const struct record_form *given);

#endif
