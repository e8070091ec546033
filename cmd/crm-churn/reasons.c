/* -m reasons: why customers were lost, by reason, side or type of loss. */
#include <math.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/sort.h"
#include "base/text.h"
#include "churn.h"
#include "model/tally.h"

/* A code, and what it stands for. */
struct cause {
	struct str code, reason, side, type;
};

/* A row of the report. */
struct line {
	struct str name, side, type;
	struct tally value;
	uint64_t n;
};

struct reasons {
	struct run *r;
	struct table *t;
	struct put put;
	struct arena arena;
	struct cause *cause;
	size_t causes, room;
	struct names texts; /* code and type as written */
	uint32_t *line_of;  /* of each text */
	size_t line_room;
	struct names names; /* of the lines */
	struct line *line;
	size_t lines_room;
	struct buf key;
	uint64_t unknown;
};

static void
add_cause(struct reasons *w, const struct str *cell)
{
	w->cause =
	    mem_grow(w->cause, &w->room, w->causes + 1, sizeof(*w->cause));
	w->cause[w->causes++] =
	    (struct cause){arena_str(&w->arena, str_trim(cell[0])),
		arena_str(&w->arena, str_trim(cell[1])),
		arena_str(&w->arena, str_trim(cell[2])),
		arena_str(&w->arena, str_trim(cell[3]))};
}

/* The compiled-in codes have no quotes. */
static void
load_text(struct reasons *w)
{
	struct str rest = text_view(text_find("losses", STR("reasons")));
	struct str line, cell[4];

	(void)str_split(&rest, '\n', &line);
	while (str_split(&rest, '\n', &line) && line.n > 0) {
		for (int i = 0; i < 4; i++)
			(void)str_split(&line, ',', &cell[i]);
		add_cause(w, cell);
	}
}

static bool
load_file(struct reasons *w)
{
	static const char *const names[] = {"code", "reason", "side", "type"};
	struct table *t = run_side_table(w->r);
	struct str cell[4];
	bool ok;

	for (size_t i = 0; i < 4; i++)
		(void)table_column(t, names[i], NULL);
	ok = table_open_file(t, o.map, &w->r->fault);
	while (ok && table_next(t)) {
		if (!table_id(t, 0, &cell[0]) || !table_id(t, 1, &cell[1]))
			continue;
		cell[2] = table_text(t, 2);
		cell[3] = table_text(t, 3);
		add_cause(w, cell);
	}
	ok = ok && table_done(t, &w->r->fault);
	table_delete(t);
	return ok;
}

static const struct cause *
find_cause(const struct reasons *w, struct str code)
{
	for (size_t i = 0; i < w->causes; i++)
		if (str_eq_nocase(w->cause[i].code, code))
			return &w->cause[i];
	return NULL;
}

static struct str
type_name(struct str given)
{
	static const char *const zh[][2] = {
	    {"放弃", "dropped"},
	    {"自己离开", "left"},
	    {"被吸引", "drawn"},
	    {"被迫", "forced"},
	};

	for (size_t i = 0; i < sizeof(zh) / sizeof(*zh); i++)
		if (str_is(given, zh[i][0]))
			return str_of(zh[i][1]);
	return given;
}

/* The line of a code and a type that were not seen before. */
static uint32_t
new_line(struct reasons *w, struct str code, struct str type)
{
	const struct cause *c = find_cause(w, code);
	struct line x = {.name = code};
	size_t had = w->names.count;
	uint32_t i;

	if (c != NULL)
		x = (struct line){
		    .name = c->reason, .side = c->side, .type = c->type};
	w->unknown += c == NULL && code.n > 0;
	if (o.group == 1)
		x.name = x.side;
	if (o.group == 2)
		x.name = type.n > 0 ? type_name(type) : x.type;
	i = names_add(&w->names, x.name);
	x.name = w->names.name[i];
	if (w->names.count > had) {
		w->line = mem_grow(
		    w->line, &w->lines_room, w->names.count, sizeof(*w->line));
		x.side = arena_str(&w->arena, x.side);
		x.type = arena_str(&w->arena, x.type);
		w->line[i] = x;
	}
	return i;
}

static struct line *
line_of(struct reasons *w)
{
	struct str code = str_trim(table_text(w->t, REASON));
	struct str type = str_trim(table_text(w->t, TYPE));
	size_t had = w->texts.count;
	uint32_t i;

	w->key.n = 0;
	buf_str(&w->key, code);
	buf_putc(&w->key, '\0');
	buf_str(&w->key, type);
	i = names_add(&w->texts, buf_view(&w->key));
	if (w->texts.count > had) {
		w->line_of = mem_grow(w->line_of, &w->line_room, w->texts.count,
		    sizeof(*w->line_of));
		w->line_of[i] = new_line(w, code, type);
	}
	return &w->line[w->line_of[i]];
}

static bool
read_rows(struct reasons *w)
{
	while (table_next(w->t)) {
		double value = 0;
		struct line *x;

		if (o.value.given != NULL &&
		    !quantity_get(&o.value, w->t, &value))
			continue;
		x = line_of(w);
		x->n++;
		tally_add(&x->value, value);
	}
	return table_done(w->t, &w->r->fault);
}

/* The greatest first; no name last. */
static int
in_order(uint32_t a, uint32_t b, void *arg)
{
	const struct line *x = (const struct line *)arg + a,
			  *y = (const struct line *)arg + b;
	double v = tally_sum(&x->value), u = tally_sum(&y->value);

	if ((x->name.n == 0) != (y->name.n == 0))
		return x->name.n == 0 ? 1 : -1;
	if (v != u)
		return v > u ? -1 : 1;
	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return str_cmp(x->name, y->name);
}

static bool
put_line(struct reasons *w, const struct line *x, uint64_t all, uint64_t *cum,
    double value)
{
	bool named = x->name.n > 0;

	put_text(&w->put, x->name);
	if (o.group == 0) {
		put_text(&w->put, x->side);
		put_text(&w->put, x->type);
	}
	*cum += named ? x->n : 0;
	put_int(&w->put, (int64_t)x->n);
	put_real(&w->put, named ? (double)x->n / (double)all : (double)NAN);
	put_real(&w->put, named ? (double)*cum / (double)all : (double)NAN);
	if (o.value.given != NULL) {
		put_tally(&w->put, &x->value);
		put_real(&w->put, named && value != 0
				      ? tally_sum(&x->value) / value
				      : (double)NAN);
	}
	return put_end(&w->put);
}

static void
begin(struct reasons *w)
{
	static const char *const group[] = {"reason", "side", "type"};
	static const char *const causes[] = {"side", "type", NULL};
	static const char *const counts[] = {"n", "share", "cum_share", NULL};
	static const char *const values[] = {"value", "value_share", NULL};

	writer_column(w->put.w, str_of(group[o.group]));
	if (o.group == 0)
		put_columns(&w->put, causes);
	put_columns(&w->put, counts);
	if (o.value.given != NULL)
		put_columns(&w->put, values);
	writer_begin(w->put.w);
}

static bool
write_lines(struct reasons *w)
{
	size_t n = w->names.count;
	uint32_t *order = mem_resize(NULL, n, sizeof(*order));
	uint64_t all = 0, cum = 0;
	struct fsum value = {0, 0};
	bool ok = true;

	for (size_t i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	sort_index(order, n, in_order, w->line);
	for (size_t i = 0; i < n; i++) {
		const struct line *x = &w->line[order[i]];

		if (x->name.n == 0)
			continue;
		all += x->n;
		fsum_add(&value, tally_sum(&x->value));
	}
	begin(w);
	for (size_t i = 0; ok && i < n; i++)
		ok = put_line(
		    w, &w->line[order[i]], all, &cum, fsum_value(&value));
	mem_free(order);
	return ok;
}

static bool
work(struct reasons *w)
{
	if (o.map == NULL)
		load_text(w);
	else if (!load_file(w))
		return false;
	w->t = run_table(w->r);
	if (o.value.given != NULL)
		quantity_bind(&o.value, w->t, "value", "value");
	if (!run_open(w->r, w->t) || !table_need(w->t, REASON, &w->r->fault) ||
	    !run_put(w->r, w->t, &w->put) || !read_rows(w))
		return false;
	if (w->unknown > 0)
		diag_warn("%llu reason code%s of no group: --map names them",
		    (unsigned long long)w->unknown, w->unknown == 1 ? "" : "s");
	return write_lines(w);
}

bool
run_reasons(struct run *r)
{
	struct reasons w = {.r = r};
	bool ok = work(&w);

	table_delete(w.t);
	arena_free(&w.arena);
	names_free(&w.texts);
	names_free(&w.names);
	buf_free(&w.key);
	mem_free(w.cause);
	mem_free(w.line_of);
	mem_free(w.line);
	return ok;
}
