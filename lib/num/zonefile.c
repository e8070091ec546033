/*
 * zonefile: TZif files and the POSIX TZ strings behind them.
 *
 * A file is a header and a block of data with moments of 4 bytes; from version
 * 2 on there follow another header and block, with 8 bytes, which is the one to
 * read, and a footer: the rule, between line feeds. A block holds the moments,
 * their types (one byte each), the types (offset, daylight, name), the names,
 * leap seconds and two sorts of marks that are of no use here.
 */
#include "num/zonefile.h"

#include "num/dateform.h"

enum {
	HEADER = 44,
	TYPE = 6, /* bytes of one */
	DAY = 86400,
	FAR = 26 * 3600 /* no clock is as far from UTC */
};

/* Leaves room to reckon in  [seconds]. */
#define LATEST (INT64_C(1) << 60)

/* The counts of a header, in their order. */
enum { IS_UT, IS_STD, LEAPS, TIMES, TYPES, CHARS, COUNTS };

/* --- rules --- */

static bool
take(struct str *s, char c)
{
	if (s->n == 0 || *s->p != c)
		return false;
	*s = (struct str){s->p + 1, s->n - 1};
	return true;
}

static bool
take_number(struct str *s, int least, int most, int *v)
{
	return date_digits(s, 3, v) > 0 && *v >= least && *v <= most;
}

/* At least three letters, or <+03>. */
static bool
take_name(struct str *s)
{
	bool quoted = take(s, '<');
	size_t n = 0;

	for (; n < s->n; n++) {
		char c = s->p[n];
		bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
		bool other = (c >= '0' && c <= '9') || c == '+' || c == '-';

		if (!letter && (!quoted || !other))
			break;
	}
	*s = (struct str){s->p + n, s->n - n};
	return n >= 3 && (!quoted || take(s, '>'));
}

/* [+-]hh[:mm[:ss]] */
static bool
take_time(struct str *s, int most, int32_t *seconds)
{
	bool minus = take(s, '-');
	int hours, minutes = 0, rest = 0;

	if (!minus)
		take(s, '+');
	if (!take_number(s, 0, most, &hours))
		return false;
	if (take(s, ':') &&
	    (!take_number(s, 0, 59, &minutes) ||
		(take(s, ':') && !take_number(s, 0, 59, &rest))))
		return false;
	*seconds = (hours * 3600 + minutes * 60 + rest) * (minus ? -1 : 1);
	return true;
}

static bool
take_date(struct str *s, struct zone_date *d)
{
	bool ok;

	*d = (struct zone_date){.kind = '0', .time = 2 * 3600};
	if (take(s, 'M')) {
		d->kind = 'M';
		ok = take_number(s, 1, 12, &d->month) && take(s, '.') &&
		     take_number(s, 1, 5, &d->week) && take(s, '.') &&
		     take_number(s, 0, 6, &d->weekday);
	} else if (take(s, 'J')) {
		d->kind = 'J';
		ok = take_number(s, 1, 365, &d->day);
	} else {
		ok = take_number(s, 0, 365, &d->day);
	}
	return ok && (!take(s, '/') || take_time(s, 167, &d->time));
}

bool
zone_rule_parse(struct str s, struct zone_rule *rule)
{
	*rule = (struct zone_rule){0};
	if (!take_name(&s) || !take_time(&s, 24, &rule->offset))
		return false;
	rule->offset = -rule->offset; /* POSIX counts to the west */
	if (s.n == 0)
		return true;
	rule->dst = true;
	rule->dst_offset = rule->offset + 3600;
	if (!take_name(&s))
		return false;
	if (s.n > 0 && *s.p != ',') {
		if (!take_time(&s, 24, &rule->dst_offset))
			return false;
		rule->dst_offset = -rule->dst_offset;
	}
	return take(&s, ',') && take_date(&s, &rule->start) && take(&s, ',') &&
	       take_date(&s, &rule->end) && s.n == 0;
}

/* Day 3 of the epoch was a Sunday. */
static int
weekday(int32_t day)
{
	return (int)(((int64_t)day - 3) % 7 + 7) % 7;
}

/* The local time in a year, counted from the epoch  [seconds]. */
static int64_t
moment(const struct zone_date *d, int year)
{
	int32_t first = date_day(year, 1, 1), day = first + d->day;

	if (d->kind == 'J') {
		/* Day 60 is March 1 in every year. */
		day -= !(d->day >= 60 && date_exists(year, 2, 29));
	} else if (d->kind == 'M') {
		int next = d->month % 12 + 1;

		first = date_day(year, d->month, 1);
		day = first + (d->weekday - weekday(first) + 7) % 7 +
		      7 * (d->week - 1);
		/* The fifth is the last, which may be the fourth. */
		if (day >= date_day(year + (next == 1), next, 1))
			day -= 7;
	}
	return (int64_t)day * DAY + d->time;
}

void
zone_rule_year(
    const struct zone_rule *rule, int year, struct zone_change two[2])
{
	struct zone_change start = {
	    moment(&rule->start, year) - rule->offset, rule->dst_offset};
	struct zone_change end = {
	    moment(&rule->end, year) - rule->dst_offset, rule->offset};
	bool south = end.at < start.at;

	two[0] = south ? end : start;
	two[1] = south ? start : end;
}

/* --- files --- */

static uint32_t
word(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 |
	       (uint32_t)u[2] << 8 | u[3];
}

static int64_t
at_of(const struct zone_file *f, size_t i)
{
	const char *p = f->at + (f->wide ? 8 : 4) * i;

	if (!f->wide)
		return (int32_t)word(p);
	return (int64_t)((uint64_t)word(p) << 32 | word(p + 4));
}

static int32_t
offset_of(const struct zone_file *f, size_t type)
{
	return (int32_t)word(f->type + TYPE * type);
}

struct zone_change
zone_file_change(const struct zone_file *f, size_t i)
{
	return (struct zone_change){
	    at_of(f, i), offset_of(f, (unsigned char)f->of[i])};
}

int32_t
zone_file_before(const struct zone_file *f)
{
	/* Without any change, what there is of a rule has always held. */
	if (f->changes == 0 && f->ruled)
		return f->rule.offset;
	return offset_of(f, 0);
}

static bool
wrong(const char **what, const char *why)
{
	*what = why;
	return false;
}

/* One header and its block off the front of *s. */
static bool
take_block(struct str *s, bool wide, struct zone_file *f, const char **what)
{
	uint64_t n[COUNTS], moment_size = wide ? 8 : 4, size;
	const char *p;

	if (s->n < HEADER || memcmp(s->p, "TZif", 4) != 0)
		return wrong(what, "not a time zone file");
	p = s->p + HEADER;
	for (size_t i = 0; i < COUNTS; i++)
		n[i] = word(s->p + 20 + 4 * i);
	size = HEADER + n[TIMES] * (moment_size + 1) + n[TYPES] * TYPE +
	       n[CHARS] + n[LEAPS] * (moment_size + 4) + n[IS_STD] + n[IS_UT];
	if (s->n < size)
		return wrong(what, "a time zone file cut short");
	*f = (struct zone_file){.changes = (size_t)n[TIMES],
	    .types = (size_t)n[TYPES],
	    .wide = wide,
	    .at = p,
	    .of = p + n[TIMES] * moment_size,
	    .type = p + n[TIMES] * (moment_size + 1)};
	if (n[LEAPS] != 0)
		return wrong(what, "a time zone that counts leap seconds");
	*s = (struct str){s->p + size, s->n - (size_t)size};
	return true;
}

/* The rule between two line feeds; none is fine. */
static bool
take_footer(struct str s, struct zone_file *f, const char **what)
{
	const char *end;

	if (!take(&s, '\n') || (end = memchr(s.p, '\n', s.n)) == NULL)
		return wrong(what, "a time zone file cut short");
	s.n = (size_t)(end - s.p);
	f->ruled = s.n > 0;
	if (f->ruled && !zone_rule_parse(s, &f->rule))
		return wrong(what, "a time zone file with an unknown rule");
	return true;
}

static bool
check(const struct zone_file *f, const char **what)
{
	if (f->types == 0)
		return wrong(what, "a time zone file without types");
	for (size_t i = 0; i < f->types; i++)
		if (offset_of(f, i) <= -FAR || offset_of(f, i) >= FAR)
			return wrong(what, "a time zone file with an offset "
					   "beyond a day");
	for (size_t i = 0; i < f->changes; i++) {
		if ((unsigned char)f->of[i] >= f->types)
			return wrong(what, "a time zone file with an unknown "
					   "type");
		if (i > 0 && at_of(f, i) <= at_of(f, i - 1))
			return wrong(what, "a time zone file out of order");
	}
	/* Files do begin with a moment before the universe. */
	if (f->changes > 0 &&
	    (at_of(f, 0) < -LATEST || at_of(f, f->changes - 1) > LATEST >> 20))
		return wrong(what, "a time zone file beyond all calendars");
	return true;
}

bool
zone_file_read(struct str s, struct zone_file *f, const char **what)
{
	bool wide = s.n > 4 && s.p[4] != '\0';

	*f = (struct zone_file){0};
	if (!take_block(&s, false, f, what))
		return false;
	if (wide &&
	    (!take_block(&s, true, f, what) || !take_footer(s, f, what)))
		return false;
	return check(f, what);
}
