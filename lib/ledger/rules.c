#include "ledger/rules.h"

#include "base/mem.h"
#include "ledger/calendar.h"
#include "ledger/given.h"
#include "ledger/plan.h"
#include "ledger/rule.h"
#include "num/date.h"
#include "num/dec.h"

struct rules {
	struct rules_defaults defaults;
	struct arena arena;
	struct sheet sheet;
	struct names names; /* of rules, in their order */
	struct rule *rule;
	size_t n, room;
	unsigned needs;
	bool asks; /* some row has a condition */
	uint64_t digest;
	struct plans plans;
	uint32_t *held; /* of the event at hand */
	size_t holding, held_room;
};

void
grants_free(struct grants *g)
{
	mem_free(g->grant);
	*g = (struct grants){0};
}

struct rules *
rules_new(struct terms_table *terms, const struct rules_defaults *defaults)
{
	struct rules *r = mem_zero(1, sizeof(*r));

	r->plans.terms = terms;
	r->defaults = *defaults;
	r->digest = SHEET_DIGEST;
	return r;
}

void
rules_delete(struct rules *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->n; i++)
		expr_delete(r->rule[i].when);
	arena_free(&r->arena);
	names_free(&r->names);
	plans_free(&r->plans);
	mem_free(r->rule);
	mem_free(r->held);
	mem_free(r);
}

bool
rules_header(struct rules *r, const struct str *name, size_t n, struct fault *f)
{
	return sheet_header(&r->sheet, rule_columns, name, n, f);
}

static void
add_need(struct rules *r, enum need need, bool has)
{
	r->needs |= (unsigned)has << need;
}

bool
rules_row(struct rules *r, const struct str *cell, size_t n, size_t *column,
    struct fault *f)
{
	struct sheet_row row = {&r->sheet, cell, column, f};
	struct rule rule;

	if (!sheet_row(&row, n) ||
	    !rule_read(&rule, &row, &r->defaults, &r->arena))
		return false;
	if (names_find(&r->names, rule.name) != NAMES_NONE)
		return sheet_bad(&row, RULE_NAME, "a name twice", NULL);
	(void)names_add(&r->names, rule.name);
	r->rule = mem_grow(r->rule, &r->room, r->n + 1, sizeof(*r->rule));
	r->held = mem_grow(r->held, &r->held_room, r->n + 1, sizeof(*r->held));
	r->rule[r->n++] = rule;
	r->digest = sheet_digest(r->digest, &row);
	add_need(r, NEED_REFERRAL, rule.on == ON_REFERRAL);
	add_need(r, NEED_ACTIVITY, rule.on == ON_ACTIVITY);
	add_need(
	    r, NEED_GROWTH, rule.unit[UNIT_GROWTH] && rule.kind != KIND_TIMES);
	add_need(r, NEED_ISSUER, rule.issuer.n > 0);
	add_need(r, NEED_CAPS, rule.capped);
	add_need(r, NEED_INACTIVE, rule.expires.form == EXPIRY_INACTIVE);
	return true;
}

bool
rules_end(struct rules *r, struct fault *f)
{
	return r->n > 0 ||
	       fault_set(f, FAULT_FORM, "a file of rules without rows");
}

struct rules *
rules_default(struct terms_table *terms, const struct rules_defaults *defaults)
{
	const struct str name[] = {STR("name"), STR("rate")};
	const struct str cell[] = {STR("default"), STR("1")};
	struct rules *r = rules_new(terms, defaults);
	struct fault f;
	size_t column;

	(void)(rules_header(r, name, 2, &f) &&
	       rules_row(r, cell, 2, &column, &f));
	return r;
}

bool
rules_compile(struct rules *r, const struct expr_scope *events, size_t *row,
    size_t *column, struct fault *f)
{
	for (size_t i = 0; i < r->n; i++) {
		struct rule *rule = &r->rule[i];

		if (rule->text.n == 0)
			continue;
		expr_delete(rule->when);
		rule->when = given_compile(rule->text, events, &r->needs, f);
		if (rule->when == NULL) {
			*row = i;
			*column = r->sheet.at[RULE_WHEN];
			fault_column(f, str_of(rule_columns[RULE_WHEN]));
			return false;
		}
		r->asks = true;
	}
	return true;
}

bool
rules_wants(const struct rules *r, enum need need)
{
	return (r->needs >> need & 1) != 0;
}

/* Says which rule it was, unless there is something better to say. */
static bool
blame(const struct rule *rule, const char *what, struct fault *f)
{
	char name[100];

	fault_escape(name, sizeof(name), rule->name);
	if (f->hint[0] == '\0')
		fault_hint(f, "rule '%s' %s", name, what);
	return false;
}

/* The rows that hold, whatever the amount; out: r->held. */
static bool
hold(struct rules *r, enum rule_on on, const struct event *e,
    const struct facts *facts, size_t *column, struct fault *f)
{
	struct given_row g;

	r->holding = 0;
	*column = SIZE_MAX;
	if (r->asks)
		given_set(&g, e, facts);
	for (size_t i = 0; i < r->n; i++) {
		const struct rule *rule = &r->rule[i];
		bool holds = rule->on == on && e->day >= rule->from &&
			     e->day <= rule->until &&
			     (on != ON_ACTIVITY ||
				 str_eq(rule->activity, str_trim(e->activity)));

		if (holds && rule->when != NULL &&
		    !expr_holds(rule->when, &g.row, &holds, column, f))
			return blame(rule, "reads it", f);
		if (holds)
			r->held[r->holding++] = (uint32_t)i;
	}
	return true;
}

/* From when to when; the event's own cells go before the rule's. */
static void
set_life(struct grant *g, const struct rule *rule, const struct event *e)
{
	const struct expiry *x = &rule->expires;
	bool inactive = x->form == EXPIRY_INACTIVE && !e->has_expires;

	g->available = e->us;
	if (e->has_available)
		g->available = e->available;
	else if (rule->delay > 0)
		g->available =
		    calendar_add_days(e->day, rule->delay) * DATE_US_PER_DAY;
	g->expires =
	    e->has_expires
		? e->expires
		: expiry_end(
		      x, inactive ? e->day : date_of_instant(g->available));
	g->inactive = inactive ? x->n : 0;
}

static bool
behind(const struct grant *a, const struct grant *b)
{
	return a->rule != b->rule ? a->rule > b->rule : a->unit > b->unit;
}

/* Adds a grant at its place; points that could never be spent are none. */
static void
add_grant(
    struct rules *r, struct grants *out, struct grant g, const struct event *e)
{
	const struct rule *rule = &r->rule[g.rule];
	size_t at = out->n;

	g.cap = rule->capped ? &rule->cap : NULL;
	g.expires = EVENT_NEVER;
	if (g.unit == UNIT_POINTS)
		set_life(&g, rule, e);
	if (g.points == 0 || g.expires <= g.available)
		return;
	out->grant =
	    mem_grow(out->grant, &out->room, out->n + 1, sizeof(*out->grant));
	for (; at > 0 && behind(&out->grant[at - 1], &g); at--)
		out->grant[at] = out->grant[at - 1];
	out->grant[at] = g;
	out->n++;
}

static bool
too_many(const struct rules *r, uint32_t rule, struct fault *f)
{
	fault_set(f, FAULT_ROW, "more points than a ledger holds");
	return blame(&r->rule[rule], "gives them", f);
}

static bool
grant_by(struct rules *r, const struct event *e, int64_t multiplier,
    struct grants *out, struct fault *f)
{
	struct holding held = {
	    r->rule, r->held, r->holding, rules_wants(r, NEED_ISSUER)};
	struct plan p = plan_for(&r->plans, &held, e, multiplier);

	for (size_t i = 0; i < p.shares; i++) {
		const struct share *s = plan_share(&r->plans, &p, i);
		struct grant g = {.part = (uint32_t)i,
		    .unit = s->unit,
		    .issuer = s->own ? e->issuer : s->issuer,
		    .rule = plan_giver(&r->plans, r->rule, s, e->amount)};

		g.points =
		    terms_points(r->plans.terms, p.terms, g.part, e->amount);
		if (g.points == INT64_MAX)
			return too_many(r, g.rule, f);
		add_grant(r, out, g, e);
	}
	out->terms = out->n > 0 ? p.terms : 0;
	return true;
}

bool
rules_purchase(struct rules *r, const struct event *e,
    const struct facts *facts, struct grants *out, size_t *column,
    struct fault *f)
{
	out->n = 0;
	out->terms = 0;
	return hold(r, ON_PURCHASE, e, facts, column, f) &&
	       grant_by(r, e, facts->multiplier, out, f);
}

bool
rules_referral(struct rules *r, const struct event *e,
    const struct facts *facts, struct grants *out, size_t *column,
    struct fault *f)
{
	out->n = 0;
	out->terms = 0;
	return hold(r, ON_REFERRAL, e, facts, column, f) &&
	       grant_by(r, e, 0, out, f);
}

bool
rules_activity(struct rules *r, const struct event *e,
    const struct facts *facts, struct grants *out, size_t *column,
    struct fault *f)
{
	out->n = 0;
	out->terms = 0;
	if (!hold(r, ON_ACTIVITY, e, facts, column, f))
		return false;
	for (size_t i = 0; i < r->holding; i++) {
		const struct rule *rule = &r->rule[r->held[i]];

		for (int unit = 0; unit < RULE_UNITS; unit++)
			if (rule->unit[unit])
				add_grant(r, out,
				    (struct grant){.rule = r->held[i],
					.unit = (enum unit)unit,
					.issuer = rule_issuer(rule, e),
					.points = rule->points},
				    e);
	}
	return true;
}

size_t
rules_count(const struct rules *r)
{
	return r->n;
}

struct str
rules_name(const struct rules *r, uint32_t rule)
{
	return r->rule[rule].name;
}

uint32_t
rules_find(const struct rules *r, struct str name)
{
	return names_find(&r->names, name);
}

const struct cap *
rules_cap(const struct rules *r, uint32_t rule)
{
	return r->rule[rule].capped ? &r->rule[rule].cap : NULL;
}

uint64_t
rules_digest(const struct rules *r)
{
	return r->digest;
}
