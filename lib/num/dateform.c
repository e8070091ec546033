/* dateform: a pattern is checked when it is made, then simply walked. */
#include "num/dateform.h"

#include "base/mem.h"

enum kind { FORM_PATTERN, FORM_EPOCH, FORM_EPOCH_MS };

struct date_form {
	enum kind kind;
	char *pattern; /* without blanks at the ends */
};

static const char *const months[12] = {"January", "February", "March", "April",
    "May", "June", "July", "August", "September", "October", "November",
    "December"};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static struct str
rest_of(struct str s, size_t n)
{
	return (struct str){s.p + n, s.n - n};
}

static bool
starts_nocase(struct str s, const char *word, size_t n)
{
	return s.n >= n &&
	       str_eq_nocase((struct str){s.p, n}, (struct str){word, n});
}

/* The whole name goes first: "January" begins with "Jan". */
static bool
take_month(struct str *s, int *month)
{
	for (int i = 0; i < 12; i++) {
		size_t n = strlen(months[i]);

		if (!starts_nocase(*s, months[i], 3))
			continue;
		*month = i + 1;
		*s = rest_of(*s, starts_nocase(*s, months[i], n) ? n : 3);
		return true;
	}
	return false;
}

/* What is read beside the fields: the hour's half of the day. */
enum half { HALF_NONE, HALF_AM, HALF_PM };

static bool
take_half(struct str *s, enum half *half)
{
	if (!starts_nocase(*s, "AM", 2) && !starts_nocase(*s, "PM", 2))
		return false;
	*half = *s->p == 'A' || *s->p == 'a' ? HALF_AM : HALF_PM;
	*s = rest_of(*s, 2);
	return true;
}

static bool
take_short_year(struct str *s, int *year)
{
	if (date_digits(s, 2, year) != 2)
		return false;
	*year += *year < 70 ? 2000 : 1900;
	return true;
}

static bool
take_field(char letter, struct str *s, struct date_fields *f, enum half *half)
{
	switch (letter) {
	case 'Y':
		return date_digits(s, 4, &f->year) == 4;
	case 'y':
		return take_short_year(s, &f->year);
	case 'm':
		return date_digits(s, 2, &f->month) > 0;
	case 'b':
		return take_month(s, &f->month);
	case 'd':
		return date_digits(s, 2, &f->day) > 0;
	case 'H':
		f->timed = true;
		return date_digits(s, 2, &f->hour) > 0;
	case 'M':
		return date_digits(s, 2, &f->minute) > 0;
	case 'S':
		return date_digits(s, 2, &f->second) > 0 &&
		       date_fraction(s, &f->micro);
	case 'p':
		return take_half(s, half);
	case 'z':
		f->zoned = true;
		return date_offset(s, &f->offset);
	default:
		return false;
	}
}

static bool
take_blanks(struct str *s)
{
	size_t n = 0;

	while (n < s->n && is_blank(s->p[n]))
		n++;
	*s = rest_of(*s, n);
	return n > 0;
}

/* 12 AM is 0, 12 PM is 12; 0 PM and 13 PM are no times. */
static bool
apply_half(enum half half, struct date_fields *f)
{
	if (half == HALF_NONE)
		return true;
	if (f->hour < 1 || f->hour > 12)
		return false;
	f->hour = f->hour % 12 + (half == HALF_PM ? 12 : 0);
	return true;
}

/* Walks pattern and *s together; *s is left where the pattern ends. */
static enum date_status
match(struct str pattern, struct str *s, struct date_fields *f)
{
	enum half half = HALF_NONE;

	while (pattern.n > 0) {
		char c = *pattern.p;

		pattern = rest_of(pattern, 1);
		if (is_blank(c)) {
			take_blanks(&pattern);
			if (!take_blanks(s))
				return DATE_MALFORMED;
			continue;
		}
		if (c == '%' && *pattern.p != '%') {
			if (!take_field(*pattern.p, s, f, &half))
				return DATE_MALFORMED;
			pattern = rest_of(pattern, 1);
			continue;
		}
		if (c == '%')
			pattern = rest_of(pattern, 1);
		if (s->n == 0 || *s->p != c)
			return DATE_MALFORMED;
		*s = rest_of(*s, 1);
	}
	return apply_half(half, f) ? DATE_OK : DATE_NO_DAY;
}

/* Why the letters seen, as bits of 'A' to 'z', do not make a date; or NULL. */
static const char *
lacks(uint64_t seen)
{
#define SEEN(letter) ((seen >> ((letter) - 'A') & 1) != 0)
	if (SEEN('Y') + SEEN('y') != 1)
		return "needs the year, %Y or %y, once";
	if (SEEN('m') + SEEN('b') != 1)
		return "needs the month, %m or %b, once";
	if (!SEEN('d'))
		return "needs the day, %d, once";
	if ((SEEN('M') || SEEN('p') || SEEN('z')) && !SEEN('H'))
		return "has %M, %p or %z without %H";
	if (SEEN('S') && !SEEN('M'))
		return "has %S without %M";
#undef SEEN
	return NULL;
}

static const char *
check(struct str pattern)
{
	static const char letters[] = "YymdHMSbpz";
	uint64_t seen = 0;

	for (size_t i = 0; i < pattern.n; i++) {
		char c;
		uint64_t bit;

		if (pattern.p[i] != '%')
			continue;
		c = ++i < pattern.n ? pattern.p[i] : '\0';
		if (c == '%')
			continue;
		if (memchr(letters, c, sizeof(letters) - 1) == NULL)
			return "knows only %Y %y %m %d %H %M %S %b %p %z %%, "
			       "epoch and epoch-ms";
		bit = UINT64_C(1) << ((unsigned)(c - 'A') & 63);
		if ((seen & bit) != 0)
			return "has a field twice";
		seen |= bit;
	}
	return lacks(seen);
}

struct date_form *
date_form_new(const char *pattern, const char **what)
{
	struct str s = str_trim(str_of(pattern));
	enum kind kind = str_is(s, "epoch")      ? FORM_EPOCH
			 : str_is(s, "epoch-ms") ? FORM_EPOCH_MS
						 : FORM_PATTERN;
	struct date_form *form;

	*what = kind == FORM_PATTERN ? check(s) : NULL;
	if (*what != NULL)
		return NULL;
	form = mem_alloc(sizeof(*form));
	*form = (struct date_form){kind, mem_dup(s.p, s.n)};
	return form;
}

void
date_form_delete(struct date_form *form)
{
	if (form == NULL)
		return;
	mem_free(form->pattern);
	mem_free(form);
}

/* [+-]?d+(.d*)? units of 10^decimals microseconds; the rest is cut. */
static enum date_status
epoch_parse(
    struct str s, int decimals, const struct zone *zone, struct date *out)
{
	const int64_t far = INT64_C(900000000000000000);
	bool negative = *s.p == '-', point = false;
	int64_t us = 0;
	int digits = 0;

	if (*s.p == '-' || *s.p == '+')
		s = rest_of(s, 1);
	for (; s.n > 0; s = rest_of(s, 1)) {
		if (*s.p == '.' && !point && digits > 0) {
			point = true;
			continue;
		}
		if (*s.p < '0' || *s.p > '9')
			return DATE_MALFORMED;
		digits = 1;
		if ((point && decimals-- <= 0) || us >= far)
			continue;
		us = us * 10 + (*s.p - '0');
	}
	if (digits == 0)
		return DATE_MALFORMED;
	for (; decimals > 0 && us < far; decimals--)
		us *= 10;
	if (us >= far)
		return DATE_RANGE;
	return date_instant(negative ? -us : us, zone, out);
}

enum date_status
date_form_parse(const struct date_form *form, const struct zone *zone,
    struct str s, struct date *out)
{
	struct date_fields f = {0};
	enum date_status status;

	if (form->kind != FORM_PATTERN)
		return epoch_parse(
		    s, form->kind == FORM_EPOCH ? 6 : 3, zone, out);
	status = match(str_of(form->pattern), &s, &f);
	if (s.n > 0)
		return DATE_MALFORMED;
	if (status != DATE_OK)
		return status;
	return date_finish(&f, zone, out);
}

/*
 * The forms that files use instead of ISO, and the texts that name them.
 * Day and month cannot be told apart by looking: both are named.
 */
#define ROW(form)                                           \
	{                                                   \
		form, "pass --date-format '" form "'",      \
		    "pass --date-format '" form             \
		    " %H:%M:%S', or as the time is written" \
	}
#define EITHER(form, other)                                                   \
	{form,                                                                \
	    "pass --date-format " form " or " other ", as the file means it", \
	    "pass --date-format '" form " %H:%M:%S' or '" other               \
	    " %H:%M:%S', as "                                                 \
	    "the file means it"},                                             \
	{                                                                     \
		other,                                                        \
		    "pass --date-format " form " or " other                   \
		    ", as the file means it",                                 \
		    "pass --date-format '" form " %H:%M:%S' or '" other       \
		    " %H:%M:%S', as "                                         \
		    "the file means it"                                       \
	}

static const struct {
	const char *form, *hint, *timed;
} usual[] = {
    EITHER("%d/%m/%Y", "%m/%d/%Y"),
    EITHER("%d/%m/%y", "%m/%d/%y"),
    EITHER("%d-%m-%Y", "%m-%d-%Y"),
    ROW("%Y/%m/%d"),
    ROW("%d.%m.%Y"),
    ROW("%d.%m.%y"),
    ROW("%Y.%m.%d"),
    ROW("%Y%m%d"),
    ROW("%d %b %Y"),
    ROW("%d-%b-%Y"),
    ROW("%d-%b-%y"),
    ROW("%b %d, %Y"),
    ROW("%b %d %Y"),
};

static bool
matches(const char *form, struct str *s)
{
	struct date_fields f = {0};

	return match(str_of(form), s, &f) == DATE_OK &&
	       date_exists(f.year, f.month, f.day);
}

static const char *
pattern_hint(struct str s)
{
	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++) {
		struct str rest = s;

		if (!matches(usual[i].form, &rest))
			continue;
		if (rest.n == 0)
			return usual[i].hint;
		if (is_blank(*rest.p) || *rest.p == 'T')
			return usual[i].timed;
	}
	return NULL;
}

/* Digits only, or digits, a point, digits. */
static const char *
number_hint(struct str s)
{
	size_t n = 0, end;

	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	end = n;
	if (end < s.n && s.p[end] == '.')
		for (end++; end < s.n && s.p[end] >= '0' && s.p[end] <= '9';)
			end++;
	if (end != s.n)
		return NULL;
	if (n == 10)
		return "pass --date-format epoch for seconds since 1970";
	if (n == 13)
		return "pass --date-format epoch-ms for milliseconds since "
		       "1970";
	if (n == 14 && end == n)
		return "pass --date-format %Y%m%d%H%M%S";
	if (n == 5)
		return "a spreadsheet's day number: format the column as "
		       "yyyy-mm-dd and save again";
	return NULL;
}

/* What follows a day that is fine. */
static const char *
time_hint(struct str s)
{
	struct str rest = s;
	char last = s.p[s.n - 1];

	if (!matches("%Y-%m-%d", &rest))
		return NULL;
	if (rest.n == 0)
		return "pass --date-format %Y-%m-%d for days and months of "
		       "one digit";
	if (rest.n < 5 || (!is_blank(*rest.p) && *rest.p != 'T'))
		return NULL;
	if (str_eq_nocase(rest_of(s, s.n - 2), STR("AM")) ||
	    str_eq_nocase(rest_of(s, s.n - 2), STR("PM")))
		return "pass --date-format '%Y-%m-%d %H:%M %p', or as the "
		       "time is written";
	if ((last >= 'A' && last <= 'Z') || (last >= 'a' && last <= 'z'))
		return "names of zones are not read: write Z or +HH:MM";
	return NULL;
}

const char *
date_hint(enum date_status status, struct str s)
{
	const char *hint;

	s = str_trim(s);
	if (status == DATE_NO_DAY && str_starts(s, STR("0000-00-00")))
		return "a database's zero date stands for none: leave such "
		       "rows out";
	if (status != DATE_MALFORMED || s.n == 0)
		return NULL;
	hint = number_hint(s);
	if (hint == NULL)
		hint = pattern_hint(s);
	return hint != NULL ? hint : time_hint(s);
}
