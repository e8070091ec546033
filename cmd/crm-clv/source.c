/* source: rows of a table -> customers, checked. */
#include "clv.h"

#include <math.h>

void
source_bind(struct source *in)
{
	static const char *const optional[] = {"first_date", "last_date",
	    "days_since_last", "frequency_holdout", "duration_holdout"};
	size_t *slot[] = {
	    &in->first, &in->last, &in->recent, &in->held, &in->during};

	for (size_t i = 0; i < sizeof(optional) / sizeof(*optional); i++)
		*slot[i] =
		    table_role(in->t, &(struct role){.name = optional[i]});
	if (o.margin.given == NULL)
		o.margin = (struct quantity){.fixed = true, .value = 1};
	else
		quantity_bind(&o.margin, in->t, "margin", "margin");
	if (o.cac.given != NULL)
		quantity_bind(&o.cac, in->t, "cac", "cac");
	if (o.weight != NULL)
		in->weight = table_column(in->t, o.weight, "weight");
	if (o.parts) {
		quantity_bind(&o.historic, in->t, "historic", "historic");
		quantity_bind(&o.potential, in->t, "potential", "potential");
	}
}

bool
source_open(struct source *in)
{
	const struct names *z = &in->s->covariates;
	struct fault *f = &in->r->fault;
	double margin;

	for (size_t i = 0; i < z->count; i++)
		in->z[i] = table_column(in->t, z->name[i].p, "covariate");

	if (quantity_fixed(&o.margin, &margin) && margin > 1) {
		run_usage(in->r, "--margin: not a share: '%s'", o.margin.given);
		fault_hint(f, "40 %% is 0.4");
		return false;
	}
	return run_open(in->r, in->t) && table_need(in->t, COL_FREQUENCY, f) &&
	       table_need(in->t, COL_RECENCY, f) &&
	       table_need(in->t, COL_AGE, f) &&
	       quantity_need(&o.margin, in->t, f) &&
	       (o.cac.given == NULL || quantity_need(&o.cac, in->t, f)) &&
	       (!o.validate || (table_need(in->t, in->held, f) &&
				   table_need(in->t, in->during, f))) &&
	       (!o.parts || (quantity_need(&o.historic, in->t, f) &&
				quantity_need(&o.potential, in->t, f)));
}

/* Nothing about orders: a customer of crm-summary --universe. */
static bool
has_no_order(const struct table *t)
{
	return table_blank(t, COL_FREQUENCY) && table_blank(t, COL_RECENCY) &&
	       table_blank(t, COL_AGE);
}

/* The column that a complaint of row_ok is about. */
static long
column_of(const char *problem)
{
	return problem[0] == 'f'   ? COL_FREQUENCY
	       : problem[0] == 'a' ? COL_AGE
				   : COL_RECENCY;
}

static bool
wrong_unit(struct source *in, double days)
{
	struct fault *f = &in->r->fault;

	fault_set(f, FAULT_USAGE,
	    "recency is not in %ss: from first_date to "
	    "last_date are %g days",
	    unit_names[in->s->unit], days);
	fault_at(f, table_file(in->t), table_line(in->t));
	fault_column(f, table_name(in->t, COL_RECENCY));
	fault_value(f, table_text(in->t, COL_RECENCY));
	fault_hint(f, "--unit day or --unit week says what recency and age "
		      "are in; months have no place in these models");
	return false;
}

/*
 * Whether recency agrees with the dates, by less than a unit, as calendar
 * weeks begin on Mondays. The tool stops at the first that does not.
 */
static bool
unit_fits(struct source *in, const struct customer *c)
{
	double unit = unit_days(in->s->unit);
	struct date first, last;
	double days;

	if (!table_has(in->t, in->first) || !table_has(in->t, in->last) ||
	    in->s->model->discrete)
		return true;
	if (!table_date(in->t, in->first, &first) ||
	    !table_date(in->t, in->last, &last))
		return false;
	days = last.day - first.day;
	return fabs(days - c->h.tx * unit) < unit || wrong_unit(in, days);
}

/* As-of is not in a summary, but last_date + days_since_last is. */
static void
note_as_of(struct source *in)
{
	struct date last;
	int64_t days;

	if (!table_has(in->t, in->recent) || !table_has(in->t, in->last))
		return;
	if (table_date(in->t, in->last, &last) &&
	    table_int(in->t, in->recent, &days) && days >= 0 &&
	    days < 4000000 && last.day + (int32_t)days > in->s->as_of)
		in->s->as_of = last.day + (int32_t)days;
}

static bool
read_history(struct source *in, struct customer *c)
{
	struct table *t = in->t;
	const char *problem;

	if (!table_real(t, COL_FREQUENCY, &c->h.x) ||
	    !table_real(t, COL_RECENCY, &c->h.tx) ||
	    !table_real(t, COL_AGE, &c->h.T))
		return false;
	problem = in->s->model->row_ok(&c->h);
	if (problem != NULL)
		return table_reject(t, column_of(problem), "%s", problem);
	if (!unit_fits(in, c))
		return false;
	note_as_of(in);
	return true;
}

static bool
read_money(struct source *in, struct customer *c)
{
	struct table *t = in->t;

	c->spend = c->cac = (double)NAN;
	if (in->s->spend != SPEND_NONE && !table_blank(t, COL_MONETARY) &&
	    !table_real(t, COL_MONETARY, &c->spend))
		return false;
	if (c->spend < 0)
		return table_reject(t, COL_MONETARY, "spend below zero");
	if (!quantity_get(&o.margin, t, &c->margin))
		return false;
	if (c->margin > 1)
		return quantity_reject(&o.margin, t, "not a share: over 1");
	return o.cac.given == NULL || quantity_get(&o.cac, t, &c->cac);
}

/* How many customers it stands for. */
static bool
read_weight(struct source *in, struct customer *c)
{
	c->weight = 1;
	if (o.weight == NULL)
		return true;
	if (!table_real(in->t, in->weight, &c->weight))
		return false;
	return (c->weight >= 0 && !isinf(c->weight)) ||
	       table_reject(in->t, (long)in->weight, "a weight below zero");
}

static bool
read_parts(struct source *in, struct customer *c)
{
	double historic, potential;

	c->rest = 0;
	if (!o.parts)
		return true;
	if (!quantity_get(&o.historic, in->t, &historic) ||
	    !quantity_get(&o.potential, in->t, &potential))
		return false;
	c->rest = historic + potential;
	return true;
}

/* What is known of him, as numbers. */
static bool
read_covariates(struct source *in, struct customer *c)
{
	for (size_t i = 0; i < in->s->covariates.count; i++) {
		if (!table_real(in->t, in->z[i], &c->z[i])) {
			table_hint(in->t, "covariates are numbers: code a "
					  "word as columns of 0 and 1");
			return false;
		}
		if (isinf(c->z[i]))
			return table_reject(
			    in->t, (long)in->z[i], "not a finite number");
	}
	return true;
}

static bool
read_holdout(struct source *in, struct customer *c)
{
	c->held = c->during = (double)NAN;
	if (!o.validate)
		return true;
	if (!table_real(in->t, in->held, &c->held) ||
	    !table_real(in->t, in->during, &c->during))
		return false;
	return c->during >= 0 || table_reject(in->t, (long)in->during,
				     "a holdout that ends before it begins");
}

bool
source_next(struct source *in, struct customer *c)
{
	while (in->r->fault.code == FAULT_NONE && table_next(in->t)) {
		*c = (struct customer){.h = {.x = (double)NAN}};
		if (!read_weight(in, c) || !read_parts(in, c))
			continue;
		if (has_no_order(in->t) ||
		    (read_history(in, c) && read_money(in, c) &&
			read_covariates(in, c) && read_holdout(in, c)))
			return true;
	}
	if (in->r->fault.code == FAULT_NONE)
		(void)table_done(in->t, &in->r->fault);
	return false;
}
