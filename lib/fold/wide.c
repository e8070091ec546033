#include "fold/wide.h"

#include "base/mem.h"

struct tag {
	uint32_t owner;
	uint32_t field;
};

static struct str
name_of(const struct tag *t)
{
	return (struct str){(const char *)t, sizeof(*t)};
}

static struct i128 *
part_of(const struct wide *w, uint32_t owner, unsigned field)
{
	struct tag t = {owner, field};
	uint32_t i = names_find(&w->of, name_of(&t));

	return i == NAMES_NONE ? NULL : &w->part[i];
}

void
wide_keep(struct wide *w, uint32_t owner, unsigned field, int64_t v)
{
	struct tag t = {owner, field};
	size_t before = w->of.count;
	uint32_t i = names_add(&w->of, name_of(&t));

	w->part = mem_grow(w->part, &w->room, w->of.count, sizeof(*w->part));
	if (w->of.count > before)
		w->part[i] = i128_of(0);
	w->part[i] = i128_add(w->part[i], i128_of(v));
}

void
wide_forget(struct wide *w, uint32_t owner, unsigned field)
{
	struct i128 *part = part_of(w, owner, field);

	if (part != NULL)
		*part = i128_of(0);
}

struct i128
wide_kept(const struct wide *w, uint32_t owner, unsigned field)
{
	const struct i128 *part = part_of(w, owner, field);

	return part == NULL ? i128_of(0) : *part;
}

void
wide_clear(struct wide *w)
{
	if (w->of.count > 0)
		wide_free(w);
}

void
wide_free(struct wide *w)
{
	names_free(&w->of);
	mem_free(w->part);
	*w = (struct wide){0};
}
