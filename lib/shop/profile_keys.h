/* profile_keys: the keys of a profile, one by one; profile.c's own. */
#ifndef SHOP_PROFILE_KEYS_H
#define SHOP_PROFILE_KEYS_H

#include "shop/profile.h"

/* Sets a key, but for "layout"; FAULT_FORM, without a place, if it is bad. */
bool profile_set(
    struct profile *p, struct str key, struct str value, struct fault *f);

/* What a layout must say as a whole; the same. */
bool profile_check(const struct profile *p, struct fault *f);

#endif
