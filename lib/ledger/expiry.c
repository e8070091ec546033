#include "ledger/expiry.h"

#include "ledger/calendar.h"
#include "ledger/event.h"
#include "num/date.h"
#include "num/parse.h"
#include "num/print.h"

enum { DAYS_MOST = 36525, MONTHS_MOST = 1200 };

const char expiry_forms[] =
    "never, 365d, 12m, end-of-month, end-of-quarter+1, end-of-year+1, "
    "2026-12-31, inactive 12m";

static const char *const period_name[] = {
    "end-of-month", "end-of-quarter", "end-of-year"};

static const char not_one[] = "not a form of expiry";

/* Digits only: no sign, no blank. */
static const char *
count(struct str s, int64_t most, int32_t *n)
{
	int64_t v;

	if (s.n == 0 || s.p[0] < '0' || s.p[0] > '9' || s.p[s.n - 1] < '0' ||
	    s.p[s.n - 1] > '9' || parse_i64(s, &v) == PARSE_MALFORMED)
		return not_one;
	if (parse_i64(s, &v) != PARSE_OK || v < 1 || v > most)
		return most == DAYS_MOST ? "days are 1 to 36525"
					 : "months and periods are 1 to 1200";
	*n = (int32_t)v;
	return NULL;
}

static const char *
length(struct str s, struct expiry *e)
{
	struct str digits = {s.p, s.n - (s.n > 0)};
	char last = s.n > 0 ? s.p[s.n - 1] : '\0';

	if (last == 'd' || last == 'D') {
		e->form = EXPIRY_DAYS;
		return count(digits, DAYS_MOST, &e->n);
	}
	if (last != 'm' && last != 'M')
		return not_one;
	e->form = EXPIRY_MONTHS;
	return count(digits, MONTHS_MOST, &e->n);
}

static bool
starts(struct str *s, const char *word)
{
	struct str w = str_of(word);

	if (s->n < w.n || !str_eq_nocase((struct str){s->p, w.n}, w))
		return false;
	*s = (struct str){s->p + w.n, s->n - w.n};
	return true;
}

static const char *
period(struct str s, struct expiry *e)
{
	for (int i = 0; i < 3; i++) {
		struct str rest = s;

		if (!starts(&rest, period_name[i]))
			continue;
		e->form = (enum expiry_form)(EXPIRY_MONTH + i);
		e->n = 0;
		if (rest.n == 0)
			return NULL;
		if (rest.p[0] != '+')
			return not_one;
		return count(
		    (struct str){rest.p + 1, rest.n - 1}, MONTHS_MOST, &e->n);
	}
	return not_one;
}

static const char *
date(struct str s, struct expiry *e)
{
	static const struct zone utc = {0};
	struct date d;
	enum date_status status = date_parse(NULL, &utc, s, &d);

	if (status == DATE_EMPTY || status == DATE_MALFORMED)
		return not_one;
	if (status != DATE_OK)
		return date_problem(status);
	if (d.timed)
		return "a day is wanted, without a time";
	*e = (struct expiry){EXPIRY_DATE, d.day};
	return NULL;
}

static const char *
parse(struct str s, struct expiry *e)
{
	struct str rest = s;
	const char *what;

	if (str_eq_nocase(s, STR("never")))
		return NULL;
	if (starts(&rest, "inactive") && rest.n > 0 &&
	    (rest.p[0] == ' ' || rest.p[0] == '\t')) {
		what = length(str_trim(rest), e);
		if (what == NULL && e->form != EXPIRY_MONTHS)
			return "inactivity is in months";
		e->form = EXPIRY_INACTIVE;
		return what;
	}
	what = period(s, e);
	if (what == not_one)
		what = length(s, e);
	return what == not_one ? date(s, e) : what;
}

const char *
expiry_parse(struct str s, struct expiry *e)
{
	struct expiry v = {0};
	const char *what = parse(str_trim(s), &v);

	if (what == NULL)
		*e = v;
	return what;
}

static size_t
put(char *out, size_t n, const char *s)
{
	memcpy(out + n, s, strlen(s));
	return n + strlen(s);
}

static size_t
put_period(char *out, const struct expiry *e)
{
	size_t n = put(out, 0, period_name[e->form - EXPIRY_MONTH]);

	if (e->n == 0)
		return n;
	out[n] = '+';
	return n + 1 + print_i64(out + n + 1, e->n);
}

size_t
expiry_put(char *out, const struct expiry *e)
{
	size_t n = 0;

	switch (e->form) {
	case EXPIRY_NEVER:
		return put(out, 0, "never");
	case EXPIRY_DATE:
		return date_put(out, e->n);
	case EXPIRY_MONTH:
	case EXPIRY_QUARTER:
	case EXPIRY_YEAR:
		return put_period(out, e);
	case EXPIRY_INACTIVE:
		n = put(out, 0, "inactive ");
		break;
	case EXPIRY_DAYS:
	case EXPIRY_MONTHS:
		break;
	}
	n += print_i64(out + n, e->n);
	out[n] = e->form == EXPIRY_DAYS ? 'd' : 'm';
	return n + 1;
}

/* The first day of the period behind the n-th after the day's own. */
static int32_t
period_end(enum period p, int32_t day, int32_t n)
{
	int32_t per_year = p == PERIOD_MONTH ? 12 : p == PERIOD_QUARTER ? 4 : 1;
	int32_t at = period_of(p, day) + n + 1;

	return at >= 10000 * per_year ? CALENDAR_LAST + 1
				      : period_first_day(p, at);
}

static int32_t
end_day(const struct expiry *e, int32_t day)
{
	switch (e->form) {
	case EXPIRY_DAYS:
		return calendar_add_days(day, e->n);
	case EXPIRY_MONTHS:
	case EXPIRY_INACTIVE:
		return calendar_add_months(day, e->n);
	case EXPIRY_MONTH:
		return period_end(PERIOD_MONTH, day, e->n);
	case EXPIRY_QUARTER:
		return period_end(PERIOD_QUARTER, day, e->n);
	case EXPIRY_YEAR:
		return period_end(PERIOD_YEAR, day, e->n);
	case EXPIRY_DATE:
		return e->n + 1;
	case EXPIRY_NEVER:
		break;
	}
	return CALENDAR_LAST;
}

/* The calendar's last day stands for all behind it. */
int64_t
expiry_end(const struct expiry *e, int32_t day)
{
	int32_t end = end_day(e, day);

	return end >= CALENDAR_LAST ? EVENT_NEVER : end * DATE_US_PER_DAY;
}
