/*
 * Properties of the fold: it agrees with a naive model that keeps all rows,
 * whatever the order of rows and the cut into batches; sums are exact where
 * 64 bits are not enough; the log of periods may be squeezed at any time.
 */
#include "../unit/check.h"

#include "base/buf.h"
#include "base/mem.h"
#include "fold/customers.h"
#include "fold/fold.h"
#include "fold/groups.h"
#include "fold/key.h"
#include "fold/periods.h"
#include "fold/report.h"

static uint64_t seed = 20240607;

/* xorshift64*: the same cases on every run. */
static unsigned
draw(unsigned n)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (unsigned)((seed * 2685821657736338717U) >> 33) % n;
}

enum { MOST = 200, IDS = 9 };

/* Lengths about the 8 and 16 bytes where entries change their form. */
static const char *const id[IDS] = {"a", "b", "aaaaaaaa", "aaaaaaab",
    "aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaab", "aaaaaaaaaaaaaaaaa",
    "aaaaaaaaaaaaaaaab", "aaaaaaaabaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};

struct rows {
	struct fold_row row[MOST];
	size_t n;
};

static int64_t
some_amount(unsigned kind)
{
	if (kind == 0)
		return (int64_t)draw(10000) * 10000;
	if (kind == 1)
		return (int64_t)draw(20000) - 10000;
	return draw(2) ? INT64_MAX - (int64_t)draw(9)
		       : -INT64_MAX + (int64_t)draw(9);
}

static void
make_rows(struct rows *in)
{
	unsigned kind = draw(3), ids = 1 + draw(IDS), days = 1 + draw(400);

	in->n = draw(MOST);
	for (size_t i = 0; i < in->n; i++)
		in->row[i] = (struct fold_row){.id = str_of(id[draw(ids)]),
		    .day = (int32_t)draw(days) - (int32_t)days / 2,
		    .amount = some_amount(kind)};
}

static void
shuffle(struct rows *in)
{
	for (size_t i = in->n; i > 1; i--) {
		size_t k = draw((unsigned)i);
		struct fold_row r = in->row[i - 1];

		in->row[i - 1] = in->row[k];
		in->row[k] = r;
	}
}

static struct fold *
fold_rows(const struct fold_form *form, const struct rows *in)
{
	struct fold *fo = fold_new(form);
	struct fault f = {0};
	size_t step;

	for (size_t i = 0; i < in->n; i += step) {
		step = 1 + draw(20);
		step = step < in->n - i ? step : in->n - i;
		assert_true(fold_add(fo, in->row + i, step, &f));
	}
	if (!fold_finish(fo, &f)) {
		fold_delete(fo);
		return NULL;
	}
	return fo;
}

static void
same_sum(struct i128 got, struct i128 want)
{
	assert_int_equal(i128_cmp(got, want), 0);
}

/* Distinct periods of the purchases of one customer in (after, until]. */
static int64_t
distinct(const struct rows *in, struct str who, enum period p, int32_t after,
    int32_t until)
{
	int64_t n = 0;

	for (size_t i = 0; i < in->n; i++) {
		const struct fold_row *r = &in->row[i];
		bool seen = false;

		if (!str_eq(r->id, who) || r->amount < 0 || r->day <= after ||
		    r->day > until)
			continue;
		for (size_t k = 0; k < i && !seen; k++) {
			const struct fold_row *s = &in->row[k];

			seen = str_eq(s->id, who) && s->amount >= 0 &&
			       s->day > after && s->day <= until &&
			       period_of(p, s->day) == period_of(p, r->day);
		}
		n += !seen;
	}
	return n;
}

/* The sum of rows of one sign in (after, until], of or after a period. */
static struct i128
total(const struct rows *in, struct str who, bool refunds, enum period p,
    int32_t from_period, int32_t after, int32_t until)
{
	struct i128 sum = i128_of(0);

	for (size_t i = 0; i < in->n; i++) {
		const struct fold_row *r = &in->row[i];

		if (str_eq(r->id, who) && (r->amount < 0) == refunds &&
		    r->day > after && r->day <= until &&
		    period_of(p, r->day) >= from_period)
			sum = i128_add(sum, i128_of(r->amount));
	}
	return sum;
}

static void
check_person(const struct fold_form *form, const struct rows *in,
    const struct fold_person *p, int32_t as_of)
{
	enum period by = form->period;
	int32_t end = form->has_until ? form->until : as_of;
	int32_t first = INT32_MAX, last = INT32_MIN, low = INT32_MIN;
	struct i128 back = total(in, p->id, true, by, low, low, end);
	uint64_t orders = 0;

	for (size_t i = 0; i < in->n; i++) {
		const struct fold_row *r = &in->row[i];

		if (!str_eq(r->id, p->id) || r->amount < 0 || r->day > end)
			continue;
		orders++;
		first = r->day < first ? r->day : first;
		last = r->day > last ? r->day : last;
	}
	assert_int_equal(p->orders, orders);
	if (orders == 0)
		return;
	assert_int_equal(p->first, first);
	assert_int_equal(p->last, last);
	assert_int_equal(p->frequency, distinct(in, p->id, by, low, end) - 1);
	assert_int_equal(
	    p->recency, period_of(by, last) - period_of(by, first));
	assert_int_equal(p->age, period_of(by, end) - period_of(by, first));
	assert_int_equal(p->since, end - last);
	same_sum(p->bought, total(in, p->id, false, by, low, low, end));
	same_sum(p->returned, i128_neg(back));
	same_sum(p->net, i128_add(p->bought, back));
	same_sum(p->repeat,
	    total(in, p->id, false, by, period_of(by, first) + 1, low, end));
	if (form->has_until) {
		assert_int_equal(p->later, distinct(in, p->id, by, end, as_of));
		same_sum(
		    p->holdout, total(in, p->id, false, by, low, end, as_of));
	}
}

static struct fold_form
some_form(void)
{
	struct fold_form form = {.period = (enum period)draw(3),
	    .has_as_of = draw(2),
	    .as_of = (int32_t)draw(200) - 50,
	    .has_until = draw(2)};

	form.until = form.as_of - 1 - (int32_t)draw(100);
	return form;
}

static void
agrees_with_a_naive_model(void **state)
{
	struct rows in;
	struct fold_person p;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct fold_form form = some_form();
		struct fold *fo;
		int32_t as_of;

		make_rows(&in);
		fo = fold_rows(&form, &in);
		if (fo == NULL)
			continue;
		if (fold_as_of(fo, &as_of))
			for (size_t i = 0; i < fold_count(fo); i++) {
				fold_get(fo, i, &p);
				check_person(&form, &in, &p, as_of);
			}
		fold_delete(fo);
	}
}

static size_t
index_of(const struct fold *fo, struct str who)
{
	for (size_t i = 0; i < fold_count(fo); i++)
		if (str_eq(fold_id(fo, i), who))
			return i;
	fail_msg("a customer is missing");
	return 0;
}

static void
same_person(const struct fold_person *a, const struct fold_person *b)
{
	assert_int_equal(a->orders, b->orders);
	assert_int_equal(a->first, b->first);
	assert_int_equal(a->last, b->last);
	assert_int_equal(a->frequency, b->frequency);
	assert_int_equal(a->age, b->age);
	assert_int_equal(a->later, b->later);
	same_sum(a->net, b->net);
	same_sum(a->returned, b->returned);
	same_sum(a->repeat, b->repeat);
	same_sum(a->holdout, b->holdout);
}

static void
ignores_the_order_of_rows(void **state)
{
	struct rows in;

	(void)state;
	for (int round = 0; round < 1000; round++) {
		struct fold_form form = some_form();
		struct fold *a, *b;

		make_rows(&in);
		a = fold_rows(&form, &in);
		shuffle(&in);
		b = fold_rows(&form, &in);
		assert_int_equal(a == NULL, b == NULL);
		if (a == NULL)
			continue;
		assert_memory_equal(
		    fold_counts(a), fold_counts(b), sizeof(struct fold_count));
		assert_int_equal(fold_count(a), fold_count(b));
		for (size_t i = 0; i < fold_count(a); i++) {
			struct fold_person p, q;

			fold_get(a, i, &p);
			fold_get(b, index_of(b, p.id), &q);
			same_person(&p, &q);
		}
		fold_delete(a);
		fold_delete(b);
	}
}

static void
counts_every_row_and_customer(void **state)
{
	struct rows in;

	(void)state;
	for (int round = 0; round < 500; round++) {
		struct fold_form form = some_form();
		const struct fold_count *n;
		struct fold *fo;

		make_rows(&in);
		fo = fold_rows(&form, &in);
		if (fo == NULL)
			continue;
		n = fold_counts(fo);
		assert_int_equal(
		    n->purchases + n->refunds + n->holdout + n->after, in.n);
		assert_int_equal(
		    n->buyers + n->refund_only + n->late, fold_count(fo));
		fold_delete(fo);
	}
}

static void
numbers_customers_as_they_come(void **state)
{
	enum { N = 50000 };
	struct customers t = {0};
	char text[64];

	(void)state;
	for (unsigned round = 0; round < 2; round++)
		for (unsigned i = 0; i < N; i++) {
			int n = snprintf(text, sizeof(text), "%.*s%u",
			    (int)(i % 30), "customer-of-a-distant-country-x",
			    i);
			struct str s = {text, (size_t)n};

			assert_int_equal(customers_add(&t, s), i);
			assert_int_equal(customers_find(&t, s), i);
			assert_true(str_eq(customers_id(&t, i), s));
		}
	assert_int_equal(t.count, N);
	assert_int_equal(customers_find(&t, STR("nobody")), CUSTOMERS_NONE);
	customers_free(&t);
	assert_int_equal(customers_find(&t, STR("nobody")), CUSTOMERS_NONE);
}

/* Long enough to be squeezed twice, as few and as many repeats. */
/* The first and the last date there are, and customers at a shelf's ends. */
static void
holds_every_date(void **state)
{
	static const uint32_t who[] = {0, PERIODS_SHELF - 1, PERIODS_SHELF,
	    5 * PERIODS_SHELF - 1, 5 * PERIODS_SHELF};
	int32_t low = date_day(1600, 1, 1), high = date_day(9999, 12, 31);
	struct periods p = {0};
	const int32_t *v;

	(void)state;
	assert_int_equal(low, PERIODS_LOW);
	assert_true(high - low < 1 << PERIODS_SPAN);
	for (int twice = 0; twice < 2; twice++)
		for (size_t i = 0; i < sizeof(who) / sizeof(*who); i++) {
			periods_add(&p, who[i], high);
			periods_add(&p, who[i], (int32_t)who[i]);
			periods_add(&p, who[i], low);
		}
	periods_finish(&p, 5 * PERIODS_SHELF + 1, true, NULL);
	for (size_t i = 0; i < sizeof(who) / sizeof(*who); i++) {
		assert_int_equal(periods_count(&p, who[i]), 3);
		assert_int_equal(periods_of(&p, who[i], &v), 3);
		assert_true(
		    v[0] == low && v[1] == (int32_t)who[i] && v[2] == high);
	}
	assert_int_equal(periods_count(&p, 1), 0);
	assert_int_equal(periods_count(&p, 2 * PERIODS_SHELF), 0);
	assert_int_equal(periods_count(&p, 9 * PERIODS_SHELF), 0);
	periods_free(&p);
}

static void
squeezes_long_logs(void **state)
{
	enum { ADDED = 3 << 20, WHO = 50, DAYS = 400 };
	static bool seen[WHO][DAYS];
	struct periods p = {0};
	const int32_t *v;

	(void)state;
	for (size_t i = 0; i < ADDED; i++) {
		unsigned who = draw(WHO), day = draw(DAYS);

		seen[who][day] = true;
		periods_add(&p, who, (int32_t)day - 100);
	}
	assert_true(p.arena.total < ADDED);
	periods_finish(&p, WHO + 1, true, NULL);
	for (uint32_t who = 0; who < WHO; who++) {
		size_t n = periods_of(&p, who, &v), k = 0;

		for (int32_t day = 0; day < DAYS; day++) {
			if (!seen[who][day])
				continue;
			assert_true(k < n);
			assert_int_equal(v[k++], day - 100);
		}
		assert_int_equal(k, n);
	}
	assert_int_equal(periods_of(&p, WHO, &v), 0);
	periods_free(&p);
}

static int
ascending(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

static double
naive_median(int32_t *gap, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k > 0 && ascending(&gap[k - 1], &gap[k]) > 0;
		     k--) {
			int32_t g = gap[k];

			gap[k] = gap[k - 1];
			gap[k - 1] = g;
		}
	return n == 0 ? (double)NAN
		      : (double)(gap[(n - 1) / 2] + gap[n / 2]) / 2;
}

static void
reports_medians_and_totals(void **state)
{
	struct fold_form form = {.period = PERIOD_DAY, .visits = true};
	struct rows in;

	(void)state;
	for (int round = 0; round < 500; round++) {
		int32_t gap[MOST];
		size_t gaps = 0;
		struct fold_report rep;
		struct groups g;
		struct fold *fo;

		make_rows(&in);
		if (in.n > 0 && draw(4) == 0)
			in.row[0].day = 2900000;
		fo = fold_rows(&form, &in);
		groups_init(&g, fo, draw(2));
		assert_int_equal(groups_end(&g, 0), fold_count(fo));
		fold_report(fo, g.row, g.n, &rep);
		for (size_t i = 0; i < fold_count(fo); i++) {
			const int32_t *v;
			size_t n = fold_visits(fo, i, &v);

			for (size_t k = 1; k < n; k++)
				gap[gaps++] = v[k] - v[k - 1];
		}
		check_near("gap", rep.gap, naive_median(gap, gaps), 0, 0);
		assert_int_equal(rep.customers, fold_counts(fo)->buyers);
		assert_int_equal(rep.orders, fold_counts(fo)->purchases);
		if (!isnan(rep.top_share))
			assert_true(
			    rep.top_share >= 0.2 - 1e-9 && rep.top_share <= 1);
		groups_free(&g);
		fold_delete(fo);
	}
}

static void
keys_split_and_sort_as_their_parts(void **state)
{
	struct buf a = {0}, b = {0};
	struct str rest;

	(void)state;
	buf_puts(&a, "ann");
	key_put(&a, STR("zz"));
	key_put(&a, STR(""));
	buf_puts(&b, "anna");
	key_put(&b, STR("aa"));
	key_put(&b, STR(""));
	assert_true(str_cmp(buf_view(&a), buf_view(&b)) < 0);
	assert_true(str_is(key_first(buf_view(&a), &rest), "ann"));
	assert_true(str_is(key_first(rest, &rest), "zz"));
	assert_true(str_is(key_first(rest, &rest), ""));
	assert_null(rest.p);
	assert_true(str_is(key_first(STR("only"), &rest), "only"));
	assert_null(rest.p);
	buf_free(&a);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(agrees_with_a_naive_model),
	    cmocka_unit_test(ignores_the_order_of_rows),
	    cmocka_unit_test(counts_every_row_and_customer),
	    cmocka_unit_test(numbers_customers_as_they_come),
	    cmocka_unit_test(holds_every_date),
	    cmocka_unit_test(squeezes_long_logs),
	    cmocka_unit_test(reports_medians_and_totals),
	    cmocka_unit_test(keys_split_and_sort_as_their_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
