/*
 * What must hold for any programme and any order: marginal bands are
 * continuous and never fall, a refund never takes more than was granted and
 * the last one takes all, terms mean what they meant when read back from
 * their text, an offset is the most that points and cap allow at the least
 * points, and the arithmetic is that of the definition. $CRM_SEED moves the
 * start.
 */
#include "../unit/ledger_helper.h"

#include "base/buf.h"
#include "num/dec.h"
#include "num/rng.h"

LOADER(rules);
LOADER(rewards);

enum { TRIES = 3000 };

__extension__ typedef unsigned __int128 wide;

static struct rng
seeded(uint64_t stream)
{
	const char *seed = getenv("CRM_SEED");
	struct rng r;

	rng_init(&r, seed != NULL ? strtoull(seed, NULL, 10) : 1, stream);
	return r;
}

/* Mostly round amounts, up to a million. */
static int64_t
draw_money(struct rng *r)
{
	static const int64_t unit[] = {1, 10000, 500000, DEC_ONE, 50 * DEC_ONE};
	int64_t v = (int64_t)rng_below(r, 1000000) * unit[rng_below(r, 5)];

	return v > 1000000 * DEC_ONE ? v % (1000000 * DEC_ONE) : v;
}

/* Up to 4, with up to six decimals. */
static int64_t
draw_rate(struct rng *r)
{
	static const int64_t unit[] = {1, 1000, 100000, 500000};
	int64_t u = unit[rng_below(r, 4)];

	return (int64_t)rng_below(r, 4 * (uint64_t)(DEC_ONE / u) + 1) * u;
}

static void
put_dec(struct buf *b, const char *before, int64_t v)
{
	buf_puts(b, before);
	b->n += dec_put(buf_room(b, DEC_MAX), v, '.');
}

/* One way of up to five bands; out: where they begin. */
static size_t
put_way(struct buf *b, struct rng *r, const char *kind, int64_t *edge)
{
	static const char *const rounds[] = {
	    " floor", " half-up", " half-even", " ceil"};
	size_t n = 1 + rng_below(r, 5);
	int64_t from = 0;

	buf_puts(b, "convert");
	for (size_t i = 0; i < n; i++) {
		edge[i] = from;
		put_dec(b, " ", from);
		put_dec(b, ":", draw_rate(r));
		from += 1 + draw_money(r) / 5;
	}
	buf_puts(b, kind);
	buf_puts(b, rounds[rng_below(r, 4)]);
	return n;
}

static void
put_factors(struct buf *b, struct rng *r)
{
	for (uint64_t n = rng_below(r, 3); n > 0; n--)
		put_dec(b, " times ", draw_rate(r));
}

static uint32_t
add(struct terms_table *t, struct buf *b)
{
	struct fault f;
	uint32_t id;

	if (!terms_add_text(t, buf_view(b), &id, &f))
		fail_msg("%s: %s", buf_cstr(b), f.what);
	return id;
}

/* Rates are at most 4 and factors 16: a millionth is less than a point. */
static void
marginal_is_continuous(void **state)
{
	struct rng r = seeded(1);
	struct terms_table *t = terms_new();
	struct buf b = {0};

	(void)state;
	for (int i = 0; i < TRIES; i++) {
		int64_t edge[5];
		size_t n;
		uint32_t id;

		b.n = 0;
		n = put_way(&b, &r, " marginal", edge);
		put_factors(&b, &r);
		id = add(t, &b);
		for (size_t k = 0; k < n; k++) {
			int64_t at = k == 0 ? draw_money(&r) + 1 : edge[k];
			int64_t below = terms_points(t, id, 0, at - 1);
			int64_t here = terms_points(t, id, 0, at);
			int64_t more = terms_points(t, id, 0, at + 1);

			assert_true(here >= below && here <= below + 1);
			assert_true(more >= here && more <= here + 1);
			assert_true(terms_points(
					t, id, 0, at + draw_money(&r)) >= here);
		}
	}
	buf_free(&b);
	terms_delete(t);
}

/* round(net x rate x factor) by numbers that the compiler has. */
static int64_t
by_definition(int64_t net, int64_t rate, int64_t factor, enum rounding round)
{
	const wide one = (wide)DEC_ONE * DEC_ONE * DEC_ONE;
	wide v = (wide)net * (wide)rate * (wide)factor;
	wide q = v / one, rest = v % one;
	bool up = round == ROUND_CEIL      ? rest > 0
		  : round == ROUND_HALF_UP ? 2 * rest >= one
		  : round == ROUND_HALF_EVEN
		      ? 2 * rest > one || (2 * rest == one && q % 2 == 1)
		      : false;

	return (int64_t)(q + up);
}

static void
as_defined(void **state)
{
	struct rng r = seeded(2);
	struct terms_table *t = terms_new();
	struct buf b = {0};

	(void)state;
	for (int i = 0; i < TRIES; i++) {
		int64_t rate = draw_rate(&r), factor = draw_rate(&r);
		int64_t net = draw_money(&r);

		for (int round = ROUND_FLOOR; round <= ROUND_CEIL; round++) {
			b.n = 0;
			put_dec(&b, "convert 0:", rate);
			buf_printf(&b, " %s %s",
			    i % 2 == 0 ? "whole" : "marginal",
			    rounding_name((enum rounding)round));
			put_dec(&b, " times ", factor);
			assert_true(terms_points(t, add(t, &b), 0, net) ==
				    by_definition(net, rate, factor,
					(enum rounding)round));
		}
	}
	buf_free(&b);
	terms_delete(t);
}

/* Any terms at all: ways with mins, factors with mins, bonuses. */
static void
put_terms(struct buf *b, struct rng *r)
{
	int64_t edge[5];

	b->n = 0;
	for (uint64_t parts = 1 + rng_below(r, 4); parts > 0; parts--) {
		buf_puts(b, b->n > 0 ? "; " : "");
		if (rng_below(r, 3) == 0) {
			buf_printf(b, "add %d", (int)rng_below(r, 500) + 1);
		} else {
			for (uint64_t n = rng_below(r, 3); n > 0; n--) {
				put_way(b, r,
				    rng_below(r, 2) ? " whole" : " marginal",
				    edge);
				put_dec(b, " min ", draw_money(r));
				buf_puts(b, " else ");
			}
			put_way(b, r, " marginal", edge);
			put_factors(b, r);
		}
		if (rng_below(r, 2) == 0)
			put_dec(b, " min ", draw_money(r));
	}
}

static void
texts_mean_the_same(void **state)
{
	struct rng r = seeded(3);
	struct terms_table *t = terms_new();
	struct buf b = {0}, again = {0};

	(void)state;
	for (int i = 0; i < TRIES; i++) {
		struct terms_table *u = terms_new();
		uint32_t id, copy;

		put_terms(&b, &r);
		id = add(t, &b);
		again.n = 0;
		buf_str(&again, terms_text(t, id));
		assert_int_equal(add(t, &again), id);
		copy = add(u, &again);
		assert_true(str_eq(terms_text(u, copy), buf_view(&again)));
		assert_int_equal(terms_parts(u, copy), terms_parts(t, id));
		for (uint32_t p = 0; p < terms_parts(t, id); p++) {
			int64_t net = draw_money(&r);

			assert_true(terms_points(t, id, p, net) ==
				    terms_points(u, copy, p, net));
		}
		assert_null(memchr(again.p, ',', again.n));
		terms_delete(u);
	}
	buf_free(&b);
	buf_free(&again);
	terms_delete(t);
}

static const char file[] =
    "name|rate|times|points|min|when|unit|bands\n"
    "web|0:1 100:1.5 500:2|||60|channel = 'web'|both|marginal\n"
    "all|1||||||\n"
    "grow|0.5|||||growth|\n"
    "double||2||300||both|\n"
    "tenth||1.1||||points|\n"
    "big|||50|200|||\n"
    "any|||5||||\n";

/* Reversals as the ledger makes them: never above what is left. */
static void
refund_in_parts(struct rng *r, const struct terms_table *t,
    const struct grants *g, int64_t net)
{
	for (size_t i = 0; i < g->n; i++) {
		int64_t left = g->grant[i].points, now = net;

		while (now > 0) {
			int64_t part = 1 + draw_money(r), would;

			now = part >= now || rng_below(r, 4) == 0 ? 0
								  : now - part;
			would =
			    terms_points(t, g->terms, g->grant[i].part, now);
			assert_true(would >= 0);
			if (would < left)
				left = would;
		}
		assert_int_equal(left, 0);
	}
}

static int64_t
total(const struct grants *g, enum unit unit)
{
	int64_t sum = 0;

	for (size_t i = 0; i < g->n; i++)
		sum += g->grant[i].unit == unit ? g->grant[i].points : 0;
	return sum;
}

static void
orders_and_refunds(void **state)
{
	struct rng r = seeded(4);
	struct terms_table *t = terms_new();
	struct rules *rules = rules_new(t, &(struct rules_defaults){0});
	struct grants g = {0}, less = {0};
	struct facts facts = {.multiplier = 1250000};
	struct sample s;
	struct fault f;
	size_t row, column;

	(void)state;
	assert_true(load(&rules_sheet, rules, file, &f));
	sample_begin(&s, "channel");
	assert_true(rules_compile(rules, &s.scope, &row, &column, &f));
	for (int i = 0; i < TRIES; i++) {
		int64_t net = draw_money(&r), lower = net;
		const char *channel = rng_below(&r, 2) ? "web" : "shop";
		struct event *e =
		    sample_set(&s, EVENT_PURCHASE, "2025-01-01", net, channel);

		assert_true(rules_purchase(rules, e, &facts, &g, &column, &f));
		for (size_t k = 0; k < g.n; k++) {
			assert_true(
			    g.grant[k].points ==
			    terms_points(t, g.terms, g.grant[k].part, net));
			assert_true(k == 0 ||
				    g.grant[k - 1].rule < g.grant[k].rule ||
				    g.grant[k - 1].unit < g.grant[k].unit);
		}
		refund_in_parts(&r, t, &g, net);
		lower = net > 0 ? (int64_t)rng_below(&r, (uint64_t)net) : 0;
		e->amount = lower;
		assert_true(
		    rules_purchase(rules, e, &facts, &less, &column, &f));
		for (int unit = 0; unit < 2; unit++)
			assert_true(total(&less, (enum unit)unit) <=
				    total(&g, (enum unit)unit));
	}
	grants_free(&g);
	grants_free(&less);
	rules_delete(rules);
	terms_delete(t);
}

/* Hundredths off an order: one more is not paid for, or above the cap. */
static void
one_offset(struct rng *r, struct rewards *w, int64_t rate, int64_t share)
{
	const wide one = (wide)DEC_ONE;
	struct facts facts = {0};
	struct sample s;
	struct reward_use use;
	struct fault f;
	size_t column;
	struct event *e;
	int64_t there = (int64_t)rng_below(r, 50000), off, most;

	sample_begin(&s, "");
	e = sample_set(&s, EVENT_REDEEM, "2025-01-01", draw_money(r), "");
	e->has_points = rng_below(r, 2) == 0;
	e->points = 1 + (int64_t)rng_below(r, 50000);
	assert_true(rewards_judge(w, 0, e, &facts, there, &use, &column, &f));
	most = e->has_points ? e->points : there;
	off = use.money / 10000;
	assert_true(off >= 0 && use.money % 10000 == 0);
	assert_true((wide)use.money * one <= (wide)e->amount * (wide)share);
	assert_true(use.points <= most);
	assert_true((wide)off * (wide)rate <= (wide)use.points * 100 * one);
	assert_true(use.points == 0 || (wide)off * (wide)rate >
					   (wide)(use.points - 1) * 100 * one);
	assert_true(
	    (wide)(off + 1) * (wide)rate > (wide)most * 100 * one ||
	    (wide)(off + 1) * 10000 * one > (wide)e->amount * (wide)share);
	assert_true((use.status == REWARD_OK) == (off > 0));
}

static void
offsets(void **state)
{
	struct rng r = seeded(5);
	struct buf b = {0};

	(void)state;
	for (int i = 0; i < TRIES; i++) {
		struct rewards *w = rewards_new(NULL);
		int64_t rate = 1 + draw_rate(&r) * 100;
		int64_t share = 1 + draw_rate(&r) / 5;
		struct fault f;

		b.n = 0;
		put_dec(&b, "name|kind|rate|cap\no|offset|", rate);
		put_dec(&b, "|", share);
		assert_true(load(&rewards_sheet, w, buf_cstr(&b), &f));
		for (int k = 0; k < 5; k++)
			one_offset(&r, w, rate, share);
		rewards_delete(w);
	}
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(marginal_is_continuous),
	    cmocka_unit_test(as_defined),
	    cmocka_unit_test(texts_mean_the_same),
	    cmocka_unit_test(orders_and_refunds),
	    cmocka_unit_test(offsets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
