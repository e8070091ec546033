#include "fold/partial.h"

#include "num/dec.h"
#include "num/parse.h"
#include "num/print.h"

static const char *const periods[] = {
    "day", "week", "month", "quarter", "year"};

static void
put_day(struct buf *b, int32_t day)
{
	b->n += date_put(buf_room(b, DATE_MAX), day);
}

void
partial_put_days(struct buf *b, const struct fold_person *p, bool money)
{
	for (size_t i = 0; i < p->days; i++) {
		const struct day_sum *d = &p->day[i];

		if (i > 0)
			buf_putc(b, ' ');
		put_day(b, d->day);
		if (money) {
			buf_putc(b, ':');
			b->n += dec_put(buf_room(b, DEC_MAX), d->sum, '.');
		}
		if (d->n != 1) {
			buf_putc(b, '*');
			b->n += print_u64(buf_room(b, PRINT_MAX), d->n);
		}
	}
}

/* YYYY-MM-DD and nothing else. */
static bool
get_day(struct str s, int32_t *day)
{
	struct date date;

	if (s.n != DATE_MAX || date_parse(NULL, NULL, s, &date) != DATE_OK)
		return false;
	*day = date.day;
	return true;
}

bool
partial_next_day(struct str *rest, bool money, struct day_sum *out)
{
	struct str day, count, sum = {NULL, 0};
	int64_t n = 1;

	*out = (struct day_sum){0};
	if (!str_split(rest, ' ', &count) || !str_split(&count, '*', &sum) ||
	    !str_split(&sum, ':', &day) || !get_day(day, &out->day))
		return false;
	if (count.p != NULL &&
	    (parse_i64(count, &n) != PARSE_OK || n < 0 || n > INT32_MAX))
		return false;
	out->n = (uint32_t)n;
	if (!money)
		return sum.p == NULL;
	return sum.p != NULL && dec_parse(NULL, sum, &out->sum) == DEC_OK;
}

void
partial_put_mark(struct buf *b, const struct partial_mark *m)
{
	buf_puts(b, "last=");
	if (m->any)
		put_day(b, m->last);
	buf_printf(b, " period=%s amount=%s digest=%016llx", periods[m->period],
	    m->money ? "yes" : "no", (unsigned long long)m->digest);
}

/* The value of the next word, which must have that name. */
static bool
next_word(struct str *rest, const char *name, struct str *value)
{
	struct str key;

	return str_split(rest, ' ', value) && str_split(value, '=', &key) &&
	       str_is(key, name) && value->p != NULL;
}

static bool
get_period(struct str s, enum period *p)
{
	for (size_t i = 0; i < sizeof(periods) / sizeof(*periods); i++)
		if (str_is(s, periods[i])) {
			*p = (enum period)i;
			return true;
		}
	return false;
}

static bool
get_digest(struct str s, uint64_t *v)
{
	static const char digits[] = "0123456789abcdef";

	*v = 0;
	for (size_t i = 0; i < s.n; i++) {
		const char *at = memchr(digits, s.p[i], 16);

		if (at == NULL)
			return false;
		*v = *v << 4 | (uint64_t)(at - digits);
	}
	return s.n == 16;
}

bool
partial_get_mark(struct str s, struct partial_mark *m)
{
	struct str last, period, money, digest;

	if (!next_word(&s, "last", &last) ||
	    !next_word(&s, "period", &period) ||
	    !next_word(&s, "amount", &money) ||
	    !next_word(&s, "digest", &digest) || s.p != NULL)
		return false;
	m->any = last.n > 0;
	m->money = str_is(money, "yes");
	return (!m->any || get_day(last, &m->last)) &&
	       get_period(period, &m->period) &&
	       (m->money || str_is(money, "no")) &&
	       get_digest(digest, &m->digest);
}

/* FNV-1a in 64 bits. */
uint64_t
partial_digest(struct str s)
{
	uint64_t h = 0xcbf29ce484222325U;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3U;
	return h;
}
