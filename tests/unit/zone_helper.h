/* zone_helper: files of time zones made by hand. */
#ifndef ZONE_HELPER_H
#define ZONE_HELPER_H

#include <stdlib.h>

#include "base/buf.h"
#include "num/zone.h"

/* n bytes, the highest first. */
static inline void
zone_put(struct buf *b, int64_t v, int n)
{
	while (n-- > 0)
		buf_putc(
		    b, (char)(n > 7 ? 0
				    : (unsigned char)((uint64_t)v >> (8 * n))));
}

struct zone_part {
	int64_t at[4];
	unsigned char of[4];
	size_t changes;
	int32_t offset[4];
	size_t types;
	unsigned leaps;
};

/* A header and its block, with moments of 4 or 8 bytes. */
static inline void
zone_put_block(struct buf *b, char version, const struct zone_part *z, int wide)
{
	buf_puts(b, "TZif");
	buf_putc(b, version);
	zone_put(b, 0, 15);
	zone_put(b, 0, 4);
	zone_put(b, 0, 4);
	zone_put(b, z->leaps, 4);
	zone_put(b, (int64_t)z->changes, 4);
	zone_put(b, (int64_t)z->types, 4);
	zone_put(b, 4, 4);
	for (size_t i = 0; i < z->changes; i++)
		zone_put(b, z->at[i], wide);
	buf_put(b, (const char *)z->of, z->changes);
	for (size_t i = 0; i < z->types; i++) {
		zone_put(b, z->offset[i], 4);
		zone_put(b, 0, 2);
	}
	buf_put(b, "XXX", 4);
	zone_put(b, 0, (int)z->leaps * (wide + 4));
}

/* All of a file; rule NULL: version 1. */
static inline void
zone_put_file(
    struct buf *b, char version, const struct zone_part *z, const char *rule)
{
	static const struct zone_part none = {.types = 1};

	zone_put_block(b, version, rule == NULL ? z : &none, 4);
	if (rule == NULL)
		return;
	zone_put_block(b, version, z, 8);
	buf_printf(b, "\n%s\n", rule);
}

/* A zone that a rule alone makes: the type is one that nobody may use. */
static inline struct zone
zone_of_rule(const char *rule)
{
	struct zone_part part = {.offset = {-1}, .types = 1};
	struct buf b = {0};
	struct zone z;
	const char *what;

	zone_put_file(&b, '3', &part, rule);
	if (!zone_read(buf_view(&b), &z, &what))
		abort();
	buf_free(&b);
	return z;
}

#endif
