/* The engine by hand, its state there and back, and damaged everywhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "ledger/check.h"
#include "ledger/digest.h"
#include "num/date.h"
#include "state_helper.h"

#define DAY(n) ((n)*DATE_US_PER_DAY)

struct lines {
	struct buf text;
};

static void
post(void *arg, const struct movement *m)
{
	struct lines *l = arg;

	buf_printf(&l->text, "%d %.*s %s %lld %.*s %lld\n",
	    (int)(m->us / DATE_US_PER_DAY), (int)m->member.n, m->member.p,
	    movement_name[m->kind], (long long)m->points, (int)m->lot.n,
	    m->lot.p, (long long)m->balance);
}

static enum ledger_status
apply(struct ledger *l, enum event_type type, const char *id,
    const char *member, int day, int64_t points, const char *ref,
    int64_t expires)
{
	struct event e = {.type = type,
	    .us = DAY(day),
	    .day = day,
	    .id = str_of(id),
	    .member = str_of(member),
	    .ref = str_of(ref),
	    .issuer = STR(""),
	    .has_points = points != 0,
	    .points = points,
	    .has_expires = expires != 0,
	    .expires = expires,
	    .quantity = 1};
	struct fault f;
	size_t column;
	enum ledger_status s;

	ledger_ready(l, &e, 1);
	s = ledger_apply(l, &e, &column, &f);
	assert_true(ledger_check(l, &f));
	return s;
}

/* LOYALTY A3: 100 to day 300, 100 to day 30, 100 spent on day 20. */
static void
order(void **state)
{
	static const char *const want[] = {
	    "1 a earn 100 x 100\n2 a earn 100 y 200\n20 a redeem -100 y 100\n",
	    "1 a earn 100 x 100\n2 a earn 100 y 200\n20 a redeem -100 x 100\n"
	    "30 a expire -100 y 0\n"};
	struct fault f;

	(void)state;
	for (int fifo = 0; fifo < 2; fifo++) {
		struct lines lines = {{0}};
		struct ledger *l = ledger_new(&(struct ledger_form){
		    .fifo = fifo == 1, .post = post, .arg = &lines});

		apply(l, EVENT_EARN, "x", "a", 1, 100, "", DAY(300));
		apply(l, EVENT_EARN, "y", "a", 2, 100, "", DAY(30));
		assert_int_equal(
		    apply(l, EVENT_REDEEM, "z", "a", 20, 100, "", 0),
		    LEDGER_OK);
		assert_true(ledger_close(l, DAY(299), &f));
		assert_string_equal(buf_cstr(&lines.text), want[fifo]);
		buf_free(&lines.text);
		ledger_delete(l);
	}
	ledger_delete(NULL);
}

static void
statuses(void **state)
{
	struct ledger *l = ledger_new(&(struct ledger_form){.fifo = false});
	struct account_view v;

	(void)state;
	assert_int_equal(
	    apply(l, EVENT_REDEEM, "r", "a", 1, 1, "", 0), LEDGER_INSUFFICIENT);
	/* Its id is spent; and the member is known. */
	assert_int_equal(
	    apply(l, EVENT_REDEEM, "r", "a", 1, 1, "", 0), LEDGER_DUPLICATE);
	assert_int_equal(
	    apply(l, EVENT_REDEEM, "r", "a", 1, 2, "", 0), LEDGER_CONFLICT);
	assert_int_equal(
	    apply(l, EVENT_EARN, "e", "a", 0, 5, "", 0), LEDGER_OUT_OF_ORDER);
	assert_int_equal(
	    apply(l, EVENT_EARN, "f", "a", 2, 5, "", 0), LEDGER_OK);
	assert_int_equal(apply(l, EVENT_REVERSE_EARN, "g", "b", 2, 5, "f", 0),
	    LEDGER_UNKNOWN_REF);
	assert_int_equal(apply(l, EVENT_REVERSE_EARN, "h", "a", 2, 6, "f", 0),
	    LEDGER_OVER_REVERSAL);
	assert_int_equal(apply(l, EVENT_REVERSE_REDEEM, "i", "a", 2, 6, "f", 0),
	    LEDGER_UNKNOWN_REF);
	assert_int_equal(
	    apply(l, EVENT_ASSERT, "j", "a", 2, 5, "", 0), LEDGER_OK);
	assert_int_equal(
	    apply(l, EVENT_ASSERT, "k", "a", 2, 6, "", 0), LEDGER_FAILED);
	/* An end that has passed, and more than 63 bits hold. */
	assert_int_equal(
	    apply(l, EVENT_EARN, "m", "a", 9, 1, "", DAY(9)), LEDGER_BAD);
	assert_int_equal(
	    apply(l, EVENT_EARN, "n", "a", 9, INT64_MAX, "", 0), LEDGER_BAD);
	assert_int_equal(
	    apply(l, EVENT_EARN, "n", "a", 9, INT64_MAX - 5, "", 0), LEDGER_OK);
	assert_int_equal(
	    apply(l, EVENT_ADJUST, "o", "a", 9, 1, "", 0), LEDGER_BAD);
	assert_int_equal(
	    apply(l, EVENT_ADJUST, "p", "a", 9, INT64_MIN, "", 0), LEDGER_BAD);
	assert_int_equal(ledger_accounts(l), 2);
	assert_true(ledger_find(l, STR("a"), STR(""), &v));
	assert_true(v.balance == INT64_MAX);
	assert_false(ledger_find(l, STR("a"), STR("sky"), &v));
	assert_false(ledger_find(l, STR("c"), STR(""), &v));
	ledger_delete(l);
}

/* A ledger with most of what a state can hold of given points. */
static struct ledger *
sample(void)
{
	struct ledger *l = ledger_new(&(struct ledger_form){.fifo = false});
	struct event e = {.type = EVENT_EARN,
	    .us = DAY(5),
	    .day = 5,
	    .id = STR("p\t1"),
	    .member = STR("b\n\\"),
	    .issuer = STR("sky"),
	    .has_points = true,
	    .points = 7,
	    .has_available = true,
	    .available = DAY(40),
	    .quantity = 1};
	struct fault f;
	size_t column;

	apply(l, EVENT_EARN, "x", "a", 1, 100, "", DAY(300));
	apply(l, EVENT_EARN, "y", "a", 2, INT64_C(1) << 40, "", DAY(30));
	apply(l, EVENT_REDEEM, "z", "a", 3, 120, "", 0);
	apply(l, EVENT_REVERSE_EARN, "w", "a", 4, 10, "x", 0);
	apply(l, EVENT_EARN, "d1", "c", 4, 10, "", 0);
	apply(l, EVENT_REDEEM, "d2", "c", 4, 10, "", 0);
	apply(l, EVENT_REVERSE_EARN, "d3", "c", 5, 10, "d1", 0);
	ledger_ready(l, &e, 1);
	assert_int_equal(ledger_apply(l, &e, &column, &f), LEDGER_OK);
	return l;
}

static void
round_trip(void **state)
{
	struct ledger *l = sample(), *m;
	struct buf first = {0}, second = {0};
	struct fault f;

	(void)state;
	state_write(l, 5, &first);
	for (int fifo = 0; fifo < 2; fifo++) {
		m = ledger_new(&(struct ledger_form){.fifo = fifo == 1});
		if (!state_parse(m, buf_view(&first), &f))
			fail_msg("%s", f.what);
		state_write(m, 5, &second);
		assert_true(str_eq(buf_view(&first), buf_view(&second)));
		/* They go on alike. */
		assert_int_equal(
		    apply(m, EVENT_REVERSE_REDEEM, "q", "a", 6, 120, "z", 0),
		    LEDGER_OK);
		assert_int_equal(
		    apply(m, EVENT_EARN, "x", "a", 1, 100, "", DAY(300)),
		    LEDGER_DUPLICATE);
		ledger_delete(m);
	}
	ledger_delete(l);
	buf_free(&first);
	buf_free(&second);
}

/* Every byte changed, every length cut: never taken for a state. */
static void
damage(void **state)
{
	struct ledger *l = sample(), *m;
	struct buf text = {0};
	struct fault f;

	(void)state;
	state_write(l, 5, &text);
	ledger_delete(l);
	for (size_t i = 0; i < text.n; i++) {
		for (int bit = 0; bit < 8; bit += 3) {
			text.p[i] = (char)(text.p[i] ^ 1 << bit);
			m = ledger_new(&(struct ledger_form){.fifo = false});
			f = (struct fault){0};
			assert_false(state_parse(m, buf_view(&text), &f));
			assert_true(f.code != FAULT_NONE);
			assert_true(f.what[0] != '\0');
			ledger_delete(m);
			text.p[i] = (char)(text.p[i] ^ 1 << bit);
		}
		m = ledger_new(&(struct ledger_form){.fifo = false});
		assert_false(state_parse(m, (struct str){text.p, i}, &f));
		ledger_delete(m);
	}
	buf_free(&text);
}

/* A state with one word changed and its last line put right: it is whole, but
 * does not agree with itself. */
static void
breach(const char *from, const char *to, const char *what, const char *member)
{
	struct ledger *l = sample(), *m;
	struct buf text = {0}, changed = {0};
	const char *at, *end;
	uint64_t lines = 0, digest = DIGEST_START;
	struct fault f = {0};

	state_write(l, 5, &text);
	ledger_delete(l);
	at = strstr(buf_cstr(&text), from);
	assert_non_null(at);
	buf_put(&changed, text.p, (size_t)(at - text.p));
	buf_puts(&changed, to);
	buf_puts(&changed, at + strlen(from));
	end = strstr(buf_cstr(&changed), "\nz\t") + 1;
	for (const char *p = changed.p, *lf; p < end; p = lf + 1, lines++) {
		lf = strchr(p, '\n');
		digest = digest_bytes(digest, p, (size_t)(lf - p));
	}
	changed.n = (size_t)(end - changed.p);
	buf_printf(&changed, "z\t%llu\t%016llx\n", (unsigned long long)lines,
	    (unsigned long long)digest);
	m = ledger_new(&(struct ledger_form){.fifo = false});
	assert_false(state_parse(m, buf_view(&changed), &f));
	assert_string_equal(f.what, what);
	if (member != NULL)
		assert_string_equal(f.value, member);
	ledger_delete(m);
	buf_free(&text);
	buf_free(&changed);
}

static void
breaches(void **state)
{
	const char *sum = "damaged state: what came in is not what went out "
			  "and what is left";

	(void)state;
	/* Earned, adjusted, redeemed; a lot's rest; debt. */
	breach("\t1099511627876\t0\t120", "\t1099511627877\t0\t120", sum, "a");
	breach("\t1099511627876\t0\t120", "\t1099511627876\t-1\t120", sum, "a");
	breach("\t1099511627876\t0\t120", "\t1099511627876\t0\t121", sum, "a");
	breach("\t100\t90\t10\t", "\t100\t91\t10\t", sum, "a");
	breach("\t1099511627876\t0\t120", "\t9223372036854775807\t1\t120",
	    "damaged state: more points than 63 bits hold", "a");
	breach("\t10\t0\t10\t0\t0\t0\t10\t0\n",
	    "\t20\t0\t10\t0\t0\t0\t10\t11\n",
	    "damaged state: what came in is not what went out and what is "
	    "left",
	    "c");
	breach("\t10\t0\t10\t0\t0\t0\t10\t0\n",
	    "\t21\t0\t10\t0\t0\t0\t10\t11\n",
	    "damaged state: more debt repaid than created", "c");
	/* A lot has no more left, and gave no more back, than it had. */
	breach("\t100\t90\t10\t", "\t100\t101\t10\t",
	    "damaged state: not a lot", NULL);
	breach("\t100\t90\t10\t", "\t100\t90\t101\t",
	    "damaged state: not a lot", NULL);
	/* An account twice, a lot of nobody, an event before the first. */
	breach("a\tc\t", "a\ta\t", "damaged state: not an account", NULL);
	breach("l\tx\t0", "l\tx\t9", "damaged state: not a lot", NULL);
}

/* What can be said of lots from outside. */
static void
each(void *arg, const struct lot_view *v)
{
	buf_printf(arg, "%.*s %lld/%lld%s\n", (int)v->event.n, v->event.p,
	    (long long)v->rest, (long long)v->size, v->pending ? " p" : "");
}

static void
views(void **state)
{
	struct ledger *l = sample();
	struct buf out = {0};
	struct ledger_memory m;
	struct account_view v;

	(void)state;
	ledger_lots(l, 0, each, &out);
	assert_string_equal(
	    buf_cstr(&out), "y 1099511627656/1099511627776\nx 90/100\n");
	out.n = 0;
	ledger_lots(l, 2, each, &out);
	assert_string_equal(buf_cstr(&out), "p\t1 7/7 p\n");
	ledger_account(l, 2, &v);
	assert_true(str_is(v.issuer, "sky"));
	assert_int_equal(v.pending, 7);
	assert_true(ledger_issuers(l));
	ledger_memory(l, &m);
	assert_int_equal(m.accounts, 3);
	assert_int_equal(m.lots, 4);
	assert_int_equal(m.live, 3);
	assert_int_equal(m.ids, 8);
	buf_free(&out);
	ledger_delete(l);
}

/* One text in another place, or none, is another event. */
static void
contents(void **state)
{
	struct event e = {.type = EVENT_EARN,
	    .id = STR("e"),
	    .member = STR("a"),
	    .has_points = true,
	    .points = 5,
	    .quantity = 1};
	struct str *const text[] = {&e.ref, &e.issuer, &e.reward, &e.activity,
	    &e.friend_, &e.tier, &e.birthday, &e.enrolled};
	enum { TEXTS = sizeof(text) / sizeof(*text) };
	size_t column;
	struct fault f;

	(void)state;
	for (size_t i = 0; i <= TEXTS; i++) {
		struct ledger *l =
		    ledger_new(&(struct ledger_form){.fifo = false});

		for (size_t k = 0; k <= TEXTS; k++) {
			/* The first is i, and comes again; TEXTS is none. */
			size_t at = (i + k) % (TEXTS + 1);

			for (size_t j = 0; j < TEXTS; j++)
				*text[j] = j == at ? STR("one") : STR("");
			ledger_ready(l, &e, 1);
			assert_int_equal(ledger_apply(l, &e, &column, &f),
			    k == 0 ? LEDGER_OK : LEDGER_CONFLICT);
			assert_int_equal(ledger_apply(l, &e, &column, &f),
			    k == 0 ? LEDGER_DUPLICATE : LEDGER_CONFLICT);
		}
		ledger_delete(l);
	}
}

/* And so is one number in another place. */
static void
amounts(void **state)
{
	struct ledger *l = ledger_new(&(struct ledger_form){.fifo = false});
	size_t column;
	struct fault f;

	(void)state;
	for (int k = 0; k < 5; k++) {
		struct event e = {.type = EVENT_EARN,
		    .id = STR("e"),
		    .member = STR("a"),
		    .issuer = STR(""),
		    .has_points = k == 0,
		    .points = k == 0 ? 5 : 0,
		    .has_amount = k == 1,
		    .amount = k == 1 ? 5 : 0,
		    .has_available = k == 2,
		    .available = k == 2 ? 5 : 0,
		    .has_expires = k == 3,
		    .expires = k == 3 ? 5 : 0,
		    .quantity = k == 4 ? 5 : 1};

		ledger_ready(l, &e, 1);
		assert_int_equal(ledger_apply(l, &e, &column, &f),
		    k == 0 ? LEDGER_OK : LEDGER_CONFLICT);
	}
	ledger_delete(l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(order),
	    cmocka_unit_test(statuses),
	    cmocka_unit_test(contents),
	    cmocka_unit_test(amounts),
	    cmocka_unit_test(round_trip),
	    cmocka_unit_test(damage),
	    cmocka_unit_test(breaches),
	    cmocka_unit_test(views),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
