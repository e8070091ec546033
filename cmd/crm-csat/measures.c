/*
 * measures: what customers do and say, as rates: from a column of yes and no
 * for each customer, or from counts.
 */
#include "measures.h"

#include <math.h>

#include "base/mem.h"
#include "model/median.h"
#include "num/quant.h"

const struct rate measure_rates[RATES] = {
    {"reputation", "美誉度", "knows", {"praises", NULL, NULL}},
    {"designation", "指名度", "bought_category", {"asked_by_name", NULL, NULL}},
    {"repeat", "回头率", "bought",
	{"bought_again", "would_buy", "would_recommend"}},
    {"complaint", "抱怨率", "bought", {"complained", NULL, NULL}},
    {"fault-tolerance", "容错度", "had_fault",
	{"bought_after_fault", NULL, NULL}}};

const char *const measure_names[MEASURES] = {"reputation", "designation",
    "repeat", "complaint", "fault-tolerance", "selling-power", "choice-time"};
const char *const measure_columns[] = {
    "measure", "n", "blank", "count", "value", "low", "high", "note", NULL};

static size_t
optional(struct survey *s, const char *name)
{
	return table_role(s->t, &(struct role){.name = name});
}

static void
bind(struct measures *j)
{
	struct survey *s = &j->s;

	for (size_t i = 0; i < RATES; i++) {
		j->of[i] = optional(s, measure_rates[i].of);
		for (size_t k = 0; k < HITS; k++)
			j->hit[i][k] =
			    measure_rates[i].hit[k] == NULL
				? SIZE_MAX
				: optional(s, measure_rates[i].hit[k]);
	}
	j->orders = optional(s, "orders");
	j->sales = optional(s, "sales");
	j->all_sales = optional(s, "sales_all");
	j->time = optional(s, "choice_time");
	j->measure = optional(s, "measure");
	j->count = optional(s, "count");
	j->total = optional(s, "total");
}

static bool
has(const struct measures *j, size_t slot)
{
	return slot != SIZE_MAX && table_has(j->s.t, slot);
}

void
put_rate(const struct put *put, double n, double blank, double hits,
    double share, struct interval at)
{
	put_real(put, n);
	put_real(put, blank);
	put_real(put, hits);
	put_real(put, share);
	put_interval(put, at);
}

/* What can be had from the columns there are. */
static bool
settle(struct measures *j)
{
	struct fault *f = &j->s.r->fault;
	bool any = false;

	j->counted = has(j, j->measure);
	if (j->counted)
		return table_need(j->s.t, j->count, f) &&
		       table_need(j->s.t, j->total, f);
	for (size_t i = 0; i < RATES; i++) {
		bool hit = false;

		for (size_t k = 0; k < HITS; k++)
			hit |= has(j, j->hit[i][k]);
		j->can[i] = has(j, j->of[i]) && hit;
	}
	j->can[REPEAT] |= has(j, j->orders);
	j->can[SELLING] = has(j, j->sales) && has(j, j->all_sales);
	j->can[CHOICE] = has(j, j->time);
	for (size_t i = 0; i < MEASURES; i++)
		any |= j->can[i];
	if (any)
		return true;
	fault_set(f, FAULT_FORM, "no measure can be had from these columns");
	fault_at(f, table_file(j->s.t), 1);
	fault_hint(f,
	    "knows and praises, bought_category and asked_by_name, "
	    "bought and bought_again or complained, orders, had_fault and "
	    "bought_after_fault, sales and sales_all, choice_time; or "
	    "measure, count and total");
	return false;
}

/* --- one customer a row --- */

/* Any yes is one; without, any blank leaves it open. */
static bool
any_yes(struct measures *j, size_t i, double *v)
{
	double one;
	bool open = false;

	*v = 0;
	for (size_t k = 0; k < HITS; k++) {
		if (!has(j, j->hit[i][k]))
			continue;
		if (!cell_yes(j->s.t, j->hit[i][k], &one))
			return false;
		open |= isnan(one) != 0;
		*v = one == 1 ? 1 : *v;
	}
	if (*v == 0 && open)
		*v = (double)NAN;
	return true;
}

/* Orders of crm-summary tell who bought and who bought again. */
static bool
add_orders(struct measures *j, double *of, double *v)
{
	double n;

	if (!has(j, j->orders) || cell_missing(j->s.t, j->orders))
		return true;
	if (!table_real(j->s.t, j->orders, &n))
		return false;
	if (n < 0)
		return table_reject(j->s.t, (long)j->orders, "below zero");
	if (!has(j, j->of[REPEAT]))
		*of = n >= 1;
	if (n >= 2)
		*v = 1;
	else if (!j->can[REPEAT] || isnan(*v))
		*v = 0;
	return true;
}

static bool
get_rate(struct measures *j, size_t i, double *x)
{
	double of = (double)NAN, v = (double)NAN;

	x[X_RATE + i] = x[X_BLANK + i] = (double)NAN;
	if (!j->can[i])
		return true;
	if ((has(j, j->of[i]) && !cell_yes(j->s.t, j->of[i], &of)) ||
	    !any_yes(j, i, &v) || (i == REPEAT && !add_orders(j, &of, &v)))
		return false;
	if (of == 0)
		return true;
	if (isnan(of) || isnan(v))
		x[X_BLANK + i] = 1;
	else
		x[X_RATE + i] = v;
	return true;
}

static bool
get_amount(struct measures *j, size_t slot, double *v)
{
	int64_t amount;

	*v = (double)NAN;
	if (cell_missing(j->s.t, slot))
		return true;
	if (!table_dec(j->s.t, slot, &amount))
		return false;
	*v = dec_to_double(amount);
	return true;
}

static bool
get_rest(struct measures *j, double *x)
{
	x[X_SALES] = x[X_ALL_SALES] = x[X_TIME] = (double)NAN;
	if (j->can[SELLING]) {
		if (!get_amount(j, j->sales, &x[X_SALES]) ||
		    !get_amount(j, j->all_sales, &x[X_ALL_SALES]))
			return false;
		if (isnan(x[X_SALES]) || isnan(x[X_ALL_SALES]))
			x[X_SALES] = x[X_ALL_SALES] = (double)NAN;
	}
	if (!j->can[CHOICE] || cell_missing(j->s.t, j->time))
		return true;
	if (!table_real(j->s.t, j->time, &x[X_TIME]))
		return false;
	return x[X_TIME] >= 0 ||
	       table_reject(j->s.t, (long)j->time, "below zero");
}

static void
read_row(struct measures *j)
{
	double x[X_COUNT];

	for (size_t i = 0; i < RATES; i++)
		if (!get_rate(j, i, x))
			return;
	if (get_rest(j, x))
		(void)survey_add(&j->s, x);
}

/* --- rows out --- */

/* The share of one sum in another, with the error of a ratio. */
static void
put_selling(const struct put *put, const struct sample *a)
{
	double c[X_COUNT] = {0}, all = csat_average(a, X_ALL_SALES);
	double ratio = csat_average(a, X_SALES) / all;
	struct csat_mean m;

	c[X_SALES] = 1 / all;
	c[X_ALL_SALES] = -ratio / all;
	if (!isfinite(ratio))
		c[X_SALES] = c[X_ALL_SALES] = ratio = (double)NAN;
	csat_linear(a, c, o.level, &m);
	put_rate(put, m.n, sample_blank(a, X_SALES), (double)NAN, ratio,
	    (struct interval){ratio + m.at.low, ratio + m.at.high});
	put_note(put, m.n, NULL);
}

static void
put_choice(const struct put *put, const struct sample *a)
{
	size_t n;
	double *v = sample_spread(a, X_TIME, &n);

	put_rate(put, (double)n, sample_blank(a, X_TIME), (double)NAN,
	    quant_median(v, n), median_interval(v, n, o.level));
	put_note(put, (double)n, "median");
	mem_free(v);
}

static void
put_measured(const struct put *put, const struct sample *a, size_t i)
{
	struct csat_share share;

	if (i == SELLING) {
		put_selling(put, a);
	} else if (i == CHOICE) {
		put_choice(put, a);
	} else {
		csat_share(a, X_RATE + i, 1, proportion_z(o.level), &share);
		put_rate(put, share.n,
		    sample_count(a) - sample_blank(a, X_BLANK + i), share.hits,
		    share.share, share.at);
		put_note(put, share.n, NULL);
	}
}

static bool
put_measures(
    struct survey *s, uint32_t group, const struct sample *a, void *arg)
{
	const struct measures *j = arg;

	for (size_t i = 0; i < MEASURES; i++) {
		if (!j->can[i])
			continue;
		group_put(s->group, &s->put, group);
		put_label(&s->put, measure_names[i]);
		if (j->counted)
			counts_put(
			    &s->put, j->sum[(size_t)group * MEASURES + i], i);
		else
			put_measured(&s->put, a, i);
		if (!put_end(&s->put))
			return false;
	}
	return true;
}

bool
run_measures(struct run *r)
{
	struct measures j = {.counted = false};
	bool ok;

	if (o.counts.n > 0)
		return run_counts(r);
	ok = survey_begin(&j.s, r);
	if (ok)
		bind(&j);
	ok = ok && survey_open(&j.s, X_COUNT, measure_columns) && settle(&j);
	while (ok && table_next(j.s.t)) {
		if (j.counted)
			counts_read(&j);
		else
			read_row(&j);
	}
	ok = ok && survey_close(&j.s) && survey_report(&j.s, put_measures, &j);
	mem_free(j.sum);
	survey_end(&j.s);
	return ok;
}
