#include "shop/profile_keys.h"

#include "base/buf.h"
#include "base/mem.h"
#include "num/date.h"
#include "tab/zones.h"

const char *const profile_roles[ROLE_COUNT + 1] = {"customer", "order", "date",
    "time", "zone-column", "amount", "quantity", "price", "refunded",
    "currency", "kind", "status", "line-status", "paid", "cancelled", "sku",
    NULL};

const char *const profile_options[ROLE_COUNT + 1] = {"customer", "order",
    "date", "time-column", "zone-column", "amount", "quantity", "price",
    "refunded", "currency-column", "kind", "status", "line-status", "paid",
    "cancelled", "sku", NULL};

static const char *const rows_names[] = {"order", "line", "first-row", NULL};
static const char *const refunds_names[] = {
    "none", "column", "rows", "orders", NULL};
static const char *const no_yes[] = {"no", "yes", NULL};
static const char *const yes_no[] = {"yes", "no", NULL};

enum field_type {
	FIELD_TEXT,
	FIELD_WORDS,
	FIELD_DATES,
	FIELD_ZONES,
	FIELD_ZONE,
	FIELD_ZONE_LIST,
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
    {"time", FIELD_WORDS, ROLE(ROLE_TIME), NULL},
    {"zone-column", FIELD_WORDS, ROLE(ROLE_ZONE), NULL},
    {"amount", FIELD_WORDS, ROLE(ROLE_AMOUNT), NULL},
    {"plus", FIELD_WORDS, AT(plus), NULL},
    {"minus", FIELD_WORDS, AT(minus), NULL},
    {"quantity", FIELD_WORDS, ROLE(ROLE_QUANTITY), NULL},
    {"price", FIELD_WORDS, ROLE(ROLE_PRICE), NULL},
    {"refunded", FIELD_WORDS, ROLE(ROLE_REFUNDED), NULL},
    {"currency", FIELD_WORDS, ROLE(ROLE_CURRENCY), NULL},
    {"currency-code", FIELD_TEXT, AT(currency), NULL},
    {"kind", FIELD_WORDS, ROLE(ROLE_KIND), NULL},
    {"status", FIELD_WORDS, ROLE(ROLE_STATUS), NULL},
    {"line-status", FIELD_WORDS, ROLE(ROLE_LINE_STATUS), NULL},
    {"paid", FIELD_WORDS, ROLE(ROLE_PAID), NULL},
    {"cancelled", FIELD_WORDS, ROLE(ROLE_CANCELLED), NULL},
    {"sku", FIELD_WORDS, ROLE(ROLE_SKU), NULL},
    {"key", FIELD_CHOICE, AT(key), key_names},
    {"guest", FIELD_WORDS, AT(guest), NULL},
    {"refunds", FIELD_CHOICE, AT(refunds), refunds_names},
    {"refund-prefix", FIELD_WORDS, AT(refund_prefix), NULL},
    {"bad-debt-prefix", FIELD_WORDS, AT(bad_debt_prefix), NULL},
    {"foreign-prefix", FIELD_WORDS, AT(foreign_prefix), NULL},
    {"sale-kind", FIELD_WORDS, AT(sale_kind), NULL},
    {"refund-kind", FIELD_WORDS, AT(refund_kind), NULL},
    {"paid-status", FIELD_WORDS, AT(paid), NULL},
    {"refunded-status", FIELD_WORDS, AT(returned), NULL},
    {"cancelled-status", FIELD_WORDS, AT(dead), NULL},
    {"missing", FIELD_WORDS, AT(missing), NULL},
    {"date-form", FIELD_DATES, AT(date_form), NULL},
    {"zone", FIELD_ZONE, AT(zone), NULL},
    {"zone-name", FIELD_ZONES, AT(zone_name), NULL},
    {"zone-names", FIELD_ZONE_LIST, AT(zones), NULL},
    {"decimal", FIELD_CHAR, AT(decimal), NULL},
    {"delimiter", FIELD_CHAR, AT(delimiter), NULL},
    {"money", FIELD_CHOICE, AT(money), no_yes},
    {"tsv", FIELD_CHOICE, AT(tsv), no_yes},
    {"header", FIELD_CHOICE, AT(headless), yes_no},
    {"encoding", FIELD_TEXT, AT(encoding), NULL},
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
	size_t best = FIELDS, least = 3;

	for (size_t i = 0; i < FIELDS; i++) {
		size_t d = str_distance(key, str_of(fields[i].key));

		if (d < least) {
			least = d;
			best = i;
		}
	}
	fault_set(f, FAULT_FORM, "no such key in a profile");
	fault_value(f, key);
	if (best == FIELDS)
		fault_hint(f, "the manual lists them under PROFILES; "
			      "--show-profile shopify shows some");
	else
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
	return hint_words(f, d->choices);
}

static bool
set_char(const struct field *d, const char *value, char *to, struct fault *f)
{
	if (strcmp(value, "tab") == 0) {
		*to = '\t';
		return true;
	}
	if (strcmp(value, "blanks") == 0) {
		*to = PROFILE_BLANKS;
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

/* Whether there is such a zone; it is loaded where it is needed. */
static bool
check_zone(const struct field *d, const char *value, struct fault *f)
{
	struct zone zone;
	struct fault no;

	if (zones_load(str_of(value), &zone, &no)) {
		zone_free(&zone);
		return true;
	}
	wrong_value(d, no.what, value, f);
	if (no.hint[0] != '\0')
		fault_hint(f, "%s", no.hint);
	return false;
}

/* "words of the column=zone" */
static bool
check_zone_name(const struct field *d, const char *value, struct fault *f)
{
	const char *mark = strrchr(value, '=');

	if (mark == NULL || mark == value)
		return wrong_value(d, "not NAME=ZONE", value, f);
	return check_zone(d, mark + 1, f);
}

static bool
check_zone_list(const struct field *d, const char *value, struct fault *f)
{
	const char *names[32];
	const struct text *t = NULL;
	size_t n = 0;

	if (text_find("zones", str_of(value)) != NULL)
		return true;
	while (n < 31 && (t = text_next("zones", t)) != NULL)
		names[n++] = t->name;
	names[n] = NULL;
	wrong_value(d, "no such list", value, f);
	return hint_words(f, names);
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
	    d->type != FIELD_ZONES && (p->seen & bit) != 0)
		return wrong_value(d, "given twice", value, f);
	p->seen |= bit;
	switch (d->type) {
	case FIELD_TEXT:
		*(const char **)to = value;
		return true;
	case FIELD_WORDS:
		words_add(to, p->arena, value);
		return true;
	case FIELD_DATES:
		words_add(to, p->arena, value);
		return check_date(d, value, f);
	case FIELD_ZONES:
		words_add(to, p->arena, value);
		return check_zone_name(d, value, f);
	case FIELD_ZONE:
		*(const char **)to = value;
		return check_zone(d, value, f);
	case FIELD_ZONE_LIST:
		*(const char **)to = value;
		return check_zone_list(d, value, f);
	case FIELD_CHOICE:
		return set_choice(d, value, to, f);
	case FIELD_CHAR:
		return set_char(d, value, to, f);
	}
	return false;
}

bool
profile_set(
    struct profile *p, struct str key, struct str value, struct fault *f)
{
	for (size_t i = 0; i < FIELDS; i++)
		if (str_is(key, fields[i].key))
			return set_field(
			    p, &fields[i], arena_str(p->arena, value).p, f);
	return unknown_key(key, f);
}

/* What a profile must say as a whole. */
bool
profile_check(const struct profile *p, struct fault *f)
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
	if (p->refunds == REFUNDS_COLUMN && c[ROLE_REFUNDED].n == 0 &&
	    p->returned.n == 0)
		return fault_set(f, FAULT_FORM,
		    "refunds are in a column, "
		    "but which is not said: key 'refunded'");
	if (c[ROLE_STATUS].n > 0 && p->paid.n == 0)
		return fault_set(f, FAULT_FORM,
		    "there is a status, but "
		    "which mean paid is not said: key 'paid-status'");
	return true;
}
