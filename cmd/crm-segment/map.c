#include "map.h"

#include <stdio.h>

#include "base/text.h"
#include "io/record.h"

static const char kind[] = "segments";

static bool
is_header(const struct str cell[4])
{
	return str_is(cell[0], "name") && str_is(cell[1], "r") &&
	       str_is(cell[2], "f") && str_is(cell[3], "m");
}

static bool
take(struct segmap *m, struct reader *r, bool *begun, struct fault *f)
{
	struct str cell[4];

	if (record_fields(r) != 4)
		return fault_set(f, FAULT_FORM,
		    "%zu fields, a segment map has name,r,f,m",
		    record_fields(r));
	for (size_t i = 0; i < 4; i++)
		cell[i] = record_field(r, i);
	if (*begun)
		return segmap_add(m, cell, f);
	*begun = true;
	return is_header(cell) ||
	       fault_set(
		   f, FAULT_FORM, "the header of a segment map is name,r,f,m");
}

static bool
load_file(struct segmap *m, const char *path, struct fault *f)
{
	struct input *in = input_open(path, f);
	struct record_form form = {.delimiter = ','};
	struct reader *r;
	bool begun = false, ok = true;

	if (in == NULL)
		return false;
	r = reader_open(in, &form, f);
	if (r == NULL)
		return false;
	while (ok && record_next(r)) {
		ok = take(m, r, &begun, f);
		if (!ok)
			fault_at(f, path, record_line(r));
	}
	if (ok && record_fault(r)->code != FAULT_NONE) {
		*f = *record_fault(r);
		f->file = path; /* the reader's own name dies with it */
		ok = false;
	}
	reader_close(r);
	if (ok && m->count == 0) {
		fault_set(f, FAULT_FORM, "a segment map without rows");
		fault_at(f, path, 0);
		ok = false;
	}
	return ok;
}

/* The compiled-in ones have no quotes: a unit test holds them to it. */
static bool
load_text(struct segmap *m, const struct text *t, struct fault *f)
{
	struct str rest = text_view(t), line, cell[4];
	bool ok = str_split(&rest, '\n', &line);

	while (ok && str_split(&rest, '\n', &line) && line.n > 0) {
		for (int i = 0; i < 4; i++)
			ok = str_split(&line, ',', &cell[i]) && ok;
		ok = ok && segmap_add(m, cell, f);
	}
	return ok;
}

static bool
unknown(const char *name, struct fault *f)
{
	char list[FAULT_TEXT] = "";
	size_t n = 0;

	for (const struct text *t = text_next(kind, NULL); t != NULL;
	     t = text_next(kind, t))
		n += (size_t)snprintf(
		    list + n, sizeof(list) - n, "%s, ", t->name);
	fault_set(f, FAULT_USAGE, "--map: no such map");
	fault_value(f, str_of(name));
	fault_hint(f, "one of %snone, or ./FILE.csv with name,r,f,m", list);
	return false;
}

bool
map_is_file(const char *name)
{
	return strchr(name, '/') != NULL || str_ends(str_of(name), STR(".csv"));
}

bool
map_load(struct segmap *m, const char *name, struct fault *f)
{
	const struct text *t;

	if (map_is_file(name))
		return load_file(m, name, f);
	t = text_find(kind, str_of(name));
	return t != NULL ? load_text(m, t, f) : unknown(name, f);
}
