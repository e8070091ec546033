#include "ledger/given.h"

#include "base/buf.h"
#include "ledger/calendar.h"

static const struct {
	const char *name;
	enum expr_kind kind;
	int need; /* an enum need, or -1: the event tells */
} names[GIVENS] = {
    [GIVEN_TIER] = {"tier", EXPR_TEXT, NEED_TIER},
    [GIVEN_ORDERS] = {"orders", EXPR_DEC, NEED_ORDERS},
    [GIVEN_FIRST_ORDER] = {"first_order", EXPR_DEC, NEED_ORDERS},
    [GIVEN_STREAK] = {"streak", EXPR_DEC, NEED_STREAK},
    [GIVEN_STREAK_START] = {"streak_start", EXPR_DEC, NEED_STREAK},
    [GIVEN_BIRTHDAY_TODAY] = {"birthday_today", EXPR_DEC, NEED_BIRTHDAY},
    [GIVEN_BIRTHDAY_MONTH] = {"birthday_month", EXPR_DEC, NEED_BIRTHDAY},
    [GIVEN_BALANCE] = {"balance", EXPR_DEC, NEED_BALANCE},
    [GIVEN_WEEKDAY] = {"weekday", EXPR_DEC, -1},
    [GIVEN_DAY] = {"day", EXPR_DEC, -1},
    [GIVEN_MONTH] = {"month", EXPR_DEC, -1},
    [GIVEN_HOUR] = {"hour", EXPR_DEC, -1},
};

/* The events' columns, and what was wrong with the last name. */
struct lookup {
	const struct expr_scope *events;
	bool *missed, *clashed;
};

static long
find_column(const void *arg, struct str name)
{
	const struct lookup *l = arg;
	long at = l->events->column(l->events->arg, name);

	*l->missed = at == -1;
	return at;
}

/* The column `tier` is what sets the tier: no clash. */
static long
find_given(const void *arg, struct str name, enum expr_kind *kind)
{
	const struct lookup *l = arg;
	long k = 0;

	while (k < GIVENS && !str_is(name, names[k].name))
		k++;
	if (k == GIVENS)
		return -1;
	*kind = names[k].kind;
	*l->clashed =
	    k != GIVEN_TIER && l->events->column(l->events->arg, name) != -1;
	return *l->clashed ? -2 : k;
}

static void
hint_names(struct fault *f)
{
	struct buf b = {0};

	for (size_t k = 0; k < GIVENS; k++) {
		buf_puts(&b, k > 0 ? ", " : "");
		buf_puts(&b, names[k].name);
	}
	fault_hint(f, "a column of the events, or one of: %s", buf_cstr(&b));
	buf_free(&b);
}

struct expr *
given_compile(struct str text, const struct expr_scope *events, unsigned *needs,
    struct fault *f)
{
	bool missed = false, clashed = false;
	struct lookup l = {events, &missed, &clashed};
	struct expr_scope scope = {.column = find_column,
	    .arg = &l,
	    .given = find_given,
	    .decimal = true};
	size_t at;
	struct expr *e = expr_condition(text, &scope, &at, f);

	if (e == NULL && missed)
		hint_names(f);
	if (e == NULL && clashed)
		fault_hint(f, "rename the column");
	for (size_t k = 0; e != NULL && k < GIVENS; k++)
		if (names[k].need >= 0 && expr_reads_given(e, k))
			*needs |= 1U << names[k].need;
	return e;
}

static struct expr_value
whole(int64_t n)
{
	const int64_t most = INT64_MAX / DEC_ONE;

	n = n > most ? most : n < -most ? -most : n;
	return (struct expr_value){.kind = EXPR_DEC, .as.dec = n * DEC_ONE};
}

static struct expr_value
text(struct str s)
{
	if (s.n == 0)
		return (struct expr_value){.kind = EXPR_EMPTY};
	return (struct expr_value){.kind = EXPR_TEXT, .as.text = s};
}

static bool
is_birthday(int32_t birthday, int year, int32_t today)
{
	return birthday == today ||
	       (birthday == 229 && today == 228 && !date_exists(year, 2, 29));
}

void
given_set(struct given_row *g, const struct event *e, const struct facts *facts)
{
	struct expr_value *v;
	int64_t in_day = e->us - e->day * DATE_US_PER_DAY;
	int year, month, mday;
	uint64_t orders = facts->orders;

	date_civil(e->day, &year, &month, &mday);
	*g = (struct given_row){.row = *e->row};
	g->row.given = v = g->value;
	v[GIVEN_TIER] = text(facts->tier);
	v[GIVEN_ORDERS] =
	    whole(orders > INT64_MAX ? INT64_MAX : (int64_t)orders);
	v[GIVEN_FIRST_ORDER] = whole(orders == 0);
	v[GIVEN_STREAK] = whole(facts->streak);
	v[GIVEN_STREAK_START] = whole(facts->streak_start);
	v[GIVEN_BIRTHDAY_TODAY] =
	    whole(is_birthday(facts->birthday, year, 100 * month + mday));
	v[GIVEN_BIRTHDAY_MONTH] = whole(facts->birthday / 100 == month);
	v[GIVEN_BALANCE] = whole(facts->balance);
	v[GIVEN_WEEKDAY] = whole(
	    e->day -
	    period_first_day(PERIOD_WEEK, period_of(PERIOD_WEEK, e->day)) + 1);
	v[GIVEN_DAY] = whole(mday);
	v[GIVEN_MONTH] = whole(month);
	v[GIVEN_HOUR] = whole(in_day / (DATE_US_PER_DAY / 24));
}

int32_t
facts_birthday(struct str s)
{
	static const struct zone utc = {0};
	struct date d;
	char leap[DATE_MAX];

	s = str_trim(s);
	if (s.n == 5) {
		memcpy(leap, "2000-", 5);
		memcpy(leap + 5, s.p, 5);
		s = (struct str){leap, DATE_MAX};
	}
	if (s.n != DATE_MAX || date_parse(NULL, &utc, s, &d) != DATE_OK)
		return 0;
	return calendar_month_day(d.day);
}
