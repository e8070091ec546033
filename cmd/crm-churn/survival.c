/*
 * -m survival: time until an event, from durations, from days of start and
 * end, or from orders: the time from the first order to the second.
 */
#include "survival.h"

#include <math.h>

#include "base/mem.h"
#include "model/proportion.h"
#include "num/parse.h"

static const char *const interval_names[] = {"log-log", "log", "plain"};
static const char *const curve_columns[] = {"time", "at_risk", "events",
    "censored", "survival", "std_error", "low", "high", "interval", NULL};
static const char *const report_columns[] = {"n", "events", "median",
    "median_low", "median_high", "rmst", "rmst_std_error", "tau", "interval",
    "logrank_chi2", "logrank_df", "logrank_p", NULL};

void
survival_add(struct survival *s, const struct subject *one)
{
	s->subject =
	    mem_grow(s->subject, &s->room, s->n + 1, sizeof(*s->subject));
	s->subject[s->n++] = *one;
}

/* The subjects as the model's arrays; group NULL means all of them. */
struct arrays {
	double *time, *entry;
	unsigned char *event;
	uint32_t *group;
	struct km_data d;
};

static void
arrays_init(struct arrays *a, const struct survival *s, const uint32_t *group)
{
	size_t n = 0;

	a->time = mem_resize(NULL, s->n, sizeof(double));
	a->entry = mem_resize(NULL, s->n, sizeof(double));
	a->event = mem_resize(NULL, s->n, 1);
	a->group = mem_resize(NULL, s->n, sizeof(*a->group));
	for (size_t i = 0; i < s->n; i++) {
		const struct subject *x = &s->subject[i];

		if (group != NULL && x->group != *group)
			continue;
		a->time[n] = x->time;
		a->entry[n] = x->entry;
		a->event[n] = x->event;
		a->group[n++] = x->group;
	}
	a->d = (struct km_data){
	    a->time, s->entries ? a->entry : NULL, a->event, n};
}

static void
arrays_free(struct arrays *a)
{
	mem_free(a->time);
	mem_free(a->entry);
	mem_free(a->event);
	mem_free(a->group);
}

static void
fit(const struct survival *s, uint32_t group, struct km *out)
{
	struct arrays a;

	arrays_init(&a, s, &group);
	km_fit(&a.d, out);
	km_band(out, (enum km_interval)o.interval, proportion_z(o.level));
	arrays_free(&a);
}

static bool
put_row(struct survival *s, uint32_t group, const struct km_row *row)
{
	const struct put *put = &s->put;

	group_put(s->groups, put, group);
	put_real(put, row->time);
	put_int(put, (int64_t)row->at_risk);
	put_int(put, (int64_t)row->events);
	put_int(put, (int64_t)row->censored);
	put_real(put, row->survival);
	put_real(put, row->std_error);
	put_real(put, row->low);
	put_real(put, row->high);
	put_label(put, interval_names[o.interval]);
	return put_end(put);
}

/* The row for a time that may not be in the data. */
static struct km_row
row_at(const struct km *k, double t)
{
	const struct km_row *found = km_at(k, t), *next;
	struct km_row row = {.time = t, .survival = 1, .low = 1, .high = 1};

	if (found != NULL)
		row = *found;
	if (row.time == t && found != NULL)
		return row;
	next = found == NULL ? k->row : found + 1;
	row.time = t;
	row.events = row.censored = row.at_risk = 0;
	if (next < k->row + k->n)
		row.at_risk = next->at_risk;
	else if (row.survival > 0)
		row.survival = row.std_error = row.low = row.high = (double)NAN;
	return row;
}

static bool
write_curve(struct survival *s, uint32_t group)
{
	struct km k;
	bool ok = true;

	fit(s, group, &k);
	for (size_t i = 0; ok && i < k.n && s->times == 0; i++)
		ok = put_row(s, group, &k.row[i]);
	for (size_t i = 0; ok && i < s->times; i++) {
		struct km_row row = row_at(&k, s->time[i]);

		ok = put_row(s, group, &row);
	}
	km_free(&k);
	return ok;
}

/* The smallest of the groups' greatest times. */
static double
common_end(const struct survival *s)
{
	size_t n = group_count(s->groups);
	double *most = mem_resize(NULL, n, sizeof(*most)),
	       least = (double)INFINITY;

	for (size_t g = 0; g < n; g++)
		most[g] = -1;
	for (size_t i = 0; i < s->n; i++)
		most[s->subject[i].group] =
		    fmax(most[s->subject[i].group], s->subject[i].time);
	for (size_t g = 0; g < n; g++)
		if (most[g] >= 0)
			least = fmin(least, most[g]);
	mem_free(most);
	return least;
}

static bool
write_report(struct survival *s, uint32_t group, const struct km_test *test)
{
	double tau = isnan(o.tau) ? common_end(s) : o.tau, error, mean;
	const struct put *put = &s->put;
	struct km_median median;
	struct km k;

	fit(s, group, &k);
	km_median(&k, &median);
	mean = km_mean(&k, tau, &error);
	if (k.n > 0 && tau > k.row[k.n - 1].time && k.row[k.n - 1].survival > 0)
		mean = error = (double)NAN;
	group_put(s->groups, put, group);
	put_int(put, (int64_t)k.subjects);
	put_int(put, (int64_t)k.events);
	put_real(put, median.median);
	put_real(put, median.low);
	put_real(put, median.high);
	put_real(put, mean);
	put_real(put, error);
	put_real(put, tau);
	put_label(put, interval_names[o.interval]);
	put_real(put, test->chi2);
	if (test->df > 0)
		put_int(put, test->df);
	else
		put_empty(put);
	put_real(put, test->p);
	km_free(&k);
	return put_end(put);
}

static void
compare(const struct survival *s, struct km_test *test)
{
	struct arrays a;

	*test = (struct km_test){(double)NAN, 0, (double)NAN};
	if (group_count(s->groups) < 2)
		return;
	arrays_init(&a, s, NULL);
	km_logrank(&a.d, a.group, group_count(s->groups), test);
	arrays_free(&a);
}

static bool
write_all(struct survival *s)
{
	uint32_t *order = group_order(s->groups);
	struct km_test test = {0};
	bool ok = true;

	group_columns(s->groups, s->t, s->put.w);
	put_columns(&s->put, o.report ? report_columns : curve_columns);
	writer_begin(s->put.w);
	if (o.report)
		compare(s, &test);
	for (size_t i = 0; ok && s->n > 0 && i < group_count(s->groups); i++)
		ok = o.report ? write_report(s, order[i], &test)
			      : write_curve(s, order[i]);
	mem_free(order);
	return ok;
}

static bool
parse_times(struct survival *s)
{
	s->time = mem_resize(NULL, o.at.n, sizeof(*s->time));
	for (size_t i = 0; i < o.at.n; i++)
		if (parse_real(str_of(o.at.item[i]), '.', &s->time[i]) !=
			PARSE_OK ||
		    s->time[i] < 0)
			return run_usage(
			    s->r, "--at: not a time: '%s'", o.at.item[i]);
	s->times = o.at.n;
	return o.at.n == 0 || !o.report ||
	       run_usage(s->r, "--at and --report exclude each other");
}

static bool
open_input(struct survival *s)
{
	const char *const *ours = o.report ? report_columns : curve_columns;
	struct role event = {.option = "event", .name = "event"};

	s->second = o.event != NULL && strcmp(o.event, "second-order") == 0;
	s->t = run_table(s->r);
	if (o.event != NULL && !s->second) {
		test_init(&s->event, "event", o.event);
		event.column = s->event.column;
	} else {
		test_init(&s->event, "event", "event");
	}
	s->event.slot = table_role(s->t, &event);
	group_by(s->groups, s->t, o.by.item, o.by.n);
	return run_open(s->r, s->t) &&
	       group_check(s->groups, s->t, ours, &s->r->fault) &&
	       run_put(s->r, s->t, &s->put);
}

static bool
read_input(struct survival *s)
{
	if (s->second)
		return survival_from_orders(s);
	if (table_has(s->t, DURATION) && roles[START].column == NULL)
		return survival_from_durations(s);
	if (table_has(s->t, START))
		return survival_from_days(s);
	return table_need(s->t, DURATION, &s->r->fault);
}

/* A value that was spelt in another way is no event anywhere. */
static void
warn_of_none(const struct survival *s)
{
	if (s->event.value == NULL || s->n == 0)
		return;
	for (size_t i = 0; i < s->n; i++)
		if (s->subject[i].event)
			return;
	diag_warn("no event: no cell of '%s' is '%s'", s->event.column,
	    s->event.value);
}

bool
run_survival(struct run *r)
{
	struct survival s = {.r = r, .groups = group_new()};
	bool ok = parse_times(&s) && open_input(&s) && read_input(&s) &&
		  write_all(&s);

	if (ok) {
		warn_of_none(&s);
		say_count(s.after, "row", " after the as-of date");
		say_count(s.refund_only, "customer", " with refunds only");
	}
	table_delete(s.t);
	group_delete(s.groups);
	test_free(&s.event);
	mem_free(s.time);
	mem_free(s.subject);
	return ok;
}
