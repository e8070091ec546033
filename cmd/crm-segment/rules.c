/* -m rules: the first condition of a file that holds names the segment. */
#include "base/mem.h"
#include "expr/expr.h"
#include "segment.h"

struct rule {
	struct str text;
	uint64_t line;
	uint32_t class;
	struct expr *expr;
};

struct state {
	struct arena arena;
	struct names classes;
	struct rule *rule;
	size_t n, room;
	uint32_t others; /* the class of rows that no rule holds for */
};

/* What a compiler is told of the header. */
struct header {
	const struct schema *schema;
	struct fault *hint; /* made when a column is missing */
};

enum { NAME, CONDITION };

static void
add_rule(struct state *st, struct table *t)
{
	struct str name;

	if (!table_id(t, NAME, &name))
		return;
	if (table_blank(t, CONDITION)) {
		table_reject(t, CONDITION, "empty");
		return;
	}
	st->rule = mem_grow(st->rule, &st->room, st->n + 1, sizeof(*st->rule));
	st->rule[st->n++] = (struct rule){
	    .text = arena_str(&st->arena, table_text(t, CONDITION)),
	    .line = table_line(t),
	    .class = names_add(&st->classes, str_trim(name))};
}

static bool
load(struct state *st, struct fault *f)
{
	struct table *t =
	    table_new(&(struct table_form){.record = {.delimiter = ','}});
	char *file = mem_dup(given.rules, strlen(given.rules));
	char *files[1] = {file};
	bool ok;

	table_column(t, "name", NULL);
	table_column(t, "condition", NULL);
	ok = table_open(t, files, 1, f);
	while (ok && table_next(t))
		add_rule(st, t);
	ok = ok && table_done(t, f);
	if (!ok) {
		f->file = given.rules;
		if (f->line > 1 && f->column[0] == '\0' && f->hint[0] == '\0')
			fault_hint(f, "a condition with a comma stands in "
				      "double quotes");
	}
	if (ok && st->n == 0) {
		ok = fault_set(f, FAULT_FORM, "a file of rules without rows");
		fault_at(f, given.rules, 0);
	}
	table_delete(t);
	mem_free(file);
	return ok;
}

static bool
begin(struct segment *s)
{
	struct state *st = s->state = mem_zero(1, sizeof(*st));

	if (given.rules == NULL) {
		run_usage(s->run, "which rules? --rules FILE");
		fault_hint(&s->run->fault,
		    "a CSV of name,condition, such as vip,amount >= 1000");
		return false;
	}
	if (!load(st, &s->run->fault))
		return false;
	st->others = names_add(&st->classes, STR("Others"));
	return true;
}

/* Conditions may name any column, so every file must have the same ones. */
static bool
bind(struct segment *s)
{
	table_same_columns(s->table);
	return true;
}

static long
find_column(const void *arg, struct str name)
{
	const struct header *h = arg;
	long at = schema_find(h->schema, name);

	if (at == SCHEMA_NONE)
		schema_missing(h->schema, name, NULL, NULL, h->hint);
	return at;
}

static bool
compile(const struct segment *s, struct rule *rule)
{
	struct fault *f = &s->run->fault, missing = {0};
	struct header h = {table_schema(s->table), &missing};
	struct expr_scope scope = {.column = find_column, .arg = &h};
	size_t at;

	rule->expr = expr_condition(rule->text, &scope, &at, f);
	if (rule->expr != NULL)
		return true;
	fault_at(f, given.rules, rule->line);
	fault_column(f, STR("condition"));
	if (missing.hint[0] != '\0')
		fault_hint(f, "%s", missing.hint);
	return false;
}

static bool
check(struct segment *s)
{
	struct state *st = s->state;

	for (size_t i = 0; i < st->n; i++)
		if (!compile(s, &st->rule[i]))
			return false;
	return true;
}

static struct str
cell_of(const void *arg, size_t column)
{
	return table_cell(arg, column);
}

static bool
take(struct segment *s, size_t at)
{
	const struct state *st = s->state;
	const struct common *c = s->run->common;
	const struct expr_row row = {.cell = cell_of,
	    .arg = s->table,
	    .dec = {.decimal = c->decimal},
	    .date = s->run->date,
	    .zone = c->zone};
	struct fault f;
	size_t column, i = 0;
	bool holds = false;

	while (i < st->n && !holds) {
		if (!expr_holds(st->rule[i].expr, &row, &holds, &column, &f))
			return table_reject_cell(s->table, column, &f);
		i += !holds;
	}
	segment_set_flag(s, at, i < st->n ? st->rule[i].class : st->others);
	return true;
}

static const char *const *
columns(const struct segment *s)
{
	static const char *const names[] = {"segment", NULL};

	(void)s;
	return names;
}

static size_t
classes(const struct segment *s)
{
	const struct state *st = s->state;

	return st->classes.count;
}

static size_t
class_of(const struct segment *s, size_t row)
{
	return s->flag[row];
}

static struct str
class_name(const struct segment *s, size_t k)
{
	const struct state *st = s->state;

	return st->classes.name[k];
}

static void
cells(const struct segment *s, size_t row)
{
	put_class(s, s->flag[row]);
}

static void
explain(const struct segment *s)
{
	const struct state *st = s->state;

	explain_classes(s, "segment");
	for (size_t i = 0; i < st->n; i++) {
		struct explain e = EXPLAIN_NONE;
		struct buf b = {0};

		buf_str(&b, st->rule[i].text);
		e.part = "condition";
		e.name = st->classes.name[st->rule[i].class];
		e.note = buf_cstr(&b);
		explain_row(s, &e);
		buf_free(&b);
	}
	explain_rule(s, "rules",
	    "the first condition that holds; Others where none does; a "
	    "comparison with a blank does not hold");
}

static void
end(struct segment *s)
{
	struct state *st = s->state;

	if (st == NULL)
		return;
	for (size_t i = 0; i < st->n; i++)
		expr_delete(st->rule[i].expr);
	mem_free(st->rule);
	names_free(&st->classes);
	arena_free(&st->arena);
	mem_free(st);
}

const struct way rules_way = {
    .local = true,
    .begin = begin,
    .bind = bind,
    .check = check,
    .take = take,
    .columns = columns,
    .cells = cells,
    .kind = class_of,
    .classes = classes,
    .class_of = class_of,
    .class_name = class_name,
    .explain = explain,
    .end = end,
};
