#include "keep.h"

#include <math.h>

#include "base/mem.h"
#include "num/parse.h"

#define FORMAT_NAME "crm-segment 1"

bool
keep_create(struct run *r, struct keep *k, const char *path)
{
	struct outfile *out = run_output(r, RUN_PARAMS, path);

	*k = (struct keep){.fault = &r->fault, .file = path};
	if (out == NULL)
		return false;
	k->put = (struct put){
	    writer_new(out, &(struct writer_form){.format = FORMAT_CSV}), 17,
	    '.'};
	writer_column(k->put.w, STR("key"));
	writer_column(k->put.w, STR("value"));
	writer_begin(k->put.w);
	keep_put_text(k, "format", STR(FORMAT_NAME));
	keep_put_text(k, "method", str_of(r->method->name));
	return true;
}

void
keep_put_text(struct keep *k, const char *key, struct str value)
{
	put_label(&k->put, key);
	put_text(&k->put, value);
	put_end(&k->put);
}

void
keep_put_real(struct keep *k, const char *key, double value)
{
	put_label(&k->put, key);
	put_real(&k->put, value);
	put_end(&k->put);
}

bool
keep_close(struct run *r, struct keep *k)
{
	bool ok = writer_finish(k->put.w, &r->fault);

	writer_delete(k->put.w);
	return ok;
}

static void
add(struct keep *k, struct str key, struct str value, uint64_t line)
{
	k->key = mem_grow(k->key, &k->room, k->n + 1, sizeof(*k->key));
	k->value =
	    mem_grow(k->value, &k->value_room, k->n + 1, sizeof(*k->value));
	k->line = mem_grow(k->line, &k->line_room, k->n + 1, sizeof(*k->line));
	k->key[k->n] = arena_str(&k->arena, key);
	k->value[k->n] = arena_str(&k->arena, value);
	k->line[k->n++] = line;
}

bool
keep_fail(struct keep *k, size_t at, const char *what)
{
	fault_set(k->fault, FAULT_DATA, "%s", what);
	fault_at(k->fault, k->file, at > 0 ? k->line[at - 1] : 0);
	if (at > 0)
		fault_value(k->fault, k->value[at - 1]);
	return false;
}

/* The first two entries say what the file is. */
static bool
check_head(struct run *r, struct keep *k)
{
	if (k->n < 2 || !str_is(k->key[0], "format") ||
	    !str_is(k->value[0], FORMAT_NAME))
		return keep_fail(
		    k, 0, "not a file that crm-segment --save wrote");
	if (!str_is(k->key[1], "method") ||
	    !str_is(k->value[1], r->method->name))
		return keep_fail(k, 2, "saved by another method");
	return true;
}

bool
keep_open(struct run *r, struct keep *k, const char *path)
{
	struct table *t =
	    table_new(&(struct table_form){.record = {.delimiter = ','}});
	char *file = mem_dup(path, strlen(path)), *files[1] = {file};
	bool ok;

	*k = (struct keep){.fault = &r->fault, .file = path};
	table_column(t, "key", NULL);
	table_column(t, "value", NULL);
	ok = table_open(t, files, 1, &r->fault);
	while (ok && table_next(t))
		add(k, table_text(t, 0), table_text(t, 1), table_line(t));
	ok = ok && table_done(t, &r->fault);
	if (!ok)
		r->fault.file = path;
	table_delete(t);
	mem_free(file);
	return ok && check_head(r, k);
}

void
keep_free(struct keep *k)
{
	arena_free(&k->arena);
	mem_free(k->key);
	mem_free(k->value);
	mem_free(k->line);
}

bool
keep_next(struct keep *k, const char *key, size_t *at, struct str *value)
{
	for (; *at < k->n; ++*at)
		if (str_is(k->key[*at], key)) {
			*value = k->value[(*at)++];
			return true;
		}
	return false;
}

static bool
missing(struct keep *k, const char *key)
{
	fault_set(k->fault, FAULT_DATA, "'%s' is missing", key);
	fault_at(k->fault, k->file, 0);
	return false;
}

bool
keep_text(struct keep *k, const char *key, struct str *value)
{
	size_t at = 0;

	return keep_next(k, key, &at, value) || missing(k, key);
}

static bool
to_real(struct keep *k, size_t at, struct str s, double *v)
{
	if (str_is(s, "inf") || str_is(s, "-inf")) {
		*v = s.p[0] == '-' ? (double)-INFINITY : (double)INFINITY;
		return true;
	}
	return parse_real(s, '.', v) == PARSE_OK ||
	       keep_fail(k, at, "not a number");
}

bool
keep_reals(struct keep *k, const char *key, double *v, size_t n)
{
	struct str s;
	size_t at = 0, found = 0;

	while (keep_next(k, key, &at, &s)) {
		if (found == n)
			return keep_fail(
			    k, at, "one more than there should be");
		if (!to_real(k, at, s, &v[found++]))
			return false;
	}
	return found == n || missing(k, key);
}

bool
keep_real(struct keep *k, const char *key, double *value)
{
	return keep_reals(k, key, value, 1);
}

bool
keep_count(
    struct keep *k, const char *key, size_t low, size_t high, size_t *value)
{
	struct str s;
	size_t at = 0;
	int64_t v;

	if (!keep_next(k, key, &at, &s))
		return missing(k, key);
	if (parse_i64(s, &v) != PARSE_OK || v < (int64_t)low ||
	    v > (int64_t)high)
		return keep_fail(k, at, "not a number that can be");
	*value = (size_t)v;
	return true;
}
