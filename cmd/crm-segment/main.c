/*
 * crm-segment: customers -> the same rows with a class appended. Most ways
 * of classing see all rows first, so rows are spooled and read twice; where
 * no row matters to another they pass at once.
 */
#include "base/mem.h"
#include "segment.h"
#include "tab/pass.h"

static const struct method methods[] = {
    {.name = "rfm",
	.help = "scores of recency, frequency and money, and "
		"a segment by name",
	.data = &rfm_way},
    {.name = "pyramid",
	.help = "gold, silver, bronze, iron: 1, 19, 30 and "
		"50 % by value",
	.data = &pyramid_way},
    {.name = "abc",
	.help = "A, B, C: the customers who make 80, 15 and 5 % of the value",
	.data = &abc_way},
    {.name = "kmeans",
	.help = "clusters of customers who are alike",
	.data = &kmeans_way},
    {.name = "lifecycle",
	.help = "exploration, formation, stability, decline, from orders",
	.data = &lifecycle_way},
    {.name = "status",
	.help = "potential, target, first-time, repeat, loyal, lost, "
		"non-customer",
	.data = &status_way},
    {.name = "matrix",
	.help = "two columns, each high or low, and a name for each pair",
	.data = &matrix_way},
    {.name = "rules",
	.help = "the first condition of a file that holds",
	.data = &rules_way},
    {.name = "ratio",
	.help = "a quotient, difference or elasticity of two columns",
	.data = &ratio_way},
    {.name = "composite",
	.help = "a weighted sum of scaled columns",
	.data = &composite_way},
    {.name = NULL},
};

/* Rows are numbered in 32 bits by the sorts. */
static bool
read_rows(struct segment *s, struct pass *pass)
{
	struct fault *f = &s->run->fault;

	while (table_next(s->table)) {
		if (!segment_take(s, s->rows))
			continue;
		if (s->rows == UINT32_MAX)
			return fault_set(
			    f, FAULT_DATA, "more than 4294967294 rows");
		if (pass != NULL && !pass_keep(pass, f))
			return false;
	}
	return table_done(s->table, f);
}

static void
say_blanks(const struct segment *s)
{
	size_t n = s->rows - s->counted;

	if (n > 0 && s->way->lacks != NULL)
		diag_say("%zu of %zu rows have %s: they are in no class", n,
		    s->rows, s->way->lacks);
	else if (n > 0)
		diag_say("%zu of %zu rows have blanks where a value is "
			 "needed: they are in no class",
		    n, s->rows);
}

/* The cells of a kind of rows as they were written the first time. */
static void
put_kind(struct segment *s, size_t row, size_t columns)
{
	size_t kind = s->way->kind(s, row), before = writer_bytes(s->put.w);
	size_t known = s->cells_room;

	if (kind < known && s->cells[kind].p != NULL) {
		writer_paste(s->put.w, s->cells[kind], columns);
		return;
	}
	s->way->cells(s, row);
	s->cells =
	    mem_grow(s->cells, &s->cells_room, kind + 1, sizeof(*s->cells));
	for (; known < s->cells_room; known++)
		s->cells[known] = (struct str){NULL, 0};
	s->cells[kind] = arena_str(&s->arena, writer_since(s->put.w, before));
}

/* Our cells behind those that passed. */
static bool
append_cells(struct segment *s, size_t row, size_t columns)
{
	if (!segment_counts(s, row))
		for (size_t i = 0; i < columns; i++)
			put_empty(&s->put);
	else if (s->way->kind != NULL)
		put_kind(s, row, columns);
	else
		s->way->cells(s, row);
	return put_end(&s->put);
}

static size_t
count_columns(const struct segment *s)
{
	const char *const *columns = s->way->columns(s);
	size_t n = 0;

	while (columns[n] != NULL)
		n++;
	return n;
}

static bool
write_rows(struct segment *s, struct pass *pass)
{
	struct fault *f = &s->run->fault;
	size_t row = 0, columns = count_columns(s);

	if (!pass_rewind(pass, f))
		return false;
	while (pass_next(pass, f))
		if (!append_cells(s, row++, columns))
			break;
	return f->code == FAULT_NONE;
}

/* Each row is row 0: it is forgotten when it has been written. */
static bool
stream_rows(struct segment *s, struct pass *pass)
{
	size_t columns = count_columns(s);

	while (table_next(s->table)) {
		if (!segment_take(s, 0))
			continue;
		pass_row(pass);
		if (!append_cells(s, 0, columns))
			break;
	}
	return table_done(s->table, &s->run->fault);
}

static struct pass *
begin_rows(struct segment *s)
{
	const struct common *c = s->run->common;
	const struct pass_form form = {c->prefix, c->memory, c->tmpdir};
	const char *const *columns = s->way->columns(s);
	struct pass *pass = pass_new(s->table, &s->put, &form);

	for (size_t i = 0; columns[i] != NULL; i++)
		if (!pass_append(pass, columns[i], &s->run->fault)) {
			pass_delete(pass);
			return NULL;
		}
	pass_begin(pass);
	return pass;
}

static bool
annotate(struct segment *s)
{
	struct pass *pass = begin_rows(s);
	bool ok = pass != NULL;

	if (ok && s->local)
		ok = stream_rows(s, pass);
	else if (ok)
		ok = read_rows(s, pass) && s->way->solve(s) &&
		     write_rows(s, pass);
	pass_delete(pass);
	return ok;
}

static bool
summarise(struct segment *s)
{
	if (!read_rows(s, NULL) || (s->way->solve != NULL && !s->way->solve(s)))
		return false;
	if (given.explain)
		return explain_write(s);
	if (s->migration != NULL)
		return migrate_write(s);
	return s->way->report != NULL ? s->way->report(s) : report_write(s);
}

static bool
use(struct segment *s)
{
	struct keep k;
	bool ok;

	if (given.use == NULL)
		return true;
	if (s->way->use == NULL)
		return run_usage(s->run, "--use: -m %s has no cuts to use",
		    s->run->method->name);
	ok = keep_open(s->run, &k, given.use) && s->way->use(s, &k);
	keep_free(&k);
	s->fixed = true;
	s->local = s->local || s->way->local_use;
	return ok;
}

static bool
save(struct segment *s)
{
	struct keep k;

	if (given.save == NULL)
		return true;
	if (!keep_create(s->run, &k, given.save))
		return false;
	if (!s->way->save(s, &k)) {
		writer_delete(k.put.w);
		return false;
	}
	return keep_close(s->run, &k);
}

static bool
check_whole(struct segment *s)
{
	struct run *r = s->run;

	if (given.report && given.explain)
		return run_usage(r, "--report and --explain: choose one");
	if (given.save != NULL && s->way->save == NULL)
		return run_usage(
		    r, "--save: -m %s has no cuts to keep", r->method->name);
	if (given.previous != NULL && !given.report)
		return run_usage(r, "--previous goes with --report");
	if (given.previous != NULL && s->way->classes == NULL)
		return run_usage(
		    r, "--previous: -m %s has no classes", r->method->name);
	return true;
}

static bool
run(struct run *r)
{
	struct segment s = {.run = r, .way = r->method->data};
	bool ok;

	s.local = s.way->local;
	run_threads(r);
	s.threads = (size_t)r->threads + 1;
	ok = options_check(r) && check_whole(&s) && labels_begin(&s) &&
	     s.way->begin(&s) && use(&s) && migrate_begin(&s) &&
	     segment_begin_rows(&s) && run_put(r, s.table, &s.put) &&
	     (given.report || given.explain ? summarise(&s) : annotate(&s)) &&
	     save(&s);
	if (ok)
		say_blanks(&s);
	if (ok && s.way->verify != NULL)
		ok = s.way->verify(&s);
	s.way->end(&s);
	migrate_end(&s);
	labels_end(&s);
	segment_free_rows(&s);
	return ok;
}

static const struct tool tool = {
    .name = "crm-segment",
    .summary = "customers -> the same rows with a class appended",
    .operands = "[FILE...]",
    .about = "Appended are r,f,m,rfm,segment; tier; class,cum_share; "
	     "cluster;\nstage,pattern; status; quadrant; segment; ratio; "
	     "score.",
    .opts = segment_options,
    .roles = segment_roles,
    .methods = methods,
    .common = &segment_common,
    .run = run,
};

int
main(int argc, char **argv)
{
	return tool_main(&tool, argc, argv);
}
