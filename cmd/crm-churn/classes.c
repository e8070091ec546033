#include "classes.h"

#include <math.h>

#include "base/mem.h"
#include "base/sort.h"

static uint32_t
find(struct classes *c, struct str name)
{
	size_t had = c->names.count;
	uint32_t i = names_add(&c->names, name);

	if (c->names.count > had) {
		c->at =
		    mem_grow(c->at, &c->room, c->names.count, sizeof(*c->at));
		c->at[i] = (struct class){0};
	}
	return i;
}

void
classes_name(struct classes *c, const char *name)
{
	(void)find(c, str_of(name));
}

void
classes_add(
    struct classes *c, struct str name, const double value[CLASSES_VALUES])
{
	uint32_t i = find(c, name);
	struct class *x = &c->at[i];

	x->n++;
	for (size_t k = 0; k < CLASSES_VALUES; k++)
		if (!isnan(value[k]))
			tally_add(&x->value[k], value[k]);
}

static int
nameless_last(const struct classes *c, uint32_t a, uint32_t b)
{
	return (c->names.name[a].n == 0) - (c->names.name[b].n == 0);
}

static int
by_use(uint32_t a, uint32_t b, void *arg)
{
	int last = nameless_last(arg, a, b);

	return last != 0 ? last : (a > b) - (a < b);
}

static int
by_rows(uint32_t a, uint32_t b, void *arg)
{
	const struct classes *c = arg;
	int last = nameless_last(c, a, b);

	if (last != 0)
		return last;
	if (c->at[a].n != c->at[b].n)
		return c->at[a].n > c->at[b].n ? -1 : 1;
	return str_cmp(c->names.name[a], c->names.name[b]);
}

uint32_t *
classes_order(const struct classes *c, bool by_size, size_t *n)
{
	uint32_t *order = mem_resize(NULL, c->names.count, sizeof(*order));
	struct classes copy = *c;

	*n = 0;
	for (size_t i = 0; i < c->names.count; i++)
		if (c->at[i].n > 0)
			order[(*n)++] = (uint32_t)i;
	sort_index(order, *n, by_size ? by_rows : by_use, &copy);
	return order;
}

void
classes_free(struct classes *c)
{
	names_free(&c->names);
	mem_free(c->at);
	*c = (struct classes){0};
}
