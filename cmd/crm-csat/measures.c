/*
 * measures: what customers do and say, as rates: from a column of yes and no
 * for each customer, or from counts.
 */
#include "csat.h"

#include <math.h>

#include "base/i128.h"
#include "base/mem.h"
#include "model/median.h"
#include "num/parse.h"
#include "num/quant.h"

enum { HITS = 3 };

/* A rate: of those who say yes to one question, who say yes to any other. */
struct rate {
	const char *name, *chinese;
	const char *of;
	const char *hit[HITS];
};

static const struct rate rates[] = {
    {"reputation", "美誉度", "knows", {"praises", NULL, NULL}},
    {"designation", "指名度", "bought_category",
	{"asked_by_name", NULL, NULL}},
    {"repeat", "回头率", "bought",
	{"bought_again", "would_buy", "would_recommend"}},
    {"complaint", "抱怨率", "bought", {"complained", NULL, NULL}},
    {"fault-tolerance", "容错度", "had_fault",
	{"bought_after_fault", NULL, NULL}}};

enum {
	REPEAT = 2,
	RATES = sizeof(rates) / sizeof(*rates),
	SELLING = RATES, /* measures that are no rates of customers */
	CHOICE,
	MEASURES
};

static const char *const names[MEASURES] = {"reputation", "designation",
    "repeat", "complaint", "fault-tolerance", "selling-power",
    "choice-time"};
static const char *const columns[] = {"measure", "n", "blank", "count",
    "value", "low", "high", "note", NULL};

/* The columns of the answers: of each rate its value, 0 or 1, and a mark of
 * customers who would count but left a blank; then sales and time. */
enum {
	X_RATE = 0,
	X_BLANK = RATES,
	X_SALES = 2 * RATES,
	X_ALL_SALES,
	X_TIME,
	X_COUNT
};

struct job {
	struct survey s;
	size_t of[RATES], hit[RATES][HITS];
	size_t orders, sales, all_sales, time;
	size_t measure, count, total;
	bool can[MEASURES];
	bool counted;
	struct i128 (*sum)[2]; /* count and total, MEASURES of each group */
	size_t room;
};

static size_t
optional(struct survey *s, const char *name)
{
	return table_role(s->t, &(struct role){.name = name});
}

static void
bind(struct job *j)
{
	struct survey *s = &j->s;

	for (size_t i = 0; i < RATES; i++) {
		j->of[i] = optional(s, rates[i].of);
		for (size_t k = 0; k < HITS; k++)
			j->hit[i][k] = rates[i].hit[k] == NULL ? SIZE_MAX
			    : optional(s, rates[i].hit[k]);
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
has(const struct job *j, size_t slot)
{
	return slot != SIZE_MAX && table_has(j->s.t, slot);
}

/* What can be had from the columns there are. */
static bool
settle(struct job *j)
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
	fault_hint(f, "knows and praises, bought_category and asked_by_name, "
	    "bought and bought_again or complained, orders, had_fault and "
	    "bought_after_fault, sales and sales_all, choice_time; or "
	    "measure, count and total");
	return false;
}

/* --- one customer a row --- */

/* Any yes is one; without, any blank leaves it open. */
static bool
any_yes(struct job *j, size_t i, double *v)
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
		*v = NAN;
	return true;
}

/* Orders of crm-summary tell who bought and who bought again. */
static bool
add_orders(struct job *j, double *of, double *v)
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
get_rate(struct job *j, size_t i, double *x)
{
	double of = NAN, v = NAN;

	x[X_RATE + i] = x[X_BLANK + i] = NAN;
	if (!j->can[i])
		return true;
	if ((has(j, j->of[i]) && !cell_yes(j->s.t, j->of[i], &of)) ||
	    !any_yes(j, i, &v) ||
	    (i == REPEAT && !add_orders(j, &of, &v)))
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
get_amount(struct job *j, size_t slot, double *v)
{
	int64_t amount;

	*v = NAN;
	if (cell_missing(j->s.t, slot))
		return true;
	if (!table_dec(j->s.t, slot, &amount))
		return false;
	*v = dec_to_double(amount);
	return true;
}

static bool
get_rest(struct job *j, double *x)
{
	x[X_SALES] = x[X_ALL_SALES] = x[X_TIME] = NAN;
	if (j->can[SELLING]) {
		if (!get_amount(j, j->sales, &x[X_SALES]) ||
		    !get_amount(j, j->all_sales, &x[X_ALL_SALES]))
			return false;
		if (isnan(x[X_SALES]) || isnan(x[X_ALL_SALES]))
			x[X_SALES] = x[X_ALL_SALES] = NAN;
	}
	if (!j->can[CHOICE] || cell_missing(j->s.t, j->time))
		return true;
	if (!table_real(j->s.t, j->time, &x[X_TIME]))
		return false;
	return x[X_TIME] >= 0 ||
	    table_reject(j->s.t, (long)j->time, "below zero");
}

static void
read_row(struct job *j)
{
	double x[X_COUNT];

	for (size_t i = 0; i < RATES; i++)
		if (!get_rate(j, i, x))
			return;
	if (get_rest(j, x))
		(void)survey_add(&j->s, x);
}

/* --- counts --- */

static size_t
find(struct str name)
{
	size_t i = 0;

	while (i < MEASURES && !str_is(name, names[i]) &&
	    (i >= RATES || !str_is(name, rates[i].chinese)))
		i++;
	if (str_is(name, "销售力"))
		i = SELLING;
	return i;
}

static void
count(struct job *j, uint32_t group, size_t measure, int64_t hits,
    int64_t total)
{
	size_t had = j->room, need = ((size_t)group + 1) * MEASURES;
	struct i128 *at;

	j->sum = mem_grow(j->sum, &j->room, need, sizeof(*j->sum));
	for (size_t i = had; i < j->room; i++)
		j->sum[i][0] = j->sum[i][1] = i128_of(0);
	at = j->sum[(size_t)group * MEASURES + measure];
	at[0] = i128_add(at[0], i128_of(hits));
	at[1] = i128_add(at[1], i128_of(total));
	j->can[measure] = true;
}

/* What is wrong with two counts, in millionths, or NULL. */
static const char *
problem(size_t measure, int64_t hits, int64_t total)
{
	if (measure == MEASURES)
		return "no measure of that name";
	if (measure == CHOICE)
		return "choice-time has no counts";
	if (hits < 0 || hits > total)
		return "not from 0 to the total";
	if (measure != SELLING && (hits % DEC_ONE != 0 ||
		total % DEC_ONE != 0))
		return "not a whole number";
	return NULL;
}

static void
read_count(struct job *j)
{
	struct table *t = j->s.t;
	size_t measure = find(str_trim(table_text(t, j->measure)));
	const char *wrong;
	int64_t hits, total;
	uint32_t group;

	if (!table_dec(t, j->count, &hits) || !table_dec(t, j->total, &total))
		return;
	wrong = problem(measure, hits, total);
	if (wrong != NULL) {
		table_reject(t, (long)(measure >= CHOICE ? j->measure
							 : j->count),
		    "%s", wrong);
		return;
	}
	if (group_find(j->s.group, t, &group))
		count(j, group, measure, hits, total);
}

/* --- rows out --- */

static void
put_rate(const struct put *put, double n, double blank, double hits,
    double share, struct interval at)
{
	put_real(put, n);
	put_real(put, blank);
	put_real(put, hits);
	put_real(put, share);
	put_interval(put, at);
}

static void
put_counted(const struct put *put, const struct i128 *sum, size_t measure)
{
	double hits = dec_sum_to_double(sum[0]);
	double n = dec_sum_to_double(sum[1]);
	struct interval at = {NAN, NAN};

	if (measure != SELLING && n > 0)
		at = proportion_wilson(hits, n, proportion_z(o.level));
	put_rate(put, n, NAN, hits, n > 0 ? hits / n : (double)NAN, at);
	if (measure == SELLING && n > 0)
		put_note(put, INFINITY, "amounts");
	else
		put_note(put, n, NULL);
}

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
		c[X_SALES] = c[X_ALL_SALES] = ratio = NAN;
	csat_linear(a, c, o.level, &m);
	put_rate(put, m.n, sample_blank(a, X_SALES), NAN, ratio,
	    (struct interval){ratio + m.at.low, ratio + m.at.high});
	put_note(put, m.n, NULL);
}

static void
put_choice(const struct put *put, const struct sample *a)
{
	size_t n;
	double *v = sample_spread(a, X_TIME, &n);

	put_rate(put, (double)n, sample_blank(a, X_TIME), NAN,
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
		    sample_count(a) - sample_blank(a, X_BLANK + i),
		    share.hits, share.share, share.at);
		put_note(put, share.n, NULL);
	}
}

static bool
put_measures(struct survey *s, uint32_t group, const struct sample *a,
    void *arg)
{
	const struct job *j = arg;

	for (size_t i = 0; i < MEASURES; i++) {
		if (!j->can[i])
			continue;
		group_put(s->group, &s->put, group);
		put_label(&s->put, names[i]);
		if (j->counted)
			put_counted(&s->put,
			    j->sum[(size_t)group * MEASURES + i], i);
		else
			put_measured(&s->put, a, i);
		if (!put_end(&s->put))
			return false;
	}
	return true;
}

/* --- --counts: no input --- */

static bool
parse_count(struct run *r, struct job *j, const char *text)
{
	struct str rest = str_of(text), name, hits;
	int64_t v[2];
	const char *wrong;
	size_t measure;

	if (!str_split(&rest, '=', &name) || rest.p == NULL ||
	    !str_split(&rest, '/', &hits) || rest.p == NULL ||
	    dec_parse(NULL, hits, &v[0]) != DEC_OK ||
	    dec_parse(NULL, rest, &v[1]) != DEC_OK) {
		run_usage(r, "--counts: not MEASURE=COUNT/TOTAL: '%s'", text);
		return false;
	}
	measure = find(name);
	wrong = problem(measure, v[0], v[1]);
	if (wrong != NULL)
		return run_usage(r, "--counts: %s: '%s'", wrong, text);
	count(j, 0, measure, v[0], v[1]);
	return true;
}

static bool
run_counts(struct run *r)
{
	struct job j = {.counted = true};
	struct put put;
	bool ok = true;

	if (r->nfiles > 0)
		return run_usage(r, "--counts reads no input");
	for (size_t i = 0; i < o.counts.n && ok; i++)
		ok = parse_count(r, &j, o.counts.item[i]);
	ok = ok && run_put(r, NULL, &put);
	for (size_t i = 0; ok && columns[i] != NULL; i++)
		writer_column(put.w, str_of(columns[i]));
	if (ok)
		writer_begin(put.w);
	for (size_t i = 0; ok && i < MEASURES; i++) {
		if (!j.can[i])
			continue;
		put_label(&put, names[i]);
		put_counted(&put, j.sum[i], i);
		(void)put_end(&put);
	}
	mem_free(j.sum);
	return ok;
}

bool
run_measures(struct run *r)
{
	struct job j = {.counted = false};
	bool ok;

	if (o.counts.n > 0)
		return run_counts(r);
	ok = survey_begin(&j.s, r);
	if (ok)
		bind(&j);
	ok = ok && survey_open(&j.s, X_COUNT, columns) && settle(&j);
	while (ok && table_next(j.s.t)) {
		if (j.counted)
			read_count(&j);
		else
			read_row(&j);
	}
	ok = ok && survey_close(&j.s) &&
	    survey_report(&j.s, put_measures, &j);
	mem_free(j.sum);
	survey_end(&j.s);
	return ok;
}
