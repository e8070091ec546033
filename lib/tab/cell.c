/* cell: the typed cells of the row that a table stands at. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "num/parse.h"
#include "num/plain.h"
#include "tab/table_priv.h"

/*
 * Typed cells are read by the hundred million: what stands bare in the input
 * and is plain is read inline, the rest by a function of its own.
 */
static inline bool
bare(const struct table *t, size_t slot, struct str *text)
{
	const struct slot *s = &t->slot[slot];

	return s->found && record_bare(t->reader, s->at, text);
}

static inline struct str
text_of(const struct table *t, size_t slot)
{
	const struct slot *s = &t->slot[slot];

	return s->found ? record_field(t->reader, s->at) : STR("");
}

struct str
table_text(const struct table *t, size_t slot)
{
	return text_of(t, slot);
}

/* Most begin with what is no blank: then there is nothing to trim. */
static inline bool
is_blank(struct str s)
{
	return s.n == 0 ||
	       ((*s.p == ' ' || *s.p == '\t') && str_trim(s).n == 0);
}

bool
table_blank(const struct table *t, size_t slot)
{
	return is_blank(text_of(t, slot));
}

/* A bad cell: the first one of the row is what the row is known for. */
static bool
bad_cell(struct table *t, size_t slot, const char *what, const char *hint)
{
	if (t->bad_row)
		return false;
	fault_set(&t->fault, FAULT_ROW, "%s", what);
	fault_column(&t->fault, table_name(t, slot));
	fault_value(&t->fault, table_text(t, slot));
	if (hint != NULL)
		fault_hint(&t->fault, "%s", hint);
	return table_bad_row(t);
}

HINT_APART static bool
read_dec(struct table *t, size_t slot, int64_t *v)
{
	struct str s = text_of(t, slot);
	enum dec_status status = dec_parse(&t->form.dec, s, v);

	if (status == DEC_OK)
		return true;
	return bad_cell(
	    t, slot, dec_problem(status), dec_hint(&t->form.dec, status, s));
}

bool
table_dec(struct table *t, size_t slot, int64_t *v)
{
	struct str s;

	return (bare(t, slot, &s) && plain_dec(s, table_decimal(t), true, v)) ||
	       read_dec(t, slot, v);
}

HINT_APART static bool
read_date(struct table *t, size_t slot, struct date *v)
{
	struct str s = text_of(t, slot);
	enum date_status status = date_parse(t->form.date, &t->form.zone, s, v);

	if (status == DATE_OK)
		return true;
	return bad_cell(t, slot, date_problem(status), date_hint(status, s));
}

bool
table_date(struct table *t, size_t slot, struct date *v)
{
	struct str s;
	int32_t day;

	if (t->form.date != NULL || !bare(t, slot, &s) || !plain_day(s, &day))
		return read_date(t, slot, v);
	*v = date_of_day(day);
	return true;
}

HINT_APART static bool
read_day(struct table *t, size_t slot, int32_t *day)
{
	struct date date;
	bool ok = read_date(t, slot, &date);

	if (ok)
		*day = date.day;
	return ok;
}

bool
table_day(struct table *t, size_t slot, int32_t *day)
{
	struct str s;
	int32_t second;

	return (t->form.date == NULL && bare(t, slot, &s) &&
		   plain_local(s, day, &second)) ||
	       read_day(t, slot, day);
}

static const char *
number_problem(enum parse_status status)
{
	return status == PARSE_EMPTY   ? "empty"
	       : status == PARSE_RANGE ? "out of range"
				       : "not a number";
}

bool
table_real(struct table *t, size_t slot, double *v)
{
	enum parse_status status =
	    parse_real(table_text(t, slot), table_decimal(t), v);

	return status == PARSE_OK ||
	       bad_cell(t, slot, number_problem(status), NULL);
}

bool
table_real_or_blank(struct table *t, size_t slot, double *v)
{
	enum parse_status status =
	    parse_real(table_text(t, slot), table_decimal(t), v);

	if (status == PARSE_EMPTY)
		*v = (double)NAN;
	return status == PARSE_OK || status == PARSE_EMPTY ||
	       bad_cell(t, slot, number_problem(status), NULL);
}

bool
table_int(struct table *t, size_t slot, int64_t *v)
{
	enum parse_status status = parse_i64(table_text(t, slot), v);

	if (status == PARSE_OK)
		return true;
	return bad_cell(t, slot,
	    status == PARSE_MALFORMED ? "not a whole number"
				      : number_problem(status),
	    NULL);
}

HINT_APART static bool
read_id(struct table *t, size_t slot, struct str *v)
{
	*v = text_of(t, slot);
	return !is_blank(*v) || bad_cell(t, slot, "empty", NULL);
}

bool
table_id(struct table *t, size_t slot, struct str *v)
{
	return (bare(t, slot, v) && v->n > 0 && (unsigned char)*v->p > ' ') ||
	       read_id(t, slot, v);
}

bool
table_reject(struct table *t, long slot, const char *fmt, ...)
{
	char what[FAULT_TEXT];
	va_list ap;

	if (t->bad_row)
		return false;
	va_start(ap, fmt);
	(void)vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (slot != TABLE_ROW)
		return bad_cell(t, (size_t)slot, what, NULL);
	fault_set(&t->fault, FAULT_ROW, "%s", what);
	return table_bad_row(t);
}

void
table_hint(struct table *t, const char *fmt, ...)
{
	char hint[FAULT_TEXT];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(hint, sizeof(hint), fmt, ap);
	va_end(ap);
	fault_hint(&t->fault, "%s", hint);
}

bool
table_reject_row(struct table *t, const struct fault *f)
{
	if (t->bad_row)
		return false;
	t->fault = *f;
	t->fault.code = FAULT_ROW;
	return table_bad_row(t);
}

bool
table_reject_cell(struct table *t, size_t column, const struct fault *f)
{
	struct fault cell = *f;

	fault_column(&cell, t->first.name[column]);
	return table_reject_row(t, &cell);
}
