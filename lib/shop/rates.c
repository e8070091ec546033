#include "shop/rates.h"

#include "base/i128.h"
#include "base/mem.h"
#include "base/sort.h"

enum { CODE = 3, MOST_DIGITS = 18 };

struct entry {
	char code[CODE];
	int32_t day; /* from when on; INT32_MIN: ever */
	struct rate rate;
	uint64_t line;
};

struct rates {
	struct entry *entry;
	uint32_t *order; /* by code, then day */
	size_t n, room;
};

enum { COLUMN_CURRENCY, COLUMN_RATE, COLUMN_DATE };

static const struct role roles[] = {
    [COLUMN_CURRENCY] = {.name = "currency", .required = true},
    [COLUMN_RATE] = {.name = "rate", .required = true},
    [COLUMN_DATE] = {.name = "date"},
};

static bool
read_code(struct table *t, char code[CODE])
{
	struct str s = str_trim(table_text(t, COLUMN_CURRENCY));

	for (size_t i = 0; i < CODE && s.n == CODE; i++) {
		code[i] = (char)(s.p[i] & ~0x20);
		if (code[i] < 'A' || code[i] > 'Z')
			s.n = 0;
	}
	return s.n == CODE || table_reject(t, COLUMN_CURRENCY,
				  "not three letters such as EUR");
}

/* d+ or d+.d+, above 0; zeros at either end do not count as digits. */
static bool
parse_rate(struct str s, struct rate *rate)
{
	int digits = 0, point = -1;
	bool any = false;

	*rate = (struct rate){0};
	while (s.n > 1 && s.p[s.n - 1] == '0' && memchr(s.p, '.', s.n) != NULL)
		s.n--;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '.' && point < 0) {
			point = (int)(s.n - i - 1);
			continue;
		}
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		any = true;
		digits += digits > 0 || s.p[i] != '0';
		if (digits > MOST_DIGITS)
			return false;
		rate->digits = rate->digits * 10 + (s.p[i] - '0');
	}
	rate->decimals = point > 0 ? point : 0;
	return any && rate->digits > 0 && rate->decimals <= MOST_DIGITS;
}

static bool
read_entry(struct table *t, struct entry *e)
{
	struct date d;

	*e = (struct entry){.day = INT32_MIN, .line = table_line(t)};
	if (!read_code(t, e->code))
		return false;
	if (!parse_rate(str_trim(table_text(t, COLUMN_RATE)), &e->rate))
		return table_reject(
		    t, COLUMN_RATE, "not a rate above 0 of at most 18 digits");
	if (!table_has(t, COLUMN_DATE))
		return true;
	if (!table_date(t, COLUMN_DATE, &d))
		return false;
	e->day = d.day;
	return true;
}

static int
compare(const struct entry *a, const struct entry *b)
{
	int c = memcmp(a->code, b->code, CODE);

	return c != 0 ? c : (a->day > b->day) - (a->day < b->day);
}

static int
before(uint32_t a, uint32_t b, void *arg)
{
	const struct entry *entry = arg;

	return compare(&entry[a], &entry[b]);
}

static bool
check_once(const struct rates *r, const char *file, struct fault *f)
{
	for (size_t i = 1; i < r->n; i++) {
		const struct entry *a = &r->entry[r->order[i - 1]];
		const struct entry *b = &r->entry[r->order[i]];

		if (compare(a, b) != 0)
			continue;
		fault_set(f, FAULT_DATA,
		    "the rate was told before, in line %llu",
		    (unsigned long long)a->line);
		fault_value(f, (struct str){b->code, CODE});
		fault_at(f, file, b->line);
		return false;
	}
	return true;
}

static bool
read_entries(
    struct rates *r, struct table *t, const char *path, struct fault *f)
{
	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++)
		(void)table_role(t, &roles[i]);
	if (!table_open_file(t, path, f))
		return false;
	while (table_next(t)) {
		r->entry =
		    mem_grow(r->entry, &r->room, r->n + 1, sizeof(*r->entry));
		r->n += read_entry(t, &r->entry[r->n]);
	}
	if (!table_done(t, f))
		return false;
	r->order = mem_resize(NULL, r->n, sizeof(*r->order));
	for (size_t i = 0; i < r->n; i++)
		r->order[i] = (uint32_t)i;
	sort_index(r->order, r->n, before, r->entry);
	return check_once(r, path, f);
}

struct rates *
rates_new(struct table *t, const char *path, struct fault *f)
{
	struct rates *r = mem_zero(1, sizeof(*r));

	if (read_entries(r, t, path, f))
		return r;
	rates_delete(r);
	return NULL;
}

void
rates_delete(struct rates *r)
{
	if (r == NULL)
		return;
	mem_free(r->entry);
	mem_free(r->order);
	mem_free(r);
}

bool
rates_find(
    const struct rates *r, struct str currency, int32_t day, struct rate *rate)
{
	struct entry key = {.day = day};
	size_t low = 0, high = r->n;

	if (currency.n != CODE)
		return false;
	memcpy(key.code, currency.p, CODE);
	while (low < high) { /* how many are not behind the key */
		size_t mid = low + (high - low) / 2;

		if (compare(&r->entry[r->order[mid]], &key) <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == 0 ||
	    memcmp(r->entry[r->order[low - 1]].code, key.code, CODE) != 0)
		return false;
	*rate = r->entry[r->order[low - 1]].rate;
	return true;
}

bool
rates_convert(const struct rate *rate, int64_t amount, int64_t *v)
{
	struct i128 m = i128_mul(amount, rate->digits);
	bool negative = m.hi < 0;
	uint64_t unit = 1, rest;

	for (int i = 0; i < rate->decimals; i++)
		unit *= 10;
	if (negative)
		m = i128_neg(m);
	rest = i128_divmod(&m, unit);
	if (rest > unit / 2 ||
	    (rest == unit / 2 && unit > 1 && (m.lo & 1) != 0))
		m = i128_add(m, i128_of(1));
	if (negative)
		m = i128_neg(m);
	return i128_to_i64(m, v) && *v != INT64_MIN;
}
