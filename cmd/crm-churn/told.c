/*
 * told: the risk of a row by a fit made before, or by P(alive) and the
 * customer's own rhythm: one pass, no row waits for another.
 */
#include <math.h>

#include "num/print.h"
#include "num/special.h"
#include "risk.h"

bool
get_real(struct table *t, size_t slot, double *v)
{
	*v = (double)NAN;
	return !table_has(t, slot) || table_blank(t, slot) ||
	       table_real(t, slot, v);
}

static bool
get_span(struct table *t, double *days)
{
	struct date first, last;

	if (!table_has(t, FIRST_DATE) || !table_has(t, LAST_DATE))
		return get_real(t, RECENCY, days);
	*days = (double)NAN;
	if (table_blank(t, FIRST_DATE) || table_blank(t, LAST_DATE))
		return true;
	if (!table_date(t, FIRST_DATE, &first) ||
	    !table_date(t, LAST_DATE, &last))
		return false;
	if (last.day < first.day)
		return table_reject(t, LAST_DATE, "before the first");
	*days = last.day - first.day;
	return true;
}

bool
get_overdue(struct table *t, double *overdue)
{
	double since, frequency, span;

	if (!get_real(t, SINCE, &since) || !get_span(t, &span) ||
	    !get_real(t, FREQUENCY, &frequency))
		return false;
	*overdue = frequency > 0 && span > 0 ? since / (span / frequency)
					     : (double)NAN;
	return true;
}

/* --- scored with --params --- */

static struct str
cell_text(struct risk *k, size_t feature, size_t row)
{
	(void)row;
	return str_trim(table_text(k->t, k->slot[feature]));
}

/* The log odds; NaN where all features are blank: nothing is known. */
static bool
score_cells(struct risk *k, double *s)
{
	bool any = false;

	*s = model_base(&k->m);
	for (size_t j = 0; j < k->m.features; j++) {
		struct str text = cell_text(k, j, 0);
		double v = (double)NAN;

		if (!k->m.categorical[j] && !feature_number(text, &v))
			return table_reject(
			    k->t, (long)k->slot[j], "not a number");
		any |= text.n > 0;
		k->part[j] = model_part(&k->m, j, v, text);
		*s += k->part[j];
	}
	if (!any)
		*s = (double)NAN;
	return true;
}

static bool
score_row(struct risk *k)
{
	struct verdict v = {.reasons = 0};
	double s;

	if (!score_cells(k, &s) || !get_overdue(k->t, &v.overdue))
		return true;
	v.p = isnan(s) ? s : special_sigmoid(s);
	if (!isnan(s))
		verdict_parts(&v, k, cell_text, 0);
	if (k->pass != NULL)
		pass_row(k->pass);
	return verdict_give(k, &v);
}

bool
score_rows(struct risk *k)
{
	while (table_next(k->t))
		if (!score_row(k))
			return true;
	return table_done(k->t, &k->r->fault);
}

/* --- not learned --- */

static void
give_reasons(struct risk *k, struct verdict *v, struct str overdue)
{
	const double none = (double)NAN;
	double since, frequency;

	if (v->p > 0.5)
		verdict_reason(v, STR("p_alive"),
		    str_trim(table_text(k->t, P_ALIVE)), none);
	if (v->overdue >= o.overdue)
		verdict_reason(v, STR("overdue"), overdue, none);
	if (isnan(o.silent) || !get_real(k->t, SINCE, &since) ||
	    !get_real(k->t, FREQUENCY, &frequency))
		return;
	if (since >= o.silent && frequency >= (double)o.repeats)
		verdict_reason(v, STR("days_since_last"),
		    str_trim(table_text(k->t, SINCE)), none);
}

static bool
rule_row(struct risk *k)
{
	struct verdict v = {.reasons = 0};
	char out[PRINT_MAX];
	size_t n = 0;
	double alive, ignored;

	if (!get_real(k->t, P_ALIVE, &alive) ||
	    !get_overdue(k->t, &v.overdue) ||
	    !get_real(k->t, SINCE, &ignored) ||
	    !get_real(k->t, FREQUENCY, &ignored))
		return true;
	if (alive < 0 || alive > 1) {
		(void)table_reject(k->t, P_ALIVE, "not from 0 to 1");
		return true;
	}
	v.p = 1 - alive;
	if (!isnan(v.overdue))
		n = print_real(out, v.overdue, 3, k->put.decimal);
	give_reasons(k, &v, (struct str){out, n});
	if (k->pass != NULL)
		pass_row(k->pass);
	return verdict_give(k, &v);
}

bool
rule_rows(struct risk *k)
{
	while (table_next(k->t))
		if (!rule_row(k))
			return true;
	return table_done(k->t, &k->r->fault);
}
