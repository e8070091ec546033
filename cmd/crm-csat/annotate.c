/*
 * delivered, expectation: rows -> the same rows with a value and, for
 * expectation, its name; --report counts the classes: above zero, at it, and
 * below.
 */
#include "annotate.h"

#include <math.h>

#include "base/mem.h"
#include "model/drivers.h"

/* The columns of the answers behind a report. */
enum {
	X_VALUE,
	X_BASE,                /* the expectation */
	X_IN,                  /* of each class: 1 or 0 */
	X_OF = X_IN + CLASSES, /* of each class: the value, or blank */
	X_COUNT = X_OF + CLASSES
};

static int
class_of(double value)
{
	return value > 0 ? ABOVE : value < 0 ? BELOW : EQUAL;
}

static void
spread_out(const struct outcome *out, double *x)
{
	bool known = !isnan(out->value);

	x[X_VALUE] = out->value;
	x[X_BASE] = known ? out->base : (double)NAN;
	for (int c = 0; c < CLASSES; c++) {
		bool in = known && class_of(out->value) == c;

		x[X_IN + c] = known ? in : (double)NAN;
		x[X_OF + c] = in ? out->value : (double)NAN;
	}
}

static void
put_class(struct survey *s, uint32_t group, const struct sample *a,
    const char *name, int class, bool correlates)
{
	struct csat_share share;
	struct csat_mean m;

	csat_share(
	    a, (size_t)X_IN + (size_t) class, 1, proportion_z(o.level), &share);
	csat_item(a, (size_t)X_OF + (size_t) class, o.level, &m);
	group_put(s->group, &s->put, group);
	put_label(&s->put, name);
	put_count(&s->put, share.hits);
	put_empty(&s->put);
	put_real(&s->put, share.share);
	put_interval(&s->put, share.at);
	put_real(&s->put, m.value);
	put_interval(&s->put, m.at);
	if (correlates)
		put_empty(&s->put);
	put_empty(&s->put);
}

static bool
put_all(
    struct survey *s, uint32_t group, const struct sample *a, bool correlates)
{
	struct drivers_weight r;
	struct csat_mean m;

	csat_item(a, X_VALUE, o.level, &m);
	group_put(s->group, &s->put, group);
	put_label(&s->put, "all");
	put_count(&s->put, m.n);
	put_count(&s->put, sample_blank(a, X_VALUE));
	put_real(&s->put, m.n > 0 ? 1 : (double)NAN);
	put_empty(&s->put);
	put_empty(&s->put);
	put_real(&s->put, m.value);
	put_interval(&s->put, m.at);
	if (correlates) {
		drivers_correlation(a, X_BASE, X_VALUE, o.level, &r);
		put_real(&s->put, r.value);
	}
	put_note(&s->put, m.n, NULL);
	return put_end(&s->put);
}

static bool
put_classes(struct survey *s, uint32_t group, const struct sample *a, void *arg)
{
	const struct form *form = arg;

	for (int c = 0; c < CLASSES; c++) {
		put_class(s, group, a, form->names[c], c, form->correlates);
		if (!put_end(&s->put))
			return false;
	}
	return put_all(s, group, a, form->correlates);
}

static bool
report(struct survey *s, struct form *form)
{
	static const char *const with_r[] = {"class", "n", "blank", "share",
	    "low", "high", "mean", "mean_low", "mean_high", "r", "note", NULL};
	static const char *const without[] = {"class", "n", "blank", "share",
	    "low", "high", "mean", "mean_low", "mean_high", "note", NULL};
	struct outcome out;
	double x[X_COUNT];

	if (!survey_open(s, X_COUNT, form->correlates ? with_r : without) ||
	    !form->check(s, form->arg))
		return false;
	while (table_next(s->t))
		if (form->get(s, form->arg, &out)) {
			spread_out(&out, x);
			(void)survey_add(s, x);
		}
	return survey_close(s) && survey_report(s, put_classes, form);
}

static bool
write_rows(struct survey *s, struct form *form, struct pass *p)
{
	struct outcome out;

	for (size_t i = 0; form->columns[i] != NULL; i++)
		if (!pass_append(p, form->columns[i], &s->r->fault))
			return false;
	pass_begin(p);
	while (table_next(s->t)) {
		if (!form->get(s, form->arg, &out))
			continue;
		pass_row(p);
		form->put(&s->put, &out, form->names);
		if (!put_end(&s->put))
			break;
	}
	return table_done(s->t, &s->r->fault);
}

static bool
annotate(struct survey *s, struct form *form)
{
	struct pass *p = NULL;
	bool ok;

	if (o.by.n > 0 || o.period >= 0 || o.weight != NULL)
		return run_usage(s->r,
		    "-m %s: groups and weights are for "
		    "--report",
		    s->r->method->name);
	ok = run_open(s->r, s->t) && form->check(s, form->arg) &&
	     run_put(s->r, s->t, &s->put);
	if (ok)
		p = pass_new(s->t, &s->put,
		    &(struct pass_form){.prefix = s->r->common->prefix});
	ok = ok && write_rows(s, form, p);
	pass_delete(p);
	return ok;
}

bool
form_run(struct run *r, struct form *form)
{
	struct survey s;
	bool ok = survey_begin(&s, r) && form->bind(&s, form->arg) &&
		  (o.report ? report(&s, form) : annotate(&s, form));

	survey_end(&s);
	return ok;
}

bool
form_cell(struct survey *s, size_t slot, double *v)
{
	return cell_get(s->t, slot, s->bounded ? &s->scale : NULL, false, v);
}

/* --- expectation --- */

struct two {
	size_t expected, received;
};

static bool
bind_two(struct survey *s, void *arg)
{
	struct two *two = arg;

	two->expected = survey_role(s, COL_EXPECTED);
	two->received = survey_role(s, COL_RECEIVED);
	return true;
}

static bool
check_two(struct survey *s, void *arg)
{
	const struct two *two = arg;

	return table_need(s->t, two->expected, &s->r->fault) &&
	       table_need(s->t, two->received, &s->r->fault);
}

static bool
get_two(struct survey *s, void *arg, struct outcome *out)
{
	const struct two *two = arg;

	if (!form_cell(s, two->expected, &out->base) ||
	    !form_cell(s, two->received, &out->received))
		return false;
	out->value = out->received - out->base;
	return true;
}

static void
put_verdict(
    const struct put *put, const struct outcome *out, const char *const *names)
{
	put_real(put, out->value);
	if (isnan(out->value))
		put_empty(put);
	else
		put_label(put, names[class_of(out->value)]);
}

/* The wordings of two textbooks. */
static const char *const verdicts[][CLASSES] = {
    {"delighted", "neutral", "dissatisfied"},
    {"highly satisfied", "satisfied", "dissatisfied"}};

bool
run_expectation(struct run *r)
{
	static const char *const columns[] = {"satisfaction", "verdict", NULL};
	struct two two;
	struct form form = {bind_two, check_two, get_two, columns, put_verdict,
	    o.names.n > 0 ? o.names.item : verdicts[o.equal > 0], true, &two};

	if (o.names.n != 0 && o.names.n != CLASSES)
		return run_usage(r, "--names: -m expectation has 3 classes: "
				    "above, equal, below");
	return form_run(r, &form);
}
