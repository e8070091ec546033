#include "shop/profile.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/decode.h"
#include "io/input.h"
#include "io/record.h"
#include "shop/profile_keys.h"

/* A list that is being read. */
struct list {
	struct arena *arena;
	struct profile *first, **end; /* its layouts, and where one more goes */
	struct profile common;        /* what is said before any layout */
	struct profile *now;          /* what keys are of: a layout, or it */
};

static void
list_append(struct list *l, const char *layout)
{
	struct profile *p = arena_alloc(l->arena, sizeof(*p));

	*p = l->common;
	p->layout = layout;
	p->seen = 0; /* a layout may say otherwise than all */
	*l->end = p;
	l->end = &p->next;
	l->now = p;
}

static bool
set_key(struct list *l, struct str key, struct str value, struct fault *f)
{
	if (!str_is(key, "layout"))
		return profile_set(l->now, key, value, f);
	if (value.n == 0)
		return fault_set(f, FAULT_FORM, "key 'layout': empty");
	list_append(l, arena_str(l->arena, value).p);
	return true;
}

/* A fault at this record, unless it tells a place itself. */
static bool
at_record(const struct reader *r, struct fault *f)
{
	fault_at(f, reader_name(r), record_line(r));
	return false;
}

static bool
read_records(struct list *l, struct reader *r, struct fault *f)
{
	if (!record_next(r)) {
		*f = *record_fault(r);
		if (f->code == FAULT_NONE)
			fault_set(f, FAULT_FORM, "the profile is empty");
		fault_at(f, reader_name(r), f->line);
		return false;
	}
	if (record_fields(r) != 2 || !str_is(record_field(r, 0), "key") ||
	    !str_is(record_field(r, 1), "value")) {
		fault_set(f, FAULT_FORM, "no profile: its header is key,value");
		fault_hint(f, "--show-profile generic shows one");
		return at_record(r, f);
	}
	record_columns(r, 2);
	while (record_next(r)) {
		if (record_fields(r) != 2) {
			fault_set(f, FAULT_FORM, "%zu fields, a profile has 2",
			    record_fields(r));
			return at_record(r, f);
		}
		if (!set_key(l, record_field(r, 0), record_field(r, 1), f))
			return at_record(r, f);
	}
	*f = *record_fault(r);
	return f->code == FAULT_NONE;
}

static bool
check_layouts(const struct profile *from, const char *name, struct fault *f)
{
	for (const struct profile *p = from; p != NULL; p = p->next)
		if (!profile_check(p, f)) {
			fault_at(f, name, 0);
			if (p->layout != NULL)
				fault_hint(f, "in the layout '%s'", p->layout);
			return false;
		}
	return true;
}

/* Takes over the input; name is what faults are to call it. */
static bool
read_input(struct list *l, struct input *in, const char *name, struct fault *f)
{
	struct record_form form = {.delimiter = ',', .block = 4096};
	struct reader *r = reader_open(in, &form, f);
	struct profile **from = l->end;
	bool ok;

	if (r == NULL)
		return false;
	l->common = (struct profile){.arena = l->arena, .name = name};
	l->now = &l->common;
	ok = read_records(l, r, f);
	reader_close(r);
	if (ok && *from == NULL)
		list_append(l, NULL);
	ok = ok && check_layouts(*from, name, f);
	if (f->file != NULL)
		f->file = name;
	return ok;
}

/*
 * Whether this system has the encodings of a file. Of the built-in profiles
 * those matter that are read by.
 */
static bool
check_encodings(const struct profile *p, struct fault *f)
{
	char what[FAULT_TEXT];

	for (; p != NULL; p = p->next) {
		if (p->encoding == NULL || encoding_known(p->encoding, f))
			continue;
		memcpy(what, f->what, sizeof(what));
		(void)snprintf(
		    f->what, sizeof(f->what), "key 'encoding': %.350s", what);
		f->code = FAULT_FORM;
		fault_at(f, p->name, 0);
		return false;
	}
	return true;
}

static bool
read_text(struct list *l, const struct text *t, struct fault *f)
{
	return read_input(l, input_text(t->name, text_view(t)), t->name, f);
}

static bool
read_all(struct list *l, struct fault *f)
{
	const struct text *t = NULL;

	while ((t = text_next("profiles", t)) != NULL)
		if (!read_text(l, t, f))
			return false;
	return true;
}

static bool
is_path(const char *name)
{
	return strchr(name, '/') != NULL || str_ends(str_of(name), STR(".csv"));
}

const struct text *
profile_text(const char *name, struct fault *f)
{
	const struct text *t = text_find("profiles", str_of(name)), *i = NULL;
	struct buf b = {0};

	if (t != NULL)
		return t;
	while ((i = text_next("profiles", i)) != NULL)
		buf_printf(&b, "%s%s", b.n == 0 ? "" : ", ", i->name);
	fault_set(f, FAULT_USAGE, "no such profile");
	fault_value(f, str_of(name));
	fault_hint(f, "one of auto, %s, or a file: ./mine.csv", buf_cstr(&b));
	buf_free(&b);
	return NULL;
}

static bool
read_list(struct list *l, const char *name, struct fault *f)
{
	struct input *in;
	const struct text *t;

	if (strcmp(name, "auto") == 0)
		return read_all(l, f);
	if (!is_path(name))
		return (t = profile_text(name, f)) != NULL &&
		       read_text(l, t, f);
	in = input_open(name, f);
	return in != NULL && read_input(l, in, name, f) &&
	       check_encodings(l->first, f);
}

struct profile *
profile_new(const char *name, struct fault *f)
{
	struct list l = {.arena = mem_zero(1, sizeof(*l.arena))};

	l.end = &l.first;
	if (read_list(&l, name, f))
		return l.first;
	arena_free(l.arena);
	mem_free(l.arena);
	return NULL;
}

void
profile_delete(struct profile *p)
{
	struct arena *arena = p != NULL ? p->arena : NULL;

	if (arena == NULL)
		return;
	arena_free(arena);
	mem_free(arena);
}

bool
profile_fits(const struct profile *p, const struct schema *header)
{
	for (size_t i = 0; i < p->signature.n; i++) {
		const char *one[] = {p->signature.word[i], NULL};

		if (schema_alias(header, one) < 0)
			return false;
	}
	return p->signature.n > 0;
}

void
profile_consider(struct profile_choice *c, struct profile *p)
{
	size_t n = p->signature.n;

	if (c->best == NULL || n > c->best->signature.n)
		*c = (struct profile_choice){.best = p};
	else if (n == c->best->signature.n && p->name != c->best->name)
		c->rival = p;
}

const char *
profile_guess(const struct schema *header)
{
	struct fault f;
	struct profile *all = profile_new("auto", &f);
	struct profile_choice c = {0};
	const char *name;

	for (struct profile *p = all; p != NULL; p = p->next)
		if (profile_fits(p, header))
			profile_consider(&c, p);
	name = c.best != NULL ? c.best->name : NULL;
	profile_delete(all);
	return name;
}
