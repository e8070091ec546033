#include "ledger/sheet.h"

#include "num/date.h"
#include "num/dec.h"
#include "num/parse.h"

static size_t
find(const struct sheet *s, struct str name)
{
	size_t k = 0;

	while (k < s->columns && !str_eq_nocase(name, str_of(s->column[k])))
		k++;
	return k;
}

/* "name, on, kind", of NULL-ended words. */
static void
list(struct buf *b, const char *const *word)
{
	for (size_t i = 0; word[i] != NULL; i++) {
		buf_puts(b, i > 0 ? ", " : "");
		buf_puts(b, word[i]);
	}
}

static bool
unknown(const struct sheet *s, struct str name, struct fault *f)
{
	size_t best = 0, least = SIZE_MAX;
	struct buf b = {0};

	fault_set(f, FAULT_FORM, "unknown column");
	fault_value(f, name);
	for (size_t k = 0; k < s->columns; k++) {
		size_t d = str_distance(name, str_of(s->column[k]));

		if (d < least) {
			least = d;
			best = k;
		}
	}
	if (least <= 2 && least < name.n) {
		fault_hint(f, "did you mean '%s'?", s->column[best]);
		return false;
	}
	list(&b, s->column);
	fault_hint(f, "the columns are: %s", buf_cstr(&b));
	buf_free(&b);
	return false;
}

bool
sheet_header(struct sheet *s, const char *const *column, const struct str *name,
    size_t n, struct fault *f)
{
	*s = (struct sheet){.column = column};
	while (column[s->columns] != NULL)
		s->at[s->columns++] = SIZE_MAX;
	for (size_t i = 0; i < n; i++) {
		size_t k = find(s, str_trim(name[i]));

		if (k == s->columns)
			return unknown(s, name[i], f);
		if (s->at[k] != SIZE_MAX) {
			fault_set(f, FAULT_FORM, "a column twice");
			fault_value(f, name[i]);
			return false;
		}
		s->at[k] = i;
	}
	if (s->at[0] == SIZE_MAX) {
		fault_set(f, FAULT_FORM, "no column '%s'", column[0]);
		fault_hint(f, "the first line names the columns");
		return false;
	}
	s->width = n;
	return true;
}

bool
sheet_row(struct sheet_row *row, size_t n)
{
	size_t width = row->sheet->width;

	*row->column = SIZE_MAX;
	if (width == 0)
		return fault_set(row->f, FAULT_FORM, "no header");
	return n == width ||
	       fault_set(row->f, FAULT_FORM, "%zu field%s, the header has %zu",
		   n, n == 1 ? "" : "s", width);
}

struct str
sheet_text(const struct sheet_row *row, size_t k)
{
	size_t at = row->sheet->at[k];

	return at == SIZE_MAX ? STR("") : str_trim(row->cell[at]);
}

bool
sheet_has(const struct sheet_row *row, size_t k)
{
	return sheet_text(row, k).n > 0;
}

bool
sheet_bad(
    const struct sheet_row *row, size_t k, const char *what, const char *hint)
{
	*row->column = row->sheet->at[k];
	fault_set(row->f, FAULT_FORM, "%s", what);
	fault_column(row->f, str_of(row->sheet->column[k]));
	if (sheet_has(row, k))
		fault_value(row->f, sheet_text(row, k));
	if (hint != NULL)
		fault_hint(row->f, "%s", hint);
	return false;
}

bool
sheet_dec(const struct sheet_row *row, size_t k, int64_t *v)
{
	struct str s = sheet_text(row, k);
	int64_t got;
	enum dec_status status;

	if (s.n == 0)
		return true;
	status = dec_parse(NULL, s, &got);
	if (status != DEC_OK)
		return sheet_bad(row, k, dec_problem(status), NULL);
	if (got < 0)
		return sheet_bad(row, k, "below 0", NULL);
	*v = got;
	return true;
}

bool
sheet_count(const struct sheet_row *row, size_t k, int64_t least, int64_t *v)
{
	struct str s = sheet_text(row, k);
	int64_t got;

	if (s.n == 0)
		return true;
	if (parse_i64(s, &got) != PARSE_OK)
		return sheet_bad(row, k, "not a whole number", NULL);
	if (got < least)
		return sheet_bad(
		    row, k, least == 0 ? "below 0" : "not above 0", NULL);
	*v = got;
	return true;
}

bool
sheet_day(const struct sheet_row *row, size_t k, int32_t *v)
{
	static const struct zone utc = {0};
	struct str s = sheet_text(row, k);
	struct date d;
	enum date_status status;

	if (s.n == 0)
		return true;
	status = date_parse(NULL, &utc, s, &d);
	if (status != DATE_OK)
		return sheet_bad(row, k, date_problem(status),
		    "a day is written 2026-12-31");
	if (d.timed)
		return sheet_bad(row, k, "a day is wanted, without a time",
		    "a day is written 2026-12-31");
	*v = d.day;
	return true;
}

bool
sheet_word(
    const struct sheet_row *row, size_t k, const char *const *words, int *v)
{
	struct str s = sheet_text(row, k);
	struct buf b = {0};

	if (s.n == 0)
		return true;
	for (int i = 0; words[i] != NULL; i++)
		if (str_eq_nocase(s, str_of(words[i]))) {
			*v = i;
			return true;
		}
	list(&b, words);
	sheet_bad(row, k, "not one of its words", NULL);
	fault_hint(row->f, "one of: %s", buf_cstr(&b));
	buf_free(&b);
	return false;
}

bool
sheet_none(const struct sheet_row *row, size_t k, const char *what)
{
	return !sheet_has(row, k) || sheet_bad(row, k, what, NULL);
}

static uint64_t
fold(uint64_t digest, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		digest =
		    (digest ^ (unsigned char)p[i]) * UINT64_C(1099511628211);
	return digest;
}

uint64_t
sheet_digest(uint64_t digest, const struct sheet_row *row)
{
	for (size_t k = 0; k < row->sheet->columns; k++) {
		struct str s = sheet_text(row, k);
		unsigned char length[8];

		for (int i = 0; i < 8; i++)
			length[i] = (unsigned char)((uint64_t)s.n >> 8 * i);
		digest = fold(digest, (const char *)length, sizeof(length));
		digest = fold(digest, s.p, s.n);
	}
	return digest;
}
