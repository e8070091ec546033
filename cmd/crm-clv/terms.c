/* terms: spans of time, the unit they are counted in, and what value means. */
#include "clv.h"

#include <math.h>

#include "num/parse.h"

const char *const unit_names[] = {"day", "week", "opportunity", NULL};

static const double YEAR = 365.25; /* [days] */

double
span_days(const struct span *s)
{
	static const double days[] = {
	    ['d'] = 1, ['w'] = 7, ['m'] = YEAR / 12, ['y'] = YEAR};

	return s->n * days[(unsigned char)s->letter];
}

static bool
span_parse(const char *option, bool endless, struct span *to, const char *value,
    struct fault *f)
{
	struct str s = str_of(value);
	double n;

	if (endless && str_is(s, "inf")) {
		*to = (struct span){(double)INFINITY, 'd'};
		return true;
	}
	if (s.n > 0 && strchr("dwmy", s.p[s.n - 1]) != NULL) {
		*to = (struct span){0, s.p[--s.n]};
		if (parse_real(s, '.', &n) == PARSE_OK && n > 0) {
			to->n = n;
			return true;
		}
	}
	fault_set(f, FAULT_USAGE, "--%s: not a span of time", option);
	fault_value(f, str_of(value));
	fault_hint(f, endless ? "such as 365d, 52w, 12m, 1y or inf"
			      : "such as 30d, 4w, 1m or 1y");
	return false;
}

bool
span_horizon(void *to, const char *value, struct fault *f)
{
	return span_parse("horizon", true, to, value, f);
}

bool
span_step(void *to, const char *value, struct fault *f)
{
	return span_parse("step", false, to, value, f);
}

bool
span_alive_at(void *to, const char *value, struct fault *f)
{
	return span_parse("alive-at", false, to, value, f);
}

bool
span_opportunity(void *to, const char *value, struct fault *f)
{
	return span_parse("opportunity", false, to, value, f);
}

double
unit_days(int unit)
{
	return unit == UNIT_OPPORTUNITY ? span_days(&o.opportunity)
	       : unit == UNIT_WEEK      ? 7
					: 1;
}

bool
discount_rate(struct run *r, double *rate)
{
	*rate = o.compat == COMPAT_LIFETIMES ? 0.01 : 0.10;
	if (o.discount.given == NULL)
		return true;
	if (!quantity_fixed(&o.discount, rate))
		return run_usage(
		    r, "--discount: not a number: '%s'", o.discount.given);
	return *rate > -1 ||
	       run_usage(r, "--discount: not above -1: '%s'", o.discount.given);
}

/* In units; lifetimes has months of 30 days or 4.345 weeks, 12 a year. */
static double
in_units(const struct span *s, int unit)
{
	double month = unit == UNIT_WEEK ? 4.345 : 30 / unit_days(unit);

	if (o.compat == COMPAT_LIFETIMES && s->letter == 'm')
		return s->n * month;
	if (o.compat == COMPAT_LIFETIMES && s->letter == 'y')
		return s->n * 12 * month;
	return span_days(s) / unit_days(unit);
}

/*
 * An opportunity is a point in time: the step ends with it, and what comes
 * of it is discounted to there, as in the paper.
 */
bool
terms_settle(struct run *r, const struct scores *s, struct clv_terms *t)
{
	static const struct span month = {1, 'm'}, year = {1, 'y'};
	bool lifetimes = o.compat == COMPAT_LIFETIMES;
	struct fault *f = &r->fault;

	if (lifetimes && (s->model->discrete || o.step.n > 0))
		return run_usage(r, "--compat lifetimes: not with %s",
		    s->model->discrete ? s->model->name : "--step");
	*t = (struct clv_terms){
	    .horizon = in_units(o.horizon.n > 0 ? &o.horizon : &year, s->unit),
	    .step = in_units(o.step.n > 0 ? &o.step : &month, s->unit),
	    .year = YEAR / unit_days(s->unit),
	    .ahead = in_units(&o.alive_at, s->unit),
	    .at_end = lifetimes || s->model->discrete};
	if (s->model->discrete)
		t->step = 1;
	if (lifetimes)
		t->year = t->step; /* its rate is per month */
	if (!discount_rate(r, &t->discount))
		return false;
	if (clv_terms_ok(t, f))
		return true;
	f->code = FAULT_USAGE;
	return false;
}
