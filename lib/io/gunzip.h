/*
 * gunzip: the members of gzip data, inflated by zlib and checked afterwards.
 *
 *	g = gunzip_new();
 *	gunzip_some(g, in, &in_n, out, &out_n, &end) ...
 *	gunzip_next(g)                      for each member but the first
 *
 * What inflates and what checks may be two threads: the sum over a byte is a
 * seventh of the time that it takes to inflate it.
 *
 *	gunzip_add(&sum, out, n) ...
 *	if (!gunzip_agrees(&sum, &end)) ...
 */
#ifndef IO_GUNZIP_H
#define IO_GUNZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a member holds, or says that it holds: CRC-32 and bytes mod 2^32. */
struct gunzip_sum {
	uint32_t crc;
	uint32_t size;
};

enum gunzip_status { GUNZIP_MORE, GUNZIP_ENDED, GUNZIP_CORRUPT };

struct gunzip;

/* NULL when zlib will not start. */
struct gunzip *gunzip_new(void);
void gunzip_delete(struct gunzip *g);

/*
 * gunzip_some: one step.
 *
 *   in, in_n    what there is; in_n: what was taken of it
 *   out, out_n  room; out_n: what was written
 *   said        out: at the end of a member, what it says it holds
 */
enum gunzip_status gunzip_some(struct gunzip *g, const unsigned char *in,
    size_t *in_n, char *out, size_t *out_n, struct gunzip_sum *said);

/* Another member begins. */
void gunzip_next(struct gunzip *g);

/* Zeroed is the sum of nothing. */
void gunzip_add(struct gunzip_sum *sum, const char *p, size_t n);

/* Adds the sum of what comes behind: less than 4 GiB, or its size is 0. */
void gunzip_join(struct gunzip_sum *sum, const struct gunzip_sum *next);

bool gunzip_agrees(const struct gunzip_sum *sum, const struct gunzip_sum *said);

#endif
