/* hex: lets a corpus be text where the input is none. */
#ifndef FUZZ_HEX_H
#define FUZZ_HEX_H

#include <stdint.h>
#include <string.h>

#include "base/buf.h"

/* Appends the bytes that pairs of hex digits say; all else is skipped. */
static inline void
hex_bytes(struct buf *b, const uint8_t *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	unsigned high = 16;

	for (size_t i = 0; i < n; i++) {
		const char *at = p[i] != '\0' ? strchr(digits, p[i]) : NULL;
		unsigned v = at != NULL ? (unsigned)(at - digits) : 16;

		if (v < 16 && high < 16) {
			buf_putc(b, (char)(unsigned char)(high * 16 + v));
			high = 16;
		} else if (v < 16) {
			high = v;
		}
	}
}

#endif
