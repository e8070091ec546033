/* explain: how the classes came about, as one long table. */
#include "base/mem.h"
#include "segment.h"

static void
put_count(const struct put *p, long n)
{
	if (n < 0)
		put_empty(p);
	else
		put_int(p, n);
}

static void
put_bound(const struct put *p, double x)
{
	put_real(p, isfinite(x) ? x : (double)NAN);
}

void
explain_row(const struct segment *s, const struct explain *e)
{
	const struct put *p = &s->put;
	size_t of = e->of > 0 ? e->of : s->counted;

	put_label(p, e->part);
	put_text(p, e->name);
	put_count(p, e->score > 0 ? e->score : -1);
	put_bound(p, e->from);
	put_bound(p, e->to);
	put_count(p, e->cells);
	put_count(p, e->n);
	put_real(
	    p, e->n >= 0 && of > 0 ? (double)e->n / (double)of : (double)NAN);
	put_label(p, e->note != NULL ? e->note : "");
	(void)put_end(p);
}

void
explain_rule(const struct segment *s, const char *name, const char *note)
{
	struct explain e = EXPLAIN_NONE;

	e.part = "rule";
	e.name = str_of(name);
	e.note = note;
	explain_row(s, &e);
}

void
explain_value(const struct segment *s, const char *part, const char *name,
    double value, const char *note)
{
	struct explain e = EXPLAIN_NONE;

	e.part = part;
	e.name = str_of(name);
	e.from = value;
	e.note = note;
	explain_row(s, &e);
}

void
explain_classes(const struct segment *s, const char *part)
{
	size_t *n = segment_sizes(s);
	struct explain e = EXPLAIN_NONE;

	e.part = part;
	for (size_t k = 0; k < s->way->classes(s); k++) {
		e.name = class_label(s, k);
		e.n = (long)n[k];
		explain_row(s, &e);
	}
	mem_free(n);
}

static void
count_rows(const struct segment *s)
{
	struct explain e = EXPLAIN_NONE;

	e.of = s->rows;
	e.part = "rows";
	e.name = STR("counted");
	e.n = (long)s->counted;
	e.note = s->way->lacks == NULL
		     ? "rows with every value that the method needs"
		     : "rows in a class";
	explain_row(s, &e);
	e.name = STR("blank");
	e.n = (long)(s->rows - s->counted);
	e.note = "passed through with blank results, outside n";
	explain_row(s, &e);
	for (size_t k = 0; k < s->cols; k++) {
		if (!s->col[k].needed)
			continue;
		e.part = "blank";
		e.name = segment_column_name(s, k);
		e.n = (long)s->col[k].blank;
		e.note = "rows without this value";
		explain_row(s, &e);
	}
}

bool
explain_write(struct segment *s)
{
	static const char *const names[] = {"part", "name", "score", "from",
	    "to", "cells", "n", "share", "note"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		writer_column(s->put.w, str_of(names[i]));
	writer_begin(s->put.w);
	if (s->rows == 0)
		return true;
	count_rows(s);
	s->way->explain(s);
	return true;
}
