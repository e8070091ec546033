/* bind: which columns a tool wants, and where each file has them. */
#include "base/mem.h"
#include "tab/table_priv.h"

static size_t
bind(struct table *t, const struct slot *slot)
{
	t->slot = mem_grow(t->slot, &t->room, t->slots + 1, sizeof(*t->slot));
	t->slot[t->slots] = *slot;
	return t->slots++;
}

size_t
table_role(struct table *t, const struct role *role)
{
	return bind(
	    t, &(struct slot){
		   .name = role->column != NULL ? role->column : role->name,
		   .named = role->column != NULL,
		   .option = role->option,
		   .likely = role->likely,
		   .required = role->required || role->column != NULL,
	       });
}

size_t
table_column(struct table *t, const char *name, const char *option)
{
	return bind(t,
	    &(struct slot){.name = name, .option = option, .required = true});
}

bool
table_at(struct table *t, size_t k, size_t *slot, struct fault *f)
{
	struct str name = t->first.name[k];

	if (schema_find(&t->first, name) == SCHEMA_TWICE) {
		fault_set(f, FAULT_FORM, "two columns are called '%s'", name.p);
		fault_at(f, reader_name(t->reader), 1);
		return false;
	}
	*slot = bind(t, &(struct slot){.name = name.p,
			    .required = true,
			    .found = true,
			    .at = k,
			    .first = k});
	return true;
}

void
table_alias(struct table *t, size_t slot, const char *const *names)
{
	struct slot *s = &t->slot[slot];

	if (s->named)
		return;
	s->alias = names;
	if (names[0] != NULL)
		s->name = names[0];
}

void
table_same_columns(struct table *t)
{
	t->form.same_columns = true;
}

static bool
header_fault(struct table *t)
{
	fault_at(&t->fault, reader_name(t->reader), 1);
	return table_stop(t);
}

/*
 * Whether an optional column is missing only because its name is written
 * otherwise: going on without it would be a wrong answer in silence.
 */
static bool
misspelt(const struct table *t, const struct slot *s)
{
	return s->option != NULL && s->alias == NULL &&
	       schema_near(&t->now, str_of(s->name)) != SCHEMA_NONE;
}

static bool
resolve(struct table *t, struct slot *s)
{
	long at = s->alias != NULL ? schema_alias(&t->now, s->alias)
				   : schema_find(&t->now, str_of(s->name));
	bool before = s->found, later = t->opened > 1;

	if (at == SCHEMA_TWICE) {
		fault_set(&t->fault, FAULT_FORM, "two columns are called '%s'",
		    s->name);
		return header_fault(t);
	}
	if (at == SCHEMA_NONE &&
	    (s->required || (later && before) || misspelt(t, s))) {
		schema_missing(
		    &t->now, str_of(s->name), s->option, s->likely, &t->fault);
		return header_fault(t);
	}
	if (at != SCHEMA_NONE && later && !before) {
		fault_set(&t->fault, FAULT_FORM,
		    "column '%s' is here but not in %s", s->name,
		    t->file[0] != NULL ? t->file[0] : "<stdin>");
		return header_fault(t);
	}
	s->found = at != SCHEMA_NONE;
	s->at = s->found ? (size_t)at : 0;
	if (!later)
		s->first = s->at;
	return true;
}

/* The first file's columns in this one; names must match one to one. */
static bool
match_columns(struct table *t)
{
	t->permuted = false;
	t->order = mem_resize(t->order, t->now.count, sizeof(*t->order));
	if (t->now.count != t->first.count) {
		fault_set(&t->fault, FAULT_FORM,
		    "%zu columns, the first file has %zu", t->now.count,
		    t->first.count);
		return header_fault(t);
	}
	for (size_t i = 0; i < t->first.count; i++) {
		long at = (long)i;

		if (!str_eq(t->now.name[i], t->first.name[i]))
			at = schema_find(&t->now, t->first.name[i]);
		if (at < 0) {
			schema_missing(
			    &t->now, t->first.name[i], NULL, NULL, &t->fault);
			return header_fault(t);
		}
		t->order[i] = (size_t)at;
		t->permuted |= (size_t)at != i;
	}
	return true;
}

bool
table_resolve(struct table *t)
{
	for (size_t i = 0; i < t->slots; i++)
		if (!resolve(t, &t->slot[i]))
			return false;
	return !t->form.same_columns || match_columns(t);
}

bool
table_has(const struct table *t, size_t slot)
{
	return t->slot[slot].found;
}

bool
table_need(const struct table *t, size_t slot, struct fault *f)
{
	const struct slot *s = &t->slot[slot];

	if (s->found)
		return true;
	schema_missing(&t->first, str_of(s->name), s->option, s->likely, f);
	fault_at(f, reader_name(t->reader), 1);
	return false;
}

struct str
table_name(const struct table *t, size_t slot)
{
	const struct slot *s = &t->slot[slot];

	return s->found ? t->first.name[s->first] : str_of(s->name);
}
