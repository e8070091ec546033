#include "tab/schema.h"

#include "base/buf.h"
#include "num/parse.h"

void
schema_init(struct schema *s, const struct str *names, size_t n)
{
	*s = (struct schema){.count = n};
	s->name = arena_alloc(&s->arena, n * sizeof(*s->name));
	for (size_t i = 0; i < n; i++)
		s->name[i] = arena_str(&s->arena, names[i]);
}

void
schema_free(struct schema *s)
{
	arena_free(&s->arena);
	*s = (struct schema){0};
}

long
schema_find(const struct schema *s, struct str name)
{
	long found = SCHEMA_NONE;
	int64_t at;

	for (size_t i = 0; i < s->count; i++) {
		if (!str_eq(s->name[i], name))
			continue;
		if (found != SCHEMA_NONE)
			return SCHEMA_TWICE;
		found = (long)i;
	}
	if (found == SCHEMA_NONE && parse_i64(name, &at) == PARSE_OK &&
	    at >= 1 && (uint64_t)at <= s->count)
		return (long)(at - 1);
	return found;
}

static bool
same_folded(struct str a, struct str b)
{
	return str_eq_nocase(str_trim(a), str_trim(b));
}

static long
find_by(const struct schema *s, const char *name,
    bool (*same)(struct str a, struct str b))
{
	long found = SCHEMA_NONE;

	for (size_t i = 0; i < s->count; i++) {
		if (!same(s->name[i], str_of(name)))
			continue;
		if (found != SCHEMA_NONE)
			return SCHEMA_TWICE;
		found = (long)i;
	}
	return found;
}

long
schema_alias(const struct schema *s, const char *const *names)
{
	for (int folded = 0; folded < 2; folded++)
		for (size_t i = 0; names[i] != NULL; i++) {
			long at =
			    find_by(s, names[i], folded ? same_folded : str_eq);

			if (at != SCHEMA_NONE)
				return at;
		}
	return SCHEMA_NONE;
}

/* Without blanks around it, ASCII ones and U+00A0. */
static struct str
bare(struct str s)
{
	for (;;) {
		s = str_trim(s);
		if (s.n >= 2 && memcmp(s.p, "\xc2\xa0", 2) == 0)
			s = (struct str){s.p + 2, s.n - 2};
		else if (s.n >= 2 && memcmp(s.p + s.n - 2, "\xc2\xa0", 2) == 0)
			s.n -= 2;
		else
			return s;
	}
}

long
schema_near(const struct schema *s, struct str name)
{
	for (size_t i = 0; i < s->count; i++)
		if (str_eq_nocase(bare(s->name[i]), name))
			return (long)i;
	return SCHEMA_NONE;
}

/* Names that differ only as people mistype them: case, blanks, _ - . */
static bool
looks_like(struct str a, struct str b)
{
	size_t i = 0, j = 0;

	a = str_trim(a);
	b = str_trim(b);
	for (;;) {
		while (i < a.n && strchr(" _-.", a.p[i]) != NULL)
			i++;
		while (j < b.n && strchr(" _-.", b.p[j]) != NULL)
			j++;
		if (i == a.n || j == b.n)
			return i == a.n && j == b.n;
		if (!str_eq_nocase(
			(struct str){a.p + i++, 1}, (struct str){b.p + j++, 1}))
			return false;
	}
}

/* The column that was probably meant, or count. */
static size_t
likely_column(
    const struct schema *s, struct str name, const char *const *likely)
{
	size_t best = s->count, least = 3;

	for (size_t i = 0; i < s->count; i++)
		if (looks_like(s->name[i], name))
			return i;
	for (; likely != NULL && *likely != NULL; likely++)
		for (size_t i = 0; i < s->count; i++)
			if (looks_like(s->name[i], str_of(*likely)))
				return i;
	for (size_t i = 0; i < s->count; i++) {
		size_t d = str_distance(s->name[i], name);

		if (d < least && d * 2 < name.n) {
			least = d;
			best = i;
		}
	}
	return best;
}

static void
list_columns(const struct schema *s, struct buf *b)
{
	char shown[FAULT_TEXT];

	for (size_t i = 0; i < s->count; i++) {
		if (i == 12 && s->count > 14) {
			buf_printf(b, ", ... (%zu in all)", s->count);
			return;
		}
		fault_escape(shown, sizeof(shown), s->name[i]);
		buf_printf(b, "%s%s", i == 0 ? "" : ", ", shown);
	}
}

bool
schema_missing(const struct schema *s, struct str name, const char *option,
    const char *const *likely, struct fault *f)
{
	size_t at = likely_column(s, name, likely);
	char wanted[FAULT_TEXT], found[FAULT_TEXT];
	struct buf list = {0};

	fault_escape(wanted, sizeof(wanted), name);
	list_columns(s, &list);
	fault_set(f, FAULT_FORM, "no column '%s'; the columns are: %s", wanted,
	    buf_cstr(&list));
	buf_free(&list);
	if (at < s->count)
		fault_escape(found, sizeof(found), s->name[at]);
	if (option != NULL && at < s->count)
		fault_hint(f, "--%s '%s'?", option, found);
	else if (at < s->count)
		fault_hint(f, "did you mean '%s'?", found);
	else if (s->count == 1)
		fault_hint(f, "one column only: another delimiter (-d), or "
			      "is the first line not the header?");
	else if (option != NULL)
		fault_hint(f, "name it with --%s COL", option);
	return false;
}
