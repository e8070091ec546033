#include "fold/groups.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/sort.h"
#include "fold/key.h"

static struct str
behind_id(const struct fold *fo, size_t i)
{
	struct str rest;

	(void)key_first(fold_id(fo, i), &rest);
	return rest;
}

static int
by_place(uint32_t a, uint32_t b, void *arg)
{
	const uint32_t *place = arg;

	return (place[a] > place[b]) - (place[a] < place[b]);
}

static int
by_name(uint32_t a, uint32_t b, void *arg)
{
	const struct names *names = arg;

	return str_cmp(names->name[a], names->name[b]);
}

/* Each name's place when all are in order of bytes. */
static uint32_t *
rank(struct names *names)
{
	size_t n = names->count;
	uint32_t *order = mem_resize(NULL, n, sizeof(*order));
	uint32_t *place = mem_resize(NULL, n, sizeof(*place));

	for (size_t i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	sort_index(order, n, by_name, names);
	for (size_t i = 0; i < n; i++)
		place[order[i]] = (uint32_t)i;
	mem_free(order);
	return place;
}

static void
sort_places(struct names *names, uint32_t *place, size_t n)
{
	uint32_t *to = rank(names);

	for (size_t i = 0; i < n; i++)
		place[i] = to[place[i]];
	mem_free(to);
}

void
groups_init(struct groups *g, const struct fold *fo, bool sorted)
{
	struct names names = {0};

	g->n = fold_count(fo);
	g->row = mem_resize(NULL, g->n, sizeof(*g->row));
	g->place = mem_resize(NULL, g->n, sizeof(*g->place));
	for (size_t i = 0; i < g->n; i++) {
		g->row[i] = (uint32_t)i;
		g->place[i] = names_add(&names, behind_id(fo, i));
	}
	if (sorted)
		sort_places(&names, g->place, g->n);
	sort_index(g->row, g->n, by_place, g->place);
	names_free(&names);
}

void
groups_free(struct groups *g)
{
	mem_free(g->row);
	mem_free(g->place);
	*g = (struct groups){0};
}

size_t
groups_end(const struct groups *g, size_t from)
{
	size_t end = from;

	while (end < g->n && g->place[g->row[end]] == g->place[g->row[from]])
		end++;
	return end;
}

struct str
groups_name(const struct fold *fo, const struct groups *g, size_t at)
{
	return behind_id(fo, g->row[at]);
}
