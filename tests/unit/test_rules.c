#include "ledger_helper.h"

#include "base/buf.h"
#include "ledger/rules.h"
#include "num/dec.h"

LOADER(rules);

struct programme {
	struct terms_table *terms;
	struct rules *rules;
	struct facts facts;
	struct sample s;
	struct grants g;
	struct buf text;
};

static const struct rules_defaults usual;

/* A programme over events with those columns. */
static void
begin(struct programme *p, const char *file, const char *columns)
{
	struct fault f;
	size_t row, column;

	*p = (struct programme){.terms = terms_new()};
	p->rules = rules_new(p->terms, &usual);
	if (!load(&rules_sheet, p->rules, file, &f))
		fail_msg("%s", said(&f));
	sample_begin(&p->s, columns);
	if (!rules_compile(p->rules, &p->s.scope, &row, &column, &f))
		fail_msg("%s", said(&f));
}

static void
end(struct programme *p)
{
	grants_free(&p->g);
	buf_free(&p->text);
	rules_delete(p->rules);
	terms_delete(p->terms);
}

/* The grants as "rule 10, other 5 growth", and their terms. */
static const char *
told(struct programme *p)
{
	p->text.n = 0;
	for (size_t i = 0; i < p->g.n; i++) {
		const struct grant *g = &p->g.grant[i];

		buf_puts(&p->text, i > 0 ? ", " : "");
		buf_str(&p->text, rules_name(p->rules, g->rule));
		buf_printf(&p->text, " %lld", (long long)g->points);
		if (g->unit == UNIT_GROWTH)
			buf_puts(&p->text, " growth");
		if (g->issuer.n > 0) {
			buf_puts(&p->text, " @");
			buf_str(&p->text, g->issuer);
		}
	}
	return buf_cstr(&p->text);
}

static const char *
buy(struct programme *p, const char *when, const char *amount,
    const char *cells)
{
	struct fault f;
	size_t column;
	int64_t v;

	assert_int_equal(dec_parse(NULL, str_of(amount), &v), DEC_OK);
	if (!rules_purchase(p->rules,
		sample_set(&p->s, EVENT_PURCHASE, when, v, cells), &p->facts,
		&p->g, &column, &f))
		fail_msg("%s", said(&f));
	return told(p);
}

/* What the grants of the last purchase would be at another net amount. */
static const char *
refund(struct programme *p, const char *net)
{
	int64_t v;

	assert_int_equal(dec_parse(NULL, str_of(net), &v), DEC_OK);
	for (size_t i = 0; i < p->g.n; i++)
		p->g.grant[i].points =
		    terms_points(p->terms, p->g.terms, p->g.grant[i].part, v);
	return told(p);
}

static const char *
terms(const struct programme *p)
{
	return p->g.terms == 0 ? "" : terms_text(p->terms, p->g.terms).p;
}

/* MISSION 93 */
static void
fixed(void **state)
{
	struct programme p;

	(void)state;
	begin(&p, "name|rate\nbase|1\n", "");
	assert_string_equal(buy(&p, "2025-01-01", "53.91", ""), "base 53");
	assert_string_equal(terms(&p), "convert 0:1 marginal floor");
	assert_string_equal(refund(&p, "9.9"), "base 9");
	assert_string_equal(buy(&p, "2025-01-01", "0.5", ""), "");
	assert_string_equal(terms(&p), "");
	end(&p);
}

/* MISSION 94 */
static void
banded(void **state)
{
	struct programme p;

	(void)state;
	begin(&p, "rate|name\n0:1 100:1.5  500:2|base\n", "");
	assert_string_equal(buy(&p, "2025-01-01", "600", ""), "base 900");
	end(&p);
	begin(&p, "name|rate|bands\nbase|0:1 100:1.5 500:2|WHOLE\n", "");
	assert_string_equal(buy(&p, "2025-01-01", "600", ""), "base 1200");
	end(&p);
}

/* MISSION 95: the multiplier goes before the one rounding. */
static void
by_tier(void **state)
{
	struct programme p;

	(void)state;
	begin(&p,
	    "name|rate|when|points\nbase|1||\ngold day||tier = 'gold'|5"
	    "\n",
	    "");
	p.facts.multiplier = 1500000;
	p.facts.tier = STR("gold");
	assert_string_equal(
	    buy(&p, "2025-01-01", "100", ""), "base 150, gold day 5");
	assert_string_equal(
	    buy(&p, "2025-01-01", "1.4", ""), "base 2, gold day 5");
	assert_string_equal(
	    terms(&p), "convert 0:1 marginal floor times 1.5; add 5");
	p.facts.multiplier = DEC_ONE;
	p.facts.tier = STR("");
	assert_string_equal(buy(&p, "2025-01-01", "1.4", ""), "base 1");
	assert_true(rules_wants(p.rules, NEED_TIER));
	assert_false(rules_wants(p.rules, NEED_BIRTHDAY));
	end(&p);
}

/* MISSION 96: birthday, first order, campaign days, product. */
static void
bonuses(void **state)
{
	static const char file[] = "name|rate|points|when|from|until|min\n"
				   "base|1|||||\n"
				   "birthday||50|birthday_today = 1|||\n"
				   "welcome||20|first_order = 1|||\n"
				   "double eleven||11||2025-11-11|2025-11-11|\n"
				   "tea||3|sku in ('tea', 'mate')|||\n"
				   "big||30||||200\n";
	struct programme p;

	(void)state;
	begin(&p, file, "sku");
	p.facts.orders = 1;
	p.facts.birthday = 312;
	assert_string_equal(
	    buy(&p, "2025-03-12T09:00", "100", "cup"), "base 100, birthday 50");
	assert_string_equal(
	    buy(&p, "2025-03-13", "100", "tea"), "base 100, tea 3");
	assert_string_equal(buy(&p, "2025-11-11T23:59:59", "200", ""),
	    "base 200, double eleven 11, big 30");
	assert_string_equal(terms(&p), "convert 0:1 marginal floor; add 11; "
				       "add 30 min 200");
	assert_string_equal(
	    refund(&p, "199.99"), "base 199, double eleven 11, big 0");
	assert_string_equal(refund(&p, "0"), "base 0, double eleven 0, big 0");
	assert_string_equal(buy(&p, "2025-11-12", "10", ""), "base 10");
	p.facts.orders = 0;
	assert_string_equal(
	    buy(&p, "2025-11-12", "10", ""), "base 10, welcome 20");
	assert_true(rules_wants(p.rules, NEED_ORDERS));
	end(&p);
}

/* MISSION 97 */
static void
activities(void **state)
{
	static const char file[] =
	    "name|on|activity|points|cap|when|unit|until\n"
	    "review|activity|review|10|3x per day|||\n"
	    "photo|activity|review|5||photos >= 1|both|\n"
	    "old|activity|review|9||||2020-12-31\n"
	    "sign|activity|sign-in|1|30 per month|||\n";
	struct programme p;
	struct event *e;
	struct fault f;
	size_t column;

	(void)state;
	begin(&p, file, "photos");
	e = sample_set(&p.s, EVENT_ACTIVITY, "2025-01-01", 0, "2");
	e->activity = STR("review");
	assert_true(rules_activity(p.rules, e, &p.facts, &p.g, &column, &f));
	assert_string_equal(told(&p), "review 10, photo 5, photo 5 growth");
	assert_int_equal(p.g.terms, 0);
	assert_int_equal(p.g.grant[0].cap->n, 3);
	assert_true(p.g.grant[0].cap->grants);
	assert_null(p.g.grant[1].cap);
	e->activity = STR("sign-in");
	assert_true(rules_activity(p.rules, e, &p.facts, &p.g, &column, &f));
	assert_string_equal(told(&p), "sign 1");
	assert_ptr_equal(p.g.grant[0].cap, rules_cap(p.rules, 3));
	e->activity = STR("share");
	assert_true(rules_activity(p.rules, e, &p.facts, &p.g, &column, &f));
	assert_string_equal(told(&p), "");
	assert_string_equal(buy(&p, "2025-01-01", "100", ""), "");
	assert_true(rules_wants(p.rules, NEED_ACTIVITY));
	assert_true(rules_wants(p.rules, NEED_CAPS));
	assert_true(rules_wants(p.rules, NEED_GROWTH));
	assert_false(rules_wants(p.rules, NEED_REFERRAL));
	end(&p);
}

/* MISSION 98: the referrer gets 200 when the friend buys for 50 or more. */
static void
referrals(void **state)
{
	static const char file[] = "name|on|points|min|rate|when\n"
				   "base||||1|\n"
				   "friend|referral|200|50||first_order = 1\n";
	struct programme p;
	struct fault f;
	size_t column;

	(void)state;
	begin(&p, file, "");
	assert_string_equal(buy(&p, "2025-01-01", "80", ""), "base 80");
	assert_true(
	    rules_referral(p.rules, &p.s.event, &p.facts, &p.g, &column, &f));
	assert_string_equal(told(&p), "friend 200");
	assert_string_equal(terms(&p), "add 200 min 50");
	assert_string_equal(refund(&p, "49.99"), "friend 0");
	assert_string_equal(buy(&p, "2025-01-01", "49.99", ""), "base 49");
	assert_true(
	    rules_referral(p.rules, &p.s.event, &p.facts, &p.g, &column, &f));
	assert_int_equal(p.g.n, 0);
	p.facts.orders = 1;
	assert_string_equal(buy(&p, "2025-01-01", "80", ""), "base 80");
	assert_true(
	    rules_referral(p.rules, &p.s.event, &p.facts, &p.g, &column, &f));
	assert_int_equal(p.g.n, 0);
	assert_true(rules_wants(p.rules, NEED_REFERRAL));
	end(&p);
}

static void
life_is(const struct grant *g, const char *available, const char *expires)
{
	static const struct zone utc = {0};
	struct date d;

	assert_int_equal(
	    date_parse(NULL, &utc, str_of(available), &d), DATE_OK);
	assert_true(g->available == d.us);
	if (*expires == '\0') {
		assert_true(g->expires == EVENT_NEVER);
		return;
	}
	assert_int_equal(date_parse(NULL, &utc, str_of(expires), &d), DATE_OK);
	assert_true(g->expires == d.us);
}

/* MISSION 105 */
static void
life(void **state)
{
	static const char file[] =
	    "name|points|available|expires|unit\n"
	    "a|1|||\nb|2||1m|\nc|3|14d|end-of-month|\nd|4||inactive 6m|\n"
	    "e|5|14d|2025-02-10|\nf|6|14d|2025-02-13|\ng|7|14d|2025-02-14|\n"
	    "h|8|||growth\n";
	struct programme p;
	struct event *e;
	struct fault f;
	size_t column;

	(void)state;
	begin(&p, file, "");
	assert_string_equal(buy(&p, "2025-01-31T10:00", "9", ""),
	    "a 1, b 2, c 3, d 4, g 7, h 8 growth");
	life_is(&p.g.grant[0], "2025-01-31T10:00", "");
	life_is(&p.g.grant[1], "2025-01-31T10:00", "2025-02-28");
	life_is(&p.g.grant[2], "2025-02-14", "2025-03-01");
	life_is(&p.g.grant[3], "2025-01-31T10:00", "2025-07-31");
	life_is(&p.g.grant[4], "2025-02-14", "2025-02-15");
	assert_int_equal(p.g.grant[0].inactive, 0);
	assert_int_equal(p.g.grant[3].inactive, 6);
	assert_true(p.g.grant[5].expires == EVENT_NEVER);
	assert_true(rules_wants(p.rules, NEED_INACTIVE));
	e = &p.s.event;
	e->has_available = e->has_expires = true;
	e->available = e->us + 1;
	e->expires = e->us + 2;
	assert_true(rules_purchase(p.rules, e, &p.facts, &p.g, &column, &f));
	assert_string_equal(
	    told(&p), "a 1, b 2, c 3, d 4, e 5, f 6, g 7, h 8 growth");
	for (size_t i = 0; i < 7; i++) {
		assert_true(p.g.grant[i].available == e->us + 1);
		assert_true(p.g.grant[i].expires == e->us + 2);
		assert_int_equal(p.g.grant[i].inactive, 0);
	}
	end(&p);
}

/* A row's blank cells mean what the options say. */
static void
defaults(void **state)
{
	struct rules_defaults d = {ROUND_CEIL, {EXPIRY_INACTIVE, 12}};
	struct programme p = {.terms = terms_new()};

	(void)state;
	p.rules = rules_default(p.terms, &d);
	sample_begin(&p.s, "");
	assert_string_equal(buy(&p, "2025-01-01", "1.01", ""), "default 2");
	assert_int_equal(p.g.grant[0].inactive, 12);
	assert_true(rules_wants(p.rules, NEED_INACTIVE));
	end(&p);
}

/* MISSION 106: growth decides the tier, points are spent. */
static void
units(void **state)
{
	static const char file[] = "name|rate|unit|times|points\n"
				   "miles|5|points||\n"
				   "qualifying|1|growth||\n"
				   "double||both|2|\n"
				   "hello||both||10\n";
	struct programme p;

	(void)state;
	begin(&p, file, "");
	p.facts.multiplier = 1250000;
	assert_string_equal(buy(&p, "2025-01-01", "100", ""),
	    "miles 1250, qualifying 200 growth, hello 10, hello 10 growth");
	assert_string_equal(terms(&p),
	    "convert 0:5 marginal floor times 1.25 times 2; convert 0:1 "
	    "marginal floor times 2; add 10; add 10");
	assert_true(rules_wants(p.rules, NEED_GROWTH));
	end(&p);
}

/* MISSION 109: a coalition's ledgers never mix. */
static void
issuers(void **state)
{
	static const char file[] = "name|rate|issuer|when|points|times\n"
				   "own|1||||\n"
				   "partner|2|air|shop = 'hotel'||\n"
				   "gift||air||7|\n"
				   "twice||air|||2\n";
	struct programme p;
	struct event *e;
	struct fault f;
	size_t column;

	(void)state;
	begin(&p, file, "shop");
	p.facts.multiplier = 3000000;
	assert_string_equal(
	    buy(&p, "2025-01-01", "10", "cafe"), "own 30, gift 7 @air");
	e = sample_set(
	    &p.s, EVENT_PURCHASE, "2025-01-01", 10 * DEC_ONE, "hotel");
	e->issuer = STR("inn");
	assert_true(rules_purchase(p.rules, e, &p.facts, &p.g, &column, &f));
	assert_string_equal(
	    told(&p), "own 30 @inn, partner 40 @air, gift 7 @air");
	/* The airline's own: the first base row of its ledger holds. */
	e->issuer = STR("air");
	assert_true(rules_purchase(p.rules, e, &p.facts, &p.g, &column, &f));
	assert_string_equal(told(&p), "own 60 @air, gift 7 @air");
	assert_true(rules_wants(p.rules, NEED_ISSUER));
	end(&p);
	/* Without a row's issuer, plans are shared, accounts are not. */
	begin(&p, "name|rate\nbase|1\n", "");
	for (int i = 0; i < 2; i++) {
		e = sample_set(
		    &p.s, EVENT_PURCHASE, "2025-01-01", 10 * DEC_ONE, "");
		e->issuer = i == 0 ? STR("a") : STR("b");
		assert_true(
		    rules_purchase(p.rules, e, &p.facts, &p.g, &column, &f));
		assert_string_equal(
		    told(&p), i == 0 ? "base 10 @a" : "base 10 @b");
	}
	end(&p);
}

/* MISSION 110: three months in a row. */
static void
streaks(void **state)
{
	static const char file[] =
	    "name|points|when\n"
	    "loyal|30|streak >= 3 and streak_start = 1\n";
	struct programme p;

	(void)state;
	begin(&p, file, "");
	p.facts.streak = 3;
	p.facts.streak_start = true;
	assert_string_equal(buy(&p, "2025-03-01", "1", ""), "loyal 30");
	p.facts.streak_start = false;
	assert_string_equal(buy(&p, "2025-03-02", "1", ""), "");
	p.facts.streak = 2;
	p.facts.streak_start = true;
	assert_string_equal(buy(&p, "2025-03-02", "1", ""), "");
	assert_true(rules_wants(p.rules, NEED_STREAK));
	end(&p);
}

/* The first base row that holds; at a refund the one that holds then. */
static void
first_base(void **state)
{
	static const char file[] = "name|rate|when|min|points\n"
				   "web|3|channel = 'web'|50|\n"
				   "extra||||5\n"
				   "hidden|9||60|\n"
				   "all|1|||\n"
				   "never|8|||\n";
	struct programme p;

	(void)state;
	begin(&p, file, "channel");
	assert_string_equal(
	    buy(&p, "2025-01-01", "50", "web"), "web 150, extra 5");
	assert_string_equal(terms(&p), "convert 0:3 marginal floor min 50 "
				       "else convert 0:1 marginal floor; "
				       "add 5");
	assert_string_equal(refund(&p, "49"), "web 49, extra 5");
	/* In the order of rules, whichever holds. */
	assert_string_equal(
	    buy(&p, "2025-01-01", "49", "web"), "extra 5, all 49");
	assert_string_equal(
	    buy(&p, "2025-01-01", "60", "shop"), "extra 5, hidden 540");
	end(&p);
	/* Growth and points of one row, whoever came first. */
	begin(&p, "name|rate|unit|min\ng|2|growth|100\nboth|1|both|\n", "");
	assert_string_equal(
	    buy(&p, "2025-01-01", "10", ""), "both 10, both 10 growth");
	assert_string_equal(
	    buy(&p, "2025-01-01", "100", ""), "g 200 growth, both 100");
	end(&p);
}

/* Every name that a condition knows. */
static void
names(void **state)
{
	static const struct {
		const char *when, *at;
		bool holds;
	} cases[] = {{"tier = 'gold'", "2025-01-01", true},
	    {"tier in ('silver', 'gold')", "2025-01-01", true},
	    {"tier is not empty", "2025-01-01", true},
	    {"orders = 4", "2025-01-01", true},
	    {"first_order = 0", "2025-01-01", true},
	    {"streak = 2", "2025-01-01", true},
	    {"streak_start = 0", "2025-01-01", true},
	    {"balance between 100 and 120", "2025-01-01", true},
	    {"balance * 2 = 210", "2025-01-01", true},
	    {"balance < 105", "2025-01-01", false},
	    {"birthday_today = 1", "2024-02-29", true},
	    {"birthday_today = 1", "2024-02-28", false},
	    {"birthday_today = 1", "2025-02-28", true},
	    {"birthday_today = 1", "2025-03-01", false},
	    {"birthday_month = 1", "2025-02-01", true},
	    {"birthday_month = 1", "2025-03-01", false},
	    {"weekday = 1", "2024-01-01", true},
	    {"weekday = 7", "2023-12-31", true},
	    {"weekday in (6, 7)", "2024-01-05", false},
	    {"day = 31 and month = 12", "2023-12-31", true},
	    {"hour = 0", "2024-01-05", true},
	    {"hour = 23", "2024-01-05T23:59:59", true},
	    {"hour >= 9 and hour < 17", "2024-01-05T17:00", false},
	    {"paid - total >= 0", "2024-01-05", true},
	    {"paid / 3 = 4.166667", "2024-01-05", true},
	    {"paid * 0.333333 = 4.166662", "2024-01-05", true},
	    {"paid / 0 > 0", "2024-01-05", false},
	    {"paid - 10 = 2.5", "2024-01-05", true},
	    {"blank > 0", "2024-01-05", false},
	    {"blank is empty and tier <> ''", "2024-01-05", true},
	    {"sent - 2024-01-01 = 2", "2024-01-05", true},
	    {"2024-01-01 + paid = 2024-01-13", "2024-01-05", true},
	    {"2024-01-01 - 12.5 = 2023-12-19", "2024-01-05", true}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct programme p;
		struct buf file = {0};

		if (strstr(cases[i].when, "''") != NULL)
			continue;
		buf_printf(&file, "name|points|when\nr|1|%s\n", cases[i].when);
		begin(&p, buf_cstr(&file), "paid|total|blank|sent|tier");
		p.facts = (struct facts){.tier = STR("gold"),
		    .orders = 4,
		    .streak = 2,
		    .birthday = 229,
		    .balance = 105};
		if (strcmp(buy(&p, cases[i].at, "1",
			       "12.5|10|  |2024-01-03T12:00|iron"),
			cases[i].holds ? "r 1" : "") != 0)
			fail_msg("%s on %s", cases[i].when, cases[i].at);
		end(&p);
		buf_free(&file);
	}
}

/* No tier is empty; a balance beyond what decimals hold stays at their end. */
static void
facts_at_their_ends(void **state)
{
	struct programme p;

	(void)state;
	begin(&p,
	    "name|points|when\na|1|tier is empty\nb|2|balance >= "
	    "9000000000000\n"
	    "c|3|balance < -9000000000000\nd|4|orders > 9000000000000\n",
	    "");
	p.facts.balance = INT64_MAX;
	p.facts.orders = UINT64_MAX;
	assert_string_equal(buy(&p, "2025-01-01", "1", ""), "a 1, b 2, d 4");
	p.facts.balance = INT64_MIN;
	p.facts.orders = 0;
	assert_string_equal(buy(&p, "2025-01-01", "1", ""), "a 1, c 3");
	assert_int_equal(facts_birthday(STR("1990-03-12")), 312);
	assert_int_equal(facts_birthday(STR(" 02-29 ")), 229);
	assert_int_equal(facts_birthday(STR("02-30")), 0);
	assert_int_equal(facts_birthday(STR("1990-02-29")), 0);
	assert_int_equal(facts_birthday(STR("3-12")), 0);
	assert_int_equal(facts_birthday(STR("")), 0);
	assert_int_equal(facts_birthday(STR("hello")), 0);
	end(&p);
}

static void
refused(void **state)
{
	static const struct {
		const char *file, *said;
	} cases[] = {{"name|rate", "0: a file of rules without rows"},
	    {"rate\n1", "1: no column 'name' (the first line names the "
			"columns)"},
	    {"name|rates\n", "1: unknown column: 'rates' (did you mean "
			     "'rate'?)"},
	    {"name|colour\n",
		"1: unknown column: 'colour' (the columns are: name, on, "
		"activity, kind, unit, issuer, when, from, until, min, rate, "
		"bands, times, points, round, cap, available, expires)"},
	    {"name|rate|Rate\n", "1: a column twice: 'Rate'"},
	    {"name|rate\na|1|2\n", "2: 3 fields, the header has 2"},
	    {"name|rate\na\n", "2: 1 field, the header has 2"},
	    {"name|rate\n |1\n", "2: column 'name': a rule without a name"},
	    {"name|rate\na|1\na|2\n", "3: column 'name': a name twice: 'a'"},
	    {"name|rate\na|\n",
		"2: column 'rate': a row has one of rate, times and points "
		"(rate converts money, times multiplies what it gives, points "
		"are added)"},
	    {"name|rate|points\na|1|2\n",
		"2: column 'points': a row has one of rate, times and points: "
		"'2' (make two rows of it)"},
	    {"name|rate|kind\na|1|bonus\n",
		"2: column 'kind': not the kind of this row: 'bonus' (base "
		"has a rate, times has times, bonus has points)"},
	    {"name|rate|kind\na|1|gift\n",
		"2: column 'kind': not one of its words: 'gift' (one of: "
		"base, times, bonus)"},
	    {"name|on|points\na|sale|1\n",
		"2: column 'on': not one of its words: 'sale' (one of: "
		"purchase, activity, referral)"},
	    {"name|on|rate\na|referral|1\n",
		"2: column 'rate': only purchases are converted: '1' (an "
		"activity or a referral gives points)"},
	    {"name|on|points\na|activity|1\n",
		"2: column 'activity': which activity? (the name that events "
		"have in their column activity)"},
	    {"name|activity|points\na|review|1\n",
		"2: column 'activity': an activity in a row that is not on "
		"one: 'review'"},
	    {"name|on|activity|points|min\na|activity|x|1|5\n",
		"2: column 'min': an activity has no amount: '5'"},
	    {"name|rate|unit\na|1|miles\n",
		"2: column 'unit': not one of its words: 'miles' (one of: "
		"points, growth, both)"},
	    {"name|rate\na|x\n",
		"2: column 'rate': not a number: 'x' (points for 1 of money, "
		"as 1 or 0.5, or bands that ascend from 0, as 0:1 100:1.5 "
		"500:2)"},
	    {"name|rate\na|-1\n",
		"2: column 'rate': below 0: '-1' (points for 1 of money, as "
		"1 or 0.5, or bands that ascend from 0, as 0:1 100:1.5 "
		"500:2)"},
	    {"name|rate\na|0.0000001\n",
		"2: column 'rate': more than 6 decimals: '0.0000001' (points "
		"for 1 of money, as 1 or 0.5, or bands that ascend from 0, as "
		"0:1 100:1.5 500:2)"},
	    {"name|rate\na|0:1 100\n",
		"2: column 'rate': a band has FROM:RATE: '0:1 100' (points "
		"for 1 of money, as 1 or 0.5, or bands that ascend from 0, as "
		"0:1 100:1.5 500:2)"},
	    {"name|rate\na|0:1 5:x\n",
		"2: column 'rate': not a number: '0:1 5:x' (points for 1 of "
		"money, as 1 or 0.5, or bands that ascend from 0, as 0:1 "
		"100:1.5 500:2)"},
	    {"name|rate\na|1:1\n",
		"2: column 'rate': bands ascend from 0: '1:1' (points for 1 "
		"of money, as 1 or 0.5, or bands that ascend from 0, as 0:1 "
		"100:1.5 500:2)"},
	    {"name|rate\na|0:1 5:2 5:3\n",
		"2: column 'rate': bands ascend from 0: '0:1 5:2 5:3' (points "
		"for 1 of money, as 1 or 0.5, or bands that ascend from 0, as "
		"0:1 100:1.5 500:2)"},
	    {"name|rate|bands\na|1|both\n",
		"2: column 'bands': not one of its words: 'both' (one of: "
		"marginal, whole)"},
	    {"name|rate|round\na|1|up\n",
		"2: column 'round': not one of its words: 'up' (one of: "
		"floor, half-up, half-even, ceil)"},
	    {"name|points|bands\na|1|whole\n",
		"2: column 'bands': bands without a rate: 'whole'"},
	    {"name|times|round\na|1|ceil\n",
		"2: column 'round': rounding without a rate: 'ceil'"},
	    {"name|times\na|1.2345678\n",
		"2: column 'times': more than 6 decimals: '1.2345678'"},
	    {"name|times\na|-2\n", "2: column 'times': below 0: '-2'"},
	    {"name|points\na|0\n", "2: column 'points': not above 0: '0'"},
	    {"name|points\na|1.5\n",
		"2: column 'points': not a whole number: '1.5'"},
	    {"name|rate|from\na|1|soon\n",
		"2: column 'from': not a date: 'soon' (a day is written "
		"2026-12-31)"},
	    {"name|rate|until\na|1|2025-02-30\n",
		"2: column 'until': no such day or time: '2025-02-30' (a day "
		"is "
		"written 2026-12-31)"},
	    {"name|rate|until\na|1|2025-02-20T10:00\n",
		"2: column 'until': a day is wanted, without a time: "
		"'2025-02-20T10:00' (a day is written 2026-12-31)"},
	    {"name|rate|from|until\na|1|2025-02-02|2025-02-01\n",
		"2: column 'until': before its 'from': '2025-02-01'"},
	    {"name|rate|min\na|1|-1\n", "2: column 'min': below 0: '-1'"},
	    {"name|rate|cap\na|1|10 a day\n",
		"2: column 'cap': not a cap: '10 a day' (points as 500 per "
		"month, times as 3x per week; per day, week, month, year, "
		"ever)"},
	    {"name|times|cap\na|1|10 per day\n",
		"2: column 'cap': a factor has no cap: '10 per day' (cap the "
		"row with the rate)"},
	    {"name|rate|available\na|1|2m\n",
		"2: column 'available': not a delay in days: '2m' (14d: from "
		"00:00 of the 14th day after)"},
	    {"name|rate|expires\na|1|1y\n",
		"2: column 'expires': not a form of expiry: '1y' (one of: "
		"never, 365d, 12m, end-of-month, end-of-quarter+1, "
		"end-of-year+1, 2026-12-31, inactive 12m)"},
	    {"name|times|expires\na|1|1m\n",
		"2: column 'expires': a factor gives no points of its own: "
		"'1m'"},
	    {"name|rate|available|unit\na|1|1d|growth\n",
		"2: column 'available': growth is not spent and does not "
		"expire: '1d'"}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct terms_table *t = terms_new();
		struct rules *r = rules_new(t, &usual);
		struct fault f = {0};

		assert_false(load(&rules_sheet, r, cases[i].file, &f));
		assert_int_equal(f.code, FAULT_FORM);
		assert_string_equal(said(&f), cases[i].said);
		rules_delete(r);
		terms_delete(t);
	}
	rules_delete(NULL);
}

static void
conditions_refused(void **state)
{
	static const struct {
		const char *when, *said;
	} cases[] = {
	    {"amount >", "1: column 'when': at 9: a column, number, date, "
			 "text or ( is wanted"},
	    {"nothing = 1", "1: column 'when': at 1: no column of this name: "
			    "'nothing' (a column of the events, or one of: "
			    "tier, orders, first_order, streak, streak_start, "
			    "birthday_today, birthday_month, balance, weekday, "
			    "day, month, hour)"},
	    {"amount > 1 and hour = 2",
		"1: column 'when': at 16: a built-in name, and a column's "
		"too: 'hour' (rename the column)"},
	    {"streak = 'x'", "1: column 'when': at 10: a number is wanted: "
			     "'\\'x\\''"},
	    {"tier", "1: column 'when': at 1: a condition is wanted, not a "
		     "value alone: 'tier'"},
	    {"amount > 1e3",
		"1: column 'when': at 10: a number with an exponent, more "
		"than 6 decimals, or beyond 9.2e12: '1e3'"},
	    {"amount in (1, 0.00000001)",
		"1: column 'when': at 15: a number with an exponent, more "
		"than 6 decimals, or beyond 9.2e12: '0.00000001'"}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct terms_table *t = terms_new();
		struct rules *r = rules_new(t, &usual);
		struct buf file = {0};
		struct sample s;
		struct fault f = {0};
		size_t row = 9, column = 9;

		buf_printf(
		    &file, "name|points|when\nok|1|\nr|1|%s\n", cases[i].when);
		assert_true(load(&rules_sheet, r, buf_cstr(&file), &f));
		sample_begin(&s, "amount|hour|tier");
		assert_false(rules_compile(r, &s.scope, &row, &column, &f));
		f.line = row;
		assert_int_equal(column, 2);
		assert_string_equal(said(&f), cases[i].said);
		rules_delete(r);
		terms_delete(t);
		buf_free(&file);
	}
}

/* Cells that a condition cannot read, and what does not fit. */
static void
events_refused(void **state)
{
	static const struct {
		const char *row, *cell, *said;
		size_t column;
	} cases[] = {{"r|1|||qty > 1", "x",
			 "0: not a number: 'x' (rule 'r' reads it)", 1},
	    {"r|1|||qty > 1", "1.0000001",
		"0: more than 6 decimals: "
		"'1.0000001' (pass --round-amount to round to 6 decimals)",
		1},
	    {"r|1|||qty > 1", "1e3",
		"0: not a number: '1e3' (write amounts without an exponent: a "
		"spreadsheet may have shortened them)",
		1},
	    {"r|1|||qty > 2025-01-01", "x",
		"0: not a date: 'x' (rule 'r' reads it)", 1},
	    {"r|1|||qty * 9000000000000 > 1", "5",
		"0: a condition's number "
		"is beyond 9.2e12 (rule 'r' reads it)",
		SIZE_MAX},
	    {"r|1|||-qty - 9000000000000 < 1", "900000000000",
		"0: a condition's number is beyond 9.2e12 (rule 'r' reads it)",
		SIZE_MAX},
	    {"r||1000000||", "",
		"0: more points than a ledger holds (rule "
		"'r' gives them)",
		SIZE_MAX}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct programme p;
		struct buf file = {0};
		struct fault f = {0};
		size_t column = 9;

		buf_printf(
		    &file, "name|points|rate|min|when\n%s\n", cases[i].row);
		begin(&p, buf_cstr(&file), "sku|qty");
		sample_set(&p.s, EVENT_PURCHASE, "2025-01-01", INT64_MAX, "|");
		p.s.cell[1] = str_of(cases[i].cell);
		assert_false(rules_purchase(
		    p.rules, &p.s.event, &p.facts, &p.g, &column, &f));
		assert_int_equal(f.code, FAULT_ROW);
		f.line = 0;
		assert_string_equal(said(&f), cases[i].said);
		assert_true(column == cases[i].column);
		end(&p);
		buf_free(&file);
	}
}

/* The digest is of what is said, not of how. */
static void
digests(void **state)
{
	static const struct {
		const char *file;
		uint64_t same;
	} files[] = {{"name|rate\na|1\nb|2\n", 0},
	    {"rate|min|name\n 1 ||a\n2||b\n", 0}, {"name|rate\nb|2\na|1\n", 1},
	    {"name|rate\na|1\nb|3\n", 2}, {"name|rate\na|1\n", 3},
	    {"name|points\na|1\nb|2\n", 4}};
	uint64_t seen[6];

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		struct terms_table *t = terms_new();
		struct rules *r = rules_new(t, &usual);
		struct fault f;

		assert_true(load(&rules_sheet, r, files[i].file, &f));
		seen[i] = rules_digest(r);
		for (size_t k = 0; k < i; k++)
			assert_true((seen[k] == seen[i]) ==
				    (files[k].same == files[i].same));
		rules_delete(r);
		terms_delete(t);
	}
	/* FNV-1a of 18 cells, each after its length of 8 bytes, by Python. */
	assert_true(seen[4] == UINT64_C(15975290669291642877));
}

static void
finding(void **state)
{
	struct programme p;

	(void)state;
	begin(&p, "name|rate|cap\na|1|\nb|2|5 ever\n", "");
	assert_int_equal(rules_count(p.rules), 2);
	assert_int_equal(rules_find(p.rules, STR("b")), 1);
	assert_true(rules_find(p.rules, STR("c")) == UINT32_MAX);
	assert_null(rules_cap(p.rules, 0));
	assert_int_equal(rules_cap(p.rules, 1)->n, 5);
	end(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(fixed),
	    cmocka_unit_test(banded),
	    cmocka_unit_test(by_tier),
	    cmocka_unit_test(bonuses),
	    cmocka_unit_test(activities),
	    cmocka_unit_test(referrals),
	    cmocka_unit_test(life),
	    cmocka_unit_test(defaults),
	    cmocka_unit_test(units),
	    cmocka_unit_test(issuers),
	    cmocka_unit_test(streaks),
	    cmocka_unit_test(first_base),
	    cmocka_unit_test(names),
	    cmocka_unit_test(facts_at_their_ends),
	    cmocka_unit_test(refused),
	    cmocka_unit_test(conditions_refused),
	    cmocka_unit_test(events_refused),
	    cmocka_unit_test(digests),
	    cmocka_unit_test(finding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
