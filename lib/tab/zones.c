#include "tab/zones.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "io/zoneinfo.h"

struct zones {
	const struct text *list; /* or NULL */
	struct names names;
	struct zone **zone; /* by name; moves */
	size_t room;
};

bool
zones_load(struct str name, struct zone *zone, struct fault *f)
{
	struct buf b = {0};
	const char *what;
	bool ok;

	if (zone_parse(name, zone))
		return true;
	ok = zoneinfo_read(name, &b, f);
	if (ok && !zone_read(buf_view(&b), zone, &what)) {
		ok = fault_set(f, FAULT_FORM, "%s", what);
		fault_value(f, name);
	}
	buf_free(&b);
	return ok;
}

struct zones *
zones_new(const char *list)
{
	struct zones *z = mem_zero(1, sizeof(*z));

	if (list != NULL)
		z->list = text_find("zones", str_of(list));
	return z;
}

void
zones_delete(struct zones *z)
{
	if (z == NULL)
		return;
	for (size_t i = 0; i < z->names.count; i++) {
		zone_free(z->zone[i]);
		mem_free(z->zone[i]);
	}
	mem_free(z->zone);
	names_free(&z->names);
	mem_free(z);
}

/* What the list calls it; its lines have no quotes, its zones no commas. */
static struct str
listed(const struct text *list, struct str name)
{
	struct str rest = text_view(list), line;

	(void)str_split(&rest, '\n', &line); /* the header */
	while (str_split(&rest, '\n', &line))
		if (line.n > name.n && line.p[name.n] == ',' &&
		    str_starts(line, name))
			return (struct str){
			    line.p + name.n + 1, line.n - name.n - 1};
	return name;
}

const struct zone *
zones_find(struct zones *z, struct str name, struct fault *f)
{
	struct zone zone;
	uint32_t i;

	name = str_trim(name);
	i = names_find(&z->names, name);
	if (i != NAMES_NONE)
		return z->zone[i];
	if (!zones_load(
		z->list != NULL ? listed(z->list, name) : name, &zone, f)) {
		if (f->has_value)
			fault_value(f, name);
		return NULL;
	}
	i = names_add(&z->names, name);
	z->zone = mem_grow(z->zone, &z->room, i + 1, sizeof(*z->zone));
	z->zone[i] = mem_alloc(sizeof(zone));
	*z->zone[i] = zone;
	return z->zone[i];
}
