/*
 * What holds for an event is a set of rows. Sets are remembered with what
 * they lead to, their plan: the parts of the terms and the rows behind each.
 * So an event costs its conditions and one look-up.
 */
#include "ledger/rules.h"

#include "base/buf.h"
#include "base/mem.h"
#include "ledger/calendar.h"
#include "ledger/given.h"
#include "ledger/rule.h"
#include "num/date.h"
#include "num/dec.h"

/* A part of a plan: the rows that may give it, the first that holds does. */
struct share {
	struct str issuer;
	bool own; /* the issuer is the event's */
	enum unit unit;
	size_t first, n; /* in candidate */
};

struct plan {
	uint32_t terms;
	size_t share, shares;
};

struct rules {
	struct rules_defaults defaults;
	struct terms_table *terms;
	struct arena arena;
	struct sheet sheet;
	struct names names; /* of rules, in their order */
	struct rule *rule;
	size_t n, room;
	unsigned needs;
	bool asks; /* some row has a condition */
	uint64_t digest;
	struct names keys; /* of plans */
	struct plan *plan;
	size_t plan_room;
	struct share *share;
	size_t shares, share_room;
	uint32_t *candidate;
	size_t candidates, candidate_room;
	uint32_t *held; /* of the event at hand */
	size_t holding, held_room;
	struct buf key;
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

	r->terms = terms;
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
	names_free(&r->keys);
	mem_free(r->rule);
	mem_free(r->plan);
	mem_free(r->share);
	mem_free(r->candidate);
	mem_free(r->held);
	buf_free(&r->key);
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
			return false;
		if (holds)
			r->held[r->holding++] = (uint32_t)i;
	}
	return true;
}

static struct str
issuer_of(const struct rule *rule, const struct event *e)
{
	return rule->issuer.n > 0 ? rule->issuer : e->issuer;
}

static bool
is_share(const struct share *s, const struct rule *rule, enum unit unit,
    const struct event *e)
{
	return rule->unit[unit] && s->unit == unit &&
	       str_eq(s->issuer, issuer_of(rule, e));
}

static void
add_candidate(struct rules *r, struct share *s, uint32_t rule)
{
	r->candidate = mem_grow(r->candidate, &r->candidate_room,
	    r->candidates + 1, sizeof(*r->candidate));
	r->candidate[r->candidates++] = rule;
	s->n++;
}

/* A base row that an earlier one with no larger min hides is left out. */
static void
add_bases(struct rules *r, struct share *s, const struct event *e, size_t from)
{
	int64_t min = 0;

	for (size_t i = from; i < r->holding; i++) {
		const struct rule *rule = &r->rule[r->held[i]];

		if (rule->kind != KIND_BASE || !is_share(s, rule, s->unit, e) ||
		    (s->n > 0 && rule->min >= min))
			continue;
		min = rule->min;
		add_candidate(r, s, r->held[i]);
	}
}

/* Whether a share of this plan has that base's issuer and unit already. */
static bool
has_base(const struct rules *r, const struct plan *p, const struct rule *rule,
    enum unit unit, const struct event *e)
{
	for (size_t i = p->share; i < r->shares; i++) {
		const struct share *s = &r->share[i];

		if (r->rule[r->candidate[s->first]].kind == KIND_BASE &&
		    is_share(s, rule, unit, e))
			return true;
	}
	return false;
}

static void
add_share(struct rules *r, struct plan *p, size_t held, enum unit unit,
    const struct event *e)
{
	const struct rule *rule = &r->rule[r->held[held]];
	struct share s = {.unit = unit, .first = r->candidates};

	if (!rule->unit[unit] || rule->kind == KIND_TIMES ||
	    (rule->kind == KIND_BASE && has_base(r, p, rule, unit, e)))
		return;
	s.issuer = arena_str(&r->arena, issuer_of(rule, e));
	s.own = str_eq(s.issuer, e->issuer);
	if (rule->kind == KIND_BASE)
		add_bases(r, &s, e, held);
	else
		add_candidate(r, &s, r->held[held]);
	r->share = mem_grow(
	    r->share, &r->share_room, r->shares + 1, sizeof(*r->share));
	r->share[r->shares++] = s;
	p->shares++;
}

static void
put_dec(struct buf *b, const char *word, int64_t v)
{
	buf_puts(b, word);
	b->n += dec_put(buf_room(b, DEC_MAX), v, '.');
}

static void
put_min(struct buf *b, int64_t min)
{
	if (min > 0)
		put_dec(b, " min ", min);
}

/* What multiplies the share: the tier, then rows. */
static void
put_factors(struct rules *r, struct buf *b, const struct share *s,
    const struct event *e, int64_t multiplier)
{
	if (multiplier != 0 && multiplier != DEC_ONE &&
	    s->unit == UNIT_POINTS && s->own)
		put_dec(b, " times ", multiplier);
	for (size_t i = 0; i < r->holding; i++) {
		const struct rule *rule = &r->rule[r->held[i]];

		if (rule->kind != KIND_TIMES || !is_share(s, rule, s->unit, e))
			continue;
		put_dec(b, " times ", rule->times);
		put_min(b, rule->min);
	}
}

static void
put_share(struct rules *r, struct buf *b, const struct share *s,
    const struct event *e, int64_t multiplier)
{
	const uint32_t *candidate = &r->candidate[s->first];
	const struct rule *rule = &r->rule[candidate[0]];

	if (rule->kind == KIND_BONUS) {
		buf_printf(b, "add %lld", (long long)rule->points);
		put_min(b, rule->min);
		return;
	}
	for (size_t i = 0; i < s->n; i++) {
		rule = &r->rule[candidate[i]];
		buf_puts(b, i > 0 ? " else convert " : "convert ");
		buf_str(b, rule->way);
		put_min(b, rule->min);
	}
	put_factors(r, b, s, e, multiplier);
}

/* The plan's terms. Their text is ours, so it cannot be wrong. */
static void
make_terms(
    struct rules *r, struct plan *p, const struct event *e, int64_t multiplier)
{
	struct buf b = {0};
	struct fault f;

	for (size_t i = 0; i < p->shares; i++) {
		buf_puts(&b, i > 0 ? "; " : "");
		put_share(r, &b, &r->share[p->share + i], e, multiplier);
	}
	if (p->shares > 0)
		(void)terms_add_text(r->terms, buf_view(&b), &p->terms, &f);
	buf_free(&b);
}

/* All that a plan depends on, as bytes. */
static void
make_key(struct rules *r, const struct event *e, int64_t multiplier)
{
	r->key.n = 0;
	buf_put(&r->key, (const char *)&multiplier, sizeof(multiplier));
	buf_put(&r->key, (const char *)&r->holding, sizeof(r->holding));
	buf_put(&r->key, (const char *)r->held, r->holding * sizeof(*r->held));
	if (rules_wants(r, NEED_ISSUER))
		buf_str(&r->key, e->issuer);
}

static struct plan
plan_for(struct rules *r, const struct event *e, int64_t multiplier)
{
	size_t known = r->keys.count, at;
	struct plan p = {.share = r->shares};

	make_key(r, e, multiplier);
	at = names_add(&r->keys, buf_view(&r->key));
	if (at < known)
		return r->plan[at];
	for (size_t i = 0; i < r->holding; i++)
		for (int unit = 0; unit < RULE_UNITS; unit++)
			add_share(r, &p, i, (enum unit)unit, e);
	make_terms(r, &p, e, multiplier);
	r->plan = mem_grow(r->plan, &r->plan_room, at + 1, sizeof(*r->plan));
	r->plan[at] = p;
	return p;
}

static int32_t
day_of(int64_t us)
{
	return (int32_t)(us / DATE_US_PER_DAY - (us % DATE_US_PER_DAY < 0));
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
		: expiry_end(x, inactive ? e->day : day_of(g->available));
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

/* The row behind a share at that amount. */
static uint32_t
giver(const struct rules *r, const struct share *s, int64_t net)
{
	size_t i = s->first;

	while (i + 1 < s->first + s->n && r->rule[r->candidate[i]].min > net)
		i++;
	return r->candidate[i];
}

static bool
too_many(const struct rules *r, uint32_t rule, struct fault *f)
{
	fault_set(f, FAULT_ROW, "more points than a ledger holds");
	fault_hint(f, "rule '%s' gives them", r->rule[rule].name.p);
	return false;
}

static bool
grant_by(struct rules *r, const struct event *e, int64_t multiplier,
    struct grants *out, struct fault *f)
{
	struct plan p = plan_for(r, e, multiplier);

	for (size_t i = 0; i < p.shares; i++) {
		const struct share *s = &r->share[p.share + i];
		struct grant g = {.part = (uint32_t)i,
		    .unit = s->unit,
		    .issuer = s->own ? e->issuer : s->issuer,
		    .rule = giver(r, s, e->amount)};

		g.points = terms_points(r->terms, p.terms, g.part, e->amount);
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
					.issuer = issuer_of(rule, e),
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
