#include "ledger/calendar.h"

#include "num/date.h"
#include "num/parse.h"
#include "num/print.h"

enum { MONTHS_MOST = 120 };

static int
month_length(int year, int month)
{
	static const int length[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return length[month - 1] + (month == 2 && date_exists(year, 2, 29));
}

int32_t
calendar_add_months(int32_t day, int32_t months)
{
	int year, month, mday, last;
	int64_t at;

	date_civil(day, &year, &month, &mday);
	at = (int64_t)year * 12 + month - 1 + months;
	if (at < INT64_C(1600) * 12)
		return CALENDAR_FIRST;
	if (at >= INT64_C(10000) * 12)
		return CALENDAR_LAST;
	year = (int)(at / 12);
	month = (int)(at % 12) + 1;
	last = month_length(year, month);
	return date_day(year, month, mday < last ? mday : last);
}

int32_t
calendar_add_days(int32_t day, int64_t n)
{
	if (n > CALENDAR_LAST - (int64_t)day)
		return CALENDAR_LAST;
	if (n < CALENDAR_FIRST - (int64_t)day)
		return CALENDAR_FIRST;
	return (int32_t)(day + n);
}

int32_t
calendar_month_day(int32_t day)
{
	int year, month, mday;

	date_civil(day, &year, &month, &mday);
	return 100 * month + mday;
}

static bool
months(struct str s, int32_t *n)
{
	int64_t v;

	if (s.n < 2 || s.p[0] < '0' || s.p[0] > '9' || s.p[s.n - 2] == ' ' ||
	    (s.p[s.n - 1] != 'm' && s.p[s.n - 1] != 'M') ||
	    parse_i64((struct str){s.p, s.n - 1}, &v) != PARSE_OK || v < 1 ||
	    v > MONTHS_MOST)
		return false;
	*n = (int32_t)v;
	return true;
}

bool
window_parse(struct str s, struct window *w)
{
	struct window v = {WINDOW_MONTHS, 0};

	s = str_trim(s);
	if (str_eq_nocase(s, STR("year")))
		v.form = WINDOW_YEAR;
	else if (str_eq_nocase(s, STR("anniversary")))
		v.form = WINDOW_ANNIVERSARY;
	else if (!months(s, &v.months))
		return false;
	*w = v;
	return true;
}

static int32_t
span(const struct window *w)
{
	return w->months == 0 ? 12 : w->months;
}

size_t
window_put(char *out, const struct window *w)
{
	struct str s =
	    w->form == WINDOW_YEAR ? STR("year") : STR("anniversary");
	size_t n;

	if (w->form != WINDOW_MONTHS) {
		memcpy(out, s.p, s.n);
		return s.n;
	}
	n = print_i64(out, span(w));
	out[n] = 'm';
	return n + 1;
}

/* The day's year of membership, from 0; those before it belong to the first. */
static int32_t
membership_year(int32_t day, int32_t enrolled)
{
	int32_t year =
	    (period_of(PERIOD_MONTH, day) - period_of(PERIOD_MONTH, enrolled)) /
	    12;

	if (day < enrolled)
		return 0;
	return year - (calendar_add_months(enrolled, 12 * year) > day);
}

int32_t
window_first(const struct window *w, int32_t day, int32_t enrolled)
{
	if (w->form == WINDOW_MONTHS)
		return calendar_add_months(day, -span(w)) + 1;
	if (w->form == WINDOW_YEAR)
		return period_first_day(
		    PERIOD_YEAR, period_of(PERIOD_YEAR, day));
	if (day < enrolled)
		return CALENDAR_FIRST;
	return calendar_add_months(
	    enrolled, 12 * membership_year(day, enrolled));
}

int32_t
window_until(const struct window *w, int32_t day, int32_t enrolled)
{
	if (w->form == WINDOW_MONTHS)
		return calendar_add_months(day, span(w));
	if (w->form == WINDOW_YEAR)
		return calendar_add_months(period_first_day(PERIOD_YEAR,
					       period_of(PERIOD_YEAR, day)),
			   24) -
		       1;
	return calendar_add_months(
		   enrolled, 12 * (membership_year(day, enrolled) + 2)) -
	       1;
}
