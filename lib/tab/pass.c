#include "tab/pass.h"

#include "base/buf.h"
#include "base/mem.h"
#include "tab/spool.h"

struct pass {
	struct table *table;
	struct put put;
	const char *prefix;
	struct spool *spool;
	struct str *cells;
	struct buf row;
	bool verbatim; /* records may be copied as they stand */
};

struct pass *
pass_new(struct table *t, const struct put *put, const struct pass_form *form)
{
	struct pass *p = mem_zero(1, sizeof(*p));
	const struct schema *s = table_schema(t);

	table_same_columns(t);
	p->table = t;
	p->put = *put;
	p->prefix = form->prefix != NULL ? form->prefix : "";
	p->spool = spool_new(form->memory, form->tmpdir);
	p->cells = mem_resize(NULL, s->count, sizeof(*p->cells));
	p->verbatim = writer_can_copy(put->w, table_delimiter(t), table_tsv(t));
	for (size_t i = 0; i < s->count; i++)
		writer_column(put->w, s->name[i]);
	return p;
}

void
pass_delete(struct pass *p)
{
	if (p == NULL)
		return;
	spool_delete(p->spool);
	mem_free(p->cells);
	buf_free(&p->row);
	mem_free(p);
}

bool
pass_append(struct pass *p, const char *name, struct fault *f)
{
	const struct schema *s = table_schema(p->table);
	struct buf b = {0};
	bool clash = false;

	buf_printf(&b, "%s%s", p->prefix, name);
	for (size_t i = 0; i < s->count; i++)
		clash |= str_eq(s->name[i], buf_view(&b));
	if (clash) {
		fault_set(f, FAULT_USAGE, "the input already has a column '%s'",
		    buf_cstr(&b));
		fault_hint(f, "--prefix TEXT renames ours");
	}
	writer_column(p->put.w, buf_view(&b));
	buf_free(&b);
	return !clash;
}

void
pass_begin(struct pass *p)
{
	writer_begin(p->put.w);
}

/* The current row's own cells as the writer will have them, in p->row. */
static struct str
render(struct pass *p)
{
	size_t n = table_schema(p->table)->count;
	struct str raw;

	p->row.n = 0;
	writer_at(p->put.w, table_file(p->table), table_line(p->table));
	if (p->verbatim && table_raw(p->table, &raw)) {
		writer_copy(p->put.w, &p->row, raw, n);
	} else {
		table_cells(p->table, p->cells);
		writer_render(p->put.w, &p->row, p->cells, n);
	}
	return buf_view(&p->row);
}

void
pass_row(struct pass *p)
{
	writer_replay(p->put.w, render(p));
}

bool
pass_keep(struct pass *p, struct fault *f)
{
	return spool_put(p->spool, render(p), f);
}

uint64_t
pass_kept(const struct pass *p)
{
	return spool_count(p->spool);
}

bool
pass_rewind(struct pass *p, struct fault *f)
{
	return spool_rewind(p->spool, f);
}

bool
pass_next(struct pass *p, struct fault *f)
{
	struct str row;

	if (!spool_next(p->spool, &row, f))
		return false;
	writer_replay(p->put.w, row);
	return true;
}
