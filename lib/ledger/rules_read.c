/* The file of rules: what a row may say, and what is wrong with it. */
#include "ledger/calendar.h"
#include "ledger/rule.h"
#include "num/dec.h"

const char *const rule_columns[] = {"name", "on", "activity", "kind", "unit",
    "issuer", "when", "from", "until", "min", "rate", "bands", "times",
    "points", "round", "cap", "available", "expires", NULL};

/* Which column makes a row of that kind. */
static const size_t kind_column[] = {RULE_RATE, RULE_TIMES, RULE_POINTS};
static const char *const kind_names[] = {"base", "times", "bonus", NULL};

static bool
read_kind(struct rule *rule, const struct sheet_row *row)
{
	int kind = -1, found = -1;

	for (int i = KIND_BASE; i <= KIND_BONUS; i++)
		if (sheet_has(row, kind_column[i])) {
			if (found >= 0)
				return sheet_bad(row, kind_column[i],
				    "a row has one of rate, times and points",
				    "make two rows of it");
			found = i;
		}
	if (found < 0)
		return sheet_bad(row, RULE_RATE,
		    "a row has one of rate, times and points",
		    "rate converts money, times multiplies what it gives, "
		    "points are added");
	if (!sheet_word(row, RULE_KIND, kind_names, &kind))
		return false;
	if (kind >= 0 && kind != found)
		return sheet_bad(row, RULE_KIND, "not the kind of this row",
		    "base has a rate, times has times, bonus has points");
	rule->kind = (enum rule_kind)found;
	return true;
}

static bool
read_on(struct rule *rule, const struct sheet_row *row, struct arena *arena)
{
	static const char *const words[] = {
	    "purchase", "activity", "referral", NULL};
	int on = ON_PURCHASE;

	if (!sheet_word(row, RULE_ON, words, &on))
		return false;
	rule->on = (enum rule_on)on;
	if (on != ON_PURCHASE && rule->kind != KIND_BONUS)
		return sheet_bad(row, kind_column[rule->kind],
		    "only purchases are converted",
		    "an activity or a referral gives points");
	if (on != ON_ACTIVITY)
		return sheet_none(row, RULE_ACTIVITY,
		    "an activity in a row that is not on one");
	if (!sheet_has(row, RULE_ACTIVITY))
		return sheet_bad(row, RULE_ACTIVITY, "which activity?",
		    "the name that events have in their column activity");
	rule->activity = arena_str(arena, sheet_text(row, RULE_ACTIVITY));
	return true;
}

static bool
read_unit(struct rule *rule, const struct sheet_row *row)
{
	static const char *const words[] = {"points", "growth", "both", NULL};
	int unit = UNIT_POINTS;

	if (!sheet_word(row, RULE_UNIT, words, &unit))
		return false;
	rule->unit[UNIT_POINTS] = unit != UNIT_GROWTH;
	rule->unit[UNIT_GROWTH] = unit != UNIT_POINTS;
	return true;
}

static bool
bad_rate(const struct sheet_row *row, const char *what)
{
	return sheet_bad(row, RULE_RATE, what,
	    "points for 1 of money, as 1 or 0.5, or bands that ascend from "
	    "0, as 0:1 100:1.5 500:2");
}

/* A decimal of at least 0 in the rate, or a fault there. */
static bool
rate_number(const struct sheet_row *row, struct str s, int64_t *v)
{
	enum dec_status status = dec_parse(NULL, s, v);

	if (status != DEC_OK)
		return bad_rate(row, dec_problem(status));
	return *v >= 0 || bad_rate(row, "below 0");
}

static void
put_band(struct buf *way, int64_t from, int64_t rate)
{
	way->n += dec_put(buf_room(way, DEC_MAX), from, '.');
	buf_putc(way, ':');
	way->n += dec_put(buf_room(way, DEC_MAX), rate, '.');
	buf_putc(way, ' ');
}

static bool
read_bands(const struct sheet_row *row, struct buf *way)
{
	struct str rest = sheet_text(row, RULE_RATE), band, from;
	int64_t at, rate, last = -1;

	if (memchr(rest.p, ':', rest.n) == NULL) {
		if (!rate_number(row, rest, &rate))
			return false;
		put_band(way, 0, rate);
		return true;
	}
	while (str_split(&rest, ' ', &band)) {
		if (band.n == 0)
			continue;
		if (!str_split(&band, ':', &from) || band.p == NULL)
			return bad_rate(row, "a band has FROM:RATE");
		if (!rate_number(row, from, &at) ||
		    !rate_number(row, band, &rate))
			return false;
		if (last < 0 ? at != 0 : at <= last)
			return bad_rate(row, "bands ascend from 0");
		last = at;
		put_band(way, at, rate);
	}
	return true;
}

static bool
read_round(const struct sheet_row *row, enum rounding *round)
{
	static const char *const words[] = {
	    "floor", "half-up", "half-even", "ceil", NULL};
	int word = (int)*round;

	if (!sheet_word(row, RULE_ROUND, words, &word))
		return false;
	*round = (enum rounding)word;
	return true;
}

static bool
read_base(struct rule *rule, const struct sheet_row *row, enum rounding round,
    struct arena *arena)
{
	static const char *const words[] = {"marginal", "whole", NULL};
	struct buf way = {0};
	int whole = 0;
	bool ok = read_bands(row, &way) &&
		  sheet_word(row, RULE_BANDS, words, &whole) &&
		  read_round(row, &round);

	if (ok) {
		buf_puts(&way, words[whole]);
		buf_putc(&way, ' ');
		buf_puts(&way, rounding_name(round));
		rule->way = arena_str(arena, buf_view(&way));
	}
	buf_free(&way);
	return ok;
}

/* The one value that makes the kind; bonuses and times have no rounding. */
static bool
read_value(struct rule *rule, const struct sheet_row *row,
    const struct rules_defaults *defaults, struct arena *arena)
{
	if (rule->kind == KIND_BASE)
		return read_base(rule, row, defaults->round, arena);
	if (!sheet_none(row, RULE_BANDS, "bands without a rate") ||
	    !sheet_none(row, RULE_ROUND, "rounding without a rate"))
		return false;
	if (rule->kind == KIND_TIMES)
		return sheet_dec(row, RULE_TIMES, &rule->times);
	return sheet_count(row, RULE_POINTS, 1, &rule->points);
}

static bool
read_dates(struct rule *rule, const struct sheet_row *row)
{
	rule->from = CALENDAR_FIRST;
	rule->until = CALENDAR_LAST;
	if (!sheet_day(row, RULE_FROM, &rule->from) ||
	    !sheet_day(row, RULE_UNTIL, &rule->until))
		return false;
	return rule->from <= rule->until ||
	       sheet_bad(row, RULE_UNTIL, "before its 'from'", NULL);
}

static bool
read_cap(struct rule *rule, const struct sheet_row *row)
{
	rule->capped = sheet_has(row, RULE_CAP);
	if (!rule->capped)
		return true;
	if (rule->kind == KIND_TIMES)
		return sheet_bad(row, RULE_CAP, "a factor has no cap",
		    "cap the row with the rate");
	return cap_parse(sheet_text(row, RULE_CAP), false, &rule->cap) ||
	       sheet_bad(row, RULE_CAP, "not a cap",
		   "points as 500 per month, times as 3x per week; per day, "
		   "week, month, year, ever");
}

static bool
read_delay(struct rule *rule, const struct sheet_row *row)
{
	struct expiry delay;

	if (!sheet_has(row, RULE_AVAILABLE))
		return true;
	if (expiry_parse(sheet_text(row, RULE_AVAILABLE), &delay) != NULL ||
	    delay.form != EXPIRY_DAYS)
		return sheet_bad(row, RULE_AVAILABLE, "not a delay in days",
		    "14d: from 00:00 of the 14th day after");
	rule->delay = delay.n;
	return true;
}

static bool
read_expires(struct rule *rule, const struct sheet_row *row,
    const struct rules_defaults *defaults)
{
	const char *what;
	bool ok = true;

	rule->expires = defaults->expires;
	if (!sheet_has(row, RULE_EXPIRES))
		return true;
	what = expiry_parse(sheet_text(row, RULE_EXPIRES), &rule->expires);
	if (what != NULL) {
		ok = sheet_bad(row, RULE_EXPIRES, what, NULL);
		fault_hint(row->f, "one of: %s", expiry_forms);
	}
	return ok;
}

/* When points may be spent: of no use to a factor, nor to growth. */
static bool
read_life(struct rule *rule, const struct sheet_row *row,
    const struct rules_defaults *defaults)
{
	const char *none = rule->kind == KIND_TIMES
			       ? "a factor gives no points of its own"
			   : !rule->unit[UNIT_POINTS]
			       ? "growth is not spent and does not expire"
			       : NULL;

	if (none != NULL)
		return sheet_none(row, RULE_AVAILABLE, none) &&
		       sheet_none(row, RULE_EXPIRES, none);
	return read_delay(rule, row) && read_expires(rule, row, defaults);
}

static bool
read_min(struct rule *rule, const struct sheet_row *row)
{
	if (rule->on == ON_ACTIVITY)
		return sheet_none(row, RULE_MIN, "an activity has no amount");
	return sheet_dec(row, RULE_MIN, &rule->min);
}

bool
rule_read(struct rule *rule, const struct sheet_row *row,
    const struct rules_defaults *defaults, struct arena *arena)
{
	*rule = (struct rule){0};
	if (!sheet_has(row, RULE_NAME))
		return sheet_bad(row, RULE_NAME, "a rule without a name", NULL);
	if (!read_kind(rule, row) || !read_on(rule, row, arena) ||
	    !read_unit(rule, row) || !read_value(rule, row, defaults, arena) ||
	    !read_dates(rule, row) || !read_min(rule, row) ||
	    !read_cap(rule, row) || !read_life(rule, row, defaults))
		return false;
	rule->name = arena_str(arena, sheet_text(row, RULE_NAME));
	rule->issuer = arena_str(arena, sheet_text(row, RULE_ISSUER));
	rule->text = arena_str(arena, sheet_text(row, RULE_WHEN));
	return true;
}
