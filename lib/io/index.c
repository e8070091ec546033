#include "io/index.h"

#include "base/mem.h"
#include "io/marks.h"

/* The scans below are compiled once per set of marks, for speed. */
#define FLATTEN static inline __attribute__((always_inline))

typedef unsigned count_of(uint64_t x);

enum { SPARE = 10 }; /* ends written at once: seldom are there more */

static inline unsigned
count_bits(uint64_t x)
{
	x -= x >> 1 & 0x5555555555555555;
	x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
	x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f;
	return (unsigned)(x * 0x0101010101010101 >> 56);
}

/* Bit i: whether an odd number of the bits 0 .. i is set. */
static inline uint64_t
odd_so_far(uint64_t x)
{
	for (unsigned i = 1; i < WORD; i *= 2)
		x ^= x << i;
	return x;
}

/* The bits below the lowest one of x; all if there is none. */
static inline uint64_t
below(uint64_t x)
{
	return (x & -x) - 1;
}

/* What becomes of a word: bits of the bytes that are ... */
struct found {
	uint64_t end;    /* the end of a field */
	uint64_t extra;  /* a line end in quotes, or just behind */
	uint64_t broken; /* against the rules */
};

/* The byte before each, by the bits that s kept of the last word. */
FLATTEN uint64_t
before(uint64_t x, uint64_t carry)
{
	return x << 1 | carry;
}

FLATTEN struct found
look_unquoted(struct index_state *s, const struct marks *m)
{
	uint64_t end = m->delimiter | m->lf;

	s->edge = end >> 63;
	return (struct found){end, 0, 0};
}

static inline struct found
look_closely(struct index_state *s, const struct marks *m)
{
	uint64_t inside = odd_so_far(m->quote) ^ s->inside;
	uint64_t end = (m->delimiter | m->lf) & ~inside;
	uint64_t open = m->quote & inside, close = m->quote & ~inside;
	uint64_t cr = m->cr & ~inside, inner = m->cr & inside;
	uint64_t edge = end | close;
	struct found f = {.end = end};

	f.broken = (open & ~before(edge, s->edge)) |
		   (before(close, s->closed) & ~(end | m->cr | m->quote)) |
		   (before(cr, s->cr) & ~m->lf);
	/* A CR is told by the byte behind it: with an LF there they are one. */
	f.extra = (m->lf & inside) | before(inner, s->inner);
	s->inside = 0 - (inside >> 63);
	s->edge = edge >> 63;
	s->closed = close >> 63;
	s->cr = cr >> 63;
	s->inner = inner >> 63;
	return f;
}

FLATTEN struct found
look(struct index_state *s, const struct marks *m, bool quotes)
{
	if (!quotes ||
	    (m->quote | m->cr | s->inside | s->closed | s->cr | s->inner) == 0)
		return look_unquoted(s, m);
	return look_closely(s, m);
}

/* The place of the lowest bit, which is cleared; 63 when there is none. */
FLATTEN uint32_t
pop_bit(uint64_t *x)
{
	uint32_t at = (uint32_t)__builtin_ctzll(*x | 1ULL << 63);

	*x &= *x - 1;
	return at;
}

/* Appends where the bits of x are; up to SPARE too many are written. */
FLATTEN uint32_t *
put_bits(uint32_t *to, uint64_t x, uint32_t at, count_of *count)
{
	uint32_t *end = to + count(x);

	do {
		to[0] = at + pop_bit(&x);
		to[1] = at + pop_bit(&x);
		to[2] = at + pop_bit(&x);
		to[3] = at + pop_bit(&x);
		to[4] = at + pop_bit(&x);
		to[5] = at + pop_bit(&x);
		to[6] = at + pop_bit(&x);
		to[7] = at + pop_bit(&x);
		to[8] = at + pop_bit(&x);
		to[9] = at + pop_bit(&x);
		to += SPARE;
	} while (to < end);
	return end;
}

FLATTEN void
put(struct index *ix, struct index_state *s, const struct found *f, uint64_t lf,
    count_of *count)
{
	uint32_t at = (uint32_t)s->seen;

	for (lf &= f->end; lf != 0; lf &= lf - 1)
		ix->row[ix->rows++] =
		    (uint32_t)s->ends + count(f->end & (below(lf) << 1 | 1));
	s->ends =
	    (size_t)(put_bits(ix->end + s->ends, f->end, at, count) - ix->end);
	for (uint64_t x = f->extra; x != 0; x &= x - 1)
		ix->extra[s->extras++] = at + (uint32_t)__builtin_ctzll(x);
}

/* The last bytes, less than a word; or a word with a broken rule in it. */
FLATTEN void
scan_part(struct index *ix, struct index_state s, const char *p, size_t n,
    marks_of *marks_at, count_of *count, bool quotes)
{
	char word[WORD] = {0};
	struct marks m;
	struct found f;
	uint64_t valid = n < WORD ? (1ULL << n) - 1 : ~0ULL;

	memcpy(word, p, n);
	m = marks_at(word, ix->delimiter, quotes);
	f = look(&s, &m, quotes);
	f.broken &= valid;
	if (f.broken != 0) {
		ix->broken = true;
		valid = below(f.broken);
	}
	f.end &= valid;
	f.extra &= valid;
	put(ix, &s, &f, m.lf, count);
	ix->ends = s.ends;
	ix->extras = s.extras;
}

FLATTEN void
scan(struct index *ix, const char *base, size_t to, marks_of *marks_at,
    count_of *count, bool quotes)
{
	struct index_state s = ix->at;

	while (to - s.seen >= WORD) {
		struct marks m = marks_at(base + s.seen, ix->delimiter, quotes);
		struct index_state next = s;
		struct found f = look(&next, &m, quotes);

		if (f.broken != 0)
			break;
		put(ix, &next, &f, m.lf, count);
		s = next;
		s.seen += WORD;
	}
	ix->at = s;
	ix->ends = s.ends;
	ix->extras = s.extras;
	ix->seen = to;
	if (s.seen < to)
		scan_part(ix, s, base + s.seen,
		    to - s.seen < WORD ? to - s.seen : WORD, marks_at, count,
		    quotes);
}

#define SCANS(isa, count, target)                              \
	static void target scan_csv_##isa(                     \
	    struct index *ix, const char *base, size_t to)     \
	{                                                      \
		scan(ix, base, to, marks_##isa, count, true);  \
	}                                                      \
	static void target scan_tsv_##isa(                     \
	    struct index *ix, const char *base, size_t to)     \
	{                                                      \
		scan(ix, base, to, marks_##isa, count, false); \
	}

SCANS(swar, count_bits, )
#ifdef MARKS_X86
SCANS(sse2, count_bits, )
SCANS(avx2, count_popcnt, TARGET_AVX2)
#endif
#ifdef MARKS_NEON
SCANS(neon, count_bits, )
#endif

static const struct path {
	enum record_path path;
	index_scan *tsv;
	index_scan *csv;
} paths[] = {
/* The fastest first. */
#ifdef MARKS_X86
    {RECORD_AVX2, scan_tsv_avx2, scan_csv_avx2},
    {RECORD_SSE2, scan_tsv_sse2, scan_csv_sse2},
#endif
#ifdef MARKS_NEON
    {RECORD_NEON, scan_tsv_neon, scan_csv_neon},
#endif
    {RECORD_SWAR, scan_tsv_swar, scan_csv_swar},
};

static bool
can_run(enum record_path path)
{
#ifdef MARKS_X86
	if (path == RECORD_AVX2)
		return __builtin_cpu_supports("avx2") &&
		       __builtin_cpu_supports("bmi") &&
		       __builtin_cpu_supports("popcnt");
#endif
	(void)path;
	return true;
}

static index_scan *
find_scan(enum record_path path, bool quotes)
{
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if ((path == RECORD_BEST || path == paths[i].path) &&
		    can_run(paths[i].path))
			return quotes ? paths[i].csv : paths[i].tsv;
	return NULL;
}

bool
index_init(struct index *ix, enum record_path path, char delimiter, bool quotes)
{
	*ix = (struct index){.scan = find_scan(path, quotes),
	    .delimiter = delimiter,
	    .chunk = INDEX_CHUNK};
	index_reset(ix);
	return ix->scan != NULL;
}

void
index_free(struct index *ix)
{
	if (ix->end != NULL)
		mem_free(ix->end - 1);
	mem_free(ix->row);
	mem_free(ix->extra);
}

void
index_reset(struct index *ix)
{
	ix->at = (struct index_state){.edge = 1};
	ix->rows = ix->ends = ix->extras = ix->seen = 0;
	ix->row_at = ix->end_at = ix->extra_at = ix->from = 0;
	ix->broken = false;
}

static void
move_down(uint32_t *p, size_t from, size_t to, uint32_t by)
{
	for (size_t i = from; i < to; i++)
		p[i - from] = p[i] - by;
}

void
index_rebase(struct index *ix)
{
	struct index_state *s = &ix->at;
	bool broken = ix->broken;

	/* In the last part word a new record began: look at it again. */
	if (ix->from >= s->seen || broken) {
		index_reset(ix);
		ix->broken = broken;
		return;
	}
	move_down(ix->end, ix->end_at, s->ends, ix->from);
	move_down(ix->extra, ix->extra_at, s->extras, ix->from);
	s->ends -= ix->end_at;
	s->extras -= ix->extra_at;
	s->seen -= ix->from;
	ix->ends = s->ends;
	ix->extras = s->extras;
	ix->seen -= ix->from;
	ix->rows = ix->row_at = ix->end_at = ix->extra_at = ix->from = 0;
}

/* Every byte may be an end, and put_bits writes beyond the last. */
static void
make_room(struct index *ix, size_t bytes)
{
	size_t kept = ix->at.ends > ix->at.extras ? ix->at.ends : ix->at.extras;
	size_t need = kept + bytes + WORD + SPARE;
	uint32_t *end = ix->end != NULL ? ix->end - 1 : NULL;

	if (need <= ix->cap)
		return;
	ix->cap = need > 2 * ix->cap ? need : 2 * ix->cap;
	ix->end = (uint32_t *)mem_resize(end, ix->cap + 1, sizeof(*end)) + 1;
	ix->row = mem_resize(ix->row, ix->cap, sizeof(*ix->row));
	ix->extra = mem_resize(ix->extra, ix->cap, sizeof(*ix->extra));
}

void
index_more(struct index *ix, const char *base, size_t n)
{
	size_t bytes = n - ix->at.seen;

	if (bytes > ix->chunk)
		bytes = ix->chunk;
	make_room(ix, bytes);
	ix->scan(ix, base, ix->at.seen + bytes);
}
