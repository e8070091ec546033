#include "ledger/slots.h"

#include "base/mem.h"

enum {
	FIRST_LINES = 8,
	SMALL_LINES = 1 << 13,       /* they grow fourfold: less is put again */
	FILL = SLOTS_IN_LINE / 4 * 3 /* of a line, on average */
};
#define MOST_LINES ((size_t)1 << 31)

static size_t
lines_for(uint64_t n)
{
	return n / FILL < MOST_LINES ? (size_t)(n / FILL) + 1 : MOST_LINES;
}

bool
slots_full(const struct slots *s)
{
	return s->taken >= s->lines * FILL && s->lines < MOST_LINES;
}

void
slots_grow(struct slots *s, uint64_t n)
{
	size_t lines = s->lines == 0            ? FIRST_LINES
		       : s->lines < SMALL_LINES ? s->lines * 4
						: s->lines / 4 * 5;

	if (n == 0)
		n = 2 * (uint64_t)s->taken;
	/* What is small does not follow a guess. */
	if (s->lines >= SMALL_LINES && lines_for(n) > lines)
		lines = lines_for(n);
	if (lines > MOST_LINES)
		lines = MOST_LINES;
	slots_free(s);
	s->at = mem_grow_lines(NULL, &s->room, lines, SLOTS_LINE);
	memset(s->at, 0, lines * SLOTS_LINE);
	s->lines = lines;
}

void
slots_put(struct slots *s, uint64_t hash, uint32_t ref)
{
	size_t at = (size_t)(slots_home(s, hash) - s->at);
	unsigned char *line = s->at + at;
	unsigned k;

	while (line[SLOTS_COUNT] == SLOTS_IN_LINE) {
		at += SLOTS_LINE;
		at = at == s->lines * SLOTS_LINE ? 0 : at;
		line = s->at + at;
	}
	k = line[SLOTS_COUNT]++;
	line[k] = slots_tag(hash);
	memcpy(line + SLOTS_REFS + (size_t)k * sizeof(ref), &ref, sizeof(ref));
	s->taken++;
}

void
slots_free(struct slots *s)
{
	mem_free_lines(s->at);
	*s = (struct slots){0};
}

size_t
slots_memory(const struct slots *s)
{
	return s->lines * SLOTS_LINE;
}
