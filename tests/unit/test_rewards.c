#include "ledger_helper.h"

#include "num/dec.h"

LOADER(tiers);
LOADER(rewards);

struct shop {
	struct tiers *tiers;
	struct rewards *rewards;
	struct facts facts;
	struct sample s;
};

static struct tiers *
three_tiers(void)
{
	struct tier_plan plan = {0};
	struct tiers *t = tiers_new(&plan);
	struct fault f;

	assert_true(load(
	    &tiers_sheet, t, "name|at\nbase|0\nsilver|100\ngold|500\n", &f));
	return t;
}

static void
begin(struct shop *p, const char *file, const char *columns)
{
	struct fault f;
	size_t row, column;

	*p = (struct shop){.tiers = three_tiers()};
	p->rewards = rewards_new(p->tiers);
	if (!load(&rewards_sheet, p->rewards, file, &f))
		fail_msg("%s", said(&f));
	sample_begin(&p->s, columns);
	if (!rewards_compile(p->rewards, &p->s.scope, &row, &column, &f))
		fail_msg("%s", said(&f));
}

static void
end(struct shop *p)
{
	rewards_delete(p->rewards);
	tiers_delete(p->tiers);
}

/* A redemption, of an order's amount unless that is below 0. */
static struct event *
redeem(struct shop *p, const char *when, int64_t amount, int64_t points)
{
	struct event *e = sample_set(&p->s, EVENT_REDEEM, when, amount, "web");

	e->has_amount = amount >= 0;
	e->has_points = points > 0;
	e->points = points;
	return e;
}

/* "ok 500 points 9.9 money gold" */
static const char *
judge(
    struct shop *p, const char *name, const struct event *e, int64_t available)
{
	static const char *const status[] = {
	    "ok", "not_available", "insufficient", "misfit"};
	static char out[120];
	char money[DEC_MAX + 1];
	struct reward_use use;
	struct fault f = {0};
	size_t column;
	uint32_t i = rewards_find(p->rewards, str_of(name));

	assert_true(i != REWARDS_NONE);
	if (!rewards_judge(
		p->rewards, i, e, &p->facts, available, &use, &column, &f))
		return said(&f);
	money[dec_put(money, use.money, '.')] = '\0';
	snprintf(out, sizeof(out), "%s %lld points %s money%s",
	    status[use.status], (long long)use.points, money,
	    use.tier == 2 ? " gold" : "");
	return out;
}

static const char catalogue[] =
    "name|kind|points|money|rate|cap|value|tier|limit|stock|until|when\n"
    "cup|gift|500|9.90||||||||\n"
    "coupon|coupon|1000|10||||||||\n"
    "off|offset|||100|0.3||||||\n"
    "up|tier|5000||||gold|||||\n"
    "post|postage|800|6||||||||\n"
    "draw|draw|100||||||3 per day|50||\n"
    "right|coupon|0|||0.05||silver||||\n"
    "web|GIFT|10|||||||0|2025-12-31|channel = 'web' and balance >= 20\n"
    "all|offset|||3|||||||\n";

/* MISSION 99 to 104, and 108: what each costs and brings. */
static void
kinds(void **state)
{
	struct shop p;
	struct event *e;

	(void)state;
	begin(&p, catalogue, "channel");
	e = redeem(&p, "2025-01-01", -1, 0);
	assert_string_equal(
	    judge(&p, "cup", e, 900), "ok 500 points 9.9 money");
	assert_string_equal(
	    judge(&p, "coupon", e, 900), "ok 1000 points 10 money");
	assert_string_equal(
	    judge(&p, "up", e, 9000), "ok 5000 points 0 money gold");
	assert_string_equal(
	    judge(&p, "post", e, 9000), "ok 800 points 6 money");
	assert_string_equal(
	    judge(&p, "draw", e, 9000), "ok 100 points 0 money");
	assert_int_equal(rewards_kind(p.rewards, 5), REWARD_DRAW);
	e->quantity = 3;
	assert_string_equal(
	    judge(&p, "cup", e, 9000), "ok 1500 points 29.7 money");
	e = redeem(&p, "2025-01-01", -1, 500);
	assert_string_equal(
	    judge(&p, "cup", e, 900), "ok 500 points 9.9 money");
	e = redeem(&p, "2025-01-01", -1, 499);
	assert_string_equal(
	    judge(&p, "cup", e, 900), "misfit 500 points 9.9 money");
	end(&p);
}

/* MISSION 101: order 50, 3000 points, 100 to 1, at most 30 %. */
static void
offsets(void **state)
{
	struct shop p;

	(void)state;
	begin(&p, catalogue, "channel");
	assert_string_equal(
	    judge(
		&p, "off", redeem(&p, "2025-01-01", 50 * DEC_ONE, 3000), 9000),
	    "ok 1500 points 15 money");
	assert_string_equal(
	    judge(&p, "off", redeem(&p, "2025-01-01", 50 * DEC_ONE, 0), 700),
	    "ok 700 points 7 money");
	assert_string_equal(
	    judge(&p, "off", redeem(&p, "2025-01-01", 50 * DEC_ONE, 99), 700),
	    "ok 99 points 0.99 money");
	/* 30 % of 0.33 is 0.099: 0.09. */
	assert_string_equal(
	    judge(&p, "off", redeem(&p, "2025-01-01", 330000, 0), 700),
	    "ok 9 points 0.09 money");
	assert_string_equal(
	    judge(&p, "off", redeem(&p, "2025-01-01", 30000, 0), 700),
	    "not_available 0 points 0 money");
	assert_string_equal(
	    judge(&p, "off", redeem(&p, "2025-01-01", 0, 0), 700),
	    "not_available 0 points 0 money");
	assert_string_equal(
	    judge(&p, "off", redeem(&p, "2025-01-01", 50 * DEC_ONE, 0), 0),
	    "insufficient 0 points 0 money");
	/* 3 to 1: 10 points are 3.33, which cost 9.99: 10. */
	assert_string_equal(
	    judge(&p, "all", redeem(&p, "2025-01-01", 50 * DEC_ONE, 10), 99),
	    "ok 10 points 3.33 money");
	assert_string_equal(
	    judge(&p, "all", redeem(&p, "2025-01-01", 2 * DEC_ONE, 10), 99),
	    "ok 6 points 2 money");
	assert_string_equal(
	    judge(&p, "all", redeem(&p, "2025-01-01", INT64_MAX, 0), INT64_MAX),
	    "ok 27670116110565 points 9223372036854.77 money");
	assert_string_equal(
	    judge(&p, "off", redeem(&p, "2025-01-01", -1, 0), 700),
	    "0: this reward needs the amount of the order");
	end(&p);
}

/* MISSION 108: 5 % off from silver on, for no points. */
static void
rights(void **state)
{
	struct shop p;
	struct event *e;

	(void)state;
	begin(&p, catalogue, "channel");
	e = redeem(&p, "2025-01-01", 123450000, 0);
	assert_string_equal(
	    judge(&p, "right", e, 0), "not_available 0 points 0 money");
	p.facts.tier_index = 1;
	assert_string_equal(judge(&p, "right", e, 0), "ok 0 points 6.17 money");
	p.facts.tier_index = 2;
	assert_string_equal(judge(&p, "right", e, 0), "ok 0 points 6.17 money");
	assert_string_equal(
	    judge(&p, "up", e, 9000), "not_available 0 points 0 money");
	e->quantity = 2;
	assert_string_equal(
	    judge(&p, "right", e, 0), "0: an order takes this reward once");
	assert_true(rewards_wants(p.rewards, NEED_TIER));
	end(&p);
}

static void
conditions(void **state)
{
	struct shop p;
	struct reward_use use;
	struct event *e;
	struct fault f = {0};
	size_t column;

	(void)state;
	begin(&p, catalogue, "channel");
	p.facts.balance = 20;
	assert_string_equal(
	    judge(&p, "web", redeem(&p, "2025-12-31T23:59", -1, 0), 20),
	    "ok 10 points 0 money");
	assert_string_equal(
	    judge(&p, "web", redeem(&p, "2026-01-01", -1, 0), 20),
	    "not_available 0 points 0 money");
	p.facts.balance = 19;
	assert_string_equal(
	    judge(&p, "web", redeem(&p, "2025-12-31", -1, 0), 20),
	    "not_available 0 points 0 money");
	assert_int_equal(rewards_stock(p.rewards, 7), 0);
	assert_int_equal(rewards_stock(p.rewards, 0), -1);
	assert_int_equal(rewards_stock(p.rewards, 5), 50);
	assert_null(rewards_limit(p.rewards, 0));
	assert_int_equal(rewards_limit(p.rewards, 5)->n, 3);
	assert_true(rewards_limit(p.rewards, 5)->grants);
	assert_true(rewards_wants(p.rewards, NEED_BALANCE));
	assert_true(rewards_wants(p.rewards, NEED_CAPS));
	assert_int_equal(rewards_count(p.rewards), 9);
	assert_true(str_is(rewards_name(p.rewards, 1), "coupon"));
	assert_true(rewards_find(p.rewards, STR("x")) == REWARDS_NONE);
	end(&p);
	begin(&p, "name|kind|points|when\ng|gift|1|channel > 5\n", "channel");
	e = redeem(&p, "2025-01-01", -1, 0);
	assert_false(
	    rewards_judge(p.rewards, 0, e, &p.facts, 5, &use, &column, &f));
	assert_int_equal(column, 0);
	assert_string_equal(said(&f), "0: not a number: 'web'");
	end(&p);
	begin(&p, "name|kind|points\ng|gift|9223372036854775807\n", "channel");
	e = redeem(&p, "2025-01-01", -1, 0);
	e->quantity = 2;
	assert_string_equal(
	    judge(&p, "g", e, 5), "0: a quantity that is too large");
	end(&p);
}

static void
refused(void **state)
{
	static const struct {
		const char *file, *said;
	} cases[] = {{"name|kind\n", "0: a file of rewards without rows"},
	    {"name|price\n",
		"1: unknown column: 'price' (the columns are: name, kind, "
		"points, money, rate, cap, from, until, when, limit, stock, "
		"tier, value)"},
	    {"name|kind|points\na|gift\n", "2: 2 fields, the header has 3"},
	    {"name|kind|points|money\na|gift|5|x\n",
		"2: column 'money': not a number: 'x'"},
	    {"name|kind|points\n|gift|5\n",
		"2: column 'name': a reward without a name"},
	    {"name|kind|points\na|gift|5\na|gift|6\n",
		"3: column 'name': a name twice: 'a'"},
	    {"name|kind\na|\n",
		"2: column 'kind': which kind of reward? (one of: gift, "
		"coupon, offset, tier, postage, draw)"},
	    {"name|kind\na|car\n",
		"2: column 'kind': not one of its words: 'car' (one of: gift, "
		"coupon, offset, tier, postage, draw)"},
	    {"name|kind\na|gift\n",
		"2: column 'points': how many points? (0 for a right that "
		"costs none)"},
	    {"name|kind|points\na|gift|-1\n",
		"2: column 'points': below 0: '-1'"},
	    {"name|kind|points|rate\na|gift|1|2\n",
		"2: column 'rate': this kind of reward has none: '2'"},
	    {"name|kind|points|money\na|draw|1|2\n",
		"2: column 'money': this kind of reward has none: '2'"},
	    {"name|kind|points|rate\na|offset|5|1\n",
		"2: column 'points': this kind of reward has none: '5'"},
	    {"name|kind|points|value\na|gift|5|gold\n",
		"2: column 'value': this kind of reward has none: 'gold'"},
	    {"name|kind|points|cap\na|gift|5|0.3\n",
		"2: column 'cap': this kind of reward has none: '0.3'"},
	    {"name|kind\na|offset\n",
		"2: column 'rate': how many points take off 1 of money?"},
	    {"name|kind|rate\na|offset|0\n",
		"2: column 'rate': how many points take off 1 of money?: "
		"'0'"},
	    {"name|kind|rate|cap\na|offset|100|30\n",
		"2: column 'cap': not a share above 0 up to 1: '30' (0.3: up "
		"to three tenths of the order's amount)"},
	    {"name|kind|points\na|coupon|5\n",
		"2: column 'money': a coupon has either money or a cap (money "
		"is taken off, or that share of the order's amount)"},
	    {"name|kind|points|money|cap\na|coupon|5|5|0.5\n",
		"2: column 'money': a coupon has either money or a cap: '5' "
		"(money is taken off, or that share of the order's amount)"},
	    {"name|kind|points\na|tier|5\n", "2: column 'value': which tier?"},
	    {"name|kind|points|value\na|tier|5|lead\n",
		"2: column 'value': no tier of this name: 'lead'"},
	    {"name|kind|points|tier\na|gift|5|lead\n",
		"2: column 'tier': no tier of this name: 'lead'"},
	    {"name|kind|points|limit\na|gift|5|often\n",
		"2: column 'limit': not a limit: 'often' (times as 2 per "
		"month; per day, week, month, year, ever)"},
	    {"name|kind|points|stock\na|gift|5|-1\n",
		"2: column 'stock': below 0: '-1'"},
	    {"name|kind|points|from\na|gift|5|1.1.2025\n",
		"2: column 'from': not a date: '1.1.2025' (a day is written "
		"2026-12-31)"},
	    {"name|kind|points|from|until\na|gift|5|2025-01-02|2025-01-01\n",
		"2: column 'until': before its 'from': '2025-01-01'"}};
	struct tiers *tiers = three_tiers();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rewards *r = rewards_new(tiers);
		struct fault f = {0};

		assert_false(load(&rewards_sheet, r, cases[i].file, &f));
		assert_int_equal(f.code, FAULT_FORM);
		assert_string_equal(said(&f), cases[i].said);
		rewards_delete(r);
	}
	tiers_delete(tiers);
	rewards_delete(NULL);
}

static void
digests(void **state)
{
	static const char *const files[] = {"name|kind|points\na|gift|5\n",
	    "points|name|kind|rate\n5|a| gift |\n",
	    "name|kind|points\na|gift|6\n"};
	uint64_t seen[3];

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct shop p;

		begin(&p, files[i], "");
		seen[i] = rewards_digest(p.rewards);
		end(&p);
	}
	assert_true(seen[0] == seen[1] && seen[0] != seen[2]);
}

static void
no_tiers(void **state)
{
	struct rewards *r = rewards_new(NULL);
	struct sample s;
	struct fault f = {0};
	size_t row, column;

	(void)state;
	assert_false(load(
	    &rewards_sheet, r, "name|kind|points|tier\na|gift|5|gold\n", &f));
	assert_string_equal(said(&f), "2: column 'tier': there are no tiers: "
				      "'gold' (name their file with --tiers)");
	assert_true(load(
	    &rewards_sheet, r, "name|kind|points|when\na|gift|5|x = 1\n", &f));
	sample_begin(&s, "amount");
	assert_false(rewards_compile(r, &s.scope, &row, &column, &f));
	f.line = row;
	assert_int_equal(column, 3);
	assert_string_equal(said(&f),
	    "0: column 'when': at 1: no column of this name: 'x' (a column "
	    "of the events, or one of: tier, orders, first_order, streak, "
	    "streak_start, birthday_today, birthday_month, balance, weekday, "
	    "day, month, hour)");
	rewards_delete(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(kinds),
	    cmocka_unit_test(offsets),
	    cmocka_unit_test(rights),
	    cmocka_unit_test(conditions),
	    cmocka_unit_test(refused),
	    cmocka_unit_test(digests),
	    cmocka_unit_test(no_tiers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
