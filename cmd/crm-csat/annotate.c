/*
 * delivered, expectation: rows -> the same rows with a value and, for
 * expectation, its name; --report counts the classes: above zero, at it, and
 * below.
 */
#include "csat.h"

#include <math.h>

#include "base/mem.h"
#include "model/drivers.h"

enum { ABOVE, EQUAL, BELOW, CLASSES };

/* The columns of the answers behind a report. */
enum {
	X_VALUE,
	X_BASE,                     /* the expectation */
	X_IN,                       /* of each class: 1 or 0 */
	X_OF = X_IN + CLASSES,      /* of each class: the value, or blank */
	X_COUNT = X_OF + CLASSES
};

/* What one row comes to; NaN where it is blank. */
struct outcome {
	double base;            /* expectation, or what was paid */
	double received;        /* the other side */
	double value;           /* received less base */
};

/* What the two methods differ in. */
struct form {
	bool (*bind)(struct survey *s, void *arg);
	bool (*check)(struct survey *s, void *arg);
	bool (*get)(struct survey *s, void *arg, struct outcome *out);
	const char *const *columns; /* appended; NULL-ended */
	void (*put)(const struct put *put, const struct outcome *out,
	    const char *const *names);
	const char *const *names; /* of the classes */
	bool correlates;          /* the value with its base */
	void *arg;
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

	csat_share(a, (size_t)(X_IN + class), 1, proportion_z(o.level),
	    &share);
	csat_item(a, (size_t)(X_OF + class), o.level, &m);
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
put_all(struct survey *s, uint32_t group, const struct sample *a,
    bool correlates)
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
put_classes(struct survey *s, uint32_t group, const struct sample *a,
    void *arg)
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
	    "low", "high", "mean", "mean_low", "mean_high", "r", "note",
	    NULL};
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
		return run_usage(s->r, "-m %s: groups and weights are for "
		    "--report", s->r->method->name);
	ok = run_open(s->r, s->t) && form->check(s, form->arg) &&
	    run_put(s->r, s->t, &s->put);
	if (ok)
		p = pass_new(s->t, &s->put, &(struct pass_form){
		    .prefix = s->r->common->prefix});
	ok = ok && write_rows(s, form, p);
	pass_delete(p);
	return ok;
}

static bool
run_form(struct run *r, struct form *form)
{
	struct survey s;
	bool ok = survey_begin(&s, r) && form->bind(&s, form->arg) &&
	    (o.report ? report(&s, form) : annotate(&s, form));

	survey_end(&s);
	return ok;
}

static bool
get_cell(struct survey *s, size_t slot, double *v)
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

	if (!get_cell(s, two->expected, &out->base) ||
	    !get_cell(s, two->received, &out->received))
		return false;
	out->value = out->received - out->base;
	return true;
}

static void
put_verdict(const struct put *put, const struct outcome *out,
    const char *const *names)
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
	static const char *const columns[] = {"satisfaction", "verdict",
	    NULL};
	struct two two;
	struct form form = {bind_two, check_two, get_two, columns,
	    put_verdict, o.names.n > 0 ? o.names.item : verdicts[o.equal > 0],
	    true, &two};

	if (o.names.n != 0 && o.names.n != CLASSES)
		return run_usage(r, "--names: -m expectation has 3 classes: "
		    "above, equal, below");
	return run_form(r, &form);
}

/* --- delivered --- */

enum { BENEFITS = 4, COSTS = 5, NAMES = 4 };

/* What the columns are usually called. A blank name ends a row. */
static const char *const benefit_names[BENEFITS][NAMES] = {
    {"product", "product_value", "产品", "产品价值"},
    {"service", "service_value", "服务", "服务价值"},
    {"personnel", "personnel_value", "人员", "人员价值"},
    {"image", "image_value", "形象", "形象价值"}};

/* Two costs that always are there; then either two or one. */
enum { MONEY, TIME, PSYCHIC, PHYSICAL, ENERGY };
static const char *const cost_names[COSTS][NAMES] = {
    {"money", "money_cost", "货币", "货币成本"},
    {"time", "time_cost", "时间", "时间成本"},
    {"psychic", "psychic_cost", "精神", "精神成本"},
    {"physical", "physical_cost", "体力", "体力成本"},
    {"energy", "energy_cost", "精力", "精力成本"}};

struct side {
	const struct opt_list *given;
	const char *const (*names)[NAMES];
	size_t parts;
	const char *option;
	size_t first; /* slot: NAMES for each part, or those given */
	size_t *slot; /* those in use */
	size_t n;
};

struct sides {
	struct side benefit, cost;
};

static void
bind_side(struct survey *s, struct side *side)
{
	size_t n = side->given->n, slot = 0;

	side->slot = mem_zero(n + side->parts, sizeof(*side->slot));
	if (n > 0) {
		for (side->n = 0; side->n < n; side->n++)
			side->slot[side->n] = table_column(s->t,
			    side->given->item[side->n], side->option);
		return;
	}
	for (size_t i = 0; i < side->parts; i++)
		for (size_t k = 0; k < NAMES; k++) {
			slot = table_role(s->t, &(struct role){
			    .option = side->option,
			    .name = side->names[i][k]});
			if (i == 0 && k == 0)
				side->first = slot;
		}
}

static bool
bind_sides(struct survey *s, void *arg)
{
	struct sides *sides = arg;

	bind_side(s, &sides->benefit);
	bind_side(s, &sides->cost);
	return true;
}

/* The slot of a part that is there, or its first one. */
static size_t
part_slot(const struct survey *s, const struct side *side, size_t part)
{
	size_t first = side->first + part * NAMES;

	for (size_t k = 0; k < NAMES; k++)
		if (table_has(s->t, first + k))
			return first + k;
	return first;
}

static bool
use(struct survey *s, struct side *side, size_t part)
{
	size_t slot = part_slot(s, side, part);

	side->slot[side->n++] = slot;
	return table_need(s->t, slot, &s->r->fault);
}

static bool
check_sides(struct survey *s, void *arg)
{
	struct sides *sides = arg;
	struct side *cost = &sides->cost;
	bool ok = true;

	for (size_t i = 0; sides->benefit.given->n == 0 && i < BENEFITS && ok;
	     i++)
		ok = use(s, &sides->benefit, i);
	if (!ok || cost->given->n > 0)
		return ok;
	ok = use(s, cost, MONEY) && use(s, cost, TIME);
	if (ok && table_has(s->t, part_slot(s, cost, ENERGY)))
		return use(s, cost, ENERGY);
	return ok && use(s, cost, PSYCHIC) && use(s, cost, PHYSICAL);
}

static bool
sum_side(struct survey *s, const struct side *side, double *sum)
{
	double v;

	*sum = 0;
	for (size_t i = 0; i < side->n; i++) {
		if (!get_cell(s, side->slot[i], &v))
			return false;
		*sum += v;
	}
	return true;
}

static bool
get_sides(struct survey *s, void *arg, struct outcome *out)
{
	const struct sides *sides = arg;

	if (!sum_side(s, &sides->benefit, &out->received) ||
	    !sum_side(s, &sides->cost, &out->base))
		return false;
	out->value = out->received - out->base;
	return true;
}

static void
put_delivered(const struct put *put, const struct outcome *out,
    const char *const *names)
{
	(void)names;
	put_real(put, out->received);
	put_real(put, out->base);
	put_real(put, out->value);
}

bool
run_delivered(struct run *r)
{
	static const char *const columns[] = {"total_value", "total_cost",
	    "delivered_value", NULL};
	static const char *const names[] = {"gain", "even", "loss"};
	struct sides sides = {
	    .benefit = {&o.benefits, benefit_names, BENEFITS, "benefits", 0,
		NULL, 0},
	    .cost = {&o.costs, cost_names, COSTS, "costs", 0, NULL, 0}};
	struct form form = {bind_sides, check_sides, get_sides, columns,
	    put_delivered, names, false, &sides};
	bool ok = run_form(r, &form);

	mem_free(sides.benefit.slot);
	mem_free(sides.cost.slot);
	return ok;
}
