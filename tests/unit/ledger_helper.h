/*
 * ledger_helper: files of a programme written as text in a test, one row a
 * line and | between cells, and events with cells by name.
 */
#ifndef TESTS_LEDGER_HELPER_H
#define TESTS_LEDGER_HELPER_H

#include "check.h"

#include "ledger/rewards.h"
#include "ledger/rules.h"
#include "ledger/tiers.h"
#include "num/date.h"

enum { CELLS = 20 };

static inline size_t
cut(struct str line, struct str cell[CELLS])
{
	size_t n = 0;

	while (n < CELLS && str_split(&line, '|', &cell[n]))
		n++;
	return n;
}

/* What a file is read by. */
struct sheet_of {
	bool (*header)(
	    void *of, const struct str *name, size_t n, struct fault *f);
	bool (*row)(void *of, const struct str *cell, size_t n, size_t *column,
	    struct fault *f);
	bool (*end)(void *of, struct fault *f);
};

/* Whole files; false with the fault of the first bad row, its line in it. */
static inline bool
load(const struct sheet_of *how, void *of, const char *text, struct fault *f)
{
	struct str rest = str_of(text), line, cell[CELLS];
	size_t column, at = 1;

	assert_true(str_split(&rest, '\n', &line));
	if (!how->header(of, cell, cut(line, cell), f)) {
		f->line = at;
		return false;
	}
	while (str_split(&rest, '\n', &line)) {
		f->line = 0;
		at++;
		if (line.n > 0 &&
		    !how->row(of, cell, cut(line, cell), &column, f)) {
			f->line = at;
			return false;
		}
	}
	return how->end(of, f);
}

#define LOADER(what)                                                          \
	static bool what##_header_of(                                         \
	    void *of, const struct str *name, size_t n, struct fault *f)      \
	{                                                                     \
		return what##_header(of, name, n, f);                         \
	}                                                                     \
	static bool what##_row_of(void *of, const struct str *cell, size_t n, \
	    size_t *column, struct fault *f)                                  \
	{                                                                     \
		return what##_row(of, cell, n, column, f);                    \
	}                                                                     \
	static bool what##_end_of(void *of, struct fault *f)                  \
	{                                                                     \
		return what##_end(of, f);                                     \
	}                                                                     \
	static const struct sheet_of what##_sheet = {                         \
	    what##_header_of, what##_row_of, what##_end_of}

/* line: column 'x': what: 'value' (hint), as a tool would say it. */
static inline const char *
said(const struct fault *f)
{
	static char out[1200];
	size_t n = 0;

	n += (size_t)snprintf(out, sizeof(out), "%d: ", (int)f->line);
	if (f->column[0] != '\0')
		n += (size_t)snprintf(
		    out + n, sizeof(out) - n, "column '%s': ", f->column);
	n += (size_t)snprintf(out + n, sizeof(out) - n, "%s", f->what);
	if (f->has_value)
		n += (size_t)snprintf(
		    out + n, sizeof(out) - n, ": '%s'", f->value);
	if (f->hint[0] != '\0')
		snprintf(out + n, sizeof(out) - n, " (%s)", f->hint);
	return out;
}

/* The events' columns and the cells of one. */
struct sample {
	struct str name[CELLS], cell[CELLS];
	size_t n;
	struct expr_row row;
	struct expr_scope scope;
	struct event event;
};

static inline long
sample_column(const void *arg, struct str name)
{
	const struct sample *s = arg;

	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->name[i], name))
			return (long)i;
	return -1;
}

static inline struct str
sample_cell(const void *arg, size_t column)
{
	const struct sample *s = arg;

	return s->cell[column];
}

static inline int32_t
day_at(const char *text)
{
	static const struct zone utc = {0};
	struct date d;

	assert_int_equal(date_parse(NULL, &utc, str_of(text), &d), DATE_OK);
	return d.day;
}

/* Prepares columns a|b|c; sample_set then gives an event and its cells. */
static inline void
sample_begin(struct sample *s, const char *columns)
{
	*s = (struct sample){0};
	s->n = *columns == '\0' ? 0 : cut(str_of(columns), s->name);
	s->row.cell = sample_cell;
	s->row.arg = s;
	s->scope.column = sample_column;
	s->scope.arg = s;
}

static inline struct event *
sample_set(struct sample *s, enum event_type type, const char *when,
    int64_t amount, const char *cells)
{
	static const struct zone utc = {0};
	struct date d;

	assert_int_equal(date_parse(NULL, &utc, str_of(when), &d), DATE_OK);
	if (s->n > 0)
		assert_int_equal(cut(str_of(cells), s->cell), s->n);
	s->event = (struct event){.type = type,
	    .us = d.us,
	    .day = d.day,
	    .id = STR("E1"),
	    .member = STR("ann"),
	    .issuer = STR(""),
	    .has_amount = true,
	    .amount = amount,
	    .quantity = 1,
	    .row = &s->row};
	return &s->event;
}

#endif
