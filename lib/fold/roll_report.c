/* Groups that are made of all parts, in order of who appeared first. */
#include "base/hash.h"
#include "base/mem.h"
#include "base/sort.h"
#include "fold/groups.h"
#include "fold/roll_impl.h"

struct sum {
	struct report_sum of;
	uint64_t rank; /* of the group's first customer */
};

struct sums {
	struct names names;
	struct sum *at;
	size_t room;
	bool nameless; /* keys are ids alone */
};

static struct sum *
sum_of(struct sums *s, struct str name)
{
	size_t before = s->names.count;
	uint32_t i = names_add(&s->names, name);

	s->nameless = name.p == NULL;
	s->at = mem_grow(s->at, &s->room, s->names.count, sizeof(*s->at));
	if (s->names.count > before)
		s->at[i] = (struct sum){.rank = UINT64_MAX};
	return &s->at[i];
}

static void
add_fold(struct sums *s, const struct fold *fo, const uint64_t *rank)
{
	struct groups g;
	size_t end;

	groups_init(&g, fo, false);
	for (size_t i = 0; i < g.n; i = end) {
		struct sum *sum = sum_of(s, groups_name(fo, &g, i));
		uint64_t first = rank == NULL ? i : rank[g.row[i]];

		end = groups_end(&g, i);
		report_add(&sum->of, fo, g.row + i, end - i);
		sum->rank = first < sum->rank ? first : sum->rank;
	}
	groups_free(&g);
}

static bool
add_parts(struct roll *ro, struct sums *s, struct fault *f)
{
	struct spill_ranks ranks = {0};
	bool ok = true;

	for (size_t i = 0; ok && i < SPILL_PARTS; i++) {
		struct fold *fo = roll_part(ro, i, &ranks, f);

		ok = fo != NULL;
		if (ok)
			add_fold(s, fo, ranks.rank);
		fold_delete(fo);
	}
	mem_free(ranks.rank);
	return ok;
}

static int
by_rank(uint32_t a, uint32_t b, void *arg)
{
	const struct sums *s = arg;

	return s->at[a].rank < s->at[b].rank ? -1 : 1;
}

static int
by_name(uint32_t a, uint32_t b, void *arg)
{
	const struct sums *s = arg;

	return str_cmp(s->names.name[a], s->names.name[b]);
}

static void
list_groups(struct roll *ro, struct sums *s, bool sorted)
{
	size_t n = s->names.count;
	uint32_t *order = mem_resize(NULL, n, sizeof(*order));

	for (size_t i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	sort_index(order, n, sorted ? by_name : by_rank, s);
	ro->group = mem_zero(n, sizeof(*ro->group));
	for (size_t i = 0; i < n; i++) {
		struct roll_group *g = &ro->group[i];

		if (!s->nameless)
			g->name =
			    arena_str(&ro->arena, s->names.name[order[i]]);
		report_end(&s->at[order[i]].of, &g->report);
	}
	mem_free(order);
}

bool
roll_report(struct roll *ro, bool sorted, const struct roll_group **list,
    size_t *n, struct fault *f)
{
	struct sums s = {0};
	bool ok = true;

	if (ro->spill != NULL)
		ok = add_parts(ro, &s, f);
	else
		add_fold(&s, ro->fold, NULL);
	if (ok)
		list_groups(ro, &s, sorted);
	else
		for (size_t i = 0; i < s.names.count; i++)
			report_end(&s.at[i].of, &(struct fold_report){0});
	*list = ro->group;
	*n = s.names.count;
	names_free(&s.names);
	mem_free(s.at);
	return ok;
}
