#include "programme.h"

#include "base/mem.h"
#include "ledger/digest.h"
#include "points.h"

/* --- a file: its header, its rows, its end --- */

struct sheet_file {
	const char *path;
	void *to;
	bool (*header)(
	    void *to, const struct str *name, size_t n, struct fault *f);
	bool (*row)(void *to, const struct str *cell, size_t n, size_t *column,
	    struct fault *f);
	bool (*end)(void *to, struct fault *f);
	uint64_t *line; /* of each row */
	size_t rows, room;
};

static bool
take_rows(struct sheet_file *s, struct table *t, struct fault *f)
{
	size_t n = table_schema(t)->count, column;
	struct str *cell = mem_zero(n, sizeof(*cell));
	bool ok = true;

	while (ok && table_next(t)) {
		table_cells(t, cell);
		s->line =
		    mem_grow(s->line, &s->room, s->rows + 1, sizeof(*s->line));
		s->line[s->rows++] = table_line(t);
		ok = s->row(s->to, cell, n, &column, f);
		if (!ok)
			fault_at(f, s->path, table_line(t));
	}
	mem_free(cell);
	return ok && table_done(t, f);
}

static bool
read_file(struct sheet_file *s, struct fault *f)
{
	struct table *t =
	    table_new(&(struct table_form){.record = {.delimiter = ','}});
	bool ok = table_open_file(t, s->path, f);

	if (ok && !s->header(s->to, table_schema(t)->name,
		      table_schema(t)->count, f)) {
		fault_at(f, s->path, 1);
		ok = false;
	}
	ok = ok && take_rows(s, t, f);
	if (ok && !s->end(s->to, f)) {
		fault_at(f, s->path, 0);
		ok = false;
	}
	/* The table's own faults name a path that it frees. */
	if (!ok)
		f->file = s->path;
	table_delete(t);
	return ok;
}

static bool
rules_head(void *to, const struct str *name, size_t n, struct fault *f)
{
	return rules_header(to, name, n, f);
}

static bool
rules_line(
    void *to, const struct str *cell, size_t n, size_t *column, struct fault *f)
{
	return rules_row(to, cell, n, column, f);
}

static bool
rules_last(void *to, struct fault *f)
{
	return rules_end(to, f);
}

static bool
tiers_head(void *to, const struct str *name, size_t n, struct fault *f)
{
	return tiers_header(to, name, n, f);
}

static bool
tiers_line(
    void *to, const struct str *cell, size_t n, size_t *column, struct fault *f)
{
	return tiers_row(to, cell, n, column, f);
}

static bool
tiers_last(void *to, struct fault *f)
{
	return tiers_end(to, f);
}

static bool
rewards_head(void *to, const struct str *name, size_t n, struct fault *f)
{
	return rewards_header(to, name, n, f);
}

static bool
rewards_line(
    void *to, const struct str *cell, size_t n, size_t *column, struct fault *f)
{
	return rewards_row(to, cell, n, column, f);
}

static bool
rewards_last(void *to, struct fault *f)
{
	return rewards_end(to, f);
}

static bool
read_rules(struct programme *p, struct fault *f)
{
	const struct rules_defaults defaults = {
	    (enum rounding)o.round, o.expires};
	struct sheet_file s = {.path = o.rules,
	    .header = rules_head,
	    .row = rules_line,
	    .end = rules_last};
	bool ok;

	if (o.rules == NULL) {
		p->fallback = rules_default(p->terms, &defaults);
		return true;
	}
	s.to = p->rules = rules_new(p->terms, &defaults);
	ok = read_file(&s, f);
	p->rule_line = s.line;
	p->rule_rows = s.rows;
	return ok;
}

static bool
read_tiers(struct programme *p, struct run *r)
{
	struct tier_plan plan = {.window = o.window, .grace = (int32_t)o.grace};
	struct sheet_file s = {.path = o.tiers,
	    .header = tiers_head,
	    .row = tiers_line,
	    .end = tiers_last};
	bool ok;

	if (o.tiers == NULL)
		return true;
	if (o.qualify >= 0)
		plan.by = (enum qualify)o.qualify;
	else if (p->rules != NULL && rules_wants(p->rules, NEED_GROWTH))
		plan.by = QUALIFY_GROWTH;
	s.to = p->tiers = tiers_new(&plan);
	ok = read_file(&s, &r->fault);
	mem_free(s.line);
	if (ok && tiers_by_share(p->tiers) &&
	    strcmp(r->method->name, "tiers") != 0)
		return run_usage(
		    r, "%s: target shares go with -m tiers only", o.tiers);
	return ok;
}

static bool
read_rewards(struct programme *p, struct fault *f)
{
	struct sheet_file s = {.path = o.rewards,
	    .header = rewards_head,
	    .row = rewards_line,
	    .end = rewards_last};
	bool ok;

	if (o.rewards == NULL)
		return true;
	s.to = p->rewards = rewards_new(p->tiers);
	ok = read_file(&s, f);
	p->reward_line = s.line;
	p->reward_rows = s.rows;
	return ok;
}

/* Instants of 2020 that tell zones apart, in UTC [microseconds]. */
#define JANUARY INT64_C(1577836800000000)
#define JULY    INT64_C(1593561600000000)

static uint64_t
zone_in(int64_t utc)
{
	return (uint64_t)(zone_local(&o.common.zone, utc) - utc);
}

/* Everything that decides about points: another digest, another programme. */
static uint64_t
digest(const struct programme *p)
{
	const uint64_t said[] = {(uint64_t)o.round, (uint64_t)o.expires.form,
	    (uint64_t)o.expires.n, (uint64_t)o.spend_order,
	    (uint64_t)o.negative, (uint64_t)o.extend, (uint64_t)(o.qualify + 1),
	    (uint64_t)o.window.form, (uint64_t)o.window.months,
	    (uint64_t)o.grace, zone_in(JANUARY), zone_in(JULY),
	    p->rules == NULL ? 0 : rules_digest(p->rules),
	    p->tiers == NULL ? 0 : tiers_digest(p->tiers),
	    p->rewards == NULL ? 0 : rewards_digest(p->rewards)};
	uint64_t h = DIGEST_START;

	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++)
		h = digest_word(h, said[i]);
	return h;
}

bool
programme_read(struct programme *p, struct run *r)
{
	p->terms = terms_new();
	if (!read_rules(p, &r->fault) || !read_tiers(p, r) ||
	    !read_rewards(p, &r->fault))
		return false;
	p->digest = digest(p);
	return true;
}

/* --- conditions --- */

struct header {
	const struct schema *schema;
	struct fault *hint; /* made when a column is missing */
};

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
fail_compile(struct fault *f, const char *path, const uint64_t *line,
    size_t row, const struct fault *missing)
{
	fault_at(f, path, line[row]);
	if (missing->hint[0] != '\0')
		fault_hint(f, "%s", missing->hint);
	return false;
}

bool
programme_compile(
    struct programme *p, const struct table *events, struct fault *f)
{
	struct fault missing = {0};
	struct header h = {table_schema(events), &missing};
	struct expr_scope scope = {.column = find_column, .arg = &h};
	size_t row, column;

	if (p->rules != NULL &&
	    !rules_compile(p->rules, &scope, &row, &column, f))
		return fail_compile(f, o.rules, p->rule_line, row, &missing);
	if (p->rewards != NULL &&
	    !rewards_compile(p->rewards, &scope, &row, &column, f))
		return fail_compile(
		    f, o.rewards, p->reward_line, row, &missing);
	return true;
}

void
programme_free(struct programme *p)
{
	rewards_delete(p->rewards);
	tiers_delete(p->tiers);
	rules_delete(p->rules);
	rules_delete(p->fallback);
	terms_delete(p->terms);
	mem_free(p->rule_line);
	mem_free(p->reward_line);
}
