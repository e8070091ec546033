/* explain: how the classes came about, as one long table. */
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

static void
count_rows(const struct segment *s)
{
	struct explain e = EXPLAIN_NONE;

	e.of = s->rows;
	e.part = "rows";
	e.name = STR("counted");
	e.n = (long)s->counted;
	e.note = "rows with every value that the method needs";
	explain_row(s, &e);
	e.name = STR("blank");
	e.n = (long)(s->rows - s->counted);
	e.note = "passed through with blank results, outside n";
	explain_row(s, &e);
	for (size_t k = 0; k < ROLES; k++) {
		if ((s->way->needs & 1U << k) == 0)
			continue;
		e.part = "blank";
		e.name = table_name(s->table, k);
		e.n = (long)s->blank[k];
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
