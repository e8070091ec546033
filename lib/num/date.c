/*
 * date: days since 1970-01-01 of the proleptic Gregorian calendar.
 *
 * Years are counted from March, so that the leap day is the last of its
 * year. Before day d of month i (March is 0) of year y lie
 *
 *	365 y + y/4 - y/100 + y/400 + (153 i + 2)/5 + d - 1
 *
 * days, divisions cut: 153/5 is the mean length of five months from March,
 * 31 30 31 30 31. The way back divides by the mean century, year and month
 * with remainders, in quarter days where the means have quarters; of the last
 * two with factors in place of divisors, which are exact where they are used:
 * C. Neri, L. Schneider, Euclidean affine functions and their application to
 * calendar algorithms, Software: Practice and Experience 53 (2023), 937-970.
 */
#include "num/date.h"

#include "num/dateform.h"
#include "num/plain.h"
#include "num/print.h"

enum {
	FIRST_DAY = -135140, /* 1600-01-01 */
	LAST_DAY = 2932896,  /* 9999-12-31 */
	MAX_OFFSET = 18 * 3600
};

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int32_t
date_day(int year, int month, int day)
{
	int y = year - (month <= 2), i = month > 2 ? month - 3 : month + 9;

	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * i + 2) / 5 + day -
	       1 - DATE_EPOCH;
}

void
date_civil(int32_t day, int *year, int *month, int *mday)
{
	const uint64_t quarter = 2939745; /* 2^32 / 1461 */
	int64_t from_march = (int64_t)day + DATE_EPOCH;
	uint64_t n, years, in_year, i;
	int cycles = 0, century, y;

	if (from_march < 0) {
		cycles = (int)floor_div(from_march, DATE_CENTURIES);
		from_march -= (int64_t)cycles * DATE_CENTURIES;
	}
	/* Quarter days; 2^32 parts of a year, which hold for all of a century;
	 * and 2^16 parts of a month, 2141 a day. */
	n = 4 * (uint64_t)from_march + 3;
	century = (int)(n / DATE_CENTURIES);
	years = quarter * (n % DATE_CENTURIES | 3);
	y = (int)(years >> 32);
	in_year = (years & UINT32_MAX) / (4 * quarter);
	i = 2141 * in_year + 197913;
	*mday = (int)((i & 0xffff) / 2141) + 1;
	*month = (int)(i >> 16) - (in_year >= 306 ? 12 : 0);
	*year = 400 * cycles + 100 * century + y + (in_year >= 306);
}

bool
date_exists(int year, int month, int day)
{
	static const int length[12] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (month < 1 || month > 12 || day < 1)
		return false;
	if (day <= length[month - 1])
		return true;
	return month == 2 && day == 29 && year % 4 == 0 &&
	       (year % 100 != 0 || year % 400 == 0);
}

int32_t
period_of(enum period p, int32_t day)
{
	int year, month, mday;

	if (p == PERIOD_DAY)
		return day;
	/* Day -3 was a Monday. */
	if (p == PERIOD_WEEK)
		return (int32_t)floor_div((int64_t)day + 3, 7);
	date_civil(day, &year, &month, &mday);
	if (p == PERIOD_MONTH)
		return year * 12 + month - 1;
	if (p == PERIOD_QUARTER)
		return year * 4 + (month - 1) / 3;
	return year;
}

int32_t
period_first_day(enum period p, int32_t index)
{
	int per_year = p == PERIOD_MONTH ? 12 : p == PERIOD_QUARTER ? 4 : 1;
	int year;

	if (p == PERIOD_DAY)
		return index;
	if (p == PERIOD_WEEK)
		return 7 * index - 3;
	year = (int)floor_div(index, per_year);
	return date_day(year, 1 + (index - year * per_year) * 12 / per_year, 1);
}

size_t
date_put(char *out, int32_t day)
{
	int year, month, mday;

	date_civil(day, &year, &month, &mday);
	print_two(out, year / 100);
	print_two(out + 2, year % 100);
	out[4] = '-';
	print_two(out + 5, month);
	out[7] = '-';
	print_two(out + 8, mday);
	return DATE_MAX;
}

size_t
date_put_time(char *out, int64_t us)
{
	int32_t day = date_of_instant(us);
	uint64_t rest = (uint64_t)(us - day * DATE_US_PER_DAY);
	unsigned second = (unsigned)(rest / 1000000);
	unsigned micro = (unsigned)(rest - second * UINT64_C(1000000));
	unsigned minute = second / 60;

	date_put(out, day);
	out[10] = 'T';
	print_two(out + 11, (int)(minute / 60));
	out[13] = ':';
	print_two(out + 14, (int)(minute % 60));
	out[16] = ':';
	print_two(out + 17, (int)(second - 60 * minute));
	if (micro == 0)
		return 19;
	out[19] = '.';
	print_two(out + 20, (int)(micro / 10000));
	print_two(out + 22, (int)(micro / 100 % 100));
	print_two(out + 24, (int)(micro % 100));
	return DATE_TIME_MAX;
}

int
date_digits(struct str *s, int most, int *v)
{
	int n = 0;

	*v = 0;
	while (n < most && s->n > 0 && *s->p >= '0' && *s->p <= '9') {
		*v = *v * 10 + (*s->p - '0');
		s->p++;
		s->n--;
		n++;
	}
	return n;
}

bool
date_fraction(struct str *s, int32_t *micro)
{
	int digit, n = 0;

	*micro = 0;
	if (s->n == 0 || *s->p != '.')
		return true;
	*s = (struct str){s->p + 1, s->n - 1};
	while (date_digits(s, 1, &digit) == 1)
		if (n++ < 6)
			*micro = *micro * 10 + digit;
	for (int i = n; i < 6; i++)
		*micro *= 10;
	return n > 0;
}

static bool
take(struct str *s, char c)
{
	if (s->n == 0 || *s->p != c)
		return false;
	*s = (struct str){s->p + 1, s->n - 1};
	return true;
}

bool
date_offset(struct str *s, int32_t *offset)
{
	int hours, minutes;
	bool west;

	*offset = 0;
	if (take(s, 'Z') || take(s, 'z'))
		return true;
	west = take(s, '-');
	if (!west && !take(s, '+'))
		return false;
	if (date_digits(s, 2, &hours) != 2)
		return false;
	take(s, ':');
	if (date_digits(s, 2, &minutes) != 2 || minutes > 59)
		return false;
	*offset = (hours * 60 + minutes) * (west ? -60 : 60);
	return *offset >= -MAX_OFFSET && *offset <= MAX_OFFSET;
}

/* A local time, in range or not. */
static enum date_status
place(int64_t us, struct date *out)
{
	int64_t day = floor_div(us, DATE_US_PER_DAY);

	if (day < FIRST_DAY || day > LAST_DAY)
		return DATE_RANGE;
	out->us = us;
	out->day = (int32_t)day;
	return DATE_OK;
}

enum date_status
date_instant(int64_t utc, const struct zone *zone, struct date *out)
{
	*out =
	    (struct date){.written = (int32_t)floor_div(utc, DATE_US_PER_DAY),
		.timed = true,
		.zoned = true};
	return place(zone_local(zone, utc), out);
}

enum date_status
date_turn(struct date *d, const struct zone *from, const struct zone *to)
{
	if (!d->timed || d->zoned)
		return DATE_OK;
	d->zoned = true;
	return place(zone_local(to, zone_utc(from, d->us)), d);
}

enum date_status
date_finish(
    const struct date_fields *f, const struct zone *zone, struct date *out)
{
	int64_t us;
	int32_t day;

	if (!date_exists(f->year, f->month, f->day) || f->hour > 23 ||
	    f->minute > 59 || f->second > 60 ||
	    (f->second == 60 && f->minute != 59))
		return DATE_NO_DAY;
	if (f->year < 1600 || f->year > 9999)
		return DATE_RANGE;
	day = date_day(f->year, f->month, f->day);
	us = day * DATE_US_PER_DAY +
	     (f->hour * 3600 + f->minute * 60 + f->second - f->offset) *
		 INT64_C(1000000) +
	     f->micro;
	if (f->zoned)
		us = zone_local(zone, us);
	*out =
	    (struct date){.written = day, .timed = f->timed, .zoned = f->zoned};
	return place(us, out);
}

/* HH:MM[:SS[.fraction]] and perhaps a zone, to the end. */
static bool
iso_time(struct str s, struct date_fields *f)
{
	f->timed = true;
	if (date_digits(&s, 2, &f->hour) != 2 || !take(&s, ':') ||
	    date_digits(&s, 2, &f->minute) != 2)
		return false;
	if (take(&s, ':') && (date_digits(&s, 2, &f->second) != 2 ||
				 !date_fraction(&s, &f->micro)))
		return false;
	if (s.n == 0)
		return true;
	take(&s, ' ');
	f->zoned = true;
	return date_offset(&s, &f->offset) && s.n == 0;
}

static enum date_status
iso_parse(const struct zone *zone, struct str s, struct date *out)
{
	struct date_fields f = {0};

	if (date_digits(&s, 4, &f.year) != 4 || !take(&s, '-') ||
	    date_digits(&s, 2, &f.month) != 2 || !take(&s, '-') ||
	    date_digits(&s, 2, &f.day) != 2)
		return DATE_MALFORMED;
	if (s.n > 0 && ((!take(&s, 'T') && !take(&s, 't') && !take(&s, ' ')) ||
			   !iso_time(s, &f)))
		return DATE_MALFORMED;
	return date_finish(&f, zone, out);
}

enum date_status
date_parse(const struct date_form *form, const struct zone *zone, struct str s,
    struct date *out)
{
	int32_t day;

	if (form == NULL && plain_day(s, &day)) {
		*out = date_of_day(day);
		return DATE_OK;
	}
	s = str_trim(s);
	if (s.n == 0)
		return DATE_EMPTY;
	if (form != NULL)
		return date_form_parse(form, zone, s, out);
	return iso_parse(zone, s, out);
}

const char *
date_problem(enum date_status status)
{
	switch (status) {
	case DATE_OK:
		return "no problem";
	case DATE_EMPTY:
		return "empty";
	case DATE_MALFORMED:
		return "not a date";
	case DATE_NO_DAY:
		return "no such day or time";
	case DATE_RANGE:
		return "year not in 1600-9999";
	}
	return "not a date";
}
