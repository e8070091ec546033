/*
 * Properties of churn, curves and risk: they agree with naive models that
 * look at everybody again and again, whatever the order of rows; the fits
 * stand where no step leads higher. $CRM_SEED moves the start.
 */
#include "../unit/check.h"

#include "base/mem.h"
#include "fold/diary.h"
#include "fold/roll.h"
#include "model/churn.h"
#include "model/km.h"
#include "model/logit.h"
#include "model/sbg.h"
#include "model/skill.h"
#include "num/rng.h"

static struct rng rng;

static size_t
below(size_t n)
{
	return (size_t)rng_below(&rng, n);
}

/* --- counts by period --- */

enum { PERIODS = 12, PEOPLE = 30 };

static bool
ever(const bool *active, size_t before)
{
	for (size_t t = 0; t < before; t++)
		if (active[t])
			return true;
	return false;
}

static void
add_stays(struct churn *c, const bool *active)
{
	for (size_t t = 0, last; t < c->n; t = last + 1) {
		last = t;
		if (!active[t])
			continue;
		while (last + 1 < c->n && active[last + 1])
			last++;
		churn_stay(c, t, last, ever(active, t));
	}
}

static void
counts_whom_a_census_counts(void **state)
{
	(void)state;
	for (int round = 0; round < 500; round++) {
		bool active[PEOPLE][PERIODS];
		struct churn_count at[PERIODS] = {{0}};
		struct churn c = {1 + below(PERIODS), at};

		for (size_t i = 0; i < PEOPLE; i++) {
			for (size_t t = 0; t < PERIODS; t++)
				active[i][t] = below(3) == 0;
			add_stays(&c, active[i]);
		}
		churn_close(&c);
		for (size_t t = 0; t < c.n; t++) {
			uint64_t now = 0, was = 0, lost = 0, fresh = 0;

			for (size_t i = 0; i < PEOPLE; i++) {
				bool is = active[i][t];
				bool did = t > 0 && active[i][t - 1];

				now += is;
				was += did;
				lost += did && !is;
				fresh += is && !ever(active[i], t);
			}
			assert_int_equal(at[t].opening, was);
			assert_int_equal(at[t].lost, lost);
			assert_int_equal(at[t].fresh, fresh);
			assert_int_equal(churn_closing(&at[t]), now);
		}
	}
}

/* --- pages of a diary, in memory and spilled --- */

enum { ROWS = 300, IDS = 8 };

struct world {
	struct fold_row row[ROWS];
	size_t n;
};

static const char *const id[IDS] = {
    "a", "b", "c", "d", "e", "f", "g", "a customer with a long name"};

static void
make_world(struct world *w)
{
	size_t days = 1 + below(500);

	w->n = below(ROWS);
	for (size_t i = 0; i < w->n; i++)
		w->row[i] = (struct fold_row){.id = str_of(id[below(IDS)]),
		    .day = (int32_t)below(days) - 100,
		    .amount = (int64_t)below(1000) - 300};
}

/* What everybody together bought in one period, customer by customer. */
static void
check_page(const struct world *w, struct str who, enum period period,
    int32_t as_of, const struct diary_page *page)
{
	struct i128 bought = i128_of(0), returned = i128_of(0);
	uint64_t orders = 0;

	for (size_t i = 0; i < w->n; i++) {
		const struct fold_row *r = &w->row[i];

		if (!str_eq(r->id, who) || r->day > as_of ||
		    period_of(period, r->day) != page->period)
			continue;
		if (r->amount < 0)
			returned = i128_sub(returned, i128_of(r->amount));
		else
			bought = i128_add(bought, i128_of(r->amount));
		orders += r->amount >= 0;
	}
	assert_int_equal(page->orders, orders);
	assert_int_equal(i128_cmp(page->bought, bought), 0);
	assert_int_equal(i128_cmp(page->returned, returned), 0);
}

static size_t
buyers(const struct world *w, int32_t as_of)
{
	size_t n = 0;

	for (size_t k = 0; k < IDS; k++)
		for (size_t i = 0; i < w->n; i++)
			if (str_is(w->row[i].id, id[k]) &&
			    w->row[i].day <= as_of && w->row[i].amount >= 0) {
				n++;
				break;
			}
	return n;
}

/* Returns the rows that the pages tell of. */
static uint64_t
check_person(const struct world *w, const struct fold_person *p,
    const struct fold_form *form)
{
	struct diary_page page;
	size_t at = 0;
	int32_t before = INT32_MIN;
	uint64_t orders = 0;

	while (diary_next(p, &at, &page)) {
		assert_true(page.period > before);
		before = page.period;
		check_page(w, p->id, form->period, form->as_of, &page);
		orders += page.orders;
	}
	return orders;
}

static void
walk(const struct world *w, const struct fold_form *form, uint64_t memory)
{
	struct roll *ro = roll_new(form, memory, NULL);
	struct fault f = {0};
	struct fold_person p;
	uint64_t orders = 0, want = 0;
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++) {
		assert_true(roll_add(ro, &w->row[i], 1, &f));
		want += w->row[i].amount >= 0 && w->row[i].day <= form->as_of;
	}
	assert_true(roll_finish(ro, &f));
	assert_true(roll_walk(ro, &(struct roll_order){.any = true}, &f));
	while (roll_next(ro, &p, &f)) {
		orders += check_person(w, &p, form);
		n++;
	}
	assert_int_equal(f.code, FAULT_NONE);
	assert_int_equal(n, buyers(w, form->as_of));
	assert_int_equal(roll_counts(ro)->buyers, n);
	assert_int_equal(orders, want);
	roll_delete(ro);
}

static void
pages_hold_what_was_bought(void **state)
{
	struct world w;

	(void)state;
	for (int round = 0; round < 60; round++) {
		struct fold_form form = {.period = (enum period)below(5),
		    .has_as_of = true,
		    .as_of = (int32_t)below(500),
		    .days = true};

		make_world(&w);
		walk(&w, &form, UINT64_C(1) << 30);
		walk(&w, &form, below(2) ? 1 : 200000);
	}
}

/* --- Kaplan-Meier --- */

enum { SUBJECTS = 60, GROUPS = 3 };

struct trial {
	double time[SUBJECTS], entry[SUBJECTS];
	unsigned char event[SUBJECTS];
	uint32_t group[SUBJECTS];
	size_t n;
};

/* Few distinct times, so that there are ties. */
static void
make_trial(struct trial *x)
{
	x->n = 1 + below(SUBJECTS);
	for (size_t i = 0; i < x->n; i++) {
		x->time[i] = (double)below(12) + 1;
		x->entry[i] =
		    below(3) ? -HUGE_VAL : (double)below((size_t)x->time[i]);
		x->event[i] = below(3) > 0;
		x->group[i] = (uint32_t)below(GROUPS);
	}
}

static size_t
at_risk(const struct trial *x, double t)
{
	size_t n = 0;

	for (size_t i = 0; i < x->n; i++)
		n += x->entry[i] < t && x->time[i] >= t;
	return n;
}

static size_t
events_at(const struct trial *x, double t)
{
	size_t n = 0;

	for (size_t i = 0; i < x->n; i++)
		n += x->time[i] == t && x->event[i];
	return n;
}

static void
check_curve(const struct trial *x, const struct km *k)
{
	double s = 1;
	uint64_t seen = 0;

	for (size_t i = 0; i < k->n; i++) {
		const struct km_row *r = &k->row[i];
		size_t risk = at_risk(x, r->time), d = events_at(x, r->time);

		s *= 1 - (double)d / (double)risk;
		assert_int_equal(r->at_risk, risk);
		assert_int_equal(r->events, d);
		check_near("S", r->survival, s, 1e-12, 1e-14);
		seen += r->events + r->censored;
		if (i > 0) {
			assert_true(r->time > r[-1].time);
			assert_true(r->survival <= r[-1].survival);
		}
		if (r->survival > 0)
			assert_true(r->low <= r->survival * (1 + 1e-12) &&
				    r->high >= r->survival * (1 - 1e-12));
	}
	assert_int_equal(seen, x->n);
}

static void
curves_agree_with_the_definition(void **state)
{
	struct trial x;
	struct km k;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		make_trial(&x);
		km_fit(&(struct km_data){x.time, x.entry, x.event, x.n}, &k);
		km_band(&k, (enum km_interval)(round % 3), 1.96);
		check_curve(&x, &k);
		km_free(&k);
	}
}

/* The unit of time scales times and means, and nothing else. */
static void
time_has_no_unit(void **state)
{
	struct trial x, y;
	struct km a, b;

	(void)state;
	for (int round = 0; round < 500; round++) {
		double se, sf, m, n;

		make_trial(&x);
		y = x;
		for (size_t i = 0; i < y.n; i++) {
			y.time[i] *= 7;
			y.entry[i] *= 7;
		}
		km_fit(&(struct km_data){x.time, x.entry, x.event, x.n}, &a);
		km_fit(&(struct km_data){y.time, y.entry, y.event, y.n}, &b);
		assert_int_equal(a.n, b.n);
		for (size_t i = 0; i < a.n; i++)
			check_near(
			    "S", b.row[i].survival, a.row[i].survival, 0, 0);
		m = km_mean(&a, 9, &se);
		n = km_mean(&b, 63, &sf);
		check_near("mean", n, 7 * m, 1e-12, 0);
		check_near("error", sf, 7 * se, 1e-12, 1e-14);
		km_free(&a);
		km_free(&b);
	}
}

/* Two groups: (observed - expected)^2 by the hypergeometric variance. */
static double
two_groups(const struct trial *x)
{
	double gap = 0, var = 0;

	for (double t = 1; t <= 12; t++) {
		double n = 0, n1 = 0, d = 0, d1 = 0;

		for (size_t i = 0; i < x->n; i++) {
			bool in = x->entry[i] < t && x->time[i] >= t;
			bool dies = x->time[i] == t && x->event[i];

			n += in;
			d += dies;
			n1 += in && x->group[i] == 1;
			d1 += dies && x->group[i] == 1;
		}
		if (n < 2)
			continue;
		gap += d1 - d * n1 / n;
		var += d * (n1 / n) * (1 - n1 / n) * (n - d) / (n - 1);
	}
	return var > 0 ? gap * gap / var : (double)NAN;
}

static void
log_rank_agrees_and_has_no_order(void **state)
{
	struct trial x;
	struct km_test a, b;

	(void)state;
	for (int round = 0; round < 1000; round++) {
		struct km_data d = {x.time, x.entry, x.event, 0};
		double want;

		make_trial(&x);
		d.n = x.n;
		km_logrank(&d, x.group, GROUPS, &a);
		for (size_t i = 0; i < x.n; i++)
			x.group[i] = (x.group[i] + 1) % GROUPS;
		km_logrank(&d, x.group, GROUPS, &b);
		check_near("names", b.chi2, a.chi2, 1e-8, 1e-10);
		assert_int_equal(a.df, b.df);
		for (size_t i = 0; i < x.n; i++)
			x.group[i] %= 2;
		want = two_groups(&x);
		km_logrank(&d, x.group, 2, &a);
		if (!isnan(want) && !isnan(a.chi2))
			check_near("two", a.chi2, want, 1e-9, 1e-10);
		if (!isnan(a.p))
			assert_true(a.p >= 0 && a.p <= 1);
	}
}

/* --- contracts --- */

enum { YEARS = 8 };

static double
likelihood(const struct sbg_step *s, double a, double b)
{
	double sum = 0;

	for (int i = 0; i < YEARS; i++) {
		double r = sbg_retention(a, b, i + 1);

		if (s[i].lost > 0)
			sum += s[i].lost * log(1 - r);
		if (s[i].exposed > s[i].lost)
			sum += (s[i].exposed - s[i].lost) * log(r);
	}
	return sum;
}

/* Nothing near is more likely, and the truth is not either. */
static void
contracts_stand_on_the_top(void **state)
{
	(void)state;
	for (int round = 0; round < 100; round++) {
		double a = .3 + 3 * rng_uniform(&rng), n = 100000;
		double b = .3 + 5 * rng_uniform(&rng);
		struct sbg_step step[YEARS];
		struct fault f = {0};
		struct sbg_fit s;

		for (int i = 0; i < YEARS; i++) {
			double stay = floor(n * sbg_retention(a, b, i + 1));

			step[i] = (struct sbg_step){n, n - stay};
			n = stay;
		}
		assert_true(sbg_fit(step, YEARS, &s, &f));
		check_near("loglik", s.loglik,
		    likelihood(step, s.alpha, s.beta), 1e-12, 0);
		for (int k = 0; k < 8; k++) {
			double da = 1 + 1e-3 * (k % 3 - 1);
			double db = 1 + 1e-3 * (k / 3 - 1);

			assert_true(likelihood(step, s.alpha * da,
					s.beta * db) <= s.loglik + 1e-6);
		}
		assert_true(likelihood(step, a, b) <= s.loglik + 1e-6);
		check_near("alpha", s.alpha, a, .05, 0);
		check_near("beta", s.beta, b, .05, 0);
	}
}

/* --- risk --- */

enum { N = 80, P = 4 };

static void
make_logit(double *x, unsigned char *y)
{
	for (size_t i = 0; i < N; i++) {
		double s = 0;

		for (size_t j = 0; j < P; j++) {
			x[i * P + j] = 2 * rng_uniform(&rng) - 1;
			s += x[i * P + j];
		}
		y[i] = rng_uniform(&rng) < 1 / (1 + exp(-s));
	}
	y[0] = 0;
	y[1] = 1;
}

/* The gradient of what is minimised is 0 at the fit. */
static void
no_step_makes_the_risk_likelier(void **state)
{
	double x[N * P], w[P + 1];
	unsigned char y[N];
	struct logit_end end;

	(void)state;
	for (int round = 0; round < 200; round++) {
		double penalty = pow(10, 3 * rng_uniform(&rng) - 1.5);
		double g[P + 1] = {0};

		make_logit(x, y);
		logit_fit(&(struct logit_data){x, y, N, P}, penalty, w, &end);
		assert_true(end.converged);
		for (size_t i = 0; i < N; i++) {
			double s = logit_score(w, x + i * P, P);
			double gap = 1 / (1 + exp(-s)) - y[i];

			g[0] += gap;
			for (size_t j = 0; j < P; j++)
				g[j + 1] += gap * x[i * P + j];
		}
		check_near("intercept", g[0], 0, 0, 1e-8);
		for (size_t j = 1; j <= P; j++)
			check_near("slope", g[j] + penalty * w[j], 0, 0, 1e-8);
	}
}

/* The share of pairs in the right order, ties a half; bins add up. */
static void
skill_is_a_share_of_pairs(void **state)
{
	(void)state;
	for (int round = 0; round < 300; round++) {
		size_t n = 2 + below(N - 2), count = 1 + below(12);
		double p[N], pairs = 0, right = 0, ones = 0, caught = 0;
		struct skill_bin bin[12];
		unsigned char y[N];
		struct skill s;

		for (size_t i = 0; i < n; i++) {
			p[i] = (double)below(20) / 20;
			y[i] = i < 2 ? (unsigned char)i : below(2) == 0;
			ones += y[i];
		}
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; j < n; j++)
				if (y[i] && !y[j]) {
					pairs++;
					right += p[i] > p[j]    ? 1
						 : p[i] == p[j] ? .5
								: 0;
				}
		skill_of(p, y, n, &s);
		check_near("auc", s.auc, right / pairs, 1e-12, 0);
		if (n < count)
			continue;
		skill_bins(p, y, n, bin, count);
		for (size_t k = 0; k < count; k++) {
			caught += bin[k].observed * (double)bin[k].n;
			check_near(
			    "caught", bin[k].caught, caught / ones, 1e-9, 0);
			if (k > 0)
				assert_true(bin[k].predicted <=
					    bin[k - 1].predicted + 1e-12);
		}
		check_near("all", caught, ones, 1e-9, 0);
	}
}

int
main(void)
{
	const char *seed = getenv("CRM_SEED");
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(counts_whom_a_census_counts),
	    cmocka_unit_test(pages_hold_what_was_bought),
	    cmocka_unit_test(curves_agree_with_the_definition),
	    cmocka_unit_test(time_has_no_unit),
	    cmocka_unit_test(log_rank_agrees_and_has_no_order),
	    cmocka_unit_test(contracts_stand_on_the_top),
	    cmocka_unit_test(no_step_makes_the_risk_likelier),
	    cmocka_unit_test(skill_is_a_share_of_pairs),
	};

	rng_init(&rng, seed != NULL ? strtoull(seed, NULL, 10) : 20240607, 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
