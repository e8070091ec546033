#include "shop/profile.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/input.h"
#include "io/record.h"
#include "num/date.h"

const char *const profile_roles[ROLE_COUNT + 1] = {"customer", "order", "date",
    "amount", "quantity", "price", "refunded", "currency", "kind", "status",
    "cancelled", NULL};

static const char *const rows_names[] = {"order", "line", "first-row", NULL};
static const char *const refunds_names[] = {
    "none", "column", "rows", "orders", NULL};
static const char *const encodings[] = {"utf-8", NULL};
static const char *const no_yes[] = {"no", "yes", NULL};

enum field_type {
	FIELD_TEXT,
	FIELD_WORDS,
	FIELD_DATES,
	FIELD_CHOICE,
	FIELD_CHAR
};

/* One key of the format, and where its value goes. */
struct field {
	const char *key;
	enum field_type type;
	size_t at;
	const char *const *choices;
};

#define AT(member) offsetof(struct profile, member)
#define ROLE(role) AT(column) + (role) * sizeof(struct words)

static const struct field fields[] = {
    {"about", FIELD_TEXT, AT(about), NULL},
    {"signature", FIELD_WORDS, AT(signature), NULL},
    {"rows", FIELD_CHOICE, AT(rows), rows_names},
    {"customer", FIELD_WORDS, ROLE(ROLE_CUSTOMER), NULL},
    {"order", FIELD_WORDS, ROLE(ROLE_ORDER), NULL},
    {"date", FIELD_WORDS, ROLE(ROLE_DATE), NULL},
    {"amount", FIELD_WORDS, ROLE(ROLE_AMOUNT), NULL},
    {"quantity", FIELD_WORDS, ROLE(ROLE_QUANTITY), NULL},
    {"price", FIELD_WORDS, ROLE(ROLE_PRICE), NULL},
    {"refunded", FIELD_WORDS, ROLE(ROLE_REFUNDED), NULL},
    {"currency", FIELD_WORDS, ROLE(ROLE_CURRENCY), NULL},
    {"kind", FIELD_WORDS, ROLE(ROLE_KIND), NULL},
    {"status", FIELD_WORDS, ROLE(ROLE_STATUS), NULL},
    {"cancelled", FIELD_WORDS, ROLE(ROLE_CANCELLED), NULL},
    {"key", FIELD_CHOICE, AT(key), key_names},
    {"refunds", FIELD_CHOICE, AT(refunds), refunds_names},
    {"refund-prefix", FIELD_WORDS, AT(refund_prefix), NULL},
    {"bad-debt-prefix", FIELD_WORDS, AT(bad_debt_prefix), NULL},
    {"sale-kind", FIELD_WORDS, AT(sale_kind), NULL},
    {"refund-kind", FIELD_WORDS, AT(refund_kind), NULL},
    {"paid-status", FIELD_WORDS, AT(paid), NULL},
    {"cancelled-status", FIELD_WORDS, AT(dead), NULL},
    {"missing", FIELD_WORDS, AT(missing), NULL},
    {"date-form", FIELD_DATES, AT(date_form), NULL},
    {"decimal", FIELD_CHAR, AT(decimal), NULL},
    {"delimiter", FIELD_CHAR, AT(delimiter), NULL},
    {"money", FIELD_CHOICE, AT(money), no_yes},
    {"tsv", FIELD_CHOICE, AT(tsv), no_yes},
    {"encoding", FIELD_CHOICE, AT(encoding), encodings},
};

enum { FIELDS = sizeof(fields) / sizeof(*fields) };

/* "one of a, b, c" as the fault's hint. */
static bool
hint_words(struct fault *f, const char *const *word)
{
	struct buf b = {0};

	for (size_t i = 0; word[i] != NULL; i++)
		buf_printf(&b, "%s%s", i == 0 ? "one of " : ", ", word[i]);
	fault_hint(f, "%s", buf_cstr(&b));
	buf_free(&b);
	return false;
}

static bool
unknown_key(struct str key, struct fault *f)
{
	const char *names[FIELDS + 1];
	size_t best = FIELDS, least = 3;

	for (size_t i = 0; i < FIELDS; i++) {
		size_t d = str_distance(key, str_of(fields[i].key));

		names[i] = fields[i].key;
		if (d < least) {
			least = d;
			best = i;
		}
	}
	names[FIELDS] = NULL;
	fault_set(f, FAULT_FORM, "no such key in a profile");
	fault_value(f, key);
	if (best == FIELDS)
		return hint_words(f, names);
	fault_hint(f, "did you mean '%s'?", fields[best].key);
	return false;
}

static bool
wrong_value(
    const struct field *d, const char *what, const char *value, struct fault *f)
{
	fault_set(f, FAULT_FORM, "key '%s': %s", d->key, what);
	fault_value(f, str_of(value));
	return false;
}

static bool
set_choice(const struct field *d, const char *value, int *to, struct fault *f)
{
	for (int i = 0; d->choices[i] != NULL; i++)
		if (str_eq_nocase(str_of(value), str_of(d->choices[i]))) {
			*to = i;
			return true;
		}
	wrong_value(d, "no such choice", value, f);
	if (d->choices == encodings) {
		fault_hint(f,
		    "turn the export into UTF-8 first: "
		    "iconv -f %s -t utf-8",
		    value);
		return false;
	}
	return hint_words(f, d->choices);
}

static bool
set_char(const struct field *d, const char *value, char *to, struct fault *f)
{
	if (strcmp(value, "tab") == 0) {
		*to = '\t';
		return true;
	}
	if (strlen(value) != 1 || strchr(",;|.", value[0]) == NULL)
		return wrong_value(d, "no mark that can stand here", value, f);
	*to = value[0];
	return true;
}

static bool
check_date(const struct field *d, const char *value, struct fault *f)
{
	const char *what;
	struct date_form *form;

	if (strcmp(value, "iso") == 0)
		return true;
	form = date_form_new(value, &what);
	date_form_delete(form);
	return form != NULL || wrong_value(d, what, value, f);
}

static bool
set_field(struct profile *p, const struct field *d, const char *value,
    struct fault *f)
{
	void *to = (char *)p + d->at;
	uint64_t bit = UINT64_C(1) << (d - fields);

	if (value[0] == '\0')
		return wrong_value(d, "empty", value, f);
	if (d->type != FIELD_WORDS && d->type != FIELD_DATES &&
	    (p->seen & bit) != 0)
		return wrong_value(d, "given twice", value, f);
	p->seen |= bit;
	switch (d->type) {
	case FIELD_TEXT:
		*(const char **)to = value;
		return true;
	case FIELD_WORDS:
		words_add(to, &p->arena, value);
		return true;
	case FIELD_DATES:
		words_add(to, &p->arena, value);
		return check_date(d, value, f);
	case FIELD_CHOICE:
		return set_choice(d, value, to, f);
	case FIELD_CHAR:
		return set_char(d, value, to, f);
	}
	return false;
}

static bool
set_key(struct profile *p, struct str key, struct str value, struct fault *f)
{
	for (size_t i = 0; i < FIELDS; i++)
		if (str_is(key, fields[i].key))
			return set_field(
			    p, &fields[i], arena_str(&p->arena, value).p, f);
	return unknown_key(key, f);
}

/* What a profile must say as a whole. */
static bool
check_whole(const struct profile *p, struct fault *f)
{
	static const int needed[] = {ROLE_CUSTOMER, ROLE_DATE};
	const struct words *c = p->column;

	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++)
		if (c[needed[i]].n == 0)
			return fault_set(f, FAULT_FORM,
			    "the profile names no column: key '%s'",
			    profile_roles[needed[i]]);
	if (c[ROLE_AMOUNT].n == 0 &&
	    (c[ROLE_QUANTITY].n == 0 || c[ROLE_PRICE].n == 0))
		return fault_set(f, FAULT_FORM,
		    "the profile names no "
		    "money: key 'amount', or 'quantity' and 'price'");
	if (p->rows != ROWS_ORDER && c[ROLE_ORDER].n == 0)
		return fault_set(f, FAULT_FORM,
		    "rows are lines, but no "
		    "column says of which order: key 'order'");
	if (p->refunds == REFUNDS_COLUMN && c[ROLE_REFUNDED].n == 0)
		return fault_set(f, FAULT_FORM,
		    "refunds are in a column, "
		    "but which is not said: key 'refunded'");
	if (c[ROLE_STATUS].n > 0 && p->paid.n == 0)
		return fault_set(f, FAULT_FORM,
		    "there is a status, but "
		    "which mean paid is not said: key 'paid-status'");
	return true;
}

/* A fault at this record, unless it tells a place itself. */
static bool
at_record(const struct reader *r, struct fault *f)
{
	fault_at(f, reader_name(r), record_line(r));
	return false;
}

static bool
read_records(struct profile *p, struct reader *r, struct fault *f)
{
	if (!record_next(r)) {
		*f = *record_fault(r);
		if (f->code == FAULT_NONE)
			fault_set(f, FAULT_FORM, "the profile is empty");
		fault_at(f, reader_name(r), f->line);
		return false;
	}
	if (record_fields(r) != 2 || !str_is(record_field(r, 0), "key") ||
	    !str_is(record_field(r, 1), "value")) {
		fault_set(f, FAULT_FORM, "no profile: its header is key,value");
		fault_hint(f, "--show-profile generic shows one");
		return at_record(r, f);
	}
	record_columns(r, 2);
	while (record_next(r)) {
		if (record_fields(r) != 2) {
			fault_set(f, FAULT_FORM, "%zu fields, a profile has 2",
			    record_fields(r));
			return at_record(r, f);
		}
		if (!set_key(p, record_field(r, 0), record_field(r, 1), f))
			return at_record(r, f);
	}
	*f = *record_fault(r);
	return f->code == FAULT_NONE;
}

/* Takes over the input; name is what faults are to call it. */
static bool
read_input(struct profile *p, struct input *in, const char *name,
    struct fault *f)
{
	struct record_form form = {.delimiter = ','};
	struct reader *r = reader_open(in, &form, f);
	bool ok;

	if (r == NULL)
		return false;
	ok = read_records(p, r, f);
	reader_close(r);
	if (ok && !check_whole(p, f)) {
		fault_at(f, name, 0);
		return false;
	}
	if (f->file != NULL)
		f->file = name;
	return ok;
}

static bool
read_file(struct profile *p, const char *path, struct fault *f)
{
	struct input *in = input_open(path, f);

	return in != NULL && read_input(p, in, path, f);
}

static bool
is_path(const char *name)
{
	return strchr(name, '/') != NULL || str_ends(str_of(name), STR(".csv"));
}

const struct text *
profile_text(const char *name, struct fault *f)
{
	const struct text *t = text_find("profiles", str_of(name)), *i = NULL;
	struct buf b = {0};

	if (t != NULL)
		return t;
	while ((i = text_next("profiles", i)) != NULL)
		buf_printf(&b, "%s%s", b.n == 0 ? "" : ", ", i->name);
	fault_set(f, FAULT_USAGE, "no such profile");
	fault_value(f, str_of(name));
	fault_hint(f, "one of %s, or a file: ./mine.csv", buf_cstr(&b));
	buf_free(&b);
	return NULL;
}

struct profile *
profile_new(const char *name, struct fault *f)
{
	struct profile *p = mem_zero(1, sizeof(*p));
	const struct text *t;
	bool ok;

	p->name = name;
	if (is_path(name)) {
		ok = read_file(p, name, f);
	} else {
		t = profile_text(name, f);
		ok = t != NULL && read_input(p,
			input_text(name, text_view(t)), name, f);
	}
	if (ok)
		return p;
	profile_delete(p);
	return NULL;
}

void
profile_delete(struct profile *p)
{
	if (p == NULL)
		return;
	arena_free(&p->arena);
	mem_free(p);
}

const char *
profile_guess(const struct schema *header)
{
	const struct text *t = NULL;

	while ((t = text_next("profiles", t)) != NULL) {
		struct fault f;
		struct profile *p = profile_new(t->name, &f);
		bool all = p != NULL && p->signature.n > 0;

		for (size_t i = 0; all && i < p->signature.n; i++) {
			const char *one[] = {p->signature.word[i], NULL};

			all = schema_alias(header, one) >= 0;
		}
		profile_delete(p);
		if (all)
			return t->name;
	}
	return NULL;
}
