/* params: a learned model as rows of kind,feature,level,mean,sd,weight. */
#include <math.h>

#include "base/mem.h"
#include "num/parse.h"
#include "risk.h"

#define FORMAT_NAME "crm-churn 1"

static const char *const kind_names[] = {"number", "missing", "level"};
static const char *const columns[] = {
    "kind", "feature", "level", "mean", "sd", "weight", NULL};
enum { KIND, FEATURE, LEVEL, MEAN, SD, WEIGHT };

static void
put_word(const struct put *put, const char *kind, const char *word)
{
	put_label(put, kind);
	put_empty(put);
	put_label(put, word);
	put_empty(put);
	put_empty(put);
	put_empty(put);
	put_end(put);
}

static void
put_value(const struct put *put, const char *kind, double v)
{
	put_label(put, kind);
	for (int i = 0; i < 4; i++)
		put_empty(put);
	put_real(put, v);
	put_end(put);
}

static void
put_rows(const struct model *m, const struct put *put)
{
	put_word(put, "label", m->label);
	put_value(put, "n", m->rows);
	put_value(put, "events", m->ones);
	put_value(put, "penalty", m->penalty);
	put_value(put, "loglik", m->loglik);
	put_value(put, "intercept", m->intercept);
	for (size_t k = 0; k < m->columns; k++) {
		const struct column *c = &m->column[k];

		put_label(put, kind_names[c->kind]);
		put_label(put, m->feature[c->feature]);
		put_text(put, c->level);
		put_real(put, c->mean);
		put_real(put, c->kind == KIND_NUMBER ? c->sd : (double)NAN);
		put_real(put, c->weight);
		put_end(put);
	}
}

void
model_print(const struct model *m, const struct put *put)
{
	put_columns(put, columns);
	writer_begin(put->w);
	put_rows(m, put);
}

bool
model_write(struct run *r, const char *path, const struct model *m)
{
	struct outfile *out = run_output(r, RUN_PARAMS, path);
	struct put put = {NULL, 17, '.'};
	bool ok;

	if (out == NULL)
		return false;
	put.w = writer_new(out, &(struct writer_form){.format = FORMAT_CSV});
	put_columns(&put, columns);
	writer_begin(put.w);
	put_word(&put, "format", FORMAT_NAME);
	put_rows(m, &put);
	put_word(&put, "end", FORMAT_NAME);
	ok = writer_finish(put.w, &r->fault);
	writer_delete(put.w);
	return ok;
}

/* The model's feature of that name: the last one, or a new one. */
static size_t
feature_of(struct model *m, struct str name)
{
	size_t n = m->features;

	if (n > 0 && str_is(name, m->feature[n - 1]))
		return n - 1;
	m->feature = mem_resize(m->feature, n + 1, sizeof(*m->feature));
	m->categorical =
	    mem_resize(m->categorical, n + 1, sizeof(*m->categorical));
	m->feature[n] = arena_str(&m->arena, name).p;
	m->categorical[n] = false;
	return m->features++;
}

static bool
read_column(struct table *t, struct model *m, enum kind kind)
{
	struct column c = {.kind = kind, .sd = 1};

	if (!table_real(t, MEAN, &c.mean) ||
	    !table_real(t, WEIGHT, &c.weight) ||
	    (kind == KIND_NUMBER && !table_real(t, SD, &c.sd)))
		return false;
	if (c.sd < 0)
		return table_reject(t, SD, "less than 0");
	c.feature = feature_of(m, table_text(t, FEATURE));
	m->categorical[c.feature] = kind == KIND_LEVEL;
	c.level = arena_str(&m->arena, table_text(t, LEVEL));
	m->column =
	    mem_grow(m->column, &m->room, m->columns + 1, sizeof(*m->column));
	m->column[m->columns++] = c;
	return true;
}

/* What has been seen, so that nothing is missing at the end. */
struct seen {
	bool format, intercept, end;
};

static bool
read_mark(struct table *t, const char *kind, bool *seen)
{
	*seen = str_is(table_text(t, KIND), kind) &&
		str_is(table_text(t, LEVEL), FORMAT_NAME);
	return *seen ||
	       table_reject(t, LEVEL, "not a " FORMAT_NAME " parameter file");
}

static bool
read_entry(struct table *t, struct model *m, struct seen *seen)
{
	struct str kind = table_text(t, KIND);
	double *to = str_is(kind, "n")           ? &m->rows
		     : str_is(kind, "events")    ? &m->ones
		     : str_is(kind, "penalty")   ? &m->penalty
		     : str_is(kind, "loglik")    ? &m->loglik
		     : str_is(kind, "intercept") ? &m->intercept
						 : NULL;

	if (!seen->format)
		return read_mark(t, "format", &seen->format);
	if (seen->end)
		return table_reject(t, KIND, "after the end");
	if (str_is(kind, "end"))
		return read_mark(t, "end", &seen->end);
	if (str_is(kind, "label")) {
		m->label = arena_str(&m->arena, table_text(t, LEVEL)).p;
		return true;
	}
	if (to != NULL) {
		seen->intercept |= to == &m->intercept;
		return table_real(t, WEIGHT, to);
	}
	for (int k = 0; k < 3; k++)
		if (str_is(kind, kind_names[k]))
			return read_column(t, m, (enum kind)k);
	return table_reject(t, KIND, "unknown kind");
}

bool
model_read(struct run *r, const char *path, struct model *m)
{
	struct table *t =
	    table_new(&(struct table_form){.record = {.delimiter = ','}});
	struct seen seen = {false, false, false};
	bool ok;

	*m = (struct model){.label = ""};
	for (size_t i = 0; columns[i] != NULL; i++)
		(void)table_column(t, columns[i], NULL);
	ok = table_open_file(t, path, &r->fault);
	while (ok && table_next(t))
		(void)read_entry(t, m, &seen);
	ok = ok && table_done(t, &r->fault);
	if (ok && (!seen.end || !seen.intercept || m->columns == 0)) {
		ok = fault_set(&r->fault, FAULT_DATA, "cut short: %s missing",
		    !seen.end        ? "the end is"
		    : seen.intercept ? "features are"
				     : "the intercept is");
		fault_at(&r->fault, path, 0);
	}
	if (!ok)
		r->fault.file = path;
	table_delete(t);
	return ok;
}
