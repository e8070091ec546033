#include "io/gunzip.h"

#include <string.h>
#include <zlib.h>

#include "base/mem.h"

enum { TAIL = 8 }; /* bytes of the CRC and the size behind the data */

struct gunzip {
	z_stream z;
	bool header;              /* not all of it was read */
	unsigned char tail[TAIL]; /* the last ones that were taken */
};

static void *
z_take(void *opaque, unsigned n, unsigned size)
{
	(void)opaque;
	return mem_zero(n, size);
}

static void
z_give(void *opaque, void *p)
{
	(void)opaque;
	mem_free(p);
}

/* 16: gzip framing and nothing else. */
struct gunzip *
gunzip_new(void)
{
	struct gunzip *g = mem_zero(1, sizeof(*g));

	g->header = true;
	g->z.zalloc = z_take;
	g->z.zfree = z_give;
	if (inflateInit2(&g->z, 15 + 16) == Z_OK)
		return g;
	mem_free(g);
	return NULL;
}

void
gunzip_delete(struct gunzip *g)
{
	if (g == NULL)
		return;
	inflateEnd(&g->z);
	mem_free(g);
}

void
gunzip_next(struct gunzip *g)
{
	inflateReset(&g->z);
	inflateValidate(&g->z, 1);
	g->header = true;
}

static void
keep_tail(struct gunzip *g, const unsigned char *end, size_t n)
{
	if (n > TAIL)
		n = TAIL;
	memmove(g->tail, g->tail + n, TAIL - n);
	memcpy(g->tail + TAIL - n, end - n, n);
}

static uint32_t
little_endian(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static uInt
clamp(size_t n)
{
	return n < UINT32_MAX / 2 ? (uInt)n : UINT32_MAX / 2;
}

/* zlib checks the header, which ends with a step of its own; not the data. */
static int
step(struct gunzip *g)
{
	int rc = inflate(&g->z, g->header ? Z_BLOCK : Z_NO_FLUSH);

	if (g->header && rc == Z_OK && (g->z.data_type & 128) != 0) {
		g->header = false;
		inflateValidate(&g->z, 0);
	}
	return rc;
}

enum gunzip_status
gunzip_some(struct gunzip *g, const unsigned char *in, size_t *in_n, char *out,
    size_t *out_n, struct gunzip_sum *said)
{
	uInt held = clamp(*in_n), room = clamp(*out_n);
	int rc;

	/* zlib does not write to what it reads. */
	g->z.next_in = (unsigned char *)(uintptr_t)in;
	g->z.avail_in = held;
	g->z.next_out = (unsigned char *)out;
	g->z.avail_out = room;
	rc = step(g);
	*in_n = held - g->z.avail_in;
	*out_n = room - g->z.avail_out;
	keep_tail(g, in + *in_n, *in_n);
	if (rc == Z_STREAM_END) {
		*said = (struct gunzip_sum){
		    little_endian(g->tail), little_endian(g->tail + 4)};
		return GUNZIP_ENDED;
	}
	return rc == Z_OK || rc == Z_BUF_ERROR ? GUNZIP_MORE : GUNZIP_CORRUPT;
}

void
gunzip_add(struct gunzip_sum *sum, const char *p, size_t n)
{
	if (n == 0)
		return;
	sum->crc = (uint32_t)crc32_z(sum->crc, (const unsigned char *)p, n);
	sum->size += (uint32_t)n;
}

void
gunzip_join(struct gunzip_sum *sum, const struct gunzip_sum *next)
{
	if (next->size == 0)
		return;
	sum->crc =
	    (uint32_t)crc32_combine(sum->crc, next->crc, (z_off_t)next->size);
	sum->size += next->size;
}

bool
gunzip_agrees(const struct gunzip_sum *sum, const struct gunzip_sum *said)
{
	return sum->crc == said->crc && sum->size == said->size;
}
