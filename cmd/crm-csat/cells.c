/*
 * cells: answers as people and survey tools write them: numbers on a scale,
 * or words. The words come from lib/text/labels/LANGUAGE-STEPS.csv: those of
 * five steps go with the scale 1-5, of seven with 1-7, of two with yes and no.
 */
#include "csat.h"

#include <math.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "num/parse.h"

/* Words in lower case (ASCII) and what they stand for. */
struct labels {
	struct names names;
	double *value;
	size_t room;
};

static struct labels answers, yes_no;

static void
lower(struct buf *b, struct str s)
{
	b->n = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		buf_putc(b, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
	}
}

static void
add(struct labels *l, struct str label, double value)
{
	struct buf b = {0};
	uint32_t i;

	lower(&b, str_trim(label));
	i = names_add(&l->names, buf_view(&b));
	l->value =
	    mem_grow(l->value, &l->room, l->names.count, sizeof(*l->value));
	l->value[i] = value;
	buf_free(&b);
}

static bool
look_up(const struct labels *l, struct str s, double *v)
{
	static struct buf b;
	uint32_t i;

	if (l->names.count == 0)
		return false;
	lower(&b, s);
	i = names_find(&l->names, buf_view(&b));
	if (i != NAMES_NONE)
		*v = l->value[i];
	return i != NAMES_NONE;
}

/* A built-in text: label,value in each line but the first. */
static void
load_text(struct labels *l, const struct text *t)
{
	struct str rest = text_view(t), line, label;
	double v;

	(void)str_split(&rest, '\n', &line);
	while (str_split(&rest, '\n', &line))
		if (str_split(&line, ',', &label) &&
		    parse_real(line, '.', &v) == PARSE_OK)
			add(l, label, v);
}

static void
load_steps(struct labels *l, const char *steps)
{
	const struct text *t = NULL;

	while ((t = text_next("labels", t)) != NULL)
		if (str_ends(str_of(t->name), str_of(steps)))
			load_text(l, t);
}

static bool
load_file(const char *path, struct fault *f)
{
	struct table *t = table_new(&(struct table_form){0});
	char *file = mem_dup(path, strlen(path));
	size_t label = table_column(t, "label", NULL);
	size_t value = table_column(t, "value", NULL);
	struct str name;
	double v;
	bool ok = table_open(t, &file, 1, f);

	while (ok && table_next(t))
		if (table_id(t, label, &name) && table_real(t, value, &v)) {
			add(&answers, name, v);
			add(&yes_no, name, v);
		}
	ok = ok && table_done(t, f);
	if (!ok)
		f->file = path;
	table_delete(t);
	mem_free(file);
	return ok;
}

bool
labels_load(struct run *r)
{
	const struct csat_scale *usual = &mode_of(r)->scale;
	const struct csat_scale *s = o.has_scale ? &o.scale : usual;
	bool any = s->min == 0 && s->max == 0;

	load_steps(&yes_no, "-2");
	if (any || (s->min == 1 && s->max == 5))
		load_steps(&answers, "-5");
	else if (s->min == 1 && s->max == 7)
		load_steps(&answers, "-7");
	return o.labels == NULL || load_file(o.labels, &r->fault);
}

void
labels_free(void)
{
	struct labels *all[] = {&answers, &yes_no};

	for (size_t i = 0; i < 2; i++) {
		names_free(&all[i]->names);
		mem_free(all[i]->value);
		*all[i] = (struct labels){.room = 0};
	}
}

bool
cell_missing(const struct table *t, size_t slot)
{
	struct str s = str_trim(table_text(t, slot));

	for (size_t i = 0; i < o.na.n && s.n != 0; i++)
		if (str_eq_nocase(s, str_of(o.na.item[i])))
			return true;
	return s.n == 0;
}

static bool
is_word(struct str s)
{
	return s.n != 0 && strchr("+-.0123456789", s.p[0]) == NULL;
}

static bool
word_get(struct table *t, size_t slot, const struct labels *l, double *v)
{
	struct str s = str_trim(table_text(t, slot));

	if (!is_word(s) || !look_up(l, s, v)) {
		if (table_real(t, slot, v))
			return true;
		if (is_word(s))
			table_hint(t, "--labels FILE says what words stand "
				      "for, --na TEXT which are no answer");
		return false;
	}
	return true;
}

static bool
yes_word(const struct table *t, size_t slot, double *v)
{
	struct str s = str_trim(table_text(t, slot));

	return is_word(s) && look_up(&yes_no, s, v);
}

bool
cell_get(struct table *t, size_t slot, const struct csat_scale *scale,
    bool reverse, double *v)
{
	*v = (double)NAN;
	if (cell_missing(t, slot))
		return true;
	if (scale == NULL && yes_word(t, slot, v))
		return true;
	if (!word_get(t, slot, &answers, v))
		return false;
	if (scale == NULL)
		return true;
	if (*v < scale->min || *v > scale->max) {
		table_reject(t, (long)slot, "not on the scale from %g to %g",
		    scale->min, scale->max);
		table_hint(t, "--scale MIN-MAX names another scale");
		return false;
	}
	if (reverse)
		*v = scale->min + scale->max - *v;
	return true;
}

bool
cell_yes(struct table *t, size_t slot, double *v)
{
	*v = (double)NAN;
	if (cell_missing(t, slot))
		return true;
	if (!word_get(t, slot, &yes_no, v))
		return false;
	if (*v < 0)
		return table_reject(t, (long)slot, "below zero");
	*v = *v >= 1;
	return true;
}
